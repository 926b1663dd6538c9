"""Who is needed where and how deep: the workforce table, the gaps, the capability there is to spare, the pyramid."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from learners.rules import ConversationStep, Depth, LearnerStage, PayBand, Pillar, WorkforceKind, gap
from workshops.reports.pictures import PyramidLevel
from workshops.reports.places import Place
from workshops.rules.codes import DeploymentChange
from workshops.rules.overlay import depth_words

UNKNOWN = "not known"
NOTHING = "–"


@dataclass(frozen=True)
class WorkforceRow:
    """A role in a place. ``gap`` is needed minus now (domain B.5:8), None while now is not known.

    ``is_first`` says that the row opens its place. ``level`` and ``band`` are indications from the library.
    """

    id: int
    place: Place
    is_first: bool
    title: str
    is_informal: bool
    level: str
    band: str
    needed: int
    now: int | None
    gap: int | None
    step: str
    stages: tuple[LearnerStage, ...]
    pillars: tuple[str, ...]
    change: str
    note: str

    @property
    def kind(self) -> str:
        """Formal or informal, in one word."""
        return "Informal" if self.is_informal else "Formal"

    @property
    def now_words(self) -> str:
        """The depth now, or that nobody knows it."""
        return UNKNOWN if self.now is None else str(self.now)

    @property
    def gap_words(self) -> str:
        """The gap as a signed number: above zero short, below zero to spare."""
        if self.gap is None:
            return UNKNOWN
        return f"−{-self.gap}" if self.gap < 0 else str(self.gap)

    @property
    def depth_words(self) -> str:
        """Both depths in words."""
        return depth_words(self.needed, self.now)


@dataclass(frozen=True)
class GapRow:
    """A shortfall or a capability to spare. ``shared`` counts the places where the same role has one of its kind."""

    rank: int
    row: WorkforceRow
    size: int
    shared: int
    ideas: tuple[int, ...]


@dataclass(frozen=True)
class Capability:
    """The pyramid's numbers, the gaps ranked, and what is there but not used yet."""

    levels: tuple[PyramidLevel, ...]
    gaps: tuple[GapRow, ...]
    spare: tuple[GapRow, ...]
    met: int
    unknown: int


def workforce(snapshot: Mapping[str, Any], places: Mapping[int, Place]) -> tuple[WorkforceRow, ...]:
    """All needs in the order of the pathway."""
    order = {place_id: at for at, place_id in enumerate(places)}
    rows: list[WorkforceRow] = []
    for need in sorted(snapshot["needs"], key=lambda need: (order[need["segment_id"]], need["id"])):
        place = places[need["segment_id"]]
        is_first = not rows or rows[-1].place != place
        rows.append(_row(need, place, is_first=is_first))
    return tuple(rows)


def capability(snapshot: Mapping[str, Any], rows: Sequence[WorkforceRow]) -> Capability:
    """What the depths say together. The largest gaps first; then the role that is short in most places, then the
    deepest, then the order of the pathway.
    """
    ideas = snapshot["ideas"]
    return Capability(
        levels=_levels(rows),
        gaps=_ranked([row for row in rows if (row.gap or 0) > 0], ideas),
        spare=_ranked([row for row in rows if (row.gap or 0) < 0], ideas),
        met=sum(row.gap == 0 for row in rows),
        unknown=sum(row.gap is None for row in rows),
    )


def heat(rows: Sequence[WorkforceRow]) -> tuple[int, str]:
    """The largest gap among roles of one place, 0 to 3, and the same in words."""
    known = [row.gap for row in rows if row.gap is not None]
    if not rows:
        return 0, "no roles yet"
    if not known:
        return 0, "depth now not known"
    largest = max(0, *known)
    return largest, f"largest gap {largest}" if largest else "no gap known"


def _row(need: Mapping[str, Any], place: Place, *, is_first: bool) -> WorkforceRow:
    return WorkforceRow(
        id=need["id"],
        place=place,
        is_first=is_first,
        title=need["title"],
        is_informal=need["kind"] == WorkforceKind.INFORMAL,
        level=_range(need["career_level_from"], need["career_level_to"]),
        band=PayBand(need["pay_band"]).label if need["pay_band"] else NOTHING,
        needed=need["depth_needed"],
        now=need["depth_now"],
        gap=gap(need["depth_needed"], need["depth_now"]),
        step=ConversationStep(need["step"]).label if need["step"] else NOTHING,
        stages=tuple(stage for stage in LearnerStage if stage in need["learner_stages"]),
        pillars=tuple(pillar.label for pillar in Pillar if pillar in need["pillars"]),
        change=DeploymentChange(need["deployment"]).label if need["deployment"] else NOTHING,
        note=need["note"],
    )


def _range(low: int | None, high: int | None) -> str:
    found = sorted({level for level in (low, high) if level is not None})
    return " to ".join(str(level) for level in found) or NOTHING


def _ranked(rows: Sequence[WorkforceRow], ideas: Sequence[Mapping[str, Any]]) -> tuple[GapRow, ...]:
    shared = Counter(title for title, _ in {(row.title, row.place.id) for row in rows})
    at = {row.id: index for index, row in enumerate(rows)}
    ranked = sorted(rows, key=lambda row: (-abs(row.gap or 0), -shared[row.title], -row.needed, at[row.id]))
    return tuple(
        GapRow(
            rank=rank,
            row=row,
            size=abs(row.gap or 0),
            shared=shared[row.title],
            ideas=tuple(
                idea["number"] for idea in ideas if row.id in idea["need_ids"] or row.place.id in idea["segment_ids"]
            ),
        )
        for rank, row in enumerate(ranked, start=1)
    )


def _levels(rows: Sequence[WorkforceRow]) -> tuple[PyramidLevel, ...]:
    needed, now = Counter(row.needed for row in rows), Counter(row.now for row in rows)
    levels = [
        PyramidLevel(f"{depth.value} {depth.label}", needed[depth.value], now[depth.value])
        for depth in reversed(Depth)
        if depth != Depth.NONE
    ]
    return (
        *levels,
        PyramidLevel(f"{Depth.NONE.value} {Depth.NONE.label}", None, now[Depth.NONE.value]),
        PyramidLevel(UNKNOWN.capitalize(), None, now[None]),
    )
