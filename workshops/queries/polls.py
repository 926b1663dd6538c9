"""Polls on roles: the open one to answer, and what came of a closed one once enough people answered."""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from workshops.models import DepthPoll, Membership
from workshops.rules import limits
from workshops.rules.codes import WorkshopRole
from workshops.rules.polls import Result, results


@dataclass(frozen=True)
class PollCard:
    """One poll. ``result`` is None while it is open, and when too few people answered."""

    id: int
    need_id: int
    segment_id: int
    title: str
    place: str
    is_open: bool
    answers: int
    result: Result | None


def voter(poll_id: int, membership_id: int) -> str:
    """What tells the answers of an open poll apart: a keyed digest that leads back to nobody."""
    return salted_hmac("workshops.poll", f"{poll_id}:{membership_id}", algorithm="sha256").hexdigest()


def poll(found: DepthPoll) -> PollCard:
    """The card of a poll that was read with its need and segment. One query."""
    answers = list(found.answers.values_list("depth", "people", "by_scribe"))
    is_open = found.closed_at is None
    return PollCard(
        id=found.pk,
        need_id=found.need_id,
        segment_id=found.need.segment_id,
        title=found.need.title,
        place=found.need.segment.title,
        is_open=is_open,
        answers=sum(people for _, people, _ in answers),
        result=None if is_open else results(answers),
    )


def few_here(workshop_id: int) -> bool:
    """Whether too few people are in the room for a poll to have a result from their devices. One query."""
    inside = Membership.objects.filter(workshop=workshop_id, removed_at=None, is_waiting=False)
    return inside.exclude(role=WorkshopRole.OBSERVER).count() < limits.ENOUGH_ANSWERS


def answer_of(found: DepthPoll, membership_id: int | None) -> int | None:
    """One's own answer to an open poll; for that person only. One query."""
    if membership_id is None or found.closed_at is not None:
        return None
    return found.answers.filter(voter=voter(found.pk, membership_id)).values_list("depth", flat=True).first()


def latest(need_id: int) -> PollCard | None:
    """The newest poll on a role, open or closed. Two queries, or one."""
    found = DepthPoll.objects.filter(need=need_id).select_related("need__segment").order_by("-pk").first()
    return poll(found) if found else None
