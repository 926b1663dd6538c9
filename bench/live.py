"""Live: how soon everybody sees an edit, and what a stream costs."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from uuid import uuid4

import uvloop

from bench.client import Heard, Listener, Person, listen
from bench.figures import Result, in_ms, medians, turns
from bench.floor import floor
from bench.room import Busy, Room, Seen
from bench.store import Store, cpu_seconds, memory_mib
from tests.support.live_site import LiveSite
from tests.support.servers import PostgreSQL, Redis

MEMORY = 100.0
"""MiB that a web process may take."""


@contextmanager
def server() -> Iterator[LiveSite]:
    """A web process and a worker on a PostgreSQL that writes to disk as in earnest, and Redis."""
    with (
        PostgreSQL(durable=True) as database,
        Redis() as bell,
        LiveSite(database_url=database.fresh_database(), redis_url=bell.url) as site,
    ):
        yield site


@contextmanager
def embedded() -> Iterator[LiveSite]:
    """``manage.py serve`` on SQLite."""
    with LiveSite() as site:
        yield site


def evenly(rate: float, seconds: float) -> list[float]:
    """When edits are due, at equal distances."""
    return [place / rate for place in range(round(rate * seconds))]


def at_random(rate: float, seconds: float) -> list[float]:
    """When edits are due if nobody waits for anybody: the same number, at any time. The same in every run."""
    dice = random.Random(rate)
    return sorted(dice.uniform(0, seconds) for _ in range(round(rate * seconds)))


def figures_of(seen: Seen) -> dict[str, float]:
    """One run in milliseconds."""
    return {
        "seen_by_all_p50_ms": in_ms(seen.by_all, 50),
        "seen_by_all_p95_ms": in_ms(seen.by_all, 95),
        "seen_p50_ms": in_ms(seen.each, 50),
        "seen_p95_ms": in_ms(seen.each, 95),
        "saved_p50_ms": in_ms(seen.saved, 50),
        "saved_p95_ms": in_ms(seen.saved, 95),
        "saved_p99_ms": in_ms(seen.saved, 99),
    }


class Yardstick:
    """The same number of listeners at the bare broadcaster, which sends messages of our size at our times."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.person = Person(port)
        self.listeners: list[Listener] = []

    async def listen(self, count: int) -> None:
        """So many listeners."""
        request, heard = self.person.head("GET", "/", {}), Heard()
        self.listeners = [await listen(self.port, request, heard) for _ in range(count)]

    async def run(self, dues: Sequence[float], size: int) -> list[float]:
        """How long after each message's due time the last listener had it."""
        for one in self.listeners:
            one.forget()
        loop = asyncio.get_running_loop()
        begun, numbers = loop.time() + 0.1, []
        for due in dues:
            await asyncio.sleep(begun + due - loop.time())
            # A uuid in each message, so that no two are alike.
            answer = await self.person.post("/", {uuid4().hex: "x" * size}, htmx=False)
            numbers.append(answer.number)
        await asyncio.sleep(0.2)
        return [
            max(one.seen(number) or float("inf") for one in self.listeners) - begun - due
            for number, due in zip(numbers, dues, strict=True)
        ]


async def steady(
    site: LiveSite,
    yardstick_port: int,
    name: str,
    *,
    people: int,
    staff: int,
    rate: float,
    seconds: float,
    bound: dict[str, float],
) -> Result:
    """So many listeners while edits come at a steady rate, five times, each beside the yardstick."""
    room, yardstick = Room(site, site.demo_workshop()), Yardstick(yardstick_port)
    pid = site.processes["web"].pid
    await room.join(people - staff)
    await room.listen(staff=staff - 1, screens=1)
    await yardstick.listen(people)
    await room.run(evenly(rate, 1.0))
    runs = []
    size = 5000
    for _ in range(turns()):
        bare = await yardstick.run(evenly(rate, seconds / 2), size)
        busy = Busy(partial(cpu_seconds, pid))
        seen = await room.run(evenly(rate, seconds))
        shares = busy.end()
        listener = room.listeners[0]
        size = listener.received // max(1, len(listener.numbers))
        run = figures_of(seen)
        run |= {
            "floor_seen_by_all_p95_ms": in_ms(bare, 95),
            "over_floor_p95": run["seen_by_all_p95_ms"] / in_ms(bare, 95),
            "generator_late_p95_ms": in_ms(seen.late, 95),
            **shares,
            "message_bytes": size,
            "messages": len(listener.numbers),
            "web_mib": memory_mib(pid),
            "pg_connections": sum(room.store.connections().values()),
        }
        runs.append(run)
    scattered = figures_of(await room.run(at_random(rate, seconds * 2)))
    figures = medians(runs, spread=("seen_by_all_p95_ms",))
    figures |= {"listeners": len(room.listeners), "edits": len(room.edits)}
    figures["random_times_seen_by_all_p95_ms"] = scattered["seen_by_all_p95_ms"]
    lost, stored = room.checked()
    room.leave()
    for one in yardstick.listeners:
        one.leave()
    return Result(name, figures, lost, bound, stored)


def listeners_100_at_10() -> Result:
    """100 listeners, 10 edits a second."""
    with server() as site, floor() as port:
        return uvloop.run(
            steady(
                site,
                port,
                "listeners_100_at_10",
                people=100,
                staff=4,
                rate=10,
                seconds=8,
                bound={"seen_by_all_p95_ms": 25.0, "web_mib": MEMORY},
            )
        )


