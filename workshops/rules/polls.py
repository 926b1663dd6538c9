"""What may be said of the answers to a poll: nothing while they are few (domain B.5:11)."""

from collections.abc import Iterable
from dataclasses import dataclass

from workshops.rules import limits


@dataclass(frozen=True)
class Result:
    """The answers of enough people: how many, their mean, and from which depth to which they go."""

    answers: int
    total: int
    lowest: int
    highest: int

    @property
    def mean(self) -> str:
        """The mean with one decimal; a half goes up."""
        tenths = (20 * self.total + self.answers) // (2 * self.answers)
        return f"{tenths // 10}.{tenths % 10}"

    @property
    def rounded(self) -> int:
        """The mean as a depth; a half goes up."""
        return (2 * self.total + self.answers) // (2 * self.answers)

    @property
    def spread(self) -> str:
        """How far the answers lie apart, in words."""
        if self.lowest == self.highest:
            return f"everybody says {self.lowest}"
        return f"answers from {self.lowest} to {self.highest}"


def results(answers: Iterable[tuple[int, int]]) -> Result | None:
    """The result of answers as depth and people; None while fewer than ``limits.ENOUGH_ANSWERS`` people answered."""
    said = list(answers)
    people = sum(count for _, count in said)
    if people < limits.ENOUGH_ANSWERS:
        return None
    depths = [depth for depth, _ in said]
    return Result(people, sum(depth * count for depth, count in said), min(depths), max(depths))
