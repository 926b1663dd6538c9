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


def is_enough(*, devices: int, tallied: int) -> bool:
    """Whether a result may be shown of so many answers from devices and so many from tallies.

    Whoever entered a tally knows it and could take it away from the result: what devices said alone has to be of
    enough people too, or of none.
    """
    return devices >= limits.ENOUGH_ANSWERS or (not devices and tallied >= limits.ENOUGH_ANSWERS)


def results(answers: Iterable[tuple[int, int, bool]]) -> Result | None:
    """The result of answers as depth, people and whether a scribe entered them; None while they are not enough."""
    said = list(answers)
    tallied = sum(count for _, count, by_scribe in said if by_scribe)
    people = sum(count for _, count, _ in said)
    if not is_enough(devices=people - tallied, tallied=tallied):
        return None
    depths = [depth for depth, _, _ in said]
    return Result(people, sum(depth * count for depth, count, _ in said), min(depths), max(depths))
