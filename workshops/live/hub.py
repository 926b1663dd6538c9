"""The hub: one in each web process. It hears the bell, reads the log once for each workshop, draws each changed region
once for each audience, and hands the same bytes to every listener (design 4.4).
"""

import asyncio
import logging
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from workshops import tasks
from workshops.access import Visit, moved, still_seen
from workshops.events import bell, log
from workshops.live.news import Message, news
from workshops.models import Workshop
from workshops.rules.audiences import Audience

logger = logging.getLogger(__name__)

COALESCE = 0.04
"""Seconds after a message in which further changes gather into the next one."""
LOOK = 2.0
"""Seconds between two looks by itself: at the numbers, and at who may still listen."""
BEAT = 10.0
"""Seconds between two heartbeats; a browser that misses two opens its stream anew."""
STALE = 6.0
"""Seconds without a look that worked after which heartbeats say that the board may be old."""
SWEEP_EVERY = 5
"""Every so many looks, reports that nobody was told of are announced again."""
BATCH = 64
QUEUE = 64
"""Messages that wait for a slow listener; one more and it is dropped, and resumes from its number."""
MOST_LISTENERS = 3_000
MOST_CAUGHT_UP = 64
"""First messages that a room keeps for whoever comes back from the same number."""
END = b""


@dataclass(eq=False)
class Listener:
    """One open stream. ``number`` is -1 until it is caught up; meanwhile messages are held back, so none comes late."""

    visit: Visit
    audience: Audience
    number: int = -1
    held: list[tuple[int, bytes]] = field(default_factory=list)
    queue: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    ended: bool = False

    def put(self, data: bytes) -> None:
        """Hand over bytes; a listener that does not keep up is ended."""
        if self.ended:
            return
        try:
            self.queue.put_nowait(data)
        except asyncio.QueueFull:
            self.end()

    def give(self, number: int, data: bytes) -> None:
        """Hand over a message unless its number was covered by catching up."""
        if self.number < 0:
            self.held.append((number, data))
        elif number > self.number:
            self.put(data)

    def caught_up(self, number: int, data: bytes) -> None:
        """Hand over what came since the listener was last here, then what was held back meanwhile."""
        self.number = number
        self.put(f"event: hello\ndata: {number}\n\n".encode())
        self.put(data)
        for later, message in self.held:
            self.give(later, message)
        self.held.clear()

    def end(self) -> None:
        """Let the stream finish after what it still holds, or at once when it is full."""
        if not self.ended:
            self.ended = True
            if self.queue.full():
                self.queue.get_nowait()
            self.queue.put_nowait(END)


class Room:
    """The listeners of one workshop, how far the log was read for them, and the newest number that was heard of."""

    def __init__(self, workshop_id: int, number: int) -> None:
        self.workshop_id = workshop_id
        self.number = number
        self.heard = number
        self.listeners: dict[Audience, set[Listener]] = {}
        self.wake = asyncio.Event()
        self.opening = asyncio.Lock()
        self.caught_up: dict[tuple[Audience, int], Message] = {}
        self.task: asyncio.Task[None] | None = None

    def everyone(self) -> list[Listener]:
        """All listeners."""
        return [listener for audience in self.listeners.values() for listener in audience]


