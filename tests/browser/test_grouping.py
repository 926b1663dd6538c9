"""Ideas tidied at the desk, by keyboard alone and by dragging; a phone sees it, small and whole."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import walk
from tests.support.browser import Visitors
from tests.support.live_site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]


def add_idea(phone: Page, text: str, enabler: str) -> None:
    """One idea from a phone, by the big button."""
    phone.locator("#tool-idea").click()
    panel = phone.locator("#panel")
    panel.get_by_label("Your idea").fill(text)
    panel.get_by_label(enabler, exact=True).check()
    panel.get_by_role("button", name="Add the idea").click()
    expect(panel).to_contain_text("is added.")
    panel.get_by_role("link", name="Back to the board").click()


def line(page: Page, text: str) -> Locator:
    """The line of an idea."""
    return page.locator(".idea-list > li").filter(has_text=text)


def press(place: Locator, name: str, *, key: str = "Enter", role: str = "link") -> None:
    """Reach a link or button by the keyboard and press it."""
    target = place.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]  # one of two roles
    target.focus()
    expect(target).to_be_focused()
    target.press(key)


def test_merge_and_move_by_keyboard_alone(visitors: Visitors, live_site: LiveSite, axe) -> None:
    desk = walk.new_workshop(visitors, live_site, "Grouping", part="Star")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    add_idea(phone, "Share one rota", "Supply")
    add_idea(phone, "One rota for both", "Supply")
    add_idea(phone, "A navigator", "New roles")
    panel = desk.locator("#panel")

    press(line(desk, "Share one rota"), "Idea 1: Share one rota")
    expect(panel.get_by_role("heading", name="Share one rota")).to_be_focused()
    press(panel, "Merge…")
    expect(panel.get_by_role("heading", name="Merge into idea 1")).to_be_focused()
    panel.get_by_label("2. One rota for both").press("Space")
    assert axe(desk) == []
    press(panel, "Merge them", role="button")
    expect(panel).to_contain_text("Merged into idea 1.")
    expect(line(desk, "Share one rota")).to_contain_text("takes in 2")

    press(line(desk, "Share one rota"), "Idea 1: Share one rota")
    press(panel, "Move to…")
    expect(panel.get_by_role("button", name="Leadership")).to_be_visible()
    panel.get_by_role("button", name="Leadership").press("Enter")
    expect(panel).to_contain_text("Idea 1 is under Leadership now.")
    expect(desk.locator("#group-enabler-leadership")).to_contain_text("Share one rota")

    ideas = walk.to_ideas(phone)
    expect(ideas.locator("#group-enabler-leadership")).to_contain_text("takes in 2")
    expect(ideas).not_to_contain_text("One rota for both")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert axe(phone) == []


def test_an_idea_is_dragged_to_another_point_and_a_new_role_is_asked_first(
    visitors: Visitors, live_site: LiveSite, axe
) -> None:
    desk = walk.new_workshop(visitors, live_site, "Dragging", part="Star")
    panel = desk.locator("#panel")
    for text, enabler in (("Rotate", "Supply"), ("A navigator", "New roles")):
        desk.locator("#ideas-add").click()
        panel.get_by_label("Your idea").fill(text)
        panel.get_by_label(enabler, exact=True).check()
        panel.get_by_role("button", name="Add the idea").click()
        expect(panel).to_contain_text("is added.")
    line(desk, "Rotate").locator(".idea-number").drag_to(desk.locator("#group-enabler-new_roles h3"))
    expect(desk.locator("#group-enabler-new_roles")).to_contain_text("Rotate")

    line(desk, "A navigator").get_by_role("link", name="Have we asked first?").click()
    expect(panel.get_by_role("button", name="As upskilling")).to_be_visible()
    assert axe(desk) == []
    for question in panel.get_by_label("Not known yet").all():
        question.check()
    panel.get_by_role("button", name="Save the answers").click()
    expect(panel).to_contain_text("The answers are saved.")
    expect(line(desk, "A navigator").get_by_role("link", name="Have we asked first?")).to_have_count(0)


def test_a_parked_point_comes_home_and_the_close_shows_pledges(visitors: Visitors, live_site: LiveSite, axe) -> None:
    desk = walk.new_workshop(visitors, live_site, "Parking", part="Close")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    panel = phone.locator("#panel")
    for tool, words, button in (
        ("pledge", "Call the ambulance lead", "Add it"),
        ("parking", "Who pays for the van?", "Add it"),
    ):
        phone.locator(f"#tool-{tool}").click()
        panel.locator("textarea").fill(words)
        panel.get_by_role("button", name=button).click()
        expect(panel.get_by_role("link", name="Add another")).to_be_visible()
        panel.get_by_role("link", name="Back to the board").click()
    expect(phone.locator("#notes")).to_contain_text("Call the ambulance lead")
    assert axe(phone) == []
    desk.locator("#notes").get_by_role("link", name="Who pays for the van?").click()
    desk.locator("#panel").get_by_role("button", name="Make an action of it").click()
    expect(desk.locator("#panel")).to_contain_text("It is home: Action 1.")
    expect(phone.locator("#notes")).to_contain_text("1 dealt with")
    assert axe(desk) == []
