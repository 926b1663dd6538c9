"""Dots under real races: one person at many devices at once, and the round that closes meanwhile (domain B.5:14)."""

from functools import partial
from uuid import uuid4

import pytest

from tests import make
from tests.make import do, row
from tests.workshops.storms import storm, succeeded
from workshops.models import Dot, VoteRound
from workshops.services import choosing, ideas
from workshops.services.editing import Invalid

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def several(workshop):
    return [row(ideas.add_idea(do(workshop), draft=ideas.IdeaDraft(f"Idea {n}", "supply"))) for n in range(10)]


def test_fifty_requests_at_once_of_one_person_place_exactly_five(workshop, several):
    """Requests of a browser, each on a thread and a connection of its own: the whole way, not the verb alone."""
    opened = row(choosing.open_round(do(workshop)))
    taken = make.seat(workshop)
    base = f"/w/{workshop.public_id}/ideas"
    clients = [make.seated(workshop, taken) for _ in range(50)]

    def press(turn: int) -> int:
        path = f"{base}/{several[turn % 10].pk}/dots/place/"
        answer = clients[turn].post(path, {"key": str(uuid4())}, headers={"HX-Request": "true"})
        return int(answer.status_code)

    answers = succeeded(storm(*(partial(press, turn) for turn in range(50))))
    assert sorted(answers) == [200] * 5 + [422] * 45
    assert sorted(opened.dots.values_list("place", flat=True)) == [1, 2, 3, 4, 5]


def test_fifty_at_once_on_one_idea_place_exactly_two(workshop, several):
    opened = row(choosing.open_round(do(workshop)))
    me = make.participant(workshop)
    act = partial(choosing.place_dot, do(workshop, me), idea_id=several[0].pk)
    results = storm(*[act] * 50)
    assert sum(not isinstance(result, Exception) for result in results) == 2
    assert {type(result) for result in results if isinstance(result, Exception)} == {Invalid}
    assert sorted(opened.dots.values_list("place", "nth")) == [(1, 1), (2, 2)]


def test_double_clicks_with_one_key_place_one_dot(workshop, several):
    choosing.open_round(do(workshop))
    command = do(workshop, make.participant(workshop), again=True)
    succeeded(storm(*[partial(choosing.place_dot, command, idea_id=several[0].pk)] * 10))
    assert Dot.objects.count() == 1


def test_everybody_spends_all_at_once_and_no_dot_is_lost(workshop, several):
    opened = row(choosing.open_round(do(workshop)))
    people = [make.participant(workshop) for _ in range(10)]

    def spend(who: int) -> None:
        for turn in range(5):
            choosing.place_dot(do(workshop, people[who]), idea_id=several[(who + turn) % 10].pk)

    succeeded(storm(*(partial(spend, who) for who in range(10))))
    assert opened.dots.count() == 50
    assert sorted(opened.dots.values_list("idea__number", flat=True)) == sorted(list(range(1, 11)) * 5)
    numbers = list(workshop.events.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_placing_and_taking_back_at_once_never_passes_the_budget(workshop, several):
    opened = row(choosing.open_round(do(workshop)))
    me = make.participant(workshop)
    acts = [
        partial(call, do(workshop, me), idea_id=idea.pk)
        for idea in several
        for call in (choosing.place_dot, choosing.take_back_dot, choosing.place_dot)
    ]
    results = storm(*acts)
    assert {type(result) for result in results if isinstance(result, Exception)} <= {Invalid}
    places = sorted(opened.dots.values_list("place", flat=True))
    assert len(places) == len(set(places)) <= 5


def test_round_that_closes_meanwhile_counts_what_was_told_as_placed(workshop, several):
    opened = row(choosing.open_round(do(workshop)))
    people = [make.participant(workshop) for _ in range(9)]
    results = storm(
        *(partial(choosing.place_dot, do(workshop, each), idea_id=several[0].pk) for each in people),
        partial(choosing.close_round, do(workshop), round_id=opened.pk),
    )
    placed = sum(not isinstance(result, Exception) for result in results[:-1])
    assert {str(result) for result in results[:-1] if isinstance(result, Exception)} <= {"The round is closed."}
    assert opened.dots.count() == placed
    assert Dot.objects.filter(membership__isnull=False).count() == 0


def test_two_rounds_opened_at_once_are_one(workshop):
    results = storm(*[partial(choosing.open_round, do(workshop))] * 5)
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert VoteRound.objects.count() == 1
