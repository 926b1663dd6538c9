"""Many tabs of one browser at one board: one stream for all of them, and none for who is not looked at."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.support.browser import Visitors
from tests.support.live_site import ROOM, LiveSite
from tests.support.proxy import Proxy
from tests.support.rooms import Room, make_room
from tests.support.servers import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

TABS = 7


@pytest.fixture(scope="module")
def room(live_site: LiveSite) -> Room:
    return make_room(live_site, "Many tabs", part="Star")


@contextmanager
def behind(proxy: Proxy, visitors: Visitors, site: LiveSite, host: str) -> Iterator[Visitors]:
    there = copy.copy(site)
    there.port, there.host = proxy.port, host
    everybody = Visitors(visitors.chromium, there)
    yield everybody
    assert everybody.leave() == []


def streams(proxy: Proxy, count: int) -> None:
    wait_until(lambda: proxy.open_streams == count, seconds=15, what=f"{count} streams, not {proxy.open_streams}")


def says(room: Room, words: str) -> None:
    assert room.facilitator.post(f"{room.board}ideas/add/", text=words, enabler="supply").status == 200


def hears(tab: Page, words: str) -> None:
    expect(tab.locator("#ideas .idea-list > li", has_text=words)).to_have_count(1)


@pytest.mark.parametrize("host", ["127.0.0.1", ROOM])
def test_seven_tabs_share_one_stream_and_the_seventh_saves(
    room: Room, visitors: Visitors, live_site: LiveSite, host: str
) -> None:
    """At the second name there are no locks, as in a room on plain http."""
    with Proxy(live_site.port) as proxy, behind(proxy, visitors, live_site, host) as there:
        first = room.phone(there)
        tabs = [first, *(first.context.new_page() for _ in range(TABS - 1))]
        for tab in tabs[1:]:
            tab.goto(first.url)
        for tab in tabs:
            walk.live(tab)
        streams(proxy, 1)
        says(room, f"For every tab at {host}")
        for tab in tabs:
            hears(tab, f"For every tab at {host}")
        last = tabs[-1]
        last.bring_to_front()
        walk.to_ideas(last).get_by_role("link", name="Add an idea").click()
        last.get_by_label("Your idea").fill(f"From the seventh at {host}")
        last.get_by_role("button", name="Add the idea").click()
        walk.all_saved(last)
        for tab in tabs:
            hears(tab, f"From the seventh at {host}")
        for count in range(3):
            tabs.pop(0).close()
            streams(proxy, 1)
            says(room, f"After {count + 1} have gone at {host}")
            for tab in tabs:
                hears(tab, f"After {count + 1} have gone at {host}")


def test_a_tab_that_is_hidden_for_a_minute_gives_its_stream_up_until_it_is_looked_at(
    room: Room, visitors: Visitors, live_site: LiveSite
) -> None:
    look = "(hidden) => { window.isHidden = hidden; document.dispatchEvent(new Event('visibilitychange')); }"
    with Proxy(live_site.port) as proxy, behind(proxy, visitors, live_site, "127.0.0.1") as there:
        tab = room.phone(there, init="Object.defineProperty(document, 'hidden', {get: () => window.isHidden === true})")
        walk.live(tab)
        streams(proxy, 1)
        tab.clock.install()
        tab.evaluate(look, True)
        tab.clock.fast_forward(59_000)
        assert proxy.open_streams == 1
        tab.clock.fast_forward(2_000)
        streams(proxy, 0)
        says(room, "While nobody looked")
        tab.evaluate(look, False)
        hears(tab, "While nobody looked")
        streams(proxy, 1)
