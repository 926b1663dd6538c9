"""The five-point star: each point reaches as far as its enabler has ideas, so a lopsided one speaks for itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from workshops.reports.pictures.lettering import TextLine, width

WIDTH, HEIGHT = 500, 340
_X, _Y = 250, 192
_REACH, _CORE = 104, 30
_SIGN = 24
_SIZE = 13


@dataclass(frozen=True)
class StarPoint:
    """One enabler: its words, how many ideas it has, and the code of its sign."""

    label: str
    count: int
    sign: str


@dataclass(frozen=True)
class StarTip:
    """What stands at the end of a point. ``sign_x`` and ``sign_y`` place the sign's upper left corner."""

    label: TextLine
    count: TextLine
    sign: str
    sign_x: float
    sign_y: float


@dataclass(frozen=True)
class Star:
    """The star: its full outline, the part that is filled, an axis for each point, and the tips. ``words`` tell it."""

    width: int
    height: int
    words: str
    outline: str
    body: str
    axes: tuple[str, ...]
    tips: tuple[StarTip, ...]


def star(points: Sequence[StarPoint]) -> Star:
    """Draw the points clockwise from the top; the one with most ideas reaches to the end."""
    most = max((point.count for point in points), default=0)
    reaches = [_CORE + (_REACH - _CORE) * point.count / most if most else _CORE for point in points]
    return Star(
        width=WIDTH,
        height=HEIGHT,
        words="Ideas by enabler: " + ", ".join(f"{point.label} {point.count}" for point in points) + ".",
        outline=_path([_REACH] * len(points)),
        body=_path(reaches),
        axes=tuple(
            "M{:.1f} {:.1f}L{:.1f} {:.1f}".format(_X, _Y, *_at(index, len(points), _REACH))
            for index in range(len(points))
        ),
        tips=tuple(_tip(point, index, len(points)) for index, point in enumerate(points)),
    )


def _at(step: float, points: int, radius: float) -> tuple[float, float]:
    angle = 2 * pi * step / points - pi / 2
    return _X + radius * cos(angle), _Y + radius * sin(angle)


def _path(reaches: Sequence[float]) -> str:
    corners = []
    for index, reach in enumerate(reaches):
        corners.append(_at(index, len(reaches), reach))
        corners.append(_at(index + 0.5, len(reaches), min(_CORE, _CORE * 1.25)))
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"


def _tip(point: StarPoint, index: int, points: int) -> StarTip:
    x, y = _at(index, points, _REACH)
    count = f"{point.count} {'idea' if point.count == 1 else 'ideas'}"
    half = max(width(point.label, _SIZE), width(count, _SIZE), _SIGN) / 2
    side = (x > _X + 1) - (x < _X - 1)
    middle = x + side * (half + 8)
    middle = min(max(middle, half + 2), WIDTH - half - 2)
    block = _SIGN + 34
    top = y - block - 6 if not side else (y - 30 if y < _Y else y - 14)
    return StarTip(
        label=TextLine(point.label, round(middle, 1), round(top + _SIGN + 14, 1)),
        count=TextLine(count, round(middle, 1), round(top + _SIGN + 30, 1)),
        sign=point.sign,
        sign_x=round(middle - _SIGN / 2, 1),
        sign_y=round(top, 1),
    )
