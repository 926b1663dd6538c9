"""Somebody at a real site without a browser: cookies, CSRF token, forms."""

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from email.message import Message
from http.cookiejar import CookieJar
from uuid import uuid4

from tests.support.live_site import Account
from tests.support.servers import wait_until
from tests.workshops.wires import Listening


class Answer:
    """What the site answered."""

    def __init__(self, status: int, body: bytes, headers: dict[str, str], seconds: float, url: str) -> None:
        self.url = url
        self.status = status
        self.body = body
        self.headers = headers
        self.seconds = seconds

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class Caller:
    """One visitor of a site."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> Answer:
        """Read a page."""
        return self._ask(urllib.request.Request(self.url + path))

    def post(self, path: str, *, key: str = "", **fields: str) -> Answer:
        """Send a form of the room, as htmx does; the key is a new one unless it is named."""
        data = urllib.parse.urlencode({**fields, "key": key or str(uuid4())}).encode()
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), "") or ""
        headers = {"X-CSRFToken": token, "HX-Request": "true"}
        return self._ask(urllib.request.Request(self.url + path, data=data, headers=headers))

    def sign_in(self, account: Account) -> "Caller":
        """Sign in with e-mail and password."""
        self.get("/accounts/login/")
        assert self.post("/accounts/login/", login=account.email, password=account.password).status == 200
        return self

    def listen(self, path: str) -> Listening:
        """Open a stream."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)
        return Listening(urllib.parse.urlsplit(self.url).port or 80, path, {"Cookie": cookies})

    def join(self, code: str, sector: str = "acute") -> "Caller":
        """Come in by code."""
        self.get(f"/join/{code}/")
        assert self.post(f"/join/{code}/", name="", sector=sector).status == 200
        return self

    def at(self, url: str) -> "Caller":
        """The same person at another process of the site."""
        other = Caller(url)
        other.jar, other.opener = self.jar, self.opener
        return other

    def number(self, path: str) -> int:
        """The number of a board."""
        found = re.search(r'data-number="(\d+)"', self.get(path).text)
        assert found is not None
        return int(found[1])

    def wait_for_report(self, board: str, number: int, status: str, *, seconds: float) -> None:
        """Wait until a report is so far, as the page says."""
        sign = f'id="report-{number}" class="report-{status}"'
        wait_until(
            lambda: sign in self.get(f"{board}regions/reports/").text,
            seconds=seconds,
            what=f"report {number} is {status}",
            every=0.05,
        )

    def _ask(self, request: urllib.request.Request) -> Answer:
        begun = time.monotonic()
        try:
            with self.opener.open(request, timeout=20) as got:
                return Answer(got.status, got.read(), lower(got.headers), time.monotonic() - begun, got.url)
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(
                    refused.code, refused.read(), lower(refused.headers), time.monotonic() - begun, refused.url
                )


def lower(headers: Message) -> dict[str, str]:
    """Headers by name in small letters."""
    return {name.lower(): value for name, value in headers.items()}
