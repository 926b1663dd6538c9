"""The hub and its streams over real sockets (design 4, I3, I6)."""

import asyncio
import threading
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.rules.roles import AccountRole
from tests import make
from tests.make import do
from tests.support.forms import Browser
from tests.support.servers import wait_until
from tests.support.swap import Page
from tests.workshops.storms import storm, succeeded
from tests.workshops.wires import Heard, Listening, cookie_header, wire
from workshops.access import Visit
from workshops.events import log
from workshops.live import hub as hubs
from workshops.live import regions
from workshops.live.hub import Listener
from workshops.live.news import news
from workshops.models import Workshop
from workshops.rules.audiences import Audience
from workshops.rules.rights import PRODUCT
from workshops.services import ideas, needs, people, reporting, running
from workshops.services.editing import locked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def web(workshop):
    with wire() as running_wire:
        yield running_wire


@pytest.fixture
def phone(workshop):
    return make.seated(workshop)


@pytest.fixture
def desk(workshop):
    return make.signed_in(make.user(AccountRole.FACILITATOR, at=workshop.system))


def events_of(at: Workshop, query: str = "") -> str:
    return f"/w/{at.public_id}/events/{query}"


def say(at: Workshop, text: str = "A key") -> int:
    """One edit; its number."""
    draft = needs.PersonNeedDraft(text)
    return needs.add_person_need(do(at), segment_id=make.stage(at).pk, draft=draft).number


def number_of(at: Workshop) -> int:
    return Workshop.objects.get(pk=at.pk).last_event


def test_stream_says_hello_and_then_what_changes(web, workshop, phone):
    listening = web.listen(phone, events_of(workshop, f"?after={number_of(workshop)}"))
    assert listening.status == 200
    assert listening.response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert listening.response.headers["Cache-Control"] == "no-store, no-transform"
    assert listening.response.headers["X-Accel-Buffering"] == "no"
    assert listening.next("hello").data == "1"
    assert listening.next("news").news == {"after": 1, "number": 1, "regions": {}, "gone": [], "whole": False}
    assert say(workshop, "A spare key") == 2
    heard = listening.next("news")
    stem = f"segment-{make.stage(workshop).pk}"
    assert (heard.id, heard.news["after"], heard.news["number"], list(heard.news["regions"])) == (2, 1, 2, [stem])
    assert "A spare key" in heard.news["regions"][stem]


@pytest.mark.parametrize("by_header", [True, False])
def test_stream_resumes_after_a_number(web, workshop, phone, by_header):
    first = web.listen(phone, events_of(workshop, "?after=1"))
    page = Page(phone.get(f"/w/{workshop.public_id}/").content.decode())
    assert page.number == 1
    first.next("hello")
    first.close()
    for text in ("one", "two", "three"):
        say(workshop, text)
    ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Rotate"))
    again = (
        web.listen(phone, events_of(workshop, "?after=3"), Last_Event_ID="1")
        if by_header
        else web.listen(phone, events_of(workshop, "?after=1"))
    )
    message = again.next("news").news
    assert (message["after"], message["number"]) == (1, 5)
    page.apply(message)
    assert str(page) == str(Page(phone.get(f"/w/{workshop.public_id}/").content.decode()))


def test_number_from_another_time_reads_the_whole_page_again(web, workshop, phone):
    for after in (9_999, 1):
        if after == 1:
            for text in range(log.REPLAY_LIMIT + 1):
                say(workshop, str(text))
        message = web.listen(phone, events_of(workshop, f"?after={after}")).next("news").news
        assert (message["whole"], message["number"]) == (True, number_of(workshop))


@pytest.mark.parametrize("after", ["-1", "x", "1" * 12, "%00", "%D9%A3", ""])
def test_nonsense_for_a_number_counts_as_zero(web, workshop, phone, after):
    assert web.listen(phone, events_of(workshop, f"?after={after}")).next("news").news["after"] == 0


