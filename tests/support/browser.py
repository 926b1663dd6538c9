"""Headless Chromium for tests, with the promises that hold on every page checked after every test: no console error, no
report of the content security policy, no request to another origin.
"""

import asyncio
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.support.live_site import ROOM, LiveSite

if TYPE_CHECKING:
    from tests.workshops.callers import Caller

ARGUMENTS = [
    *("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    f"--host-resolver-rules=MAP {ROOM} 127.0.0.1",
]
AXE = Path(__file__).parent / "axe/axe.min.js"
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

PATIENCE = 15_000
"""Milliseconds a busy machine is given; where the product promises a time, the test names it."""

DESK = (1440, 900)
PHONE = (390, 844)
SCREEN = (1920, 1080)

# Chromium writes this line for every answer from 400 to 499, also for those a page expects and shows in words.
REFUSAL = re.compile(r"^Failed to load resource: the server responded with a status of 4\d\d ")


type Chromium = tuple[Browser, asyncio.AbstractEventLoop]


def browser() -> Iterator[Chromium]:
    """One Chromium, used by many tests, and Playwright's event loop.

    Playwright leaves its event loop marked as running in this thread, where Django and asyncio then refuse to work for
    other tests; ``awake`` marks it only while a test uses the browser.
    """
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise RuntimeError("Please install Chromium (for example: sudo apt-get install chromium).")
    with sync_playwright() as playwright:
        loop = asyncio.get_running_loop()
        expect.set_options(timeout=PATIENCE)
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        asyncio._set_running_loop(None)
        yield chromium, loop
        asyncio._set_running_loop(loop)
        chromium.close()


def awake(chromium: Chromium) -> Iterator[Browser]:
    """The browser, usable until the test ends."""
    browser, loop = chromium
    asyncio._set_running_loop(loop)
    yield browser
    asyncio._set_running_loop(None)


@dataclass
class Visitors:
    """Everybody who looks at one site in one test; each has a browser profile of its own."""

    chromium: Browser
    site: LiveSite
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def page(
        self, size: tuple[int, int] = DESK, *, script: bool = True, touch: bool = False, like: Page | None = None
    ) -> Page:
        """A new visitor's first page; ``size`` in CSS pixels.

        ``like`` is a page of somebody who sits at two machines: the new one is signed in as that one. A second tab of
        the same profile would put the first in the background, where Chromium draws once a second.
        """
        context = self.chromium.new_context(
            base_url=self.site.url,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            has_touch=touch,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            storage_state=like.context.storage_state() if like else None,
        )
        context.set_default_timeout(PATIENCE)
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        context.expose_function("reportedByPolicy", lambda text: self.complaints.append(f"policy: {text}"))
        context.add_init_script(
            "document.addEventListener('securitypolicyviolation',"
            " (e) => window.reportedByPolicy(`${e.violatedDirective} ${e.blockedURI} on ${location.pathname}`))"
        )
        self.contexts.append(context)
        return context.new_page()

    def signed_in(self, role: str, size: tuple[int, int] = DESK, *, script: bool = True) -> Page:
        """A page of somebody who has signed in; ``role`` is one of the site's demo accounts."""
        from tests.workshops.callers import Caller  # needs the profile

        page = self.page(size, script=script)
        self.bring(page, Caller(self.site.url).sign_in(self.site.accounts[role]))
        return page

    def bring(self, page: Page, caller: "Caller") -> None:
        """Give a page the cookies of somebody without a browser: from here on it is the same person."""
        there = self.site.url
        page.context.add_cookies([{"name": each.name, "value": each.value or "", "url": there} for each in caller.jar])

    def signs_in(self, role: str, size: tuple[int, int] = DESK, *, script: bool = True) -> Page:
        """A page of somebody who types address and password."""
        from django.urls import reverse

        account = self.site.accounts[role]
        page = self.page(size, script=script)
        page.goto(reverse("account_login"))
        page.locator("input[name=login]").fill(account.email)
        page.locator("input[name=password]").fill(account.password)
        page.locator("form:has(input[name=password]) button[type=submit]").click()
        page.wait_for_url(lambda url: reverse("account_login") not in url)
        return page

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob", "about"} and f"{parts.scheme}://{parts.netloc}" != self.site.url:
            self.complaints.append(f"outside request: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSAL.match(message.text):
            self.complaints.append(f"console error: {message.text} ({message.location.get('url', '')})")

    def leave(self) -> list[str]:
        """Close every visitor's browser profile and return what was complained about."""
        for context in self.contexts:
            context.close()
        return self.complaints


def axe(page: Page) -> list[str]:
    """What axe-core finds on the page by the WCAG 2.2 AA rules, target size included: one line a rule and element."""
    if not page.evaluate("() => typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, rules: {'target-size': {enabled: true}},"
        " resultTypes: ['violations']})",
        WCAG_22_AA,
    )
    return [
        f"{rule['id']}: {' '.join(str(part) for part in node['target'])}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
