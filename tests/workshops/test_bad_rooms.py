"""A full room on a bad day, with real processes and sockets: a web process dies under its streams; three hundred come
in within a minute while somebody at their address guesses codes.
"""

import asyncio
import copy
import itertools
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import pytest
from playwright.sync_api import Page, expect

from bench.client import Answer, Person
from tests.browser import walk
from tests.support.browser import PHONE, Visitors
from tests.support.live_site import LiveSite, Process
from tests.support.proxy import Proxy
from tests.support.servers import free_port, wait_until
from tests.workshops.callers import Caller
from workshops.rules import join_codes

FACES = 100
RIGHT_AGAIN_WITHIN = 5.0
LONGEST = 4_000_000
"""Bytes of one line of a stream, which holds every region that changed."""
NEWCOMERS = 300
AT_ONCE = 10


@dataclass
class Faces:
    """Open streams that come back as ``static/js/live.js`` does: after half a second to a second, from their number."""

    port: int
    path: str
    cookie: str
    count: int
    numbers: list[int] = field(default_factory=list)
    hellos: int = 0

    def __enter__(self) -> Self:
        self.numbers = [-1] * self.count
        self.thread = threading.Thread(target=lambda: asyncio.run(self._everybody()), name="faces")
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.loop.call_soon_threadsafe(self.over.set)
        self.thread.join(10)
        assert not self.thread.is_alive()

    def at(self, number: int) -> int:
        """How many have heard of a number."""
        return sum(each >= number for each in self.numbers)

    async def _everybody(self) -> None:
        self.loop, self.over = asyncio.get_running_loop(), asyncio.Event()
        faces = [asyncio.create_task(self._face(place)) for place in range(self.count)]
        await self.over.wait()
        for face in faces:
            face.cancel()
        await asyncio.gather(*faces, return_exceptions=True)

    async def _face(self, place: int) -> None:
        while True:
            with suppress(OSError):
                await self._stream(place)
            await asyncio.sleep(random.uniform(0.5, 1.0))

    async def _stream(self, place: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=LONGEST)
        after = max(0, self.numbers[place])
        head = f"GET {self.path}?after={after} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n\r\n"
        try:
            writer.write(head.encode())
            while line := await reader.readline():
                self.hellos += line.startswith(b"event: hello")
                if line.startswith(b"id: "):
                    self.numbers[place] = int(line[4:])
        finally:
            writer.close()


@contextmanager
def another_web(site: LiveSite) -> Iterator[tuple[int, Process]]:
    """A second web process of a site: its port, and the process."""
    other = copy.copy(site)
    other.port, other.processes = free_port(), {}
    other.env = {**site.env, "PORT": str(other.port)}
    process = other.run("web")
    try:
        yield other.port, process
    finally:
        process.stop()


@pytest.mark.server
@pytest.mark.browser
@pytest.mark.console_errors_expected
def test_faces_are_live_and_right_within_five_seconds_of_a_killed_web_process(
    visitors: Visitors, live_site: LiveSite
) -> None:
    board = f"/w/{live_site.demo_workshop()}/"
    writer = Caller(live_site.url).sign_in(live_site.accounts["facilitator"])
    cookie = "; ".join(f"{each.name}={each.value}" for each in writer.jar)
    with another_web(live_site) as (twin, process), Proxy(live_site.port, twin) as proxy:
        visitors.site = copy.copy(live_site)
        visitors.site.port = proxy.port
        pages = [visitors.signed_in("facilitator"), visitors.signed_in("workforce_lead", PHONE)]
        for page in pages:
            page.goto(board)
            walk.live(page)
            page.evaluate("window.neverReloaded = true")
        with Faces(proxy.port, f"{board}events/", cookie, FACES) as faces:
            wait_until(lambda: faces.at(0) == FACES, seconds=30, what="everybody listens")
            assert faces.hellos == FACES
            process.kill()
            killed = time.monotonic()
            saved = [writer.post(f"{board}ideas/add/", text=f"After the crash {turn}") for turn in range(5)]
            number = int(saved[-1].headers["x-number"])
            time_left = killed + RIGHT_AGAIN_WITHIN - time.monotonic()
            wait_until(lambda: faces.at(number) >= 0.95 * FACES, seconds=time_left, what="95 of 100 faces are right")
            right_again(pages, "After the crash 4", killed + RIGHT_AGAIN_WITHIN)
            wait_until(lambda: faces.at(number) == FACES, seconds=30, what="the last faces are right")
            assert faces.hellos > FACES


