"""Dots, impact and effort: budgets, refusals, what is kept and what is forgotten (domain B.5:13 and 14)."""

from dataclasses import replace

import pytest

from tests import make
from tests.make import do, row
from workshops.models import Dot, Event, Idea, Membership, Score, VoteRound
from workshops.queries import choosing as chosen
from workshops.queries.choosing import GroupScore
from workshops.rules import limits, priorities
from workshops.rules.codes import IdeaStatus, Quadrant, WorkshopPhase, WorkshopStatus
from workshops.services import agenda, choosing, ideas, plan, running
from workshops.services.editing import Conflict, Gone, Invalid, Refused

pytestmark = pytest.mark.django_db


def an_idea(at, text="Rotate", enabler="supply"):
    return row(ideas.add_idea(do(at), draft=ideas.IdeaDraft(text, enabler)))


@pytest.fixture
def idea(workshop):
    return an_idea(workshop)


@pytest.fixture
def opened(workshop):
    return row(choosing.open_round(do(workshop)))


@pytest.fixture
def me(workshop):
    return make.participant(workshop)


def dots_on(found):
    return list(found.dots.order_by("pk").values_list("idea__number", "place", "nth", "membership"))


def place(at, who, idea, times=1):
    for _ in range(times):
        choosing.place_dot(do(at, who), idea_id=idea.pk)


def refused(call, *args, **kwargs):
    with pytest.raises(Invalid) as raised:
        call(*args, **kwargs)
    return str(raised.value)


# --- Rounds ---------------------------------------------------------------------------------------------------------


def test_round_opens_with_five_dots_each_and_only_one_is_open(workshop):
    opened = row(choosing.open_round(do(workshop, make.facilitator(workshop))))
    assert (opened.number, opened.budget, opened.closed_at) == (1, 5, None)
    event = workshop.events.get()
    assert (event.kind, event.stems, event.subject) == (
        "round.opened",
        ["priorities", "progress", "ask"],
        f"voteround-{opened.pk}",
    )
    assert refused(choosing.open_round, do(workshop)).startswith("A round of dots is open already.")
    choosing.close_round(do(workshop), round_id=opened.pk)
    again = row(choosing.open_round(do(workshop), budget=3))
    assert (again.number, again.budget) == (2, 3)


@pytest.mark.parametrize("budget", [0, 11])
def test_budget_is_one_to_ten(workshop, budget):
    assert refused(choosing.open_round, do(workshop), budget=budget) == "Give each person 1 to 10 dots."


def test_only_a_facilitator_opens_and_closes_and_not_when_the_day_is_over(workshop, me, opened):
    with pytest.raises(Refused, match="Only a facilitator runs the workshop"):
        choosing.close_round(do(workshop, me), round_id=opened.pk)
    choosing.close_round(do(workshop), round_id=opened.pk)
    with pytest.raises(Refused, match="Only a facilitator runs the workshop"):
        choosing.open_round(do(workshop, me))
    workshop.status = WorkshopStatus.CLOSED
    workshop.save(update_fields=["status"])
    with pytest.raises(Refused, match="The workshop is closed"):
        choosing.open_round(do(workshop))


def test_closing_shows_the_dots_and_forgets_who_placed_them(workshop, idea, opened, me):
    other = an_idea(workshop, "Share")
    you = make.participant(workshop)
    place(workshop, me, other)
    place(workshop, you, idea, 2)
    place(workshop, me, idea)
    before = set(opened.dots.values_list("pk", flat=True))
    assert chosen.dots(workshop.pk) == {}
    choosing.close_round(do(workshop, seconds=5), round_id=opened.pk)
    opened.refresh_from_db()
    assert opened.closed_at == make.NOON.replace(second=5)
    assert [each[3] for each in dots_on(opened)] == [None] * 4
    # Rows are written anew in the order of ideas, so that no id tells whose a dot was.
    assert [each[0] for each in dots_on(opened)] == [1, 1, 1, 2]
    assert not before & set(opened.dots.values_list("pk", flat=True))
    assert chosen.dots(workshop.pk) == {idea.pk: 3, other.pk: 1}
    event = workshop.events.order_by("number").last()
    assert (event.kind, event.stems) == ("round.closed", ["priorities", "ideas", "progress", "ask"])
    number = event.number
    assert choosing.close_round(do(workshop), round_id=opened.pk).number == number


