"""The workshop as its pages name it: what is asked now, who is in, which reports there are."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count

from accounts.models import System
from accounts.rules.roles import Sector
from workshops.models import Membership, Persona, Report, Workshop
from workshops.queries.prepared import Prepared
from workshops.rules import join_codes, pressed
from workshops.rules.codes import (
    ASKED,
    JOINABLE,
    STATUS_AFTER,
    STATUS_HELP,
    STATUS_MOVES,
    STATUS_STEPS,
    ReportStatus,
    ReportVariant,
    WorkshopPhase,
    WorkshopStatus,
)

_ONWARD = {
    WorkshopStatus.DRAFT: WorkshopStatus.LIVE,
    WorkshopStatus.PRE_WORK: WorkshopStatus.LIVE,
    WorkshopStatus.PAUSED: WorkshopStatus.LIVE,
    WorkshopStatus.LIVE: WorkshopStatus.REVIEW,
    WorkshopStatus.REVIEW: WorkshopStatus.CLOSED,
}
OVER = (WorkshopStatus.REVIEW, WorkshopStatus.CLOSED, WorkshopStatus.ARCHIVED)
"""After the day: nothing is asked any more."""

_WORKSHOP = Prepared(lambda workshop_id: Workshop.objects.filter(pk=workshop_id))
_SYSTEM = Prepared(lambda system_id: System.objects.filter(pk=system_id))


class PhaseStep(NamedTuple):
    """A phase in the bar: done, now or next."""

    code: str
    label: str
    state: str


class StatusStep(NamedTuple):
    """A step of the workshop's life: the status that it leads to, what its button says, and what comes of it."""

    status: str
    label: str
    meaning: str


@dataclass(frozen=True)
class WorkshopCard:
    """A workshop as pages and regions show it. ``number`` is its last event when this was read.

    ``technique_step`` counts the steps of the technique of the part that the room is in.
    """

    id: int
    public_id: str
    title: str
    system: str
    status: WorkshopStatus
    phase: WorkshopPhase
    phases: tuple[PhaseStep, ...]
    question: str
    help: str
    challenge: str
    population: str
    starts: str
    ends: str
    person_word: str
    held_on: date | None
    join_code: str
    join_url: str
    number: int
    item_id: int | None
    also: tuple[str, ...]
    ends_at: datetime | None
    seconds_left: int | None
    technique_step: int
    step_ends_at: datetime | None
    is_private: bool
    spotlight_id: int | None

    @property
    def at_part(self) -> str:
        """Where the room is in its agenda and its life, for presses that are made upon it."""
        return pressed.part(self.status, self.item_id)

    @property
    def at_step(self) -> str:
        """Which step of a technique the room is in, for presses that are made upon it."""
        return pressed.step(self.item_id, self.technique_step, is_private=self.is_private)

    @property
    def at_spotlight(self) -> str:
        """Where everybody was brought to, for presses that are made upon it."""
        return pressed.spotlight(self.spotlight_id)

    @property
    def status_label(self) -> str:
        """The status in words."""
        return self.status.label

    @property
    def join_place(self) -> str:
        """Where to go to type the code, as it is read out."""
        return urlsplit(self.join_url).netloc

    @property
    def qr_url(self) -> str:
        """Where the QR code of the join link is; a new code has a new address."""
        return f"/w/{self.public_id}/qr/?code={self.join_code[:4]}"

    @property
    def is_over(self) -> bool:
        """Whether the day is over and nothing is asked any more."""
        return self.status in OVER

    @property
    def is_open(self) -> bool:
        """Whether the join code works."""
        return self.status in JOINABLE

    @property
    def steps_on(self) -> tuple[StatusStep, ...]:
        """The steps that the workshop's life may take now."""
        return tuple(
            StatusStep(each.value, STATUS_STEPS[self.status, each], STATUS_AFTER.get(each, ""))
            for each in STATUS_MOVES[self.status]
        )

    @property
    def main_step(self) -> StatusStep | None:
        """The step onward in the workshop's life; None when it is over."""
        wanted = _ONWARD.get(self.status)
        return next((step for step in self.steps_on if step.status == wanted), None)


@dataclass(frozen=True)
class PersonaCard:
    """The invented person."""

    name: str
    age_band: str
    situation: str
    matters: str
    worries: str


class SectorCount(NamedTuple):
    """How many people of a sector are in."""

    label: str
    people: int


@dataclass(frozen=True)
class People:
    """Who is in the room, in numbers."""

    count: int
    sectors: tuple[SectorCount, ...]
    waiting: int = 0


@dataclass(frozen=True)
class MemberRow:
    """Somebody in the room, for the facilitator."""

    id: int
    name: str
    sector: str
    joined_at: datetime


