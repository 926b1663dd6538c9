"""What people do on a page, by the words they read there."""

import re

from playwright.sync_api import Locator, Page, expect

from accounts.rules.roles import Sector
from tests.support.browser import PHONE, Visitors
from tests.support.live_site import LiveSite
from tests.support.rooms import make_room
from tests.workshops.callers import Caller


def code_of(page: Page) -> str:
    """The join code in sight."""
    return page.locator(".code-words").first.inner_text()


def join(visitors: Visitors, code: str, sector: str, size: tuple[int, int] = PHONE, *, script: bool = True) -> Page:
    """Somebody who has come in from a sector, with the board on their phone."""
    came_from = next(each.value for each in Sector if each.label == sector)
    seat = Caller(visitors.site.url).join(re.sub(r"\W", "", code).upper(), came_from)
    phone = visitors.page(size, script=script, touch=size == PHONE)
    visitors.bring(phone, seat)
    phone.goto(f"/join/{re.sub(r'\W', '', code)}/")
    expect(phone.locator("main[data-workshop]")).to_be_visible()
    return phone


def come_in(visitors: Visitors, code: str, sector: str, size: tuple[int, int] = PHONE, *, script: bool = True) -> Page:
    """Somebody who types the code on their phone and says where they come from."""
    phone = visitors.page(size, script=script, touch=size == PHONE)
    phone.goto("/")
    phone.get_by_label("Join code").fill(code)
    phone.get_by_role("button", name="Join").click()
    phone.get_by_label("Where do you come from?").select_option(label=sector)
    phone.get_by_role("button", name="Come in").click()
    expect(phone.locator("main[data-workshop]")).to_be_visible()
    return phone


def live(page: Page) -> None:
    """Wait until the page has its stream."""
    expect(page.locator("#line")).to_have_attribute("data-state", "live")


def column(page: Page, title: str) -> Locator:
    """The column of a stage."""
    named = page.locator("h3 .name").filter(has_text=re.compile(f"^{re.escape(title)}"))
    return page.locator("section.stage[data-segment]").filter(has=named)


def show(phone: Page, title: str) -> None:
    """Step a phone on to a segment."""
    wanted = column(phone, title)
    steps = phone.locator("section[data-segment]").count()
    for _ in range(steps):
        if wanted.is_visible():
            return
        phone.get_by_role("button", name="Next segment").click()
    expect(wanted).to_be_visible()


def open_segment(page: Page, title: str) -> Locator:
    """Open a segment in the panel."""
    column(page, title).get_by_role("heading", level=3).get_by_role("link").click()
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", name=title)).to_be_visible()
    return panel


def to_ideas(page: Page) -> Locator:
    """Go to the ideas, which on a phone are a page of their own."""
    page.get_by_role("link", name="Ideas", exact=True).click()
    return page.locator("#ideas")


def add_need(page: Page, segment: str, role: str, *, needed: str, now: str, learners: str) -> None:
    """Say that a role is needed in a segment."""
    panel = open_segment(page, segment)
    panel.get_by_role("link", name="Who is needed").click()
    panel.get_by_label(re.compile("^Who is (needed|here)")).fill(role)
    folded = panel.get_by_text("Say more now")
    if folded.is_visible():
        folded.click()
    panel.get_by_role("group", name="Depth needed").get_by_label(needed).check()
    panel.get_by_role("group", name="Depth now").get_by_label(now).check()
    panel.get_by_role("group", name="Which learners are here?").get_by_label(re.compile(f"^{learners}")).check()
    panel.get_by_role("button", name="Add", exact=True).click()
    expect(panel.get_by_text("Added.")).to_be_visible()


def all_saved(page: Page) -> None:
    """Wait until the page says that everything is saved."""
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def ask(desk: Page, part: str) -> None:
    """Move the room to a part of the agenda by its title, from the list of parts."""
    desk.locator("#ask-agenda").click()
    desk.locator("#panel").get_by_role("button", name=re.compile(rf"^Go here\s*: {re.escape(part)}$")).click()
    expect(desk.locator("#panel")).to_contain_text(f"Everybody is at: {part}")


def new_workshop(visitors: Visitors, site: LiveSite, title: str, *, part: str = "") -> Page:
    """A facilitator's desk at a new live workshop on the frailty template, at its first part or at the one named."""
    room = make_room(site, title, part)
    desk = visitors.page()
    visitors.bring(desk, room.facilitator)
    desk.goto(room.board)
    live(desk)
    return desk


def make_workshop(visitors: Visitors, title: str, *, part: str = "") -> Page:
    """A facilitator who signs in, makes a workshop on the frailty template, and starts it."""
    desk = visitors.signs_in("facilitator")
    desk.goto("/workshops/")
    desk.get_by_role("link", name="New workshop").click()
    desk.get_by_role("link", name=re.compile("Living well with frailty")).first.click()
    desk.get_by_label("Title of the workshop").fill(title)
    desk.get_by_role("button", name="Make the workshop").click()
    expect(desk.locator("main[data-workshop]")).to_be_visible()
    live(desk)
    desk.locator("#ask").get_by_role("link", name="Start: Join").click()
    expect(desk.locator("#panel")).to_contain_text("Everybody is at: Join")
    if part:
        ask(desk, part)
    return desk
