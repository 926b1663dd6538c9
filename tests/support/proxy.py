"""A proxy between people and a site that does to streams what proxies on hospital networks do: it holds them back until
a block is full, cuts them, or goes dumb. Pages pass as they are. With several sites behind it, it takes them in turn.
"""

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Self

READS = 65_536


@dataclass(frozen=True)
class Fault:
    """What happens to a stream. Times are in seconds from its opening.

    ``holds`` is how many bytes gather before any is passed on, ``cut_after`` when the connection ends, ``dumb_after``
    when nothing is passed on any more although the connection stays.
    """

    holds: int = 0
    cut_after: float | None = None
    dumb_after: float | None = None


CLEAR = Fault()


class Proxy:
    """Listens on a port of its own, in a thread of its own, while it is open as a context."""

    def __init__(self, *targets: int, fault: Fault = CLEAR) -> None:
        self.targets = list(targets)
        self.fault = fault
        self.port = 0
        self.streams = 0
        self.open_streams = 0
        self.is_down = False
        self._turn = 0
        self._lines: set[asyncio.Task[None]] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="proxy")

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

    def go_down(self) -> None:
        """Cut every connection and take no other, as in a lift."""
        self.is_down = True
        self._loop.call_soon_threadsafe(lambda: [task.cancel() for task in self._lines])

    def come_back(self) -> None:
        """Carry again."""
        self.is_down = False

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
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
            async with asyncio.timeout(None) as limit:
                await self._carry(reader, writer, limit)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            pass
        finally:
            self._lines.discard(task)
            writer.transport.abort()
            with contextlib.suppress(OSError):
                await writer.wait_closed()  # a loop that ends before would leave the socket to the garbage collector

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: asyncio.Timeout) -> None:
        """Both directions of one connection, until either side ends it. Nobody is asked before the first request."""
        first = await reader.read(READS)
        if not first or self.is_down:
            return
        there, here = await self._reach()
        line = _Line(self, limit)
        ways: tuple[Coroutine[None, None, None], ...] = (
            line.asks(first, reader, here),
            line.answers(there, writer),
        )
        tasks = [asyncio.ensure_future(way) for way in ways]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # First of all, since the end of the proxy may cut this short a second time.
            here.transport.abort()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with contextlib.suppress(OSError):
                await here.wait_closed()
            self.open_streams -= line.stream_since is not None

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to the next site that takes one; raises OSError when none does."""
        for _ in self.targets:
            self._turn += 1
            try:
                return await asyncio.open_connection("127.0.0.1", self.targets[self._turn % len(self.targets)])
            except ConnectionRefusedError:
                continue
        raise ConnectionRefusedError


class _Line:
    """One connection: whether it carries a stream now, and since when."""

    def __init__(self, proxy: Proxy, limit: asyncio.Timeout) -> None:
        self.proxy = proxy
        self.limit = limit
        self.stream_since: float | None = None

    async def asks(self, first: bytes, reader: asyncio.StreamReader, there: asyncio.StreamWriter) -> None:
        """From the browser to the site."""
        asked = first
        while asked:
            if asked.startswith(b"GET ") and b"/events/" in asked.split(b"\r\n", 1)[0]:
                self._opened()
            there.write(asked)
            await there.drain()
            asked = await reader.read(READS)

    async def answers(self, reader: asyncio.StreamReader, here: asyncio.StreamWriter) -> None:
        """From the site to the browser."""
        held = b""
        while answered := await reader.read(READS):
            held += answered
            if self._passes(len(held)):
                here.write(held)
                await here.drain()
                held = b""

    def _opened(self) -> None:
        now = asyncio.get_running_loop().time()
        self.proxy.streams += 1
        self.proxy.open_streams += self.stream_since is None
        self.stream_since = now
        if self.proxy.fault.cut_after is not None:
            self.limit.reschedule(now + self.proxy.fault.cut_after)

    def _passes(self, held: int) -> bool:
        if self.stream_since is None:
            return True
        fault, age = self.proxy.fault, asyncio.get_running_loop().time() - self.stream_since
        return held >= fault.holds and (fault.dumb_after is None or age < fault.dumb_after)
