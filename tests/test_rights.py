"""The rights table of ``docs/rights.md``, held against every route of the product for everybody who may ask."""

import asyncio
import re
from collections.abc import Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from pytest_django.plugin import DjangoDbBlocker

from config.bridge import request_of
from tests.support.actors import ACTORS, Place, World, make_world
from workshops.live.hub import Hub
from workshops.live.stream import Streams

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

DOCUMENT = Path(__file__).resolve().parents[1] / "docs/rights.md"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SOME = ("nobody", "participant here", "facilitator here")
"""Actors for rules that look the same from everybody's place."""
STREAM = "workshops:events"
QUERIES = {"workshops:changes": "?after=0"}


class Route(NamedTuple):
    """One route of the resolver."""

    name: str
    path: str
    wanted: list[str]


class Row(NamedTuple):
    """One line of the table: the answers by actor."""

    name: str
    path: str
    method: str
    answers: dict[str, str]


def all_routes() -> list[Route]:
    def walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Route]:
        for each in resolver.url_patterns:
            path = prefix + str(each.pattern)
            if isinstance(each, URLPattern):
                plain = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", path).replace("^", "").replace("$", "")
                readable = "/" + re.sub(r"<\w+:", "<", plain)
                yield Route(f"{namespace}{each.name}", readable, re.findall(r"<(\w+)>", readable))
            else:
                yield from walk(each, path, f"{each.namespace}:" if each.namespace else namespace)

    return list(walk(get_resolver(), "", ""))


