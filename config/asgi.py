"""What the web server runs: streams by a callable of their own, everything else by Django's WSGI handler."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

wsgi = get_wsgi_application()

from django.conf import settings  # noqa: E402 -- likewise

from config.bridge import Pages, request_of  # noqa: E402 -- needs the apps
from workshops.live import regions  # noqa: E402 -- needs the apps
from workshops.live.hub import Hub  # noqa: E402 -- needs the apps
from workshops.live.stream import Streams  # noqa: E402 -- needs the apps

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LIVE = "/health/live"

regions.warm()
hub = Hub()
streams = Streams(hub, request_of)
pages = Pages(wsgi, settings.WEB_THREADS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """One ASGI application; the hub lives as long as the server does."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == LIVE and scope["method"] in ("GET", "HEAD"):
        await _say_live(send, is_head=scope["method"] == "HEAD")
    elif streams.serves(scope):
        await streams(scope, receive, send)
    elif scope["type"] == "http":
        await pages(scope, receive, send)


async def _say_live(send: Send, *, is_head: bool) -> None:
    """This process answers, whatever its page threads wait for: a slow database is no dead process."""
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else b"live\n"})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await hub.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            if not hub.closing:
                await hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
