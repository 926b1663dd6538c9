"""Depth polls: answers without an author, no result of few, and the depth that the room takes from them."""

from dataclasses import replace

import pytest

from tests import make
from tests.make import do, row
from workshops.models import DepthAnswer, Event, Membership, Operation
from workshops.queries import choosing, snapshot_day
from workshops.queries import polls as found
from workshops.rules.codes import WorkshopPhase, WorkshopRole, WorkshopStatus
from workshops.rules.polls import Result, results
from workshops.services import needs, polls, running
from workshops.services.editing import Gone, Invalid, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(workshop):
    return make.need(workshop)


@pytest.fixture
def poll(workshop, need):
    return row(polls.open_poll(do(workshop), need_id=need.pk))


def answer(at, poll, *depths):
    people = [make.participant(at) for _ in depths]
    for who, depth in zip(people, depths, strict=True):
        polls.answer_poll(do(at, who), poll_id=poll.pk, depth=depth)
    return people


def answers(poll):
    return list(poll.answers.order_by("pk").values_list("depth", "people", "by_scribe", "voter"))


def test_poll_opens_once_for_a_need(workshop, need, poll):
    event = workshop.events.get()
    assert (event.kind, event.stems, event.subject) == ("poll.opened", ["ask", "progress"], f"depthpoll-{poll.pk}")
    again = polls.open_poll(do(workshop), need_id=need.pk)
    assert (row(again).pk, again.number) == (poll.pk, 1)
    assert choosing.open_polls(workshop.pk) == (choosing.Poll(poll.pk, need.pk, "Nurse", 0),)


def test_only_a_facilitator_asks_closes_and_uses(workshop, need, poll):
    me = make.participant(workshop)
    for call in (polls.close_poll, polls.use_poll):
        with pytest.raises(Refused, match="Only a facilitator runs the workshop"):
            call(do(workshop, me), poll_id=poll.pk)
    with pytest.raises(Refused, match="Only a facilitator runs the workshop"):
        polls.open_poll(do(workshop, me), need_id=need.pk)
    workshop.status = WorkshopStatus.CLOSED
    workshop.save(update_fields=["status"])
    with pytest.raises(Refused, match="The workshop is closed"):
        polls.open_poll(do(workshop), need_id=need.pk)


def test_answer_may_change_while_open_and_is_one_a_person(workshop, poll):
    me = answer(workshop, poll, 1)[0]
    polls.answer_poll(do(workshop, me), poll_id=poll.pk, depth=3)
    polls.answer_poll(do(workshop, me), poll_id=poll.pk, depth=3)
    assert [each[:3] for each in answers(poll)] == [(3, 1, False)]
    assert found.answer_of(poll, me.membership_id) == 3
    assert found.answer_of(poll, make.participant(workshop).membership_id) is None
    assert {tuple(stems) for stems in Event.objects.filter(kind="poll.answered").values_list("stems", flat=True)} == {
        ("progress",)
    }


def test_answer_leads_back_to_nobody(workshop, poll):
    people = answer(workshop, poll, 0, 3, 1, 3, 2)
    digests = [each[3] for each in answers(poll)]
    assert len(set(digests)) == 5
    assert {len(digest) for digest in digests} == {64}
    assert digests[0] == found.voter(poll.pk, people[0].membership_id)
    assert digests[0] != found.voter(poll.pk + 1, people[0].membership_id)
    polls.close_poll(do(workshop), poll_id=poll.pk)
    # One row a depth, without a digest: neither what stands in it nor its place tells whose an answer was.
    assert answers(poll) == [(0, 1, False, ""), (1, 1, False, ""), (2, 1, False, ""), (3, 2, False, "")]
    poll.refresh_from_db()
    assert found.answer_of(poll, people[0].membership_id) is None
    told = str(list(Event.objects.values())) + str(list(Operation.objects.values()))
    assert not any(digest in told for digest in digests)


@pytest.mark.parametrize("depth", [-1, 4])
def test_depth_is_none_to_three(workshop, poll, depth):
    with pytest.raises(Invalid, match="Choose one of the four depths"):
        answer(workshop, poll, depth)


def test_closed_poll_takes_nothing(workshop, poll):
    polls.close_poll(do(workshop), poll_id=poll.pk)
    with pytest.raises(Invalid, match="This poll is closed"):
        answer(workshop, poll, 1)
    with pytest.raises(Invalid, match="This poll is closed"):
        polls.tally_poll(do(workshop), poll_id=poll.pk, people={1: 1})


def test_poll_on_a_role_that_was_removed_takes_nothing(workshop, need, poll):
    needs.remove_need(do(workshop), need_id=need.pk)
    with pytest.raises(Gone):
        answer(workshop, poll, 1)


def test_answers_are_for_people_in_the_room_in_the_phase_that_takes_them(workshop, poll):
    with pytest.raises(Refused, match="answered by people in the room"):
        polls.answer_poll(do(workshop, make.facilitator(workshop)), poll_id=poll.pk, depth=1)
    make.ask(workshop, WorkshopPhase.CAPABILITY)
    answer(workshop, poll, 1)
    make.ask(workshop, WorkshopPhase.STAR)
    poll.refresh_from_db()
    assert poll.closed_at is not None
    with pytest.raises(Refused, match="how deep a role goes are taken in the phase Capability"):
        answer(workshop, poll, 1)


