"""The yardstick: a bare asyncio broadcaster of the same bytes, without framework, database or rendering.

``python -m bench.floor`` prints the port it listens on. ``GET`` opens a stream; ``POST`` sends its body to every stream
and answers with its number.
"""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator

import httptools
import uvloop

from tests.support.live_site import ROOT

STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


class _Broadcaster:
    """Who listens, and the last number."""

    def __init__(self) -> None:
        self.streams: set[asyncio.Transport] = set()
        self.number = 0

    def say(self, words: bytes) -> int:
        """Send the words to every stream under the next number."""
        self.number += 1
        chunk = _chunk(self.number - 1, self.number, words)
        for stream in self.streams:
            stream.write(chunk)
        return self.number


class _Line(asyncio.Protocol):
    """One connection to the broadcaster."""

    def __init__(self, broadcaster: _Broadcaster) -> None:
        self.broadcaster = broadcaster
        self.transport: asyncio.Transport | None = None
        self.parser = httptools.HttpRequestParser(self)
        self.body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # a TCP transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self.transport is not None:
            self.broadcaster.streams.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_begin(self) -> None:
        self.body = b""

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        assert self.transport is not None  # a message came over it
        if self.parser.get_method() == b"GET":
            number = self.broadcaster.number
            self.transport.write(STREAM + _chunk(number, number, b""))
            self.broadcaster.streams.add(self.transport)
        else:
            number = self.broadcaster.say(self.body)
            self.transport.write(f"HTTP/1.1 200 OK\r\nX-Number: {number}\r\nContent-Length: 0\r\n\r\n".encode())


def _chunk(after: int, number: int, words: bytes) -> bytes:
    event = b'id: %d\nevent: news\ndata: {"after":%d,"number":%d,"words":"%b"}\n\n' % (number, after, number, words)
    return b"%x\r\n%b\r\n" % (len(event), event)


async def _serve() -> None:
    broadcaster = _Broadcaster()
    server = await asyncio.get_running_loop().create_server(lambda: _Line(broadcaster), "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextlib.contextmanager
def floor() -> Iterator[int]:
    """Run the broadcaster in a process of its own; gives its port."""
    with subprocess.Popen([sys.executable, "-m", "bench.floor"], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None  # it was asked for
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        uvloop.run(_serve())
