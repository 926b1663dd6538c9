"""How a room works in a part of its agenda: the steps of each technique (domain A.7), with a short clock each."""

from dataclasses import dataclass, replace

from workshops.rules.codes import Technique


@dataclass(frozen=True)
class Step:
    """One step: what it is called, what is asked, how long; in a private one words reach nobody before reveal.

    ``openly`` is what is asked instead where nothing can be hidden; blank when ``ask`` is true there as well.
    """

    label: str
    ask: str
    minutes: int
    is_private: bool = False
    openly: str = ""


STEPS: dict[Technique, tuple[Step, ...]] = {
    Technique.TOGETHER: (),
    Technique.SILENT_WRITING: (
        Step(
            "Alone",
            "Write in silence. Nobody sees your words yet.",
            4,
            is_private=True,
            openly="Write on your own, without talking. Everybody sees at once what you add.",
        ),
        Step("All", "Read what everybody wrote, then group it.", 8),
    ),
    Technique.ONE_TWO_FOUR_ALL: (
        Step(
            "1: alone",
            "One minute alone, in silence. Nobody sees your words yet.",
            1,
            is_private=True,
            openly="One minute alone, without talking. Everybody sees at once what you add.",
        ),
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
    """The step that the room is in, as it is there; None between steps, and where the technique has none.

    A private step in a part of the agenda that has nothing to hide is an open one, and asks so.
    """
    steps = STEPS[Technique(technique)]
    if 1 <= number <= len(steps):
        step = steps[number - 1]
        if step.is_private and not is_private:
            return replace(step, ask=step.openly or step.ask, is_private=False)
        return step
    return SILENCE if is_private else None


def first_open(technique: str, number: int) -> int:
    """The first step after this one in which words are seen by all; 0 when the technique has none left."""
    steps = STEPS[Technique(technique)]
    return next((place for place, step in enumerate(steps, start=1) if place > number and not step.is_private), 0)