def test_screen_has_a_face_of_its_own(web, workshop, desk):
    listening = web.listen(desk, events_of(workshop, "?face=screen&after=0"))
    listening.next("news")
    make.ask(workshop, "star")
    say(workshop)
    needs.add_need(do(workshop), segment_id=make.stage(workshop).pk, draft=needs.NeedDraft("Nurse"))
    stems = {stem for heard in listening.until(3) for stem in heard.news["regions"]}
    assert stems == {"ask", "clock", "picture", "ribbon"}


def test_participant_has_no_screen(web, workshop, phone):
    assert web.listen(phone, events_of(workshop, "?face=screen")).status == 403


def test_participant_is_never_sent_what_is_not_on_the_phone(web, workshop, phone):
    listening = web.listen(phone, events_of(workshop, "?after=0"))
    need = make.need(workshop)
    reporting.request_report(do(workshop))
    needs.add_need(do(workshop), segment_id=make.stage(workshop).pk, draft=needs.NeedDraft("Nurse", depth_needed=3))
    ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Rotate", need_ids=[need.pk]))
    make.seat(workshop, "Wilhelmina")
    running.set_status(do(workshop), status="paused")
    running.replace_code(do(workshop))
    heard = listening.until(number_of(workshop))
    sent = {stem for each in heard for stem in each.news["regions"]}
    assert sent & {"reports", "coverage", "ribbon"} == set()
    assert sent >= {"board", "ideas", "room", "ask", "actions"}
    everything = "".join(each.data for each in heard)
    workshop.refresh_from_db()
    assert "Wilhelmina" not in everything
    assert "Report 1" not in everything


@pytest.mark.parametrize("path", ["regions/reports/", "regions/coverage/", "regions/ribbon/", "regions/segment-0/"])
def test_participant_cannot_fetch_what_is_not_on_the_phone(workshop, phone, path):
    assert phone.get(f"/w/{workshop.public_id}/{path}").status_code == 404


def test_foreign_host_is_refused(web, workshop, phone):
    for host in ("evil.example", "evil.example:80", "", "127.0.0.1.evil.example"):
        assert web.listen(phone, events_of(workshop), Host=host).status == 400


