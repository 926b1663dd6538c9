"""A proxy that lies: what a bad line, a hotel's sign-in page or a company's proxy do to one request, by a script.

Every request has a connection of its own on both sides, so that a fault hits that request alone. Only posts of a page's
outbox (those with ``X-Operation``) meet a fault; streams and pages pass.
"""

import asyncio
import contextlib
import threading
from collections import deque
from dataclasses import dataclass
from types import TracebackType
from typing import Self

READS = 65_536


@dataclass(frozen=True)
class CutAsk:
    """Only the first ``size`` bytes of the request go on, then the line is gone."""

    size: int


@dataclass(frozen=True)
class CutAnswer:
    """The site does what was asked, and only the first ``size`` bytes of its answer come back."""

    size: int


@dataclass(frozen=True)
class Says:
    """The proxy answers for itself; with ``after`` the site has done what was asked before."""

    status: int
    body: bytes = b"<h1>Welcome to the hospital's network</h1>"
    headers: tuple[tuple[str, str], ...] = ()
    after: bool = False


@dataclass(frozen=True)
class Twice:
    """The site gets the request twice; the second answer comes back."""


@dataclass(frozen=True)
class Late:
    """The line is gone, and the request reaches the site after the next one has."""


@dataclass(frozen=True)
class Hold:
    """The request stays here until ``Liar.let_go``."""


type Lie = CutAsk | CutAnswer | Says | Twice | Late | Hold


class Liar:
    """Listens on a port of its own, in a thread of its own, while it is open as a context."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.lies: deque[Lie] = deque()
        self.always: Lie | None = None
        self.posts = 0
        self.port = 0
        self._held = threading.Event()
        self._late: list[bytes] = []
        self._lines: set[asyncio.Task[None]] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="liar")

    @property
    def url(self) -> str:
        """Its origin."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)
        assert not self._thread.is_alive()

    def let_go(self) -> None:
        """Let the requests go on that are held."""
        self._loop.call_soon_threadsafe(self._go_on.set)

    def tell_truth(self) -> None:
        """No lies from here on."""
        self.lies.clear()
        self.always = None

    async def _serve(self) -> None:
        self._loop, self._over, self._go_on = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        server = await asyncio.start_server(self._line, "127.0.0.1", 0, backlog=1024)
        self.port = int(server.sockets[0].getsockname()[1])
        self._ready.set()
        await self._over.wait()
        server.close()
        for task in list(self._lines):
            task.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        try:
            asked = await _request(reader)
            if asked:
                await self._answer(asked, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._lines.discard(task)
            await _end(writer)

    async def _answer(self, asked: bytes, here: asyncio.StreamWriter) -> None:
        lie = None
        if asked.startswith(b"POST ") and b"\r\nx-operation:" in asked.lower():
            self.posts += 1
            lie = self.lies.popleft() if self.lies else self.always
        match lie:
            case None:
                await self._pass(asked, here)
            case CutAsk(size):
                await self._send(asked[: size % len(asked)])
            case CutAnswer(size):
                answer = await self._send(asked, whole=True)
                here.write(answer[: size % len(answer)])
                await here.drain()
            case Says(status, body, headers, after):
                if after:
                    await self._send(asked, whole=True)
                said = [
                    ("Content-Length", str(len(body))),
                    ("Content-Type", "text/html"),
                    ("Connection", "close"),
                    *headers,
                ]
                head = "".join(f"{name}: {value}\r\n" for name, value in said)
                here.write(f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body)
                await here.drain()
            case Twice():
                await self._send(asked, whole=True)
                await self._pass(asked, here)
            case Late():
                self._late.append(asked)
                return
            case Hold():
                await self._go_on.wait()
                await self._pass(asked, here)
        while self._late and not isinstance(lie, Late):
            await self._send(self._late.pop(), whole=True)

    async def _pass(self, asked: bytes, here: asyncio.StreamWriter) -> None:
        """Hand on the request, and every byte of the answer as it comes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            writer.write(asked)
            while answered := await reader.read(READS):
                here.write(answered)
                await here.drain()
        finally:
            await _end(writer)

    async def _send(self, asked: bytes, *, whole: bool = False) -> bytes:
        """Send bytes to the site and leave; with ``whole`` not before it has answered."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            writer.write(asked)
            await writer.drain()
            return await reader.read() if whole else b""
        finally:
            await _end(writer)


async def _end(writer: asyncio.StreamWriter) -> None:
    """Close a connection and wait for it: a loop that ends before would leave the socket to the garbage collector."""
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def _request(reader: asyncio.StreamReader) -> bytes:
    """One whole request that asks to be the last one of its connection; empty when none comes."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    lines = [line for line in head[:-4].split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line.partition(b":")[2]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    body = await reader.readexactly(length)
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body
