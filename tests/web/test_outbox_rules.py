"""The rules of the outbox, run as the browser does, against the tables of ``docs/outbox.md`` and against chance."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytestmark = [pytest.mark.embedded]

ROOT = Path(__file__).resolve().parents[2]
RULES = (ROOT / "static/js/outbox/rules.js").as_uri()
STATES = ("idle", "sending", "waiting", "held")
NOT_SETTLED = ("away", "stranger", "busy", "signed out", "old page")
HAPPENINGS = ("press", "retry", "settled", "emptied", *NOT_SETTLED)
KEY = "5f0c9a5e-6a39-4c0e-9a53-0f1c2b3d4e5f"


def run(script: str, given: Any = None) -> Any:
    """What a script of the rules prints as JSON, in the engine that comes with the development tools."""
    program = f"import * as rules from {json.dumps(RULES)}; const given = {json.dumps(given)}; {script}"
    done = subprocess.run(
        [Path(sys.executable).parent / "node", "--input-type=module", "--eval", program],
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return json.loads(done.stdout)


@cache
def table() -> dict[str, dict[str, str]]:
    """The state that follows, for every state and happening."""
    found: dict[str, dict[str, str]] = run(
        "const all = given[0].map((s) => [s, Object.fromEntries(given[1].map((h) => [h, rules.after(s, h)]))]);"
        "console.log(JSON.stringify(Object.fromEntries(all)))",
        [STATES, HAPPENINGS],
    )
    return found


def rows(heading: str) -> list[list[str]]:
    text = (ROOT / "docs/outbox.md").read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|") and not re.fullmatch(r"[|\-]+", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_states_are_drawn_as_they_are():
    head, *drawn = rows("The states")
    for state, *cells in drawn:
        for happening, wanted in zip(head[1:], cells, strict=True):
            assert (state, happening, table()[state][happening]) == (state, happening, wanted or state)
    assert [row[0] for row in drawn] == list(STATES)
    assert set(head[1:]) == set(HAPPENINGS) - {"settled"}
    assert all(table()[state]["settled"] == state for state in STATES)


def test_the_words_are_told_as_they_are():
    facts = [
        {"state": state, "waiting": int(waiting), "unread": int(unread), "here": 0, "why": "away"}
        for state, waiting, unread, _ in rows("What the page says")[1:]
    ]
    said = run("console.log(JSON.stringify(given.map((facts) => rules.says(facts).words)))", facts)
    assert said == [row[3] for row in rows("What the page says")[1:]]


def verdicts(answers: list[dict[str, Any]]) -> list[str]:
    found: list[str] = run(
        "const all = given[0].map(({status, headers}) => rules.verdict("
        "{status, headers: {get: (name) => headers[name] ?? null}}, given[1])); console.log(JSON.stringify(all))",
        [answers, KEY],
    )
    return found


def test_only_our_own_answer_with_this_key_settles():
    statuses = (200, 201, 204, 303, 400, 401, 403, 404, 408, 409, 410, 413, 422, 425, 429, 451, 500, 502, 503, 504, 511)
    strangers = [
        {"status": status, "headers": headers}
        for status in statuses
        for headers in (
            {},
            {"X-Outcome": "saved", "X-Number": "7"},
            {"X-Operation": KEY.upper(), "X-Outcome": "saved"},
            {"X-Operation": "", "X-Outcome": "refused"},
        )
    ]
    assert verdicts(strangers) == ["stranger"] * len(strangers)
    ours = [
        ({"X-Outcome": "saved"}, 200, "saved"),
        ({"X-Outcome": "refused"}, 422, "refused"),
        ({"X-Outcome": "keep"}, 401, "signed out"),
        ({"X-Outcome": "keep", "X-Keep": "1"}, 403, "old page"),
        ({"X-Outcome": "keep"}, 503, "busy"),
        ({}, 200, "busy"),
    ]
    answers = [{"status": status, "headers": {"X-Operation": KEY, **headers}} for headers, status, _ in ours]
    assert verdicts(answers) == [verdict for _, _, verdict in ours]


@given(st.lists(st.sampled_from(HAPPENINGS), max_size=40), st.integers(0, 3), st.integers(0, 3))
def test_no_way_leads_to_all_saved_while_something_waits_nor_into_a_state_without_a_way_out(
    happenings, waiting, unread
):
    state = "idle"
    for happening in happenings:
        state = table()[state][happening]
    assert table()[state]["press"] == "sending"
    assert table()[state]["retry"] == "sending"
    assert table()["sending"]["emptied"] == "idle"


def test_all_saved_is_said_only_when_nothing_waits_and_nothing_is_unread():
    facts = [
        {"state": state, "waiting": waiting, "unread": unread, "here": here, "why": why}
        for state in STATES
        for waiting in (0, 1, 18)
        for unread in (0, 1, 18)
        for here in (0, 1)
        for why in NOT_SETTLED
    ]
    said = run("console.log(JSON.stringify(given.map((facts) => rules.says(facts))))", facts)
    for fact, says in zip(facts, said, strict=True):
        is_all = fact["waiting"] == 0 and fact["unread"] == 0
        assert (says["words"] == "All saved") is is_all
        assert (says["state"] == "saved") is is_all
        if fact["waiting"] and fact["state"] in {"waiting", "held"}:
            assert re.match(rf"Not saved: {fact['waiting']} entr", says["words"])


@pytest.mark.parametrize(("failures", "milliseconds"), [(1, 1_000), (2, 2_000), (4, 8_000), (5, 15_000), (500, 15_000)])
def test_attempts_grow_apart_and_never_end(failures, milliseconds):
    assert run("console.log(rules.pause(given))", failures) == milliseconds


def test_words_are_compared_without_what_is_not_theirs():
    said = run(
        "console.log(JSON.stringify(given.map(rules.wordsOf)))",
        [
            f"key={KEY}&version=3&text=a+b&choice=mine&from=prepare&seen=4",
            "text=a+b",
            "text=a+b+&segments=1&segments=2",
        ],
    )
    assert said == ["text=a+b", "text=a+b", "text=a+b+&segments=1&segments=2"]
