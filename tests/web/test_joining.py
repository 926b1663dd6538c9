"""Coming in by code: kind sentences, a budget for guesses, one place for each device."""

import re

import pytest
from django.urls import reverse

from tests.support.actors import World
from tests.support.forms import Browser
from tests.web.pages import boxes, words
from workshops.access import seat_cookie
from workshops.models import JoinFailure, Membership, Workshop
from workshops.rules import join_codes
from workshops.rules.codes import JOINABLE, WorkshopStatus

pytestmark = pytest.mark.django_db


def code(world: World) -> str:
    return world.here.workshop.join_code


def wrong_code(world: World, *, like: str = "") -> str:
    """A code that no workshop has, with a given beginning."""
    taken = set(Workshop.objects.values_list("join_code", flat=True))
    codes = (like + "".join(join_codes.new_code()[len(like) :]) for _ in iter(int, 1))
    return next(each for each in codes if each not in taken and (like or each[:3] != code(world)[:3]))


def come_in(client: Browser, world: World, **fields: str):
    return client.post(reverse("workshops:join", args=[code(world)]), {"sector": "acute"} | fields)


@pytest.mark.parametrize(
    "spell", [str, str.lower, lambda c: f" {c[:4]} {c[4:]} ", lambda c: f"{c[:2]}-{c[2:4]}‑{c[4:]}"]
)
def test_code_is_typed_in_any_way(world, spell):
    answer = Browser().post(reverse("workshops:join_find"), {"code": spell(code(world))})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/join/{code(world)}/")


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ("", 422, "Type the join code."),
        ("K7QM", 404, "That is not a join code. It has 8 letters and digits, like K7QM 29TX."),
        ("O0O0I1I1", 404, "That is not a join code."),
        ("x" * 41, 422, "Keep it to 40 characters. This has 41."),
        ("2" * 8, 404, "No open workshop has this code. Check it against the screen, or ask the facilitator."),
    ],
)
def test_wrong_code_gets_a_sentence_and_stays_in_the_box(world, typed, status, sentence):
    answer = Browser().post(reverse("workshops:join_find"), {"code": typed})
    assert answer.status_code == status
    assert sentence in words(answer)
    assert boxes(answer)["code"] == [typed]


def test_link_with_a_wrong_code_says_the_same(world):
    answer = Browser().get(reverse("workshops:join", args=[wrong_code(world)]))
    assert answer.status_code == 404
    assert "No open workshop has this code." in words(answer)


@pytest.mark.parametrize("status", [status for status in WorkshopStatus if status not in JOINABLE])
def test_code_of_a_workshop_that_is_not_open_is_unknown(world, status):
    Workshop.objects.filter(pk=world.here.workshop.pk).update(status=status)
    assert come_in(Browser(), world).status_code == 404


def test_guesses_with_one_beginning_are_stopped_and_the_room_goes_on(world):
    guesser, find = Browser(), reverse("workshops:join_find")
    beginning = next(f"{a}{b}2" for a in "ZYX" for b in "ZYX" if f"{a}{b}2" != code(world)[:3])
    guesses = [guesser.post(find, {"code": wrong_code(world, like=beginning)}).status_code for _ in range(32)]
    assert guesses == [404] * join_codes.FAILURES_A_MINUTE + [429] * 2
    answer = guesser.post(find, {"code": wrong_code(world, like=beginning)})
    assert "Too many wrong codes just now. Please wait a minute, then try again." in words(answer)
    assert come_in(guesser, world).status_code == 303


def test_fifty_people_of_one_address_all_come_in(world):
    before = Membership.objects.filter(workshop=world.here.workshop).count()
    assert [come_in(Browser(), world).status_code for _ in range(50)] == [303] * 50
    assert Membership.objects.filter(workshop=world.here.workshop).count() == before + 50
    assert not JoinFailure.objects.exists()


def test_seat_is_a_cookie_that_no_script_reads_and_no_table_holds(world):
    client = Browser()
    come_in(client, world, name="Ada")
    cookie = client.cookies[seat_cookie(world.here.workshop.public_id)]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert int(cookie["max-age"]) == 60 * 60 * 24 * 60
    assert len(cookie.value) >= 32
    taken = Membership.objects.get(name="Ada")
    assert (taken.token_hash == cookie.value, len(taken.token_hash)) == (False, 64)


def test_device_that_comes_again_is_the_same_participant(world):
    client = Browser()
    come_in(client, world)
    seats = Membership.objects.count()
    again = client.get(reverse("workshops:join", args=[code(world)]))
    assert (again.status_code, again.headers["Location"]) == (303, f"/w/{world.here.workshop.public_id}/")
    assert come_in(client, world).headers["Location"] == again.headers["Location"]
    assert Membership.objects.count() == seats


def test_planted_cookie_is_no_seat(world):
    client = Browser()
    client.cookies[seat_cookie(world.here.workshop.public_id)] = "planted"
    assert client.get(reverse("workshops:board", args=[world.here.workshop.public_id])).status_code == 404
    come_in(client, world)
    assert client.cookies[seat_cookie(world.here.workshop.public_id)].value != "planted"


def test_sector_is_asked_for_and_the_name_is_kept(world):
    answer = come_in(Browser(), world, sector="", name="Ada")
    assert answer.status_code == 422
    assert "Choose where you come from." in words(answer)
    assert boxes(answer)["name"] == ["Ada"]


def test_name_with_an_nhs_number_is_refused(world):
    answer = come_in(Browser(), world, name="943 476 5919")
    assert answer.status_code == 422
    assert "This looks like an NHS number." in words(answer)
    assert not Membership.objects.filter(name__contains="943").exists()


def test_names_of_participants_are_on_no_board(world):
    come_in(Browser(), world, name="Wilhelmina")
    for actor in ("participant here", "facilitator here", "viewer here"):
        board = world.client(actor).get(reverse("workshops:board", args=[world.here.workshop.public_id]))
        assert "Wilhelmina" not in board.text
    people = reverse("workshops:people", args=[world.here.workshop.public_id])
    assert "Wilhelmina" in words(world.client("facilitator here").get(people))


def test_replaced_code_shuts_nobody_out_who_is_in(world):
    client = Browser()
    come_in(client, world)
    world.client("facilitator here").post(reverse("workshops:code_replace", args=[world.here.workshop.public_id]))
    assert come_in(Browser(), world).status_code == 404
    assert client.get(reverse("workshops:board", args=[world.here.workshop.public_id])).status_code == 200


def test_qr_code_is_a_picture_of_the_join_link_without_script(world):
    answer = world.client("facilitator here").get(reverse("workshops:qr", args=[world.here.workshop.public_id]))
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.text.startswith("<svg xmlns=")
    assert re.search(r"<script|\son\w+=|style=", answer.text) is None
