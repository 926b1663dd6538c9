"""Regions: the parts of the board as HTML, drawn from the same templates as the page itself."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, cast

from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString

from learners.rules import LearnerStage
from workshops.live import picture
from workshops.models import Segment, WorkforceNeed
from workshops.queries import (
    agenda,
    board,
    choosing,
    coverage,
    groups,
    ideas,
    notes,
    people,
    plan,
    room,
    writing,
    zones,
)
from workshops.reports import pictures
from workshops.rules import phases, regions, rights
from workshops.rules.audiences import Audience, sees
from workshops.rules.codes import NoteKind, WorkshopPhase, WorkshopStatus
from workshops.rules.phases import Work
from workshops.rules.rights import ActorKind, Right

TEMPLATE = "workshops/board.html"
_INCLUDED = (
    *("components/depth_sprite.html", "components/depth_key.html", "components/messages.html"),
    *("pictures/star.html", "pictures/signs.html", "pictures/ribbon.html", "pictures/heat.html"),
    *("pictures/effort.html", "workshops/action_table.html", "workshops/silent.html", "workshops/counts.html"),
)


@dataclass(frozen=True)
class May:
    """What the controls on a face are drawn for."""

    keep: bool
    ask: bool
    run: bool
    shape: bool
    tidy: bool
    contribute: bool
    plan: bool
    report: bool
    work: frozenset[Work]
    """What may be written now: by participants what the phase and silence take, by facilitators everything."""
    change: bool
    """Whether words that stand on the board may be changed: by participants not in silence."""


@dataclass(frozen=True)
class _Column:
    """A column as one kind of audience has it: its segment, and whether controls are drawn."""

    segment_id: int
    contribute: bool


class _Drawn:
    """Columns as they were drawn last: the same bytes serve page and event, and every audience with the same controls.

    Of each column one revision is kept, the newest: nobody asks for an older one again.
    """

    LIMIT = 2_000

    def __init__(self) -> None:
        self.kept: OrderedDict[_Column, tuple[int, SafeString]] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, column: _Column, revision: int) -> SafeString | None:
        with self.lock:
            kept, html = self.kept.get(column, (-1, None))
            if kept != revision:
                return None
            self.kept.move_to_end(column)
            return html

    def keep(self, column: _Column, revision: int, html: SafeString) -> None:
        with self.lock:
            if self.kept.get(column, (-1, None))[0] > revision:  # drawn by somebody who read earlier
                return
            self.kept[column] = (revision, html)
            self.kept.move_to_end(column)
            while len(self.kept) > self.LIMIT:
                self.kept.popitem(last=False)


_drawn = _Drawn()


def may(workshop: room.WorkshopCard, audience: Audience) -> May:
    """What somebody of this audience may do in the workshop now."""
    kind = audience.kind

    def holds(right: Right) -> bool:
        return rights.may(kind, right, workshop.status)

    return May(
        keep=holds(Right.KEEP),
        ask=holds(Right.ASK),
        run=holds(Right.RUN),
        shape=holds(Right.SHAPE),
        tidy=holds(Right.TIDY),
        contribute=holds(Right.CONTRIBUTE),
        plan=holds(Right.PLAN),
        report=holds(Right.REPORT),
        work=_work(workshop, kind, contribute=holds(Right.CONTRIBUTE), plan=holds(Right.PLAN)),
        change=kind is not ActorKind.PARTICIPANT or not workshop.is_private,
    )


def _work(workshop: room.WorkshopCard, kind: ActorKind, *, contribute: bool, plan: bool) -> frozenset[Work]:
    if not contribute:
        return frozenset({Work.ACTION}) if plan else frozenset()
    bound = kind is ActorKind.PARTICIPANT and workshop.item_id is not None
    work = phases.open_work([workshop.phase, *workshop.also]) if bound else frozenset(Work)
    if kind is ActorKind.PARTICIPANT and workshop.is_private:
        work &= phases.QUIET
    return work if plan else work - {Work.ACTION}


def frame(workshop: room.WorkshopCard, audience: Audience) -> dict[str, Any]:
    """What every region and page of the board is told. No query."""
    return {
        "workshop": workshop,
        "audience": audience.value,
        "face": audience.face,
        "may": may(workshop, audience),
        "base": reverse("workshops:board", args=[workshop.public_id]),
        "number": workshop.number,
    }


_OVER = (WorkshopStatus.REVIEW, WorkshopStatus.CLOSED, WorkshopStatus.ARCHIVED)


class Facts:
    """What the regions of one workshop are drawn from, each read once for all audiences, when it is first used."""

    def __init__(self, workshop: room.WorkshopCard) -> None:
        self.workshop = workshop
        self.needs: list[WorkforceNeed] | None = None
        self._read: dict[str, dict[str, Any]] = {}

    @cached_property
    def segments(self) -> list[Segment]:
        """The living segments in order."""
        return board.segments(self.workshop.id)

    @cached_property
    def overview(self) -> board.Overview:
        """Every segment in one line, and what is missing."""
        return board.overview(self.workshop.id, of=self.segments, having=self.needs)

    @cached_property
    def agenda(self) -> agenda.Agenda:
        """The agenda, and where the room is in it."""
        return agenda.agenda(self.workshop.id, self.workshop.item_id)

    @cached_property
    def actions(self) -> tuple[plan.ActionRow, ...]:
        """All actions."""
        return plan.actions(self.workshop.id)

    @cached_property
    def marks(self) -> dict[int, zones.Mark]:
        """Stars, and who holds which zone, by segment."""
        return zones.marks(self.workshop.id)

    @cached_property
    def every_need(self) -> list[WorkforceNeed]:
        """Every living need, kept for the overview."""
        if self.needs is None:
            self.needs = board.needs(self.workshop.id)
        return self.needs

    @cached_property
    def writing(self) -> writing.Writing:
        """How far the room is with writing."""
        return writing.writing(self.workshop.id)

    def columns(self, segment_ids: list[int]) -> tuple[board.Column, ...]:
        """Some segments with everything on them; for several of them all needs are read, and kept for the overview."""
        if len(segment_ids) > 1 and self.needs is None:
            self.needs = board.needs(self.workshop.id)
        return board.columns(self.workshop.id, only=segment_ids, of=self.segments, having=self.needs)

    def of(self, stem: str) -> dict[str, Any]:
        """What a region is drawn from, whoever looks."""
        if stem not in self._read:
            self._read[stem] = self._of(stem)
        return self._read[stem]

    def _of(self, stem: str) -> dict[str, Any]:
        workshop_id = self.workshop.id
        match stem:
            case regions.ROOM:
                over = self.workshop.status in _OVER
                return {
                    "people": room.people(workshop_id),
                    "handed_in": people.handed_in_count(workshop_id) if over else 0,
                }
            case regions.BOARD:
                heads = self.overview.heads
                return {"heads": heads, "arcs": board.arcs(heads), "stages": list(LearnerStage)}
            case regions.COVERAGE:
                return {"missing": coverage.missing(workshop_id, self.overview)}
            case regions.IDEAS:
                found = ideas.ideas(workshop_id, actions=self.actions)
                stars = [pictures.StarPoint(p.enabler.label, p.ideas, p.enabler.value) for p in found.star]
                return {"ideas": found, "star": pictures.star(stars)}
            case regions.NOTES:
                return {"notes": notes.of_phases(workshop_id, [self.workshop.phase, *self.workshop.also])}
            case regions.ACTIONS:
                return {"actions": self.actions, "read_back": plan.read_back(self.actions)}
            case regions.PRIORITIES:
                chosen = choosing.chosen(workshop_id)
                points = [
                    pictures.EffortPoint(row.number, row.impact, row.effort)
                    for row in chosen.placed
                    if row.impact is not None and row.effort is not None
                ]
                effort = pictures.effort(points) if points else None
                return {"chosen": chosen, "effort": effort, "effects": ideas.effects(workshop_id)}
            case regions.PROGRESS:
                return {
                    "writing": self.writing,
                    "done": agenda.done(workshop_id),
                    "choosing": choosing.progress(workshop_id),
                    "groups": groups.coverage(workshop_id),
                }
            case regions.REPORTS:
                return {"reports": room.reports(workshop_id)}
            case regions.RIBBON:
                heads = self.overview.heads
                return {"heads": heads, "ribbon": _ribbon(heads)}
            case regions.ASK | regions.CLOCK | regions.SPOTLIGHT | regions.PICTURE:
                return self._of_agenda(stem)
        return {}

    def _of_agenda(self, stem: str) -> dict[str, Any]:
        if stem == regions.PICTURE:
            return picture.picture(self)
        if stem == regions.SPOTLIGHT:
            return {"spot": self._spot()}
        if stem == regions.CLOCK:
            return {"clock": agenda.clock(self.agenda, self.workshop)}
        asks_persona = self.workshop.phase == WorkshopPhase.PERSONA
        return {
            "agenda": self.agenda,
            "technique": agenda.step(self.agenda.now, self.workshop),
            "personas": room.personas(self.workshop.id) if asks_persona else (),
            "matters": notes.by_kind(self.workshop.id)[NoteKind.MATTERS].open if asks_persona else (),
            "polls": choosing.open_polls(self.workshop.id),
        }

    def _spot(self) -> board.Column | None:
        """The segment that everybody was brought to."""
        wanted = self.workshop.spotlight_id
        here = wanted is not None and any(segment.pk == wanted for segment in self.segments)
        return self.columns([wanted])[0] if wanted is not None and here else None


def draw(facts: Facts, stem: str, audience: Audience) -> str | None:
    """The HTML of one region for an audience; None when it is not on their face or has gone from the board."""
    if not sees(audience, stem):
        return None
    segment_id = regions.segment_id(stem)
    if segment_id is not None:
        return next(iter(segments(facts, audience, only=segment_id)), None)
    if stem == regions.RIBBON:
        return _drawn_ribbon(facts.of(stem)["ribbon"])
    return _render(stem, frame(facts.workshop, audience) | contents(facts, stem, audience))


def contents(facts: Facts, stem: str, audience: Audience) -> dict[str, Any]:
    """What a region is drawn from for an audience."""
    if stem == regions.BOARD:
        return {"segments": segments(facts, audience), **facts.of(stem)}
    if stem == regions.ASK:
        return {**facts.of(stem), **_asked(facts, audience)}
    return facts.of(stem)


def _asked(facts: Facts, audience: Audience) -> dict[str, Any]:
    """The one control of a facilitator, and the tools of this part only."""
    workshop, part = facts.workshop, facts.agenda.now
    told = frame(workshop, audience)
    work = told["may"].work
    if workshop.is_private and audience.kind is ActorKind.PARTICIPANT:
        # Polls are answered from their own buttons; a role's depth stands on the board.
        work -= {Work.DEPTH}
    asked = phases.open_work([] if part is not None and part.is_break else [workshop.phase, *workshop.also])
    if Work.DOT in asked and choosing.is_over(workshop.id):
        work -= {Work.DOT}
    return {
        "control": agenda.control(workshop.status, facts.agenda, told["base"], is_private=workshop.is_private),
        "tools": agenda.tools(work & (asked | {Work.PARKING}), first=workshop.phase),
    }


def segments(facts: Facts, audience: Audience, only: int | None = None) -> list[SafeString]:
    """The columns of the board in order, drawn anew only where something changed. One query, or four."""
    workshop = facts.workshop
    contribute = may(workshop, audience).contribute
    wanted = {segment.pk: segment.revision for segment in facts.segments if only is None or segment.pk == only}
    html = {pk: _drawn.get(_Column(pk, contribute), revision) for pk, revision in wanted.items()}
    missing = [pk for pk, found in html.items() if found is None]
    if missing:
        base = frame(workshop, audience)["base"]
        # Read after the segments: what is kept is at least as new as the revision that it is kept under.
        for column in facts.columns(missing):
            facts_of_it = {"base": base, "may": {"contribute": contribute}, "person_word": workshop.person_word}
            made = _render("segment", {**facts_of_it, "column": column, "mark": facts.marks.get(column.head.id)})
            html[column.head.id] = made
            _drawn.keep(_Column(column.head.id, contribute), wanted[column.head.id], made)
    return [found for found in html.values() if found is not None]


def warm() -> None:
    """Read what the first page of a process would otherwise wait for: the routes, and the board's templates."""
    reverse("workshops:home")
    for name in (
        TEMPLATE,
        *(f"workshops/regions/{stem}.html" for stem in (*regions.FIXED, "segment")),
        "workshops/panels/saved.html",
        "workshops/panel_fragment.html",
        *_INCLUDED,
    ):
        get_template(name)


def _render(stem: str, context: dict[str, Any]) -> SafeString:
    """One region. Numbers are written as they are: localising each costs a third of the time and changes none."""
    region = get_template(f"workshops/regions/{stem}.html").template  # type: ignore[attr-defined]  # Django's own engine
    return cast("SafeString", region.render(Context(context, use_l10n=False)))


@lru_cache(maxsize=100)
def _drawn_ribbon(ribbon: pictures.Ribbon) -> SafeString:
    """The ribbon as HTML; most edits leave it as it was."""
    return _render(regions.RIBBON, {"ribbon": ribbon})


def _ribbon(heads: tuple[board.Head, ...]) -> pictures.Ribbon:
    return _laid_out(
        tuple(
            pictures.RibbonSegment(
                id=head.id,
                title=head.title,
                is_zone=head.is_zone,
                letters=head.letters,
                from_id=head.from_id,
                to_id=head.to_id,
                heat=head.heat,
                heat_words=head.heat_words,
                roles=head.roles,
            )
            for head in heads
        )
    )


@lru_cache(maxsize=100)
def _laid_out(segments: tuple[pictures.RibbonSegment, ...]) -> pictures.Ribbon:
    return pictures.ribbon(list(segments), wrap=6)
