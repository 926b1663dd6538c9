"""Pages and states that axe looks at, and the work done with the keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.support.browser import DESK, PHONE, SCREEN, Visitors
from tests.support.live_site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Axe = Callable[[Page], list[str]]


@pytest.fixture(scope="module")
def demo(live_site: LiveSite) -> str:
    """The public id of a full workshop."""
    return live_site.demo_workshop()


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/accounts/password/reset/", "/join/22222222/", "/nothing/"])
def test_axe_finds_nothing_on_public_pages(visitors: Visitors, axe: Axe, path: str) -> None:
    page = visitors.page(PHONE)
    page.goto(path)
    assert axe(page) == []


@pytest.mark.parametrize(
    "path",
    [
        "/workshops/",
        "/workshops/new/",
        "/workshops/new/frailty/",
        "/w/{demo}/",
        "/w/{demo}/screen/",
        "/w/{demo}/table/",
        "/w/{demo}/people/",
        "/w/{demo}/prepare/",
        "/w/{demo}/run/",
        "/w/{demo}/details/",
        "/w/{demo}/reports/add/",
    ],
)
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_axe_finds_nothing_on_the_desk(
    visitors: Visitors, axe: Axe, demo: str, path: str, size: tuple[int, int]
) -> None:
    page = visitors.signed_in("facilitator", SCREEN if "screen" in path and size == DESK else size)
    page.goto(path.format(demo=demo))
    assert axe(page) == []


@pytest.mark.parametrize("path", ["/library/", "/library/roles/", "/library/templates/", "/library/templates/frailty/"])
def test_axe_finds_nothing_in_the_library(visitors: Visitors, axe: Axe, path: str) -> None:
    page = visitors.signed_in("admin")
    page.goto(path)
    assert axe(page) == []


def test_axe_finds_nothing_in_panels_and_their_states(
    visitors: Visitors, live_site: LiveSite, axe: Axe, demo: str
) -> None:
    page = visitors.signed_in("facilitator")
    page.goto(f"/w/{demo}/")
    panel = walk.open_segment(page, "Short stay, kept moving")
    assert axe(page) == []
    panel.get_by_role("link", name="Who is needed").click()
    expect(panel.get_by_label("Who is needed?")).to_be_visible()
    assert axe(page) == []
    panel.get_by_role("button", name="Add", exact=True).click()
    expect(panel).to_contain_text("Say who is needed.")
    assert axe(page) == []
    walk.column(page, "Short stay, kept moving").locator(".need").first.click()
    expect(panel.get_by_role("button", name="Save the learner rows")).to_be_visible()
    assert axe(page) == []
    panel.get_by_role("button", name="Remove").click()
    expect(panel.get_by_role("button", name="Undo")).to_be_visible()
    assert axe(page) == []
    panel.get_by_role("button", name="Undo").click()
    expect(panel).to_contain_text("It is back.")


def test_axe_finds_nothing_on_a_phone(visitors: Visitors, live_site: LiveSite, axe: Axe) -> None:
    desk = walk.new_workshop(visitors, live_site, "Phones for all")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital")
    assert axe(phone) == []
    walk.open_segment(phone, "Ageing well and prevention")
    assert axe(phone) == []
    phone.get_by_role("button", name="Close").click()
    for tab in ("Ideas", "Actions"):
        phone.get_by_role("link", name=tab, exact=True).click()
        assert axe(phone) == []


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has focus is called so; at most 150 times."""
    for _ in range(150):
        page.keyboard.press("Tab")
        focused = page.evaluate("() => (document.activeElement.labels?.[0] ?? document.activeElement).innerText ?? ''")
        focused = " ".join(focused.split())
        if focused.startswith(name):
            return
    raise AssertionError(f"{name!r} was not reached with Tab")


def test_keyboard_alone_adds_a_role_and_closes_the_panel(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "Keys only", part="Workforce")
    phone = walk.join(visitors, walk.code_of(desk), "Hospital", DESK)
    walk.live(phone)
    phone.locator("body").focus()
    tab_to(phone, "Say who is here")
    phone.keyboard.press("Enter")
    panel = phone.locator("#panel")
    expect(panel.locator("h2")).to_be_focused()
    expect(panel.get_by_label("Who is here, paid or not?")).to_be_visible()
    tab_to(phone, "Who is here, paid or not?")
    phone.keyboard.type("Neighbour with a key")
    tab_to(phone, "Add")
    phone.keyboard.press("Enter")
    expect(panel).to_contain_text("Added.")
    phone.keyboard.press("Escape")
    expect(panel).not_to_contain_text("Added.")
    expect(desk.locator(".need", has_text="Neighbour with a key").first).to_be_visible()


def test_stages_are_moved_and_zones_added_without_dragging(visitors: Visitors, live_site: LiveSite) -> None:
    desk = walk.new_workshop(visitors, live_site, "No dragging")
    board = desk.url
    desk.goto(f"{board}prepare/")
    desk.get_by_role("link", name=re.compile("Add a stage")).first.click()
    desk.get_by_label("Title").fill("Falls clinic")
    desk.get_by_label("Where does it stand?").select_option(label="After Ageing well and prevention")
    desk.get_by_role("button", name="Add the stage").click()
    desk.goto(board)
    titles = desk.locator("section.stage h3 .name").all_inner_texts()
    assert titles[:2] == ["Ageing well and prevention", "Falls clinic"]
