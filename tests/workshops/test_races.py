"""Races with real connections: numbers, keys, and two people at the same thing (design I1, I3, I4, I5)."""

import itertools
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from tests import make
from tests.make import do
from tests.workshops.storms import storm, succeeded
from workshops.events import log
from workshops.models import Event, Segment, WorkforceNeed, Workshop
from workshops.rules import limits
from workshops.rules.rights import Actor, ActorKind
from workshops.services import ideas, needs, people, reporting, structure
from workshops.services.editing import Conflict, Gone, Invalid, Outcome, Refused

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 8
NAMED = (Refused, Gone, Invalid, Conflict)

type Act = Callable[[], Outcome[Any]]


def numbers(at: Workshop) -> list[int]:
    return list(at.events.order_by("number").values_list("number", flat=True))


def add_words(at: Workshop, segment_id: int, who: int, count: int) -> list[Outcome[Any]]:
    return [
        needs.add_person_need(do(at), segment_id=segment_id, draft=needs.PersonNeedDraft(f"{who} says {turn}"))
        for turn in range(count)
    ]


def test_numbers_have_no_gap_and_no_repeat_and_every_saved_edit_is_in_the_log_once(workshop):
    place = make.stage(workshop).pk
    done = succeeded(storm(*(partial(add_words, workshop, place, who, 12) for who in range(WRITERS))))
    outcomes = [outcome for mine in done for outcome in mine]
    total = WRITERS * 12
    assert numbers(workshop) == list(range(1, total + 1))
    assert sorted(outcome.number for outcome in outcomes) == list(range(1, total + 1))
    told = {outcome.number: f"personneed-{outcome.target.pk}" for outcome in outcomes if outcome.target}
    assert dict(workshop.events.values_list("number", "subject")) == told
    assert workshop.person_needs.count() == total
    assert Workshop.objects.get(pk=workshop.pk).last_event == total
    for mine in done:
        assert [outcome.number for outcome in mine] == sorted(outcome.number for outcome in mine)


def test_reader_that_resumes_gets_everything_after_its_number(workshop):
    places = [segment.pk for segment in make.segments(workshop)]
    written = threading.Event()
    left = threading.Semaphore(0)

    def write(who: int) -> int:
        add_words(workshop, places[who], who, 15)
        left.release()
        return who

    def read() -> tuple[list[int], set[str]]:
        number, seen, stems = 0, [0], set()
        while True:
            over = written.is_set()
            new = log.since(workshop.pk, number)
            assert Event.objects.filter(workshop=workshop, number__gt=number, number__lte=new.number).count() == (
                new.number - number
            )
            stems |= set(new.stems)
            number = new.number
            seen.append(number)
            if over:
                return seen, stems

    def finish() -> None:
        for _ in range(5):
            left.acquire()
        written.set()

    seen, stems = succeeded(storm(read, *(partial(write, who) for who in range(5)), finish))[0]  # type: ignore[misc]
    assert seen[-1] == 75
    assert seen == sorted(seen)
    assert stems == {*(f"segment-{places[who]}" for who in range(5)), "picture"}  # the projector shows segments too


def test_number_is_not_seen_before_its_change_and_a_later_one_waits(workshop):
    place = make.stage(workshop).pk
    holding, go_on = threading.Event(), threading.Event()

    def hold() -> int:
        with transaction.atomic():
            number = add_words(workshop, place, 1, 1)[0].number
            holding.set()
            assert go_on.wait(30)
        return number

    def second() -> int:
        assert holding.wait(30)
        return add_words(workshop, place, 2, 1)[0].number

    def look() -> int:
        assert holding.wait(30)
        seen = log.since(workshop.pk, 0).number
        go_on.set()
        return seen

    assert succeeded(storm(hold, second, look)) == [1, 2, 0]
    assert numbers(workshop) == [1, 2]


@pytest.mark.embedded
def test_five_hundred_transactions_of_eight_threads_are_never_locked_out(workshop):
    place = make.stage(workshop).pk
    succeeded(storm(*(partial(add_words, workshop, place, who, 63) for who in range(8))))
    assert numbers(workshop) == list(range(1, 505))


