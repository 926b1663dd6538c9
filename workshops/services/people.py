"""Coming in and being shown out."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum

from accounts.services import screen
from workshops.models import JoinFailure, Membership, Workshop
from workshops.rules import join_codes, limits, regions
from workshops.rules.codes import JOINABLE
from workshops.rules.rights import PRODUCT, Right
from workshops.services.editing import Edit, Invalid, fair_turn, finish, locked, verb


class WrongCode(Exception):
    """No open workshop has this code; the sentence may be shown."""


class TooManyWrongCodes(Exception):
    """Too many wrong codes with this beginning just now; the sentence may be shown."""


@dataclass(frozen=True)
class Newcomer:
    """Who comes in: a name if they like, and their sector."""

    name: str
    sector: str


@dataclass(frozen=True)
class Seat:
    """A place in a workshop and the token that holds it; the token is told once and only its hash is kept."""

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


def join(*, workshop_id: int, newcomer: Newcomer, at: datetime) -> Seat:
    """Give somebody a new place in an open workshop. Raises WrongCode when it has closed meanwhile, and Invalid."""
    screen(place="membership.name", texts={"name": newcomer.name}, at=at)
    token = secrets.token_urlsafe(24)
    with fair_turn(), transaction.atomic():
        workshop = locked(workshop_id)
        if workshop.status not in JOINABLE:
            raise WrongCode("This workshop is not open for joining.")
        if workshop.memberships.filter(removed_at=None).count() >= limits.PARTICIPANTS:
            raise Invalid("", limits.SENTENCES["participants"])
        membership = Membership.objects.create(
            workshop=workshop, token_hash=token_hash(token), name=newcomer.name, sector=newcomer.sector, joined_at=at
        )
        edit = Edit(workshop, PRODUCT, at)
        edit.touch(regions.ROOM)
        finish(edit, kind="membership.joined", subject=f"membership-{membership.pk}")
    return Seat(membership, token)


@verb("membership.removed", Right.RUN)
def remove_member(edit: Edit, *, membership_id: int) -> Membership:
    """Show somebody out: their token works no more and their open streams end; what they wrote stays."""
    membership = edit.workshop.memberships.get(pk=membership_id)
    if membership.removed_at is None:
        membership.removed_at = edit.at
        membership.save(update_fields=["removed_at"])
        edit.touch(regions.ROOM)
    return membership


def token_hash(token: str) -> str:
    """What is kept of a participant's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _failures(prefix: str, minute: datetime) -> int:
    row = JoinFailure.objects.filter(prefix=prefix, minute=minute).first()
    return row.count if row else 0
