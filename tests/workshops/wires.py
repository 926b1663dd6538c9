"""The web server in this process, on the test's own database, and people who listen to it over real sockets."""

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import uvicorn
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client

from config.bridge import Pages, request_of
from tests.support.servers import wait_until
from workshops.live.hub import Hub
from workshops.live.stream import Streams


@dataclass(frozen=True)
class Heard:
    """One event of a stream."""

    kind: str
    data: str
    id: int | None

    @property
    def news(self) -> dict[str, Any]:
        """What a message says."""
        found: dict[str, Any] = json.loads(self.data)
        return found


class Listening:
    """One open stream, read on demand. ``status`` is the answer's; a refusal has no events."""

    def __init__(self, port: int, path: str, headers: dict[str, str], *, receive_buffer: int | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        if receive_buffer is not None:
            narrow = socket.socket()
            narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            narrow.settimeout(10)
            narrow.connect(("127.0.0.1", port))
            self.connection.sock = narrow
        self.connection.request("GET", path, headers=headers)
        self.response = self.connection.getresponse()
        self.status = self.response.status

    def __iter__(self) -> Iterator[Heard]:
        """Events until the stream ends; raises TimeoutError after ten silent seconds."""
        fields: dict[str, str] = {}
        while line := self.response.readline():
            text = line.decode().rstrip("\n")
            if text:
                name, _, value = text.partition(": ")
                fields[name] = value
            elif fields:
                number = fields.get("id")
                yield Heard(fields.get("event", ""), fields.get("data", ""), int(number) if number else None)
                fields = {}

    def next(self, kind: str) -> Heard:
        """The next event of a kind; others before it are passed over."""
        for heard in self:
            if heard.kind == kind:
                return heard
        raise EOFError(f"the stream ended before {kind}")

    def until(self, number: int) -> list[Heard]:
        """The messages up to the one that carries this number or a later one."""
        found: list[Heard] = []
        while not found or (found[-1].id or 0) < number:
            found.append(self.next("news"))
        return found

    def close(self) -> None:
        """Hang up."""
        self.response.close()
        self.connection.close()


def cookie_header(client: Client) -> str:
    """The cookies of a test client as a browser sends them."""
    cookies: SimpleCookie = client.cookies
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())


class Wire:
    """A web server on a free port, as ``config.asgi`` puts it together, with a hub of its own."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.streams = Streams(self.hub, request_of)
        self.pages = Pages(get_wsgi_application(), 2)
        self.open: list[Listening] = []
        config = uvicorn.Config(
            self.application,
            host="127.0.0.1",
            port=0,
            interface="asgi3",
            lifespan="on",
            log_config=None,
            timeout_graceful_shutdown=3,
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run)

    async def application(self, scope: Any, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """As ``config.asgi.application``."""
        if scope["type"] == "lifespan":
            await receive()
            self.loop = asyncio.get_running_loop()
            await self.hub.start()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            if not self.hub.closing:
                await self.hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
        elif self.streams.serves(scope):
            await self.streams(scope, receive, send)
        else:
            await self.pages(scope, receive, send)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server.servers[0].sockets[0].getsockname()[1])

    def listen(
        self, client: Client | None, path: str, *, receive_buffer: int | None = None, **headers: str
    ) -> Listening:
        """Open a stream as this client; header names have underscores for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if client is not None:
            named["Cookie"] = cookie_header(client)
        listening = Listening(self.port, path, named, receive_buffer=receive_buffer)
        self.open.append(listening)
        return listening

    def leave(self) -> None:
        """Begin to stop, as ``config.server`` does at a signal."""
        if not self.hub.closing:
            asyncio.run_coroutine_threadsafe(self.hub.stop(), self.loop).result(10)
        self.server.should_exit = True

    def stop(self) -> None:
        """Hang up everybody and end the server."""
        for listening in self.open:
            listening.close()
        self.leave()
        self.thread.join(10)
        assert not self.thread.is_alive()
        for pool in (self.hub.threads, self.pages.threads):
            everybody = threading.Barrier(pool._max_workers)
            for _ in range(pool._max_workers):
                pool.submit(close_here, everybody)
            pool.shutdown()


def close_here(everybody: threading.Barrier) -> None:
    """Give back this thread's connection once every thread of its pool is here."""
    everybody.wait(10)
    connections.close_all()


@contextmanager
def wire() -> Iterator[Wire]:
    """A running server."""
    made = Wire()
    made.thread.start()
    wait_until(lambda: made.server.started, seconds=10, what="the web server of the test")
    try:
        yield made
    finally:
        made.stop()
