"""Paper for the room: a canvas for each segment, the person, the Star, the way in; and cards with the join code.

What is on them is what was prepared. What the room writes on them, a scribe enters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from learners.rules import LearnerStage, StarEnabler, WorkforceKind
from workshops.reports import formats
from workshops.reports.people import PersonaCard
from workshops.reports.pictures import QrCode, qr_code
from workshops.reports.places import Place, places
from workshops.reports.summary import shortened

ROLES = 12
"""Lines for roles on a canvas."""
LINES = 17
"""Ruled lines down a canvas, from its head to its foot."""
PREPARED = 7
"""Most roles that are printed there; the other lines stay empty."""
CARDS = 8
"""Cards on a page to cut."""

_ONE_LINE, _FEW_LINES = 90, 230


@dataclass(frozen=True)
class Join:
    """The way into the room: the code as it is spoken, the whole address, and the place to type the code."""

    code: str
    url: str
    place: str
    qr: QrCode


@dataclass(frozen=True)
class CanvasRole:
    """A line for a role; a blank title is to be written."""

    title: str
    is_informal: bool


@dataclass(frozen=True)
class Canvas:
    """The page of one segment. ``words`` say what the person needs in a stage, or what is at stake in a zone."""

    place: Place
    title: str
    about: str
    words: str
    roles: tuple[CanvasRole, ...]
    more: int


@dataclass(frozen=True)
class Paper:
    """What canvases and cards are printed from."""

    number: int
    title: str
    system: str
    challenge: str
    person_word: str
    join: Join
    personas: tuple[PersonaCard, ...]
    canvases: tuple[Canvas, ...]
    stages: tuple[LearnerStage, ...] = tuple(LearnerStage)
    enablers: tuple[StarEnabler, ...] = tuple(StarEnabler)
    lines: tuple[int, ...] = tuple(range(LINES))
    cards: tuple[int, ...] = tuple(range(CARDS))


def paper(snapshot: Mapping[str, Any], *, number: int) -> Paper:
    """The paper of a workshop. Raises KeyError for a snapshot that does not hold the way into the room."""
    join = snapshot["join"]
    snapshot = formats.current(snapshot)
    facts = snapshot["workshop"]
    return Paper(
        number=number,
        title=facts["title"],
        system=facts["system"],
        challenge=facts["challenge"],
        person_word=facts["person_word"],
        join=Join(join["code"], join["url"], join["place"], qr_code(join["url"])),
        personas=tuple(PersonaCard(**persona) for persona in snapshot["personas"]),
        canvases=tuple(_canvas(place, snapshot["needs"]) for place in places(snapshot).values()),
    )


def _canvas(place: Place, needs: Sequence[Mapping[str, Any]]) -> Canvas:
    here = [
        CanvasRole(shortened(need["title"], _ONE_LINE), need["kind"] == WorkforceKind.INFORMAL)
        for need in needs
        if need["segment_id"] == place.id
    ]
    shown = here if len(here) <= PREPARED else here[:PREPARED]
    blank = [CanvasRole("", is_informal=False)] * (ROLES - len(shown))
    about = "; ".join(place.kinds) if place.is_zone else ", ".join(place.settings)
    return Canvas(
        place=place,
        title=shortened(place.title, _ONE_LINE),
        about=f"{place.kind}{': ' if about else ''}{about}",
        words=shortened(place.stake if place.is_zone else place.need, _FEW_LINES),
        roles=(*shown, *blank),
        more=len(here) - len(shown),
    )
