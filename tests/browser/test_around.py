"""Around the day in a real browser: a survey on a phone with the keyboard alone, the desk's pages, the rehearsal."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.test_access_for_all import tab_to
from tests.support.browser import DESK, PHONE, Visitors
from tests.support.live_site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Axe = Callable[[Page], list[str]]

CONFIDENT = "How confident are you in giving personalised care in this pathway?"


def opened(visitors: Visitors, site: LiveSite, title: str) -> tuple[Page, str]:
    """A desk on the page of the questions before the day, and the path of their link."""
    desk = walk.new_workshop(visitors, site, title)
    desk.get_by_role("link", name="Before and after").click()
    desk.get_by_role("listitem").filter(has_text="Ask everybody before the day").get_by_role("link").click()
    desk.get_by_role("button", name="Open the questions").click()
    letter = desk.get_by_label("Text to send").input_value()
    found = re.search(r"/s/\w+/", letter)
    assert found is not None
    return desk, found[0]


def test_survey_is_answered_on_a_phone_with_the_keyboard_alone(
    visitors: Visitors, live_site: LiveSite, axe: Axe
) -> None:
    desk, path = opened(visitors, live_site, "Asked before")
    phone = visitors.page(PHONE, touch=True)
    phone.goto(path)
    assert axe(phone) == []
    assert phone.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    tab_to(phone, "Where do you come from?")
    phone.keyboard.type("Hospital")
    tab_to(phone, "No answer")
    phone.keyboard.press("ArrowRight")
    group = phone.get_by_role("group", name=CONFIDENT)
    expect(group.get_by_label("0", exact=True)).to_be_checked()
    for _ in range(7):
        phone.keyboard.press("ArrowRight")
    expect(group.get_by_label("7", exact=True)).to_be_checked()
    tab_to(phone, "Where do you see an opening?")
    phone.keyboard.type("One number to ring")
    tab_to(phone, "Send my answers")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    assert axe(phone) == []
    phone.get_by_role("link", name="Change my answers").click()
    expect(phone.get_by_label("Where do you see an opening?")).to_have_value("One number to ring")
    desk.reload()
    expect(desk.locator("main")).to_contain_text("1 reply")
    expect(desk.locator("main")).to_contain_text("Shown from five replies on")
    expect(desk.locator("main")).not_to_contain_text("One number to ring")


def test_boxes_of_a_scale_are_large_enough_for_a_thumb(visitors: Visitors, live_site: LiveSite) -> None:
    _, path = opened(visitors, live_site, "Thumbs")
    phone = visitors.page((320, 700), touch=True)
    phone.goto(path)
    sizes = phone.locator(".scale .nhsuk-radios__label").evaluate_all(
        "(boxes) => boxes.map((box) => box.getBoundingClientRect()).map((box) => [box.width, box.height])"
    )
    assert len(sizes) == 24
    assert [size for size in sizes if size[0] < 32 or size[1] < 44] == []
    assert phone.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_survey_and_offer_are_sent_without_script(visitors: Visitors, live_site: LiveSite) -> None:
    desk, path = opened(visitors, live_site, "No script")
    phone = visitors.page(PHONE, script=False)
    phone.goto(path)
    phone.get_by_role("button", name="Send my answers").click()
    expect(phone.locator(".nhsuk-error-summary")).to_contain_text("Choose where you come from.")
    phone.get_by_label("Where do you come from?").select_option(label="Education")
    phone.get_by_label("Where do you see an opening?").fill("Shared teaching")
    phone.get_by_role("button", name="Send my answers").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    desk.goto(desk.url.replace("surveys/before/", "existing-offers/"))
    desk.get_by_role("button", name="Make the link").click()
    found = re.search(r"/o/\w+/", desk.get_by_label("Text to send").input_value())
    assert found is not None
    phone.goto(found[0])
    phone.get_by_label("Your organisation").fill("The university")
    phone.get_by_label("What do you offer?").fill("Placement in a care home")
    phone.get_by_role("button", name="Send this offer").click()
    expect(phone.locator("main")).to_contain_text("“Placement in a care home” is noted.")
    expect(phone.get_by_label("Your organisation")).to_have_value("The university")
    desk.reload()
    expect(desk.get_by_role("row", name=re.compile("Placement in a care home"))).to_contain_text("The university")


def test_text_to_send_is_copied_at_a_press(visitors: Visitors, live_site: LiveSite) -> None:
    desk, _ = opened(visitors, live_site, "Copied")
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.get_by_role("button", name="Copy the text").click()
    expect(desk.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    assert desk.evaluate("() => navigator.clipboard.readText()") == desk.get_by_label("Text to send").input_value()


def test_plan_is_made_from_the_usual_mix_and_enter_saves_it(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "The mix")
    desk.goto(f"{desk.url.split('#')[0]}invites/")
    desk.get_by_role("link", name="Start with a usual mix of 25").click()
    desk.get_by_label("Said yes, line 1").fill("3")
    desk.get_by_label("Said yes, line 1").press("Enter")
    expect(desk.locator("main")).to_contain_text("3 of 25 have said yes.")
    expect(desk.get_by_role("button", name=re.compile("^Remove line"))).to_have_count(8)
    expect(desk.locator(".warn")).to_contain_text("Nobody from social care has said yes yet.")


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_axe_finds_nothing_around_the_day(
    visitors: Visitors, live_site: LiveSite, axe: Axe, size: tuple[int, int]
) -> None:
    demo = live_site.demo_workshop()
    page = visitors.signed_in("facilitator", size)
    for path in (
        "around/",
        "invites/?usual=1",
        "surveys/before/",
        "surveys/after/questions/",
        "existing-offers/",
        "rehearsal/",
    ):
        page.goto(f"/w/{demo}/{path}")
        assert (path, axe(page)) == (path, [])
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path


def test_rehearsal_measures_the_line_and_says_what_it_means(visitors: Visitors, live_site: LiveSite) -> None:
    page = visitors.signed_in("facilitator")
    page.goto(f"/w/{live_site.demo_workshop()}/rehearsal/")
    page.get_by_role("button", name="Check this network").click()
    verdict = page.locator("[data-verdict]")
    expect(verdict).to_contain_text("This network will do for", timeout=30_000)
    expect(verdict).to_contain_text("News arrives at once.")
    expect(page.locator("[data-trip]")).to_have_text(re.compile(r"^\d+ milliseconds$"))
    expect(page.locator("[data-speed]")).to_have_text(re.compile(r"^[\d.]+ megabits a second$"))
    page.get_by_role("button", name="I declare this").click()
    expect(page.locator("#declaration")).to_contain_text(re.compile(r"Signed by .+ on \d"))


@pytest.mark.console_errors_expected
def test_rehearsal_says_that_the_live_line_does_not_get_through(visitors: Visitors, live_site: LiveSite) -> None:
    page = visitors.signed_in("facilitator")
    page.route("**/events/**", lambda route: route.fulfill(status=200, content_type="text/html", body="held back"))
    page.goto(f"/w/{live_site.demo_workshop()}/rehearsal/")
    page.get_by_role("button", name="Check this network").click()
    expect(page.locator("[data-line]")).to_have_text("Does not get through here", timeout=30_000)
    expect(page.locator("[data-verdict]")).to_contain_text("phones look every three seconds")
