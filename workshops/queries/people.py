"""Who is in, for the facilitator: participants by name, those who wait, facilitators, words handed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.models import User
from accounts.rules.roles import AccountRole, Sector
from workshops.models import Breakout, HandedIn, Membership, Workshop
from workshops.queries.prepared import Prepared
from workshops.rules.codes import WorkshopRole

COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "name": ("Name", ("name",)),
    "sector": ("Sector", ("sector",)),
    "role": ("Role", ("role",)),
    "group": ("Group", ("breakout__number",)),
    "came": ("Came", ()),
}
"""What the list of people can be sorted by: the heading, and the fields that come before the order of coming."""

_HANDED = Prepared(lambda workshop_id: HandedIn.objects.filter(workshop=workshop_id).values_list("pk"))


@dataclass(frozen=True)
class MemberRow:
    """Somebody in the room or in front of it, for the facilitator."""

    id: int
    name: str
    sector: str
    role: WorkshopRole
    group: str
    joined_at: datetime

    @property
    def known_as(self) -> str:
        """The name, or that there is none."""
        return self.name or "No name given"

    @property
    def role_label(self) -> str:
        """The role in words."""
        return self.role.label


class Column(NamedTuple):
    """A heading of the list, and whether the list is sorted by it."""

    code: str
    label: str
    is_sorted: bool


class Facilitator(NamedTuple):
    """Somebody who may run the workshop."""

    id: int
    name: str
    is_lead: bool


class Handed(NamedTuple):
    """Words that somebody handed in."""

    text: str
    at: datetime


def columns(sort: str) -> tuple[Column, ...]:
    """The headings of the list of people."""
    return tuple(Column(code, label, code == sort) for code, (label, _) in COLUMNS.items())


def sorted_by(wanted: str) -> str:
    """What the list is sorted by: what was asked for, or the order of coming."""
    return wanted if wanted in COLUMNS else "came"


def members(workshop_id: int, *, sort: str = "came", waiting: bool = False) -> tuple[MemberRow, ...]:
    """Everybody in the room, or everybody in the waiting room. One query."""
    rows = (
        Membership.objects.filter(workshop_id=workshop_id, removed_at=None, is_waiting=waiting)
        .select_related("breakout")
        .order_by(*COLUMNS[sort][1], "joined_at", "pk")
    )
    return tuple(_row(row) for row in rows)


def member(workshop_id: int, membership_id: int) -> MemberRow:
    """Somebody who has not left. Raises Membership.DoesNotExist."""
    found = Membership.objects.select_related("breakout").get(
        workshop_id=workshop_id, removed_at=None, pk=membership_id
    )
    return _row(found)


def groups(workshop_id: int) -> list[tuple[int, str]]:
    """The breakout groups, as choices. One query."""
    return list(Breakout.objects.filter(workshop_id=workshop_id).order_by("number").values_list("pk", "title"))


def facilitators(workshop: Workshop) -> QuerySet[User]:
    """Everybody who may run the workshop: facilitators and administrators of its system, by name."""
    return (
        User.objects.filter(
            is_active=True,
            system_roles__system=workshop.system_id,
            system_roles__role__in=(AccountRole.FACILITATOR, AccountRole.ADMIN),
        )
        .distinct()
        .order_by("name", "email")
    )


def running_it(workshop: Workshop) -> tuple[Facilitator, ...]:
    """Everybody who may run the workshop, the lead first. One query."""
    found = [Facilitator(user.pk, str(user), user.pk == workshop.lead_id) for user in facilitators(workshop)]
    return tuple(sorted(found, key=lambda each: not each.is_lead))


def handed_in(workshop_id: int) -> tuple[Handed, ...]:
    """Words that were handed in, oldest first, without who. One query."""
    return tuple(Handed(row.text, row.at) for row in HandedIn.objects.filter(workshop_id=workshop_id).order_by("pk"))


def handed_in_count(workshop_id: int) -> int:
    """How many were handed in. One query."""
    return len(_HANDED.rows(workshop_id))


def _row(row: Membership) -> MemberRow:
    group = row.breakout.title if row.breakout is not None else ""
    return MemberRow(row.pk, row.name, Sector(row.sector).label, WorkshopRole(row.role), group, row.joined_at)
