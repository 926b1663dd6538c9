"""The log of one workshop: one number for each change, without gap or repeat (design I3)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from workshops.models import Event, Segment, Workshop
from workshops.rules import regions

REPLAY_LIMIT = 500
"""A reader further behind than this many events reads the whole page again."""


@dataclass(frozen=True)
class News:
    """What is new after a number: the newest number and the stems that changed, or ``whole`` when it is too much."""

    number: int
    stems: tuple[str, ...]
    whole: bool


def append(*, workshop: Workshop, kind: str, stems: Sequence[str], subject: str = "", at: datetime) -> int:
    """Write the next event and return its number.

    The caller holds the workshop's row lock in this transaction: that is what gives numbers an order without gaps.
    """
    workshop.last_event += 1
    number = workshop.last_event
    Event.objects.create(
        workshop=workshop, number=number, kind=kind, stems=list(dict.fromkeys(stems)), subject=subject, at=at
    )
    Workshop.objects.filter(pk=workshop.pk).update(last_event=number)
    touched = {pk for stem in stems if (pk := regions.segment_id(stem)) is not None}
    if regions.BOARD in stems:
        Segment.objects.filter(workshop=workshop).update(revision=number)
    elif touched:
        Segment.objects.filter(workshop=workshop, pk__in=touched).update(revision=number)
    return number


def since(workshop_id: int, number: int, *, newest: int | None = None) -> News:
    """What is new after ``number`` up to ``newest``, if the caller has read that already. Two queries, or one.

    A number from the future reads as one that is too old.
    """
    if newest is None:
        newest = Workshop.objects.values_list("last_event", flat=True).get(pk=workshop_id)
    if number == newest:
        return News(newest, (), whole=False)
    if not 0 <= newest - number <= REPLAY_LIMIT:
        return News(newest, (), whole=True)
    rows = (
        Event.objects.filter(workshop_id=workshop_id, number__gt=number, number__lte=newest)
        .order_by("number")
        .values_list("stems", flat=True)
    )
    return News(newest, tuple(regions.merged(list(rows))), whole=False)


def newest(workshop_ids: Collection[int]) -> dict[int, int]:
    """The newest number of each of the workshops. One query."""
    return dict(Workshop.objects.filter(pk__in=workshop_ids).values_list("pk", "last_event"))
