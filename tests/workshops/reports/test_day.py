"""What a report says of the day itself: how the room chose, what it checked, who came, what it parked."""

from typing import Any

import pytest

from tests.workshops.reports import day, snapshots
from tests.workshops.reports.conftest import report
from workshops.reports import formats, page
from workshops.reports.contents import Contents
from workshops.reports.people import participation
from workshops.reports.surveys import surveys
from workshops.rules.codes import AimQuadrant, ImpactKind, Quadrant


@pytest.fixture(scope="session")
def whole() -> Contents:
    return report(day.whole())


def with_parts(**parts: Any) -> Contents:
    return report({**day.whole(), **parts})


def test_an_old_snapshot_gives_the_same_report_as_one_of_today_that_says_no_more():
    old = snapshots.frailty()
    assert report(old) == report(dict(formats.current(old)))


@pytest.mark.parametrize("number", [0, 3])
def test_a_snapshot_of_an_unknown_format_is_refused(number: int):
    with pytest.raises(ValueError, match=f"format {number}"):
        report({**snapshots.frailty(), "format": number})


def test_numbers_of_merged_ideas_never_die(whole: Contents):
    by_number = {idea.number: idea for idea in whole.ideas.rows}
    assert sorted(by_number) == list(range(1, 11))
    assert (by_number[2].takes_in, by_number[8].became, by_number[8].takes_in) == ((8,), "Merged into 2", (9,))
    assert by_number[9].became == "Merged into 8"
    assert [idea.number for idea in whole.ideas.merged] == [8, 9]
    assert by_number[10].history == ("split from 4", "entered by a scribe")
    text = page.html(whole, for_print=True)
    assert "Merged into 2" in text
    assert "in “One team”; takes in 8" in text
    assert "A rota that care homes share" in text


def test_the_star_counts_merged_ideas_once(whole: Contents):
    assert [point.ideas for point in whole.ideas.points] == [1, 2, 1, 3, 0]


def test_ideas_are_ranked_by_the_last_round_and_merged_dots_count_for_the_survivor(whole: Contents):
    rows = whole.priorities.rows
    assert [(row.rank, row.idea.number, row.dots, row.scribed) for row in rows] == [
        (1, 2, (9, 12), 4),
        (2, 1, (4, 6), 0),
        (3, 3, (0, 6), 0),
        (4, 4, (1, 0), 0),
    ]
    assert [(each.number, each.budget, each.dots, each.scribed) for each in whole.priorities.rounds] == [
        (1, 5, 14, 0),
        (2, 3, 24, 4),
    ]
    assert whole.priorities.without == 4
    assert rows[1].actions == (2,)


def test_ideas_with_the_same_dots_share_a_rank_and_one_without_dots_has_none():
    one = {"number": 1, "budget": 5, "dots": day.dots({1: 3, 2: 3, 3: 1}), "tallies": []}
    scores = [{"idea_number": 7, "group": "", "impact": 1, "effort": 1}]
    rows = with_parts(rounds=[one], scores=scores).priorities.rows
    assert [(row.idea.number, row.rank) for row in rows] == [(1, 1), (2, 1), (3, 3), (7, None)]


def test_impact_and_effort_are_the_rooms_or_the_mean_of_its_groups(whole: Contents):
    placed = {row.idea.number: row for row in whole.priorities.placed}
    assert {number: row.quadrant for number, row in placed.items()} == {
        1: Quadrant.QUICK_WIN,
        2: Quadrant.MAJOR_PROJECT,
        3: Quadrant.FILL_IN,
    }
    place = placed[2].placement
    assert place is not None
    assert (place.impact, place.effort) == (5, 5)
    assert [(group.group, group.impact, group.effort) for group in placed[2].groups] == [
        ("Group 1", 5, 4),
        ("Group 2", 4, 5),
    ]


