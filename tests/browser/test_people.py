"""The facilitator's power over the room, as the people in it notice it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.support.browser import Visitors
from tests.support.live_site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

SOON = 6_000


def people(desk: Page) -> Page:
    desk.goto(re.sub(r"(/w/\w+/).*", r"\1people/", desk.url))
    return desk


def board(desk: Page) -> Page:
    desk.goto(re.sub(r"(/w/\w+/).*", r"\1", desk.url))
    walk.live(desk)
    return desk


def set_door(desk: Page, label: str) -> None:
    people(desk).locator(".doors").get_by_role("button", name=label).click()


def stand_at(visitors: Visitors, code: str, sector: str, *, script: bool = True) -> Page:
    """Somebody who comes to a door with a waiting room."""
    phone = visitors.page((390, 844), script=script, touch=True)
    phone.goto("/")
    phone.get_by_label("Join code").fill(code)
    phone.get_by_role("button", name="Join").click()
    phone.get_by_label("First name").fill("Ada")
    phone.get_by_label("Where do you come from?").select_option(label=sector)
    phone.get_by_role("button", name="Come in").click()
    return phone


def test_waiting_room_goes_on_by_itself_when_somebody_is_let_in(visitors: Visitors, live_site: LiveSite, axe) -> None:
    desk = walk.new_workshop(visitors, live_site, "Waiting room")
    code = walk.code_of(desk)
    set_door(desk, "Waiting room")
    phone = stand_at(visitors, code, "Hospital")
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are in the waiting room")
    assert axe(phone) == []
    board(desk)
    desk.get_by_role("link", name="Waiting to come in: 1").click()
    expect(desk.locator(".waiting-people")).to_contain_text("Ada, Hospital")
    assert axe(desk) == []
    desk.get_by_role("button", name="Let in Ada, Hospital").click()
    expect(phone.locator("main[data-workshop]")).to_be_visible(timeout=SOON)


def test_waiting_room_works_without_script(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Waiting plainly")
    code = walk.code_of(desk)
    set_door(desk, "Waiting room")
    phone = stand_at(visitors, code, "Hospital", script=False)
    phone.get_by_role("link", name="Look again").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are in the waiting room")
    people(desk).get_by_role("button", name="Let everybody in").click()
    phone.get_by_role("link", name="Look again").click()
    expect(phone.locator("main[data-workshop]")).to_be_visible()


def test_what_the_facilitator_hides_is_gone_from_every_face_and_comes_back(
    visitors: Visitors, live_site: LiveSite
) -> None:
    desk = walk.new_workshop(visitors, live_site, "Hiding")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    desk.locator("#ideas").get_by_role("link", name="Add an idea").click()
    desk.get_by_label("Your idea").fill("A sentence that somebody regrets")
    desk.get_by_role("button", name="Add the idea").click()
    expect(phone.locator("#ideas")).to_contain_text("A sentence that somebody regrets")
    desk.locator("#ideas").get_by_role("link", name=re.compile("A sentence that")).click()
    desk.locator("#panel").get_by_role("button", name=re.compile("Hide|Remove")).first.click()
    expect(phone.locator("#ideas")).not_to_contain_text("A sentence that somebody regrets", timeout=5_000)
    desk.get_by_role("link", name="Taken off").click()
    desk.locator("#panel").get_by_role("button", name=re.compile("Bring back")).click()
    expect(phone.locator("#ideas")).to_contain_text("A sentence that somebody regrets", timeout=5_000)


def test_merged_phone_goes_on_as_the_one_that_was_kept(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Joined twice")
    code = walk.code_of(desk)
    phones = [walk.join(visitors, code, "Hospital") for _ in range(2)]
    for phone in phones:
        walk.live(phone)
    people(desk).get_by_role("link", name=re.compile("^Change")).first.click()
    desk.get_by_label("Same person as").select_option(index=1)
    desk.get_by_role("button", name="Make them one").click()
    expect(desk.get_by_role("heading", name="1 in the room")).to_be_visible()
    board(desk).locator("#ideas").get_by_role("link", name="Add an idea").click()
    desk.get_by_label("Your idea").fill("Seen by both")
    desk.get_by_role("button", name="Add the idea").click()
    for phone in phones:
        expect(phone.locator("#ideas")).to_contain_text("Seen by both", timeout=SOON)
        walk.live(phone)


def test_closed_workshop_has_no_controls_and_unsent_words_are_handed_in(
    visitors: Visitors, live_site: LiveSite, axe
) -> None:
    desk = walk.new_workshop(visitors, live_site, "The end", part="Star")
    phone = walk.join(visitors, walk.code_of(desk), "Ambulance")
    walk.live(phone)
    walk.to_ideas(phone).get_by_role("link", name="Add an idea").click()
    phone.get_by_label("Your idea").fill("Still on my phone")
    for step in ("End the day and review", "Close the workshop"):
        board(desk).goto(desk.url + "run/")
        desk.get_by_role("button", name=step).click()
    phone.get_by_role("button", name="Add the idea").click()
    panel = phone.locator("#panel")
    expect(panel).to_contain_text("The workshop is closed; nothing changes any more.")
    assert axe(phone) == []
    panel.get_by_role("button", name="Hand to the facilitator").click()
    expect(panel).to_contain_text("The facilitator has your words.")
    board(desk).get_by_role("link", name="Handed in: 1").click()
    expect(desk.locator("#panel")).to_contain_text("Still on my phone")
    for page in (phone, desk):
        page.reload()
        regions = page.locator("[data-region]")
        expect(regions.locator("a", has_text=re.compile(r"^\+?\s*Add"))).to_have_count(0)
        expect(regions.locator("[data-post]")).to_have_count(0)


def test_another_machine_takes_the_room_over_as_it_was(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Dead laptop")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    desk.locator("#ideas").get_by_role("link", name="Add an idea").click()
    desk.get_by_label("Your idea").fill("Before the battery died")
    desk.get_by_role("button", name="Add the idea").click()
    walk.all_saved(desk)
    address, code = desk.url, walk.code_of(desk)
    desk.context.close()
    other = visitors.signed_in("facilitator")
    other.goto(address)
    walk.live(other)
    expect(other.locator("#ideas")).to_contain_text("Before the battery died")
    assert walk.code_of(other) == code
    expect(other.locator(".who-count")).to_contain_text("1 in the room")
    other.goto(address + "run/")
    other.get_by_role("button", name="Pause", exact=True).click()
    expect(phone.locator("#ask")).to_contain_text("Paused", timeout=SOON)
