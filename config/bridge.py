"""Pages through Django's WSGI handler, in a few lasting threads, behind an ASGI server.

An ordinary view costs a tenth of what it does under Django's ASGI handler (docs/adr/0002), and threads and database
connections are bounded.
"""

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from config.receipts import OPERATION, OUTCOME, asked, outcome

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_BODY = 2_000_000
"""Bytes that a request may carry; no form of ours is longer."""

SWITCH = 0.0005
"""Seconds that a thread may compute before another gets its turn. With Python's own 5 ms, a page that is being drawn
would hold up the event loop, and with it every listener.
"""

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class Gone(Exception):
    """The sender left before the request was whole."""


class NotWhole(Exception):
    """The request cannot be read as one whole: ``status`` and a sentence say why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Pages:
    """An ASGI callable that answers with the WSGI application."""

    def __init__(self, application: WSGIHandler, threads: int) -> None:
        self.application = application
        sys.setswitchinterval(SWITCH)
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the request, answer it in a thread, send the whole answer.

        Half a request is none: when the sender goes before its end, nothing is carried out and nobody is answered.
        """
        try:
            body = await _body(receive, _length(scope["headers"]))
        except Gone:
            return
        except NotWhole as refused:
            answer = _refusal(scope, refused)
        else:
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self.threads, self._answer, _environ(scope, body))
        status, headers, content = answer
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content if scope["method"] != "HEAD" else b""})

    def _answer(self, environ: dict[str, Any]) -> Answer:
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], Any]:
            started.append((status, headers))
            return lambda data: None

        response = self.application(environ, start_response)
        try:
            content = b"".join(response)
        finally:
            response.close()
        status, headers = started[-1]
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return int(status.split(" ", 1)[0]), raw, content


def request_of(scope: Scope) -> WSGIRequest:
    """Django's request of a scope without a body: what pages are told of it, for what is served beside them."""
    return WSGIRequest(_environ(scope, b""))


def _length(headers: list[tuple[bytes, bytes]]) -> int | None:
    """How long the body says it is; None in chunks or without a word. Raises NotWhole when it says two things."""
    named = {value.strip() for name, value in headers if name.lower() == b"content-length"}
    in_chunks = any(name.lower() == b"transfer-encoding" for name, _ in headers)
    if not named:
        return None
    length = named.pop()
    if named or in_chunks or not length.isdigit():
        raise NotWhole(400, "The length of the request is not clear.")
    return int(length)


async def _body(receive: Receive, length: int | None) -> bytes:
    """The whole body. Raises Gone when the sender leaves before its end, NotWhole when its length is not as said."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        size += len(part)
        if size > MOST_BODY:
            raise NotWhole(413, "Too long.")
        parts.append(part)
        if not message.get("more_body"):
            if length is not None and size != length:
                raise NotWhole(400, "The request is not as long as it says.")
            return b"".join(parts)


def _refusal(scope: Scope, refused: NotWhole) -> Answer:
    """The answer to a request that no view sees, with the receipt that a page's outbox waits for."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    key = asked(dict(scope["headers"]).get(OPERATION.lower().encode(), b"").decode("latin-1"))
    if key:
        said = outcome(refused.status, has_number=False, is_kept=False)
        headers += [(OPERATION.lower().encode(), key.encode()), (OUTCOME.lower().encode(), said.encode())]
    return refused.status, headers, f"{refused}\n".encode()


def _environ(scope: Scope, body: bytes) -> dict[str, Any]:
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": client[0],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        key = name.decode("latin-1").upper().replace("-", "_")
        if b"_" in name:
            # A header with an underscore could pose as one with a hyphen that the proxy checks.
            continue
        if key == "CONTENT_TYPE":
            environ["CONTENT_TYPE"] = value.decode("latin-1")
        elif key != "CONTENT_LENGTH":
            key = f"HTTP_{key}"
            text = value.decode("latin-1")
            joined = "; " if key == "HTTP_COOKIE" else ","
            environ[key] = f"{environ[key]}{joined}{text}" if key in environ else text
    return environ
