"""The ground under the other tests: servers that come and go, and a browser that notices what must not happen."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import ClassVar

import psycopg
import pytest

from tests.support.browser import Visitors, axe
from tests.support.servers import free_port


class Pages(BaseHTTPRequestHandler):
    bodies: ClassVar[dict[str, str]] = {}

    def do_GET(self) -> None:
        body = self.bodies.get(self.path)
        self.send_response(200 if body is not None else 422)
        self.send_header("Content-Type", "text/javascript" if self.path.endswith(".js") else "text/html")
        self.send_header("Content-Security-Policy", "default-src 'self'; img-src * data:")
        self.end_headers()
        self.wfile.write((body or "refused").encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name is the base class's
        """Nobody reads it."""


@pytest.fixture
def site() -> Iterator[SimpleNamespace]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_address[1]}")
    server.shutdown()
    thread.join()
    server.server_close()


def complaints(chromium, site, body: str, script: str = "") -> list[str]:
    Pages.bodies = {
        "/": f"<!doctype html><html lang=en><link rel=icon href='data:,'><title>t</title>{body}",
        "/script.js": script,
    }
    visitors = Visitors(chromium, site)
    page = visitors.page()
    page.goto("/")
    page.wait_for_load_state("networkidle")
    return visitors.leave()


def test_other_machines_are_out_of_reach():
    with socket.socket() as probe, pytest.raises(RuntimeError, match=r"a test reached for 192\.0\.2\.1"):
        probe.connect(("192.0.2.1", 80))


def test_redis_comes_back_at_the_same_address(redis_server):
    url = redis_server.url
    redis_server.stop()
    assert redis_server.answers() is False
    redis_server.start()
    assert (redis_server.url, redis_server.answers()) == (url, True)


@pytest.mark.server
def test_postgresql_keeps_its_facts_over_a_restart(postgresql_server):
    url = postgresql_server.fresh_database()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE fact (word text)")
        connection.execute("INSERT INTO fact VALUES ('kept')")
    postgresql_server.stop()
    assert postgresql_server.answers() is False
    postgresql_server.start()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT word FROM fact").fetchall() == [("kept",)]


@pytest.mark.usefixtures("_chromium")
def test_event_loops_run_beside_an_open_browser():
    assert asyncio.run(asyncio.sleep(0, "slept")) == "slept"


def test_quiet_page_has_no_complaint(chromium, site):
    assert complaints(chromium, site, "<script src=/script.js></script>", "console.log('fine')") == []


def test_expected_refusal_is_no_complaint(chromium, site):
    assert complaints(chromium, site, "<script src=/script.js></script>", "fetch('/refused')") == []


def test_console_error_is_a_complaint(chromium, site):
    found = complaints(chromium, site, "<script src=/script.js></script>", "console.error('broken')")
    assert found == [f"console error: broken ({site.url}/script.js)"]


def test_script_error_is_a_complaint(chromium, site):
    found = complaints(chromium, site, "<script src=/script.js></script>", "throw new Error('broken')")
    assert [text.split(":")[0] for text in found] == ["script error"]


def test_report_of_the_security_policy_is_a_complaint(chromium, site):
    found = complaints(chromium, site, "<p style='color: red'>x")
    assert "policy: style-src-attr inline on /" in found


def test_request_to_another_site_is_a_complaint(chromium, site):
    other = f"http://127.0.0.1:{free_port()}/picture.png"
    found = complaints(chromium, site, f"<img alt=x src={other}>")
    assert f"outside request: {other}" in found


def test_axe_sees_missing_names_and_small_targets(chromium, site):
    small = "<main><h1>Small</h1><button>a</button><input></main>"
    Pages.bodies = {"/": f"<!doctype html><html lang=en><link rel=icon href='data:,'><title>t</title>{small}"}
    visitors = Visitors(chromium, site)
    page = visitors.page()
    page.goto("/")
    assert [line.split(":")[0] for line in axe(page)] == ["label", "target-size"]
    assert visitors.leave() == []
