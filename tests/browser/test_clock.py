"""The clock on phones whose own clock is wrong, after sleep, and at its end."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.support.browser import Visitors
from tests.support.live_site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

WRONG = datetime(2031, 7, 4, 3, 2, 1, tzinfo=UTC)
"""What a device may think the time is."""


@pytest.fixture
def desk(visitors: Visitors, live_site: LiveSite) -> Page:
    """A desk whose room has just come to the needs, with 20 minutes for them."""
    return walk.new_workshop(visitors, live_site, "On time", part="Needs")


def left(page: Page) -> timedelta:
    """What the page says is left."""
    clock = page.locator("#clock [data-clock=ends], #clock [data-clock='']").first
    expect(clock).to_have_text(re.compile(r"^\d+:\d\d$"))
    minutes, seconds = clock.inner_text().split(":")
    return timedelta(minutes=int(minutes), seconds=int(seconds))


def near(page: Page, desk: Page) -> None:
    """Two pages agree on what is left, to the seconds that reading them takes."""
    assert abs(left(page) - left(desk)) < timedelta(seconds=4)


def test_a_phone_whose_clock_is_wrong_counts_down_right(visitors: Visitors, desk: Page) -> None:
    code = walk.code_of(desk)
    phone = visitors.page((390, 844), touch=True)
    phone.clock.install(time=WRONG)
    phone.goto(f"/join/{code.replace(' ', '')}/")
    phone.get_by_label("Where do you come from?").select_option(label="Hospital")
    phone.get_by_role("button", name="Come in").click()
    near(phone, desk)
    phone.clock.set_system_time(WRONG + timedelta(days=400))
    phone.clock.run_for(3_000)
    near(phone, desk)


def test_a_phone_that_slept_is_right_again(visitors: Visitors, desk: Page) -> None:
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    near(phone, desk)
    phone.clock.install()
    phone.reload()
    near(phone, desk)
    # The page's own time jumps, as after sleep; the server's does not.
    with phone.expect_response(re.compile(r"/now/$")):
        phone.clock.fast_forward("09:30")
    phone.clock.run_for(1_000)
    near(phone, desk)


def test_the_end_is_said_in_words_and_locks_nothing(visitors: Visitors, desk: Page) -> None:
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    phone.clock.install()
    phone.reload()
    left(phone)
    # A server whose time is further on: two and a half minutes after the end, as a page learns it from /now/.
    ends = int(phone.locator("#clock").get_attribute("data-ends") or 0)
    phone.route("**/now/", lambda route: route.fulfill(json={"now": ends + 150_000}))
    with phone.expect_response(re.compile(r"/now/$")):
        phone.clock.fast_forward("00:30")
    phone.clock.run_for(1_000)
    expect(phone.locator("#clock")).to_contain_text("2 minutes over")
    phone.get_by_role("link", name="Say what the person needs").click()
    panel = phone.locator("#panel")
    panel.get_by_role("textbox").first.fill("Somebody who knows her")
    panel.get_by_role("button", name="Add", exact=True).click()
    expect(panel).to_contain_text("Added.")


def test_the_desk_stops_the_clock_and_every_face_says_so(visitors: Visitors, desk: Page) -> None:
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    desk.locator("#clock").get_by_role("link", name="Pause the clock").click()
    expect(phone.locator("#clock")).to_contain_text(re.compile(r"Clock paused\s+20 minutes left"))
    desk.locator("#clock").get_by_role("link", name="+1 minute").click()
    expect(phone.locator("#clock")).to_contain_text("21 minutes left")
    desk.locator("#clock").get_by_role("link", name="Let it run").click()
    expect(phone.locator("#clock [data-clock]").first).to_have_text(re.compile(r"^(20|21):\d\d$"))


def test_phones_go_where_the_desk_brings_everybody(visitors: Visitors, desk: Page) -> None:
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    title = "Urgent response at home"
    walk.open_segment(desk, title)
    desk.locator("#panel").get_by_role("button", name="Bring everyone here").click()
    expect(walk.column(phone, title)).to_be_visible()
    expect(phone.locator("#spotlight")).to_contain_text(title)
    phone.get_by_role("button", name="Next segment").click()
    expect(walk.column(phone, title)).to_be_hidden()
    desk.locator("#spotlight").get_by_role("link", name="Let them go").click()
    expect(phone.locator("#spotlight")).to_be_hidden()


def test_done_is_said_on_the_phone_and_counted_on_the_desk(visitors: Visitors, desk: Page) -> None:
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    walk.live(phone)
    phone.get_by_role("link", name="I’m done").click()
    expect(desk.locator("#progress")).to_contain_text("1 of 1")
    expect(phone.locator("#mine")).to_contain_text("You said you are done.")
    phone.locator("#mine").get_by_role("link", name="Not yet").click()
    expect(desk.locator("#progress")).to_contain_text("0 of 1")