def room_300_at_20() -> Result:
    """300 people, 20 edits a second."""
    with server() as site, floor() as port:
        return uvloop.run(
            steady(
                site,
                port,
                "room_300_at_20",
                people=300,
                staff=6,
                rate=20,
                seconds=6,
                bound={"seen_by_all_p95_ms": 100.0, "web_mib": MEMORY},
            )
        )


def listeners_1000_at_10() -> Result:
    """1,000 listeners, 10 edits a second. The promise about memory is for a room of 300."""
    with server() as site, floor() as port:
        return uvloop.run(
            steady(
                site,
                port,
                "listeners_1000_at_10",
                people=1000,
                staff=40,  # with the demo's own people a workshop of 1,000 would be full
                rate=10,
                seconds=6,
                bound={"seen_by_all_p95_ms": 200.0},
            )
        )


@contextmanager
def another_web(site: LiveSite) -> Iterator[int]:
    """A second web process of the same site, as behind a proxy; its port."""
    twin = LiveSite(database_url=site.env["DATABASE_URL"], redis_url=site.env["REDIS_URL"])
    twin.env = {**site.env, "PORT": str(twin.port)}
    twin.run("web")
    try:
        yield twin.port
    finally:
        twin.stop()


async def _burst(site: LiveSite, name: str, *ports: int) -> Result:
    room = Room(site, site.demo_workshop(), ports=ports)
    pid = site.processes["web"].pid
    await room.join(50)
    await room.listen()
    await room.run([0.0] * 10)
    runs = []
    for _ in range(turns()):
        busy = Busy(partial(cpu_seconds, pid))
        seen = await room.run([0.0] * 50)
        runs.append(figures_of(seen) | busy.end() | {"web_mib": memory_mib(pid)})
        await asyncio.sleep(0.5)
    lost, stored = room.checked()
    room.leave()
    figures = medians(runs, spread=("seen_by_all_p95_ms",)) | {"people": 50, "edits": len(room.edits)}
    return Result(name, figures, lost, {"seen_by_all_p95_ms": 300.0, "web_mib": MEMORY}, stored)


def burst_50() -> Result:
    """50 people post at the same instant, to one web process."""
    with server() as site:
        return uvloop.run(_burst(site, "burst_50"))


def burst_50_at_two() -> Result:
    """50 people post at the same instant, to two web processes behind one database and one bell."""
    with server() as site, another_web(site) as port:
        return uvloop.run(_burst(site, "burst_50_at_two", site.port, port))


async def _least(store: Store, seconds: float) -> tuple[int, int]:
    """The fewest connections held in some seconds, and the most that stood in a transaction without doing anything."""
    held, waiting = [], []
    for _ in range(round(seconds / 0.1)):
        states = store.connections()
        held.append(sum(states.values()))
        waiting.append(states.get("idle in transaction", 0))
        await asyncio.sleep(0.1)
    return min(held), max(waiting)


async def _idle(site: LiveSite) -> Result:
    room = Room(site, site.demo_workshop())
    await room.join(120)
    runs = []
    for _ in range(turns()):
        await room.listen()
        with_streams, waiting = await _least(room.store, 3.0)
        page = await room.people[0].get(room.base)
        for one in room.listeners:
            one.leave()
        opened, room.listeners = len(room.listeners), []
        without, _ = await _least(room.store, 1.0)
        runs.append(
            {
                "streams": opened,
                "connections_held": max(0, with_streams - without),
                "connections_with_streams": with_streams,
                "connections_without": without,
                "idle_in_transaction": waiting,
                "page_status": page.status,
                "web_mib": memory_mib(site.processes["web"].pid),
            }
        )
    room.leave()
    lost = sum(run["streams"] != 120 or run["page_status"] != 200 for run in runs)
    stored = "pg_stat_activity with 120 open streams, and again after they were closed; a page was answered meanwhile"
    bound = {"connections_held": 0, "idle_in_transaction": 0, "web_mib": MEMORY}
    return Result("idle_120", medians(runs, spread=("connections_held",)), lost, bound, stored)


def idle_120() -> Result:
    """120 idle streams and the database's connections."""
    with server() as site:
        return uvloop.run(_idle(site))


async def _embedded(site: LiveSite) -> Result:
    room = Room(site, site.demo_workshop())
    pid = site.processes["web"].pid
    await room.join(60)
    await room.listen()
    await room.run(evenly(5, 1.0))
    runs = []
    for _ in range(turns()):
        seen = await room.run(evenly(5, 10.0))
        runs.append(figures_of(seen) | {"web_mib": memory_mib(pid)})
    failed = sum(edit.answer is None or edit.answer.status >= 500 for edit in room.edits)
    words = site.processes["web"].log.read_text(errors="replace").count("locked")
    lost, stored = room.checked()
    room.leave()
    figures = medians(runs, spread=("saved_p99_ms",))
    figures |= {"people": 60, "edits": len(room.edits), "answers_500": failed, "locked": words}
    return Result("embedded_60_at_5", figures, lost, {"saved_p99_ms": 500.0, "locked": 0, "answers_500": 0}, stored)


def embedded_60_at_5() -> Result:
    """60 people on SQLite, 5 edits a second."""
    with embedded() as site:
        return uvloop.run(_embedded(site))
