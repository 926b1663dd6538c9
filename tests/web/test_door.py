"""The door: locked, with a waiting room, open; whoever waits sees nothing, whoever observes writes nothing."""

import pytest
from django.urls import reverse

from tests.make import do
from tests.support.actors import WAITING, World
from tests.support.forms import Browser
from tests.test_rights import ROUTES, SAID, STREAM, Route, open_stream
from tests.web.pages import boxes, handed_back, words
from workshops.models import HandedIn, Membership, Workshop
from workshops.rules.codes import WorkshopRole, WorkshopStatus
from workshops.services import choosing, merging, people, polls

pytestmark = pytest.mark.django_db

IN_HERE = [route for route in ROUTES.values() if route.path.startswith("/w/<public_id>/")]
OWN_PAGE = "workshops:waiting"


def newcomer(world: World, *, door: str) -> Browser:
    """Somebody new in front of the door."""
    Workshop.objects.filter(pk=world.here.workshop.pk).update(door=door)
    client = Browser()
    client.post(reverse("workshops:join", args=[world.here.workshop.join_code]), {"sector": "acute", "name": "Ada"})
    return client


def member(world: World) -> Membership:
    return world.here.workshop.memberships.order_by("-pk")[0]


def asked(world: World, client: Browser, route: Route, method: str) -> int:
    url = reverse(route.name, kwargs=world.arguments(route.name, route.wanted))
    return client.generic(method, url).status_code if method == "GET" else client.post(url).status_code


def test_locked_door_is_said_kindly_and_keeps_places(world, at):
    client = newcomer(world, door="open")
    stranger = newcomer(world, door="locked")
    join = reverse("workshops:join", args=[world.here.workshop.join_code])
    answers = [stranger.get(join), stranger.post(join, {"sector": "acute"})]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert all("The door is locked. Ask the facilitator." in words(answer) for answer in answers)
    assert client.get(join).headers["Location"] == at("board")
    assert client.get(at("board")).status_code == 200


def test_newcomer_waits_and_goes_on_when_let_in(world, at):
    client = newcomer(world, door="waiting")
    assert client.get(reverse("workshops:join", args=[world.here.workshop.join_code])).headers["Location"] == at(
        "waiting"
    )
    page = client.get(at("waiting"))
    assert (page.status_code, "You are in the waiting room" in words(page)) == (200, True)
    assert world.here.workshop.title not in page.text
    people.admit_all(do(world.here.workshop))
    answer = client.get(at("waiting"))
    assert (answer.status_code, answer.headers["Location"]) == (303, at("board"))


def test_whoever_waits_gets_nothing_from_any_address(world):
    client = world.client(WAITING)
    lines = [
        (ROUTES[name], method)
        for name, method in SAID
        if ROUTES.get(name) in IN_HERE and name not in (STREAM, OWN_PAGE)
    ]
    assert {(route.name, method): asked(world, client, route, method) for route, method in lines} == {
        (route.name, method): 403 for route, method in lines
    }


def test_words_of_whoever_waits_are_handed_back(world, at):
    client = newcomer(world, door="waiting")
    answer = client.post(at("idea_add"), {"text": "Too early"}, headers={"HX-Request": "true"})
    assert (answer.status_code, handed_back(answer)) == (403, ["Too early"])


def test_whoever_waits_and_is_sent_away_is_told(world, at):
    client = newcomer(world, door="waiting")
    people.remove_member(do(world.here.workshop), membership_id=member(world).pk)
    answer = client.get(at("waiting"))
    assert answer.status_code == 403
    assert "The facilitator has shown you out" in words(answer)


def test_facilitator_sees_who_waits_and_names_are_nowhere_else(world, at):
    newcomer(world, door="waiting")
    facilitator = world.client("facilitator here")
    assert "2 in the waiting room" in words(facilitator.get(at("people")))
    assert "Ada" in words(facilitator.get(at("people")))
    for actor in ("participant here", "facilitator here"):
        assert "Ada" not in world.client(actor).get(at("board")).text
    assert "Waiting to come in: 2" in words(facilitator.get(at("board")))
    assert "Waiting to come in" not in words(world.client("participant here").get(at("board")))


