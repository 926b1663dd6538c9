"""Who is in: coming in by code, the door and its waiting room, and what a facilitator changes about somebody."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils.crypto import salted_hmac

from accounts.models import User
from accounts.services import audit, screen
from workshops.models import DepthAnswer, Dot, JoinFailure, Membership, Workshop
from workshops.queries.people import facilitators
from workshops.queries.polls import voter
from workshops.rules import join_codes, limits, regions
from workshops.rules.codes import GIVEN_ROLES, JOINABLE, Door
from workshops.rules.rights import PRODUCT, Right
from workshops.services import groups
from workshops.services.editing import Edit, Gone, Invalid, fair_turn, finish, locked, verb


class WrongCode(Exception):
    """No open workshop has this code; the sentence may be shown."""


class TooManyWrongCodes(Exception):
    """Too many wrong codes with this beginning just now; the sentence may be shown."""


class Locked(Exception):
    """The facilitator has locked the door; the sentence may be shown."""


@dataclass(frozen=True)
class Newcomer:
    """Who comes in: a name if they like, and their sector."""

    name: str
    sector: str


@dataclass(frozen=True)
class NameDraft:
    """What somebody is called; blank for no name."""

    name: str

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"name": self.name}


@dataclass(frozen=True)
class Seat:
    """A place in a workshop and the token that holds it; only its hash is kept."""

    membership: Membership
    token: str


def find_by_code(*, typed: str, at: datetime) -> Workshop:
    """The workshop with this join code. Wrong codes are counted, right ones never.

    Raises WrongCode, and TooManyWrongCodes when a beginning's budget is spent (design 8).
    """
    minute = at.replace(second=0, microsecond=0)
    code = join_codes.normalised(typed)
    if code is None:
        raise WrongCode("That is not a join code. It has 8 letters and digits, like K7QM 29TX.")
    prefix = code[: join_codes.PREFIX]
    of_prefix = _failures(prefix, minute)
    of_all = JoinFailure.objects.filter(prefix="", minute=minute).aggregate(n=Sum("count"))["n"] or 0
    if join_codes.is_over_budget(of_prefix=of_prefix, of_all=of_all):
        raise TooManyWrongCodes("Too many wrong codes just now. Please wait a minute, then try again.")
    workshop = Workshop.objects.filter(join_code=code, status__in=JOINABLE).select_related("system").first()
    if workshop is None:
        with fair_turn(), transaction.atomic():
            for counted in (prefix, ""):
                row, _ = JoinFailure.objects.get_or_create(prefix=counted, minute=minute)
                JoinFailure.objects.filter(pk=row.pk).update(count=F("count") + 1)
            JoinFailure.objects.filter(minute__lt=at - timedelta(hours=1)).delete()
        raise WrongCode("No open workshop has this code. Check it against the screen, or ask the facilitator.")
    return workshop


def join(*, workshop_id: int, newcomer: Newcomer, key: UUID, device: str, at: datetime) -> Seat:
    """Give somebody a new place in an open workshop, or in its waiting room. A latecomer comes into the smallest group.

    The same operation key from the same device is the same place, also when both come at once: the token is made of
    them, so that the second answer can hand it out again. ``device`` is a secret that only that browser sends.

    Raises WrongCode when it has closed meanwhile, Locked, and Invalid when it is full.
    """
    screen(place="membership.name", texts={"name": newcomer.name}, at=at)
    token = salted_hmac("workshops.seat", f"{workshop_id} {key} {device}", algorithm="sha256").hexdigest()
    with fair_turn(), transaction.atomic():
        workshop = locked(workshop_id)
        earlier = workshop.memberships.filter(token_hash=token_hash(token)).first()
        if earlier is not None:
            return Seat(earlier, token)
        if workshop.status not in JOINABLE:
            raise WrongCode("This workshop is not open for joining.")
        if workshop.door == Door.LOCKED:
            raise Locked("The door is locked. Ask the facilitator.")
        if workshop.memberships.filter(removed_at=None).count() >= limits.PARTICIPANTS:
            raise Invalid("", limits.SENTENCES["participants"])
        membership = Membership.objects.create(
            workshop=workshop,
            token_hash=token_hash(token),
            name=newcomer.name,
            sector=newcomer.sector,
            is_waiting=workshop.door == Door.WAITING,
            breakout=groups.smallest(workshop.pk) if workshop.door == Door.OPEN else None,
            joined_at=at,
        )
        edit = Edit(workshop, PRODUCT, at)
        edit.touch(regions.ROOM, regions.PROGRESS)
        finish(edit, kind="membership.joined", subject=f"membership-{membership.pk}")
    return Seat(membership, token)


@verb("membership.removed", Right.KEEP)
def remove_member(edit: Edit, *, membership_id: int) -> Membership:
    """Show somebody out: their token works no more and their open streams end; what they wrote stays.

    What they said to an open round or an open poll goes with them, so that nobody who comes back counts twice.
    """
    membership = edit.workshop.memberships.get(pk=membership_id)
    if membership.removed_at is None:
        membership.removed_at = edit.at
        membership.save(update_fields=["removed_at"])
        _take_votes(edit, membership)
        edit.touch(regions.ROOM, regions.PROGRESS, regions.PRIORITIES)
    return membership


@verb("membership.renamed", Right.RUN)
def rename_member(edit: Edit, *, membership_id: int, draft: NameDraft) -> Membership:
    """Call somebody by another name. Names are on no board, so no face changes."""
    membership = _inside(edit, membership_id)
    if membership.name != draft.name:
        membership.name = draft.name
        membership.save(update_fields=["name"])
        edit.touch(regions.ROOM)
    return membership


@verb("membership.role", Right.RUN)
def set_member_role(edit: Edit, *, membership_id: int, role: str) -> Membership:
    """Say what somebody is in this workshop. Observers read along; a scribe may write for others."""
    membership = _inside(edit, membership_id)
    if role not in GIVEN_ROLES:
        raise Invalid("role", "Choose one of the roles.")
    if membership.role != role:
        membership.role = role
        membership.save(update_fields=["role"])
        edit.touch(regions.ROOM)
    return membership


@verb("workshop.door", Right.RUN)
def set_door(edit: Edit, *, door: str) -> Workshop:
    """Open the door, ask newcomers to wait, or lock it. An open door lets in those who waited; who is in stays in."""
    if door not in Door.values:
        raise Invalid("door", "The door is open, has a waiting room, or is locked.")
    if edit.workshop.door != door:
        edit.workshop.door = door
        edit.workshop.save(update_fields=["door"])
        edit.touch(regions.ROOM)
    if door == Door.OPEN:
        _let_in(edit, _waiting(edit.workshop))
    return edit.workshop


@verb("membership.admitted", Right.RUN)
def admit_member(edit: Edit, *, membership_id: int) -> Membership:
    """Let somebody in from the waiting room."""
    membership = _inside(edit, membership_id)
    _let_in(edit, _waiting(edit.workshop).filter(pk=membership.pk))
    return membership


@verb("membership.alladmitted", Right.RUN)
def admit_all(edit: Edit) -> Workshop:
    """Let everybody in who waits now."""
    _let_in(edit, _waiting(edit.workshop))
    return edit.workshop


@verb("workshop.lead", Right.KEEP)
def hand_over(edit: Edit, *, user_id: int) -> Workshop:
    """Make another facilitator of the system the lead; every one of them may, also for themselves.

    The lead is shown as the one to ask, and has no right that the others lack.
    """
    lead = facilitators(edit.workshop).filter(pk=user_id).first()
    if lead is None:
        raise Invalid("user", "The lead is a facilitator of this system.")
    if edit.workshop.lead_id != lead.pk:
        edit.workshop.lead = lead
        edit.workshop.save(update_fields=["lead"])
        edit.touch(regions.ROOM)
        by = User.objects.filter(pk=edit.by.user_id).first() if edit.by.user_id is not None else None
        audit(by=by, at=edit.at, verb="workshop.lead", subject=edit.workshop.public_id, detail={"lead": lead.email})
    return edit.workshop


def token_hash(token: str) -> str:
    """What is kept of a participant's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _inside(edit: Edit, membership_id: int) -> Membership:
    membership = edit.workshop.memberships.get(pk=membership_id)
    if membership.removed_at is not None:
        raise Gone("They have left this workshop.")
    return membership


def _take_votes(edit: Edit, membership: Membership) -> None:
    Dot.objects.filter(round__workshop=edit.workshop, round__closed_at=None, membership=membership).delete()
    opened = edit.workshop.polls.filter(closed_at=None).values_list("pk", flat=True)
    theirs = [voter(poll_id, membership.pk) for poll_id in opened]
    DepthAnswer.objects.filter(poll__workshop=edit.workshop, poll__closed_at=None, voter__in=theirs).delete()


def _waiting(workshop: Workshop) -> QuerySet[Membership]:
    return workshop.memberships.filter(is_waiting=True, removed_at=None)


def _let_in(edit: Edit, who: QuerySet[Membership]) -> None:
    ids = list(who.values_list("pk", flat=True))
    for membership_id in ids:
        group = groups.smallest(edit.workshop.pk)
        Membership.objects.filter(pk=membership_id).update(is_waiting=False, breakout=group)
    if ids:
        edit.touch(regions.ROOM, regions.PROGRESS)


def _failures(prefix: str, minute: datetime) -> int:
    row = JoinFailure.objects.filter(prefix=prefix, minute=minute).first()
    return row.count if row else 0
