"""The board as a page: how long the server takes for it, just started and warmed up, and its queries."""

import asyncio
import time

import uvloop

from bench.client import Person
from bench.figures import Result, in_ms, medians, turns
from bench.inside import ask
from bench.live import server
from bench.room import Room, sign_in
from bench.store import memory_mib
from tests.support.live_site import LiveSite

TIMES = 20


async def _timed(person: Person, path: str) -> tuple[float, int]:
    begun = time.monotonic()
    answer = await person.get(path)
    if answer.status != 200:
        raise ConnectionError(f"{path} was answered {answer.status}")
    return answer.at - begun, len(answer.body)


async def _round(room: Room, desk: Person, phone: Person) -> dict[str, float]:
    """The first page after a start, then many; each person's connection is open before the clock starts."""
    for person in (desk, phone):
        await person.get("/health/live")
    cold, size = await _timed(desk, room.base)
    warm = [await _timed(person, room.base) for _ in range(TIMES) for person in (desk, phone)]
    return {
        "cold_ms": cold * 1000,
        "warm_p50_ms": in_ms([took for took, _ in warm], 50),
        "warm_p95_ms": in_ms([took for took, _ in warm], 95),
        "page_kib": size / 1024,
    }


def board_500() -> Result:
    """The board with 500 roles: at the desk right after a start of the process, and at desk and phone when warm."""
    with server() as site:
        small, large = site.demo_workshop(), site.demo_workshop()
        few, many = ask(site, "fill", small, 50)["needs"], ask(site, "fill", large, 500)["needs"]
        at_few, at_many = ask(site, "queries", small), ask(site, "queries", large)
        room = Room(site, large)
        desk, phone = uvloop.run(_people(site, room))
        runs = []
        for _ in range(turns()):
            site.processes["web"].stop()
            site.run("web")
            runs.append(uvloop.run(_visited(room, desk, phone)))
        figures = medians(runs, spread=("warm_p95_ms",))
        # Of five starts the slowest stands for the 95th percentile.
        figures["cold_p95_ms"] = max(run["cold_ms"] for run in runs)
        figures |= {f"queries_{face}": count for face, count in at_many.items()}
        figures |= {"queries_most": max(at_many.values()), "queries_more_than_at_50": _more(at_few, at_many)}
        figures |= {"needs": many, "web_mib": memory_mib(site.processes["web"].pid)}
        held = room.store.one(
            f"SELECT count(*) FROM workshops_workforceneed WHERE workshop_id={room.workshop} AND removed_at IS NULL"
        )
        bound = {"cold_p95_ms": 150.0, "warm_p95_ms": 150.0, "queries_most": 15, "queries_more_than_at_50": 0}
        stored = f"{held} needs in the database; queries counted at {few:g} and at {many:g} needs"
        return Result("board_500", figures, int(held != 500), bound, stored)


def _more(few: dict[str, float], many: dict[str, float]) -> float:
    return max(abs(many[face] - few[face]) for face in many)


async def _people(site: LiveSite, room: Room) -> tuple[dict[str, str], dict[str, str]]:
    await room.join(1)
    desk = await sign_in(site, site.accounts["facilitator"])
    return desk.cookies, room.people[0].cookies


async def _visited(room: Room, desk: dict[str, str], phone: dict[str, str]) -> dict[str, float]:
    people = []
    for cookies in (desk, phone):
        person = Person(room.site.port)
        person.cookies = dict(cookies)
        people.append(person)
    try:
        return await asyncio.wait_for(_round(room, *people), 60)
    finally:
        for person in people:
            person.leave()
