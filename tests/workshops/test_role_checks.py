"""A new role is asked first: no agreed action before its seven questions are answered, whichever way one comes."""

from dataclasses import replace
from datetime import date

import pytest

from tests import make
from tests.make import do, row
from workshops.models import Action, NewRoleCheck
from workshops.queries.ideas import ideas as listed
from workshops.rules.limits import NOT_KNOWN
from workshops.services import grouping, ideas, impacts, plan, role_checks, undoing
from workshops.services.editing import Conflict, Gone, Invalid
from workshops.services.role_checks import CheckDraft

pytestmark = pytest.mark.django_db

PROPOSED = plan.ActionDraft("Write the job", "Ada", "The trust", date(2027, 1, 31))
ANSWERED = CheckDraft(**dict.fromkeys(NewRoleCheck.QUESTIONS, NOT_KNOWN))
OWNED = ("agreed", "in_progress", "blocked", "done")


def add(at, enabler="new_roles", text="A navigator"):
    return row(ideas.add_idea(do(at), draft=ideas.IdeaDraft(text, enabler)))


def act(at, idea, status="agreed"):
    return row(plan.add_action(do(at), draft=replace(PROPOSED, status=status), idea_id=idea.pk))


def answer(at, idea, draft=ANSWERED, seen=0):
    return row(role_checks.answer_check(do(at), idea_id=idea.pk, seen=seen, draft=draft))


@pytest.mark.parametrize("status", OWNED)
def test_no_agreed_action_of_a_new_role_before_every_question_is_answered(workshop, status):
    idea = add(workshop)
    with pytest.raises(Invalid, match=r"^Idea 1 is for a new role: answer its seven questions first\.") as raised:
        act(workshop, idea, status)
    assert raised.value.field == "status"
    answer(workshop, idea, replace(ANSWERED, funding=""))
    with pytest.raises(Invalid):
        act(workshop, idea, status)
    answer(workshop, idea, seen=1)
    assert act(workshop, idea, status).status == status


@pytest.mark.parametrize("status", ["proposed", "dropped"])
def test_a_proposal_needs_no_answers(workshop, status):
    assert act(workshop, add(workshop), status).status == status


def test_a_proposal_is_not_agreed_later_without_answers(workshop):
    action = act(workshop, add(workshop), "proposed")
    with pytest.raises(Invalid):
        plan.edit_action(do(workshop), action_id=action.pk, seen=1, draft=replace(PROPOSED, status="agreed"))
    assert Action.objects.get().status == "proposed"


def test_an_idea_with_an_agreed_action_does_not_become_a_new_role_unasked(workshop):
    idea = add(workshop, "upskilling")
    act(workshop, idea)
    for change in (
        lambda: ideas.move_idea(do(workshop), idea_id=idea.pk, enabler="new_roles"),
        lambda: ideas.edit_idea(do(workshop), idea_id=idea.pk, seen=2, draft=ideas.IdeaDraft("x", "new_roles")),
    ):
        with pytest.raises(Invalid) as raised:
            change()
        assert raised.value.field == "enabler"
    answer(workshop, idea)
    assert row(ideas.move_idea(do(workshop), idea_id=idea.pk, enabler="new_roles")).enabler == "new_roles"


def test_merging_into_an_unasked_new_role_does_not_smuggle_an_agreed_action_in(workshop):
    role, other = add(workshop), add(workshop, "supply", "Rotate")
    action = act(workshop, other)
    with pytest.raises(Invalid):
        grouping.merge_ideas(do(workshop), survivor_id=role.pk, absorbed_ids=[other.pk])
    grouping.merge_ideas(do(workshop), survivor_id=other.pk, absorbed_ids=[role.pk])
    with pytest.raises(Invalid):
        ideas.move_idea(do(workshop), idea_id=other.pk, enabler="new_roles")
    assert Action.objects.get(pk=action.pk).status == "agreed"


def test_a_merged_new_role_with_an_agreed_action_does_not_stand_alone_unasked(workshop):
    role, other = add(workshop), add(workshop, "supply", "Rotate")
    action = act(workshop, role, "proposed")
    grouping.merge_ideas(do(workshop), survivor_id=other.pk, absorbed_ids=[role.pk])
    plan.edit_action(do(workshop), action_id=action.pk, seen=1, draft=replace(PROPOSED, status="agreed"))
    with pytest.raises(Invalid):
        grouping.unmerge_idea(do(workshop), idea_id=role.pk)


