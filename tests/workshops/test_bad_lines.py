"""Bad lines, as people meet them: proxies that hold streams back, cut them or go dumb (design 4.4)."""

import copy
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.support.browser import Visitors
from tests.support.live_site import LiveSite
from tests.support.proxy import CLEAR, Fault, Proxy
from tests.workshops.callers import Caller

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

HEARTBEAT = 10.0
NOTICED = (2 * HEARTBEAT + 4) * 1000
"""Milliseconds: two heartbeats, and what a busy machine may be late."""
A_LOOK = 6_000
"""Milliseconds in which a page that looks every three seconds has what is new."""


@contextmanager
def behind(proxy: Proxy, visitors: Visitors, site: LiveSite) -> Iterator[Visitors]:
    """Visitors who reach the site through a proxy. What it does shows in their consoles; nothing else may."""
    there = copy.copy(site)
    there.port = proxy.port
    everybody = Visitors(visitors.chromium, there)
    yield everybody
    assert [text for text in everybody.leave() if not text.startswith("console error")] == []


def ideas(page: Page) -> list[str]:
    """The ideas on a page, in order."""
    return [re.sub(r"\s+", " ", text) for text in page.locator("#ideas .idea-list > li").all_text_contents()]


def test_room_goes_on_behind_proxies_that_hold_cut_or_silence_streams(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Behind proxies")
    code, board = walk.code_of(desk), desk.url.removeprefix(live_site.url)
    writer = Caller(live_site.url).sign_in(live_site.accounts["facilitator"])
    written = 0

    def write(count: int) -> None:
        nonlocal written
        for _ in range(count):
            written += 1
            saved = writer.post(f"{board}ideas/add/", text=f"Written as number {written}.", enabler="supply")
            assert saved.status == 200

    with (
        Proxy(live_site.port, fault=Fault(holds=1 << 20)) as holding,
        Proxy(live_site.port, fault=Fault(cut_after=1.5)) as cutting,
        Proxy(live_site.port, fault=Fault(dumb_after=2)) as silencing,
        behind(holding, visitors, live_site) as held,
        behind(cutting, visitors, live_site) as cut,
        behind(silencing, visitors, live_site) as silenced,
    ):
        dumb = walk.join(silenced, code, "Hospital")
        walk.live(dumb)
        late, torn = (walk.join(those, code, "Hospital") for those in (held, cut))
        for _ in range(8):
            write(2)
            expect(torn.locator("#ideas .idea-list > li")).to_have_count(written, timeout=A_LOOK)
        for page in (late, dumb):
            expect(page.locator("#line")).to_have_attribute("data-state", "polling", timeout=NOTICED)
            expect(page.locator("#line")).to_contain_text("No live line here")
            expect(page.locator("#ideas .idea-list > li")).to_have_count(written, timeout=A_LOOK)
        write(2)
        silencing.fault = CLEAR
        for page in (late, torn, dumb):
            expect(page.locator("#ideas .idea-list > li")).to_have_count(written, timeout=A_LOOK)
        expect(dumb.locator("#line")).to_have_attribute("data-state", "live", timeout=HEARTBEAT * 1000 + 4_000)
        desk.reload()
        assert len(ideas(desk)) == written
        for page in (late, torn, dumb):
            shown = ideas(page)
            page.reload()
            assert shown == ideas(page)
        assert cutting.streams >= 5