@pytest.mark.parametrize(
    ("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)]
)
def test_other_sites_cannot_listen(web, workshop, phone, site, status):
    assert web.listen(phone, events_of(workshop), Sec_Fetch_Site=site).status == status


def test_stranger_and_neighbour_find_nothing(web, workshop, phone):
    other = make.workshop(at=make.system("south"))
    stranger, elsewhere = Browser(), make.signed_in(make.user(AccountRole.ADMIN, at=make.system("south")))
    assert web.listen(stranger, events_of(workshop)).status == 404
    assert web.listen(None, events_of(workshop)).status == 404
    assert web.listen(elsewhere, events_of(workshop)).status == 404
    assert web.listen(phone, events_of(other)).status == 404
    assert web.listen(phone, "/w/222222222222/events/").status == 404


def test_stream_is_only_read(web, workshop, phone):
    connection_ = web.listen(phone, events_of(workshop)).connection
    connection_.close()
    connection_.request("POST", events_of(workshop), headers={"Cookie": cookie_header(phone)})
    assert connection_.getresponse().status == 405


def test_closed_seat_is_refused(web, workshop):
    seat = make.seat(workshop)
    people.remove_member(do(workshop), membership_id=seat.membership.pk)
    assert web.listen(make.seated(workshop, seat), events_of(workshop)).status == 403


def test_draft_is_not_for_participants(web, workshop, phone):
    Workshop.objects.filter(pk=workshop.pk).update(status="draft")
    assert web.listen(phone, events_of(workshop)).status == 403


def revoked_within_five_seconds(listening: Listening) -> None:
    listening.connection.sock.settimeout(5)
    assert listening.next("revoked").data == "0"
    assert list(listening) == []


def test_open_stream_of_somebody_shown_out_ends(web, workshop):
    seat = make.seat(workshop)
    listening = web.listen(make.seated(workshop, seat), events_of(workshop))
    listening.next("news")
    people.remove_member(do(workshop), membership_id=seat.membership.pk)
    revoked_within_five_seconds(listening)


@pytest.mark.parametrize("loss", ["role", "demotion", "sign-out", "inactive"])
def test_open_stream_of_an_account_that_lost_its_right_ends(web, workshop, loss):
    user = make.user(AccountRole.FACILITATOR, at=workshop.system)
    client = make.signed_in(user)
    listening = web.listen(client, events_of(workshop))
    listening.next("news")
    if loss == "role":
        user.system_roles.all().delete()
    elif loss == "demotion":
        user.system_roles.update(role=AccountRole.VIEWER)
    elif loss == "sign-out":
        client.logout()
    else:
        user.is_active = False
        user.save()
    revoked_within_five_seconds(listening)


def test_right_that_is_kept_keeps_the_stream(web, workshop, desk, phone):
    listening = [web.listen(desk, events_of(workshop)), web.listen(phone, events_of(workshop))]
    for each in listening:
        each.next("news")
    loser = make.seat(workshop)
    lost = web.listen(make.seated(workshop, loser), events_of(workshop))
    people.remove_member(do(workshop), membership_id=loser.membership.pk)
    revoked_within_five_seconds(lost)
    number = say(workshop)
    for each in listening:
        assert each.until(number)[-1].id == number


def test_workshop_that_goes_back_to_draft_lets_participants_go(web, workshop):
    seat = make.seat(workshop)
    listening = web.listen(make.seated(workshop, seat), events_of(workshop))
    listening.next("news")
    Workshop.objects.filter(pk=workshop.pk).update(status="draft")
    revoked_within_five_seconds(listening)


def test_change_without_a_bell_is_found_by_looking(web, workshop, phone):
    listening = web.listen(phone, events_of(workshop))
    listening.next("news")
    with transaction.atomic():
        number = log.append(workshop=locked(workshop.pk), kind="idea.added", stems=["ideas"], at=make.NOON)
    listening.connection.sock.settimeout(5)
    assert listening.until(number)[-1].id == number


def test_burst_of_a_hundred_edits_comes_in_few_messages(web, workshop, phone, desk):
    listening = web.listen(phone, events_of(workshop, "?after=1"))
    also = web.listen(desk, events_of(workshop, "?after=1"))
    for each in (listening, also):
        each.next("news")
    page = Page(phone.get(f"/w/{workshop.public_id}/").content.decode())
    for text in range(100):
        say(workshop, f"Word {text}")
    number = number_of(workshop)
    heard = listening.until(number)
    assert len(heard) <= 60
    assert_in_order(heard, 1, number)
    for each in heard:
        page.apply(each.news)
    assert str(page) == str(Page(phone.get(f"/w/{workshop.public_id}/").content.decode()))
    assert_in_order(also.until(number), 1, number)


def assert_in_order(heard: list[Heard], after: int, number: int) -> None:
    """No message is missing between a number and the last, none comes twice or late."""
    for each in heard:
        assert each.news["whole"] is False
        assert each.news["after"] <= after < each.news["number"] == each.id
        after = each.id or 0
    assert after == number


def test_messages_come_in_order_for_those_who_open_during_a_storm(web, workshop, phone, desk):
    clients = [phone, desk] * 6
    opened: list[tuple[int, Listening]] = []

    def write(who: int) -> None:
        for turn in range(25):
            say(workshop, f"{who} says {turn}")

    def open_all() -> None:
        for place, client in enumerate(clients):
            opened.append((place, web.listen(client, events_of(workshop, f"?after={place % 3}"))))

    succeeded(storm(*(partial(write, who) for who in range(3)), open_all))
    number = number_of(workshop)
    for place, listening in opened:
        heard = listening.until(number)
        first = heard[0].news
        assert first["after"] == place % 3
        assert_in_order(heard[1:], first["number"], number)
    page = Page(phone.get(f"/w/{workshop.public_id}/").content.decode())
    assert page.number == number


def test_streams_from_many_numbers_leave_a_bounded_number_of_first_messages(web, workshop, desk, monkeypatch):
    monkeypatch.setattr(hubs, "MOST_CAUGHT_UP", 3)
    for place in range(6):
        say(workshop, f"Change {place}")
    kept = []
    for after in range(6):
        web.listen(desk, events_of(workshop, f"?after={after}")).next("news")
        kept.append(len(web.hub.rooms[workshop.pk].caught_up))
    assert kept == [1, 2, 3, 1, 2, 3]


def test_first_of_an_audience_misses_nothing_that_came_while_it_was_catching_up(
    web, workshop, phone, desk, monkeypatch
):
    web.listen(phone, events_of(workshop)).next("news")
    room = web.hub.rooms[workshop.pk]
    began, caught_up = threading.Event(), threading.Event()
    read = news

    def read_in_this_order(workshop_id: int, after: int, audiences: list[Audience]) -> Any:
        if audiences == [Audience.PARTICIPANT] and not began.is_set():
            began.set()
            assert caught_up.wait(5)
        found = read(workshop_id, after, audiences)
        if audiences == [Audience.FACILITATOR] and not caught_up.is_set():
            say(workshop, "In between")
            caught_up.set()
            wait_until(lambda: room.number == 3, seconds=5, what="the others have it")
        return found

    monkeypatch.setattr(hubs, "news", read_in_this_order)
    say(workshop)
    assert began.wait(5)
    listening = web.listen(desk, events_of(workshop, "?after=1"))
    assert_in_order(listening.until(3), 1, 3)


def test_audience_that_comes_while_a_change_is_drawn_takes_nothing_from_the_others(
    web, workshop, phone, desk, monkeypatch
):
    waiting = web.listen(phone, events_of(workshop, "?after=1"))
    waiting.next("news")
    began, go_on = threading.Event(), threading.Event()

    def read_and_pause(workshop_id: int, after: int, audiences: list[Audience]) -> Any:
        found = news(workshop_id, after, audiences)
        if audiences == [Audience.PARTICIPANT] and not began.is_set():
            began.set()
            assert go_on.wait(5)
        return found

    monkeypatch.setattr(hubs, "news", read_and_pause)
    say(workshop)
    assert began.wait(5)
    arriving = web.listen(desk, events_of(workshop, "?after=1"))
    say(workshop, "In between")
    go_on.set()
    assert_in_order(waiting.until(3), 1, 3)
    assert_in_order(arriving.until(3), 1, 3)


def test_listener_that_does_not_keep_up_is_let_go_and_resumes(web, workshop, phone, monkeypatch):
    monkeypatch.setattr(hubs, "COALESCE", 0.0)
    slow = web.listen(phone, events_of(workshop, "?after=1"), receive_buffer=2048)
    slow.next("news")
    room = web.hub.rooms[workshop.pk]
    (listener,) = room.everyone()
    stage = make.stage(workshop)
    for turn in range(60):
        needs.add_person_need(do(workshop), segment_id=stage.pk, draft=needs.PersonNeedDraft(f"{turn} " + "word " * 30))
    asyncio.run_coroutine_threadsafe(flood(listener), web.loop).result(10)
    assert listener.ended
    heard = [each for each in slow if each.kind == "news"]
    numbers = [each.id for each in heard if each.id is not None]
    assert numbers == sorted(set(numbers))
    wait_until(lambda: workshop.pk not in web.hub.rooms, seconds=5, what="the room is empty")
    last = numbers[-1] if numbers else 1
    again = web.listen(phone, events_of(workshop, f"?after={last}"))
    number = number_of(workshop)
    assert again.until(number)[-1].id == number


async def flood(listener: Listener) -> None:
    """More than the queue holds, without a pause in which anything could leave it."""
    for _ in range(hubs.QUEUE + 1):
        listener.put(b": " + b"x" * 1000 + b"\n\n")


def test_room_goes_when_the_last_listener_does(web, workshop, phone):
    listening = web.listen(phone, events_of(workshop))
    listening.next("news")
    assert web.hub.count() == 1
    listening.close()
    wait_until(lambda: web.hub.count() == 0 and not web.hub.rooms, seconds=5, what="the room is empty")


def test_streams_say_goodbye_when_the_server_stops(workshop, phone):
    with wire() as web:
        listening = [web.listen(phone, events_of(workshop)) for _ in range(5)]
        for each in listening:
            each.next("news")
        web.leave()
        waits = set()
        for each in listening:
            waits.add(int(each.next("bye").data))
            assert list(each) == []
        assert all(200 <= wait <= 3000 for wait in waits)
        web.thread.join(5)
        assert not web.thread.is_alive()


def test_server_that_is_stopping_opens_no_stream(web, workshop, phone):
    web.hub.closing = True
    assert web.listen(phone, events_of(workshop)).status == 503
    web.hub.closing = False


@pytest.mark.server
def test_sixty_idle_streams_hold_no_database_connection(web, workshop, phone, desk):
    def connections_now() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            return int(cursor.fetchone()[0])

    web.listen(phone, events_of(workshop)).next("news")
    before = connections_now()
    listening = [web.listen((phone, desk)[place % 2], events_of(workshop)) for place in range(60)]
    for each in listening:
        each.next("news")
    assert web.hub.count() == 61
    wait_until(lambda: connections_now() <= before, seconds=10, what="no connection more than without streams")


def test_hub_draws_each_region_once_for_each_audience(web, workshop, phone, desk, monkeypatch):
    listening = [web.listen(client, events_of(workshop, "?after=1")) for client in (phone, desk) * 10]
    for each in listening:
        each.next("news")
    drawn: list[tuple[str, Audience]] = []
    draw = regions.draw

    def counted(facts: Any, stem: str, audience: Audience) -> str | None:
        drawn.append((stem, audience))
        return draw(facts, stem, audience)

    monkeypatch.setattr(regions, "draw", counted)
    number = ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Rotate")).number
    for each in listening:
        assert each.until(number)[-1].id == number
    assert sorted(drawn) == [
        ("coverage", Audience.FACILITATOR),
        ("ideas", Audience.FACILITATOR),
        ("ideas", Audience.PARTICIPANT),
        ("priorities", Audience.FACILITATOR),
        ("priorities", Audience.PARTICIPANT),
    ]


def test_room_whose_drawing_failed_once_is_served_on(web, workshop, phone, monkeypatch):
    listening = web.listen(phone, events_of(workshop, "?after=1"))
    listening.next("news")
    draw = regions.draw
    failures = [RuntimeError("a broken partial")]

    def draw_or_fail(facts: Any, stem: str, audience: Audience) -> str | None:
        if failures:
            raise failures.pop()
        return draw(facts, stem, audience)

    monkeypatch.setattr(regions, "draw", draw_or_fail)
    number = say(workshop, "A spare key")
    listening.connection.sock.settimeout(5)
    heard = listening.until(number)[-1]
    assert "A spare key" in str(heard.news["regions"])
    assert failures == []


def test_failed_look_does_not_end_the_watch(web, workshop, monkeypatch):
    failures = [RuntimeError("broken")]
    look = hubs._look_once

    def look_or_fail(visits: Any, *, sweep: bool) -> Any:
        if failures:
            raise failures.pop()
        return look(visits, sweep=sweep)

    monkeypatch.setattr(hubs, "_look_once", look_or_fail)
    wait_until(lambda: failures == [], seconds=5, what="a look that failed")
    seat = make.seat(workshop)
    listening = web.listen(make.seated(workshop, seat), events_of(workshop))
    listening.next("news")
    people.remove_member(do(workshop), membership_id=seat.membership.pk)
    revoked_within_five_seconds(listening)


@pytest.mark.server
def test_two_web_processes_hear_each_other(web, workshop, phone):
    with wire() as other:
        listening = [web.listen(phone, events_of(workshop)), other.listen(phone, events_of(workshop))]
        for each in listening:
            each.next("news")
        number = say(workshop)
        for each in listening:
            each.connection.sock.settimeout(1.5)
            assert each.until(number)[-1].id == number


def test_what_is_held_back_while_a_listener_catches_up_comes_after_it(workshop):
    async def scene() -> list[bytes]:
        listener = Listener(Visit(workshop, PRODUCT), Audience.FACILITATOR)
        listener.give(4, b"four")
        listener.give(6, b"six")
        listener.caught_up(5, b"up to five")
        listener.give(5, b"five again")
        listener.give(7, b"seven")
        return [listener.queue.get_nowait() for _ in range(listener.queue.qsize())]

    assert asyncio.run(scene()) == [b"event: hello\ndata: 5\n\n", b"up to five", b"six", b"seven"]