def test_round_closes_with_its_phase_but_not_in_a_phase_that_takes_dots(workshop, idea):
    make.ask(workshop, WorkshopPhase.PRIORITISE)
    opened = row(choosing.open_round(do(workshop)))
    place(workshop, make.participant(workshop), idea)
    make.ask(workshop, WorkshopPhase.ACTIONS)
    opened.refresh_from_db()
    assert opened.closed_at is not None
    assert dots_on(opened) == [(1, 1, 1, None)]


def test_round_closes_when_the_day_ends(workshop, idea, opened, me):
    place(workshop, me, idea)
    running.set_status(do(workshop), status=WorkshopStatus.PAUSED)
    assert VoteRound.objects.get(closed_at=None) == opened
    running.set_status(do(workshop), status=WorkshopStatus.REVIEW)
    opened.refresh_from_db()
    assert opened.closed_at is not None
    assert Dot.objects.filter(membership__isnull=False).count() == 0


# --- Placing and taking back ----------------------------------------------------------------------------------------


def test_dot_is_placed_and_touches_counts_only(workshop, idea, opened, me):
    place(workshop, me, idea)
    assert dots_on(opened) == [(1, 1, 1, me.membership_id)]
    first = workshop.events.order_by("number").last()
    assert (first.kind, first.stems, first.subject) == (
        "dot.placed",
        ["progress", "priorities"],
        f"voteround-{opened.pk}",
    )
    place(workshop, me, idea)
    assert workshop.events.order_by("number").last().stems == ["progress"]
    said = str(list(Event.objects.filter(kind="dot.placed").values()))
    assert f"idea-{idea.pk}" not in said


def test_two_on_one_idea_is_the_most(workshop, idea, opened, me):
    place(workshop, me, idea, 2)
    assert refused(place, workshop, me, idea) == "Two on one idea is the most."
    assert opened.dots.count() == 2


