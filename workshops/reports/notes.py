"""Words beside the map: ground rules, what matters, missing stages, the parking lot with its ways home, pledges."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workshops.rules.codes import NoteKind, WorkshopPhase


@dataclass(frozen=True)
class ParkedRow:
    """A point that was parked: when, where it goes, and whether it was dealt with."""

    text: str
    phase: str
    home: str
    is_closed: bool


@dataclass(frozen=True)
class Notes:
    """All notes by kind. Pledges stand in the order of the alphabet, so that their order tells nobody's turn."""

    rules: tuple[str, ...]
    matters: tuple[str, ...]
    missing_stages: tuple[str, ...]
    parked: tuple[ParkedRow, ...]
    pledges: tuple[str, ...]

    @property
    def homeless(self) -> int:
        """How many parked points are open and go nowhere yet."""
        return sum(not row.is_closed and not row.home for row in self.parked)


def notes(snapshot: Mapping[str, Any]) -> Notes:
    """The notes; open parked points before those that were dealt with."""
    of_kind: dict[NoteKind, list[Mapping[str, Any]]] = {kind: [] for kind in NoteKind}
    for note in snapshot["notes"]:
        of_kind[NoteKind(note["kind"])].append(note)

    def texts(kind: NoteKind) -> tuple[str, ...]:
        return tuple(note["text"] for note in of_kind[kind])

    parked = (
        ParkedRow(
            text=note["text"],
            phase=WorkshopPhase(note["phase"]).label if note["phase"] else "",
            home=note["home"],
            is_closed=note["is_closed"],
        )
        for note in of_kind[NoteKind.PARKING]
    )
    return Notes(
        rules=texts(NoteKind.GROUND_RULE),
        matters=texts(NoteKind.MATTERS),
        missing_stages=texts(NoteKind.MISSING_STAGE),
        parked=tuple(sorted(parked, key=lambda row: row.is_closed)),
        pledges=tuple(sorted(texts(NoteKind.PLEDGE), key=str.casefold)),
    )
