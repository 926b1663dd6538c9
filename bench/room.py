"""A workshop full of people: they join by code, open streams and edit through the real views; afterwards every promise
about what they did is checked against the database.
"""

import asyncio
import gc
import itertools
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import uuid4

from bench.client import Answer, Heard, Listener, Person, listen
from bench.inside import ask
from bench.store import Store
from tests.support.live_site import Account, LiveSite

SETTLES = 5.0
JOINING = 8
"""So many people join at once."""
EDITS = ("edit", "edit", "add", "edit", "edit", "remove", "edit", "edit", "idea", "idea-remove")
"""What people do, over and over: the board is as large after a run as before."""


@dataclass
class Need:
    """A role on the board, and the version that the next edit of it has seen."""

    pk: int
    segment: int
    version: int
    depth: int
    stages: list[str]


@dataclass
class Edit:
    """One change that somebody asked for: when it was due, what came back, and the words that must be seen."""

    due: float
    key: str
    sent: float = 0.0
    answer: Answer | None = None
    failure: str = ""
    words: str = ""

    @property
    def saved(self) -> bool:
        """Whether its sender was told that it is saved."""
        return self.answer is not None and self.answer.status == 200 and self.answer.number > 0


@dataclass
class Seen:
    """How one run went, in seconds."""

    each: list[float] = field(default_factory=list)
    by_all: list[float] = field(default_factory=list)
    saved: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)


