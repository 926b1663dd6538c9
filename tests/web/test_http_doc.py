"""A script that knows nothing but ``docs/http.md`` and the standard library, against the running program."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from tests.support.live_site import LiveSite
from tests.support.servers import wait_until

WAIT = 30


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments, **named):
        return None


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


class Script:
    """Somebody's script: a cookie jar and the rules of the document."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), NoRedirect)

    def cookie(self, name: str) -> str:
        return next(str(cookie.value) for cookie in self.cookies if cookie.name == name)

    def get(self, path: str) -> Answer:
        return self.ask(urllib.request.Request(self.site + path))

    def post(self, path: str, *, short: bool = True, **fields: object) -> Answer:
        headers = {"X-CSRFToken": self.cookie("csrftoken")} | ({"HX-Request": "true"} if short else {})
        body = urlencode(fields, doseq=True).encode()
        return self.ask(urllib.request.Request(self.site + path, body, headers))

    def ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(request, timeout=WAIT) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, refused.headers, refused.read())

    def stream(self, path: str, **headers: str) -> Iterator[dict[str, str]]:
        """The events of a stream, as they come."""
        event: dict[str, str] = {}
        with self.opener.open(urllib.request.Request(self.site + path, headers=headers), timeout=WAIT) as answer:
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            for line in answer:
                name, colon, value = line.decode().rstrip("\n").partition(": ")
                if colon:
                    event[name] = value
                elif event:
                    yield event
                    event = {}


def next_news(events: Iterator[dict[str, str]]) -> dict[str, Any]:
    event = next(event for event in events if event["event"] == "news")
    message: dict[str, Any] = json.loads(event["data"])
    assert event["id"] == str(message["number"])
    return message


@pytest.fixture
def workshop(live_site: LiveSite) -> str:
    return live_site.demo_workshop()


@pytest.fixture
def facilitator(live_site) -> Script:
    script, account = Script(live_site.url), live_site.accounts["facilitator"]
    script.get("/accounts/login/")
    answer = script.post("/accounts/login/", short=False, login=account.email, password=account.password)
    assert (answer.status, answer.headers["Location"]) == (302, "/workshops/")
    return script


def join_code(facilitator: Script, workshop: str) -> str:
    room = facilitator.get(f"/w/{workshop}/regions/room/").text
    code = re.search(r"\b([A-Z2-9]{4}) ([A-Z2-9]{4})\b", room)
    assert code is not None
    return code[1] + code[2]


@pytest.fixture
def participant(live_site, facilitator, workshop) -> Script:
    script, code = Script(live_site.url), join_code(facilitator, workshop)
    script.get("/")
    typed = f"{code[:4].lower()} - {code[4:].lower()}"
    found = script.post("/join/", code=typed)
    assert (found.status, found.headers["Location"]) == (303, f"/join/{code}/")
    assert script.get(f"/join/{code}/").status == 200
    assert script.post(f"/join/{code}/", name="Ada").status == 422
    inside = script.post(f"/join/{code}/", sector="community", key=str(uuid4()))
    assert (inside.status, inside.headers["Location"]) == (303, f"/w/{workshop}/")
    assert len(script.cookie(f"seat-{workshop}")) >= 22
    assert script.get(f"/join/{code}/").headers["Location"] == f"/w/{workshop}/"
    return script


@pytest.fixture
def number(participant, workshop) -> int:
    """The number that the participant's board shows."""
    return int(re.findall(r'data-number="(\d+)"', participant.get(f"/w/{workshop}/").text)[0])


@pytest.fixture
def segment(participant, workshop) -> str:
    """The first segment on the participant's board."""
    return str(re.findall(r'id="segment-(\d+)"', participant.get(f"/w/{workshop}/").text)[0])


def test_script_adds_a_need_and_hears_of_it(participant, workshop, number, segment):
    events = participant.stream(f"/w/{workshop}/events/?after={number}")
    assert next(events) == {"event": "hello", "data": str(number)}
    assert next_news(events) == {"after": number, "number": number, "regions": {}, "gone": [], "whole": False}

    key = str(uuid4())
    add = f"/w/{workshop}/segments/{segment}/needs/add/"
    fields = {"key": key, "title": "Night porter", "kind": "informal", "depth_needed": 2, "depth_now": 1}
    assert participant.post(add, **fields | {"depth_needed": 9}).status == 422
    added = participant.post(add, **fields)
    assert (added.status, added.headers["X-Number"]) == (200, str(number + 1))

    message = next_news(events)
    assert (message["after"], message["number"], message["gone"], message["whole"]) == (number, number + 1, [], False)
    assert "Night porter" in message["regions"][f"segment-{segment}"]
    assert json.loads(participant.get(f"/w/{workshop}/changes/?after={number}").text) == message

    repeated = participant.post(add, **fields)
    assert (repeated.status, repeated.headers["X-Number"]) == (200, str(number + 1))
    assert json.loads(participant.get(f"/w/{workshop}/changes/?after={number + 1}").text)["regions"] == {}
    column = participant.get(f"/w/{workshop}/regions/segment-{segment}/").text
    assert column.count("Night porter") == message["regions"][f"segment-{segment}"].count("Night porter")

    without_script = participant.post(add, short=False, **fields | {"key": str(uuid4()), "title": "Day porter"})
    assert (without_script.status, without_script.headers["Location"]) == (303, f"/w/{workshop}/")


