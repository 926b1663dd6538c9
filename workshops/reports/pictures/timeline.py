"""The actions along the months: a bar from start to due date, a diamond where only the due date is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from workshops.reports.pictures.lettering import TextLine, width, wrapped

WIDTH = 660
_LABELS = 236
_PITCH, _HEAD, _BAR = 24, 26, 12
_SIZE = 12
ON_ONE = 24
"""Most actions of one picture; more go on in a further one, so that each fits a page."""

_ENOUGH = 46
"""Least pixels between two names of months."""


@dataclass(frozen=True)
class TimelineAction:
    """An action with a due date, and a start where one is known."""

    number: int
    text: str
    start_on: date | None
    due_on: date


@dataclass(frozen=True)
class TimelineRow:
    """A line: its label, and its bar as path data."""

    label: TextLine
    bar: str


@dataclass(frozen=True)
class Timeline:
    """Some actions on one scale of months. ``words`` tell them."""

    width: int
    height: int
    words: str
    grid: str
    months: tuple[TextLine, ...]
    rows: tuple[TimelineRow, ...]


def timelines(actions: Sequence[TimelineAction]) -> tuple[Timeline, ...]:
    """The actions in their order, in as many pictures as they need, all on the same months."""
    if not actions:
        return ()
    starts = [action.start_on or action.due_on for action in actions]
    first = min(starts).replace(day=1)
    months = [first]
    while months[-1] <= max(action.due_on for action in actions):
        months.append(_next(months[-1]))
    return tuple(_timeline(actions[at : at + ON_ONE], months) for at in range(0, len(actions), ON_ONE))


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _timeline(actions: Sequence[TimelineAction], months: Sequence[date]) -> Timeline:
    days = (months[-1] - months[0]).days
    step = (WIDTH - _LABELS - 8) / days

    def x(day: date) -> float:
        return round(_LABELS + (day - months[0]).days * step, 1)

    foot = _HEAD + _PITCH * len(actions)
    every = 1
    while every * (WIDTH - _LABELS) / (len(months) - 1) < _ENOUGH:
        every += 1
    named = [month for at, month in enumerate(months[:-1]) if at % every == 0]
    return Timeline(
        width=WIDTH,
        height=foot + 8,
        words="Agreed actions by date. " + " ".join(_words(action) for action in actions),
        grid="".join(f"M{x(month):g} {_HEAD - 6}V{foot}" for month in named) + f"M{x(months[-1]):g} {_HEAD - 6}V{foot}",
        months=tuple(TextLine(_month(month), x(month) + 3, 14) for month in named),
        rows=tuple(
            TimelineRow(
                label=TextLine(_label(action), 0, _HEAD + _PITCH * at + 16),
                bar=_bar(action, x, _HEAD + _PITCH * at + 5),
            )
            for at, action in enumerate(actions)
        ),
    )


def _month(month: date) -> str:
    return f"{month:%b} {month:%y}"


def _label(action: TimelineAction) -> str:
    number = f"{action.number}  "
    room = _LABELS - 12 - width(number, _SIZE)
    return number + "".join(wrapped(action.text, size=_SIZE, room=room, lines=1))


def _bar(action: TimelineAction, x: Callable[[date], float], top: float) -> str:
    due, middle = x(action.due_on), top + _BAR / 2
    diamond = f"M{due:g} {top}L{due + 6:g} {middle:g}L{due:g} {top + _BAR}L{due - 6:g} {middle:g}Z"
    if action.start_on is None:
        return diamond
    begin = min(x(action.start_on), due - 1)
    return f"M{begin:g} {middle - 3:g}H{due:g}V{middle + 3:g}H{begin:g}Z{diamond}"


def _words(action: TimelineAction) -> str:
    begin = f"from {action.start_on:%-d %B %Y} " if action.start_on else ""
    return f"Action {action.number}: {begin}by {action.due_on:%-d %B %Y}."
