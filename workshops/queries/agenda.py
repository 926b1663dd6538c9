"""The agenda as pages and regions show it: its parts, the one control, the tools of a part, who is done."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from workshops.models import AgendaItem, Membership, Workshop
from workshops.queries.prepared import Prepared
from workshops.queries.room import WorkshopCard
from workshops.rules.codes import AgendaKind, Technique, WorkshopPhase, WorkshopStatus
from workshops.rules.phases import Work
from workshops.rules.techniques import Step, step_at


@dataclass(frozen=True)
class Tool:
    """What somebody opens to write: what its button says, and where it leads below the board's address.

    One that writes ``on_segment`` leads to the segment in view: ``path`` then stands below the segment's address.
    """

    work: Work
    label: str
    path: str
    on_segment: bool = False


TOOLS: dict[Work, Tool] = {
    tool.work: tool
    for tool in (
        Tool(Work.RULE, "Add a ground rule", "notes/ground_rule/add/"),
        Tool(Work.MATTERS, "Say what matters to the person", "notes/matters/add/"),
        Tool(Work.STAGE, "A stage is missing", "notes/missing_stage/add/"),
        Tool(Work.STAR, "Star what worries you", "", on_segment=True),
        Tool(Work.PERSON_NEED, "Say what the person needs", "person-needs/add/", on_segment=True),
        Tool(Work.WORKFORCE, "Say who is here", "needs/add/", on_segment=True),
        Tool(Work.DEPTH, "Say how deep", "", on_segment=True),
        Tool(Work.HOLDER, "Who holds a zone", "", on_segment=True),
        Tool(Work.LEARNING, "Say which learners are here", "", on_segment=True),
        Tool(Work.IDEA, "Add an idea", "ideas/add/"),
        Tool(Work.DOT, "Spend your dots", "dots/"),
        Tool(Work.SCORE, "Place impact and effort", "scores/"),
        Tool(Work.ACTION, "Add an action", "actions/add/"),
        Tool(Work.IMPACT, "Say what it might do", "impacts/add/"),
        Tool(Work.PLEDGE, "Make your pledge", "notes/pledge/add/"),
        Tool(Work.PARKING, "Parking lot", "notes/parking/add/"),
    )
}
"""The tool of each kind of writing. The first open one of a phase is what it asks for."""


@dataclass(frozen=True)
class Part:
    """A part of the agenda. ``state`` is done, now, next, or skipped when the room went past it."""

    id: int
    position: int
    kind: AgendaKind
    phase: str
    also: tuple[str, ...]
    session: int
    title: str
    minutes: int
    technique: Technique
    script: str
    output: str
    started_at: datetime | None
    ended_at: datetime | None
    state: str

    @property
    def is_break(self) -> bool:
        """Whether nobody is asked anything meanwhile."""
        return self.kind == AgendaKind.BREAK

    @property
    def is_actions(self) -> bool:
        """Whether actions are agreed here: nothing is borrowed from it."""
        return WorkshopPhase.ACTIONS in (self.phase, *self.also)

    @property
    def prompts(self) -> tuple[str, ...]:
        """The facilitator's script, sentence by sentence."""
        return tuple(re.findall(r"\S[^.?!]*[.?!]*", self.script))

    @property
    def took(self) -> int | None:
        """Minutes from its first start to its end; None before."""
        if self.started_at is None or self.ended_at is None:
            return None
        return max(1, round((self.ended_at - self.started_at).total_seconds() / 60))


@dataclass(frozen=True)
class Agenda:
    """The parts in order, and where the room is."""

    parts: tuple[Part, ...]

    @property
    def now(self) -> Part | None:
        """The part that the room is in."""
        return next((part for part in self.parts if part.state == "now"), None)

    @property
    def next(self) -> Part | None:
        """The part after it, or the first one before the start."""
        now = self.now
        if now is None:
            return self.parts[0] if self.parts else None
        return next((part for part in self.parts if part.position > now.position), None)

    @property
    def session(self) -> tuple[Part, ...]:
        """The parts of the session that the room is in, or the first one."""
        here = self.now or self.next
        return tuple(part for part in self.parts if here is not None and part.session == here.session)

    @property
    def sessions(self) -> int:
        """How many sessions there are."""
        return len({part.session for part in self.parts})

    @property
    def place(self) -> int:
        """The number of the part in its session, from 1."""
        return next((place for place, part in enumerate(self.session, 1) if part.state == "now"), 1)

    @property
    def minutes(self) -> int:
        """The planned minutes of the session."""
        return sum(part.minutes for part in self.session)

    @property
    def lenders(self) -> tuple[Part, ...]:
        """The parts that can give minutes to the one that the room is in."""
        now = self.now
        return tuple(
            part
            for part in self.session
            if now is not None and part.position > now.position and part.minutes > 1 and not part.is_actions
        )

    def session_ends(self, ends_at: datetime | None) -> datetime | None:
        """When the session ends if every part from now on takes what is planned; None without a running clock."""
        now = self.now
        if now is None or ends_at is None:
            return None
        return ends_at + timedelta(minutes=sum(p.minutes for p in self.session if p.position > now.position))


@dataclass(frozen=True)
class Clock:
    """The clock as the browser needs it: all moments in milliseconds since 1970, all spans in seconds.

    ``ends`` is None and ``left`` a number while it stands. A step has a short clock of its own.
    """

    ends_at: datetime | None
    left: int | None
    planned: int
    is_break: bool
    step_label: str
    step_ends_at: datetime | None
    session_ends_at: datetime | None

    @property
    def ends(self) -> int | None:
        """When it runs out."""
        return _milliseconds(self.ends_at)

    @property
    def step_ends(self) -> int | None:
        """When the step runs out."""
        return _milliseconds(self.step_ends_at)

    @property
    def minutes_left(self) -> int:
        """What a clock that stands has left, in whole minutes; below 0 when it had run out."""
        return round((self.left or 0) / 60)


