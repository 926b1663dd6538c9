"""Who may do what in a workshop, in which status: one table, asked by pages, verbs and streams alike."""

from dataclasses import dataclass
from enum import StrEnum

from workshops.rules.codes import WorkshopStatus


class ActorKind(StrEnum):
    """What somebody is to one workshop. Also the audience that a region is drawn for."""

    FACILITATOR = "facilitator"
    LEAD = "lead"
    VIEWER = "viewer"
    PARTICIPANT = "participant"
    OBSERVER = "observer"


class Right(StrEnum):
    """Something that one may or may not do."""

    SEE = "see"
    KEEP = "keep"
    ASK = "ask"
    RUN = "run"
    SHAPE = "shape"
    TIDY = "tidy"
    CONTRIBUTE = "contribute"
    PLAN = "plan"
    REPORT = "report"
    HAND_IN = "hand_in"


@dataclass(frozen=True)
class Actor:
    """Whoever does something: an account in the workshop's system, or a participant of this workshop.

    ``user_id`` is set for accounts, ``membership_id`` for participants and observers. ``PRODUCT`` is the product.
    """

    kind: ActorKind
    user_id: int | None = None
    membership_id: int | None = None


PRODUCT = Actor(ActorKind.FACILITATOR)

_OPEN = frozenset(
    {
        WorkshopStatus.DRAFT,
        WorkshopStatus.PRE_WORK,
        WorkshopStatus.LIVE,
        WorkshopStatus.PAUSED,
        WorkshopStatus.REVIEW,
    }
)
_ALWAYS = frozenset(WorkshopStatus)
_JOINED = _ALWAYS - {WorkshopStatus.DRAFT}

TELLING = _OPEN
"""The statuses in which organisations tell by link what they offer already."""

ANSWERING = _ALWAYS - {WorkshopStatus.ARCHIVED}
"""The statuses in which an open survey takes replies: the questions after the day may come after the close."""

TABLE: dict[Right, dict[ActorKind, frozenset[WorkshopStatus]]] = {
    Right.SEE: {
        ActorKind.FACILITATOR: _ALWAYS,
        ActorKind.LEAD: _ALWAYS,
        ActorKind.VIEWER: _ALWAYS,
        ActorKind.PARTICIPANT: _JOINED,
        ActorKind.OBSERVER: _JOINED,
    },
    Right.KEEP: {ActorKind.FACILITATOR: _ALWAYS},
    Right.ASK: {ActorKind.FACILITATOR: ANSWERING},
    Right.RUN: {ActorKind.FACILITATOR: _OPEN},
    Right.SHAPE: {ActorKind.FACILITATOR: _OPEN},
    Right.TIDY: {ActorKind.FACILITATOR: _OPEN},
    Right.CONTRIBUTE: {
        ActorKind.FACILITATOR: _OPEN,
        ActorKind.PARTICIPANT: frozenset({WorkshopStatus.PRE_WORK, WorkshopStatus.LIVE}),
    },
    Right.PLAN: {
        ActorKind.FACILITATOR: _OPEN,
        ActorKind.LEAD: _OPEN,
        ActorKind.PARTICIPANT: frozenset({WorkshopStatus.LIVE}),
    },
    Right.REPORT: {ActorKind.FACILITATOR: _ALWAYS, ActorKind.LEAD: _ALWAYS},
    Right.HAND_IN: {
        ActorKind.PARTICIPANT: frozenset(
            {WorkshopStatus.LIVE, WorkshopStatus.PAUSED, WorkshopStatus.REVIEW, WorkshopStatus.CLOSED}
        )
    },
}
"""Right by kind of actor: the statuses in which it holds. What is not listed is not allowed.

What is left of running a workshop after its close is to KEEP it (its status, its lead, showing people out) and to ASK
outside the room (opening and closing surveys, and their links).
"""

_PURPOSE: dict[Right, str] = {
    Right.SEE: "This workshop is not open to you.",
    Right.KEEP: "Only a facilitator runs the workshop.",
    Right.ASK: "Only a facilitator runs the workshop.",
    Right.RUN: "Only a facilitator runs the workshop.",
    Right.SHAPE: "Only a facilitator changes the stages and zones.",
    Right.TIDY: "Only a facilitator groups, merges and parks what the room said.",
    Right.CONTRIBUTE: "Your part here is to read along.",
    Right.PLAN: "Your part here is to read along.",
    Right.REPORT: "Reports are for facilitators and workforce leads.",
    Right.HAND_IN: "Words are handed in by those who were in the room.",
}

_WAITING: dict[WorkshopStatus, str] = {
    WorkshopStatus.DRAFT: "The workshop is still being prepared.",
    WorkshopStatus.PRE_WORK: "The workshop has not started yet.",
    WorkshopStatus.PAUSED: "The workshop is paused just now. Your words are kept here.",
    WorkshopStatus.REVIEW: "The workshop is in review and takes no more entries from phones.",
    WorkshopStatus.CLOSED: "The workshop is closed; nothing changes any more.",
    WorkshopStatus.ARCHIVED: "The workshop is archived; nothing changes any more.",
}


def refusal(kind: ActorKind, right: Right, status: WorkshopStatus) -> str | None:
    """Why this actor may not do this now, in one sentence; None when they may."""
    statuses = TABLE[right].get(kind)
    if statuses is None:
        return _PURPOSE[right]
    if status not in statuses:
        return _WAITING.get(status, _PURPOSE[right])
    return None


def may(kind: ActorKind, right: Right, status: WorkshopStatus) -> bool:
    """Whether this actor may do this now."""
    return refusal(kind, right, status) is None
