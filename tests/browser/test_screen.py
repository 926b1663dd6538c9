"""The screen: it can be read from the back, does not jump, and goes on after the machine has slept."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.support.browser import SCREEN, Visitors
from tests.support.live_site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

SMALL = (1280, 720)
SHIFTS = """() => new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) { window.shifted = (window.shifted ?? 0) + entry.value; }
}).observe({ type: "layout-shift", buffered: false })"""
TEXT_SIZES = """() => [...document.querySelectorAll("body *")]
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && e.checkVisibility()
        && !e.closest("svg, script, template, .nhsuk-u-visually-hidden, .nhsuk-skip-link"))
    .map((e) => Math.round(Number.parseFloat(getComputedStyle(e).fontSize)))"""
PLACES = """() => ["ask", "room", "picture", "ribbon"].map((id) => {
    const box = document.getElementById(id).getBoundingClientRect();
    return [id, Math.round(box.x), Math.round(box.y), Math.round(box.width), Math.round(box.height)];
})"""


def screen_of(visitors: Visitors, desk: Page, size: tuple[int, int] = SCREEN) -> Page:
    screen = visitors.signed_in("facilitator", size)
    screen.goto(desk.url + "screen/")
    walk.live(screen)
    return screen


def cut_off(screen: Page) -> list[str]:
    """What is larger than its place."""
    found: list[str] = screen.evaluate(
        "() => [document.body, ...document.querySelectorAll('main > *')].filter((e) => e.checkVisibility()"
        " && e.scrollHeight > e.clientHeight + 3 && e.clientHeight > 2).map((e) => e.id || e.className)"
    )
    return found


def test_text_is_large_code_stays_and_nothing_moves_when_others_write(
    visitors: Visitors, live_site: LiveSite, axe
) -> None:
    desk = walk.new_workshop(visitors, live_site, "From the back row", part="Workforce")
    screen = screen_of(visitors, desk)
    assert min(screen.evaluate(TEXT_SIZES)) >= 28
    assert axe(screen) == []
    screen.evaluate(SHIFTS)
    places = screen.evaluate(PLACES)
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    expect(screen.locator(".who-count")).to_have_text(re.compile("1 in the room"))
    desk.locator("#ideas").get_by_role("link", name="Add an idea").click()
    desk.get_by_label("Your idea").fill("Rotate between ward and home")
    desk.get_by_role("button", name="Add the idea").click()
    walk.all_saved(desk)
    assert screen.evaluate(PLACES) == places
    assert screen.evaluate("() => window.shifted ?? 0") == 0
    expect(screen.locator(".who-join")).to_contain_text(walk.code_of(desk))


@pytest.mark.parametrize("size", [SCREEN, SMALL], ids=["1920", "1280"])
def test_every_part_of_the_day_fits_the_screen(visitors: Visitors, live_site: LiveSite, size, axe) -> None:
    desk = walk.new_workshop(visitors, live_site, "All day")
    screen = screen_of(visitors, desk, size)
    for _ in range(20):
        part = desk.locator(".phases [aria-current]").inner_text()
        expect(screen.locator(".ask-step")).to_contain_text(part)
        assert cut_off(screen) == [], part
        expect(screen.locator(".code-words")).to_be_visible()
        if part == "Close":
            break
        desk.locator("#ask-control").click()
        expect(desk.locator(".phases [aria-current]")).not_to_have_text(part)
    expect(screen.locator("#picture")).to_contain_text("actions agreed")
    assert axe(screen) == []


@pytest.mark.parametrize("size", [SCREEN, SMALL], ids=["1920", "1280"])
def test_words_are_counted_in_silence_and_stand_on_the_screen_after_the_reveal(
    visitors: Visitors, live_site: LiveSite, size, axe
) -> None:
    desk = walk.new_workshop(visitors, live_site, "Read from the back", part="Needs")
    screen = screen_of(visitors, desk, size)
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    progress, picture, panel = desk.locator("#progress"), screen.locator("#picture"), phone.locator("#panel")
    progress.get_by_role("link", name="Start: Alone, 4 min").click()
    expect(picture).to_contain_text("0 entries written. Nobody sees your words yet.")
    said = [f"Word {number}: somebody who calls in the morning, and the same one next time" for number in range(8)]
    for words in said:
        phone.locator("#tool-person_need").click()
        panel.get_by_role("textbox").first.fill(words)
        panel.get_by_role("button", name="Add", exact=True).click()
        expect(panel).to_contain_text("Nobody else sees it before it is shown to all.")
        panel.locator("[data-panel-close]").last.click()
    expect(picture).to_contain_text("8 entries written. Nobody sees them yet.")
    assert "Word" not in screen.content()
    progress.get_by_role("link", name="Reveal 8").click()
    expect(picture).to_contain_text("Word 7: somebody who calls in the morning")
    assert picture.locator("dd").all_inner_texts() == said[-len(picture.locator("dd").all()) :]
    expect(picture).to_contain_text(re.compile(r"and \d more on your phone"))
    assert cut_off(screen) == []
    assert axe(screen) == []


@pytest.mark.console_errors_expected
def test_screen_goes_on_after_the_machine_has_slept(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Asleep")
    screen = screen_of(visitors, desk)
    machine = screen.context.new_cdp_session(screen)
    screen.context.set_offline(True)
    expect(screen.locator("#line")).to_have_attribute("data-state", "reconnecting")
    machine.send("Page.setWebLifecycleState", {"state": "frozen"})
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    machine.send("Page.setWebLifecycleState", {"state": "active"})
    screen.context.set_offline(False)
    expect(screen.locator(".who-count")).to_have_text(re.compile("1 in the room"))
    walk.live(screen)
