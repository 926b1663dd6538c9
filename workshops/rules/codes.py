"""Enumerations of the room (domain B.2); the stored value is the code."""

from dataclasses import dataclass

from django.db.models import TextChoices


class WorkshopMode(TextChoices):
    """How people meet."""

    IN_ROOM = "in_room", "In one room"
    ONLINE = "online", "Online"
    HYBRID = "hybrid", "Both at once"


class WorkshopStatus(TextChoices):
    """Where a workshop is in its life."""

    DRAFT = "draft", "Being prepared"
    PRE_WORK = "pre_work", "Pre-work"
    LIVE = "live", "Live"
    PAUSED = "paused", "Paused"
    REVIEW = "review", "In review"
    CLOSED = "closed", "Closed"
    ARCHIVED = "archived", "Archived"


STATUS_MOVES: dict[WorkshopStatus, tuple[WorkshopStatus, ...]] = {
    WorkshopStatus.DRAFT: (WorkshopStatus.PRE_WORK, WorkshopStatus.LIVE),
    WorkshopStatus.PRE_WORK: (WorkshopStatus.LIVE, WorkshopStatus.DRAFT),
    WorkshopStatus.LIVE: (WorkshopStatus.PAUSED, WorkshopStatus.REVIEW),
    WorkshopStatus.PAUSED: (WorkshopStatus.LIVE, WorkshopStatus.REVIEW),
    WorkshopStatus.REVIEW: (WorkshopStatus.LIVE, WorkshopStatus.CLOSED),
    WorkshopStatus.CLOSED: (WorkshopStatus.REVIEW, WorkshopStatus.ARCHIVED),
    WorkshopStatus.ARCHIVED: (WorkshopStatus.CLOSED,),
}
"""Which status may follow which (domain B.5:19)."""

STATUS_STEPS: dict[tuple[WorkshopStatus, WorkshopStatus], str] = {
    (WorkshopStatus.DRAFT, WorkshopStatus.PRE_WORK): "Open it for pre-work",
    (WorkshopStatus.DRAFT, WorkshopStatus.LIVE): "Start the workshop",
    (WorkshopStatus.PRE_WORK, WorkshopStatus.LIVE): "Start the workshop",
    (WorkshopStatus.PRE_WORK, WorkshopStatus.DRAFT): "Back to preparing",
    (WorkshopStatus.LIVE, WorkshopStatus.PAUSED): "Pause",
    (WorkshopStatus.LIVE, WorkshopStatus.REVIEW): "End the day and review",
    (WorkshopStatus.PAUSED, WorkshopStatus.LIVE): "Go on",
    (WorkshopStatus.PAUSED, WorkshopStatus.REVIEW): "End the day and review",
    (WorkshopStatus.REVIEW, WorkshopStatus.LIVE): "Go live again",
    (WorkshopStatus.REVIEW, WorkshopStatus.CLOSED): "Close the workshop",
    (WorkshopStatus.CLOSED, WorkshopStatus.REVIEW): "Reopen it for review",
    (WorkshopStatus.CLOSED, WorkshopStatus.ARCHIVED): "Archive it",
    (WorkshopStatus.ARCHIVED, WorkshopStatus.CLOSED): "Take it out of the archive",
}
"""What the button of each move says."""

STATUS_AFTER: dict[WorkshopStatus, str] = {
    WorkshopStatus.PRE_WORK: "People can join and look around; the clock does not run yet.",
    WorkshopStatus.REVIEW: "Phones read along and add nothing more. You can go live again.",
    WorkshopStatus.CLOSED: "Everything becomes read-only, for you too. It can be reopened for review.",
}
"""What it means to go there, said beside the button that does."""

STATUS_HELP: dict[WorkshopStatus, str] = {
    WorkshopStatus.DRAFT: "It is being prepared. Nobody can join yet.",
    WorkshopStatus.PAUSED: "We have paused. Entries are taken again when we go on.",
    WorkshopStatus.REVIEW: "The day is over: read along here. Phones add nothing any more.",
    WorkshopStatus.CLOSED: "The workshop is closed. Everything can be read, nothing changes any more.",
    WorkshopStatus.ARCHIVED: "The workshop is archived. Everything can be read, nothing changes any more.",
}
"""What is said below the question while the room is not at work."""

JOINABLE = frozenset({WorkshopStatus.PRE_WORK, WorkshopStatus.LIVE, WorkshopStatus.PAUSED, WorkshopStatus.REVIEW})
"""The statuses in which a join code works (domain B.5:26)."""


