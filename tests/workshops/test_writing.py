"""Writing in silence: who sees what before the reveal, what a reveal does, and how long it can be taken back."""

import json
from dataclasses import replace

import pytest
from django.core.exceptions import ObjectDoesNotExist

from tests import make
from tests.make import do
from workshops.models import Event, PersonNeed
from workshops.queries.writing import writing as progress
from workshops.rules import techniques
from workshops.rules.codes import Technique, WorkshopStatus
from workshops.services import agenda, ideas, needs, notes, running, writing
from workshops.services.editing import Invalid, Refused

pytestmark = pytest.mark.django_db


def move(at, technique):
    agenda.move_to(do(at), item_id=at.agenda.filter(technique=technique).first().pk)


def say(at, by, text="A quiet word", title="At home"):
    return make.row(
        needs.add_person_need(do(at, by), segment_id=make.stage(at, title).pk, draft=needs.PersonNeedDraft(text))
    )


def last(at):
    return Event.objects.filter(workshop=at).latest("number")


def test_words_of_silence_are_hidden_and_their_events_name_the_count_only(workshop):
    writing.start_silence(do(workshop))
    me, desk = make.participant(workshop), make.facilitator(workshop)
    note = notes.NoteDraft(kind="parking", text="A quiet note")
    for write in (
        lambda: say(workshop, me),
        lambda: make.row(ideas.add_idea(do(workshop, me), draft=ideas.IdeaDraft("A quiet idea", "supply"))),
        lambda: make.row(notes.add_note(do(workshop, desk), draft=note)),
    ):
        row = write()
        assert (row.is_hidden, last(workshop).stems) == (True, ["progress"])
    found = progress(workshop.pk)
    assert (found.is_private, found.hidden, found.writers) == (True, 3, 2)


def test_one_s_own_hidden_words_are_changed_and_taken_back_by_oneself_only(workshop):
    writing.start_silence(do(workshop))
    me = make.participant(workshop)
    said = say(workshop, me)
    draft = needs.PersonNeedDraft("A quieter word")
    for somebody in (make.participant(workshop), make.facilitator(workshop)):
        with pytest.raises(ObjectDoesNotExist):
            needs.edit_person_need(do(workshop, somebody), person_need_id=said.pk, seen=1, draft=draft)
        with pytest.raises(ObjectDoesNotExist):
            needs.remove_person_need(do(workshop, somebody), person_need_id=said.pk)
    needs.edit_person_need(do(workshop, me), person_need_id=said.pk, seen=1, draft=draft)
    assert last(workshop).stems == ["progress"]
    needs.remove_person_need(do(workshop, me), person_need_id=said.pk)
    assert (last(workshop).stems, progress(workshop.pk).hidden) == (["progress"], 0)


def test_reveal_shows_everything_in_one_event(workshop):
    writing.start_silence(do(workshop))
    me, desk = make.participant(workshop), make.facilitator(workshop)
    shown, elsewhere = say(workshop, me), say(workshop, desk, title="Back home")
    idea = make.row(ideas.add_idea(do(workshop, me), draft=ideas.IdeaDraft("A quiet idea")))
    before = last(workshop).number
    writing.reveal(do(workshop, seconds=5))
    assert last(workshop).number == before + 1
    wanted = {f"segment-{shown.segment_id}", f"segment-{elsewhere.segment_id}", "ideas", "notes", "coverage"}
    wanted |= {"priorities", "actions"}
    assert wanted | {"ask", "clock", "progress"} == set(last(workshop).stems)
    for row in (shown, elsewhere, idea):
        row.refresh_from_db()
        assert not row.is_hidden
    workshop.refresh_from_db()
    assert not workshop.is_private
    with pytest.raises(Invalid, match="on the board already"):
        writing.reveal(do(workshop))


def test_what_somebody_took_back_before_the_reveal_stays_with_them(workshop):
    writing.start_silence(do(workshop))
    me = make.participant(workshop)
    said = say(workshop, me)
    needs.remove_person_need(do(workshop, me), person_need_id=said.pk)
    writing.reveal(do(workshop))
    with pytest.raises(ObjectDoesNotExist):
        needs.restore_person_need(do(workshop, make.facilitator(workshop)), person_need_id=said.pk)
    said.refresh_from_db()
    assert said.is_hidden
    needs.restore_person_need(do(workshop, me), person_need_id=said.pk)
    said.refresh_from_db()
    assert (said.is_hidden, last(workshop).stems) == (False, [f"segment-{said.segment_id}"])