def table() -> list[Row]:
    rows, actors = [], list[str]()
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| route |"):
            actors = cells[3:]
        elif line.startswith("| `") and actors:
            name, path, method = (cell.strip("`") for cell in cells[:3])
            rows.append(Row(name, path, method, dict(zip(actors, cells[3:], strict=True))))
        elif not line.startswith("|"):
            actors = []
    return rows


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once and committed, because streams read it through connections of their own."""
    with django_db_blocker.unblock():
        yield make_world()
        call_command("flush", verbosity=0, interactive=False)


def ask(client: Client, method: str, url: str) -> str:
    """The answer as the table writes it; whatever the request changed is undone."""
    cache.clear()  # allauth counts requests there, and would refuse after a few
    body = {"key": str(uuid4())} if method == "POST" else None
    with transaction.atomic():
        answer = client.generic(method, url) if body is None else client.post(url, body)
        transaction.set_rollback(True)
    where = urlsplit(answer.headers.get("Location", "")).path
    return "sign-in" if answer.status_code == 302 and where == reverse("account_login") else str(answer.status_code)


def open_stream(world: World, actor: str, url: str, method: str = "GET") -> str:
    """The answer to a stream's request, as the server's own callable gives it; the caller leaves at once."""

    def close_connection() -> None:
        connection.close()  # looked up here, in the hub's thread: each thread has its own

    async def opened() -> int:
        hub, answers, leaving = Hub(), list[int](), asyncio.Event()
        hub.threads.shutdown()
        hub.threads = ThreadPoolExecutor(1)

        async def receive() -> MutableMapping[str, Any]:
            await leaving.wait()
            return {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answers.append(message["status"])
                leaving.set()

        cookies = "; ".join(f"{name}={value}" for name, value in world.cookies[actor].items())
        headers = [(b"host", b"localhost"), (b"cookie", cookies.encode())]
        scope = {"type": "http", "method": method, "path": url, "query_string": b"", "headers": headers}
        streams = Streams(hub, request_of)
        assert streams.serves(scope)
        await streams(scope, receive, send)
        await hub.in_thread(close_connection)
        hub.threads.shutdown()
        return answers[0]

    return str(asyncio.run(opened()))


def url_of(world: World, route: Route, ids_of: Place | None = None) -> str:
    return reverse(route.name, kwargs=world.arguments(route.name, route.wanted, ids_of)) + QUERIES.get(route.name, "")


def answer_for(world: World, actor: str, method: str, route: Route) -> str:
    url = url_of(world, route)
    return open_stream(world, actor, url, method) if route.name == STREAM else ask(world.client(actor), method, url)


ROUTES = {route.name: route for route in all_routes()}
TABLE = table()
SAID = {(row.name, row.method): row.answers for row in TABLE}
NESTED = [row for row in TABLE if re.search(r"^/w/<public_id>/.*<\w*(pk|number)>", row.path)]


def test_every_route_is_in_the_table_under_its_path():
    assert sorted({(row.name, row.path) for row in TABLE}) == sorted((each.name, each.path) for each in ROUTES.values())


def test_every_line_names_every_actor_and_stands_once():
    assert [row for row in TABLE if tuple(row.answers) != ACTORS] == []
    assert len({(row.name, row.method) for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize("actor", ACTORS)
def test_every_route_answers_everybody_as_the_table_says(world, actor):
    said = {key: answers[actor] for key, answers in SAID.items()}
    found = {key: answer_for(world, actor, key[1], ROUTES[key[0]]) for key in said}
    assert found == said


@pytest.mark.parametrize("actor", SOME)
def test_head_answers_as_get_does(world, actor):
    said = {name: answers[actor] for (name, method), answers in SAID.items() if method == "GET" and name != STREAM}
    assert {name: ask(world.client(actor), "HEAD", url_of(world, ROUTES[name])) for name in said} == said


@pytest.mark.parametrize("actor", SOME)
def test_other_methods_are_refused(world, actor):
    others = [
        (route, method)
        for route in ROUTES.values()
        for method in METHODS
        if (route.name, method) not in SAID and not route.name.startswith("account_")
    ]
    signs_in = {
        route.name
        for route, _ in others
        if actor != "facilitator here"
        and getattr(resolve(urlsplit(url_of(world, route)).path).func, "login_required", True)
    }
    wrong = {
        (route.name, method): answer
        for route, method in others
        if (answer := answer_for(world, actor, method, route)) != ("sign-in" if route.name in signs_in else "405")
    }
    assert wrong == {}


@pytest.mark.parametrize("actor", ["nobody", "participant here", "admin here"])
def test_every_post_without_a_token_is_refused_and_keeps_the_words(world, actor):
    client = world.client(actor, enforce_csrf_checks=True)
    for name, method in SAID:
        if method == "POST":
            answer = client.post(url_of(world, ROUTES[name]))
            assert (name, answer.status_code, answer.headers.get("X-Keep")) == (name, 403, "1")


@pytest.mark.parametrize("whose", ["sibling", "elsewhere"])
@pytest.mark.parametrize("actor", ["participant here", "facilitator here", "workforce lead here"])
def test_ids_of_another_workshop_are_unknown_in_this_one(world, actor, whose):
    may = [row for row in NESTED if row.answers[actor] not in {"403", "sign-in"}]
    found = {
        (row.name, row.method): ask(
            world.client(actor), row.method, url_of(world, ROUTES[row.name], getattr(world, whose))
        )
        for row in may
    }
    assert found == dict.fromkeys(found, "404")
    assert len(found) > 10


@pytest.mark.parametrize("number", ["0", "9" * 30])
def test_ids_that_no_row_has_are_unknown(world, number):
    client = world.client("facilitator here")
    for row in NESTED:
        url = re.sub(r"<\w*(pk|number)>", number, row.path).replace("<public_id>", world.here.workshop.public_id)
        assert (row.name, ask(client, row.method, url)) == (row.name, "404")


@pytest.mark.parametrize("actor", ACTORS)
def test_a_workshop_that_does_not_exist_looks_like_a_foreign_one(world, actor):
    foreign = reverse("workshops:board", args=[world.elsewhere.workshop.public_id])
    unknown = reverse("workshops:board", args=["nosuchworksh"])
    is_at_home_there = actor == "facilitator elsewhere"
    answers = ask(world.client(actor), "GET", foreign), ask(world.client(actor), "GET", unknown)
    has_account = actor.endswith(("here", "elsewhere")) and "participant" not in actor
    expected = "404" if has_account else "sign-in"
    assert answers == ("200" if is_at_home_there else expected, expected)
