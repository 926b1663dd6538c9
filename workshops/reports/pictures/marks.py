"""The small marks: three bars for a depth, three cells for the heat of a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from workshops.reports.pictures.lettering import TextLine
from workshops.rules.overlay import depth_words

_LEFTS = (1, 8, 15)
_TOPS = (8, 5, 2)
_FOOT = 13
_STRIPES = (5.5, 8.5, 11.5)


@dataclass(frozen=True)
class DepthMark:
    """Three rising bars in a box of 22 by 14, as path data by kind; blank where there is no bar of the kind.

    ``now`` is what is there, ``gap`` what is short, ``unknown`` what nobody knows, ``spare`` what is there and not
    needed (with ``stripes`` in it), ``ground`` where nothing is needed.
    """

    now: str
    gap: str
    unknown: str
    spare: str
    stripes: str
    ground: str
    words: str


@dataclass(frozen=True)
class HeatCell:
    """One of the three cells of a heat bar."""

    x: float
    width: float
    filled: bool


@dataclass(frozen=True)
class Heat:
    """A bar of three cells, as many filled as the largest gap is deep; at three the cells are hatched."""

    cells: tuple[HeatCell, ...]
    y: float
    height: float
    hatch: str


@dataclass(frozen=True)
class Rings:
    """A ring around each number, 24 high, to be marked with a pen."""

    width: float
    radius: float
    numbers: tuple[TextLine, ...]


@cache
def depth_mark(needed: int, now: int | None) -> DepthMark:
    """The mark of a needed depth of 1 to 3 and a depth now of 0 to 3, or None when it is not known."""
    kinds = [_kind(level, needed, now) for level in (1, 2, 3)]
    bars = [f"M{left} {_FOOT}V{top}h5V{_FOOT}z" for left, top in zip(_LEFTS, _TOPS, strict=True)]
    spare = [left for left, kind in zip(_LEFTS, kinds, strict=True) if kind == "spare"]

    def of(kind: str) -> str:
        return "".join(bar for bar, its in zip(bars, kinds, strict=True) if its == kind)

    return DepthMark(
        now=of("now"),
        gap=of("gap"),
        unknown=of("unknown"),
        spare=of("spare"),
        stripes="".join(f"M{left} {y}h5" for left in spare for y in _STRIPES),
        ground="".join(f"M{left} {_FOOT}h5" for left, kind in zip(_LEFTS, kinds, strict=True) if kind == "none"),
        words=depth_words(needed, now),
    )


def heat(level: int, *, x: float = 0, y: float = 0, width: float = 60, height: float = 7) -> Heat:
    """The heat bar of a largest gap of 0 to 3."""
    gap = 2.0
    each = (width - 2 * gap) / 3
    cells = tuple(
        HeatCell(x=round(x + index * (each + gap), 2), width=round(each, 2), filled=index < level) for index in range(3)
    )
    hatch = "".join(_hatch(cell, y, height) for cell in cells) if level >= 3 else ""
    return Heat(cells=cells, y=y, height=height, hatch=hatch)


def rings(depths: Sequence[int]) -> Rings:
    """Rings around these depths, in a row."""
    pitch, radius = 28.0, 11.0
    return Rings(
        width=pitch * len(depths),
        radius=radius,
        numbers=tuple(TextLine(f"{depth}", 12 + pitch * at, 16.5) for at, depth in enumerate(depths)),
    )


def _kind(level: int, needed: int, now: int | None) -> str:
    if now is None:
        return "unknown" if level <= needed else "none"
    if level <= now:
        return "now" if level <= needed else "spare"
    return "gap" if level <= needed else "none"


def _hatch(cell: HeatCell, y: float, height: float) -> str:
    """Slanted strokes inside a cell, cut at its edges, as path data."""
    left, right, foot = cell.x, cell.x + cell.width, y + height
    strokes = []
    start = left - height + 2.5
    while start < right:
        low, high = max(start, left), min(start + height, right)
        if high - low > 0.5:
            strokes.append(f"M{low:.1f} {foot - (low - start):.1f}L{high:.1f} {foot - (high - start):.1f}")
        start += 5
    return "".join(strokes)
