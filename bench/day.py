"""The day's own work: what was written in silence is shown, and dots are placed."""

import asyncio
import time
from functools import partial
from uuid import uuid4

import uvloop

from bench.client import Answer, Person
from bench.figures import Result, in_ms, medians, turns
from bench.live import server
from bench.room import Busy, Edit, Room, sign_in
from bench.store import cpu_seconds
from tests.support.live_site import LiveSite

PEOPLE = 50
REVEALS = 4
"""So many in each run."""
DOTS = 5
VOTING = 5.0
"""Seconds in which all dots are placed."""
IDEAS = 10


async def _saved(person: Person, path: str, **form: object) -> Answer:
    answer = await person.post(path, {"key": uuid4().hex, **form})
    if answer.status != 200:
        raise ConnectionError(f"{path} was answered {answer.status}")
    return answer


async def _notes(room: Room) -> list[Edit]:
    """Everybody writes one note."""
    edits = [Edit(time.monotonic(), uuid4().hex) for _ in range(PEOPLE)]
    await asyncio.gather(*(room.work(edit, who, "idea") for edit, who in zip(edits, room.people, strict=True)))
    await room.everybody_has(room.last_event())
    return edits


async def _reveal(site: LiveSite) -> Result:
    room, pid = Room(site, site.demo_workshop()), site.processes["web"].pid
    await room.join(PEOPLE)
    await room.listen(staff=3, screens=1)
    boss = await sign_in(site, site.accounts["facilitator"])
    runs, unsaved, early, missing = [], 0, 0, 0
    for _ in range(turns()):
        all_right, each, saved = [], [], []
        busy = Busy(partial(cpu_seconds, pid))
        for _ in range(REVEALS):
            for one in room.listeners:
                one.forget()
            await _saved(boss, f"{room.base}writing/silence/")
            edits = await _notes(room)
            unsaved += sum(not edit.saved for edit in edits)
            early += sum(edit.words.encode() in text for edit in edits for text in _heard(room))
            begun = time.monotonic()
            answer = await _saved(boss, f"{room.base}writing/reveal/")
            await room.everybody_has(answer.number)
            times = [one.seen(answer.number) or float("inf") for one in room.listeners]
            each += [at - begun for at in times]
            all_right.append(max(times) - begun)
            saved.append(answer.at - begun)
            shown = b"".join(_heard(room))
            missing += sum(edit.words.encode() not in shown for edit in edits)
            await room.clear()
        runs.append(
            {
                "seen_by_all_p95_ms": in_ms(all_right, 95),
                "seen_p95_ms": in_ms(each, 95),
                "saved_p95_ms": in_ms(saved, 95),
                **busy.end(),
            }
        )
    lost, stored = room.checked()
    room.leave()
    figures = medians(runs, spread=("seen_by_all_p95_ms",)) | {"notes": PEOPLE, "listeners": len(room.listeners)}
    stored += f"; {unsaved} notes not saved, {early} words sent before the reveal, {missing} not shown by it"
    return Result("reveal_50", figures, lost + unsaved + early + missing, {"seen_by_all_p95_ms": 200.0}, stored)


def _heard(room: Room) -> list[bytes]:
    """Every message that phones have had."""
    phones = [heard for name, heard in room.audiences.items() if name.startswith("participant")]
    return [text for heard in phones for text in heard.messages.values()]


def reveal_50() -> Result:
    """50 notes that were written in silence reach every face at once."""
    with server() as site:
        return uvloop.run(_reveal(site))


async def _place(room: Room, person: Person, idea: int, due: float) -> tuple[float, Answer]:
    await asyncio.sleep(due - time.monotonic())
    answer = await person.post(f"{room.base}ideas/{idea}/dots/place/", {"key": uuid4().hex})
    return answer.at - due, answer


async def _round(room: Room, boss: Person, ideas: list[int]) -> tuple[dict[str, float], int]:
    """One round of dots: its figures, and how much was not exact."""
    await _saved(boss, f"{room.base}rounds/open/", budget=DOTS)
    begun, count = time.monotonic() + 0.1, PEOPLE * DOTS
    work = []
    for place in range(count):
        turn, person = divmod(place, PEOPLE)
        due = begun + place / count * VOTING
        work.append(_place(room, room.people[person], ideas[(place + turn) % IDEAS], due))
    placed = await asyncio.gather(*work)
    extra = await asyncio.gather(*(_place(room, person, ideas[0], time.monotonic()) for person in room.people))
    rows = room.store.rows(
        "SELECT membership_id, count(*) FROM workshops_dot WHERE round_id="
        f"(SELECT max(id) FROM workshops_voteround WHERE workshop_id={room.workshop}) GROUP BY 1"
    )
    wrong = sum(answer.status != 200 for _, answer in placed)
    wrong += sum(answer.status != 422 for _, answer in extra)
    wrong += int(sorted(int(row[1]) for row in rows) != [DOTS] * PEOPLE)
    await _saved(boss, f"{room.base}rounds/close/")
    times = [took for took, _ in placed]
    return {"saved_p50_ms": in_ms(times, 50), "saved_p95_ms": in_ms(times, 95), "saved_p99_ms": in_ms(times, 99)}, wrong


async def _dots(site: LiveSite) -> Result:
    room, pid = Room(site, site.demo_workshop()), site.processes["web"].pid
    await room.join(PEOPLE)
    await room.listen(staff=3, screens=1)
    boss = await sign_in(site, site.accounts["facilitator"])
    for place in range(IDEAS):
        await _saved(boss, f"{room.base}ideas/add/", text=f"Bench idea {place}", enabler="supply")
    ideas = [
        int(row[0])
        for row in room.store.rows(
            f"SELECT id FROM workshops_idea WHERE workshop_id={room.workshop} ORDER BY id DESC LIMIT {IDEAS}"
        )
    ]
    runs, wrong = [], 0
    for _ in range(turns()):
        busy = Busy(partial(cpu_seconds, pid))
        figures, not_exact = await _round(room, boss, ideas)
        runs.append(figures | busy.end())
        wrong += not_exact
    await room.everybody_has(room.last_event())
    lost, stored = room.checked()
    room.leave()
    stored += f"; {PEOPLE * DOTS} dots a round in the database, {DOTS} of each person; one more each was refused"
    stored = f"WRONG: {wrong} answers or counts; {stored}" if wrong else stored
    return Result("dots_250", medians(runs, spread=("saved_p95_ms",)), lost + wrong, {"saved_p95_ms": 150.0}, stored)


def dots_250() -> Result:
    """50 people place 250 dots in five seconds, and then try one more each."""
    with server() as site:
        return uvloop.run(_dots(site))
