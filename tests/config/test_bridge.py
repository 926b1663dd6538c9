"""The bridge from the ASGI server to Django's WSGI handler."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler

from config.bridge import MOST_BODY, Pages


class Response(list[bytes]):
    """What a WSGI application returns."""

    closed = False

    def close(self) -> None:
        self.closed = True


class Echo:
    """A WSGI application that notes what it was asked."""

    def __init__(self, body: Iterable[bytes] = (b"hel", b"lo")) -> None:
        self.asked: list[dict[str, Any]] = []
        self.response = Response(body)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Response:
        self.asked.append({**environ, "body": environ["wsgi.input"].read()})
        start_response("201 Created", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return self.response


def ask(
    application: Any,
    *,
    method: str = "POST",
    path: str = "/café/",
    query: bytes = b"a=1",
    headers: tuple[tuple[bytes, bytes], ...] = (),
    parts: tuple[bytes, ...] = (b"",),
    is_cut: bool = False,
) -> list[dict[str, Any]]:
    """What is sent in answer to one request."""
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": list(headers),
        "client": ("192.0.2.7", 1234),
        "server": ("127.0.0.1", 8000),
        "scheme": "http",
    }
    waiting = [
        {"type": "http.request", "body": part, "more_body": is_cut or place < len(parts)}
        for place, part in enumerate(parts, start=1)
    ]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    pages = Pages(application, 1)
    try:
        asyncio.run(pages(scope, receive, send))
    finally:
        pages.threads.shutdown()
    return sent


def test_request_and_answer_cross_whole():
    echo = Echo()
    start, body = ask(
        echo,
        headers=((b"host", b"journey.example"), (b"content-type", b"text/x"), (b"content-length", b"7")),
        parts=(b"one ", b"two"),
    )
    (asked,) = echo.asked
    assert (asked["REQUEST_METHOD"], asked["QUERY_STRING"], asked["REMOTE_ADDR"]) == ("POST", "a=1", "192.0.2.7")
    assert asked["PATH_INFO"].encode("latin-1").decode() == "/café/"
    assert (asked["body"], asked["CONTENT_LENGTH"], asked["CONTENT_TYPE"]) == (b"one two", "7", "text/x")
    assert asked["HTTP_HOST"] == "journey.example"
    assert start["status"] == 201
    assert start["headers"] == [(b"content-type", b"text/plain"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
    assert body == {"type": "http.response.body", "body": b"hello"}
    assert echo.response.closed


def test_head_has_the_headers_and_no_body():
    start, body = ask(Echo(), method="HEAD")
    assert (start["status"], body["body"]) == (201, b"")


def test_body_that_is_too_long_never_reaches_the_application():
    echo = Echo()
    start, body = ask(echo, parts=(b"x" * MOST_BODY, b"x"))
    assert (start["status"], body["body"], echo.asked) == (413, b"Too long.\n", [])


def test_body_of_the_longest_size_does():
    echo = Echo()
    start, _ = ask(echo, parts=(b"x" * MOST_BODY,))
    assert (start["status"], len(echo.asked[0]["body"])) == (201, MOST_BODY)


@pytest.mark.parametrize("name", [b"x_forwarded_proto", b"remote_user", b"X_Forwarded-Proto"])
def test_header_with_an_underscore_is_dropped(name):
    echo = Echo()
    ask(echo, headers=((name, b"https"), (b"x-real", b"1")))
    assert [key for key in echo.asked[0] if key.startswith("HTTP_")] == ["HTTP_X_REAL"]


def test_repeated_headers_are_joined_and_cookies_by_semicolons():
    echo = Echo()
    ask(echo, headers=((b"cookie", b"a=1"), (b"x-one", b"1"), (b"cookie", b"b=2"), (b"x-one", b"2")))
    assert (echo.asked[0]["HTTP_COOKIE"], echo.asked[0]["HTTP_X_ONE"]) == ("a=1; b=2", "1,2")


def test_request_that_is_broken_off_is_neither_carried_out_nor_answered():
    echo = Echo()
    assert ask(echo, parts=()) == []
    assert echo.asked == []


@pytest.mark.parametrize("size", range(1, 12))
def test_request_that_is_broken_off_anywhere_is_not_carried_out(size):
    """The first bytes have come, and more were to follow."""
    echo = Echo()
    said = ((b"content-length", b"12"),)
    assert ask(echo, headers=said, parts=(b"title=Porter"[:size],), is_cut=True) == []
    assert echo.asked == []


@pytest.mark.parametrize(
    "lengths",
    [
        (b"5",),
        (b"7",),
        (b"0",),
        (b"6", b"7"),
        (b"-6",),
        (b"+6",),
        (b"6 ,6",),
        (b"0x6",),
        (b"",),
        ("６".encode(),),
    ],
)
def test_request_that_is_not_as_long_as_it_says_is_refused(lengths):
    echo = Echo()
    start, _ = ask(echo, headers=tuple((b"content-length", each) for each in lengths), parts=(b"a=", b"1234"))
    assert (start["status"], echo.asked) == (400, [])


def test_request_with_two_ways_to_end_is_refused():
    echo = Echo()
    said = ((b"content-length", b"6"), (b"transfer-encoding", b"chunked"))
    start, _ = ask(echo, headers=said, parts=(b"a=1234",))
    assert (start["status"], echo.asked) == (400, [])


def test_request_in_chunks_is_whole_at_its_last():
    echo = Echo()
    start, _ = ask(echo, headers=((b"transfer-encoding", b"chunked"),), parts=(b"a=", b"12", b"34"))
    assert (start["status"], echo.asked[0]["body"]) == (201, b"a=1234")


def test_refusal_of_an_entry_that_no_view_sees_has_its_receipt():
    key = b"5f0c9a5e-6a39-4c0e-9a53-0f1c2b3d4e5f"
    start, _ = ask(Echo(), headers=((b"x-operation", key),), parts=(b"x" * MOST_BODY, b"x"))
    assert {(b"x-operation", key), (b"x-outcome", b"refused")} <= set(start["headers"])


def test_error_of_the_application_still_closes_its_answer():
    class Broken(Response):
        def __iter__(self):
            raise RuntimeError("broken")

    echo = Echo()
    echo.response = Broken()
    with pytest.raises(RuntimeError):
        ask(echo)
    assert echo.response.closed


@pytest.mark.parametrize(("method", "body"), [("GET", b"live\n"), ("HEAD", b"")])
def test_a_process_is_live_whatever_its_page_threads_wait_for(method, body):
    """No thread is asked: the executor of the pages takes no work any more."""
    from config import asgi

    pages = Pages(WSGIHandler(), 1)
    pages.threads.shutdown()
    before, asgi.pages = asgi.pages, pages
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": "/health/live", "query_string": b"", "headers": []}
    try:
        asyncio.run(asgi.application(scope, receive, send))
    finally:
        asgi.pages = before
    assert (sent[0]["status"], sent[1]["body"]) == (200, body)
