"""Silent writing as the room meets it: two phones and the desk, a reveal and its undo, one's own words, groups."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.support.browser import Visitors
from tests.support.live_site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

STAGE = "Short stay, kept moving"


def say(phone: Page, words: str) -> None:
    """Say what the person needs, at the stage that the phone shows, and go back to the board."""
    phone.locator("#tool-person_need").click()
    panel = phone.locator("#panel")
    panel.get_by_role("textbox").first.fill(words)
    panel.get_by_role("button", name="Add", exact=True).click()
    expect(panel).to_contain_text("Nobody else sees it before it is shown to all.")
    panel.locator("[data-panel-close]").last.click()


def test_silence_reveal_and_its_undo_on_every_face(visitors: Visitors, live_site: LiveSite, axe) -> None:
    desk = walk.new_workshop(visitors, live_site, "In silence", part="Needs")
    one, two = (walk.join(visitors, walk.code_of(desk), sector) for sector in ("Hospital", "Ambulance"))
    for page in (desk, one, two):
        walk.live(page)
    for phone in (one, two):
        walk.show(phone, STAGE)
    progress = desk.locator("#progress")
    progress.get_by_role("link", name="Start: Alone, 4 min").click()
    for phone in (one, two):
        expect(phone.locator("#ask")).to_contain_text("Nobody sees your words yet.")
    say(one, "Somebody who calls after two days")
    say(two, "A lift that comes")
    expect(progress).to_contain_text("2 entries written in silence by 2")
    expect(one.locator("#mine")).to_contain_text("Somebody who calls after two days")
    expect(one.locator("#mine")).not_to_contain_text("A lift that comes")
    for page in (one, two, desk):
        expect(walk.column(page, STAGE).locator(".words")).to_have_count(0)
    assert "A lift that comes" not in one.content()
    assert "A lift that comes" not in desk.content()
    assert axe(one) == []
    assert axe(desk) == []
    progress.get_by_role("link", name="Reveal 2").click()
    for page in (one, two, desk):
        expect(walk.column(page, STAGE).locator(".words li")).to_have_count(2)
    expect(one.locator("#mine .mine-words")).to_have_count(0)
    progress.get_by_role("link", name="Hide them again").click()
    for page in (two, desk):
        expect(walk.column(page, STAGE).locator(".words")).to_have_count(0)
    expect(progress).to_contain_text("2 entries written in silence by 2")
    progress.get_by_role("link", name="Reveal 2").click()
    expect(walk.column(two, STAGE).locator(".words li")).to_have_count(2)
    expect(progress.get_by_role("link", name="Hide them again")).to_be_visible()
    expect(progress.get_by_role("link", name="Hide them again")).to_be_hidden(timeout=15_000)


def test_undo_and_redo_of_one_s_own_last_change(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Second thoughts", part="Star")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(desk)
    phone.locator("#tool-idea").click()
    phone.get_by_label("Your idea").fill("Rotate the juniors")
    phone.get_by_role("button", name="Add the idea").click()
    expect(desk.locator("#ideas")).to_contain_text("Rotate the juniors")
    phone.locator("#panel [data-panel-close]").last.click()
    phone.locator("#mine").get_by_role("link", name=re.compile("Undo you added “Rotate the juniors”")).click()
    panel = phone.locator("#panel")
    expect(panel).to_contain_text("You added “Rotate the juniors”.")
    panel.get_by_role("button", name="Undo").click()
    expect(desk.locator("#ideas")).not_to_contain_text("Rotate the juniors")
    panel.locator("[data-panel-close]").last.click()
    phone.locator("#mine").get_by_role("link", name=re.compile("^Redo")).click()
    panel.get_by_role("button", name="Redo").click()
    expect(desk.locator("#ideas")).to_contain_text("Rotate the juniors")


def test_a_phone_comes_to_its_group_s_first_place(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "In groups", part="Workforce")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    desk.keyboard.press("Escape")  # an open panel takes the place of what is not pressing
    desk.locator("#progress").get_by_role("link", name="Make groups").click()
    panel = desk.locator("#panel")
    panel.get_by_label("How many groups?").fill("2")
    panel.get_by_role("button", name="Make the groups").click()
    expect(panel).to_contain_text("The groups are made.")
    mine = phone.locator("#mine")
    expect(mine).to_contain_text(re.compile("Your group: Group [AB]"))
    first = mine.locator(".mine-places a").first.get_attribute("href") or ""
    expect(phone.locator(f"{first}[data-shown]")).to_be_visible()
    expect(desk.locator("#progress")).to_contain_text("Group B")
