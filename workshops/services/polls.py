"""Quick polls on a role: how deep is it now? Answers have no author, and few answers are no result (domain B.5:11)."""

from collections.abc import Collection

from django.db.models import Sum

from workshops.models import DepthAnswer, DepthPoll, WorkforceNeed
from workshops.queries.polls import voter
from workshops.rules import limits, regions
from workshops.rules.phases import Work
from workshops.rules.polls import results
from workshops.rules.rights import Right
from workshops.services.choosing import check_for_others
from workshops.services.editing import Edit, Invalid, Refused, verb


@verb("poll.opened", Right.RUN)
def open_poll(edit: Edit, *, need_id: int) -> DepthPoll:
    """Ask the room how deep a role is now; one that is open already stays open."""
    need = edit.own(WorkforceNeed, need_id)
    found = need.polls.filter(closed_at=None).first()
    if found is not None:
        return found
    edit.touch(regions.ASK, regions.PROGRESS)
    return DepthPoll.objects.create(workshop=edit.workshop, need=need, opened_at=edit.at)


@verb("poll.closed", Right.RUN)
def close_poll(edit: Edit, *, poll_id: int) -> DepthPoll:
    """Close a poll: its result may be seen, and who answered is forgotten."""
    poll = edit.own(DepthPoll, poll_id)
    if poll.closed_at is None:
        _close(edit, poll)
    return poll


def close_with_phase(edit: Edit, *, taken: Collection[Work]) -> None:
    """Close every open poll unless depths are still ``taken``."""
    if Work.DEPTH not in taken:
        for poll in edit.workshop.polls.filter(closed_at=None).select_related("need"):
            _close(edit, poll)


@verb("poll.answered", Right.CONTRIBUTE, Work.DEPTH)
def answer_poll(edit: Edit, *, poll_id: int, depth: int) -> DepthPoll:
    """Say how deep a role is now, or say something else while the poll is open. Nobody learns who said what.

    Raises Invalid when the poll is closed, and Refused for those who have no place in the room.
    """
    if edit.by.membership_id is None:
        raise Refused("Polls are answered by people in the room. Enter a tally for a table instead.")
    poll = _open(edit, poll_id)
    _check_depth(depth)
    DepthAnswer.objects.update_or_create(
        poll=poll, voter=voter(poll.pk, edit.by.membership_id), defaults={"depth": depth}
    )
    edit.touch(regions.PROGRESS)
    return poll


@verb("poll.tallied", Right.CONTRIBUTE, Work.DEPTH)
def tally_poll(edit: Edit, *, poll_id: int, people: dict[int, int]) -> DepthPoll:
    """Enter what a table said: how many people for each depth. For a scribe or a facilitator. Raises Invalid."""
    check_for_others(edit)
    poll = _open(edit, poll_id)
    said = {depth: count for depth, count in people.items() if count > 0}
    if not said:
        raise Invalid("", "Say for one depth or more how many people chose it.")
    for depth, count in said.items():
        _check_depth(depth)
        DepthAnswer.objects.create(poll=poll, depth=depth, people=count, by_scribe=True)
    edit.touch(regions.PROGRESS)
    return poll


@verb("poll.used", Right.RUN)
def use_poll(edit: Edit, *, poll_id: int) -> WorkforceNeed:
    """Take the mean of a closed poll as the depth now of its role. Raises Invalid while there is no result."""
    poll = edit.own(DepthPoll, poll_id)
    found = results(poll.answers.values_list("depth", "people", "by_scribe"))
    if poll.closed_at is None or found is None:
        raise Invalid("", f"There is no result: it takes a closed poll with {limits.ENOUGH_ANSWERS} answers or more.")
    need = edit.own(WorkforceNeed, poll.need_id)
    if need.depth_now != found.rounded:
        need.depth_now = found.rounded
        need.version += 1
        need.save(update_fields=["depth_now", "version"])
        edit.touch(regions.segment(need.segment_id), regions.RIBBON, regions.COVERAGE)
    return need


def _open(edit: Edit, poll_id: int) -> DepthPoll:
    poll = edit.own(DepthPoll, poll_id)
    if poll.closed_at is not None:
        raise Invalid("", "This poll is closed.")
    edit.own(WorkforceNeed, poll.need_id)
    return poll


def _close(edit: Edit, poll: DepthPoll) -> None:
    """Close the poll, and write its answers anew, summed by depth: neither a row nor its id tells whose it was."""
    poll.closed_at = edit.at
    poll.save(update_fields=["closed_at"])
    answers = list(poll.answers.values("depth", "by_scribe").annotate(n=Sum("people")).order_by("depth", "by_scribe"))
    poll.answers.all().delete()
    DepthAnswer.objects.bulk_create(
        DepthAnswer(poll=poll, depth=each["depth"], by_scribe=each["by_scribe"], people=each["n"]) for each in answers
    )
    edit.touch(regions.ASK, regions.PROGRESS, regions.segment(poll.need.segment_id))


def _check_depth(depth: int) -> None:
    if depth not in range(4):
        raise Invalid("depth", "Choose one of the four depths.")