def right_again(pages: list[Page], words: str, deadline: float) -> None:
    """Each page is live and shows the words before the deadline, and is the page that it was."""
    for page in pages:
        expect(page.locator("#ideas")).to_contain_text(words, timeout=max(1.0, (deadline - time.monotonic()) * 1000))
        expect(page.locator("#line")).to_have_attribute(
            "data-state", "live", timeout=max(1.0, (deadline - time.monotonic()) * 1000)
        )
        assert page.evaluate("window.neverReloaded") is True


async def come_in(port: int, code: str, *, by_link: bool) -> list[int]:
    """Somebody follows the link or types the code, says who they are, and sees the board: the answers' statuses."""
    person = Person(port)
    try:
        way = await person.get(f"/join/{code}/" if by_link else "/")
        if not by_link:
            way = await person.post("/join/", {"code": f"{code[:4].lower()} {code[4:]}"}, htmx=False)
        done = await person.post(f"/join/{code}/", {"name": "", "sector": "community"}, htmx=False)
        board = await person.get(done.headers.get("location", "/"))
        return [way.status, done.status, board.status]
    finally:
        person.leave()


async def guess(port: int, code: str, over: asyncio.Event) -> list[Answer]:
    """Somebody tries codes: some with one beginning, then any; at least until refused, whenever a minute turns."""
    person, answers = Person(port), list[Answer]()
    await person.get("/")
    beginning = next(each for each in ("222", "333") if each != code[:3])
    alike = 2 * join_codes.FAILURES_A_MINUTE + 1
    tries = itertools.chain(
        (beginning + join_codes.new_code()[3:] for _ in range(alike)), iter(join_codes.new_code, code)
    )
    try:
        while not over.is_set() or (len(answers) < alike and all(answer.status == 404 for answer in answers)):
            answers.append(await person.post("/join/", {"code": next(tries)}, htmx=False))
    finally:
        person.leave()
    return answers


async def crowd(port: int, code: str) -> tuple[list[list[int]], list[Answer]]:
    """Three hundred come in, some at a time, while one guesses."""
    over, places = asyncio.Event(), asyncio.Semaphore(AT_ONCE)

    async def one(place: int) -> list[int]:
        async with places:
            return await come_in(port, code, by_link=place % 2 == 0)

    guessing = asyncio.create_task(guess(port, code, over))
    came = await asyncio.gather(*(one(place) for place in range(NEWCOMERS)))
    over.set()
    return came, await guessing


def one_in(caller: Caller, path: str, pattern: str) -> str:
    """What a page says where the pattern has its group."""
    found = re.search(pattern, caller.get(path).text)
    assert found is not None
    return found[1]


def test_three_hundred_come_in_at_once_while_somebody_at_their_address_guesses(
    a_live_site: Callable[[], LiveSite],
) -> None:
    """On a site of its own: wrong codes are counted for a whole site, and others' would meet the budget."""
    live_site = a_live_site()
    public_id = live_site.demo_workshop()
    desk = Caller(live_site.url).sign_in(live_site.accounts["facilitator"])
    code = one_in(desk, f"/w/{public_id}/", r'class="code-words">([^<]+)<').replace(" ", "")
    room = (f"/w/{public_id}/regions/room/", r"<b>(\d+)</b> in")
    before = int(one_in(desk, *room))
    came, guesses = asyncio.run(crowd(live_site.port, code))
    assert [statuses for statuses in came if statuses not in ([200, 303, 200], [303, 303, 200])] == []
    assert int(one_in(desk, *room)) == before + NEWCOMERS
    answers = [answer.status for answer in guesses]
    assert len(answers) > join_codes.FAILURES_A_MINUTE
    assert set(answers) == {404, 429}