def test_same_key_posted_by_ten_threads_makes_one_row(workshop):
    command = do(workshop, again=True)
    act = partial(ideas.add_idea, command, draft=ideas.IdeaDraft("Once"))
    outcomes = succeeded(storm(*[act] * 10))
    assert {(outcome.number, outcome.target.pk) for outcome in outcomes if outcome.target} == {
        (1, workshop.ideas.get().pk)
    }
    assert sorted(outcome.repeated for outcome in outcomes) == [False] + [True] * 9
    assert numbers(workshop) == [1]


def test_fifty_people_join_at_once_and_all_are_in(workshop):
    act = partial(make.seat, workshop)
    seats = [seat for _ in range(5) for seat in succeeded(storm(*[act] * 10))]
    assert len({seat.token for seat in seats}) == 50
    assert workshop.memberships.filter(removed_at=None).count() == 50
    assert numbers(workshop) == list(range(1, 51))


def test_ideas_added_at_once_get_numbers_of_their_own(workshop):
    outcomes = succeeded(
        storm(*(partial(ideas.add_idea, do(workshop), draft=ideas.IdeaDraft(f"{n}")) for n in range(10)))
    )
    assert sorted(outcome.target.number for outcome in outcomes if outcome.target) == list(range(1, 11))


def test_limit_holds_when_the_last_places_are_taken_at_once(workshop):
    have = workshop.segments.count()
    Segment.objects.bulk_create(
        Segment(workshop=workshop, kind="stage", position=place, title=f"Stage {place}")
        for place in range(have, limits.SEGMENTS - 2)
    )
    draft = structure.SegmentDraft("One more")
    results = storm(*(partial(structure.add_stage, do(workshop), draft=draft, after_id=None) for _ in range(5)))
    assert sum(isinstance(result, Outcome) for result in results) == 2
    assert [type(result) for result in results if not isinstance(result, Outcome)] == [Invalid] * 3
    assert [segment.position for segment in make.segments(workshop)] == list(range(limits.SEGMENTS))


def need_acts(at: Workshop) -> dict[str, Act]:
    """What somebody may do to one need, or to what it stands on."""
    need, home, back = make.need(at), make.stage(at), make.stage(at, "Back home")

    def words(title: str) -> needs.NeedDraft:
        return needs.NeedDraft(title, depth_needed=2)

    return {
        "edit": partial(needs.edit_need, do(at), need_id=need.pk, seen=1, draft=words("First words")),
        "edit too": partial(needs.edit_need, do(at), need_id=need.pk, seen=1, draft=words("Second words")),
        "move": partial(needs.move_need, do(at), need_id=need.pk, segment_id=back.pk),
        "move too": partial(needs.move_need, do(at), need_id=need.pk, segment_id=make.stage(at, "On the ward").pk),
        "place": partial(needs.place_need, do(at), need_id=need.pk, learner_stages=["getting_in"]),
        "copy": partial(needs.copy_need, do(at), need_id=need.pk, segment_id=back.pk),
        "remove": partial(needs.remove_need, do(at), need_id=need.pk),
        "remove too": partial(needs.remove_need, do(at), need_id=need.pk),
        "restore": partial(needs.restore_need, do(at), need_id=need.pk),
        "offer": partial(
            needs.add_offer, do(at), need_id=need.pk, draft=needs.OfferDraft("A course", "getting_in", "planned")
        ),
        "remove its stage": partial(structure.remove_segment, do(at), segment_id=home.pk),
        "remove another": partial(structure.remove_segment, do(at), segment_id=back.pk),
        "report": partial(reporting.request_report, do(at)),
    }


def segment_acts(at: Workshop) -> dict[str, Act]:
    """What a facilitator may do to the pathway around one stage."""
    home, ward, back = (make.stage(at, title) for title in ("At home", "On the ward", "Back home"))
    draft = structure.SegmentDraft
    return {
        "edit": partial(structure.edit_segment, do(at), segment_id=ward.pk, seen=1, draft=draft("First words")),
        "edit too": partial(structure.edit_segment, do(at), segment_id=ward.pk, seen=1, draft=draft("Second words")),
        "move": partial(structure.move_segment, do(at), segment_id=ward.pk, after_id=None),
        "move too": partial(structure.move_segment, do(at), segment_id=ward.pk, after_id=back.pk),
        "move after it": partial(structure.move_segment, do(at), segment_id=home.pk, after_id=ward.pk),
        "add after it": partial(structure.add_stage, do(at), draft=draft("New"), after_id=ward.pk),
        "join it": partial(structure.add_zone, do(at), draft=draft("Way"), from_id=ward.pk, to_id=home.pk),
        "remove": partial(structure.remove_segment, do(at), segment_id=ward.pk),
        "remove too": partial(structure.remove_segment, do(at), segment_id=ward.pk),
        "remove another": partial(structure.remove_segment, do(at), segment_id=home.pk),
        "restore": partial(structure.restore_segment, do(at, seconds=1), segment_id=ward.pk),
    }