def test_observer_is_refused_wherever_something_is_written(world, at):
    client = newcomer(world, door="open")
    Membership.objects.filter(pk=member(world).pk).update(role=WorkshopRole.OBSERVER)
    board = client.get(at("board"))
    assert board.status_code == 200
    assert 'data-face="phone"' in board.text
    assert "/add/" not in board.text
    number = Workshop.objects.get(pk=world.here.workshop.pk).last_event
    posts = [name for name, method in SAID if ROUTES.get(name) in IN_HERE and method == "POST"]
    answers = {name: asked(world, client, ROUTES[name], "POST") for name in posts}
    assert Workshop.objects.get(pk=world.here.workshop.pk).last_event == number
    assert {name: status for name, status in answers.items() if status != 403 and name.endswith("_add")} == {}


def test_merged_device_goes_on_as_the_one_that_was_kept(world, at):
    client = newcomer(world, door="open")
    gone = member(world)
    other = newcomer(world, door="open")
    kept = member(world)
    choosing.close_round(do(world.here.workshop), round_id=world.here.workshop.rounds.get().pk)
    polls.close_poll(do(world.here.workshop), poll_id=world.here.pks["poll"])
    merging.merge_members(do(world.here.workshop), membership_id=gone.pk, into_id=kept.pk)
    assert [each.get(at("board")).status_code for each in (client, other)] == [200, 200]
    client.post(at("idea_add"), {"text": "From the other device", "enabler": ""})
    made = world.here.workshop.ideas.get(text="From the other device")
    assert made.author_id == kept.pk
    people.remove_member(do(world.here.workshop), membership_id=kept.pk)
    assert [each.get(at("board")).status_code for each in (client, other)] == [403, 403]


def test_same_person_who_scans_three_times_is_one_participant(world):
    client = newcomer(world, door="open")
    before = world.here.workshop.memberships.count()
    for _ in range(2):
        client.get(reverse("workshops:join", args=[world.here.workshop.join_code]))
        client.post(reverse("workshops:join", args=[world.here.workshop.join_code]), {"sector": "acute"})
    assert world.here.workshop.memberships.count() == before


def test_refused_words_after_the_close_can_be_handed_in(world, at):
    client = newcomer(world, door="open")
    Workshop.objects.filter(pk=world.here.workshop.pk).update(status=WorkshopStatus.CLOSED)
    answer = client.post(at("idea_add"), {"text": "Still on my phone"}, headers={"HX-Request": "true"})
    assert (answer.status_code, handed_back(answer)) == (403, ["Still on my phone"])
    assert "Hand to the facilitator" in words(answer)
    assert boxes(answer)["text"] == ["Still on my phone"]
    done = client.post(at("handed_in"), {"text": "Still on my phone"})
    assert done.status_code == 303
    assert HandedIn.objects.get().text == "Still on my phone"
    assert "Still on my phone" in words(world.client("facilitator here").get(at("handed_in")))
    assert "Still on my phone" not in world.client("facilitator here").get(at("board")).text
    for actor in ("viewer here", "workforce lead here", "participant here"):
        assert world.client(actor).get(at("handed_in")).status_code == 403
    refused = world.client("viewer here").post(at("handed_in"), {"text": "Mine"})
    assert refused.status_code == 403


def test_hiding_is_offered_and_what_is_hidden_comes_back(world, at):
    facilitator = world.client("facilitator here")
    idea = world.here.pks["idea"]
    facilitator.post(at("idea_remove", idea))
    assert "One shared supervisor" not in world.client("participant here").get(at("board")).text
    listed = facilitator.get(at("taken_off"))
    assert f"{at('board')}ideas/{idea}/restore/" in listed.text
    facilitator.post(f"{at('board')}ideas/{idea}/restore/")
    assert "One shared supervisor" in world.client("participant here").get(at("board")).text


def test_people_page_lists_three_hundred_by_any_column(world, at, django_assert_max_num_queries):
    workshop = world.here.workshop
    Membership.objects.bulk_create(
        Membership(
            workshop=workshop,
            token_hash=f"{n:064}",
            name=f"Person {n:03}",
            sector="acute",
            joined_at=workshop.created_at,
        )
        for n in range(300)
    )
    facilitator = world.client("facilitator here")
    for sort in ("name", "sector", "role", "group", "came", "lost"):
        with django_assert_max_num_queries(14):
            page = facilitator.get(at("people") + f"?sort={sort}")
        assert (
            page.text.count("Yes, show out") == workshop.memberships.filter(removed_at=None, is_waiting=False).count()
        )


def test_stream_is_refused_to_whoever_waits(world, at):
    assert open_stream(world, WAITING, at("events")) == "403"