class Room:
    """The people of one workshop on one site."""

    def __init__(self, site: LiveSite, public_id: str, *, ports: Iterable[int] = ()) -> None:
        self.site = site
        self.ports = itertools.cycle(list(ports) or [site.port])
        self.store = Store(site)
        self.public_id = public_id
        row = self.store.rows(f"SELECT id, join_code FROM workshops_workshop WHERE public_id='{public_id}'")[0]
        self.workshop, self.code = int(row[0]), str(row[1])
        ask(site, "open", public_id)
        self.base = f"/w/{public_id}/"
        self.people: list[Person] = []
        self.listeners: list[Listener] = []
        self.audiences: dict[str, Heard] = {}
        self.edits: list[Edit] = []
        self.needs = [
            Need(pk, segment, version, depth, json.loads(stages) if isinstance(stages, str) else stages)
            for pk, segment, version, depth, stages in self.store.rows(
                "SELECT id, segment_id, version, depth_needed, learner_stages FROM workshops_workforceneed "
                f"WHERE workshop_id={self.workshop} AND removed_at IS NULL ORDER BY id LIMIT 40"
            )
        ]
        self.next_need = itertools.cycle(self.needs)
        self.next_place = itertools.cycle(self.needs)
        self.next_kind = itertools.cycle(EDITS)
        self.serial = itertools.count(1)
        self.turns = itertools.count()
        self.added: list[tuple[int, str]] = []
        self.ideas: list[tuple[int, str]] = []
        self.gone: dict[str, int] = {}

    async def join(self, count: int) -> None:
        """So many people come in by code."""
        for start in range(0, count, JOINING):
            self.people += await asyncio.gather(*(self._join() for _ in range(min(JOINING, count - start))))

    async def _join(self) -> Person:
        person = Person(next(self.ports))
        page = await person.get(f"/join/{self.code}/")
        done = await person.post(
            f"/join/{self.code}/", {"name": "", "sector": "community", "key": uuid4().hex}, htmx=False
        )
        if (page.status, done.status) != (200, 303):
            raise ConnectionError(f"joining was answered {page.status} and {done.status}")
        return person

    async def listen(self, *, staff: int = 0, screens: int = 0) -> None:
        """Everybody who has joined opens a stream, and so many more desks and screens of the facilitator."""
        number = self.last_event()
        boss = await sign_in(self.site, self.site.accounts["facilitator"]) if staff or screens else None
        wanted = [(person, "participant", "") for person in self.people]
        if boss is not None:
            wanted += [(boss, "facilitator", "")] * staff + [(boss, "screen", "&face=screen")] * screens
        for start in range(0, len(wanted), JOINING):
            opening = [self.stream(number, *one) for one in wanted[start : start + JOINING]]
            self.listeners += await asyncio.gather(*opening)

    async def stream(self, number: int, person: Person, audience: str, face: str) -> Listener:
        """Open one stream that goes on from a number."""
        heard = self.audiences.setdefault(f"{audience} at {person.port}", Heard())
        request = person.head(
            "GET",
            f"{self.base}events/?after={number}{face}",
            {"Accept": "text/event-stream", "Sec-Fetch-Site": "same-origin"},
        )
        return await listen(person.port, request, heard)

    def last_event(self) -> int:
        """The workshop's number in the database."""
        return int(self.store.one(f"SELECT last_event FROM workshops_workshop WHERE id={self.workshop}"))

    async def work(self, edit: Edit, person: Person, kind: str | None = None) -> None:
        """One person makes one change at its time; whatever comes back is noted."""
        await asyncio.sleep(edit.due - time.monotonic())
        edit.sent = time.monotonic()
        try:
            edit.answer = await self._change(edit, person, kind or next(self.next_kind))
        except (OSError, TimeoutError) as trouble:
            edit.failure = type(trouble).__name__

    async def _change(self, edit: Edit, person: Person, kind: str) -> Answer:
        serial = next(self.serial)
        key = {"key": edit.key}
        if kind == "remove" and self.added:
            return await self._remove(person, "needs", self.added, key)
        if kind == "idea-remove" and self.ideas:
            return await self._remove(person, "ideas", self.ideas, key)
        need = next(self.next_place if kind in ("add", "idea") else self.next_need)
        words = f"Bench role {serial} of {self.public_id}"
        if kind == "idea":
            answer = await person.post(f"{self.base}ideas/add/", {**key, "text": words, "enabler": ""})
            edit.words = words
            self.ideas += [(pk, words) for pk in self.made("idea", answer)]
            return answer
        form = {**key, **self.role(need, words, depth_now=serial % 4)}
        edit.words = words
        if kind == "add":
            answer = await person.post(f"{self.base}segments/{need.segment}/needs/add/", form)
            self.added += [(pk, words) for pk in self.made("workforceneed", answer)]
            return answer
        answer = await person.post(f"{self.base}needs/{need.pk}/edit/", {**form, "version": need.version})
        if answer.status == 200:
            need.version += 1
        return answer

    async def _remove(self, person: Person, what: str, rows: list[tuple[int, str]], key: dict[str, str]) -> Answer:
        pk, words = rows.pop(0)
        answer = await person.post(f"{self.base}{what}/{pk}/remove/", {**key})
        self.gone[words] = answer.number
        return answer

    @staticmethod
    def role(need: Need, words: str, *, depth_now: int) -> dict[str, object]:
        """The form of a role that stands where another one does."""
        return {
            "title": words,
            "kind": "formal",
            "depth_needed": need.depth,
            "depth_now": depth_now,
            "learner_stages": need.stages,
            "note": "",
        }

    def made(self, model: str, answer: Answer) -> list[int]:
        """The id of the row that an answer's number made, if it made one of this model."""
        if not answer.number:
            return []
        subject = self.store.rows(
            f"SELECT subject FROM workshops_event WHERE workshop_id={self.workshop} AND number={answer.number}"
        )
        return [int(row[0].removeprefix(f"{model}-")) for row in subject if row[0].startswith(f"{model}-")]

    async def clear(self) -> None:
        """Take away everything that was added here, so that the next run begins as this one did."""
        for what, rows in (("ideas", self.ideas), ("needs", self.added)):
            while rows:
                await self._remove(self._next_person(), what, rows, {"key": uuid4().hex})
        await self.everybody_has(self.last_event())

    async def everybody_has(self, number: int) -> None:
        """Wait until every listener has heard of a number, for a few seconds at most."""
        for _ in range(round(SETTLES / 0.02)):
            if all(one.number >= number for one in self.listeners):
                return
            await asyncio.sleep(0.02)

    async def run(self, dues: Iterable[float], kind: str | None = None) -> Seen:
        """Edits at the times given, each by the next person; how they went."""
        for listener in self.listeners:
            listener.forget()
        begun = time.monotonic() + 0.1
        edits = [Edit(begun + due, uuid4().hex) for due in dues]
        await asyncio.gather(*(self.work(edit, self._next_person(), kind) for edit in edits))
        self.edits += edits
        await self.everybody_has(self.last_event())
        return self._seen(edits)

    def _next_person(self) -> Person:
        return self.people[next(self.turns) % len(self.people)]

    def _seen(self, edits: list[Edit]) -> Seen:
        seen = Seen()
        for edit in edits:
            seen.late.append(edit.sent - edit.due)
            if not edit.saved or edit.answer is None:
                continue
            seen.saved.append(edit.answer.at - edit.due)
            times = [at for one in self.listeners if (at := one.seen(edit.answer.number)) is not None]
            seen.each += [at - edit.due for at in times]
            if times:
                seen.by_all.append(max(times) - edit.due)
        return seen

    def checked(self) -> tuple[int, str]:
        """How much was lost, doubled, out of order or different, and what was compared, in words."""
        last, numbers = self.last_event(), self.store.numbers(self.workshop)
        carried: dict[str, list[int]] = {}
        for key, number in self.store.operations(self.workshop):
            carried.setdefault(key, []).append(number)
        acknowledged = [edit for edit in self.edits if edit.saved]
        wrong = {
            "edits not acknowledged": len(self.edits) - len(acknowledged),
            "acknowledged edits not in the log exactly once": sum(
                carried.get(edit.key) != [edit.answer.number] for edit in acknowledged if edit.answer is not None
            ),
            "gaps or repeats in the log": int(numbers != list(range(1, last + 1))),
            "listeners not at the last number": sum(one.number != last for one in self.listeners),
            "messages out of order": sum(one.disorder for one in self.listeners),
            "messages that differ within an audience": sum(one.differing for one in self.listeners),
            "changes whose words were not in the message": self._unheard(acknowledged),
        }
        found = ", ".join(f"{count} {what}" for what, count in wrong.items() if count)
        answers = Counter(edit.failure or (edit.answer and edit.answer.status) for edit in self.edits if not edit.saved)
        found += "".join(f" ({count} answered {what})" for what, count in answers.items())
        stored = (
            f"{len(acknowledged)} of {len(self.edits)} edits acknowledged, each once in the log of {last} numbers "
            f"without gap; {len(self.listeners)} listeners at number {last}"
        )
        return sum(wrong.values()), f"WRONG: {found}; {stored}" if found else stored

    def _unheard(self, edits: list[Edit]) -> int:
        everywhere = [heard for audience, heard in self.audiences.items() if audience.startswith("participant")]
        missing = 0
        for heard, edit in itertools.product(everywhere, edits):
            if not edit.words or edit.answer is None:
                continue
            told = sorted(n for n in {*heard.messages, *heard.caught_up} if n >= edit.answer.number)
            # A message is at least as new as its number says, and may be as new as the next one: what was taken away
            # again by then need not be in it.
            if told and self.gone.get(edit.words, told[:2][-1] + 1) <= told[:2][-1]:
                continue
            number = told[0] if told else 0
            first = heard.messages.get(number, b"") + heard.caught_up.get(number, b"")
            missing += edit.words.encode() not in first
        return missing

    def leave(self) -> None:
        """Everybody goes."""
        for listener in self.listeners:
            listener.leave()
        for person in self.people:
            person.leave()


async def sign_in(site: LiveSite, account: Account) -> Person:
    """Somebody with an account, signed in through the real page."""
    person = Person(site.port)
    await person.get("/accounts/login/")
    done = await person.post("/accounts/login/", {"login": account.email, "password": account.password}, htmx=False)
    if done.status not in (302, 303):
        raise ConnectionError(f"signing in was answered {done.status}")
    return person


class Busy:
    """How much processor time a stretch took: the generator's and the web process's, in per cent of one core."""

    def __init__(self, cpu: Callable[[], float]) -> None:
        self.server_cpu = cpu
        self.begun, self.mine, self.server = time.monotonic(), sum(os.times()[:2]), cpu()
        gc.collect()
        gc.freeze()
        gc.disable()

    def end(self) -> dict[str, float]:
        """The two shares."""
        gc.enable()
        took = time.monotonic() - self.begun
        return {
            "generator_cpu_percent": 100 * (sum(os.times()[:2]) - self.mine) / took,
            "web_cpu_percent": 100 * (self.server_cpu() - self.server) / took,
        }
