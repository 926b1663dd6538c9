"""What ``docs/phases.md`` draws and lists, held against the phase table and the shipped agendas."""

import re
from pathlib import Path

from workshops.rules import agendas
from workshops.rules.codes import WorkshopPhase
from workshops.rules.phases import TABLE, WORDS, Work

DOCUMENT = (Path(__file__).parents[2] / "docs/phases.md").read_text(encoding="utf-8")
PICTURE = DOCUMENT.partition("```mermaid\n")[2].partition("```")[0]


def table(head: str) -> list[list[str]]:
    """The lines of the table under a head, cell by cell."""
    lines = DOCUMENT.partition(head)[2].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_table_is_the_one_of_the_rules():
    listed = [[phase.label, ", ".join(WORDS[work] for work in Work if work in TABLE[phase])] for phase in WorkshopPhase]
    assert table("| phase | what people may write |") == listed


def test_picture_draws_what_the_rules_say():
    labels = dict(re.findall(r"(\w+)\(\[([^\]]+)\]\)", PICTURE))
    drawn: dict[str, set[str]] = {phase: set() for phase in WorkshopPhase}
    for phase, works in re.findall(r"^ *(\w+) --- (.+)$", PICTURE, re.MULTILINE):
        names = [re.match(r"\w+", each.strip()) for each in works.split(" & ")]
        drawn[phase] |= {labels[name[0]] for name in names if name}
    wanted = {phase: {WORDS[work] for work in TABLE[phase] if work != Work.PARKING} for phase in WorkshopPhase}
    assert drawn == wanted


def test_picture_draws_the_phases_in_order():
    chain = [code for line in PICTURE.splitlines() if "-->" in line for code in re.findall(r"(\w+)(?:\[|\s|$)", line)]
    assert list(dict.fromkeys(chain)) == WorkshopPhase.values
    assert dict(re.findall(r"(\w+)\[(\w+)\]", PICTURE)) == {phase.value: phase.label for phase in WorkshopPhase}


def test_agendas_are_those_that_are_shipped():
    listed = []
    for agenda in agendas.shipped().values():
        sessions = [
            ", ".join(f"{part.title} {part.minutes}" for part in agenda.parts if part.session == session)
            for session in sorted({part.session for part in agenda.parts})
        ]
        listed.append([agenda.title, "; then ".join(sessions)])
    assert table("| agenda | parts, with their minutes |") == listed
