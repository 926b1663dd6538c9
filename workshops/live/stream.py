"""The stream of one page, as a small ASGI callable beside Django: no thread, no connection, no transaction of its own.

Django's middleware does not see these requests, so host, origin and session are checked here.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest

from workshops import access
from workshops.live.hub import END, MOST_LISTENERS, Hub, Listener
from workshops.rules.audiences import Audience

logger = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH = re.compile(r"^/w/(?P<public_id>[a-z0-9]{12})/events/$")
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class Refusal(Exception):
    """The stream is not opened; ``status`` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class Streams:
    """The ASGI callable that serves ``/w/<workshop>/events/``.

    ``read`` makes Django's request of a scope, as pages get it: addresses, headers and cookies have one reading.
    """

    def __init__(self, hub: Hub, read: Callable[[Scope], HttpRequest]) -> None:
        self.hub = hub
        self.read = read

    def serves(self, scope: Scope) -> bool:
        """Whether a request is for a stream."""
        return scope["type"] == "http" and PATH.match(scope["path"]) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Open the stream and pass on what the hub hands over, until either side ends it."""
        try:
            listener, after = await self._listener(scope)
        except Refusal as refused:
            await _answer(send, refused.status)
            return
        leaving = asyncio.create_task(_left(receive, listener))
        try:
            await self.hub.open(listener, after)
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            while (data := await listener.queue.get()) != END:
                await send({"type": "http.response.body", "body": data, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except DatabaseError:
            await _answer(send, 503)
        finally:
            self.hub.close(listener)
            leaving.cancel()

    async def _listener(self, scope: Scope) -> tuple[Listener, int]:
        request = self.read(scope)
        if request.method != "GET":
            raise Refusal(405)
        try:
            request.get_host()
        except DisallowedHost as elsewhere:
            raise Refusal(400) from elsewhere
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise Refusal(403)
        if self.hub.closing or self.hub.count() >= MOST_LISTENERS:
            raise Refusal(503)
        after = _number(request.headers.get("Last-Event-ID")) or _number(request.GET.get("after")) or 0
        match = PATH.match(scope["path"])
        assert match is not None  # serves() was asked first
        public_id = match["public_id"]
        wants_screen = request.GET.get("face") == "screen"

        def visit() -> access.Visit:
            request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
            request.user = get_user(request)
            return access.visit(request, public_id)

        try:
            found = await self.hub.in_thread(visit)
        except (Http404, access.NotSignedIn) as unknown:
            raise Refusal(404) from unknown
        except (PermissionDenied, access.Removed, access.Waiting) as refused:
            raise Refusal(403) from refused
        except DatabaseError as away:
            raise Refusal(503) from away
        audience = Audience(found.actor.kind)
        if wants_screen:
            if found.actor.membership_id is not None:
                raise Refusal(403)
            audience = Audience.SCREEN
        return Listener(found, audience), after


async def _left(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    listener.end()


async def _answer(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None
