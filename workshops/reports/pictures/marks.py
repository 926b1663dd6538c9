"""The small marks: three bars for a depth, three cells for the heat of a place."""

from dataclasses import dataclass
from functools import cache

from workshops.rules.overlay import depth_words

_TOPS = (8, 5, 2)
_FOOT = 13


@dataclass(frozen=True)
class DepthBar:
    """One of the three bars, in a box of 22 by 14. ``kind`` is now, gap, unknown, spare or none."""

    x: int
    y: int
    height: int
    kind: str


@dataclass(frozen=True)
class DepthMark:
    """Three rising bars: solid what is there, dashed what is short, outlined what nobody knows, split what is spare."""

    bars: tuple[DepthBar, ...]
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


@cache
def depth_mark(needed: int, now: int | None) -> DepthMark:
    """The mark of a needed depth of 1 to 3 and a depth now of 0 to 3, or None when it is not known."""
    bars = tuple(
        DepthBar(
            x=1 + 7 * (level - 1), y=_TOPS[level - 1], height=_FOOT - _TOPS[level - 1], kind=_kind(level, needed, now)
        )
        for level in (1, 2, 3)
    )
    return DepthMark(bars=bars, words=depth_words(needed, now))


def heat(level: int, *, x: float = 0, y: float = 0, width: float = 60, height: float = 7) -> Heat:
    """The heat bar of a largest gap of 0 to 3."""
    gap = 2.0
    each = round((width - 2 * gap) / 3, 1)
    cells = tuple(
        HeatCell(x=round(x + index * (each + gap), 1), width=each, filled=index < level) for index in range(3)
    )
    hatch = "".join(_hatch(cell, y, height) for cell in cells) if level >= 3 else ""
    return Heat(cells=cells, y=y, height=height, hatch=hatch)


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
