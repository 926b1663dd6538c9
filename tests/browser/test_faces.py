"""Where people find themselves: phones come to what is asked, the desk keeps its control and scrolls as one page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.support.browser import Visitors
from tests.support.live_site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]


def go_on(desk: Page) -> None:
    """One press on the desk's control, and the panel closed again."""
    part = desk.locator("#ask").get_attribute("data-part")
    desk.locator("#ask-control").click()
    expect(desk.locator("#ask")).not_to_have_attribute("data-part", part or "")
    desk.keyboard.press("Escape")


def far_down(phone: Page) -> None:
    """Scroll a phone far down its board."""
    phone.evaluate("document.body.scrollTo(0, 600)")
    assert phone.evaluate("document.body.scrollTop") == 600


def test_phones_come_to_the_new_part_and_into_silence(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Brought along", part="Journey")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    walk.to_ideas(phone)
    go_on(desk)
    expect(phone.locator("#asked")).to_have_text("What does the person need here?")
    expect(phone.locator("#board")).to_be_visible()
    expect(phone.locator("#asked")).to_be_in_viewport(ratio=1)
    far_down(phone)
    desk.locator("#next-step").click()
    expect(phone.locator(".ask-technique")).to_be_in_viewport(ratio=1)


def test_who_is_writing_stays_and_comes_after_it(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Half a thought", part="Needs")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    far_down(phone)
    phone.locator("#tool-person_need").click()
    box = phone.locator("#panel").get_by_label("What does the person need here?")
    box.fill("Half a thought")
    go_on(desk)
    expect(phone.locator(".panel-close")).to_contain_text("The room goes on: Who is here, paid or not?")
    expect(box).to_have_value("Half a thought")
    expect(box).to_be_focused()
    phone.locator("button[data-panel-close]").click()
    expect(phone.locator("#asked")).to_be_in_viewport(ratio=1)


def test_the_control_stands_at_one_place_and_stays_in_sight(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "One place")
    desk.keyboard.press("Escape")
    control = desk.locator("#ask-control")
    expect(control).to_have_text("Next: Purpose")
    places = []
    for _ in range(13):
        box = control.bounding_box()
        assert box is not None
        places.append((box["x"], box["y"], box["width"]))
        desk.evaluate("window.scrollTo(0, 900)")
        for seen in ("#asked", "#clock .clock-now", "#ask-control"):
            expect(desk.locator(seen)).to_be_in_viewport(ratio=1)
        desk.evaluate("window.scrollTo(0, 0)")
        if len(places) < 13:
            go_on(desk)
    expect(control).to_have_text("End the day")
    assert places == [places[0]] * 13


def test_the_desk_scrolls_down_as_one_page_and_hides_no_focus(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "One page", part="Overlay")
    desk.emulate_media(reduced_motion="no-preference")
    desk.keyboard.press("Escape")
    down, across = desk.locator(".scroller").evaluate(
        "(box) => [box.scrollHeight - box.clientHeight, box.scrollWidth - box.clientWidth]"
    )
    assert (down, across > 0) == (0, True)
    desk.locator(".rows .and_further").scroll_into_view_if_needed()
    expect(desk.locator(".rows .and_further")).to_be_in_viewport(ratio=1)
    expect(walk.column(desk, "Ageing well and prevention").locator("h3")).to_be_in_viewport(ratio=1)
    desk.locator("#ideas").get_by_role("link", name="Add an idea").focus()
    for _ in range(30):
        desk.keyboard.press("Shift+Tab")
        focused = desk.evaluate(
            "() => { const at = document.activeElement, box = at.getBoundingClientRect();"
            " const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);"
            " return [at.outerHTML.slice(0, 80), at.contains(over)]; }"
        )
        assert focused[1], focused[0]


def test_links_of_a_group_stand_only_where_stages_are_asked_for(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Out of the way", part="Workforce")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    desk.keyboard.press("Escape")
    desk.locator("#progress-groups").click()
    desk.get_by_label("How many groups?").fill("2")
    desk.get_by_role("button", name="Make the groups").click()
    links = phone.locator(".mine-places a")
    expect(links.first).to_be_visible()
    desk.keyboard.press("Escape")
    walk.ask(desk, "Star")
    expect(phone.locator("#mine")).to_contain_text("Your group")
    expect(links.first).to_be_hidden()


def test_after_the_reveal_phones_are_led_to_the_ideas(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Where are they", part="Star")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    desk.locator("#next-step").click()
    expect(phone.locator(".ask-technique")).to_be_visible()
    phone.locator("#tool-idea").click()
    phone.get_by_label("Your idea").fill("A bench by the market")
    phone.get_by_role("button", name="Add the idea").click()
    expect(phone.locator(".panel-said")).to_be_visible()
    phone.locator("button[data-panel-close]").click()
    lead = phone.get_by_role("link", name="Read all ideas")
    expect(lead).to_be_hidden()
    desk.locator("#reveal").click()
    lead.click()
    expect(phone.locator("#ideas")).to_contain_text("A bench by the market")


def test_words_of_an_action_wait_while_a_new_role_is_asked_about(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Asked first", part="Actions")
    panel = desk.locator("#panel")
    for words in ("A paid navigator", "A second navigator"):
        desk.locator("#ideas").get_by_role("link", name="Add an idea").click()
        panel.get_by_label("Your idea").fill(words)
        panel.get_by_role("group", name="Which enabler carries it?").get_by_label("New roles").check()
        panel.get_by_role("button", name="Add the idea").click()
        expect(panel.locator(".panel-said")).to_be_visible()
    act_on(desk, "A paid navigator")
    panel.get_by_label(re.compile("^Owner(?!')")).fill("Head of volunteering")
    panel.get_by_label("Status").select_option(label="Agreed")
    panel.get_by_role("button", name="Add the action").click()
    act_on(desk, "A second navigator")
    expect(panel.get_by_label(re.compile("^Owner(?!')"))).to_have_value("")
    act_on(desk, "A paid navigator")
    panel.get_by_role("button", name="Add the action").click()
    panel.get_by_role("link", name=re.compile("answer its seven questions first")).click()
    expect(panel.get_by_label("Not known yet")).to_have_count(7)
    for unknown in panel.get_by_label("Not known yet").all():
        unknown.check()
    panel.get_by_role("button", name="Save the answers").click()
    panel.get_by_role("link", name="Go on to the action").click()
    expect(panel.get_by_label(re.compile("^Owner(?!')"))).to_have_value("Head of volunteering")
    expect(panel.get_by_label("Status")).to_have_value("agreed")


def act_on(desk: Page, idea: str) -> None:
    """Open the form that makes an action of an idea."""
    desk.locator("#ideas").get_by_role("link", name=idea).first.click()
    desk.locator("#panel").get_by_role("link", name="Make an action of it").click()
    expect(desk.locator("#panel").get_by_label("What will be done?")).to_have_value(idea)