def test_the_square_and_its_table_hold_the_same_ideas(whole: Contents):
    drawn = page.context(whole)["pictures"].effort
    assert sorted(mark.number.text for mark in drawn.marks) == ["1", "2", "3"]
    assert drawn.words == (
        "Impact and effort, 1 to 5 each. Idea 2: impact 5, effort 5. Idea 1: impact 5, effort 2. "
        "Idea 3: impact 2, effort 2."
    )


def test_carried_ideas_are_those_taken_forward_then_those_with_most_dots(whole: Contents):
    assert [(idea.number, idea.dots) for idea in whole.summary.ideas] == [(1, 6), (3, 6), (2, 12), (4, 0), (5, 0)]
    assert whole.summary.asks[0] == "Say who holds the person where nobody does: between stages 1–2."


def test_zones_say_who_holds_the_person_and_where_nobody_does(whole: Contents):
    first, second = whole.holders.rows
    assert [holder.words for holder in first.holders] == ["Care co-ordinator", "Nobody", "Not known yet"]
    assert [row.place.number for row in whole.holders.nobody] == ["1–2"]
    assert whole.holders.unasked == 5
    assert second.risk.is_known
    text = page.html(whole, for_print=True)
    assert "in 1 zone nobody holds the relationship, the information or the risk" in text


def test_polls_have_a_result_from_five_answers_on(whole: Contents):
    found = [
        (poll.row.id, poll.result and (poll.result.answers, poll.result.mean), poll.by_scribe) for poll in whole.polls
    ]
    assert found == [(1, (8, "1.3"), False), (3, (5, "2.0"), False), (4, None, True)]


@pytest.mark.parametrize(("counts", "shown"), [([0, 4, 0, 0], False), ([1, 4, 0, 0], True), ([0, 0, 0, 5], True)])
def test_four_answers_are_no_result_even_if_a_snapshot_held_them(counts: list[int], shown: bool):
    (poll,) = with_parts(polls=[{"need_id": 1, "counts": counts, "by_scribe": False}]).polls
    assert (poll.result is not None) == shown


def test_new_roles_are_checked_question_by_question(whole: Contents):
    (check,) = whole.new_roles.checks
    assert (check.idea.number, check.open, len(check.answers)) == (5, 1, 7)
    assert (check.known, check.unknown) == (5, 1)
    assert dict(check.answers)["Funding"] == "Not answered yet"
    assert dict(check.answers)["Supervision and governance"] == "Not known yet"
    assert whole.new_roles.unchecked == ()
    assert [idea.number for idea in with_parts(role_checks=[]).new_roles.unchecked] == [5]


def test_effects_say_what_is_wanted_first(whole: Contents):
    assert [(effect.kind, effect.aim, effect.idea_number) for effect in whole.effects] == [
        (ImpactKind.INTENDED, AimQuadrant.STAFF_EXPERIENCE, 2),
        (ImpactKind.UNINTENDED, None, None),
    ]


def test_actions_tell_every_field_and_measures_stand_by_aim(whole: Contents):
    first = next(action for action in whole.plan.all if action.number == 1)
    assert first.remarks == (
        ("Outcome", "Six nurses rotate"),
        ("Needs", "Half a day a week"),
        ("Measure", "Nurses in rotation"),
    )
    assert first.marks == ("Pipeline", "Next: 3 to 12 months")
    assert [action.number for action in whole.plan.measured] == [3, 1]
    (timeline,) = page.context(whole)["pictures"].timelines
    assert timeline.words == (
        "Agreed actions by date. Action 2: by 18 December 2026. Action 1: from 1 December 2026 by 29 January 2027."
    )


def test_who_came_stands_against_the_invite_plan_with_small_counts_hidden(whole: Contents):
    people = whole.participation
    assert [(row.sector.value, row.wanted, row.confirmed, row.count, row.share) for row in people.rows] == [
        ("primary_care", 8, "7", "6", "75 %"),
        ("community", 0, "0", "5", ""),
        ("acute", 0, "0", "fewer than 5", ""),
        ("social_care", 5, "fewer than 5", "fewer than 5", ""),
        ("person_or_carer", 0, "0", "fewer than 5", ""),
        ("ambulance", 2, "0", "0", "0 %"),
    ]
    assert (people.wanted, people.confirmed, people.total) == (15, "hidden", "19")


