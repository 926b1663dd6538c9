"""The picture on the projector: what the room wrote, and never what is hidden or does not fit."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.make import do
from workshops.live import regions
from workshops.models import Workshop
from workshops.queries.room import workshop_card
from workshops.rules import regions as stems
from workshops.rules.audiences import Audience
from workshops.services import (
    agenda,
    choosing,
    clock,
    ideas,
    needs,
    notes,
    plan,
    polls,
    running,
    structure,
    writing,
    zones,
)

pytestmark = pytest.mark.django_db


def drawn(at: Workshop, stem: str = "picture") -> str:
    """A region as the projector shows it now."""
    html = regions.draw(regions.Facts(workshop_card(at.pk)), stem, Audience.SCREEN)
    assert html is not None
    return html


def words(html: str) -> str:
    """Its words, without tags."""
    return " ".join(re.sub(r"<title>.*?</title>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def need_in(at: Workshop, text: str, title: str = "At home") -> None:
    needs.add_person_need(do(at), segment_id=make.stage(at, title).pk, draft=needs.PersonNeedDraft(text))


def idea(at: Workshop, text: str, enabler: str = "supply") -> int:
    return make.row(ideas.add_idea(do(at), draft=ideas.IdeaDraft(text, enabler))).pk


def note(at: Workshop, kind: str, text: str) -> None:
    notes.add_note(do(at), draft=notes.NoteDraft(kind, text))


def test_needs_stand_under_their_stages_in_the_order_of_the_pathway(workshop):
    make.ask(workshop, "needs")
    assert "stages" in words(drawn(workshop))
    need_in(workshop, "A plan she can read", "Back home")
    need_in(workshop, "A <b>key</b>")
    need_in(workshop, "Somebody who comes")
    said = drawn(workshop)
    assert words(said) == "At home A &lt;b&gt;key&lt;/b&gt; Somebody who comes Back home A plan she can read"
    assert "<b>key" not in said


def test_of_many_needs_the_newest_stand_there_and_the_rest_is_counted(workshop):
    make.ask(workshop, "needs")
    for number in range(1, 31):
        need_in(workshop, f"Need {number}." + " It is said at length, so that it takes two lines" * (number % 2))
    said = words(drawn(workshop))
    shown = [int(number) for number in re.findall(r"Need (\d+)\.", said)]
    assert shown == list(range(31 - len(shown), 31))
    assert 5 <= len(shown) <= 11
    assert said.endswith(f"and {30 - len(shown)} more on your phone")


def test_what_is_written_in_silence_is_only_counted(workshop):
    make.ask(workshop, "needs")
    need_in(workshop, "Said before")
    writing.start_silence(do(workshop))
    assert words(drawn(workshop)) == "0 entries written. Nobody sees your words yet."
    need_in(workshop, "A secret")
    assert words(drawn(workshop)) == "1 entry written. Nobody sees it yet."
    need_in(workshop, "A second secret")
    assert words(drawn(workshop)) == "2 entries written. Nobody sees them yet."
    writing.reveal(do(workshop))
    assert words(drawn(workshop)) == "At home Said before A secret A second secret"


def test_silence_at_the_star_shows_a_count_and_no_idea(workshop):
    make.ask(workshop, "star")
    idea(workshop, "Said before")
    writing.start_silence(do(workshop))
    idea(workshop, "A secret")
    said = words(drawn(workshop))
    assert said.endswith("1 entry written. Nobody sees it yet.")
    assert "Said before" not in said
    assert "secret" not in said


def test_ideas_stand_with_their_numbers_under_their_enablers(workshop):
    make.ask(workshop, "star")
    assert words(drawn(workshop)).endswith("No ideas yet.")
    for text, enabler in (("Rotate", "upskilling"), ("Ask the college", "supply"), ("Nowhere yet", "")):
        idea(workshop, text, enabler)
    parked = idea(workshop, "Parked")
    ideas.park_idea(do(workshop), idea_id=parked)
    side = words(drawn(workshop).partition('class="picture-side"')[2])
    assert side.endswith("Supply 2 Ask the college Upskilling 1 Rotate No enabler yet 3 Nowhere yet")


def test_purpose_shows_the_challenge_and_the_ground_rules(workshop):
    Workshop.objects.filter(pk=workshop.pk).update(challenge="Eleven days on a ward")
    make.ask(workshop, "purpose")
    for number in range(6):
        note(workshop, "ground_rule", f"Rule {number}")
    said = words(drawn(workshop))
    assert said.startswith("Eleven days on a ward Ground rules No names, no numbers")
    assert said.endswith("Rule 2 Rule 3 Rule 4 Rule 5 and 2 more on your phone")


def test_persona_stands_with_what_the_room_says(workshop):
    make.ask(workshop, "persona")
    assert "The room says" not in drawn(workshop)
    note(workshop, "matters", "Her own front door")
    said = words(drawn(workshop))
    assert said.startswith("Edith, 80 to 89 invented Lives alone")
    assert said.endswith("The room says: Her own front door")


def test_journey_shows_stars_and_missing_stages_beside_the_ribbon(workshop):
    make.ask(workshop, "journey")
    assert words(drawn(workshop)) == "3 stages 4 transition zones"
    ward, home = make.stage(workshop, "On the ward").pk, make.stage(workshop).pk
    for segment_id in (ward, ward, home):
        zones.star_segment(do(workshop, make.participant(workshop)), segment_id=segment_id)
    note(workshop, "missing_stage", "The bus stop")
    said = words(drawn(workshop))
    assert said == "Most worried about ★ 2 stars: On the ward ★ 1 star: At home Missing, the room says The bus stop"


def test_overlay_counts_roles_and_says_what_an_empty_cell_means(workshop):
    make.ask(workshop, "learner_overlay")
    needs.place_need(do(workshop), need_id=make.need(workshop).pk, learner_stages=["getting_in", "go_further"])
    said = drawn(workshop)
    rows = [words(row) for row in re.findall(r"<tr class.*?</tr>", said, flags=re.DOTALL)]
    assert rows == [
        "Getting in 1 nobody no roles yet",
        "Getting on nobody nobody no roles yet",
        "Go further 1 nobody no roles yet",
        "And further nobody nobody no roles yet",
    ]
    key = words(said.partition('class="overlay-key"')[2])
    assert "roles here, but none with these learners: 6 places 1 role in no row yet" in key


def test_zones_are_in_the_overlay_once_somebody_is_there(workshop):
    make.ask(workshop, "learner_overlay")
    assert 'class="overlay-zone"' not in drawn(workshop)
    zone = workshop.segments.filter(kind="transition").order_by("position").first()
    needs.add_need(do(workshop), segment_id=zone.pk, draft=needs.NeedDraft("Crew", learner_stages=["getting_on"]))
    assert drawn(workshop).count('class="overlay-zone"') == 1
    assert "D W R transition zones" in words(drawn(workshop))


def test_overlay_of_a_long_pathway_leaves_out_what_has_no_room(workshop):
    make.ask(workshop, "learner_overlay")
    last = make.segments(workshop)[-1].pk
    for number in range(27):
        structure.add_stage(do(workshop), draft=structure.SegmentDraft(f"Stage {number}"), after_id=last)
    said = drawn(workshop)
    assert said.count('scope="col"') == 26
    assert "4 more stages and zones on the board" in words(said)


def queries_of(at: Workshop) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        drawn(at)
    return len(found)


@pytest.mark.parametrize("phase", ["needs", "learner_overlay", "star", "journey", "purpose"])
def test_a_picture_takes_as_many_queries_for_much_as_for_little(workshop, phase):
    make.ask(workshop, phase)
    need_in(workshop, "First")
    idea(workshop, "First")
    few = queries_of(workshop)
    for number in range(5):
        need_in(workshop, f"{number}", "Back home")
        idea(workshop, f"{number}", "upskilling")
        needs.add_need(do(workshop), segment_id=make.stage(workshop).pk, draft=needs.NeedDraft(f"Role {number}"))
    assert queries_of(workshop) == few


def poll_with(at: Workshop, answers: int) -> int:
    opened = make.row(polls.open_poll(do(at), need_id=make.need(at).pk)).pk
    for number in range(answers):
        polls.answer_poll(do(at, make.participant(at)), poll_id=opened, depth=1 + number % 2)
    return opened


def test_open_poll_is_asked_with_how_many_answered_and_no_result(workshop):
    make.ask(workshop, "capability")
    make.participant(workshop)
    poll_with(workshop, 5)
    said = words(drawn(workshop))
    assert said == "How deep is Nurse now? 0 None 1 Aware 2 Working 3 Expert 5 of 6 have answered"


@pytest.mark.parametrize(("answers", "told"), [(5, True), (4, False)])
def test_closed_poll_is_told_when_enough_answered(workshop, answers, told):
    make.ask(workshop, "capability")
    polls.close_poll(do(workshop), poll_id=poll_with(workshop, answers))
    said = words(drawn(workshop))
    assert said.startswith("2 roles 0 gaps 2 depths not known")
    assert ("Nurse: 1.4 now on average (answers from 1 to 2), 2 needed" in said) is told
    assert ("1.4" in said) is told


def test_ranking_stays_beside_impact_and_effort(workshop):
    make.ask(workshop, "prioritise")
    first, second = idea(workshop, "Rotate between ward and home"), idea(workshop, "Ask the college")
    found = workshop.rounds.filter(closed_at=None).first() or make.row(choosing.open_round(do(workshop)))
    choosing.place_dot(do(workshop, make.participant(workshop)), idea_id=second)
    assert "Ask the college" not in drawn(workshop)
    choosing.close_round(do(workshop), round_id=found.pk)
    ranked = drawn(workshop)
    assert words(ranked) == "Most dots Idea 2 Ask the college 1 dot"
    for idea_id in (first, second):
        choosing.score_idea(do(workshop), idea_id=idea_id, seen=0, impact=5, effort=2)
    placed = drawn(workshop)
    assert 'class="effort"' in placed
    assert words(placed).startswith("Most dots Idea 2 Ask the college 1 dot Idea 1 Rotate between ward and home 0 dots")


@pytest.mark.parametrize("status", ["review", "closed", "archived"])
def test_after_the_day_come_the_numbers_and_what_is_next(workshop, status):
    make.ask(workshop, "needs")
    make.seat(workshop)
    clock.pause_clock(do(workshop))
    Workshop.objects.filter(pk=workshop.pk).update(status=status, held_on=date(2026, 11, 21))
    said = words(drawn(workshop))
    assert said.startswith("1 person 1 sector 3 stages 4 transition zones 2 roles 0 gaps 2 depths not known")
    assert "What happens next 23 November The draft report is with everybody who was here." in said
    assert words(drawn(workshop, "clock")) == ""
    code = workshop_card(workshop.pk).join_code
    room = words(drawn(workshop, "room"))
    assert (room == "") is (status != "review")
    assert (code in room) is (status == "review")
    assert "in the room" not in room


@pytest.mark.parametrize(("status", "says"), [("draft", "We begin soon."), ("pre_work", "Join with the code")])
def test_before_the_day_there_is_a_welcome_and_nothing_for_the_facilitator(workshop, status, says):
    Workshop.objects.filter(pk=workshop.pk).update(status=status)
    said = words(drawn(workshop))
    assert said.startswith("Welcome to Falls North")
    assert says in said
    assert "Start the workshop" not in words("".join(drawn(workshop, stem) for stem in ("ask", "picture", "room")))
    assert (workshop_card(workshop.pk).join_code in drawn(workshop, "room")) is (status == "pre_work")


def test_ribbon_says_what_its_letters_mean(workshop):
    key = words(drawn(workshop, "ribbon").partition('class="wall-key"')[2])
    assert key.endswith("Transition zones: D direction or place W workforce R relationship")


def test_what_stands_on_a_segment_or_is_counted_is_drawn_anew_with_it():
    for stem in ("segment-7", stems.PROGRESS, stems.BOARD, stems.IDEAS, stems.NOTES, stems.ROOM):
        assert stems.PICTURE in stems.merged([[stem]]), stem
    assert stems.PICTURE not in stems.merged([[stems.REPORTS]])


def test_segment_that_everybody_is_at_shows_its_newest_words(workshop):
    for number in range(8):
        need_in(workshop, f"Need {number}.")
    agenda.spotlight(do(workshop), segment_id=make.stage(workshop).pk)
    said = words(drawn(workshop, "spotlight"))
    assert re.findall(r"Need \d\.", said) == [f"Need {number}." for number in range(4, 8)]
    assert "and 4 more on your phone" in said


def test_agreed_actions_stand_with_owner_and_date(workshop):
    make.ask(workshop, "actions")
    draft = plan.ActionDraft("Do it", "Ada", "The trust", date(2027, 1, 31), "supply", "agreed")
    plan.add_action(do(workshop), draft=draft)
    assert words(drawn(workshop)) == "Do it Ada, by&nbsp;31&nbsp;Jan 1 agreed, 0 still proposed"


def test_break_says_when_to_be_back(workshop):
    pause = workshop.agenda.get(kind="break")
    agenda.move_to(do(workshop), item_id=pause.pk)
    assert words(drawn(workshop)).startswith("Back at 12:")
    running.set_status(do(workshop), status="paused")
    assert "Back at" not in drawn(workshop)
