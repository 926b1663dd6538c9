"""A press acts on what it was made upon, and is refused kindly once the room has gone on from there."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from accounts.rules.roles import AccountRole
from tests import make
from tests.make import do, row
from tests.workshops.storms import storm, succeeded
from workshops.models import Workshop
from workshops.queries.room import card
from workshops.rules import pressed
from workshops.rules.codes import WorkshopStatus
from workshops.services import agenda, clock, running, writing
from workshops.services.editing import PASSED, UPON, Passed

pytestmark = pytest.mark.django_db

ENDS_WHERE_IT_POINTS = {
    "agenda.spotlight": "brings everybody to the segment that it names",
    "round.opened": "refused while one is open",
    "round.closed": "names the round",
    "poll.opened": "one that is open stays open",
    "poll.closed": "names the poll",
    "survey.opened": "opening what is open changes nothing",
    "survey.closed": "closing what is closed changes nothing",
    "link.ended": "names the link",
    "workshop.door": "names how the door is to be",
    "note.closed": "names the point",
    "note.reopened": "names the point",
}
"""Verbs that move, close, open or end by naming what; twice is once."""


@pytest.fixture
def parts(workshop):
    """The workshop at the first of its parts."""
    agenda.start(do(workshop))
    workshop.refresh_from_db()
    return list(workshop.agenda.order_by("position"))


def desk_of(workshop):
    return make.signed_in(make.user(AccountRole.FACILITATOR, at=workshop.system))


def test_the_verbs_that_move_say_what_they_are_pressed_upon():
    assert set(UPON) == {
        *("agenda.started", "agenda.moved", "agenda.released", "agenda.done", "agenda.not-done"),
        *("clock.paused", "clock.resumed", "clock.added", "clock.borrowed"),
        *("writing.step", "writing.silence", "writing.revealed", "writing.hidden"),
        "workshop.status",
    }
    assert not set(UPON) & set(ENDS_WHERE_IT_POINTS)


def test_the_page_and_the_verb_write_it_alike(workshop, parts):
    workshop.refresh_from_db()
    shown = card(workshop)
    assert shown.at_part == UPON["agenda.moved"](workshop) == pressed.part("live", parts[0].pk)
    assert shown.at_step == UPON["writing.step"](workshop)
    assert shown.at_spotlight == UPON["agenda.released"](workshop) == pressed.spotlight(None)


def test_every_such_verb_is_refused_once_the_room_has_gone_on_and_changes_nothing(workshop, parts):
    late: dict[str, Callable[..., Any]] = {
        "agenda.started": agenda.start,
        "agenda.moved": partial(agenda.move_to, item_id=parts[2].pk),
        "agenda.released": agenda.release,
        "agenda.done": agenda.say_done,
        "agenda.not-done": agenda.not_done,
        "clock.paused": clock.pause_clock,
        "clock.resumed": clock.resume_clock,
        "clock.added": clock.add_minutes,
        "clock.borrowed": partial(clock.borrow, item_id=parts[3].pk, minutes=1),
        "writing.step": partial(writing.start_step, step=1),
        "writing.silence": writing.start_silence,
        "writing.revealed": writing.reveal,
        "writing.hidden": writing.undo_reveal,
        "workshop.status": partial(running.set_status, status=WorkshopStatus.REVIEW),
    }
    assert set(late) == set(UPON)
    shown = card(Workshop.objects.get(pk=workshop.pk))
    upon = dict.fromkeys(UPON, shown.at_part) | {name: shown.at_step for name in UPON if name.startswith("writing")}
    upon["agenda.released"] = shown.at_spotlight
    agenda.move_to(do(workshop), item_id=parts[1].pk)
    agenda.spotlight(do(workshop), segment_id=make.stage(workshop).pk)
    before = Workshop.objects.filter(pk=workshop.pk).values().get()
    for name, call in late.items():
        with pytest.raises(Passed, match=PASSED):
            call(replace(do(workshop), upon=upon[name]))
    assert Workshop.objects.filter(pk=workshop.pk).values().get() == before


def test_a_press_that_does_not_say_is_carried_out_as_it_stands(workshop, parts):
    assert row(agenda.move_to(do(workshop), item_id=parts[1].pk)).item_id == parts[1].pk


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_press_next_in_the_same_second_and_no_part_is_skipped(workshop, parts):
    """The second one had read the button anew by the time its first press arrived, or the list of parts."""
    desks = [desk_of(workshop) for _ in range(2)]
    at_first = card(workshop).at_part
    go = "workshops:item_go"
    first, second = (reverse(go, args=[workshop.public_id, parts[place].pk]) for place in (1, 2))
    answers = storm(
        lambda: desks[0].post(first, {"upon": at_first}, headers={"HX-Request": "true"}).status_code,
        lambda: desks[1].post(second, {"upon": at_first}, headers={"HX-Request": "true"}).status_code,
    )
    assert sorted(succeeded(answers)) == [200, 409]
    workshop.refresh_from_db()
    assert workshop.item_id in {parts[1].pk, parts[2].pk}


def test_every_button_that_moves_the_room_says_upon_what(workshop, parts):
    desk = desk_of(workshop)
    board = desk.get(f"/w/{workshop.public_id}/").content.decode()
    run = desk.get(f"/w/{workshop.public_id}/run/", headers={"HX-Request": "true"}).content.decode()
    moving = re.compile(
        r"/(agenda/(?:start|items/\d+/go)|clock/\w+|writing/(?:step|reveal|hide|silence)|done(?:/undo)?|status)/"
    )
    posts = [url for url in re.findall(r'data-post="([^"]+)"', board) if moving.search(url)]
    assert posts
    assert [url for url in posts if "upon=" not in url] == []
    forms = [form for form in re.findall(r"<form.*?</form>", run, re.DOTALL) if moving.search(form)]
    assert len(forms) > len(parts)
    assert [form for form in forms if 'name="upon"' not in form] == []