@pytest.mark.parametrize(("came", "share"), [(0, "0 %"), (1, ""), (4, ""), (5, "50 %")])
def test_a_share_never_tells_a_hidden_count(came: int, share: str):
    plan = [{"sector": "acute", "wanted": 10, "confirmed": 0}]
    found = participation({"participation": {"acute": came}, "invites": plan, "has_experts": False})
    assert found.rows[0].share == share


def test_lived_experience_counts_by_sector_or_by_part(whole: Contents):
    assert whole.participation.has_experts
    nobody = with_parts(participation={"acute": 9}, has_experts=False)
    assert "Nobody with lived experience" in page.html(nobody, for_print=True)


def test_the_agenda_tells_planned_and_actual_minutes(whole: Contents):
    assert [(row.title, row.technique, row.planned, row.actual) for row in whole.method.rows[1:4]] == [
        ("Purpose", "All together", 10, 9),
        ("What does the person need?", "Silent writing, then all", 20, 24),
        ("Break", "Break", 15, 15),
    ]
    assert whole.method.rows[-1].actual is None
    assert (whole.method.planned, whole.method.actual) == (95, 89)


def test_what_came_by_a_scribe_is_told_by_kind(whole: Contents):
    assert whole.method.by_scribe == (
        "1 need of the person",
        "1 poll, in part or whole",
        "1 idea",
        "4 dots",
        "1 note",
    )


def test_parked_points_have_their_way_home_and_pledges_no_order_of_turns(whole: Contents):
    assert [(row.text, row.phase, row.home, row.is_closed) for row in whole.notes.parked] == [
        ("Car parks at the front door", "Needs", "", False),
        ("Shared record", "Star", "Digital board, January", True),
    ]
    assert whole.notes.homeless == 1
    assert whole.notes.pledges == ("Ask reception what they are asked", "Visit a care home by Friday")


def test_surveys_hide_small_counts_and_few_answers(whole: Contents):
    before, after = whole.surveys
    assert [(reply.sector, reply.asked, reply.replied, reply.rate) for reply in before.replies] == [
        ("Primary care", "8", "7", "88 %"),
        ("Hospital", "10", "5", "50 %"),
    ]
    assert (before.total, before.questions[0].mean_words) == ("12", "4.1")
    assert before.questions[1].texts == ("Beds", "Keys", "No time", "Nobody rings", "Two systems")
    assert [(reply.replied, reply.rate) for reply in after.replies] == [("fewer than 5", "")]
    assert after.total == "hidden"
    assert [(asked.answers, asked.is_few) for asked in after.questions] == [("fewer than 5", True)] * 2


def test_few_answers_stay_hidden_even_if_a_snapshot_held_them():
    survey = day.survey("after", 6, {})
    survey["questions"][0]["answers"] = survey["questions"][1]["answers"] = 4
    (found,) = surveys({"surveys": [survey]})
    assert [(asked.mean, asked.counts, asked.texts) for asked in found.questions] == [(None, (), ())] * 2


def test_sections_without_anything_are_left_out_and_the_reader_is_told(whole: Contents):
    assert [section.anchor for section in page.sections(whole)] == [section.anchor for section in page.SECTIONS]
    bare = report(snapshots.empty())
    left_out = {"priorities", "roles", "measures", "surveys", "next"}
    assert {section.anchor for section in page.SECTIONS} - {
        section.anchor for section in page.sections(bare)
    } == left_out
    told = with_parts(rounds=[], scores=[])
    assert "Nothing was voted on" in page.html(told, for_print=True)


def test_the_same_day_gives_the_same_report():
    assert report(day.whole()) == report(day.whole())