def test_a_reveal_is_taken_back_within_ten_seconds(workshop):
    move(workshop, Technique.SILENT_WRITING)
    writing.start_step(do(workshop, seconds=0), step=1)
    workshop.refresh_from_db()
    clock = workshop.step_ends_at
    said = say(workshop, make.participant(workshop))
    seen_before = say(workshop, make.participant(workshop), "Seen before")
    PersonNeed.objects.filter(pk=seen_before.pk).update(is_hidden=False)
    writing.reveal(do(workshop, seconds=30))
    workshop.refresh_from_db()
    assert (workshop.step, workshop.is_private, progress(workshop.pk).undo_until is not None) == (2, False, True)
    writing.undo_reveal(do(workshop, seconds=40))
    workshop.refresh_from_db()
    assert (workshop.step, workshop.is_private, workshop.step_ends_at) == (1, True, clock)
    said.refresh_from_db()
    seen_before.refresh_from_db()
    assert (said.is_hidden, seen_before.is_hidden) == (True, False)
    assert f"segment-{said.segment_id}" in last(workshop).stems
    assert progress(workshop.pk).undo_until is None


def test_a_reveal_is_not_taken_back_later_or_after_the_room_went_on(workshop):
    writing.start_silence(do(workshop))
    said = say(workshop, make.participant(workshop))
    writing.reveal(do(workshop))
    with pytest.raises(Invalid, match="ten seconds only"):
        writing.undo_reveal(do(workshop, seconds=11))
    move(workshop, Technique.SILENT_WRITING)
    with pytest.raises(Invalid, match="gone on"):
        writing.undo_reveal(do(workshop, seconds=2))
    said.refresh_from_db()
    assert not said.is_hidden


def test_one_two_four_all_goes_step_by_step_with_its_own_clock_and_shows_all_at_the_last(workshop):
    move(workshop, Technique.ONE_TWO_FOUR_ALL)
    assert progress(workshop.pk).next_label == "Start: 1: alone, 1 min"
    me = make.participant(workshop)
    for number, step in enumerate(techniques.STEPS[Technique.ONE_TWO_FOUR_ALL], start=1):
        found = progress(workshop.pk)
        assert found.next is not None
        assert found.next.number == number
        writing.start_step(do(workshop, seconds=number), step=number)
        workshop.refresh_from_db()
        left = workshop.step_ends_at - make.NOON
        assert (workshop.is_private, left.total_seconds()) == (step.is_private, number + 60 * step.minutes)
        if number == 3:
            make.row(ideas.add_idea(do(workshop, me), draft=ideas.IdeaDraft("Rotate")))
            assert progress(workshop.pk).next_label == "Reveal 1 and go on: All, 5 min"
    assert workshop.ideas.get().is_hidden is False
    with pytest.raises(Invalid, match="no such step"):
        writing.start_step(do(workshop), step=5)


def test_going_on_shows_what_is_hidden_and_ends_the_silence(workshop):
    move(workshop, Technique.SILENT_WRITING)
    writing.start_step(do(workshop), step=1)
    said = say(workshop, make.participant(workshop))
    move(workshop, Technique.ONE_TWO_FOUR_ALL)
    said.refresh_from_db()
    workshop.refresh_from_db()
    assert (said.is_hidden, workshop.is_private, workshop.step) == (False, False, 0)
    assert f"segment-{said.segment_id}" in last(workshop).stems


def test_the_close_shows_what_is_still_hidden(workshop):
    running.set_status(do(workshop), status=WorkshopStatus.LIVE)
    writing.start_silence(do(workshop))
    said = say(workshop, make.participant(workshop))
    running.set_status(do(workshop), status=WorkshopStatus.PAUSED)
    said.refresh_from_db()
    assert said.is_hidden
    running.set_status(do(workshop), status=WorkshopStatus.LIVE)
    running.set_status(do(workshop), status=WorkshopStatus.REVIEW)
    said.refresh_from_db()
    assert (said.is_hidden, progress(workshop.pk).is_private) == (False, False)


@pytest.mark.parametrize("verb", [writing.start_silence, writing.reveal, writing.undo_reveal])
def test_only_facilitators_run_the_silence(workshop, verb):
    with pytest.raises(Refused):
        verb(do(workshop, make.participant(workshop)))


def test_events_of_silence_hold_no_words(workshop):
    writing.start_silence(do(workshop))
    say(workshop, make.participant(workshop), "Never in the log")
    writing.reveal(do(workshop))
    assert "Never" not in json.dumps(list(Event.objects.values("kind", "stems", "subject")))


def test_a_scribe_writes_for_others_and_it_is_marked(workshop):
    scribe = make.participant(workshop)
    workshop.memberships.filter(pk=scribe.membership_id).update(role="scribe")
    draft = needs.PersonNeedDraft("Said at table four")
    segment = make.stage(workshop).pk
    for somebody in (scribe, make.facilitator(workshop)):
        command = replace(do(workshop, somebody), by_scribe=True)
        assert make.row(needs.add_person_need(command, segment_id=segment, draft=draft)).by_scribe
    command = replace(do(workshop, make.participant(workshop)), by_scribe=True)
    with pytest.raises(Refused, match="Only a scribe"):
        needs.add_person_need(command, segment_id=segment, draft=draft)
