"""The picture on the projector: what the room makes in this part, or what stands before and after the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from learners.rules import Depth
from workshops.queries import notes, readback, screen
from workshops.reports import pictures
from workshops.rules import regions
from workshops.rules.codes import NoteKind, WorkshopPhase, WorkshopStatus

if TYPE_CHECKING:
    from workshops.live.regions import Facts

_BEFORE = (WorkshopStatus.DRAFT, WorkshopStatus.PRE_WORK)


def picture(facts: Facts) -> dict[str, Any]:
    """What the projector shows below the question: ``shows`` names it. While people write in silence, only how much."""
    workshop, part = facts.workshop, facts.agenda.now
    if workshop.status in _BEFORE:
        return {"shows": "welcome"}
    if workshop.is_over:
        return {"shows": "over", **_readback(facts)}
    if part is not None and part.is_break and workshop.status == WorkshopStatus.LIVE:
        return {"shows": "break", **facts.of(regions.CLOCK)}
    polls = facts.of(regions.ASK)["polls"]
    if polls:
        return {"shows": "poll", "poll": polls[-1], "depths": list(Depth), **facts.of(regions.ROOM)}
    silent = facts.writing.hidden if workshop.is_private else None
    return {"silent": silent, **_of_phase(facts, is_private=silent is not None)}


def _of_phase(facts: Facts, *, is_private: bool) -> dict[str, Any]:
    workshop = facts.workshop
    match workshop.phase:
        case WorkshopPhase.JOIN:
            return {"shows": "sectors", **facts.of(regions.ROOM)}
        case WorkshopPhase.PURPOSE:
            return {"shows": "purpose", "rules": screen.ground_rules(_notes(facts)[NoteKind.GROUND_RULE])}
        case WorkshopPhase.PERSONA:
            asked = facts.of(regions.ASK)
            return {"shows": "persona", "personas": asked["personas"], "room_says": screen.matters(asked["matters"])}
        case WorkshopPhase.JOURNEY:
            return {"shows": "silence"} if is_private else _journey(facts)
        case WorkshopPhase.NEEDS:
            return {"shows": "silence"} if is_private else _needs(facts)
        case WorkshopPhase.CAPABILITY:
            return {**_numbers(facts), "polled": screen.last_poll(workshop.id)}
        case WorkshopPhase.LEARNER_OVERLAY:
            return {"shows": "overlay", "matrix": screen.matrix(facts.overview.heads, facts.every_need)}
        case WorkshopPhase.STAR:
            found = facts.of(regions.IDEAS)
            return {"shows": "star", **found, "newest": screen.ideas(found["ideas"])}
        case WorkshopPhase.PRIORITISE:
            return {"shows": "priorities", **_priorities(facts), **facts.of(regions.ROOM)}
        case WorkshopPhase.ACTIONS:
            return {"shows": "actions", **facts.of(regions.ACTIONS)}
        case WorkshopPhase.CLOSE:
            return {"shows": "readback", **_readback(facts)}
    return _numbers(facts)


def _journey(facts: Facts) -> dict[str, Any]:
    stars = screen.starred(facts.marks, facts.segments)
    missing = screen.missing_stages(_notes(facts)[NoteKind.MISSING_STAGE].open)
    return {**_numbers(facts), "shows": "journey", "starred": stars, "missing_stages": missing}


def _needs(facts: Facts) -> dict[str, Any]:
    shown = screen.person_needs(facts.workshop.id, facts.segments)
    return {"shows": "words", "words": shown} if shown.places else _numbers(facts)


def _priorities(facts: Facts) -> dict[str, Any]:
    """The open round in counts; or the ideas by their dots beside where impact and effort put these."""
    chosen = facts.of(regions.PRIORITIES)["chosen"]
    ranked = screen.ranking(chosen.rows)
    points = [
        pictures.EffortPoint(row.number, row.impact, row.effort)
        for row in ranked
        if row.impact is not None and row.effort is not None
    ]
    more = chosen.more + len(chosen.rows) - len(ranked)
    return {"chosen": chosen, "ranked": ranked, "more": more, "effort": pictures.effort(points) if points else None}


def _numbers(facts: Facts) -> dict[str, Any]:
    return {"shows": "numbers", "counts": readback.of_phase(facts.workshop.phase, facts.overview)}


def _readback(facts: Facts) -> dict[str, Any]:
    workshop = facts.workshop
    found = readback.readback(workshop.id, held_on=workshop.held_on, overview=facts.overview)
    return {"readback": found}


def _notes(facts: Facts) -> dict[NoteKind, notes.NoteList]:
    return notes.by_kind(facts.workshop.id)