@dataclass(frozen=True)
class ReportRow:
    """A report, or paper for the room, and how far it is."""

    public_id: str
    number: int
    variant: ReportVariant
    status: ReportStatus
    attempt: int
    progress: int
    failure: str
    as_of: int
    requested_at: datetime

    @property
    def status_label(self) -> str:
        """The status in words, and that it is not the first attempt."""
        if self.status == ReportStatus.QUEUED and self.attempt:
            return "It did not work and will be tried again"
        if self.status == ReportStatus.RUNNING and self.attempt > 1:
            return f"{self.status.label}, attempt {self.attempt}"
        return self.status.label

    @property
    def name(self) -> str:
        """What it is and its number."""
        return f"{self.variant.noun} {self.number}"

    @property
    def is_paper(self) -> bool:
        """Whether it is for paper only, and nothing to read on a screen."""
        return self.variant != ReportVariant.REPORT

    @property
    def page_url(self) -> str:
        """The report as a page; its other shapes stand beneath it."""
        return f"/w/{self.public_id}/reports/{self.number}/"

    @property
    def pdf_url(self) -> str:
        """The printed report."""
        return f"{self.page_url}report.pdf"

    @property
    def workforce_csv_url(self) -> str:
        """The workforce table as a sheet."""
        return f"{self.page_url}workforce.csv"

    @property
    def ideas_csv_url(self) -> str:
        """The ideas with dots, impact and effort as a sheet."""
        return f"{self.page_url}ideas.csv"

    @property
    def actions_csv_url(self) -> str:
        """The actions as a sheet."""
        return f"{self.page_url}actions.csv"

    @property
    def retry_url(self) -> str:
        """Where a failed one is tried again."""
        return f"{self.page_url}retry/"

    @property
    def is_under_way(self) -> bool:
        """Whether somebody still has to wait for it."""
        return self.status in (ReportStatus.QUEUED, ReportStatus.RUNNING)


def card(workshop: Workshop) -> WorkshopCard:
    """The card of a workshop that was read with its system. No query."""
    phases = list(WorkshopPhase)
    phase = WorkshopPhase(workshop.phase)
    at = phases.index(phase)
    status = WorkshopStatus(workshop.status)
    steps = tuple(
        PhaseStep(each.value, each.label, "done" if place < at else "now" if place == at else "next")
        for place, each in enumerate(phases)
    )
    return WorkshopCard(
        id=workshop.pk,
        public_id=workshop.public_id,
        title=workshop.title,
        system=workshop.system.name,
        status=status,
        phase=phase,
        phases=steps,
        question=ASKED[phase].question.replace("the person", f"the {workshop.person_word}"),
        help=STATUS_HELP.get(status, ASKED[phase].help),
        challenge=workshop.challenge,
        population=workshop.population,
        starts=workshop.starts,
        ends=workshop.ends,
        person_word=workshop.person_word,
        held_on=workshop.held_on,
        join_code=join_codes.spoken(workshop.join_code),
        join_url=f"{settings.BASE_URL.rstrip('/')}/join/{workshop.join_code}/",
        number=workshop.last_event,
        item_id=workshop.item_id,
        also=tuple(workshop.also),
        ends_at=workshop.ends_at,
        seconds_left=workshop.seconds_left,
        technique_step=workshop.step,
        step_ends_at=workshop.step_ends_at,
        is_private=workshop.is_private,
        spotlight_id=workshop.spotlight_id,
    )


def workshop_card(workshop_id: int) -> WorkshopCard:
    """The card of a workshop. Two queries. Raises Workshop.DoesNotExist."""
    workshop = _WORKSHOP.get(workshop_id)
    workshop.system = _SYSTEM.get(workshop.system_id)
    return card(workshop)


def personas(workshop_id: int) -> tuple[PersonaCard, ...]:
    """The invented people of the workshop. One query."""
    rows = Persona.objects.filter(workshop_id=workshop_id).order_by("pk")
    return tuple(PersonaCard(p.name, p.age_band, p.situation, p.matters, p.worries) for p in rows)


def people(workshop_id: int) -> People:
    """How many are in, by sector, and how many wait to come in. One query."""
    rows = (
        Membership.objects.filter(workshop_id=workshop_id, removed_at=None)
        .values_list("sector", "is_waiting")
        .annotate(people=Count("pk"))
        .order_by("sector")
    )
    counts: dict[str, int] = {}
    waiting = 0
    for sector, is_waiting, here in rows:
        if is_waiting:
            waiting += here
        else:
            counts[sector] = here
    sectors = tuple(SectorCount(sector.label, counts[sector.value]) for sector in Sector if counts.get(sector.value))
    return People(sum(counts.values()), sectors, waiting)


def members(workshop_id: int) -> tuple[MemberRow, ...]:
    """Everybody in the room, in the order they came. One query."""
    rows = Membership.objects.filter(workshop_id=workshop_id, removed_at=None).order_by("joined_at", "pk")
    return tuple(MemberRow(row.pk, row.name, Sector(row.sector).label, row.joined_at) for row in rows)


def reports(workshop_id: int) -> tuple[ReportRow, ...]:
    """The workshop's reports, newest first. One query."""
    rows = (
        Report.objects.filter(workshop_id=workshop_id).defer("snapshot").select_related("workshop").order_by("-number")
    )
    return tuple(
        ReportRow(
            row.workshop.public_id,
            row.number,
            ReportVariant(row.variant),
            ReportStatus(row.status),
            row.attempt,
            row.progress,
            row.failure,
            row.as_of,
            row.requested_at,
        )
        for row in rows
    )
