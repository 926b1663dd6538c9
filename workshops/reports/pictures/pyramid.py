"""The capability pyramid: how many roles must reach each depth, beside how many are there now."""

from collections.abc import Sequence
from dataclasses import dataclass

from workshops.reports.pictures.lettering import TextLine

WIDTH = 440
_BAR, _PITCH, _HEAD = 26, 30, 24
_LABELS, _ROOM = 84, 130
_MIDDLES = (_LABELS + 75, _LABELS + 255)


@dataclass(frozen=True)
class PyramidLevel:
    """One depth, deepest first; ``needed`` is None for what can only be now: no depth yet, or not known."""

    label: str
    needed: int | None
    now: int


@dataclass(frozen=True)
class PyramidBar:
    """One bar and the number beside it. ``kind`` is needed, now or outside (below the pyramid's base)."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    number: TextLine


@dataclass(frozen=True)
class Pyramid:
    """Two stepped pyramids on one base line, their labels and bars. ``words`` tell them."""

    width: int
    height: int
    words: str
    base: str
    heads: tuple[TextLine, ...]
    labels: tuple[TextLine, ...]
    bars: tuple[PyramidBar, ...]


def pyramid(levels: Sequence[PyramidLevel]) -> Pyramid:
    """Draw the levels from the top down; both pyramids share one scale."""
    most = max([1, *(level.now for level in levels), *(level.needed or 0 for level in levels)])
    bars: list[PyramidBar] = []
    labels: list[TextLine] = []
    above = sum(level.needed is not None for level in levels)
    for row, level in enumerate(levels):
        y = _HEAD + _PITCH * row + (8 if row >= above else 0)
        labels.append(TextLine(level.label, 0, y + 18))
        if level.needed is not None:
            bars.append(_bar(level.needed, most, _MIDDLES[0], y, "needed"))
        bars.append(_bar(level.now, most, _MIDDLES[1], y, "now" if level.needed is not None else "outside"))
    base = _HEAD + _PITCH * above + 2
    return Pyramid(
        width=WIDTH,
        height=_HEAD + _PITCH * len(levels) + 10,
        words="Roles at each depth. " + " ".join(_words(level) for level in levels),
        base=f"M0 {base}H{WIDTH}",
        heads=(TextLine("Needed", _MIDDLES[0], 14), TextLine("Now", _MIDDLES[1], 14)),
        labels=tuple(labels),
        bars=tuple(bars),
    )


def _bar(count: int, most: int, middle: int, y: float, kind: str) -> PyramidBar:
    across = round(_ROOM * count / most, 1)
    return PyramidBar(
        x=round(middle - across / 2, 1),
        y=y,
        width=across,
        height=_BAR,
        kind=kind,
        number=TextLine(f"{count}", round(middle + across / 2 + 8, 1), y + 18),
    )


def _words(level: PyramidLevel) -> str:
    needed = "" if level.needed is None else f"{level.needed} needed, "
    return f"{level.label}: {needed}{level.now} now."