class WorkshopPhase(TextChoices):
    """Parts of a workshop's agenda, in order (domain C.2)."""

    JOIN = "join", "Join"
    PURPOSE = "purpose", "Purpose"
    PERSONA = "persona", "Persona"
    JOURNEY = "journey", "Journey"
    NEEDS = "needs", "Needs"
    WORKFORCE_NOW = "workforce_now", "Workforce"
    CAPABILITY = "capability", "Capability"
    LEARNER_OVERLAY = "learner_overlay", "Overlay"
    STAR = "star", "Star"
    PRIORITISE = "prioritise", "Prioritise"
    ACTIONS = "actions", "Actions"
    CLOSE = "close", "Close"


@dataclass(frozen=True)
class Asked:
    """What a phase asks of everybody: one question, and one sentence of help."""

    question: str
    help: str


ASKED: dict[WorkshopPhase, Asked] = {
    WorkshopPhase.JOIN: Asked(
        "Welcome. Who is in the room?", "The code is on the screen. Say where you come from; a first name is enough."
    ),
    WorkshopPhase.PURPOSE: Asked(
        "What are we free to change?", "Which decision waits for this map? No patient data, please."
    ),
    WorkshopPhase.PERSONA: Asked(
        "Who is this pathway for?", "Read the invented person's story; say what matters to them."
    ),
    WorkshopPhase.JOURNEY: Asked(
        "Where does the direction or place of care change?", "Look for the points where nobody owns the person."
    ),
    WorkshopPhase.NEEDS: Asked("What does the person need here?", "From us, from others, and from nobody yet."),
    WorkshopPhase.WORKFORCE_NOW: Asked(
        "Who is here, paid or not?", "Name everyone, also those we usually forget: reception, transport, family."
    ),
    WorkshopPhase.CAPABILITY: Asked(
        "How deep must each role go, and how deep is it now?", "It is the team's estimate, never one person's."
    ),
    WorkshopPhase.LEARNER_OVERLAY: Asked(
        "Which learners are here, and what do we already offer them?",
        "Mark who is present in each row. Link what exists. Say where we lose people.",
    ),
    WorkshopPhase.STAR: Asked(
        "What would close the biggest gaps?", "One idea at a time, under the enabler that carries it."
    ),
    WorkshopPhase.PRIORITISE: Asked(
        "Which ideas matter most?", "Think of the effect we want, and of what might come with it."
    ),
    WorkshopPhase.ACTIONS: Asked("Who does what, by when?", "An action without an owner and a date stays a proposal."),
    WorkshopPhase.CLOSE: Asked(
        "What will you do by Friday?", "One thing that is yours to do. Then we read back what was agreed."
    ),
}


class WorkshopRole(TextChoices):
    """What somebody is in one workshop."""

    LEAD_FACILITATOR = "lead_facilitator", "Lead facilitator"
    CO_FACILITATOR = "co_facilitator", "Co-facilitator"
    SCRIBE = "scribe", "Scribe"
    PARTICIPANT = "participant", "Participant"
    EXPERT_BY_EXPERIENCE = "expert_by_experience", "Expert by experience"
    WORKFORCE_LEAD = "workforce_lead", "Workforce lead"
    OBSERVER = "observer", "Observer"


GIVEN_ROLES = (
    *(WorkshopRole.PARTICIPANT, WorkshopRole.SCRIBE),
    *(WorkshopRole.EXPERT_BY_EXPERIENCE, WorkshopRole.OBSERVER),
)
"""The roles that a facilitator gives to people who came in by code; the others are held by accounts."""


class DeploymentChange(TextChoices):
    """What changes for a role at a place."""

    SAME_ROLE_SAME_PLACE = "same_role_same_place", "Same role, same place"
    SAME_ROLE_NEW_PLACE = "same_role_new_place", "Same role, new place"
    EXTENDED_ROLE = "extended_role", "Extended role"
    SHARED_TASK = "shared_task", "Shared task"
    NEW_ROLE = "new_role", "New role"
    REDUCE_OR_STOP = "reduce_or_stop", "Reduce or stop"


class IdeaStatus(TextChoices):
    """Where an idea is."""

    OPEN = "open", "Open"
    MERGED = "merged", "Merged"
    PARKED = "parked", "Parked"
    TAKEN_FORWARD = "taken_forward", "Taken forward"


