"""The agenda over HTTP: one press, late words, tools without script, the server's time."""

import time
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.support.actors import NOON
from tests.web.pages import boxes, handed_back, is_page, words
from workshops.models import PersonNeed, Workshop
from workshops.rules import join_codes
from workshops.rules.rights import PRODUCT
from workshops.services import agenda
from workshops.services.editing import Command

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(world):
    return world.client("facilitator here")


@pytest.fixture
def phone(world):
    return world.client("participant here")


def ask(workshop: Workshop, phase: str) -> None:
    """Move the room to a phase."""
    do = Command(workshop_id=workshop.pk, by=PRODUCT, at=NOON)
    agenda.move_to(do, item_id=workshop.agenda.get(phase=phase).pk)


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_late_word_is_refused_and_handed_back(world, phone, at, headers):
    ask(world.here.workshop, "star")
    fields = {"text": "A key for the nurse", "source": "persona", "key": str(uuid4())}
    answer = phone.post(at("person_need_add", world.here.pks["segment"]), fields, headers=headers)
    assert (answer.status_code, is_page(answer)) == (403, not headers)
    assert "what the person needs are taken in the phase Needs" in words(answer)
    assert handed_back(answer)[0] == "A key for the nurse"
    assert not PersonNeed.objects.filter(text="A key for the nurse").exists()


def test_one_press_moves_the_room_and_hands_over_what_to_ask(world, desk, at):
    item = world.here.workshop.agenda.get(phase="needs")
    answer = desk.post(at("item_go", item.pk), {"key": str(uuid4())}, headers=HTMX)
    assert answer.status_code == 200
    assert "Everybody is at: Needs" in words(answer)
    assert "What does the person need here from us, from others, from nobody?" in words(answer)
    again = desk.post(at("item_go", world.here.workshop.agenda.get(phase="star").pk), {"key": str(uuid4())})
    assert (again.status_code, again.headers["Location"]) == (303, at("board"))
    assert "What would close the biggest gaps?" in words(desk.get(at("board")))


def test_the_control_works_without_script(world, desk, at):
    ask(world.here.workshop, "needs")
    page = desk.get(at("run"))
    following = world.here.workshop.agenda.get(phase="workforce_now")
    assert is_page(page)
    assert f'action="{at("item_go", following.pk)}"' in page.text
    assert "Needs 20 min, now" in words(page)


def test_a_phone_without_script_chooses_where_to_write(world, phone, at):
    ask(world.here.workshop, "needs")
    way = at("where_to", "person_need")
    assert f'href="{way}"' in phone.get(at("board")).text
    assert f'href="{at("person_need_add", world.here.pks["segment"])}"' in phone.get(way).text
    for none in ("idea", "lost"):
        assert phone.get(at("where_to", none)).status_code == 404


@pytest.mark.parametrize(("slug", "parts"), [("", 13), ("online_two_sessions", 16), ("zone_clinic_90", 7)])
def test_a_new_workshop_gets_the_agenda_that_was_chosen(world, desk, slug, parts):
    fields = {"title": "Another one", "mode": "in_room", "agenda": slug, "system": world.here.workshop.system_id}
    answer = desk.post(reverse("workshops:create", args=["frailty"]), fields)
    made = Workshop.objects.latest("pk")
    assert answer.headers["Location"] == reverse("workshops:board", args=[made.public_id])
    assert made.agenda.count() == parts


def test_a_part_that_is_refused_keeps_its_words(desk, at):
    fields = {"title": "Stretch", "minutes": "soon", "script": "Stand up, everybody", "technique": "together"}
    answer = desk.post(at("part_add"), fields, headers=HTMX)
    assert answer.status_code == 422
    assert "Write the minutes as a whole number, like 20." in words(answer)
    assert boxes(answer)["script"] == ["Stand up, everybody"]


def test_the_servers_time_is_told_to_everybody(client):
    before = time.time()
    answer = client.get(reverse("workshops:now"))
    assert before - 1 <= answer.json()["now"] / 1000 <= time.time() + 1
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_challenge_stands_beside_the_question_of_purpose(world, desk, phone, at):
    Workshop.objects.filter(pk=world.here.workshop.pk).update(challenge="Nobody waits for a plan")
    for part, told in (("purpose", True), ("persona", False)):
        ask(world.here.workshop, part)
        for who in (desk, phone):
            assert ("The challenge: Nobody waits for a plan" in words(who.get(at("board")))) is told


def test_the_day_is_ended_and_closed_by_the_one_control(world, desk, phone, at):
    ask(world.here.workshop, "close")
    for label, step, status in (
        ("End the day", "End the day and review", "review"),
        ("Close the workshop", "Close the workshop", "closed"),
    ):
        assert f'href="{at("run")}">{label}</a>' in desk.get(at("board")).text
        first = words(desk.get(at("run"), headers=HTMX)).partition("Agenda")[0]
        assert step in first
        desk.post(at("status"), {"status": status, "key": str(uuid4())}, headers=HTMX)
        assert Workshop.objects.get(pk=world.here.workshop.pk).status == status
    page = words(phone.get(at("board")))
    assert "Thank you. The day is over." in page
    assert "What will you do by Friday?" not in page
    assert "minutes left" not in page


def test_a_workshop_is_opened_for_pre_work_where_one_rehearses(world, desk, at):
    Workshop.objects.filter(pk=world.here.workshop.pk).update(status="draft")
    step = "Nobody can join yet. Open it when people may come in and look around, and to rehearse."
    assert step in words(desk.get(at("around")))
    page = desk.get(at("rehearsal"))
    assert 'name="status" value="pre_work"' in page.text
    answer = desk.post(at("status"), {"status": "pre_work", "from": "rehearsal", "key": str(uuid4())})
    assert (answer.status_code, answer.headers["Location"]) == (303, at("rehearsal"))
    assert "The workshop is now open for pre-work." in words(desk.get(at("rehearsal")))
    assert step not in words(desk.get(at("around")))
    assert f"and type {join_codes.spoken(world.here.workshop.join_code)}" in words(desk.get(at("rehearsal")))


def test_printing_leads_back_to_where_the_file_appears(desk, at):
    answer = desk.post(at("report_add"), {"variant": "cards", "key": str(uuid4())})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{at('board')}#reports")
