"""The web server: uvicorn around our ASGI application, with an end that open streams cannot delay."""

import asyncio
import contextlib
import errno
import signal
import socket
from types import FrameType

import uvicorn

GRACE = 2
"""Seconds that requests under way get when the server stops."""

NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
"""What a machine says of an address that is not its own, or of a kind that is switched off."""
BACKLOG = 4096
"""Connections that may wait to be taken."""


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


class CannotListen(Exception):
    """The address cannot be listened on; the text says why."""


def listening(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen on every address of the host; raises CannotListen when there is none.

    They are opened before anything is prepared or printed, so that a port that is taken costs nothing.
    """
    opened: list[socket.socket] = []
    trouble: OSError | None = None
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as unknown:
        raise CannotListen(f"The host {host!r} is not known on this machine; nothing was started.") from unknown
    for family, _, _, _, address in dict.fromkeys(found):
        try:
            opened.append(socket.create_server(address[:2], family=family, backlog=BACKLOG))
        except OSError as refused:
            # A name may have an address that this machine has switched off; one that is taken is never passed over.
            trouble = refused
            if refused.errno not in NOT_HERE:
                break
    if opened and (trouble is None or trouble.errno in NOT_HERE):
        return opened
    for each in opened:
        each.close()
    why = {
        errno.EADDRINUSE: f"Port {port} on {host} is taken by another program; stop that, or choose another port.",
        errno.EACCES: f"Port {port} on {host} is not allowed to this user; choose one above 1023.",
        errno.EADDRNOTAVAIL: f"The address {host} is not one of this machine.",
    }
    number = trouble.errno if trouble is not None else None
    raise CannotListen(why.get(number or 0, f"Port {port} on {host} cannot be listened on ({trouble}).")) from trouble


def run(sockets: list[socket.socket]) -> None:
    """Serve the product on listening sockets until a signal ends it."""
    server = Server(
        uvicorn.Config(
            "config.asgi:application",
            loop="uvloop",
            http="httptools",
            lifespan="on",
            backlog=BACKLOG,
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
        server.run(sockets)