def test_poll_closes_when_the_day_ends(workshop, poll):
    answer(workshop, poll, 1)
    running.set_status(do(workshop), status=WorkshopStatus.REVIEW)
    poll.refresh_from_db()
    assert poll.closed_at is not None
    assert answers(poll) == [(1, 1, False, "")]


def test_table_is_entered_by_a_scribe(workshop, poll):
    me = make.participant(workshop)
    with pytest.raises(Refused, match="Only a scribe or a facilitator"):
        polls.tally_poll(do(workshop, me), poll_id=poll.pk, people={1: 1})
    assert me.membership_id is not None
    Membership.objects.filter(pk=me.membership_id).update(role="scribe")
    polls.tally_poll(replace(do(workshop, me), by_scribe=True), poll_id=poll.pk, people={0: 0, 1: 2, 3: 4})
    assert answers(poll) == [(1, 2, True, ""), (3, 4, True, "")]
    with pytest.raises(Invalid, match="Say for one depth or more"):
        polls.tally_poll(do(workshop), poll_id=poll.pk, people={0: 0})


def test_nothing_is_said_of_fewer_than_five_answers(workshop, poll):
    answer(workshop, poll, 1, 2)
    polls.tally_poll(do(workshop), poll_id=poll.pk, people={1: 2})
    polls.close_poll(do(workshop), poll_id=poll.pk)
    poll.refresh_from_db()
    assert found.poll(poll).result is None
    with pytest.raises(Invalid, match="There is no result"):
        polls.use_poll(do(workshop), poll_id=poll.pk)


def test_lone_answer_beside_a_tally_of_four_stays_hidden(workshop, poll):
    answer(workshop, poll, 3)
    polls.tally_poll(do(workshop), poll_id=poll.pk, people={0: 4})
    polls.close_poll(do(workshop), poll_id=poll.pk)
    poll.refresh_from_db()
    card = found.poll(poll)
    assert (card.answers, card.result) == (5, None)
    assert snapshot_day.polls(workshop) == [{"need_id": poll.need_id, "counts": None, "by_scribe": True}]
    with pytest.raises(Invalid, match="There is no result"):
        polls.use_poll(do(workshop), poll_id=poll.pk)


@pytest.mark.parametrize(
    ("devices", "tallied", "is_told"),
    [(0, 4, False), (0, 5, True), (1, 4, False), (4, 9, False), (5, 0, True), (5, 1, True), (4, 0, False)],
)
def test_result_needs_five_answers_and_none_or_five_of_devices(devices, tallied, is_told):
    said = [(1, devices, False), (2, tallied, True)]
    assert (results(said) is not None) is is_told


def test_room_is_few_while_fewer_than_five_may_answer(workshop):
    for _ in range(4):
        make.participant(workshop)
    watching = make.seat(workshop).membership
    Membership.objects.filter(pk=watching.pk).update(role=WorkshopRole.OBSERVER)
    assert found.few_here(workshop.pk) is True
    make.participant(workshop)
    assert found.few_here(workshop.pk) is False


def test_nothing_is_said_while_the_poll_is_open(workshop, poll):
    answer(workshop, poll, 1, 2, 1, 2, 1)
    assert found.poll(poll).result is None
    assert choosing.open_polls(workshop.pk)[0].answers == 5
    with pytest.raises(Invalid, match="There is no result"):
        polls.use_poll(do(workshop), poll_id=poll.pk)


def test_five_answers_are_a_result_and_become_the_depth_now(workshop, need, poll):
    answer(workshop, poll, 1, 2, 2, 2, 2)
    polls.tally_poll(do(workshop), poll_id=poll.pk, people={0: 2})
    polls.close_poll(do(workshop), poll_id=poll.pk)
    assert workshop.events.order_by("number").last().stems == ["ask", "progress", f"segment-{need.segment_id}"]
    poll.refresh_from_db()
    assert found.poll(poll).result == Result(answers=7, total=9, lowest=0, highest=2)
    polls.use_poll(do(workshop), poll_id=poll.pk)
    need.refresh_from_db()
    assert (need.depth_now, need.version) == (1, 2)
    assert workshop.events.order_by("number").last().stems == [f"segment-{need.segment_id}", "ribbon", "coverage"]
    number = workshop.events.count()
    polls.use_poll(do(workshop), poll_id=poll.pk)
    assert workshop.events.count() == number


def test_mean_and_spread_in_words():
    assert results([(1, 4, False)]) is None
    assert results([(1, 2, False), (2, 3, False)]) == Result(5, 8, 1, 2)
    half = Result(answers=6, total=9, lowest=0, highest=3)
    assert (half.mean, half.rounded, half.spread) == ("1.5", 2, "answers from 0 to 3")
    alike = Result(answers=5, total=10, lowest=2, highest=2)
    assert (alike.mean, alike.rounded, alike.spread) == ("2.0", 2, "everybody says 2")


def test_same_key_answers_once(workshop, poll):
    command = do(workshop, make.participant(workshop), again=True)
    first, second = (polls.answer_poll(command, poll_id=poll.pk, depth=2) for _ in range(2))
    assert (first.number, second.repeated, DepthAnswer.objects.count()) == (second.number, True, 1)
