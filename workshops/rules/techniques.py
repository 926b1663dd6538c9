"""How a room works in a part of its agenda: the steps of each technique (domain A.7), with a short clock each."""

from dataclasses import dataclass

from workshops.rules.codes import Technique


@dataclass(frozen=True)
class Step:
    """One step: what it is called, what is asked, how long; in a private one words reach nobody before reveal."""

    label: str
    ask: str
    minutes: int
    is_private: bool = False


STEPS: dict[Technique, tuple[Step, ...]] = {
    Technique.TOGETHER: (),
    Technique.SILENT_WRITING: (
        Step("Alone", "Write in silence. Nobody sees your words yet.", 4, is_private=True),
        Step("All", "Read what everybody wrote, then group it.", 8),
    ),
    Technique.ONE_TWO_FOUR_ALL: (
        Step("1: alone", "One minute alone, in silence. Nobody sees your words yet.", 1, is_private=True),
        Step("2: in pairs", "Two minutes in pairs. Build on what each of you wrote.", 2, is_private=True),
        Step("4: in fours", "Four minutes in fours. What is alike, what is different?", 4, is_private=True),
        Step("All", "Five minutes together. What stands out?", 5),
    ),
    Technique.BREAKOUTS: (
        Step("In groups", "Work on your group's stages and zones.", 15),
        Step("All", "Come back together. What did each group find?", 5),
    ),
}
"""The steps of each technique; a technique without any is one step for the whole time."""


SILENCE = STEPS[Technique.SILENT_WRITING][0]
"""Writing in silence that a facilitator begins in a part of the agenda whose technique has no steps."""


def step_at(technique: str, number: int, *, is_private: bool) -> Step | None:
    """The step that the room is in; None between steps, and where the technique has none."""
    steps = STEPS[Technique(technique)]
    if 1 <= number <= len(steps):
        return steps[number - 1]
    return SILENCE if is_private else None


def first_open(technique: str, number: int) -> int:
    """The first step after this one in which words are seen by all; 0 when the technique has none left."""
    steps = STEPS[Technique(technique)]
    return next((place for place, step in enumerate(steps, start=1) if place > number and not step.is_private), 0)
