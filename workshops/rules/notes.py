"""Words beside the map: who may write which kind of note when, and the ground rules that every workshop starts with."""

from workshops.rules.codes import NoteKind, WorkshopPhase
from workshops.rules.phases import TABLE, Work

WORK: dict[NoteKind, Work] = {
    NoteKind.GROUND_RULE: Work.RULE,
    NoteKind.MATTERS: Work.MATTERS,
    NoteKind.MISSING_STAGE: Work.STAGE,
    NoteKind.PARKING: Work.PARKING,
    NoteKind.PLEDGE: Work.PLEDGE,
}
"""What a participant writes with each kind of note."""

GROUND_RULES = (
    "No names, no numbers, no dates of birth: nothing that tells who a patient is.",
    "First we write, then we speak. Every voice counts the same.",
    "We look at the pathway, not at whose fault it is.",
)
"""The ground rules that every workshop starts with (domain C.2: “no names, no numbers, no dates of birth”)."""


def asked_in(kind: NoteKind, phases: list[str]) -> bool:
    """Whether a part of the agenda with these phases asks for this kind; the parking lot is always open."""
    return any(WORK[kind] in TABLE[WorkshopPhase(phase)] for phase in phases)
