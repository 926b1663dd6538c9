"""Answers from 0 to 10 as columns, with their mean."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 396.0, 148.0
_STEP = 36.0
_BAR = 26.0
_TOP, _FLOOR = 18.0, 104.0


@dataclass(frozen=True)
class ScaleBar:
    """How many chose one number, as a column; ``top`` is its upper edge and ``middle`` its axis."""

    number: int
    count: int
    x: float
    middle: float
    top: float
    height: float
    label_y: float


@dataclass(frozen=True)
class Scale:
    """The picture of a question that is answered with a number; ``words`` say what it shows."""

    width: float
    height: float
    floor: float
    bar: float
    bars: tuple[ScaleBar, ...]
    number_y: float
    mean_x: float
    mean_text_x: float
    mean_text: str
    words: str


def scale(counts: Sequence[int], mean: float | None) -> Scale | None:
    """The picture of how often each number from 0 on was chosen; None when nothing may be shown."""
    if mean is None or not counts:
        return None
    most = max(*counts, 1)
    room = _FLOOR - _TOP
    bars = []
    for number, count in enumerate(counts):
        height = round(room * count / most, 1)
        top = round(_FLOOR - height, 1)
        middle = _STEP * number + _STEP / 2
        bars.append(ScaleBar(number, count, middle - _BAR / 2, middle, top, height, top - 4))
    mean_x = round(_STEP * mean + _STEP / 2, 1)
    said = ", ".join(f"{bar.count} chose {bar.number}" for bar in bars if bar.count)
    return Scale(
        width=WIDTH,
        height=HEIGHT,
        floor=_FLOOR,
        bar=_BAR,
        bars=tuple(bars),
        number_y=_FLOOR + 15,
        mean_x=mean_x,
        mean_text_x=min(max(mean_x, 34.0), WIDTH - 34.0),
        mean_text=f"mean {mean:g}",
        words=f"On a scale from 0 to {len(counts) - 1}: {said}. Mean {mean:g} of {sum(counts)} answers.",
    )
