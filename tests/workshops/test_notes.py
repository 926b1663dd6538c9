"""Notes: each kind in its phase, silent while the room is, and the parking lot's ways home."""

from dataclasses import replace

import pytest
from django.core.exceptions import ObjectDoesNotExist

from accounts.services import PatientDataRefused
from tests import make
from tests.make import do, row
from workshops.models import AgendaItem, Note
from workshops.queries import notes as lists
from workshops.rules.codes import NoteKind, WorkshopPhase
from workshops.rules.notes import GROUND_RULES, WORK
from workshops.rules.phases import TABLE
from workshops.services import notes
from workshops.services.editing import Conflict, Gone, Invalid, Refused

pytestmark = pytest.mark.django_db


def add(at, kind="parking", text="The car park", *, by=None, seconds=0):
    command = do(at, by, seconds=seconds) if by else do(at, seconds=seconds)
    return row(notes.add_note(command, draft=notes.NoteDraft(kind, text)))


def in_phase(at, phase):
    item = AgendaItem.objects.create(
        workshop=at, position=900 + list(WorkshopPhase).index(phase), phase=phase, minutes=5
    )
    at.item, at.phase = item, phase
    at.save(update_fields=["item", "phase"])


def last(at):
    event = at.events.order_by("-number").first()
    return event.kind, event.stems


@pytest.mark.parametrize("phase", WorkshopPhase)
@pytest.mark.parametrize("kind", WORK)
def test_each_kind_is_taken_from_phones_in_its_phase_only(workshop, phase, kind):
    actor = make.participant(workshop)
    in_phase(workshop, phase)
    if WORK[kind] in TABLE[phase]:
        note = add(workshop, kind, by=actor)
        assert (note.kind, note.phase) == (kind, phase)
    else:
        with pytest.raises(Refused, match=r"^The room is at another question now"):
            add(workshop, kind, by=actor)
    assert add(workshop, kind, "From the desk").kind == kind


def test_words_of_another_phase_are_not_changed_from_a_phone(workshop):
    actor = make.participant(workshop)
    note = add(workshop, "pledge", by=actor)
    in_phase(workshop, WorkshopPhase.NEEDS)
    for act in (
        lambda: notes.edit_note(do(workshop, actor), note_id=note.pk, seen=1, draft=notes.NoteDraft("pledge", "x")),
        lambda: notes.remove_note(do(workshop, actor), note_id=note.pk),
        lambda: notes.restore_note(do(workshop, actor), note_id=note.pk),
    ):
        with pytest.raises(Refused):
            act()


def test_a_scribe_is_bound_by_the_phase_like_everybody_else(workshop):
    scribe = make.participant(workshop)
    workshop.memberships.filter(pk=scribe.membership_id).update(role="scribe")
    in_phase(workshop, WorkshopPhase.NEEDS)
    command = replace(do(workshop, scribe), by_scribe=True)
    with pytest.raises(Refused, match="are taken in the phase Close"):
        notes.add_note(command, draft=notes.NoteDraft("pledge", "For the table"))
    assert row(notes.add_note(command, draft=notes.NoteDraft("parking", "For the table"))).by_scribe


def test_a_note_is_edited_removed_and_restored(workshop):
    note = add(workshop)
    changed = notes.NoteDraft("parking", "The bus stop")
    assert row(notes.edit_note(do(workshop), note_id=note.pk, seen=1, draft=changed)).version == 2
    with pytest.raises(Conflict):
        notes.edit_note(do(workshop), note_id=note.pk, seen=1, draft=notes.NoteDraft("parking", "Both"))
    notes.remove_note(do(workshop), note_id=note.pk)
    assert lists.by_kind(workshop.pk)[NoteKind.PARKING].rows == ()
    with pytest.raises(Gone):
        notes.edit_note(do(workshop), note_id=note.pk, seen=2, draft=notes.NoteDraft("parking", "Gone"))
    notes.restore_note(do(workshop), note_id=note.pk)
    assert [each.text for each in lists.by_kind(workshop.pk)[NoteKind.PARKING].rows] == ["The bus stop"]
    assert last(workshop) == ("note.restored", ["notes"])


def test_what_matters_stands_beside_the_question_too(workshop):
    add(workshop, "matters", "Her garden")
    assert last(workshop) == ("note.added", ["notes", "ask"])


def test_there_are_these_kinds_and_no_other(workshop):
    with pytest.raises(Invalid):
        add(workshop, "lost")
    with pytest.raises(Invalid):
        add(workshop, "handed_in")


def test_patient_data_is_refused(workshop):
    with pytest.raises(PatientDataRefused):
        add(workshop, text="Her NHS number is 943 476 5919")
    assert Note.objects.count() == 0


