"""The web server: uvicorn around our ASGI application, with an end that open streams cannot delay."""

import asyncio
import contextlib
import signal
import socket
from types import FrameType

import uvicorn

GRACE = 2
"""Seconds that requests under way get when the server stops."""


class Server(uvicorn.Server):
    """Says goodbye to every stream as soon as it is told to stop."""

    loop: asyncio.AbstractEventLoop | None = None

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to stop."""
        self.loop = asyncio.get_running_loop()
        await super().serve(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop: the hub ends its streams while uvicorn finishes the requests."""
        from config.asgi import hub

        if self.loop is not None and not hub.closing:
            self.loop.call_soon_threadsafe(lambda: asyncio.ensure_future(hub.stop()))
        super().handle_exit(sig, frame)


def run(*, host: str, port: int) -> None:
    """Serve the product on one address until a signal ends it."""
    server = Server(
        uvicorn.Config(
            "config.asgi:application",
            host=host,
            port=port,
            loop="uvloop",
            http="httptools",
            lifespan="on",
            backlog=4096,
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
            timeout_keep_alive=75,
            forwarded_allow_ips="",
        )
    )
    # uvicorn raises the signal once more when everything has ended. By default SIGTERM would end the process there,
    # before the caller could end and reap the worker it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
