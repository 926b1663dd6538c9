"""Everything around the day as a list of steps: what is done, what is under way, what comes next (domain C.1)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from workshops.models import Event, ExistingOffer, Report, Segment, Workshop
from workshops.queries import asking
from workshops.queries.asking import InvitePlan, SurveyResult
from workshops.rules.codes import ReportStatus, SurveyKind, WorkshopStatus
from workshops.rules.rights import TELLING

DONE, UNDER_WAY, NOT_YET, TO_LOOK_AT = "Done", "Under way", "Not yet", "To look at"
_SHAPED = ("segment.added", "segment.edited", "segment.moved", "segment.removed", "segment.restored")
"""The events by which somebody changed the pathway."""

_FRAME, _PATHWAY, _INVITES, _REHEARSAL = "details/?from=around", "prepare/", "invites/", "rehearsal/"
_SHUT = (_FRAME, _PATHWAY, _INVITES, _REHEARSAL)
"""Pages that a closed workshop has no more."""


@dataclass(frozen=True)
class Step:
    """A step: what it is, how it stands in a word and in a sentence, and where to go; ``path`` follows the board's.

    ``action`` is blank when there is nowhere to go any more.
    """

    title: str
    state: str
    words: str
    path: str
    action: str
    remarks: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.state == DONE


@dataclass(frozen=True)
class Part:
    """Steps that belong to one time."""

    title: str
    when: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Around:
    """Before, on and after the day; ``next_step`` is what to do first."""

    parts: tuple[Part, ...]
    next_step: Step | None


def around(workshop: Workshop) -> Around:
    """The steps of a workshop and how each stands, in a constant number of queries."""
    surveys = asking.results(workshop.pk)
    before: tuple[Step, ...] = (
        _frame(workshop),
        _stages(workshop),
        _room(asking.invite_plan(workshop.pk)),
        _survey(SurveyKind.BEFORE, surveys.get(SurveyKind.BEFORE)),
        _offers(workshop),
        _door(workshop),
        _rehearsal(workshop),
    )
    if workshop.status not in TELLING:
        before = tuple(replace(step, action="") if step.path in _SHUT else step for step in before)
    after = (_survey(SurveyKind.AFTER, surveys.get(SurveyKind.AFTER)), _report(workshop))
    day = _day(workshop)
    parts = (
        Part("Before", "From six weeks to one day before", before),
        Part("On the day", "What goes into the room, and the room itself", (_paper(), day)),
        Part("After", "Within two weeks", after),
    )
    in_front = {
        WorkshopStatus.LIVE: (day,),
        WorkshopStatus.PAUSED: (day,),
        WorkshopStatus.REVIEW: after,
        WorkshopStatus.CLOSED: after,
        WorkshopStatus.ARCHIVED: (),
    }.get(WorkshopStatus(workshop.status), (*before, day))
    return Around(parts, next_of(in_front))


def next_of(steps: Iterable[Step]) -> Step | None:
    """The first step that is not done; one that is only to be looked at when nothing else is left to do.

    Whoever is content with what they look at changes nothing, and must not be held there.
    """
    left = sorted((step for step in steps if not step.is_done), key=lambda step: step.state == TO_LOOK_AT)
    return next(iter(left), None)


def _frame(workshop: Workshop) -> Step:
    said = {
        "the challenge": workshop.challenge,
        "the wanted outcome": workshop.outcome,
        "the sponsor": workshop.sponsor,
        "the date": workshop.held_on,
    }
    missing = [name for name, value in said.items() if not value]
    state = DONE if not missing else NOT_YET if len(missing) == len(said) else UNDER_WAY
    words = f"Still to say: {_listed(missing)}." if missing else "Challenge, outcome, sponsor and date are said."
    return Step("Say what it is about", state, words, _FRAME, "Edit the frame")


def _stages(workshop: Workshop) -> Step:
    count = Segment.objects.filter(workshop=workshop, removed_at=None).count()
    is_shaped = Event.objects.filter(workshop=workshop, kind__in=_SHAPED).exists()
    words = f"{count} stages and zones. Take out what you do not need." if count else "No stages yet."
    state = NOT_YET if count < 2 else DONE if is_shaped else TO_LOOK_AT
    return Step("Trim the pathway", state, words, _PATHWAY, "Edit stages and zones")


def _room(plan: InvitePlan) -> Step:
    title, path, action = "Invite the right mix", _INVITES, "Edit the invite plan"
    if not plan.lines:
        return Step(title, NOT_YET, "Nobody is planned yet.", path, action)
    words = f"{plan.confirmed} of {plan.wanted} have said yes."
    is_done = plan.confirmed >= plan.wanted > 0 and not plan.warnings
    return Step(title, DONE if is_done else UNDER_WAY, words, path, action, plan.warnings)


def _survey(kind: SurveyKind, survey: SurveyResult | None) -> Step:
    title = "Ask everybody before the day" if kind == SurveyKind.BEFORE else "Ask how it was"
    path = f"surveys/{kind}/"
    if survey is None or survey.opened_at is None:
        return Step(title, NOT_YET, "Not opened yet. The questions are ready.", path, "Open the questions")
    replies = f"{survey.replies} {'reply' if survey.replies == 1 else 'replies'}"
    have = "has" if survey.asked == 1 else "have"
    plan = f"{survey.asked} {f'{have} said yes' if survey.of_confirmed else 'wanted'}"
    asked = f"; {plan}" if survey.asked else ""
    if survey.is_open:
        return Step(title, UNDER_WAY, f"{replies} so far{asked}.", path, "Replies and links")
    return Step(title, DONE, f"Closed with {replies}{asked}.", path, "Read the results")


def _offers(workshop: Workshop) -> Step:
    title, path = "Collect learning that exists", "existing-offers/"
    count = ExistingOffer.objects.filter(workshop=workshop).count()
    if count:
        return Step(title, DONE, f"{count} offer{'s' if count > 1 else ''} told.", path, "Read the offers")
    if asking.links(workshop.pk, ""):
        return Step(title, UNDER_WAY, "The link is made; nobody has told an offer yet.", path, "Text to send")
    return Step(title, NOT_YET, "No link is made yet.", path, "Make the link")


def _door(workshop: Workshop) -> Step:
    title = "Open it for pre-work"
    if workshop.status == WorkshopStatus.DRAFT:
        words = "Nobody can join yet. Open it when people may come in and look around, and to rehearse."
        return Step(title, NOT_YET, words, "rehearsal/#open", "Open it")
    return Step(title, DONE, "The join code works.", "people/", "The door")


def _rehearsal(workshop: Workshop) -> Step:
    title, path = "Rehearse and sign", _REHEARSAL
    if workshop.declared_at is None:
        words = "The information-governance declaration is not signed yet."
        return Step(title, NOT_YET, words, path, "Check the room and sign")
    by = f" by {workshop.declared_by.name}" if workshop.declared_by and workshop.declared_by.name else ""
    return Step(title, DONE, f"Declaration signed{by}.", path, "Check the room")


def _paper() -> Step:
    words = "Join cards with code and QR, and canvases for rounds on paper."
    return Step("Print for the room", "", words, "reports/add/", "Print cards and canvases")


def _day(workshop: Workshop) -> Step:
    over = (WorkshopStatus.REVIEW, WorkshopStatus.CLOSED, WorkshopStatus.ARCHIVED)
    going = (WorkshopStatus.LIVE, WorkshopStatus.PAUSED)
    state = DONE if workshop.status in over else UNDER_WAY if workshop.status in going else NOT_YET
    words = f"{WorkshopStatus(workshop.status).label}."
    return Step("Run the workshop", state, words, "", "Go to the board")


def _report(workshop: Workshop) -> Step:
    ready = Report.objects.filter(workshop=workshop, status=ReportStatus.READY, variant="report").count()
    words = f"{ready} report{'s are' if ready > 1 else ' is'} ready." if ready else "No report is made yet."
    return Step("Make the report", DONE if ready else NOT_YET, words, "#reports", "Go to the reports")


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
