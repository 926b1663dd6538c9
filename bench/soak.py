"""The soak: a room that works for hours, and the memory of every process once a minute. What lives must not grow.

A minute has the same in it as every other: people change the board, streams come and go, pages are read, and now and
then a report is made. The figures are lines through the minutes of the second half, in MiB a minute; each minute is
written to standard error as it ends.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import uvloop

from bench.client import Person
from bench.figures import Result, slope
from bench.live import embedded, evenly, server
from bench.room import Room, sign_in
from bench.store import memory_mib
from tests.support.live_site import LiveSite

MINUTE = 60.0
PEOPLE = 30
RATE = 1.0
"""Changes a second."""
COMING_BACK = 5
"""Streams that end and are opened anew in a minute, and boards that are read as a page."""
REPORT_EVERY = 5
"""Minutes between two reports."""

_minutes = 120


def lasts(minutes: int) -> None:
    """How long a soak takes from now on."""
    global _minutes  # noqa: PLW0603 -- set once, by the command line
    _minutes = minutes


@dataclass
class Memory:
    """MiB of each lasting process, minute by minute, and the most that was seen of those that end."""

    lasting: dict[str, list[float]] = field(default_factory=dict)
    passing: float = 0.0

    def look(self, site: LiveSite) -> dict[str, float]:
        """Note one minute; what was found."""
        found = {"web": memory_mib(site.processes["web"].pid), "worker": memory_mib(worker_of(site))}
        for name, mib in found.items():
            self.lasting.setdefault(name, []).append(mib)
        return found

    async def watch(self, site: LiveSite) -> None:
        """Look at what ends, several times a second, for ever."""
        while True:
            self.passing = max(self.passing, *(_memory(pid) for pid in children(worker_of(site))), 0.0)
            await asyncio.sleep(0.2)

    def figures(self) -> dict[str, float]:
        """For each lasting process where it began and ended, and how it grew in the second half."""
        figures = {"printing_mib_max": self.passing}
        for name, mib in self.lasting.items():
            half = mib[len(mib) // 2 :]
            figures |= {f"{name}_mib_first": mib[0], f"{name}_mib_last": mib[-1], f"{name}_mib_a_minute": slope(half)}
        return figures


def worker_of(site: LiveSite) -> int:
    """The process whose children make reports."""
    if site.server:
        return site.processes["worker"].pid
    web = site.processes["web"].pid
    return next(iter(children(web)), web)


def _memory(pid: int) -> float:
    """As ``memory_mib``, of a process that may have ended meanwhile."""
    try:
        return memory_mib(pid)
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def children(pid: int) -> list[int]:
    """The ids of a process's children, the oldest first."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("[0-9]*/children"):
        try:
            found += [int(child) for child in task.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return sorted(found)


async def _minute(room: Room, boss: Person, place: int) -> None:
    """One minute of a room at work."""
    for listener in room.listeners[:COMING_BACK]:
        listener.leave()
    room.listeners, people = room.listeners[COMING_BACK:], room.people
    back = [people[(place * COMING_BACK + turn) % len(people)] for turn in range(COMING_BACK)]
    number = room.last_event()
    room.listeners += [await room.stream(number, person, "participant", "") for person in back]
    for person in [boss, *back]:
        page = await person.get(room.base)
        if page.status != 200:
            raise ConnectionError(f"the board was answered {page.status}")
    if place % REPORT_EVERY == 1:
        answer = await boss.post(f"{room.base}reports/add/", {"key": uuid4().hex})
        if answer.status != 200:
            raise ConnectionError(f"asking for a report was answered {answer.status}")
    await room.run(evenly(RATE, MINUTE - 5))
    for heard in room.audiences.values():  # the words of a minute ago are not looked at again
        heard.messages.clear()
        heard.caught_up.clear()
    for edit in room.edits:
        edit.words = ""


async def _soak(site: LiveSite, name: str) -> Result:
    room, memory = Room(site, site.demo_workshop()), Memory()
    boss = await sign_in(site, site.accounts["facilitator"])
    await room.join(PEOPLE)
    await room.listen(staff=1, screens=1)
    watching = asyncio.create_task(memory.watch(site))
    for place in range(_minutes):
        begun = time.monotonic()
        await _minute(room, boss, place)
        await asyncio.sleep(max(0.0, begun + MINUTE - time.monotonic()))
        line = {"name": name, "minute": place + 1, **memory.look(site), "printing_most": memory.passing}
        sys.stderr.write(
            json.dumps({key: round(v, 1) if isinstance(v, float) else v for key, v in line.items()}) + "\n"
        )
    watching.cancel()
    lost, stored = room.checked()
    room.leave()
    boss.leave()
    waiting = room.store.one(
        f"SELECT count(*) FROM workshops_report WHERE status<>'ready' AND workshop_id={room.workshop}"
    )
    figures = {"minutes": _minutes, "edits": len(room.edits), **memory.figures()}
    bound = {"web_mib_a_minute": 0.05, "worker_mib_a_minute": 0.05}
    return Result(name, figures, lost + int(waiting), bound, f"{stored}; {waiting} reports not ready")


def soak_embedded() -> Result:
    """A room at work for hours on the embedded product."""
    with embedded() as site:
        return uvloop.run(_soak(site, "soak_embedded"))


def soak_server() -> Result:
    """A room at work for hours on a server."""
    with server() as site:
        return uvloop.run(_soak(site, "soak_server"))