@dataclass(frozen=True)
class Control:
    """The facilitator's one control. ``post`` moves the room in one press; blank when ``url`` has to be opened."""

    label: str
    url: str
    post: str = ""


def agenda(workshop_id: int, item_id: int | None) -> Agenda:
    """The agenda of a workshop. One query."""
    items = _ITEMS.models(workshop_id)
    at = next((item.position for item in items if item.pk == item_id), None)
    return Agenda(tuple(_part(item, at) for item in items))


def clock(where: Agenda, workshop: WorkshopCard) -> Clock | None:
    """The clock of the part that the room is in; None while nothing runs and after the day. No query."""
    now = where.now
    if workshop.is_over or now is None or (workshop.ends_at is None and workshop.seconds_left is None):
        return None
    under_way = step(now, workshop)
    return Clock(
        ends_at=workshop.ends_at,
        left=workshop.seconds_left,
        planned=60 * now.minutes,
        is_break=now.is_break,
        step_label=under_way.label if under_way else "",
        step_ends_at=workshop.step_ends_at if under_way else None,
        session_ends_at=where.session_ends(workshop.ends_at),
    )


def step(now: Part | None, workshop: WorkshopCard) -> Step | None:
    """The step of the technique that the room is at; None for the whole time of a part. No query."""
    technique = now.technique if now is not None else Technique.TOGETHER
    return step_at(technique, workshop.technique_step, is_private=workshop.is_private)


def item(workshop_id: int, pk: int) -> AgendaItem:
    """One part as it is kept. One query. Raises AgendaItem.DoesNotExist."""
    return AgendaItem.objects.get(workshop_id=workshop_id, pk=pk)


def control(status: WorkshopStatus, where: Agenda, base: str, *, is_private: bool) -> Control:
    """What the facilitator's one control says and does now."""
    run = f"{base}run/"
    following = where.next
    if status == WorkshopStatus.PAUSED and where.now is not None:
        return Control("Go on", run, f"{base}agenda/start/")
    if status in (WorkshopStatus.DRAFT, WorkshopStatus.PRE_WORK, WorkshopStatus.LIVE):
        if where.now is None and following is not None:
            return Control(f"Start: {following.title}", run, f"{base}agenda/start/")
        if following is not None:
            said = "Reveal and go on" if is_private else "Next"
            return Control(f"{said}: {following.title}", run, f"{base}agenda/items/{following.id}/go/")
    return Control(_LAST.get(status, "Run the workshop"), run)


def tools(work: frozenset[Work], *, first: str = "") -> tuple[Tool, ...]:
    """The tools of what is open now, in the order in which they are asked for; the parking lot is always last.

    ``first`` is the phase that the part is about: its own tools stand before those of its further phases.
    """
    own = _MAIN.get(WorkshopPhase(first), ()) if first else ()
    ordered = dict.fromkeys((*own, *(each for each in TOOLS if each != Work.PARKING), Work.PARKING))
    return tuple(TOOLS[each] for each in ordered if each in work)


_LAST = {
    WorkshopStatus.LIVE: "End the day",
    WorkshopStatus.REVIEW: "Close the workshop",
    WorkshopStatus.CLOSED: "After the day",
    WorkshopStatus.ARCHIVED: "After the day",
}
"""What the control says when the agenda has nothing more; its panel asks once more, with what it means."""
_MAIN: dict[WorkshopPhase, tuple[Work, ...]] = {
    WorkshopPhase.CAPABILITY: (Work.DEPTH, Work.HOLDER),
    WorkshopPhase.PRIORITISE: (Work.DOT,),
    WorkshopPhase.ACTIONS: (Work.ACTION,),
}
"""What a phase asks for first where the order of ``Work`` says otherwise."""


def is_done(membership: Membership, workshop: Workshop) -> bool:
    """Whether somebody has said that they are done with the part that the room is in."""
    return workshop.item_id is not None and membership.done_item_id == workshop.item_id


def done(workshop_id: int) -> tuple[int, int]:
    """How many people in the room are done with the part that it is in, and how many people there are. One query."""
    here = Membership.objects.filter(
        workshop_id=workshop_id, removed_at=None, is_waiting=False, merged_into=None
    ).aggregate(
        people=Count("pk"),
        done=Count("pk", filter=Q(done_item=F("workshop__item"))),
    )
    return here["done"], here["people"]


def _milliseconds(moment: datetime | None) -> int | None:
    return round(moment.timestamp() * 1000) if moment is not None else None


_ITEMS = Prepared(lambda workshop_id: AgendaItem.objects.filter(workshop=workshop_id).order_by("position"))


def _part(item: AgendaItem, at: int | None) -> Part:
    if at is None or item.position > at:
        state = "next"
    elif item.position == at:
        state = "now"
    else:
        state = "done" if item.started_at is not None else "skipped"
    return Part(
        id=item.pk,
        position=item.position,
        kind=AgendaKind(item.kind),
        phase=item.phase,
        also=tuple(item.also),
        session=item.session,
        title=item.title,
        minutes=item.minutes,
        technique=Technique(item.technique),
        script=item.script,
        output=item.output,
        started_at=item.started_at,
        ended_at=item.ended_at,
        state=state,
    )
