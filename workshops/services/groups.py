"""Breakout groups: making them, who is in which, and the stages and zones that each works on (domain A.7)."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from workshops.models import Breakout, Membership, Segment, Workshop
from workshops.rules import groups, limits, regions
from workshops.rules.codes import WorkshopRole
from workshops.rules.rights import Right
from workshops.services.editing import Edit, Invalid, verb

_SHOWN = (regions.ASK, regions.PROGRESS)
"""Whoever sees the question asks for their own group again; the desk sees each group's coverage."""


@dataclass(frozen=True)
class GroupDraft:
    """What a facilitator says about a group."""

    title: str
    segment_ids: list[int] = field(default_factory=list)
    member_ids: list[int] = field(default_factory=list)

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"title": self.title}


@verb("groups.made", Right.RUN)
def make_groups(edit: Edit, *, count: int, way: groups.Way, seed: int) -> Workshop:
    """Make groups of those who are in, and share the stages and zones out among them in order.

    ``seed`` decides what is left to chance. Raises Invalid when there are groups already, and for a number that is no
    number of groups.
    """
    workshop = edit.workshop
    if workshop.breakouts.exists():
        raise Invalid("count", "There are groups already. Dissolve them first, or change one by one.")
    if not 2 <= count <= limits.BREAKOUTS:
        raise Invalid("count", f"Make 2 to {limits.BREAKOUTS} groups.")
    people = list(grouped_people(workshop.pk).order_by("pk").values_list("pk", "sector"))
    places = list(workshop.segments.filter(removed_at=None).order_by("position").values_list("pk", flat=True))
    dealt = groups.dealt(people, count, way, seed)
    for number, (members, segments) in enumerate(zip(dealt, groups.shared_out(places, count), strict=True), start=1):
        group = Breakout.objects.create(workshop=workshop, number=number, title=groups.title(number))
        group.segments.set(segments)
        Membership.objects.filter(pk__in=members).update(breakout=group)
    edit.touch(*_SHOWN)
    return workshop


@verb("groups.added", Right.RUN)
def add_group(edit: Edit) -> Breakout:
    """Add one more group, still without people and places. Raises Invalid when there are too many."""
    numbers = list(edit.workshop.breakouts.values_list("number", flat=True))
    if len(numbers) >= limits.BREAKOUTS:
        raise Invalid("", limits.SENTENCES["breakouts"])
    number = max(numbers, default=0) + 1
    group = Breakout.objects.create(workshop=edit.workshop, number=number, title=groups.title(number))
    edit.touch(*_SHOWN)
    return group


@verb("groups.edited", Right.RUN)
def edit_group(edit: Edit, *, group_id: int, draft: GroupDraft) -> Breakout:
    """Rename a group, and say who and which stages and zones belong to it; those who leave it are in none then.

    Ids that are not of this workshop are passed over.
    """
    group = edit.own(Breakout, group_id)
    group.title = draft.title
    group.save(update_fields=["title"])
    group.segments.set(Segment.objects.filter(workshop=edit.workshop, removed_at=None, pk__in=draft.segment_ids))
    group.memberships.exclude(pk__in=draft.member_ids).update(breakout=None)
    grouped_people(edit.workshop.pk).filter(pk__in=draft.member_ids).update(breakout=group)
    edit.touch(*_SHOWN)
    return group


@verb("groups.assigned", Right.RUN)
def assign(edit: Edit, *, membership_id: int, group_id: int | None) -> Membership:
    """Put somebody into a group, or into none."""
    membership = edit.own(Membership, membership_id)
    group = edit.own(Breakout, group_id) if group_id is not None else None
    if membership.breakout_id != group_id:
        membership.breakout = group
        membership.save(update_fields=["breakout"])
        edit.touch(*_SHOWN)
    return membership


@verb("groups.dissolved", Right.RUN)
def dissolve_groups(edit: Edit) -> Workshop:
    """End all groups; people and what they wrote stay. What groups scored goes with them."""
    if edit.workshop.breakouts.exists():
        edit.workshop.breakouts.all().delete()
        edit.touch(*_SHOWN, regions.PRIORITIES)
    return edit.workshop


def smallest(workshop_id: int) -> Breakout | None:
    """The group that a latecomer is put into: the one with the fewest people; None while there are no groups."""
    here = Q(memberships__removed_at=None, memberships__is_waiting=False)
    counted = Breakout.objects.filter(workshop=workshop_id).annotate(people=Count("memberships", filter=here))
    return counted.order_by("people", "number").first()


def grouped_people(workshop_id: int) -> QuerySet[Membership]:
    """Everybody who works in groups: who is in, and does not only watch."""
    return Membership.objects.filter(workshop=workshop_id, removed_at=None, is_waiting=False).exclude(
        role=WorkshopRole.OBSERVER
    )
