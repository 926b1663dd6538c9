"""Undo and redo of one's own last change: only where nobody changed the same thing since, and for everything alike."""

import inspect
import re
from importlib import import_module
from pkgutil import iter_modules

import pytest

from accounts.models import User
from accounts.rules.roles import AccountRole
from tests import make
from tests.make import do
from tests.workshops import test_swap
from workshops import services
from workshops.live import regions
from workshops.models import Event
from workshops.queries import mine
from workshops.services import agenda, changes, grouping, ideas, needs, notes, running, structure, undoing, writing
from workshops.services.editing import Gone, Refused, author

pytestmark = pytest.mark.django_db


def word(at, by, text="Somebody to talk to"):
    draft = needs.PersonNeedDraft(text)
    return make.row(needs.add_person_need(do(at, by, again=True), segment_id=make.stage(at).pk, draft=draft))


def undo(at, by, *, seconds=5):
    last = mine.to_undo(at.pk, author(by))
    return undoing.undo(do(at, by, seconds=seconds, again=True), change_id=last.pk if last else 0)


def redo(at, by, *, seconds=6):
    last = mine.to_redo(at.pk, author(by))
    return undoing.redo(do(at, by, seconds=seconds, again=True), change_id=last.pk if last else 0)


def test_undo_takes_back_one_s_own_last_change_and_redo_makes_it_again(workshop):
    me = make.participant(workshop)
    said = word(workshop, me, "A key")
    needs.edit_person_need(
        do(workshop, me, again=True), person_need_id=said.pk, seen=1, draft=needs.PersonNeedDraft("Two keys")
    )
    undo(workshop, me)
    said.refresh_from_db()
    assert (said.text, said.version, said.removed_at) == ("A key", 3, None)
    undo(workshop, me)
    said.refresh_from_db()
    assert said.removed_at == make.NOON
    with pytest.raises(Refused, match="nothing to undo"):
        undo(workshop, me)
    redo(workshop, me)
    redo(workshop, me)
    said.refresh_from_db()
    assert (said.text, said.removed_at) == ("Two keys", None)
    with pytest.raises(Refused, match="nothing to do again"):
        redo(workshop, me)


def test_the_same_key_takes_back_once(workshop):
    me = make.participant(workshop)
    word(workshop, me, "First")
    last = word(workshop, me, "Second")
    change = mine.to_undo(workshop.pk, author(me))
    assert change is not None
    command = do(workshop, me, again=True)
    first = undoing.undo(command, change_id=change.pk)
    again = undoing.undo(command, change_id=change.pk)
    assert (again.number, again.repeated) == (first.number, True)
    assert list(workshop.person_needs.filter(removed_at=None).values_list("text", flat=True)) == ["First"]
    with pytest.raises(Refused, match="taken back already"):
        undoing.undo(do(workshop, me, again=True), change_id=change.pk)
    last.refresh_from_db()
    assert last.removed_at is not None


def test_a_new_change_of_one_s_own_ends_redo(workshop):
    me = make.participant(workshop)
    word(workshop, me, "First")
    undo(workshop, me)
    word(workshop, me, "Second")
    with pytest.raises(Refused, match="nothing to do again"):
        redo(workshop, me)


def test_what_somebody_else_changed_since_stays(workshop):
    me, other = make.participant(workshop), make.participant(workshop)
    said = word(workshop, me, "A key")
    needs.edit_person_need(
        do(workshop, other, again=True), person_need_id=said.pk, seen=1, draft=needs.PersonNeedDraft("A key for Ann")
    )
    for _ in range(2):
        with pytest.raises(Refused, match="Somebody changed it since"):
            undo(workshop, me)
    undo(workshop, other)
    undo(workshop, me)
    said.refresh_from_db()
    assert (said.text, said.removed_at is None) == ("A key", False)


def test_an_edit_over_which_somebody_wrote_stays(workshop):
    me, other = make.participant(workshop), make.participant(workshop)
    said = word(workshop, me, "A key")
    for by, seen, text in ((me, 1, "Two keys"), (other, 2, "A key for Ann")):
        draft = needs.PersonNeedDraft(text)
        needs.edit_person_need(do(workshop, by, again=True), person_need_id=said.pk, seen=seen, draft=draft)
    events = workshop.events.count()
    with pytest.raises(Refused, match="Somebody changed it since"):
        undo(workshop, me)
    said.refresh_from_db()
    assert (said.text, said.version, said.removed_at) == ("A key for Ann", 3, None)
    assert workshop.events.count() == events


def test_undo_and_redo_of_a_note_are_bound_to_the_phase_of_its_kind(workshop):
    me = make.participant(workshop)
    make.ask(workshop, "close")
    command = do(workshop, me, again=True)
    note = make.row(notes.add_note(command, draft=notes.NoteDraft("pledge", "I call them")))
    make.ask(workshop, "needs")
    with pytest.raises(Refused, match="are taken in the phase Close"):
        undo(workshop, me)
    make.ask(workshop, "close")
    undo(workshop, me)
    make.ask(workshop, "needs")
    with pytest.raises(Refused, match="are taken in the phase Close"):
        redo(workshop, me)
    note.refresh_from_db()
    assert note.removed_at is not None


def test_what_somebody_changed_and_changed_back_is_theirs_too(workshop):
    me, other = make.participant(workshop), make.participant(workshop)
    said = word(workshop, me, "A key")
    for seen, text in ((1, "Two keys"), (2, "A key")):
        draft = needs.PersonNeedDraft(text)
        needs.edit_person_need(do(workshop, other, again=True), person_need_id=said.pk, seen=seen, draft=draft)
    with pytest.raises(Refused, match="Somebody changed it since"):
        undo(workshop, me)


