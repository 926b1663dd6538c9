"""The vital tasks in every browser that the README names: each newer facility taken away, and plain http in a room.

Whatever is missing, words arrive, or the page says that they have not.
"""

import copy

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.support.browser import PHONE, Visitors
from tests.support.live_site import ROOM, LiveSite
from tests.support.rooms import Room, make_room

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

THROWS = "() => { throw new DOMException('not here', 'SecurityError'); }"
TAKEN_AWAY = {
    "crypto.randomUUID": "delete Crypto.prototype.randomUUID",
    "crypto": "Object.defineProperty(window, 'crypto', {value: undefined})",
    "AbortSignal.timeout": "delete AbortSignal.timeout; delete AbortSignal.any",
    "storage": "for (const name of ['localStorage', 'sessionStorage'])"
    f" Object.defineProperty(window, name, {{get: {THROWS}}})",
    "reading storage": f"Storage.prototype.getItem = {THROWS}",
    "writing storage": f"Storage.prototype.setItem = {THROWS}; Storage.prototype.removeItem = {THROWS}",
    "EventSource": "delete window.EventSource",
    "channels and locks": "delete window.BroadcastChannel; delete Navigator.prototype.locks",
    "clipboard and wake lock": "delete Navigator.prototype.clipboard; delete Navigator.prototype.wakeLock",
}


def writes(phone: Page, words: str) -> None:
    walk.to_ideas(phone).get_by_role("link", name="Add an idea").click()
    phone.get_by_label("Your idea").fill(words)
    phone.get_by_role("button", name="Add the idea").click()
    walk.all_saved(phone)


def has(page: Page, words: str) -> None:
    expect(page.locator("#ideas .idea-list > li", has_text=words)).to_have_count(1)


@pytest.fixture(scope="module")
def room(live_site: LiveSite) -> Room:
    """One room for both."""
    return make_room(live_site, "Old phones", part="Star")


def test_vital_tasks_with_each_newer_facility_taken_away(room: Room, visitors: Visitors) -> None:
    desk = room.phone(visitors)
    walk.to_ideas(desk)
    for count, (name, without) in enumerate(TAKEN_AWAY.items(), start=1):
        phone = room.phone(visitors, init=without)
        assert "Old phones" in phone.title()
        writes(phone, f"Number {count} without {name}")
        has(desk, f"Number {count} without {name}")
        room.facilitator.post(f"{room.board}ideas/add/", text=f"To number {count}", enabler="supply")
        has(phone, f"To number {count}")
        if name == "EventSource":
            expect(phone.locator("#line")).to_have_attribute("data-state", "polling")
        phone.context.close()


def test_coming_in_by_hand_without_secure_context_or_storage(room: Room, visitors: Visitors) -> None:
    phone = visitors.page(PHONE, touch=True)
    phone.context.add_init_script(f"{TAKEN_AWAY['storage']}; {TAKEN_AWAY['crypto']}")
    phone.goto("/")
    phone.get_by_label("Join code").fill(room.code)
    phone.get_by_role("button", name="Join").click()
    phone.get_by_label("Where do you come from?").select_option(label="Hospital")
    phone.get_by_role("button", name="Come in").click()
    expect(phone.locator("main[data-workshop]")).to_be_visible()


def test_a_room_on_plain_http_is_no_secure_context_and_loses_nothing(
    room: Room, visitors: Visitors, live_site: LiveSite
) -> None:
    there = copy.copy(live_site)
    there.host = ROOM
    phones = Visitors(visitors.chromium, there)
    phone = room.phone(phones)
    assert phone.evaluate("[isSecureContext, typeof crypto.randomUUID, typeof navigator.locks]") == [
        False,
        "undefined",
        "undefined",
    ]
    walk.live(phone)
    writes(phone, "From a phone on plain http")
    has(phone, "From a phone on plain http")
    assert "From a phone on plain http" in room.read("regions/ideas/")
    assert phones.leave() == []
