"""The agenda: what is shipped, moving the room, its clock, its parts, what a participant may write when."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests import make
from tests.make import NOON, do, row
from workshops.live import regions
from workshops.models import Event
from workshops.queries import agenda as read
from workshops.queries import coverage
from workshops.queries.board import overview
from workshops.queries.room import workshop_card
from workshops.rules import agendas
from workshops.rules.audiences import Audience
from workshops.rules.codes import AgendaKind, WorkshopMode, WorkshopPhase, WorkshopStatus
from workshops.rules.phases import Work
from workshops.rules.rights import Actor, ActorKind
from workshops.services import agenda, clock, ideas, needs, parts, running, writing
from workshops.services.editing import Invalid, Refused

pytestmark = pytest.mark.django_db

DAY = [
    *(("join", 15), ("purpose", 10), ("persona", 10), ("journey", 30), ("needs", 20), ("workforce_now", 25)),
    *(("", 15), ("capability", 25), ("learner_overlay", 25), ("star", 25), ("prioritise", 15), ("actions", 15)),
    ("close", 10),
]
"""The table of domain C.2; a break has no phase."""
FIRST = [
    *(("join", 10), ("purpose", 10), ("persona", 10), ("journey", 30), ("", 10), ("needs", 20)),
    *(("workforce_now", 25), ("close", 5)),
]
SECOND = [
    *(("join", 10), ("capability", 25), ("learner_overlay", 25), ("", 10), ("star", 20), ("prioritise", 15)),
    *(("actions", 10), ("close", 5)),
]


def planned(agenda, session=1):
    return [(part.phase, part.minutes) for part in agenda.parts if part.session == session]


# --- What is shipped ------------------------------------------------------------------------------------------------


def test_shipped_agendas_match_their_schema():
    content = json.loads(agendas.FILE.read_text(encoding="utf-8"))
    schema = json.loads(Path(agendas.FILE).with_name("agendas.schema.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(content)) == []
    assert schema["$defs"]["code"]["enum"] == WorkshopPhase.values


def test_shipped_agendas_are_those_of_the_domain():
    shipped = agendas.shipped()
    assert list(shipped) == ["in_room_240", "online_two_sessions", "zone_clinic_90"]
    assert planned(shipped["in_room_240"]) == DAY
    assert planned(shipped["online_two_sessions"]) == FIRST
    assert planned(shipped["online_two_sessions"], 2) == SECOND
    assert [each.minutes for each in shipped.values()] == [240, 240, 90]
    clinic = [(part.phase, part.also, part.minutes) for part in shipped["zone_clinic_90"].parts]
    assert clinic == [
        *(("join", (), 5), ("persona", ("journey",), 10), ("needs", (), 15), ("workforce_now", ("capability",), 20)),
        *(("learner_overlay", (), 15), ("star", (), 15), ("actions", (), 10)),
    ]
    techniques = {part.phase: part.technique for part in shipped["in_room_240"].parts if part.technique != "together"}
    assert techniques == {"needs": "silent_writing", "workforce_now": "breakouts", "star": "one_two_four_all"}
    assert all(part.script and (part.output or part.is_break) for each in shipped.values() for part in each.parts)


def test_a_workshop_gets_the_agenda_of_its_mode_or_the_one_that_is_named():
    def made(mode, agenda=""):
        draft = running.WorkshopDraft(title="Falls", mode=mode)
        return running.create_workshop(
            system=make.system(), version=make.version(), draft=draft, by=None, at=NOON, agenda=agenda
        )

    assert made(WorkshopMode.ONLINE).agenda.count() == 16
    assert made(WorkshopMode.HYBRID).agenda.count() == 13
    assert made(WorkshopMode.IN_ROOM, "zone_clinic_90").agenda.count() == 7
    items = made(WorkshopMode.IN_ROOM).agenda.order_by("position")
    assert [(item.phase, item.minutes) for item in items] == DAY
    assert [item.title for item in items if item.kind == AgendaKind.BREAK] == ["Break"]


# --- Moving the room ------------------------------------------------------------------------------------------------


def test_start_makes_it_live_at_the_first_part(workshop):
    running.set_status(do(workshop), status="review")
    with pytest.raises(Invalid, match="Go live again"):
        agenda.start(do(workshop))
    workshop = make.workshop(WorkshopStatus.DRAFT)
    agenda.start(do(workshop))
    workshop.refresh_from_db()
    assert (workshop.status, workshop.phase, workshop.item) == ("live", "join", make.part(workshop, "join"))
    assert workshop.ends_at == NOON + timedelta(minutes=15)
    agenda.start(do(workshop, seconds=5))
    assert workshop.events.count() == 1


def test_an_empty_agenda_does_not_start():
    workshop = make.workshop(WorkshopStatus.DRAFT)
    workshop.agenda.all().delete()
    with pytest.raises(Invalid, match="Add a part"):
        agenda.start(do(workshop))
    workshop.refresh_from_db()
    assert workshop.status == "draft"


def test_move_sets_phase_clock_and_times_and_goes_back_as_well(workshop):
    needs_part, star = make.part(workshop, "needs"), make.part(workshop, "star")
    agenda.move_to(do(workshop), item_id=needs_part.pk)
    agenda.move_to(do(workshop, seconds=60), item_id=star.pk)
    agenda.move_to(do(workshop, seconds=90), item_id=star.pk)
    assert workshop.events.count() == 2
    agenda.move_to(do(workshop, seconds=120), item_id=needs_part.pk)
    workshop.refresh_from_db()
    needs_part.refresh_from_db()
    star.refresh_from_db()
    assert (workshop.item_id, workshop.phase, workshop.step, workshop.seconds_left) == (needs_part.pk, "needs", 0, None)
    assert workshop.ends_at == NOON + timedelta(seconds=120, minutes=20)
    assert (needs_part.started_at, needs_part.ended_at) == (NOON, None)
    assert (star.started_at, star.ended_at) == (NOON + timedelta(seconds=60), NOON + timedelta(seconds=120))
    event = Event.objects.latest("number")
    assert event.kind == "agenda.moved"
    assert set(agenda.MOVED) <= set(event.stems)


def test_a_break_leaves_the_phase_and_a_further_phase_opens_its_tools(workshop):
    make.ask(workshop, "workforce_now")
    agenda.move_to(do(workshop), item_id=workshop.agenda.get(kind="break").pk)
    workshop.refresh_from_db()
    assert workshop.phase == "workforce_now"
    workshop.agenda.filter(phase="persona").update(also=["journey"])
    make.ask(workshop, "persona")
    workshop.refresh_from_db()
    assert (workshop.phase, workshop.also) == ("persona", ["journey"])
    may = regions.may(workshop_card(workshop.pk), Audience.PARTICIPANT)
    assert may.work == {Work.MATTERS, Work.STAGE, Work.STAR, Work.PARKING}


@pytest.mark.parametrize("status", ["draft", "paused", "review"])
def test_the_room_moves_only_while_live(workshop, status):
    workshop.status = status
    workshop.save(update_fields=["status"])
    with pytest.raises(Invalid, match="while the workshop is live"):
        make.ask(workshop, "needs")
    assert workshop.events.count() == 0


def test_moving_on_shows_what_was_written_in_silence(workshop):
    make.ask(workshop, "needs")
    writing.start_step(do(workshop), step=1)
    draft = needs.PersonNeedDraft("A key")
    written = row(
        needs.add_person_need(do(workshop, make.participant(workshop)), segment_id=make.stage(workshop).pk, draft=draft)
    )
    assert written.is_hidden
    make.ask(workshop, "workforce_now")
    written.refresh_from_db()
    workshop.refresh_from_db()
    assert (written.is_hidden, workshop.is_private, workshop.step, workshop.step_ends_at) == (False, False, 0, None)


def test_only_facilitators_move_the_room(workshop):
    for by in (make.participant(workshop), Actor(ActorKind.LEAD, user_id=make.user().pk)):
        with pytest.raises(Refused, match="Only a facilitator"):
            agenda.move_to(do(workshop, by), item_id=make.part(workshop, "star").pk)


def test_one_control_says_what_comes_next(workshop):
    def says(status=WorkshopStatus.LIVE, *, is_private=False):
        workshop.refresh_from_db()
        found = read.agenda(workshop.pk, workshop.item_id)
        control = read.control(status, found, "/w/x/", is_private=is_private)
        return control.label, control.post

    assert says(WorkshopStatus.DRAFT) == ("Start: Join", "/w/x/agenda/start/")
    make.ask(workshop, "workforce_now")
    pause = workshop.agenda.get(kind="break")
    assert says() == ("Next: Break", f"/w/x/agenda/items/{pause.pk}/go/")
    assert says(is_private=True) == ("Reveal and go on: Break", f"/w/x/agenda/items/{pause.pk}/go/")
    assert says(WorkshopStatus.PAUSED) == ("Go on", "/w/x/agenda/start/")
    make.ask(workshop, "close")
    assert says() == ("End the day", "")
    assert says(WorkshopStatus.REVIEW) == ("Close the workshop", "")
    assert says(WorkshopStatus.CLOSED) == ("After the day", "")


# --- The clock ------------------------------------------------------------------------------------------------------


def left(workshop):
    workshop.refresh_from_db()
    return workshop.ends_at, workshop.seconds_left


def test_clock_stands_and_goes_on(workshop):
    with pytest.raises(Invalid, match="no clock yet"):
        clock.pause_clock(do(workshop))
    make.ask(workshop, "needs")
    clock.pause_clock(do(workshop, seconds=90))
    clock.pause_clock(do(workshop, seconds=100))
    assert left(workshop) == (None, 20 * 60 - 90)
    clock.add_minutes(do(workshop, seconds=110))
    clock.resume_clock(do(workshop, seconds=200))
    clock.resume_clock(do(workshop, seconds=300))
    assert left(workshop) == (NOON + timedelta(seconds=200 + 21 * 60 - 90), None)
    assert workshop.events.count() == 4


def test_clock_that_ran_out_keeps_how_long_ago(workshop):
    make.ask(workshop, "purpose")
    clock.pause_clock(do(workshop, seconds=11 * 60))
    assert left(workshop) == (None, -60)


def test_clock_stands_while_the_workshop_is_paused(workshop):
    make.ask(workshop, "needs")
    running.set_status(do(workshop, seconds=60), status="paused")
    assert left(workshop) == (None, 19 * 60)
    agenda.start(do(workshop, seconds=600))
    assert left(workshop) == (NOON + timedelta(seconds=600 + 19 * 60), None)
    assert workshop.status == "live"
    running.set_status(do(workshop, seconds=660), status="review")
    assert left(workshop) == (None, 18 * 60)
    assert workshop.item.ended_at == NOON + timedelta(seconds=660)


@pytest.mark.parametrize("minutes", [0, -1, 61])
def test_minutes_that_cannot_be_added(workshop, minutes):
    make.ask(workshop, "needs")
    with pytest.raises(Invalid):
        clock.add_minutes(do(workshop), minutes=minutes)


def test_borrowed_minutes_come_from_a_later_part_and_the_day_ends_as_planned(workshop):
    make.ask(workshop, "needs")
    workshop.refresh_from_db()
    before = read.agenda(workshop.pk, workshop.item_id).session_ends(workshop.ends_at)
    clock.borrow(do(workshop), item_id=make.part(workshop, "star").pk, minutes=7)
    assert left(workshop)[0] == NOON + timedelta(minutes=27)
    assert [make.part(workshop, phase).minutes for phase in ("needs", "star")] == [27, 18]
    assert read.agenda(workshop.pk, workshop.item_id).session_ends(workshop.ends_at) == before


@pytest.mark.parametrize(
    ("phase", "minutes", "field"),
    [
        ("actions", 1, "item"),
        ("persona", 1, "item"),
        ("needs", 1, "item"),
        ("star", 25, "minutes"),
        ("star", 0, "minutes"),
    ],
)
def test_minutes_that_cannot_be_borrowed(workshop, phase, minutes, field):
    make.ask(workshop, "needs")
    with pytest.raises(Invalid) as raised:
        clock.borrow(do(workshop), item_id=make.part(workshop, phase).pk, minutes=minutes)
    assert raised.value.field == field
    assert [make.part(workshop, each).minutes for each in ("needs", "star", "actions")] == [20, 25, 15]


# --- Parts ----------------------------------------------------------------------------------------------------------


def order(workshop):
    return list(workshop.agenda.order_by("position").values_list("title", flat=True))


def test_parts_are_added_moved_edited_and_taken_out_during_the_day(workshop):
    current = make.ask(workshop, "needs")
    added = row(parts.add_item(do(workshop), draft=parts.PartDraft("Stretch", 5), after_id=current.pk))
    assert (added.kind, added.phase, order(workshop)[4:7]) == ("break", "", ["Needs", "Stretch", "Workforce"])
    parts.move_item(do(workshop), item_id=added.pk, after_id=None)
    assert order(workshop)[0] == "Stretch"
    parts.move_item(do(workshop), item_id=added.pk, after_id=None)
    parts.edit_item(do(workshop), item_id=current.pk, draft=parts.PartDraft("Her needs", 25, phase="needs"))
    assert left(workshop)[0] == NOON + timedelta(minutes=25)
    parts.remove_item(do(workshop), item_id=added.pk)
    assert order(workshop)[:5] == ["Join", "Purpose", "Persona", "Journey", "Her needs"]
    assert workshop.events.count() == 5
    with pytest.raises(Invalid, match="Move on first"):
        parts.remove_item(do(workshop), item_id=current.pk)


def test_agenda_has_a_bound_and_stays_after_the_close(workshop):
    draft = parts.PartDraft("One more", 5)
    for _ in range(27):
        parts.add_item(do(workshop), draft=draft, after_id=None)
    with pytest.raises(Invalid, match="at most 40 parts"):
        parts.add_item(do(workshop), draft=draft, after_id=None)
    workshop.status = "closed"
    workshop.save(update_fields=["status"])
    with pytest.raises(Refused, match="closed"):
        parts.remove_item(do(workshop), item_id=make.part(workshop, "star").pk)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (parts.PartDraft("T", 0), "minutes"),
        (parts.PartDraft("T", 241), "minutes"),
        (parts.PartDraft("T", 5, phase="lost"), "phase"),
        (parts.PartDraft("T", 5, technique="lost"), "technique"),
    ],
)
def test_parts_that_are_none(workshop, draft, field):
    with pytest.raises(Invalid) as raised:
        parts.add_item(do(workshop), draft=draft, after_id=None)
    assert raised.value.field == field


# --- Being done, and everybody at one segment -----------------------------------------------------------------------


def test_done_is_counted_for_the_part_that_the_room_is_in(workshop):
    make.ask(workshop, "needs")
    first, _ = make.participant(workshop), make.participant(workshop)
    agenda.say_done(do(workshop, first))
    agenda.say_done(do(workshop, first))
    assert read.done(workshop.pk) == (1, 2)
    agenda.not_done(do(workshop, first))
    assert read.done(workshop.pk) == (0, 2)
    agenda.say_done(do(workshop, first))
    make.ask(workshop, "star")
    assert read.done(workshop.pk) == (0, 2)
    with pytest.raises(Invalid, match="place in the room"):
        agenda.say_done(do(workshop))


def test_everybody_is_brought_to_a_segment_and_let_go(workshop):
    stage = make.stage(workshop)
    agenda.spotlight(do(workshop), segment_id=stage.pk)
    agenda.spotlight(do(workshop), segment_id=stage.pk)
    for audience in (Audience.PARTICIPANT, Audience.SCREEN):
        html = regions.draw(regions.Facts(workshop_card(workshop.pk)), "spotlight", audience)
        assert html is not None
        assert f'data-spotlight="segment-{stage.pk}"' in html
        assert stage.title in html
    agenda.release(do(workshop))
    agenda.release(do(workshop))
    html = regions.draw(regions.Facts(workshop_card(workshop.pk)), "spotlight", Audience.PARTICIPANT)
    assert html is not None
    assert "data-spotlight" not in html
    assert workshop.events.count() == 2


# --- What is still missing ------------------------------------------------------------------------------------------


def test_coverage_says_what_is_missing_and_where_to_mend_it(workshop):
    def absent():
        found = coverage.missing(workshop.pk, overview(workshop.pk))
        return {each.words: [name for name, _ in each.names] for each in found.absent}

    found = coverage.missing(workshop.pk, overview(workshop.pk))
    back = make.stage(workshop, "Back home").pk
    zone = make.segments(workshop)[1].pk
    lines = {line.key: (line.count, line.path) for line in found.lines}
    assert lines["workforce"] == (5, f"segments/{zone}/")
    assert lines["depth"] == (2, f"segments/{make.stage(workshop).pk}/")
    assert back != zone
    assert absent()["No learning offer for"] == ["Getting in", "Getting on", "Go further", "And further"]
    assert absent()["Nobody in the room from"] == ["Social care", "Person or carer with lived experience"]
    ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Rotate", "supply"))
    make.seat(workshop, sector="social_care")
    assert "Supply" not in absent()["No idea under"]
    assert absent()["Nobody in the room from"] == ["Person or carer with lived experience"]


# --- What a participant may write when ------------------------------------------------------------------------------


def test_every_kind_of_writing_has_a_tool():
    assert set(read.TOOLS) == set(Work)


@pytest.mark.parametrize(
    ("phase", "labels"),
    [
        ("needs", ["Say what the person needs", "Parking lot"]),
        ("capability", ["Say how deep", "Who holds a zone", "Say who is here", "Parking lot"]),
        ("star", ["Add an idea", "Parking lot"]),
        ("actions", ["Add an action", "Say what it might do", "Parking lot"]),
    ],
)
def test_a_phone_shows_the_tools_of_the_part_only(workshop, phase, labels):
    make.ask(workshop, phase)
    facts = regions.Facts(workshop_card(workshop.pk))
    shown = regions.contents(facts, "ask", Audience.PARTICIPANT)["tools"]
    assert [tool.label for tool in shown] == labels


def test_a_late_word_is_refused_and_a_facilitator_is_not_bound(workshop):
    by = make.participant(workshop)
    make.ask(workshop, "star")
    draft = needs.PersonNeedDraft("A key")
    with pytest.raises(Refused, match="taken in the phase Needs"):
        needs.add_person_need(do(workshop, by), segment_id=make.stage(workshop).pk, draft=draft)
    needs.add_person_need(do(workshop), segment_id=make.stage(workshop).pk, draft=draft)
    assert workshop.person_needs.count() == 1
