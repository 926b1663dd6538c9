"""Impact against effort: numbered ideas on a square of five by five, with the four quadrants named."""

from collections.abc import Sequence
from dataclasses import dataclass

from workshops.reports.pictures.lettering import TextLine
from workshops.rules.codes import Quadrant
from workshops.rules.priorities import HIGH, STEPS

_LEFT, _TOP = 46, 26
_ACROSS, _DOWN = 82, 58
_SIDE = len(STEPS)
WIDTH, HEIGHT = _LEFT + _SIDE * _ACROSS + 4, _TOP + _SIDE * _DOWN + 58
_RADIUS = 12
_IN_A_ROW, _ROWS = 3, 2


@dataclass(frozen=True)
class EffortPoint:
    """An idea to place: its number, impact and effort from 1 to 5."""

    number: int
    impact: int
    effort: int


@dataclass(frozen=True)
class EffortMark:
    """A ring with a number in it, or with how many more stand in the same place."""

    x: float
    y: float
    radius: int
    number: TextLine


@dataclass(frozen=True)
class Effort:
    """The square: its grid, the two lines between high and low, names of quadrants and axes, and the marks."""

    width: int
    height: int
    words: str
    grid: str
    halves: str
    quadrants: tuple[TextLine, ...]
    steps: tuple[TextLine, ...]
    axes: tuple[TextLine, ...]
    marks: tuple[EffortMark, ...]


def effort(points: Sequence[EffortPoint]) -> Effort:
    """Draw the points; those of one place stand side by side, and beyond six the rest is counted."""
    right, foot = _LEFT + _SIDE * _ACROSS, _TOP + _SIDE * _DOWN
    across = "".join(f"M{_LEFT} {_TOP + row * _DOWN}H{right}" for row in range(_SIDE + 1))
    down = "".join(f"M{_LEFT + column * _ACROSS} {_TOP}V{foot}" for column in range(_SIDE + 1))
    middle_x, middle_y = _LEFT + (HIGH - 1) * _ACROSS, _TOP + (_SIDE - HIGH + 1) * _DOWN
    low_x, high_x = (_LEFT + middle_x) / 2, (middle_x + right) / 2
    return Effort(
        width=WIDTH,
        height=HEIGHT,
        words="Impact and effort, 1 to 5 each. " + " ".join(_words(point) for point in points),
        grid=across + down,
        halves=f"M{middle_x} {_TOP}V{foot}M{_LEFT} {middle_y}H{right}",
        quadrants=(
            TextLine(Quadrant.QUICK_WIN.label, low_x, _TOP - 8),
            TextLine(Quadrant.MAJOR_PROJECT.label, high_x, _TOP - 8),
            TextLine(Quadrant.FILL_IN.label, low_x, foot + 16),
            TextLine(Quadrant.RETHINK.label, high_x, foot + 16),
        ),
        steps=(
            *(TextLine(f"{step}", _LEFT + (step - 0.5) * _ACROSS, foot + 34) for step in STEPS),
            *(TextLine(f"{step}", _LEFT - 12, _TOP + (_SIDE - step + 0.5) * _DOWN + 5) for step in STEPS),
        ),
        axes=(
            TextLine("Impact", 24, 14),
            TextLine("Effort", (_LEFT + right) / 2, foot + 52),
        ),
        marks=tuple(mark for place, numbers in _places(points).items() for mark in _marks(place, numbers)),
    )


def _places(points: Sequence[EffortPoint]) -> dict[tuple[int, int], list[int]]:
    found: dict[tuple[int, int], list[int]] = {}
    for point in points:
        found.setdefault((point.impact, point.effort), []).append(point.number)
    return found


def _marks(place: tuple[int, int], numbers: Sequence[int]) -> list[EffortMark]:
    impact, its_effort = place
    most = _IN_A_ROW * _ROWS
    texts = [str(number) for number in numbers]
    if len(texts) > most:
        texts = [*texts[: most - 1], f"+{len(texts) - most + 1}"]
    rows = [texts[at : at + _IN_A_ROW] for at in range(0, len(texts), _IN_A_ROW)]
    middle_x = _LEFT + (its_effort - 0.5) * _ACROSS
    middle_y = _TOP + (_SIDE - impact + 0.5) * _DOWN
    marks = []
    for down, row in enumerate(rows):
        y = middle_y + (down - (len(rows) - 1) / 2) * (2 * _RADIUS + 2)
        for along, text in enumerate(row):
            x = middle_x + (along - (len(row) - 1) / 2) * (2 * _RADIUS + 2)
            marks.append(EffortMark(x, y, _RADIUS, TextLine(text, x, round(y + 4, 1))))
    return marks


def _words(point: EffortPoint) -> str:
    return f"Idea {point.number}: impact {point.impact}, effort {point.effort}."
