"""The load generator's side of HTTP: people with cookies on lasting connections, and listeners that time each message.

Both are plain asyncio protocols with uvicorn's own parser, so that the generator takes little of the cores that it
shares with the server.
"""

import asyncio
import re
import time
from bisect import bisect_left
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

import httptools

CSRF = "csrftoken"
TIMEOUT = 30.0
_NEWS = re.compile(rb'^id: (\d+)\nevent: news\ndata: \{"after":(\d+),')
_HELLO = re.compile(rb"^event: hello\n")
_BEAT = re.compile(rb"^event: beat\n")
_BYE = re.compile(rb"^retry: \d+\nevent: bye\ndata: (\d+)")


@dataclass
class Answer:
    """What came back for one request; ``at`` is when its last byte did, on the monotonic clock."""

    status: int
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def number(self) -> int:
        """The number that the change was saved under; 0 when nothing was."""
        return int(self.headers.get("x-number", "0"))


class Connection(asyncio.Protocol):
    """One lasting connection that carries one request after another."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.waiting: asyncio.Future[Answer] | None = None
        self.parser = httptools.HttpResponseParser(self)
        self.headers: list[tuple[str, str]] = []
        self.body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        self.transport = transport  # type: ignore[assignment]  # a TCP transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail whoever waits."""
        self.transport = None
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        """Hand the bytes to the parser."""
        self.parser.feed_data(data)

    def on_message_begin(self) -> None:
        """A new answer begins."""
        self.headers, self.body = [], []

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self.headers.append((name.decode("latin-1").lower(), value.decode("latin-1")))

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self.body.append(body)

    def on_message_complete(self) -> None:
        """The answer is whole."""
        headers = dict(self.headers)
        headers["set-cookie"] = "\n".join(value for name, value in self.headers if name == "set-cookie")
        answer = Answer(self.parser.get_status_code(), headers, b"".join(self.body), time.monotonic())
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_result(answer)

    async def ask(self, request: bytes) -> Answer:
        """Send one request and wait for its answer."""
        if self.transport is None:
            raise ConnectionError("not connected")
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await asyncio.wait_for(self.waiting, TIMEOUT)


class Person:
    """Somebody with cookies and one connection, as a browser would be."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.origin = f"http://127.0.0.1:{port}"
        self.cookies: dict[str, str] = {}
        self.connection = Connection()
        self.turn = asyncio.Lock()

    def head(self, method: str, path: str, more: dict[str, str]) -> bytes:
        """The first lines of a request."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        lines += [f"{name}: {value}" for name, value in more.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def get(self, path: str) -> Answer:
        """Ask for a page."""
        return await self._ask(self.head("GET", path, {"Accept": "text/html"}))

    async def post(self, path: str, form: dict[str, object], *, htmx: bool = True) -> Answer:
        """Send a form with the CSRF token and an operation key, as our pages do through htmx, or as a plain form."""
        token = self.cookies.get(CSRF, "")
        body = urlencode({"key": uuid4().hex, **form, "csrfmiddlewaretoken": token}, doseq=True).encode()
        more = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
            "Origin": self.origin,
        }
        if htmx:
            more |= {"HX-Request": "true", "X-CSRFToken": token}
        return await self._ask(self.head("POST", path, more) + body)

    async def _ask(self, request: bytes) -> Answer:
        async with self.turn:
            if self.connection.transport is None:
                loop = asyncio.get_running_loop()
                _, self.connection = await loop.create_connection(Connection, "127.0.0.1", self.port)
            answer = await self.connection.ask(request)
        for cookie in filter(None, answer.headers["set-cookie"].split("\n")):
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return answer

    def leave(self) -> None:
        """Close the connection."""
        if self.connection.transport is not None:
            self.connection.transport.close()


@dataclass
class Heard:
    """What the listeners of one audience have in common: the bytes of each message, kept once.

    ``caught_up`` are the first messages of streams, with what came before they were opened: one for each number.
    """

    messages: dict[int, bytes] = field(default_factory=dict)
    caught_up: dict[int, bytes] = field(default_factory=dict)


class Listener(asyncio.Protocol):
    """One open stream. Notes when each message's last byte came, and whether the numbers are in order."""

    def __init__(self, request: bytes, heard: Heard) -> None:
        self.request = request
        self.heard = heard
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.parser = httptools.HttpResponseParser(self)
        self.transport: asyncio.Transport | None = None
        self.buffer = b""
        self.numbers: list[int] = []
        self.times: list[float] = []
        self.number = -1
        self.disorder = 0
        self.differing = 0
        self.received = 0
        self.comes_back_in = 0.5
        self.closed = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        self.transport = transport  # type: ignore[assignment]  # a TCP transport
        transport.write(self.request)  # type: ignore[attr-defined]  # the same

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail whoever waits for the opening."""
        self.transport = None
        self.closed.set()
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("the stream was closed"))

    def data_received(self, data: bytes) -> None:
        """Hand the bytes to the parser."""
        self.parser.feed_data(data)

    def on_headers_complete(self) -> None:
        """Only 200 is a stream."""
        status = self.parser.get_status_code()
        if status != 200 and not self.opened.done():
            self.opened.set_exception(ConnectionError(f"the stream was answered {status}"))

    def on_body(self, body: bytes) -> None:
        """Cut the stream into events at the empty line that ends each."""
        self.buffer += body
        while (end := self.buffer.find(b"\n\n")) >= 0:
            event, self.buffer = self.buffer[:end], self.buffer[end + 2 :]
            self._event(event)

    def _event(self, event: bytes) -> None:
        now = time.monotonic()
        news = _NEWS.match(event)
        if news is None:
            bye = _BYE.match(event)
            if bye is not None:
                self.comes_back_in = int(bye[1]) / 1000
            elif not _HELLO.match(event) and not _BEAT.match(event):
                self.disorder += 1
            return
        number, after = int(news[1]), int(news[2])
        if self.number < 0:
            # The first message is what came since the page was read: its own for each listener.
            self.number = number
            self.heard.caught_up.setdefault(number, event)
            self.opened.set_result(None)
            return
        if number <= self.number or after > self.number:
            self.disorder += 1
        if self.heard.messages.setdefault(number, event) != event:
            self.differing += 1
        self.number = number
        self.received += len(event)
        self.numbers.append(number)
        self.times.append(now)

    def seen(self, number: int) -> float | None:
        """When this listener had the change with this number, or None if it never came."""
        place = bisect_left(self.numbers, number)
        return self.times[place] if place < len(self.numbers) else None

    def forget(self) -> None:
        """Begin a new run; what was wrong stays counted."""
        self.numbers, self.times, self.received = [], [], 0

    def leave(self) -> None:
        """Close the stream."""
        if self.transport is not None:
            self.transport.close()


async def listen(port: int, request: bytes, heard: Heard) -> Listener:
    """Open one stream and wait until it is caught up."""
    loop = asyncio.get_running_loop()
    _, listener = await loop.create_connection(lambda: Listener(request, heard), "127.0.0.1", port)
    await asyncio.wait_for(listener.opened, TIMEOUT)
    return listener
