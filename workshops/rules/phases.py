"""What a person in the room may write in which phase: one table, asked by verbs and faces alike (domain B.5:18).

It binds participants. Facilitators prepare, tidy and write for others in every phase. Before the agenda has begun there
is no phase, and everything is open that the workshop's status allows.
"""

from collections.abc import Iterable
from enum import StrEnum

from workshops.rules.codes import WorkshopPhase


class Work(StrEnum):
    """Kinds of writing."""

    RULE = "rule"
    MATTERS = "matters"
    STAGE = "stage"
    STAR = "star"
    PERSON_NEED = "person_need"
    WORKFORCE = "workforce"
    DEPTH = "depth"
    HOLDER = "holder"
    LEARNING = "learning"
    IDEA = "idea"
    DOT = "dot"
    SCORE = "score"
    ACTION = "action"
    IMPACT = "impact"
    PLEDGE = "pledge"
    PARKING = "parking"


WORDS: dict[Work, str] = {
    Work.RULE: "ground rules",
    Work.MATTERS: "what matters to the person",
    Work.STAGE: "missing stages",
    Work.STAR: "stars on stages and zones",
    Work.PERSON_NEED: "what the person needs",
    Work.WORKFORCE: "who is here",
    Work.DEPTH: "how deep a role goes",
    Work.HOLDER: "who holds a zone",
    Work.LEARNING: "learners and learning offers",
    Work.IDEA: "ideas",
    Work.DOT: "dots",
    Work.SCORE: "impact and effort",
    Work.ACTION: "actions",
    Work.IMPACT: "effects, wanted and not",
    Work.PLEDGE: "pledges",
    Work.PARKING: "the parking lot",
}
"""Each kind of writing as people call it."""

TABLE: dict[WorkshopPhase, frozenset[Work]] = {
    WorkshopPhase.JOIN: frozenset({Work.PARKING}),
    WorkshopPhase.PURPOSE: frozenset({Work.PARKING, Work.RULE}),
    WorkshopPhase.PERSONA: frozenset({Work.PARKING, Work.MATTERS}),
    WorkshopPhase.JOURNEY: frozenset({Work.PARKING, Work.STAGE, Work.STAR}),
    WorkshopPhase.NEEDS: frozenset({Work.PARKING, Work.PERSON_NEED}),
    WorkshopPhase.WORKFORCE_NOW: frozenset({Work.PARKING, Work.WORKFORCE}),
    WorkshopPhase.CAPABILITY: frozenset({Work.PARKING, Work.WORKFORCE, Work.DEPTH, Work.HOLDER}),
    WorkshopPhase.LEARNER_OVERLAY: frozenset({Work.PARKING, Work.LEARNING}),
    WorkshopPhase.STAR: frozenset({Work.PARKING, Work.IDEA}),
    WorkshopPhase.PRIORITISE: frozenset({Work.PARKING, Work.DOT, Work.SCORE, Work.IMPACT}),
    WorkshopPhase.ACTIONS: frozenset({Work.PARKING, Work.ACTION, Work.IMPACT}),
    WorkshopPhase.CLOSE: frozenset({Work.PARKING, Work.PLEDGE}),
}
"""Phase by what people in the room may write in it. What is not listed is refused, with the words handed back."""

HIDEABLE = frozenset({Work.RULE, Work.MATTERS, Work.STAGE, Work.PERSON_NEED, Work.IDEA, Work.PLEDGE, Work.PARKING})
"""What can be kept from others until the reveal (domain A.7)."""

QUIET = HIDEABLE | {Work.DOT, Work.DEPTH}
"""What people in the room may write in silence: what can be hidden, and dots and answers to polls, which are secret.

Everything else changes what others see, and waits for the reveal.
"""

SILENT = "The room writes in silence now. What stands on the board is changed after the reveal."
"""Why something is refused in silence."""


def open_work(phases: Iterable[str]) -> frozenset[Work]:
    """What people may write in a part of the agenda that covers these phases."""
    return frozenset(work for phase in phases for work in TABLE[WorkshopPhase(phase)])


def can_be_silent(phases: Iterable[str], *, has_begun: bool) -> bool:
    """Whether a part of the agenda that covers these phases takes anything that can be hidden.

    The parking lot does not count: it is open everywhere, and no part is about it. Before the agenda ``has_begun``
    everything is open.
    """
    return not has_begun or bool(open_work(phases) & (HIDEABLE - {Work.PARKING}))


def taken_in(work: Work) -> WorkshopPhase:
    """The first phase that takes this kind of writing."""
    return next(phase for phase in WorkshopPhase if work in TABLE[phase])


def refusal(work: Work, phases: Iterable[str]) -> str | None:
    """Why this may not be written now, in a sentence; None when it may."""
    if work in open_work(phases):
        return None
    phase = taken_in(work).label
    return (
        f"The room is at another question now: {WORDS[work]} are taken in the phase {phase}. Your words are kept here."
    )
