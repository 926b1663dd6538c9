"""The bell: it carries a workshop and a number, and may fail without loss, because readers also look by themselves.

In one process it calls; between processes it goes through Redis; a child process without either writes to its parent.
"""

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable
from functools import cache

import redis
import redis.asyncio
from django.conf import settings

log = logging.getLogger(__name__)

CHANNEL = "journey-overlay:bell"
TIMEOUT = 0.5
"""Seconds that ringing may take; then Redis counts as away."""
PAUSE = 2.0
"""Seconds in which Redis is left alone after it did not answer."""

Listener = Callable[[int, int], None]


class _Local:
    """Who listens in this process, and until when Redis is left alone."""

    def __init__(self) -> None:
        self.listeners: list[Listener] = []
        self.away_until = 0.0
        self.lock = threading.Lock()


_local = _Local()


def listen(listener: Listener) -> Callable[[], None]:
    """Call the listener at every ring in this process, from whatever thread rings; returns how to stop."""
    with _local.lock:
        _local.listeners.append(listener)

    def stop() -> None:
        with _local.lock:
            _local.listeners.remove(listener)

    return stop


def ring(workshop_id: int, number: int) -> None:
    """Tell every reader that the workshop has a newer number. Never raises: a lost ring costs seconds, not words."""
    with _local.lock:
        listeners = list(_local.listeners)
    for listener in listeners:
        listener(workshop_id, number)
    if settings.REDIS_URL and time.monotonic() >= _local.away_until:
        try:
            _client(settings.REDIS_URL).publish(CHANNEL, f"{workshop_id} {number}")
        except redis.RedisError:
            _local.away_until = time.monotonic() + PAUSE
            log.warning("Redis does not answer; readers look by themselves meanwhile")


async def rings() -> AsyncIterator[tuple[int, int]]:
    """Rings from other processes, for ever, through one subscription; waits and tries again while Redis is away."""
    while True:
        client = redis.asyncio.Redis.from_url(
            str(settings.REDIS_URL), socket_connect_timeout=TIMEOUT, health_check_interval=10, **settings.REDIS_TLS
        )
        try:
            async with client.pubsub(ignore_subscribe_messages=True) as subscription:
                await subscription.subscribe(CHANNEL)
                while True:
                    message = await subscription.get_message(timeout=5.0)
                    if message is not None:
                        workshop_id, number = bytes(message["data"]).split()
                        yield int(workshop_id), int(number)
        except (redis.RedisError, OSError):
            await asyncio.sleep(PAUSE)
        finally:
            await client.aclose()


@cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, **settings.REDIS_TLS)