def test_script_resumes_from_its_number(participant, facilitator, workshop, number):
    for text in ("First", "Second"):
        facilitator.post(f"/w/{workshop}/ideas/add/", key=uuid4(), text=f"{text} idea of a script")
    for events in (
        participant.stream(f"/w/{workshop}/events/?after={number}"),
        participant.stream(f"/w/{workshop}/events/?after=0", **{"Last-Event-ID": str(number)}),
    ):
        assert next(events) == {"event": "hello", "data": str(number + 2)}
        message = next_news(events)
        assert (message["after"], message["number"]) == (number, number + 2)
        assert "Second idea of a script" in message["regions"]["ideas"]
    assert json.loads(participant.get(f"/w/{workshop}/changes/?after={number + 99}").text)["whole"] is True
    assert participant.get(f"/w/{workshop}/changes/?after=x").status == 400


def test_script_meets_a_conflict_and_decides(facilitator, workshop):
    facilitator.post(f"/w/{workshop}/ideas/add/", key=uuid4(), text="As it was")
    ideas = facilitator.get(f"/w/{workshop}/regions/ideas/").text
    idea = max(int(pk) for pk in re.findall(rf"/w/{workshop}/ideas/(\d+)/", ideas))
    edit = f"/w/{workshop}/ideas/{idea}/edit/"
    version = re.findall(r'name="version" value="(\d+)"', facilitator.get(edit).text)[0]
    assert facilitator.post(edit, key=uuid4(), version=version, text="Theirs").status == 200
    conflict = facilitator.post(edit, key=uuid4(), version=version, text="Mine")
    assert conflict.status == 409
    assert {"Theirs", "Mine"} <= set(re.findall(r"[A-Z]\w+", conflict.text))
    assert facilitator.post(edit, key=uuid4(), version=version, text="Theirs").status == 200
    stands = re.findall(r'name="version" value="(\d+)"', conflict.text)[0]
    assert facilitator.post(edit, key=uuid4(), version=stands, text="Mine").status == 200
    assert facilitator.post(f"/w/{workshop}/ideas/{idea}/remove/", key=uuid4()).status == 200
    assert facilitator.post(edit, key=uuid4(), version=stands, text="Too late").status == 410


def test_script_without_a_token_or_a_place_is_told_so(live_site, participant, workshop):
    request = urllib.request.Request(f"{live_site.url}/w/{workshop}/ideas/add/", b"text=x", {"HX-Request": "true"})
    without_token = participant.ask(request)
    assert (without_token.status, without_token.headers["X-Keep"]) == (403, "1")
    stranger = Script(live_site.url)
    stranger.get("/")
    page = stranger.get(f"/w/{workshop}/")
    assert (page.status, page.headers["Location"].partition("?")[0]) == (302, "/accounts/login/")
    assert stranger.post(f"/w/{workshop}/ideas/add/", text="x").status == 401
    assert stranger.get(f"/w/{workshop}/events/").status == 404
    assert stranger.post("/join/", code="2222 2222").status == 404


def test_bodies_beyond_the_bound_are_refused(participant, workshop):
    add = f"/w/{workshop}/ideas/add/"
    assert participant.post(add, key=uuid4(), text="x" * 1_100_000).status == 400
    assert participant.post(add, key=uuid4(), text="x", segments=["1"] * 501).status == 400
    assert participant.post(add, key=uuid4(), text="x" * 2_100_000).status == 413


def test_script_fetches_a_report(facilitator, workshop):
    asked = facilitator.post(f"/w/{workshop}/reports/add/", key=uuid4())
    assert asked.status == 200
    report = f"/w/{workshop}/reports/1/"
    assert "</html>" in facilitator.get(report).text

    def is_ready() -> bool:
        return f"{report}report.pdf" in facilitator.get(f"/w/{workshop}/regions/reports/").text

    wait_until(is_ready, seconds=120, what="the report", every=0.5)
    pdf = facilitator.get(f"{report}report.pdf")
    assert (pdf.status, pdf.headers["Content-Type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="report-1.pdf"'
    for sheet, first in (("workforce", "Place,"), ("actions", "Number,")):
        answer = facilitator.get(f"{report}{sheet}.csv")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.text.startswith(f"\ufeff{first}")
    assert facilitator.get(f"/w/{workshop}/reports/2/report.pdf").status == 404


def test_script_that_is_shown_out_is_told_and_ends(facilitator, participant, workshop, number):
    events = participant.stream(f"/w/{workshop}/events/?after={number}")
    next(events)
    people = facilitator.get(f"/w/{workshop}/people/").text
    member = max(int(pk) for pk in re.findall(rf"/w/{workshop}/people/(\d+)/remove/", people))
    assert facilitator.post(f"/w/{workshop}/people/{member}/remove/", key=uuid4()).status == 200
    assert [event["event"] for event in events if event["event"] not in {"news", "beat"}] == ["revoked"]
    assert participant.get(f"/w/{workshop}/").status == 403
    assert participant.get(f"/w/{workshop}/events/?after={number}").status == 403