class ActionStatus(TextChoices):
    """Where an action is; without owner, organisation and date it stays proposed (domain B.5:16)."""

    PROPOSED = "proposed", "Proposed"
    AGREED = "agreed", "Agreed"
    IN_PROGRESS = "in_progress", "In progress"
    BLOCKED = "blocked", "Blocked"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


OWNED_STATUSES = (ActionStatus.AGREED, ActionStatus.IN_PROGRESS, ActionStatus.BLOCKED, ActionStatus.DONE)
"""The statuses that only an action with owner, organisation and due date may have."""


class ReportStatus(TextChoices):
    """Where the making of a report is."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class AgendaKind(TextChoices):
    """What a part of the agenda is."""

    PHASE = "phase", "Phase"
    BREAK = "break", "Break"


class Technique(TextChoices):
    """How a room works in a part of the agenda (domain A.7); its steps are in ``rules.techniques``."""

    TOGETHER = "together", "All together"
    SILENT_WRITING = "silent_writing", "Silent writing, then all"
    ONE_TWO_FOUR_ALL = "one_two_four_all", "1-2-4-All"
    BREAKOUTS = "breakouts", "Breakout groups"


class Door(TextChoices):
    """Who gets in with the code."""

    OPEN = "open", "Open"
    WAITING = "waiting", "Waiting room"
    LOCKED = "locked", "Locked"


DOOR_HELP: dict[Door, str] = {
    Door.OPEN: "Everybody with the code comes in.",
    Door.WAITING: "Newcomers wait until you let them in. Who is in stays in.",
    Door.LOCKED: "Nobody new comes in. Who is in stays in, also after a reload.",
}
"""What each state of the door means, for the facilitator."""


class NoteKind(TextChoices):
    """Words that stand beside the map: each kind has its own list."""

    GROUND_RULE = "ground_rule", "Ground rule"
    MATTERS = "matters", "What matters to the person"
    MISSING_STAGE = "missing_stage", "A stage that is missing"
    PARKING = "parking", "Parking lot"
    PLEDGE = "pledge", "Pledge"


class ImpactKind(TextChoices):
    """Whether an effect is wanted (domain B.2)."""

    INTENDED = "intended", "Intended"
    UNINTENDED = "unintended", "Not intended"


class AimQuadrant(TextChoices):
    """The four aims (domain B.2)."""

    POPULATION_OUTCOMES = "population_outcomes", "Health of the population"
    EXPERIENCE_OF_CARE = "experience_of_care", "Experience of care"
    COST_PER_HEAD = "cost_per_head", "Cost per head"
    STAFF_EXPERIENCE = "staff_experience", "Experience of staff"


class ChangeLever(TextChoices):
    """The six levers of workforce change (domain B.2)."""

    RECRUITMENT = "recruitment", "Recruitment"
    PIPELINE = "pipeline", "Pipeline"
    CAREERS = "careers", "Careers"
    SYSTEM_OFFER = "system_offer", "System offer"
    ONE_WORKFORCE = "one_workforce", "One workforce"
    EXPERTISE = "expertise", "Expertise"


class Horizon(TextChoices):
    """How soon (domain B.2)."""

    NOW = "now", "Now: within 3 months"
    NEXT = "next", "Next: 3 to 12 months"
    LATER = "later", "Later: after 12 months"


class Quadrant(TextChoices):
    """Where impact and effort put an idea; derived, never kept (domain B.2)."""

    QUICK_WIN = "quick_win", "Quick win"
    MAJOR_PROJECT = "major_project", "Major project"
    FILL_IN = "fill_in", "Fill-in"
    RETHINK = "rethink", "Rethink"


class SurveyKind(TextChoices):
    """When people are asked."""

    BEFORE = "before", "Before the workshop"
    AFTER = "after", "After the workshop"


class QuestionKind(TextChoices):
    """How a question is answered."""

    SCALE = "scale", "0 to 10"
    TEXT = "text", "In words"


class ReportVariant(TextChoices):
    """What is printed: the report, or paper for the room."""

    REPORT = "report", "Report"
    CANVASES = "canvases", "Canvases for paper rounds"
    CARDS = "cards", "Join cards"

    @property
    def noun(self) -> str:
        """What stands before its number."""
        return {"report": "Report", "canvases": "Canvases", "cards": "Join cards"}[self.value]


class NeedSource(TextChoices):
    """Where a need of the person comes from."""

    PERSONA = "persona", "The invented person"
    LIVED_EXPERIENCE = "lived_experience", "Lived experience"