def check_whole(at: Workshop, results: list[Outcome[Any] | Exception]) -> None:
    """Nothing but named refusals, a log without a gap, and a pathway that hangs together."""
    for result in results:
        assert isinstance(result, (Outcome, *NAMED)), repr(result)
    assert numbers(at) == list(range(1, at.events.count() + 1))
    living = make.segments(at)
    assert len({segment.position for segment in living}) == len(living)
    here = {segment.pk for segment in living}
    for segment in living:
        if segment.kind == "transition":
            assert {segment.from_stage_id, segment.to_stage_id} <= here


def check_no_silent_loss(pair: tuple[str, str], results: list[Outcome[Any] | Exception], title: str) -> None:
    """Whose words did not make it was told so, and shown the words that stand."""
    said = {"edit": "First words", "edit too": "Second words"}
    for name, result in zip(pair, results, strict=True):
        if name in said and isinstance(result, Conflict):
            assert isinstance(result.current, WorkforceNeed | Segment)
            assert result.current.title == title != said[name]
        elif name in said and isinstance(result, Outcome):
            assert title == said[name]


def both_ways(acts: Callable[[Workshop], dict[str, Act]], at: Workshop) -> list[tuple[str, str]]:
    return list(itertools.permutations(acts(at), 2))


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize("acts", [need_acts, segment_acts])
def test_two_acts_one_after_the_other_in_every_order(workshop, acts):
    for pair in both_ways(acts, workshop):
        at = make.workshop()
        chosen = acts(at)
        results: list[Outcome[Any] | Exception] = []
        for name in pair:
            try:
                results.append(chosen[name]())
            except NAMED as named:
                results.append(named)
        check_whole(at, results)
        check_no_silent_loss(pair, results, made_title(at, acts))
        assert_second_of_two_edits_is_a_conflict(pair, results)


@pytest.mark.parametrize("acts", [need_acts, segment_acts])
def test_two_acts_at_the_same_instant(workshop, acts):
    pairs = list(itertools.combinations(acts(workshop), 2))
    with transaction.atomic():
        places = [make.workshop() for _ in pairs]
    for pair, at in zip(pairs, places, strict=True):
        chosen = acts(at)
        results = storm(*(chosen[name] for name in pair))
        check_whole(at, results)
        check_no_silent_loss(pair, results, made_title(at, acts))
        if set(pair) == {"edit", "edit too"}:
            assert sorted(type(result).__name__ for result in results) == ["Conflict", "Outcome"]


def made_title(at: Workshop, acts: object) -> str:
    """The words that stand now on what everybody is busy with."""
    if acts is need_acts:
        return at.needs.order_by("pk").first().title  # type: ignore[union-attr]
    return at.segments.filter(kind="stage").order_by("pk")[1].title


def assert_second_of_two_edits_is_a_conflict(pair: tuple[str, str], results: list[Outcome[Any] | Exception]) -> None:
    if set(pair) == {"edit", "edit too"}:
        assert [type(result) for result in results] == [Outcome, Conflict]


def test_everybody_out_while_writing_is_refused_or_saved(workshop):
    seats = [make.seat(workshop) for _ in range(4)]
    place = make.stage(workshop).pk
    actors = [Actor(ActorKind.PARTICIPANT, membership_id=seat.membership.pk) for seat in seats]

    def write(by: Actor) -> Outcome[Any]:
        return needs.add_person_need(do(workshop, by), segment_id=place, draft=needs.PersonNeedDraft("Mine"))

    def throw_out(seat: people.Seat) -> Outcome[Any]:
        return people.remove_member(do(workshop), membership_id=seat.membership.pk)

    results = storm(*(partial(write, by) for by in actors), *(partial(throw_out, seat) for seat in seats))
    saved = [result for result in results[:4] if isinstance(result, Outcome)]
    assert workshop.person_needs.count() == len(saved)
    assert {type(result) for result in results[:4]} <= {Outcome, Refused}
    assert numbers(workshop) == list(range(1, 4 + 4 + len(saved) + 1))