def test_notes_written_in_silence_are_their_authors_only(workshop):
    actor = make.participant(workshop)
    workshop.is_private = True
    workshop.save(update_fields=["is_private"])
    note = add(workshop, "parking", "Hush", by=actor)
    assert last(workshop) == ("note.added", ["progress"])
    assert lists.by_kind(workshop.pk)[NoteKind.PARKING].rows == ()
    with pytest.raises(ObjectDoesNotExist):
        notes.take_note(do(workshop), note_id=note.pk, to=notes.IDEA)
    with pytest.raises(ObjectDoesNotExist):
        notes.remove_note(do(workshop, make.participant(workshop)), note_id=note.pk)
    assert row(notes.remove_note(do(workshop, actor), note_id=note.pk)).removed_at is not None


def test_a_parked_point_becomes_an_idea_with_its_author(workshop):
    actor = make.participant(workshop)
    note = add(workshop, by=actor)
    taken = row(notes.take_note(do(workshop), note_id=note.pk, to=notes.IDEA))
    idea = workshop.ideas.get()
    assert (idea.number, idea.text, idea.author_id, taken.home) == (1, "The car park", actor.membership_id, "Idea 1")
    assert last(workshop)[0] == "note.taken"
    assert set(last(workshop)[1]) == {"ideas", "coverage", "priorities", "notes"}
    with pytest.raises(Invalid):
        notes.take_note(do(workshop), note_id=note.pk, to=notes.IDEA)
    assert workshop.ideas.count() == 1


def test_a_parked_point_becomes_a_proposed_action(workshop):
    note = add(workshop)
    taken = row(notes.take_note(do(workshop), note_id=note.pk, to=notes.ACTION))
    action = workshop.actions.get()
    assert (action.number, action.text, action.status, taken.home) == (1, "The car park", "proposed", "Action 1")
    assert set(last(workshop)[1]) == {"actions", "notes"}


def test_a_missing_stage_is_added_where_it_belongs(workshop):
    first, *_, last_one = make.segments(workshop)
    for title, after, place in (("In the car", first.pk, 1), ("The bell", None, 0), ("The bus", last_one.pk, -1)):
        note = add(workshop, "missing_stage", title)
        taken = row(notes.take_note(do(workshop), note_id=note.pk, to=notes.STAGE, after_id=after))
        assert (make.segments(workshop)[place].title, taken.home) == (title, f"Stage “{title}”")


def test_there_is_no_other_way_home(workshop):
    note, pledge = add(workshop), add(workshop, "pledge", "Call them")
    with pytest.raises(Invalid):
        notes.take_note(do(workshop), note_id=note.pk, to="")
    for act in (
        lambda: notes.take_note(do(workshop), note_id=pledge.pk, to=notes.IDEA),
        lambda: notes.close_note(do(workshop), note_id=pledge.pk, draft=notes.HomeDraft("Away")),
        lambda: notes.reopen_note(do(workshop), note_id=pledge.pk),
    ):
        with pytest.raises(Invalid, match="have a way home"):
            act()


def test_a_point_is_closed_with_its_home_and_opened_again(workshop):
    note = add(workshop)
    closed = row(notes.close_note(do(workshop), note_id=note.pk, draft=notes.HomeDraft("Estates group")))
    assert (closed.home, closed.closed_at, closed.version) == ("Estates group", make.NOON, 2)
    found = lists.by_kind(workshop.pk)[NoteKind.PARKING]
    assert (found.open, [each.home for each in found.closed]) == ((), ["Estates group"])
    number = workshop.events.count()
    again = notes.close_note(do(workshop, seconds=9), note_id=note.pk, draft=notes.HomeDraft("Estates group"))
    assert again.number == number
    opened = row(notes.reopen_note(do(workshop), note_id=note.pk))
    assert (opened.home, opened.closed_at) == ("", None)


def test_only_facilitators_bring_points_home(workshop):
    note = add(workshop)
    with pytest.raises(Refused):
        notes.take_note(do(workshop, make.participant(workshop)), note_id=note.pk, to=notes.IDEA)


def test_a_scribe_is_marked(workshop):
    command = replace(do(workshop), by_scribe=True)
    assert row(notes.add_note(command, draft=notes.NoteDraft("parking", "For the table"))).by_scribe


@pytest.mark.parametrize(
    ("phase", "kinds"),
    [
        ("join", []),
        ("purpose", [NoteKind.GROUND_RULE]),
        ("persona", [NoteKind.MATTERS]),
        ("journey", [NoteKind.MISSING_STAGE]),
        ("star", []),
        ("close", [NoteKind.PLEDGE]),
    ],
)
def test_a_phase_shows_what_it_asks_for_and_the_parking_lot(workshop, phase, kinds):
    found = lists.of_phases(workshop.pk, [phase])
    assert ([each.kind for each in found.asked], found.parking.kind) == (kinds, NoteKind.PARKING)


def test_ground_rules_start_with_three(workshop):
    add(workshop, "ground_rule", "Phones on silent")
    found = lists.by_kind(workshop.pk)[NoteKind.GROUND_RULE]
    assert (found.shipped, [each.text for each in found.rows]) == (GROUND_RULES, ["Phones on silent"])
    assert len(GROUND_RULES) == 3