def test_a_role_on_which_somebody_has_put_learning_stays(workshop):
    me = make.facilitator(workshop)
    draft = needs.NeedDraft("Daughter", depth_needed=1)
    need = make.row(needs.add_need(do(workshop, me, again=True), segment_id=make.stage(workshop).pk, draft=draft))
    needs.add_offer(do(workshop), need_id=need.pk, draft=needs.OfferDraft("A course", "getting_in", "planned"))
    with pytest.raises(Refused, match="Somebody changed it since"):
        undo(workshop, me)


def test_everybody_takes_back_their_own_only(workshop):
    me, other, desk = make.participant(workshop), make.participant(workshop), make.facilitator(workshop)
    word(workshop, me, "Mine")
    change = mine.to_undo(workshop.pk, author(me))
    assert change is not None
    for somebody in (other, desk):
        with pytest.raises(Refused, match="nothing to undo"):
            undo(workshop, somebody)
        with pytest.raises(Refused, match="nothing to undo"):
            undoing.undo(do(workshop, somebody), change_id=change.pk)


def test_undo_is_bound_to_the_phase_and_the_status_as_the_change_was(workshop):
    me = make.participant(workshop)
    agenda.move_to(do(workshop), item_id=workshop.agenda.get(phase="needs").pk)
    word(workshop, me)
    agenda.move_to(do(workshop), item_id=workshop.agenda.get(phase="workforce_now").pk)
    with pytest.raises(Refused, match="are taken in the phase Needs"):
        undo(workshop, me)
    agenda.move_to(do(workshop), item_id=workshop.agenda.get(phase="needs").pk)
    running.set_status(do(workshop), status="review")
    with pytest.raises(Refused, match="in review"):
        undo(workshop, me)


def test_a_place_that_was_removed_keeps_what_was_taken_away_there(workshop):
    me = make.facilitator(workshop)
    said = word(workshop, me)
    needs.remove_person_need(do(workshop, me, again=True), person_need_id=said.pk)
    structure.remove_segment(do(workshop), segment_id=said.segment_id)
    with pytest.raises(Gone):
        undo(workshop, me)


def test_undo_of_hidden_words_tells_counts_only(workshop):
    me = make.participant(workshop)
    writing.start_silence(do(workshop))
    said = word(workshop, me, "A quiet word")
    undo(workshop, me)
    redo(workshop, me)
    stems = Event.objects.filter(workshop=workshop, kind__startswith="change.").values_list("stems", flat=True)
    assert list(stems) == [["progress"], ["progress"]]
    undo(workshop, me)
    writing.reveal(do(workshop))
    said.refresh_from_db()
    assert said.is_hidden
    redo(workshop, me)
    said.refresh_from_db()
    assert (said.is_hidden, said.removed_at) == (False, None)
    last = Event.objects.filter(workshop=workshop).latest("number")
    assert f"segment-{said.segment_id}" in last.stems


def test_rows_that_a_change_made_beside_go_with_it(workshop):
    me = make.facilitator(workshop)
    idea = make.row(ideas.add_idea(do(workshop, me, again=True), draft=ideas.IdeaDraft("Rotate. And pay.", "supply")))
    grouping.split_idea(
        do(workshop, me, again=True), idea_id=idea.pk, seen=1, draft=grouping.SplitDraft(["Rotate.", "And pay."])
    )
    undo(workshop, me)
    assert list(workshop.ideas.filter(removed_at=None).values_list("number", "text")) == [(1, "Rotate. And pay.")]
    redo(workshop, me)
    assert list(workshop.ideas.filter(removed_at=None).order_by("number").values_list("number", "text")) == [
        (1, "Rotate."),
        (2, "And pay."),
    ]


def cases_of_words():
    """The swap cases of verbs that answer with somebody's words."""
    found = []
    for module in iter_modules(services.__path__):
        for name, function in inspect.getmembers(import_module(f"workshops.services.{module.name}"), callable):
            inner = getattr(function, "__wrapped__", None)
            if inner is not None and inner.__annotations__.get("return") in changes.UNDOABLE.values():
                found.append(name)
    return [name for name in test_swap.CASES if name.split("__")[0] in found]


@pytest.mark.parametrize("name", cases_of_words())
def test_whatever_can_be_undone_is_as_before_then_and_as_after_when_done_again(workshop, name, monkeypatch):
    """Every verb, as one person's own: what undo offers puts back the whole page, and redo the page after."""
    me = make.facilitator(workshop)
    act = test_swap.CASES[name](workshop)
    acting = [me]

    def mine_with_a_key(at, by=None, **more):
        acting.append(by or me)
        return do(at, acting[-1], **{**more, "again": True})

    before = seen(workshop)
    monkeypatch.setattr(test_swap, "do", mine_with_a_key)
    act()
    after = seen(workshop)
    if mine.to_undo(workshop.pk, author(acting[-1])) is None:
        return
    undo(workshop, acting[-1])
    assert seen(workshop) == before
    redo(workshop, acting[-1])
    assert seen(workshop) == after


def seen(workshop):
    """The board and the table as somebody reads them who has done nothing, without its number."""
    regions._drawn.kept.clear()
    reader = User.objects.filter(email="reader@example.org").first()
    client = make.signed_in(reader or make.user(AccountRole.VIEWER, email="reader@example.org"))
    page = client.get(f"/w/{workshop.public_id}/").content.decode()
    return re.sub(r'data-(?:csrf|now|number)="[^"]*"', "", page)
