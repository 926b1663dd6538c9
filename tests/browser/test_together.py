"""Several people at once: focus and typed words survive, conflicts are shown, lost lines lose nothing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.support.browser import Visitors
from tests.support.live_site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

STAGE = "Short stay, kept moving"


def test_typed_words_caret_and_focus_survive_others(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "While typing", part="Workforce")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    walk.show(phone, STAGE)
    walk.open_segment(phone, STAGE).get_by_role("link", name="Who is needed").click()
    box = phone.locator("#panel").get_by_label("Who is here, paid or not?")
    box.press_sequentially("Ward visi")
    box.evaluate("(box) => box.setSelectionRange(4, 4)")
    walk.add_need(desk, STAGE, "Dietitian", needed="2 Working", now="Not known", learners="Go further")
    expect(phone.locator("section[data-segment] .need", has_text="Dietitian")).to_have_count(1)
    assert box.evaluate("(box) => [document.activeElement === box, box.value, box.selectionStart]") == [
        True,
        "Ward visi",
        4,
    ]


def test_conflict_shows_both_texts_and_keeps_what_is_chosen(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Two pens", part="Star")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    desk.locator("#ideas").get_by_role("link", name="Add an idea").click()
    desk.get_by_label("Your idea").fill("First words")
    desk.get_by_role("button", name="Add the idea").click()
    for page in (desk, phone):
        walk.to_ideas(page).get_by_role("link", name=re.compile("First words")).click()
        page.locator("#panel").get_by_role("link", name="Edit").click()
    desk.get_by_label("Your idea").fill("Words of the desk")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#panel")).to_contain_text("Saved.")
    phone.get_by_label("Your idea").fill("Words of the phone")
    phone.get_by_role("button", name="Save").click()
    panel = phone.locator("#panel")
    expect(panel).to_contain_text("Words of the desk")
    expect(panel).to_contain_text("Words of the phone")
    panel.get_by_role("button", name=re.compile("both", re.IGNORECASE)).click()
    for page in (desk, phone):
        expect(page.locator("#ideas")).to_contain_text("Words of the desk")
        expect(page.locator("#ideas")).to_contain_text("Words of the phone")


@pytest.mark.console_errors_expected
def test_words_written_without_a_line_are_sent_when_it_is_back(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "In the lift", part="Star")
    phone = walk.join(visitors, walk.code_of(desk), "Ambulance")
    walk.live(phone)
    walk.to_ideas(phone).get_by_role("link", name="Add an idea").click()
    phone.get_by_label("Your idea").fill("Written in the lift")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Add the idea").click()
    expect(phone.locator("#saved")).to_have_attribute("data-state", "unsaved")
    expect(phone.locator("#saved")).to_contain_text("Not saved")
    phone.context.set_offline(False)
    walk.all_saved(phone)
    expect(desk.locator("#ideas")).to_contain_text("Written in the lift")
    expect(desk.locator(".idea-list li")).to_have_count(1)


@pytest.mark.console_errors_expected
def test_words_survive_a_closed_tab(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Closed tab", part="Star")
    phone = walk.join(visitors, walk.code_of(desk), "Ambulance")
    walk.live(phone)
    address = phone.url
    walk.to_ideas(phone).get_by_role("link", name="Add an idea").click()
    phone.get_by_label("Your idea").fill("Written before the tab closed")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Add the idea").click()
    expect(phone.locator("#saved")).to_have_attribute("data-state", "unsaved")
    context = phone.context
    phone.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    walk.all_saved(again)
    expect(desk.locator("#ideas")).to_contain_text("Written before the tab closed")


def test_nhs_number_is_refused_with_the_text_still_there(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Careful words")
    desk.locator("#ideas").get_by_role("link", name="Add an idea").click()
    desk.get_by_label("Your idea").fill("Ask 943 476 5919 how it went")
    desk.get_by_role("button", name="Add the idea").click()
    expect(desk.locator("#panel")).to_contain_text("This looks like an NHS number.")
    expect(desk.get_by_label("Your idea")).to_have_value("Ask 943 476 5919 how it went")


def test_removed_participant_is_out_within_seconds(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Shown out", part="Star")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    desk.goto(desk.url.rstrip("/") + "/people/")
    show_out(desk)
    expect(desk.locator("body")).to_contain_text("They are out. What they wrote stays.")
    expect(phone.locator("body")).to_contain_text("shown you out", timeout=6_000)


def test_who_is_shown_out_while_writing_keeps_the_words_to_copy(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Shown out while writing", part="Star")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    walk.to_ideas(phone).get_by_role("link", name="Add an idea").click()
    phone.get_by_label("Your idea").fill("Half a thought")
    desk.goto(desk.url.rstrip("/") + "/people/")
    show_out(desk)
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are no longer in this workshop", timeout=6_000)
    expect(phone.get_by_label("Your words")).to_have_value("Half a thought")
    expect(phone.locator("#board")).to_have_count(0)


@pytest.mark.console_errors_expected
def test_entries_written_one_after_the_other_without_a_line_all_arrive(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "In the lift", part="Star")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    walk.to_ideas(phone).get_by_role("link", name="Add an idea").click()
    expect(phone.get_by_label("Your idea")).to_be_visible()
    phone.context.set_offline(True)
    for count in range(1, 4):
        phone.get_by_label("Your idea").fill(f"Written in the lift {count}")
        phone.get_by_role("button", name="Add the idea").click()
        expect(phone.locator("#panel .kept", has_text=f"Written in the lift {count}")).to_be_visible()
        expect(phone.get_by_label("Your idea")).to_have_value("")
    phone.get_by_label("Your idea").fill("Still being written")
    phone.context.set_offline(False)
    walk.all_saved(phone)
    rows = desk.locator("#ideas .idea-list > li")
    expect(rows).to_have_count(3)
    for count in range(1, 4):
        expect(rows.nth(count - 1)).to_contain_text(f"Written in the lift {count}")
    expect(phone.get_by_label("Your idea")).to_have_value("Still being written")


@pytest.mark.console_errors_expected
def test_two_tabs_of_one_device_keep_their_unsent_entries_apart(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Two tabs", part="Star")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    tabs = [phone, phone.context.new_page()]
    tabs[1].goto(phone.url)
    for tab in tabs:
        tab.bring_to_front()
        walk.live(tab)
        walk.to_ideas(tab).get_by_role("link", name="Add an idea").click()
        expect(tab.get_by_label("Your idea")).to_be_visible()
    phone.context.set_offline(True)
    for count, tab in enumerate(tabs, start=1):
        tab.bring_to_front()
        tab.get_by_label("Your idea").fill(f"From tab {count}")
        tab.get_by_role("button", name="Add the idea").click()
        expect(tab.locator("#saved")).to_have_attribute("data-state", "unsaved")
    kept = "Object.entries(localStorage).filter(([name]) => name.startsWith('outbox:')).map(([, entry]) => entry)"
    assert sorted("tab+1" in entry for entry in phone.evaluate(kept)) == [False, True]
    phone.context.set_offline(False)
    for tab in tabs:
        walk.all_saved(tab)
    expect(desk.locator("#ideas .idea-list > li")).to_have_count(2)
    assert phone.evaluate(kept) == []


@pytest.mark.console_errors_expected
def test_a_panel_that_cannot_be_opened_says_so_and_an_open_form_is_left_alone(
    visitors: Visitors, live_site: LiveSite
) -> None:
    desk = walk.new_workshop(visitors, live_site, "In the cellar", part="Workforce")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    tool = phone.locator("#ask").get_by_role("link", name="Say who is here")
    phone.context.set_offline(True)
    tool.click()
    note = phone.get_by_text("This could not be opened just now.")
    expect(note).to_be_visible()
    phone.get_by_role("button", name="Close details").click()
    phone.context.set_offline(False)
    tool.click()
    expect(phone.locator("#id_title")).to_be_visible()
    expect(note).to_have_count(0)
    with phone.expect_request(re.compile("depth-words")):
        phone.locator("#id_title").press_sequentially("Port")
    phone.context.set_offline(True)
    phone.locator("#id_title").press_sequentially("er")
    phone.get_by_role("button", name="Add", exact=True).click()
    expect(phone.locator("#saved")).to_contain_text("Not saved: 1 entry kept on this device")
    expect(note).to_have_count(0)
    phone.context.set_offline(False)
    walk.all_saved(phone)
    expect(walk.column(desk, "Ageing well and prevention")).to_contain_text("Porter")


def test_segment_removed_on_prepare_can_be_brought_back_there(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Pruning")
    desk.get_by_role("link", name="Prepare").click()
    rows = desk.locator(".segment-row")
    before = rows.count()
    rows.last.get_by_role("button", name=re.compile("^Remove")).click()
    expect(desk.get_by_text("Removed, with everything on it.")).to_be_visible()
    desk.get_by_role("button", name="Undo").click()
    expect(desk).to_have_url(re.compile("/prepare/$"))
    expect(rows).to_have_count(before)
    desk.get_by_role("link", name="Add a stage").click()
    desk.get_by_label("Title").fill("One more stage")
    desk.get_by_role("button", name="Add the stage").click()
    expect(desk).to_have_url(re.compile("/prepare/$"))
    expect(desk.get_by_text("The stage is added.")).to_be_visible()


def show_out(desk: Page) -> None:
    """Show out the one participant, and mean it."""
    desk.locator("summary", has_text="Show out").click()
    desk.get_by_role("button", name=re.compile("Yes, show out")).click()


def test_undo_brings_a_removed_role_back(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Undo")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    card = walk.column(desk, STAGE).locator(".need", has_text="Porter")
    card.click()
    desk.locator("#panel").get_by_role("button", name="Remove").click()
    expect(walk.column(phone, STAGE).locator(".need", has_text="Porter")).to_have_count(0)
    desk.locator("#panel").get_by_role("button", name="Undo").click()
    expect(walk.column(phone, STAGE).locator(".need", has_text="Porter")).to_have_count(1)
