"""Where impact and effort put an idea (domain A.7, source V28).

Both run from 1 to 5. High is 4 or 5: the middle counts as not high, so that an effect has to convince before it is
called one, and an effort that nobody calls high is not held against an idea.
"""

from collections.abc import Iterable

from workshops.rules.codes import Quadrant

STEPS = (1, 2, 3, 4, 5)
HIGH = 4
"""The first step that counts as high, on either scale."""

IMPACT_WORDS = ("Hardly any", "A little", "Some", "Much", "Very much")
EFFORT_WORDS = ("Next to none", "A little", "Some", "Much", "Very much")

_QUADRANTS: dict[tuple[bool, bool], Quadrant] = {
    (True, False): Quadrant.QUICK_WIN,
    (True, True): Quadrant.MAJOR_PROJECT,
    (False, False): Quadrant.FILL_IN,
    (False, True): Quadrant.RETHINK,
}


def quadrant(impact: int, effort: int) -> Quadrant:
    """The quadrant of an idea with this impact and effort."""
    return _QUADRANTS[impact >= HIGH, effort >= HIGH]


def placed(room: tuple[int, int] | None, groups: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """Impact and effort of an idea: as the room says, else the rounded mean of its groups; None when nobody said."""
    if room is not None:
        return room
    said = list(groups)
    if not said:
        return None
    return mean_step([impact for impact, _ in said]), mean_step([effort for _, effort in said])


def mean_step(values: list[int]) -> int:
    """The mean of whole numbers as a whole number; a half goes up."""
    return (2 * sum(values) + len(values)) // (2 * len(values))
