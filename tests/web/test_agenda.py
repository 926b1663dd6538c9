"""The agenda over HTTP: one press, late words, tools without script, the server's time."""

import time
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.support.actors import NOON
from tests.web.pages import boxes, handed_back, is_page, words
from workshops.models import PersonNeed, Workshop
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
