"""A room made without a browser: a live workshop at a part of its agenda, and people who come in by cookie."""

import html
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.support.browser import PHONE, Visitors
from tests.support.live_site import LiveSite
from tests.workshops.callers import Answer, Caller

FORM = re.compile(r'<form[^>]*\baction="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="(\w+)"[^>]*value="([^"]*)"')


@dataclass(frozen=True)
class Room:
    """A live workshop: its facilitator, where its board is, and its join code."""

    site: LiveSite
    facilitator: Caller
    board: str
    code: str

    def move_to(self, part: str) -> None:
        """Move the room to a part by its title."""
        self.press(f": {part}<")

    def press(self, label: str) -> Answer:
        """Press the button of the agenda's panel that has these words."""
        page = self.facilitator.get(f"{self.board}run/").text
        action, body = next((action, body) for action, body in FORM.findall(page) if label in body)
        fields = {name: html.unescape(value) for name, value in HIDDEN.findall(body)}
        fields.pop("csrfmiddlewaretoken", None)
        answer = self.facilitator.post(html.unescape(action), **fields)
        assert answer.status == 200, answer.text
        return answer

    def read(self, path: str) -> str:
        """A page of the workshop, as its facilitator has it."""
        return self.facilitator.get(self.board + path).text

    def phone(
        self, visitors: Visitors, size: tuple[int, int] = PHONE, *, init: str = "", sector: str = "acute"
    ) -> Page:
        """Somebody who has come in, with the board before them."""
        seat = Caller(self.site.url).join(self.code, sector)
        page = visitors.page(size, touch=size == PHONE)
        if init:
            page.context.add_init_script(init)
        visitors.bring(page, seat)
        page.goto(visitors.site.url + self.board)
        expect(page.locator("main[data-workshop]")).to_be_visible()
        return page


def make_room(site: LiveSite, title: str, part: str = "") -> Room:
    """A live workshop on the frailty template, at its first part or at the one named."""
    facilitator = Caller(site.url).sign_in(site.accounts["facilitator"])
    path = "/workshops/new/frailty/"
    system = re.search(r'<option value="(\d+)"', facilitator.get(path).text.partition('name="system"')[2])
    assert system is not None
    made = facilitator.post(
        path, title=title, mode="in_room", held_on=f"{datetime.now(UTC):%Y-%m-%d}", agenda="", system=system[1]
    )
    board = urlsplit(made.url).path
    room = Room(site, facilitator, board, "")
    room.press("Start: Join")
    code = re.search(r'class="code-words">([^<]+)<', room.read("regions/room/"))
    assert code is not None
    room = replace(room, code=code[1].replace(" ", ""))
    if part:
        room.move_to(part)
    return room
