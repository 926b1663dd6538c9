"""Groups: who is in which, and how far each is with its stages and zones."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from accounts.rules.roles import Sector
from workshops.models import Breakout, Membership, PersonNeed, Segment, WorkforceNeed
from workshops.rules.codes import WorkshopRole


@dataclass(frozen=True)
class GroupRow:
    """A group and how far it is: in how many of its places somebody is named, and how many depths now are known."""

    id: int
    title: str
    people: int
    places: tuple[str, ...]
    with_roles: int
    needs: int
    with_depth: int
    words: int


@dataclass(frozen=True)
class Person:
    """Somebody who may be put into a group, for the facilitator."""

    id: int
    name: str
    sector: str
    group_id: int | None
    group: str


@dataclass(frozen=True)
class PlaceRow:
    """A stage or zone, and which groups work on it."""

    id: int
    title: str
    group_ids: tuple[int, ...]


def coverage(workshop_id: int) -> tuple[GroupRow, ...]:
    """Every group in order with how far it is. One query while there is none, otherwise five."""
    groups = list(Breakout.objects.filter(workshop=workshop_id).order_by("number"))
    if not groups:
        return ()
    people = Counter(
        Membership.objects.filter(
            workshop=workshop_id, removed_at=None, is_waiting=False, breakout__isnull=False
        ).values_list("breakout_id", flat=True)
    )
    places: dict[int, list[tuple[int, str]]] = defaultdict(list)
    through = Segment.objects.filter(workshop=workshop_id, removed_at=None, breakouts__isnull=False)
    for group_id, pk, title in through.order_by("position").values_list("breakouts", "pk", "title"):
        places[group_id].append((pk, title))
    depths: dict[int, list[bool]] = defaultdict(list)
    living = {"workshop": workshop_id, "removed_at": None, "segment__removed_at": None}
    for segment_id, now in WorkforceNeed.objects.filter(**living).values_list("segment_id", "depth_now"):
        depths[segment_id].append(now is not None)
    words = Counter(PersonNeed.objects.filter(**living, is_hidden=False).values_list("segment_id", flat=True))
    return tuple(
        GroupRow(
            id=group.pk,
            title=group.title,
            people=people[group.pk],
            places=tuple(title for _, title in places[group.pk]),
            with_roles=sum(bool(depths[pk]) for pk, _ in places[group.pk]),
            needs=sum(len(depths[pk]) for pk, _ in places[group.pk]),
            with_depth=sum(sum(depths[pk]) for pk, _ in places[group.pk]),
            words=sum(words[pk] for pk, _ in places[group.pk]),
        )
        for group in groups
    )


def people(workshop_id: int) -> tuple[Person, ...]:
    """Everybody who works in groups, in the order they came. One query."""
    rows = (
        Membership.objects.filter(workshop=workshop_id, removed_at=None, is_waiting=False)
        .exclude(role=WorkshopRole.OBSERVER)
        .select_related("breakout")
        .order_by("joined_at", "pk")
    )
    return tuple(
        Person(
            row.pk,
            row.name,
            Sector(row.sector).label,
            row.breakout_id,
            row.breakout.title if row.breakout else "",
        )
        for row in rows
    )


def places(workshop_id: int) -> tuple[PlaceRow, ...]:
    """The living stages and zones in order, with their groups. Two queries."""
    rows = (
        Segment.objects.filter(workshop=workshop_id, removed_at=None)
        .order_by("position", "pk")
        .prefetch_related("breakouts")
    )
    return tuple(PlaceRow(row.pk, row.title, tuple(group.pk for group in row.breakouts.all())) for row in rows)
