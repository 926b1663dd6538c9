"""Bad lines, as people meet them: proxies that hold, cut or silence streams, and no line at all (design 4.4)."""

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
    desk = walk.new_workshop(visitors, live_site, "Behind proxies", part="Star")
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


def own_form(phone: Page, words: str, *, board: str) -> Page:
    """Another tab of the phone in which the form for an idea's words stands open."""
    tab = phone.context.new_page()
    tab.goto(board)
    walk.live(tab)
    walk.to_ideas(tab).get_by_role("link", name=re.compile(words)).click()
    tab.locator("#panel").get_by_role("link", name="Edit").click()
    expect(tab.get_by_label("Your idea")).to_have_value(words)
    return tab


def test_twenty_edits_made_without_a_line_arrive_in_order_after_every_tab_was_closed(
    visitors: Visitors, live_site: LiveSite
) -> None:
    """The entries outlive the page, so it does not matter for how long: nothing gives up after ten minutes."""
    desk = walk.new_workshop(visitors, live_site, "Twenty in the lift", part="Star")
    board = desk.url.removeprefix(live_site.url)
    writer = Caller(live_site.url).sign_in(live_site.accounts["facilitator"])
    for words in ("Words of two people", "Words that go"):
        assert writer.post(f"{board}ideas/add/", text=words, enabler="").status == 200
    changed, removed = (href(desk, words) for words in ("Words of two people", "Words that go"))
    with Proxy(live_site.port) as line, behind(line, visitors, live_site) as there:
        phone = walk.join(there, walk.code_of(desk), "Ambulance")
        walk.live(phone)
        tabs = [own_form(phone, words, board=board) for words in ("Words of two people", "Words that go")]
        walk.to_ideas(phone).get_by_role("link", name="Add an idea").click()
        expect(phone.get_by_label("Your idea")).to_be_visible()
        line.go_down()
        for tab in tabs:
            tab.bring_to_front()
            tab.get_by_label("Your idea").fill("Written over it without a line")
            tab.get_by_role("button", name="Save").click()
            expect(tab.locator("#saved")).to_have_attribute("data-state", "unsaved")
        lines = [f"Line {count:02}" if count != 7 else "Ask 943 476 5919 how it went" for count in range(1, 19)]
        form = phone.locator("#panel form[data-op]")
        phone.bring_to_front()
        for words in lines:
            form.locator("textarea").fill(words)
            form.locator("button[type=submit]").click()
            expect(form.locator(".kept", has_text=f"“{words}”")).to_be_visible()
        expect(phone.locator("#saved")).to_contain_text("20 entries")
        context = phone.context
        for tab in (phone, *tabs):
            tab.close(run_before_unload=False)
        version = re.search(r'name="version" value="(\d+)"', writer.get(f"{changed}edit/").text)
        assert version is not None
        assert writer.post(f"{changed}edit/", text="Words of the desk", enabler="", version=version[1]).status == 200
        assert writer.post(f"{removed}remove/").status == 200
        line.come_back()
        again = context.new_page()
        again.goto(board)
        expect(again.locator("#saved")).to_have_text("Not saved: 3 entries not taken. Read why.")
        panel = again.locator("#panel")
        expect(panel).to_contain_text("Somebody else changed this while you were writing")
        again.reload()
        expect(panel).to_contain_text("Somebody else changed this while you were writing")
        expect(panel).to_contain_text("Words of the desk")
        expect(panel).to_contain_text("Written over it without a line")
        panel.get_by_role("link", name="Keep theirs").click()
        expect(panel).to_contain_text("Somebody removed this a moment ago.")
        expect(panel.get_by_label("Your words, part 1")).to_have_value("Written over it without a line")
        panel.get_by_role("link", name="Back to the board").click()
        expect(panel).to_contain_text("This looks like an NHS number.")
        expect(panel.get_by_label("Your idea")).to_have_value("Ask 943 476 5919 how it went")
        panel.get_by_role("link", name="Back to the board").or_(panel.locator("[data-panel-close]")).first.click()
        walk.all_saved(again)
        arrived = [words for words in lines if words.startswith("Line")]
        expect(desk.locator("#ideas .idea-list > li", has_text="Line")).to_have_count(len(arrived))
        assert re.findall(r"Line \d\d", " ".join(ideas(desk))) == arrived
        assert again.evaluate("Object.keys(localStorage).filter((name) => /^(outbox|answer|draft):/.test(name))") == []


def href(page: Page, words: str) -> str:
    """Where an idea is."""
    found = page.locator("#ideas").get_by_role("link", name=re.compile(words)).get_attribute("href")
    assert found is not None
    return found


def test_caret_text_and_focus_stay_while_a_hundred_changes_come_in(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "A busy room", part="Star")
    board = desk.url.removeprefix(live_site.url)
    writer = Caller(live_site.url).sign_in(live_site.accounts["facilitator"])
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    walk.to_ideas(phone).get_by_role("link", name="Add an idea").click()
    box = phone.locator("#panel form[data-op] textarea")
    box.fill("Half a thought")
    box.evaluate("(box) => box.setSelectionRange(5, 5)")
    before, last = "Half ", "0"
    for count in range(100):
        saved = writer.post(f"{board}ideas/add/", text=f"Meanwhile {count}", enabler="supply")
        assert saved.status == 200
        last = saved.headers["x-number"]
        if count % 5 == 0:
            phone.keyboard.type("x")
            before += "x"
    expect(phone.locator("main")).to_have_attribute("data-number", last)
    found = box.evaluate("(box) => [document.activeElement === box, box.value, box.selectionStart, box.selectionEnd]")
    assert found == [True, f"{before}a thought", len(before), len(before)]
