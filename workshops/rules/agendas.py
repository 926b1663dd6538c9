"""The agendas that a workshop may start from (domain C.2, C.3): data of the product, read once from ``library``."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workshops.rules.codes import AgendaKind, Technique, WorkshopMode

FILE = Path(__file__).parents[1] / "library" / "agendas.json"
USUAL = "in_room_240"
"""The agenda of a workshop whose mode has none of its own."""


@dataclass(frozen=True)
class Part:
    """A part of an agenda, as ``models.AgendaItem`` keeps a workshop's own copy of it; a break has no phase."""

    kind: str
    title: str
    minutes: int
    session: int
    script: str
    phase: str = ""
    also: tuple[str, ...] = ()
    technique: str = Technique.TOGETHER
    output: str = ""

    @property
    def is_break(self) -> bool:
        """Whether nobody is asked anything meanwhile."""
        return self.kind == AgendaKind.BREAK


@dataclass(frozen=True)
class Agenda:
    """An agenda as it is shipped. ``mode`` is the way of meeting that it is the usual one for; blank for none."""

    slug: str
    title: str
    summary: str
    mode: str
    parts: tuple[Part, ...]

    @property
    def minutes(self) -> int:
        """How long it takes, breaks and all sessions included."""
        return sum(part.minutes for part in self.parts)


@cache
def shipped() -> dict[str, Agenda]:
    """The shipped agendas by slug, in the order of the file."""
    content = json.loads(FILE.read_text(encoding="utf-8"))
    return {each["slug"]: _agenda(each) for each in content["agendas"]}


def usual(mode: str) -> Agenda:
    """The agenda for a way of meeting."""
    found = (agenda for agenda in shipped().values() if agenda.mode == mode and mode in WorkshopMode.values)
    return next(found, shipped()[USUAL])


def _agenda(said: dict[str, object]) -> Agenda:
    items = said["items"]
    assert isinstance(items, list)  # as the schema has it
    parts = tuple(Part(**{**item, "also": tuple(item.get("also", ()))}) for item in items)
    return Agenda(str(said["slug"]), str(said["title"]), str(said["summary"]), str(said["mode"]), parts)