class Hub:
    """All rooms of this process. Everything but the drawing runs on the event loop."""

    def __init__(self) -> None:
        self.rooms: dict[int, Room] = {}
        self.threads = ThreadPoolExecutor(2, thread_name_prefix="hub")
        self.tasks: list[asyncio.Task[None]] = []
        self.numbers: dict[int, int] = {}
        self.looked_at = 0.0
        self.stop_hearing: Callable[[], None] = lambda: None
        self.closing = False

    async def start(self) -> None:
        """Begin to hear the bell and to look by itself."""
        loop = asyncio.get_running_loop()
        self.looked_at = loop.time()

        def heard(workshop_id: int, number: int) -> None:
            loop.call_soon_threadsafe(self.rung, workshop_id, number)

        self.stop_hearing = bell.listen(heard)
        self.tasks = [asyncio.create_task(self._look()), asyncio.create_task(self._beat())]
        if settings.REDIS_URL:
            self.tasks.append(asyncio.create_task(self._hear_others()))

    async def stop(self) -> None:
        """Say goodbye to every listener, with a moment to come back that differs from stream to stream."""
        self.closing = True
        self.stop_hearing()
        for task in self.tasks:
            task.cancel()
        for room in list(self.rooms.values()):
            if room.task:
                room.task.cancel()
            for listener in room.everyone():
                wait = random.randint(200, 3000)  # noqa: S311 -- spreads reconnects, no secret
                listener.put(f"retry: {wait}\nevent: bye\ndata: {wait}\n\n".encode())
                listener.end()

    async def in_thread[T](self, work: Callable[[], T]) -> T:
        """Run something that asks the database, and give its connection back."""

        def run() -> T:
            try:
                return work()
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self.threads, run)

    def rung(self, workshop_id: int, number: int) -> None:
        """A workshop has a newer number."""
        room = self.rooms.get(workshop_id)
        if room is not None and number > room.heard:
            room.heard = number
            room.wake.set()

    async def open(self, listener: Listener, after: int) -> None:
        """Add a listener who has seen everything up to ``after``, and give it what came since.

        It is added before the log is read, so nothing falls between; what it would get twice is left out.
        """
        workshop_id = listener.visit.workshop.pk
        room = self.rooms.get(workshop_id)
        if room is None:
            room = self.rooms[workshop_id] = Room(workshop_id, listener.visit.workshop.last_event)
            room.task = asyncio.create_task(self._serve(room))
        room.listeners.setdefault(listener.audience, set()).add(listener)
        async with room.opening:
            key = (listener.audience, after)
            message = room.caught_up.get(key)
            # Asked again when the room went on meanwhile: the first of an audience is not handed what came then.
            while message is None or message.number < room.number:
                message = (await self.in_thread(lambda: news(workshop_id, after, [listener.audience])))[
                    listener.audience
                ]
                if len(room.caught_up) >= MOST_CAUGHT_UP:
                    room.caught_up.clear()
                room.caught_up[key] = message
        listener.caught_up(message.number, message.as_event())
        self.rung(workshop_id, message.number)

    def close(self, listener: Listener) -> None:
        """Take a listener away; an empty room goes too."""
        room = self.rooms.get(listener.visit.workshop.pk)
        if room is None:
            return
        room.listeners.get(listener.audience, set()).discard(listener)
        if not room.everyone():
            if room.task:
                room.task.cancel()
            del self.rooms[room.workshop_id]

    def count(self) -> int:
        """How many streams are open."""
        return sum(len(room.everyone()) for room in self.rooms.values())

    async def _serve(self, room: Room) -> None:
        while True:
            await room.wake.wait()
            room.wake.clear()
            after = room.number
            try:
                messages = await self._news(room, after)
            except Workshop.DoesNotExist:
                for listener in room.everyone():
                    listener.end()
                return
            except DatabaseError:
                logger.warning("the database does not answer; the hub looks again")
                await asyncio.sleep(LOOK)
                room.wake.set()
                continue
            except Exception:
                # A room that stopped being served would stay silent until everybody reloads.
                logger.exception("a change could not be drawn; the hub tries again")
                await asyncio.sleep(LOOK)
                room.wake.set()
                continue
            room.caught_up.clear()
            for audience, message in messages.items():
                room.number = max(room.number, message.number)
                if message.number > after:
                    await self._hand_out(room, audience, message)
            await asyncio.sleep(COALESCE)

    async def _news(self, room: Room, after: int) -> dict[Audience, Message]:
        """What is new for everybody in the room, all up to one number.

        When the first of another audience came meanwhile, everybody's is read again: they share the room's number.
        """
        while True:
            audiences = [audience for audience, here in room.listeners.items() if here]
            messages = await self.in_thread(partial(news, room.workshop_id, after, audiences))
            if all(audience in messages for audience, here in room.listeners.items() if here):
                return messages

    async def _hand_out(self, room: Room, audience: Audience, message: Message) -> None:
        data = message.as_event()
        for place, listener in enumerate(list(room.listeners.get(audience, ())), start=1):
            listener.give(message.number, data)
            if place % BATCH == 0:
                await asyncio.sleep(0)

    async def _look(self) -> None:
        looks = 0
        while True:
            await asyncio.sleep(LOOK)
            looks += 1
            sweep = looks % SWEEP_EVERY == 0
            visits = {listener.visit for room in self.rooms.values() for listener in room.everyone()}
            try:
                numbers, allowed, moving = await self.in_thread(partial(_look_once, visits, sweep=sweep))
            except DatabaseError:
                continue
            except Exception:
                # Without this look nobody's stream would end when their right does.
                logger.exception("the hub could not look; it looks again")
                continue
            self.numbers, self.looked_at = numbers, asyncio.get_running_loop().time()
            for workshop_id, number in numbers.items():
                self.rung(workshop_id, number)
            for room in list(self.rooms.values()):
                for listener in room.everyone():
                    if listener.visit in visits and listener.visit not in allowed:
                        # Somebody whose place was merged comes back at once, and goes on as the one who was kept.
                        word = "bye" if listener.visit in moving else "revoked"
                        listener.put(f"event: {word}\ndata: 0\n\n".encode())
                        listener.end()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            silent = asyncio.get_running_loop().time() - self.looked_at
            for room in list(self.rooms.values()):
                # What the database has, not what was handed out: a page that is behind it has to know.
                number = max(room.number, self.numbers.get(room.workshop_id, 0))
                word, value = ("beat", number) if silent <= STALE else ("stale", round(silent))
                data = f"event: {word}\ndata: {value}\n\n".encode()
                for place, listener in enumerate(room.everyone(), start=1):
                    listener.put(data)
                    if place % BATCH == 0:
                        await asyncio.sleep(0)

    async def _hear_others(self) -> None:
        async for workshop_id, number in bell.rings():
            self.rung(workshop_id, number)


def _look_once(visits: set[Visit], *, sweep: bool) -> tuple[dict[int, int], set[Visit], set[Visit]]:
    if sweep:
        tasks.announce_stalled(at=timezone.now())
    if not visits:
        return {}, set(), set()
    allowed = still_seen(visits)
    return log.newest({visit.workshop.pk for visit in visits}), allowed, moved(visits - allowed)