@pytest.mark.parametrize(
    ("budget", "sentence"),
    [
        (1, "Your one dot is placed. Take one back to move it."),
        (2, "Both dots are placed. Take one back to move it."),
        (5, "All five dots are placed. Take one back to move it."),
        (10, "All 10 dots are placed. Take one back to move it."),
    ],
)
def test_budget_is_the_most(workshop, me, budget, sentence):
    opened = row(choosing.open_round(do(workshop), budget=budget))
    several = [an_idea(workshop, f"Idea {place}") for place in range(6)]
    for turn in range(budget):
        place(workshop, me, several[turn // 2])
    assert refused(place, workshop, me, several[5]) == sentence
    assert sorted(opened.dots.values_list("place", flat=True)) == list(range(1, budget + 1))


def test_dot_taken_back_is_free_again(workshop, idea, opened, me):
    others = [an_idea(workshop, f"Idea {place}") for place in range(3)]
    for each in (idea, idea, *others):
        place(workshop, me, each)
    choosing.take_back_dot(do(workshop, me), idea_id=idea.pk)
    place(workshop, me, others[0])
    assert opened.dots.count() == 5
    assert sorted(opened.dots.values_list("idea__number", "nth")) == [(1, 1), (2, 1), (2, 2), (3, 1), (4, 1)]


def test_only_its_owner_takes_a_dot_back(workshop, idea, opened, me):
    place(workshop, me, idea)
    number = choosing.take_back_dot(do(workshop, make.participant(workshop)), idea_id=idea.pk).number
    assert opened.dots.count() == 1
    assert number == workshop.events.order_by("number").last().number
    assert workshop.events.filter(kind="dot.taken").count() == 0


def test_same_key_places_one_dot(workshop, idea, opened, me):
    command = do(workshop, me, again=True)
    first = choosing.place_dot(command, idea_id=idea.pk)
    second = choosing.place_dot(command, idea_id=idea.pk)
    assert (second.number, second.repeated, opened.dots.count()) == (first.number, True, 1)


def test_closed_round_takes_nothing(workshop, idea, opened, me):
    place(workshop, me, idea)
    choosing.close_round(do(workshop), round_id=opened.pk)
    for call in (choosing.place_dot, choosing.take_back_dot):
        assert refused(call, do(workshop, me), idea_id=idea.pk) == "The round is closed."
    assert refused(choosing.tally_dots, do(workshop), idea_id=idea.pk, dots=1, people=1) == "The round is closed."


@pytest.mark.usefixtures("opened")
def test_only_open_ideas_under_one_enabler_are_voted_on(workshop, me):
    unsorted, parked, removed = (
        an_idea(workshop, text, enabler) for text, enabler in (("U", ""), ("P", "supply"), ("R", "supply"))
    )
    Idea.objects.filter(pk=parked.pk).update(status=IdeaStatus.PARKED)
    ideas.remove_idea(do(workshop), idea_id=removed.pk)
    assert refused(place, workshop, me, unsorted) == "Idea 1 needs an enabler before it is voted on."
    assert refused(place, workshop, me, parked) == "Idea 2 is parked and not to be voted on."
    with pytest.raises(Gone):
        place(workshop, me, removed)
    hidden = an_idea(workshop, "H")
    Idea.objects.filter(pk=hidden.pk).update(is_hidden=True)
    with pytest.raises(Idea.DoesNotExist):
        place(workshop, me, hidden)
    with pytest.raises(Idea.DoesNotExist):
        place(workshop, me, an_idea(make.workshop(), "Elsewhere"))
    assert Dot.objects.count() == 0


def test_dots_on_an_idea_that_leaves_the_list_come_back(workshop, idea, opened, me):
    others = [an_idea(workshop, f"Idea {place}") for place in range(3)]
    for each in (idea, idea, *others):
        place(workshop, me, each)
    ideas.remove_idea(do(workshop), idea_id=idea.pk)
    mine = chosen.mine(workshop.pk, me.membership_id)
    assert mine is not None
    assert (mine.placed, mine.left) == (3, 2)
    place(workshop, me, others[0])
    place(workshop, me, others[1])
    assert sorted(opened.dots.values_list("idea__number", flat=True)) == [2, 2, 3, 3, 4]


def test_dots_are_for_people_in_the_room_in_the_phase_that_takes_them(workshop, idea, opened, me):
    with pytest.raises(Refused, match="placed by people in the room"):
        choosing.place_dot(do(workshop, make.facilitator(workshop)), idea_id=idea.pk)
    agenda.start(do(workshop))
    with pytest.raises(Refused, match="dots are taken in the phase Prioritise"):
        place(workshop, me, idea)
    assert opened.dots.count() == 0


def test_own_dots_are_told_to_their_owner_only(workshop, idea, opened, me):
    other = an_idea(workshop, "Share")
    an_idea(workshop, "Unsorted", "")
    place(workshop, me, other, 2)
    mine = chosen.mine(workshop.pk, me.membership_id)
    assert mine is not None
    assert [(each.number, each.mine) for each in mine.ideas] == [(1, 0), (2, 2)]
    assert (mine.number, mine.budget, mine.left) == (1, 5, 3)
    you = chosen.mine(workshop.pk, make.seat(workshop).membership.pk)
    assert you is not None
    assert (you.left, [each.mine for each in you.ideas]) == (5, [0, 0])
    choosing.close_round(do(workshop), round_id=opened.pk)
    assert chosen.mine(workshop.pk, me.membership_id) is None


def test_progress_counts_and_says_nothing_else(workshop, idea, opened, me):
    place(workshop, me, idea, 2)
    place(workshop, make.participant(workshop), idea)
    choosing.tally_dots(do(workshop), idea_id=idea.pk, dots=4, people=3)
    assert chosen.voting(workshop.pk) == chosen.Voting(opened.pk, 1, 5, voters=2, dots=3, on_paper=4)
    assert chosen.chosen(workshop.pk).rows == ()


# --- On paper -------------------------------------------------------------------------------------------------------


def test_tally_is_entered_by_a_scribe_or_a_facilitator(workshop, idea, opened, me):
    with pytest.raises(Refused, match="Only a scribe or a facilitator"):
        choosing.tally_dots(do(workshop, me), idea_id=idea.pk, dots=1, people=1)
    Membership.objects.filter(pk=me.membership_id).update(role="scribe")
    command = replace(do(workshop, me), by_scribe=True)
    choosing.tally_dots(command, idea_id=idea.pk, dots=3, people=2)
    assert list(opened.tallies.values_list("idea", "dots", "people")) == [(idea.pk, 3, 2)]
    assert workshop.events.order_by("number").last().stems == ["progress"]
    choosing.remove_tally(command, tally_id=opened.tallies.get().pk)
    assert opened.tallies.count() == 0
    with pytest.raises(Gone):
        choosing.remove_tally(command, tally_id=1)


@pytest.mark.parametrize(
    ("dots", "people", "sentence"),
    [
        (5, 2, "Two on one idea is the most: 2 people have at most 4 for it."),
        (0, 2, "Enter one dot or more, from one person or more."),
        (1, 0, "Enter one dot or more, from one person or more."),
    ],
)
@pytest.mark.usefixtures("opened")
def test_tally_within_its_people(workshop, idea, dots, people, sentence):
    assert refused(choosing.tally_dots, do(workshop), idea_id=idea.pk, dots=dots, people=people) == sentence


def test_tallies_together_stay_within_the_budget(workshop, opened):
    several = [an_idea(workshop, f"Idea {place}") for place in range(4)]
    for each in several[:2]:
        choosing.tally_dots(do(workshop), idea_id=each.pk, dots=4, people=2)
    choosing.tally_dots(do(workshop), idea_id=several[2].pk, dots=2, people=2)
    said = refused(choosing.tally_dots, do(workshop), idea_id=several[3].pk, dots=1, people=2)
    assert said == "That is more than 5 dots each for the 2 people counted on paper."
    # A second table at one of the ideas makes it four people.
    choosing.tally_dots(do(workshop), idea_id=several[0].pk, dots=4, people=2)
    assert sum(opened.tallies.values_list("dots", flat=True)) == 14


# --- What came of it ------------------------------------------------------------------------------------------------


def test_ideas_are_ranked_by_dots_with_those_on_paper(workshop, opened, me):
    first, second, third = (an_idea(workshop, text) for text in "ABC")
    place(workshop, me, first, 2)
    place(workshop, me, second)
    choosing.tally_dots(do(workshop), idea_id=second.pk, dots=3, people=2)
    choosing.close_round(do(workshop), round_id=opened.pk)
    found = chosen.chosen(workshop.pk)
    assert [(each.number, each.rank, each.dots, each.on_paper) for each in found.rows] == [(2, 1, 4, 3), (1, 2, 2, 0)]
    assert (found.round, found.voting, found.more, third.number) == (1, None, 0, 3)


def test_only_the_top_ideas_are_shown_and_ties_go_by_number(workshop, opened):
    several = [an_idea(workshop, f"Idea {place}") for place in range(limits.TOP_IDEAS + 2)]
    for turn, each in enumerate(several):
        place(workshop, make.participant(workshop), each, 2 if turn == 9 else 1)
    choosing.close_round(do(workshop), round_id=opened.pk)
    found = chosen.chosen(workshop.pk)
    assert [each.number for each in found.rows] == [10, 1, 2, 3, 4, 5, 6, 7]
    assert [each.rank for each in found.rows] == [1, 2, 2, 2, 2, 2, 2, 2]
    assert found.more == 2


def test_dots_of_a_merged_idea_count_for_the_one_that_absorbed_it(workshop, opened, me):
    survivor, absorbed = an_idea(workshop, "A"), an_idea(workshop, "B")
    place(workshop, me, survivor)
    place(workshop, me, absorbed, 2)
    choosing.close_round(do(workshop), round_id=opened.pk)
    Idea.objects.filter(pk=absorbed.pk).update(status=IdeaStatus.MERGED, absorbed_by=survivor)
    assert [(each.number, each.dots) for each in chosen.chosen(workshop.pk).rows] == [(1, 3)]


def test_last_closed_round_counts(workshop, idea, opened, me):
    place(workshop, me, idea, 2)
    choosing.close_round(do(workshop), round_id=opened.pk)
    again = row(choosing.open_round(do(workshop)))
    place(workshop, me, idea)
    assert [(each.number, each.dots) for each in chosen.chosen(workshop.pk).rows] == [(1, 2)]
    choosing.close_round(do(workshop), round_id=again.pk)
    assert [(each.number, each.dots) for each in chosen.chosen(workshop.pk).rows] == [(1, 1)]


def test_queries_are_as_many_for_one_idea_as_for_many(workshop, opened, me, django_assert_num_queries):
    for turn in range(12):
        an_idea(workshop, f"Idea {turn}")
    place(workshop, me, workshop.ideas.first(), 2)
    with django_assert_num_queries(3):
        chosen.mine(workshop.pk, me.membership_id)
    with django_assert_num_queries(4):
        chosen.progress(workshop.pk)
    choosing.close_round(do(workshop), round_id=opened.pk)
    with django_assert_num_queries(5):
        chosen.chosen(workshop.pk)


# --- Impact and effort ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("impact", "effort", "quadrant"),
    [
        (5, 1, Quadrant.QUICK_WIN),
        (4, 3, Quadrant.QUICK_WIN),
        (4, 4, Quadrant.MAJOR_PROJECT),
        (3, 3, Quadrant.FILL_IN),
        (1, 1, Quadrant.FILL_IN),
        (3, 4, Quadrant.RETHINK),
    ],
)
def test_quadrant_follows_from_impact_and_effort(impact, effort, quadrant):
    assert priorities.quadrant(impact, effort) is quadrant


def test_room_says_where_an_idea_stands_else_its_groups_do():
    assert priorities.placed((1, 2), [(5, 5)]) == (1, 2)
    assert priorities.placed(None, [(5, 1), (4, 2)]) == (5, 2)
    assert priorities.placed(None, []) is None


def test_idea_is_scored_and_changed(workshop, idea):
    score = row(choosing.score_idea(do(workshop), idea_id=idea.pk, seen=0, impact=5, effort=2))
    assert (score.impact, score.effort, score.version, score.breakout) == (5, 2, 1, None)
    assert workshop.events.order_by("number").last().stems == ["priorities"]
    again = row(choosing.score_idea(do(workshop), idea_id=idea.pk, seen=1, impact=4, effort=4))
    assert (again.pk, again.version) == (score.pk, 2)
    shown = chosen.chosen(workshop.pk).rows[0]
    assert (shown.quadrant, shown.takes_action, shown.dots) == (Quadrant.MAJOR_PROJECT, True, 0)
    plan.add_action(do(workshop), draft=plan.ActionDraft("Begin"), idea_id=idea.pk)
    shown = chosen.chosen(workshop.pk).rows[0]
    assert (shown.takes_action, shown.is_taken_forward) == (False, True)


def test_score_that_was_changed_meanwhile_is_a_conflict_unless_both_say_the_same(workshop, idea):
    choosing.score_idea(do(workshop), idea_id=idea.pk, seen=0, impact=5, effort=2)
    with pytest.raises(Conflict) as raised:
        choosing.score_idea(do(workshop), idea_id=idea.pk, seen=0, impact=1, effort=2)
    current = raised.value.current
    assert isinstance(current, Score)
    assert current.impact == 5
    number = workshop.events.count()
    choosing.score_idea(do(workshop), idea_id=idea.pk, seen=0, impact=5, effort=2)
    assert (workshop.events.count(), Score.objects.get().version) == (number, 1)


@pytest.mark.parametrize(("impact", "effort"), [(0, 1), (6, 1), (1, 0), (1, 6)])
def test_impact_and_effort_are_one_to_five(workshop, idea, impact, effort):
    said = refused(choosing.score_idea, do(workshop), idea_id=idea.pk, seen=0, impact=impact, effort=effort)
    assert said == "Choose 1 to 5 for both."


def test_participant_scores_for_their_own_group_only(workshop, idea, me):
    one, two = (workshop.breakouts.create(number=number, title=f"Table {number}") for number in (1, 2))
    Membership.objects.filter(pk=me.membership_id).update(breakout=one)
    said = {"idea_id": idea.pk, "seen": 0, "impact": 5, "effort": 1}
    choosing.score_idea(do(workshop, me), breakout_id=one.pk, **said)
    for other in (None, two.pk):
        with pytest.raises(Refused, match="You place ideas for your own group"):
            choosing.score_idea(do(workshop, me), breakout_id=other, **said)
    with pytest.raises(Gone):
        choosing.score_idea(do(workshop, me), breakout_id=two.pk + 99, **said)
    choosing.score_idea(do(workshop), breakout_id=two.pk, **{**said, "impact": 2})
    shown = chosen.chosen(workshop.pk).rows[0]
    assert shown.groups == (GroupScore("Group 1", 5, 1), GroupScore("Group 2", 2, 1))
    assert (shown.impact, shown.effort) == (4, 1)
