"""The person whose pathway it is, and who took part against the invite plan: by sector, small counts hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.rules.roles import Sector
from workshops.reports.places import Place
from workshops.rules.codes import NeedSource

SMALLEST_SHOWN = 5
"""Counts from 1 up to this one are hidden (domain B.5:12)."""

FEWER = f"fewer than {SMALLEST_SHOWN}"
HIDDEN = "hidden"


@dataclass(frozen=True)
class PersonaCard:
    """The invented person."""

    name: str
    age_band: str
    situation: str
    matters: str
    worries: str


@dataclass(frozen=True)
class Voice:
    """A need in the room's words, and where it comes from."""

    text: str
    source: str


@dataclass(frozen=True)
class PersonNeedRow:
    """What the person needs in one place: the template's words, then the room's."""

    place: Place
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Person:
    """Personas, and needs by segment; segments without a word are left out."""

    personas: tuple[PersonaCard, ...]
    needs: tuple[PersonNeedRow, ...]


@dataclass(frozen=True)
class SectorRow:
    """A sector: how many were wanted, how many said yes, how many came, and which share of those wanted that is.

    Counts of people are a number, or that it was fewer than five; ``share`` is blank where it would tell one.
    """

    sector: Sector
    wanted: int
    confirmed: str
    count: str
    share: str


@dataclass(frozen=True)
class Participation:
    """Who took part. A total is hidden when a hidden count could be computed from it."""

    rows: tuple[SectorRow, ...]
    wanted: int
    confirmed: str
    total: str
    has_plan: bool
    has_experts: bool
    absent: tuple[str, ...]
    has_hidden: bool

    @property
    def is_total_hidden(self) -> bool:
        """Whether a total had to be hidden too."""
        return HIDDEN in (self.total, self.confirmed)


def person(snapshot: Mapping[str, Any], places: Mapping[int, Place]) -> Person:
    """Personas and the person's needs along the pathway."""
    needs = []
    for place in places.values():
        voices = [Voice(place.need, "Pathway")] if place.need else []
        voices += [
            Voice(need["text"], NeedSource(need["source"]).label)
            for need in snapshot["person_needs"]
            if need["segment_id"] == place.id
        ]
        if voices:
            needs.append(PersonNeedRow(place, tuple(voices)))
    return Person(personas=tuple(PersonaCard(**persona) for persona in snapshot["personas"]), needs=tuple(needs))


def participation(snapshot: Mapping[str, Any]) -> Participation:
    """Counts by sector, largest first among those shown; hidden ones after them in the sectors' own order.

    Sectors that were invited and did not come stand last, with none.
    """
    counts = {sector: int(snapshot["participation"].get(sector.value, 0)) for sector in Sector}
    plan = {Sector(line["sector"]): line for line in snapshot["invites"]}
    wanted = {sector: plan[sector]["wanted"] if sector in plan else 0 for sector in Sector}
    confirmed = {sector: plan[sector]["confirmed"] if sector in plan else 0 for sector in Sector}
    found = [sector for sector in Sector if counts[sector] or wanted[sector] or confirmed[sector]]
    found.sort(key=lambda sector: (not counts[sector], -counts[sector] if counts[sector] >= SMALLEST_SHOWN else 0))
    return Participation(
        rows=tuple(
            SectorRow(
                sector=sector,
                wanted=wanted[sector],
                confirmed=shown(confirmed[sector]),
                count=shown(counts[sector]),
                share=_share(counts[sector], wanted[sector]),
            )
            for sector in found
        ),
        wanted=sum(wanted.values()),
        confirmed=total(list(confirmed.values())),
        total=total(list(counts.values())),
        has_plan=bool(plan),
        has_experts=bool(snapshot["has_experts"] or counts[Sector.PERSON_OR_CARER]),
        absent=tuple(sector.label for sector in Sector if not counts[sector]),
        has_hidden=any(0 < count < SMALLEST_SHOWN for count in (*counts.values(), *confirmed.values())),
    )


def shown(count: int) -> str:
    """A count of people as it may be printed."""
    return FEWER if 0 < count < SMALLEST_SHOWN else str(count)


def _share(came: int, wanted: int) -> str:
    """Came as a share of wanted; blank where nobody was wanted, or where it would tell a hidden count."""
    if not wanted or 0 < came < SMALLEST_SHOWN:
        return ""
    return f"{round(100 * came / wanted)} %"


def total(counts: Sequence[int]) -> str:
    """The sum, unless it would reveal a hidden count: one alone, or several that can only be all 1 or all 4."""
    hidden = [count for count in counts if 0 < count < SMALLEST_SHOWN]
    least, most = len(hidden), len(hidden) * (SMALLEST_SHOWN - 1)
    if hidden and (len(hidden) == 1 or sum(hidden) in (least, most)):
        return HIDDEN
    return shown(sum(counts))
