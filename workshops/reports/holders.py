"""Nobody's person: who holds the relationship, the information and the risk in each transition zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workshops.reports.places import Place
from workshops.rules import limits

PARTS = ("relationship", "information", "risk")


@dataclass(frozen=True)
class Holder:
    """Who holds one thing: their words, or that nobody does, or that it is not known yet."""

    words: str

    @property
    def is_nobody(self) -> bool:
        """Whether the room says that nobody holds it."""
        return self.words == limits.NOBODY

    @property
    def is_known(self) -> bool:
        """Whether somebody was named."""
        return self.words not in (limits.NOBODY, limits.NOT_KNOWN)


@dataclass(frozen=True)
class HolderRow:
    """A zone that was asked about, with its three holders."""

    place: Place
    relationship: Holder
    information: Holder
    risk: Holder

    @property
    def holders(self) -> tuple[Holder, Holder, Holder]:
        """The three in their order."""
        return self.relationship, self.information, self.risk


@dataclass(frozen=True)
class Holders:
    """The zones that were asked about, those where nobody holds something, and how many were not asked about."""

    rows: tuple[HolderRow, ...]
    nobody: tuple[HolderRow, ...]
    unasked: int


def holders(snapshot: Mapping[str, Any], places: Mapping[int, Place]) -> Holders:
    """The zones in the order of the pathway."""
    zones = [segment for segment in snapshot["segments"] if places[segment["id"]].is_zone]
    rows = tuple(
        HolderRow(places[zone["id"]], *(Holder(zone["holder"][part] or limits.NOT_KNOWN) for part in PARTS))
        for zone in zones
        if zone["holder"] and any(zone["holder"][part] for part in PARTS)
    )
    return Holders(
        rows=rows,
        nobody=tuple(row for row in rows if any(holder.is_nobody for holder in row.holders)),
        unasked=len(zones) - len(rows),
    )