def test_a_removed_agreed_action_does_not_come_back_to_an_unasked_new_role(workshop):
    idea = add(workshop, "supply")
    action = act(workshop, idea)
    plan.remove_action(do(workshop), action_id=action.pk)
    ideas.move_idea(do(workshop), idea_id=idea.pk, enabler="new_roles")
    with pytest.raises(Invalid):
        plan.restore_action(do(workshop), action_id=action.pk)


def test_undo_does_not_go_round_the_questions(workshop):
    idea = add(workshop)
    ideas.move_idea(do(workshop, again=True), idea_id=idea.pk, enabler="supply")
    act(workshop, idea)
    with pytest.raises(Invalid):
        undoing.undo(do(workshop, seconds=1), change_id=workshop.operations.get(verb="idea.moved").pk)


def test_answers_are_not_taken_away_under_an_agreed_action(workshop):
    idea = add(workshop)
    answer(workshop, idea)
    act(workshop, idea)
    with pytest.raises(Invalid, match="each question needs an answer"):
        answer(workshop, idea, replace(ANSWERED, scope=""), seen=1)
    assert NewRoleCheck.objects.get().is_answered


def test_answers_carry_a_version(workshop):
    idea = add(workshop)
    mine = replace(ANSWERED, adds="It adds")
    assert answer(workshop, idea, mine).version == 1
    assert answer(workshop, idea, mine).version == 1
    with pytest.raises(Conflict) as raised:
        answer(workshop, idea)
    assert isinstance(raised.value.current, NewRoleCheck)
    assert answer(workshop, idea, seen=1).version == 2


def test_a_merged_idea_takes_no_answers(workshop):
    one, two = add(workshop), add(workshop)
    grouping.merge_ideas(do(workshop), survivor_id=one.pk, absorbed_ids=[two.pk])
    with pytest.raises(Gone):
        answer(workshop, two)


def test_the_list_says_which_new_roles_were_not_asked(workshop):
    asked, unasked, other = add(workshop), add(workshop), add(workshop, "supply")
    answer(workshop, asked)
    rows = {row.id: row.asks_first for row in listed(workshop.pk).rows}
    assert rows == {asked.pk: False, unasked.pk: True, other.pk: False}


@pytest.mark.parametrize("enabler", ["upskilling", "new_ways_of_working"])
def test_an_alternative_is_the_same_idea_under_another_enabler_once(workshop, enabler):
    home = make.stage(workshop)
    idea = row(ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("A navigator", "new_roles", [home.pk])))
    first = ideas.add_alternative(do(workshop), idea_id=idea.pk, enabler=enabler)
    again = ideas.add_alternative(do(workshop), idea_id=idea.pk, enabler=enabler)
    assert (row(first).number, row(first).text, row(first).enabler) == (2, "A navigator", enabler)
    assert (list(row(first).segments.all()), row(again).pk, again.number) == ([home], row(first).pk, first.number)


def test_there_are_two_alternatives_and_no_third(workshop):
    idea = add(workshop)
    with pytest.raises(Invalid):
        ideas.add_alternative(do(workshop), idea_id=idea.pk, enabler="supply")


def test_effects_are_said_of_an_idea_and_of_the_whole_plan(workshop):
    idea = add(workshop, "supply")
    draft = impacts.ImpactDraft("Fewer handovers", "intended", "experience_of_care")
    first = row(impacts.add_impact(do(workshop), draft=draft, idea_id=idea.pk))
    whole = row(impacts.add_impact(do(workshop), draft=impacts.ImpactDraft("Wards lose hands", "unintended")))
    assert [(each.text, each.is_wanted, each.aim) for each in listed(workshop.pk).rows[0].effects] == [
        ("Fewer handovers", True, "experience_of_care")
    ]
    other = replace(draft, text="None")
    assert row(impacts.edit_impact(do(workshop), impact_id=whole.pk, seen=1, draft=other)).version == 2
    with pytest.raises(Conflict):
        impacts.edit_impact(do(workshop), impact_id=whole.pk, seen=1, draft=draft)
    impacts.remove_impact(do(workshop), impact_id=first.pk)
    assert listed(workshop.pk).rows[0].effects == ()
    with pytest.raises(Gone):
        impacts.edit_impact(do(workshop), impact_id=first.pk, seen=1, draft=other)
    impacts.restore_impact(do(workshop), impact_id=first.pk)
    assert len(listed(workshop.pk).rows[0].effects) == 1
