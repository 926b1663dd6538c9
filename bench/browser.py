"""What people's own browsers feel: typing while thousands of changes come in, and the board on a slow phone."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import CDPSession, Page

from bench.figures import Result, medians, turns
from bench.inside import ask
from bench.live import server
from bench.room import Room
from tests.browser import walk
from tests.support import browser as browsers
from tests.support.browser import PHONE, Visitors
from tests.support.live_site import LiveSite

UPDATES = 5_000
CARET = "(box) => [document.activeElement === box, box.value, box.selectionStart, box.selectionEnd]"
WRITERS = 25
NEEDS = 500
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
"""A slow 4G phone, as Lighthouse throttles one: 150 ms there and back, 1.6 Mbit/s down."""
SLOWER = 4
"""How much slower the phone computes."""
USABLE = ("main[data-one-at-a-time] [data-segment][data-shown]", "#line[data-state=live]")
"""The page shows its segment, its controls answer, and it has its line."""


@contextmanager
def visitors(site: LiveSite) -> Iterator[Visitors]:
    """Chromium, and people in it."""
    chromium = browsers.browser()
    opened = next(chromium)
    awake = browsers.awake(opened)
    everybody = Visitors(next(awake), site)
    try:
        yield everybody
    finally:
        everybody.leave()
        next(awake, None)
        next(chromium, None)


def _in_thread(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


async def _flood(room: Room, count: int) -> None:
    await room.join(WRITERS)
    for _ in range(count // WRITERS):
        await room.run([0.0] * WRITERS)
    room.leave()


def _typed(page: Page, room: Room, updates: int) -> tuple[dict[str, float], int]:
    """Type into the middle of a text while others write; how often caret, text or focus were not as they should be."""
    walk.live(page)
    walk.to_ideas(page).get_by_role("link", name="Add an idea").click()
    box = page.get_by_label("Your idea")
    box.fill("Half a thought")
    box.evaluate("(box) => box.setSelectionRange(5, 5)")
    before, after, wrong, looks = "Half ", "a thought", 0, 0
    begun = time.monotonic()
    flood = _in_thread(lambda: asyncio.run(_flood(room, updates)))
    while flood.is_alive():
        letter = "abcdefgh "[looks % 9]
        page.keyboard.type(letter)
        before += letter
        found = box.evaluate(CARET)
        wrong += found != [True, before + after, len(before), len(before)]
        looks += 1
        flood.join(0.1)
    took, last = time.monotonic() - begun, room.last_event()
    page.locator(f"main[data-number='{last}']").wait_for(state="attached", timeout=60_000)
    return {"updates": updates, "letters": looks, "updates_a_second": updates / took}, wrong


def typing_5000() -> Result:
    """5,000 changes of others come in while somebody types; caret, text and focus stay."""
    with server() as site, visitors(site) as everybody:
        public_id = site.demo_workshop()
        room = Room(site, public_id)
        page = walk.join(everybody, room.code, "Hospital")
        figures, wrong = _typed(page, room, UPDATES if turns() > 1 else UPDATES // 10)
        lost, stored = room.checked()
        figures["wrong"] = wrong
        stored += f"; {wrong} of {figures['letters']:g} letters not where they belong"
        return Result("typing_5000", figures, lost + wrong, {"wrong": 0}, stored)


def _slow(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return session


def _opened(page: Page, path: str) -> dict[str, float]:
    """Open the board; how long until it can be used, and what came over the wire."""
    session, wire = _slow(page), [0.0]
    session.on("Network.dataReceived", lambda data: wire.append(data["encodedDataLength"]))
    begun = time.monotonic()
    page.goto(path, wait_until="commit")
    for sign in USABLE:
        page.locator(sign).wait_for(state="attached", timeout=60_000)
    found = {"usable_ms": (time.monotonic() - begun) * 1000, "wire_kb": sum(wire) / 1000}
    session.detach()
    return found


def phone_500() -> Result:
    """The board with 500 roles on a slow phone: of somebody who comes from the join page, and with nothing kept."""
    with server() as site, visitors(site) as everybody:
        public_id = site.demo_workshop()
        needs = ask(site, "fill", public_id, NEEDS)["needs"]
        room, board = Room(site, public_id), f"/w/{public_id}/"
        runs = []
        for _ in range(turns()):
            page = everybody.page(PHONE, touch=True)
            page.goto(f"/join/{room.code}/")
            page.get_by_label("Where do you come from?").select_option(label="Hospital")
            page.evaluate("fetch(document.forms[0].action, {method: 'POST', body: new FormData(document.forms[0])})")
            page.wait_for_timeout(500)
            run = _opened(page, board)
            cold = everybody.page(PHONE, touch=True)
            cold.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # as they came
            runs.append(run | {f"cold_{name}": value for name, value in _opened(cold, board).items()})
            for each in (page, cold):
                each.context.close()
        figures = medians(runs, spread=("usable_ms", "cold_usable_ms")) | {"needs": needs}
        bound = {"usable_ms": 1500.0, "cold_wire_kb": 150.0}
        return Result("phone_500", figures, int(needs != NEEDS), bound, f"{needs:g} needs in the database")
