"""A bad day: the server is stopped and started while three hundred look on and edits go on."""

import asyncio
import contextlib
import random
import time
from uuid import uuid4

import uvloop

from bench.client import Listener, Person, listen
from bench.figures import Result, medians, percentile, turns
from bench.live import evenly, server
from bench.room import Edit, Room
from tests.support.live_site import LiveSite

PEOPLE = 300
RATE = 20.0
SECONDS = 8.0
STOPS_AT = 2.0
AGAIN_AFTER = 0.5
PATIENCE = 60.0


async def _until_saved(room: Room, edit: Edit, person: Person) -> None:
    """Add a role until that is answered, always under the same key, as ``static/js/outbox.js`` does."""
    need = next(room.next_place)
    form = {"key": edit.key, **room.role(need, edit.words, depth_now=1)}
    await asyncio.sleep(edit.due - time.monotonic())
    while not edit.saved and time.monotonic() < edit.due + PATIENCE:
        with contextlib.suppress(OSError, TimeoutError):
            edit.answer = await person.post(f"{room.base}segments/{need.segment}/needs/add/", form)
        if not edit.saved:
            await asyncio.sleep(AGAIN_AFTER)
    if edit.answer is not None:
        room.added += [(pk, edit.words) for pk in room.made("workforceneed", edit.answer)]


class Streams:
    """The streams of a room, each opened again from its number when it ends."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.disorder = 0
        self.watching = [asyncio.create_task(self._watch(place)) for place in range(len(room.listeners))]

    async def _watch(self, place: int) -> None:
        heard, person = next(iter(self.room.audiences.values())), self.room.people[place]
        while True:
            old = self.room.listeners[place]
            await old.closed.wait()
            await asyncio.sleep(old.comes_back_in)
            path = f"{self.room.base}events/?after={old.number}"
            with contextlib.suppress(OSError, TimeoutError):
                self.room.listeners[place] = await listen(person.port, person.head("GET", path, {}), heard)
                self.disorder += old.disorder
                continue
            old.comes_back_in = random.uniform(0.5, 1.0)

    def right(self, number: int) -> int:
        """How many are open and have heard of a number."""
        return sum(_right(one, number) for one in self.room.listeners)

    async def stop(self) -> None:
        """Open them no more."""
        for task in self.watching:
            task.cancel()
        await asyncio.gather(*self.watching, return_exceptions=True)


def _right(one: Listener, number: int) -> bool:
    return one.transport is not None and one.number >= number


def _again(site: LiveSite) -> None:
    site.processes["web"].stop()
    site.run("web")


async def _run(site: LiveSite, room: Room, streams: Streams) -> dict[str, float]:
    begun = time.monotonic() + 0.1
    edits = [
        # A serial: among the digits of random ids are some that the patient-data guard refuses.
        Edit(begun + due, uuid4().hex, words=f"Across the restart, role {next(room.serial)} of {room.public_id}")
        for due in evenly(RATE, SECONDS)
    ]
    work = [
        asyncio.create_task(_until_saved(room, edit, room.people[place % PEOPLE])) for place, edit in enumerate(edits)
    ]
    await asyncio.sleep(STOPS_AT)
    stopped = time.monotonic()
    await asyncio.to_thread(_again, site)
    serving = time.monotonic()
    back: list[float] = []
    while len(back) < PEOPLE and time.monotonic() < serving + PATIENCE:
        now, number = time.monotonic(), room.last_event()
        back += [now - serving] * (streams.right(number - round(RATE)) - len(back))
        await asyncio.sleep(0.05)
    await asyncio.gather(*work)
    await room.everybody_has(room.last_event())
    room.edits += edits
    again = sum(edit.answer is not None and edit.answer.at - edit.due > AGAIN_AFTER for edit in edits)
    await room.clear()
    return {
        "away_s": serving - stopped,
        "back_p95_s": percentile(back, 95),
        "back_all_s": max(back, default=float("inf")) if len(back) == PEOPLE else float("inf"),
        "answered_late": again,
    }


async def _restart(site: LiveSite) -> Result:
    room = Room(site, site.demo_workshop())
    await room.join(PEOPLE)
    await room.listen()
    streams = Streams(room)
    runs = [await _run(site, room, streams) for _ in range(turns())]
    lost, stored = room.checked()
    await streams.stop()
    room.leave()
    figures = medians(runs, spread=("back_p95_s",)) | {"streams": PEOPLE, "edits": len(room.edits)}
    return Result("restart_300", figures, lost + streams.disorder, {}, stored)


def restart_300() -> Result:
    """The web process is stopped and started under 300 streams while 20 edits a second go on."""
    with server() as site:
        return uvloop.run(_restart(site))
