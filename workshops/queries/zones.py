"""Who holds a zone, and how many people are worried about a segment."""

from dataclasses import dataclass

from django.db.models import Count

from workshops.models import Segment, SegmentStar, WorkforceNeed, ZoneHolder
from workshops.queries.prepared import Prepared
from workshops.rules import limits

HOLDS = ("relationship", "information", "risk")
"""What somebody has to hold in a zone (domain A.7)."""


@dataclass(frozen=True)
class Hold:
    """Who holds one thing in a zone; blank while nobody said."""

    what: str
    who: str

    @property
    def is_nobody(self) -> bool:
        """Whether the room says that nobody does."""
        return self.who == limits.NOBODY


@dataclass(frozen=True)
class Mark:
    """What a column says beside its roles: how many stars it has, and who holds it."""

    stars: int = 0
    holds: tuple[Hold, ...] = ()

    @property
    def held(self) -> tuple[Hold, ...]:
        """What somebody holds."""
        return tuple(hold for hold in self.holds if hold.who and not hold.is_nobody)

    @property
    def unheld(self) -> tuple[str, ...]:
        """What nobody holds."""
        return tuple(hold.what for hold in self.holds if hold.is_nobody)


_MARKS = Prepared[Segment](
    lambda workshop_id: (
        Segment.objects.filter(workshop=workshop_id, removed_at=None)
        .annotate(n=Count("stars"))
        .order_by("pk")
        .values_list("pk", *(f"holder__{name}" for name in HOLDS), "n")
    )
)
_UNHELD = Prepared[ZoneHolder](
    lambda workshop_id: (
        ZoneHolder.objects.filter(workshop=workshop_id, removed_at=None, segment__removed_at=None)
        .order_by("segment__position")
        .values_list("segment_id", "segment__title", *HOLDS)
    )
)


@dataclass(frozen=True)
class Unheld:
    """A zone in which nobody holds something, and what."""

    segment_id: int
    title: str
    what: tuple[str, ...]


def marks(workshop_id: int) -> dict[int, Mark]:
    """The marks of every living segment, by its id. One query."""
    return {
        pk: Mark(stars, tuple(Hold(what, who or "") for what, who in zip(HOLDS, said, strict=True)))
        for pk, *said, stars in _MARKS.rows(workshop_id)
    }


def unheld(workshop_id: int) -> tuple[Unheld, ...]:
    """The zones in which the room says that nobody holds something, in order. One query."""
    found = []
    for segment_id, title, *said in _UNHELD.rows(workshop_id):
        what = tuple(name for name, who in zip(HOLDS, said, strict=True) if who == limits.NOBODY)
        if what:
            found.append(Unheld(segment_id, title, what))
    return tuple(found)


def has_star(segment_id: int, membership_id: int | None) -> bool:
    """Whether somebody's own star is on a segment; for that person only. One query, or none."""
    return (
        membership_id is not None and SegmentStar.objects.filter(segment=segment_id, membership=membership_id).exists()
    )


def role_titles_of(segment_id: int) -> list[str]:
    """The roles that are needed in a segment, to choose a holder from. One query."""
    titles = WorkforceNeed.objects.filter(segment=segment_id, removed_at=None).order_by("title")
    return list(titles.values_list("title", flat=True).distinct())
