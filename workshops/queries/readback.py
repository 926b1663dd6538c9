"""The read-back at the close: numbers, not opinions, and what happens next (domain C.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from workshops.models import Action, Idea, Note, Workshop
from workshops.queries import board, room
from workshops.rules.codes import OWNED_STATUSES, ActionStatus, IdeaStatus, NoteKind, WorkshopPhase

_NEXT = (
    (timedelta(days=2), "48 hours", "The draft report is with everybody who was here."),
    (timedelta(weeks=2), "2 weeks", "The map and the plan are signed off."),
    (timedelta(days=30), "30 days", "First look at the actions: what has begun?"),
    (timedelta(days=90), "90 days", "Second look: what has changed?"),
    (timedelta(days=180), "180 days", "Third look: what stays, what stops?"),
)
_UNKNOWN = ("depth not known", "depths not known")
"""Said beside the gaps: no gap is known where no depth is."""


class Count(NamedTuple):
    """One number of the day, and what it counts."""

    number: int
    label: str


class Step(NamedTuple):
    """What happens after the day; ``on`` is None while the workshop has no date."""

    within: str
    on: date | None
    words: str


@dataclass(frozen=True)
class Readback:
    """What the day came to."""

    counts: tuple[Count, ...]
    steps: tuple[Step, ...]


def readback(workshop_id: int, *, held_on: date | None, overview: board.Overview | None = None) -> Readback:
    """The numbers of the workshop as it stands, and the dates that follow from its own. Eight queries or fewer."""
    overview = overview or board.overview(workshop_id)
    people = room.people(workshop_id)
    zones = sum(head.is_zone for head in overview.heads)
    statuses = list(Action.objects.filter(workshop=workshop_id, removed_at=None).values_list("status", flat=True))
    living = {"workshop": workshop_id, "removed_at": None, "is_hidden": False}
    kinds = list(Note.objects.filter(**living, closed_at=None).values_list("kind", flat=True))
    counts = (
        (people.count, "person", "people"),
        (len(people.sectors), "sector", "sectors"),
        (len(overview.heads) - zones, "stage", "stages"),
        (zones, "transition zone", "transition zones"),
        (overview.coverage.needs, "role", "roles"),
        (overview.coverage.gaps, "gap", "gaps"),
        (overview.coverage.needs_without_depth_now, *_UNKNOWN),
        (Idea.objects.filter(**living).exclude(status=IdeaStatus.MERGED).count(), "idea", "ideas"),
        (sum(status in OWNED_STATUSES for status in statuses), "action agreed", "actions agreed"),
        (statuses.count(ActionStatus.PROPOSED), "action still proposed", "actions still proposed"),
        (kinds.count(NoteKind.PARKING), "point parked", "points parked"),
        (kinds.count(NoteKind.PLEDGE), "pledge", "pledges"),
    )
    steps = tuple(Step(within, held_on + after if held_on else None, words) for after, within, words in _NEXT)
    return Readback(_in_words(counts), steps)


def of_phase(phase: WorkshopPhase, overview: board.Overview) -> tuple[Count, ...]:
    """The numbers that a phase at the pathway works on, for the projector. No query."""
    found, zones = overview.coverage, sum(head.is_zone for head in overview.heads)
    places = ((len(overview.heads) - zones, "stage", "stages"), (zones, "transition zone", "transition zones"))
    roles = (found.needs, "role", "roles")
    told = {
        WorkshopPhase.WORKFORCE_NOW: (
            roles,
            (found.segments_without_workforce, "place without anybody", "places without anybody"),
        ),
        WorkshopPhase.CAPABILITY: (
            roles,
            (found.gaps, "gap", "gaps"),
            (found.needs_without_depth_now, *_UNKNOWN),
        ),
    }.get(phase, places)
    return _in_words(told)


def _in_words(told: Iterable[tuple[int, str, str]]) -> tuple[Count, ...]:
    return tuple(Count(number, one if number == 1 else many) for number, one, many in told)


def of_workshop(workshop: Workshop) -> Readback:
    """The read-back of a workshop that was read already."""
    return readback(workshop.pk, held_on=workshop.held_on)
