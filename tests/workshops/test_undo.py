"""Undo and redo of one's own last change: only where nobody changed the same thing since, and for everything alike."""

from functools import partial

import pytest

from tests import make
from tests.make import do
from tests.workshops import test_swap
from workshops.models import Event, Idea, Operation, Workshop
from workshops.queries import mine
from workshops.rules.rights import Actor, ActorKind
from workshops.services import ideas, needs, running, undoing, writing
from workshops.services.editing import Refused, author

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
