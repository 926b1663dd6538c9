"""Figures of a bench: what is reported, what it is held against, and how several runs become one line."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import linear_regression, median

_turns = 5


def turns() -> int:
    """How often each bench runs; its figures are the medians of that."""
    return _turns


def only_try() -> None:
    """One turn for each bench from now on: whether they work, not how fast it is."""
    global _turns  # noqa: PLW0603 -- set once, by the command line
    _turns = 1


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that this percentage of the values does not exceed (nearest rank)."""
    if not values:
        return math.inf
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def slope(values: Sequence[float]) -> float:
    """How much values taken at equal distances rise from one to the next: the straight line through them."""
    if len(values) < 2:
        return 0.0
    return linear_regression(range(len(values)), values).slope


def in_ms(seconds: Sequence[float], percent: float) -> float:
    """A percentile of durations, in milliseconds."""
    return percentile(seconds, percent) * 1000


def medians(runs: Sequence[dict[str, float]], *, spread: Sequence[str] = ()) -> dict[str, float]:
    """The median of each figure over the runs, with least and most of those named in ``spread``."""
    figures: dict[str, float] = {"runs": len(runs)}
    for name in runs[0]:
        values = [run[name] for run in runs]
        figures[name] = median(values)
        if name in spread:
            figures[f"{name}_min"], figures[f"{name}_max"] = min(values), max(values)
    return figures


@dataclass(frozen=True)
class Result:
    """One line: figures, how much was lost, the bounds by figure (each a most), and what was checked in the store."""

    name: str
    figures: dict[str, float]
    lost: int
    bound: dict[str, float]
    stored: str

    @property
    def within(self) -> bool:
        """Whether nothing was lost and every bounded figure keeps its bound."""
        return self.lost == 0 and all(self.figures[name] <= most for name, most in self.bound.items())

    def as_line(self) -> str:
        """The line that is printed."""
        rounded = {name: _rounded(value) for name, value in self.figures.items()}
        line = {
            "name": self.name,
            **rounded,
            "lost": self.lost,
            "bound": self.bound,
            "within": self.within,
            "stored": self.stored,
        }
        return json.dumps(line, ensure_ascii=False)


def _rounded(value: float) -> float | None:
    if math.isinf(value):
        return None
    return round(value) if float(value).is_integer() else round(value, 2)
