"""The contents of a report: everything it says. The same snapshot gives the same contents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from learners.rules import LearnerStage
from workshops.reports import formats
from workshops.reports.choices import Priorities, choices
from workshops.reports.effects import EffectRow, NewRoles, effects, new_roles
from workshops.reports.holders import Holders, holders
from workshops.reports.method import Method, method
from workshops.reports.notes import Notes, notes
from workshops.reports.overlay import Overlay, overlay
from workshops.reports.people import Participation, Person, participation, person
from workshops.reports.places import Place, places
from workshops.reports.plan import Ideas, Plan, ideas, plan
from workshops.reports.polls import PollRow, polls
from workshops.reports.summary import Summary, summary
from workshops.reports.surveys import SurveyReport, surveys
from workshops.reports.workforce import NOTHING, Capability, WorkforceRow, capability, heat, workforce
from workshops.rules.codes import WorkshopMode, WorkshopStatus

STATEMENT = (
    "The depths in this report are the estimate of a group on a day. They are not an assessment of any person and not "
    "clinical guidance. The person in the story is invented; the report holds no patient data."
)

_FINAL = frozenset({WorkshopStatus.CLOSED, WorkshopStatus.ARCHIVED})


@dataclass(frozen=True)
class Cover:
    """What the first page says of the workshop. ``is_final`` once it is closed; until then the report is a draft."""

    title: str
    system: str
    number: int
    is_final: bool
    as_of: int
    made_at: datetime
    held_on: date | None
    mode: str
    status: str
    template: str
    framework: str
    framework_citation: str
    population: str
    starts: str
    ends: str
    challenge: str
    sponsor: str
    outcome: str
    person_word: str

    @property
    def kind(self) -> str:
        """Report or draft, with its number, as it stands on every page."""
        return f"{'Report' if self.is_final else 'Draft report'} {self.number}"


@dataclass(frozen=True)
class PlaceRow:
    """One line of the pathway's table."""

    place: Place
    roles: int
    heat: int
    heat_words: str
    stars: int


@dataclass(frozen=True)
class Existing:
    """Learning that an organisation says it offers already."""

    organisation: str
    title: str
    stage: str
    places: int | None


@dataclass(frozen=True)
class Contents:
    """A whole report."""

    cover: Cover
    summary: Summary
    person: Person
    pathway: tuple[PlaceRow, ...]
    holders: Holders
    workforce: tuple[WorkforceRow, ...]
    capability: Capability
    polls: tuple[PollRow, ...]
    overlay: Overlay
    existing: tuple[Existing, ...]
    ideas: Ideas
    effects: tuple[EffectRow, ...]
    priorities: Priorities
    plan: Plan
    new_roles: NewRoles
    participation: Participation
    surveys: tuple[SurveyReport, ...]
    method: Method
    notes: Notes
    statement: str = STATEMENT

    @property
    def has_stars(self) -> bool:
        """Whether anybody starred a stage or zone."""
        return any(row.stars for row in self.pathway)


def contents(snapshot: Mapping[str, Any], *, number: int, made_at: datetime) -> Contents:
    """The contents of report ``number``. Raises KeyError or ValueError for what no snapshot holds."""
    snapshot = formats.current(snapshot)
    where = places(snapshot)
    rows = workforce(snapshot, where)
    depths = capability(snapshot, rows)
    learning = overlay(snapshot, where, rows)
    proposed = ideas(snapshot, where, rows)
    planned = plan(snapshot)
    chosen = choices(snapshot, proposed.rows, planned.all)
    held = holders(snapshot, where)
    return Contents(
        cover=_cover(snapshot, number=number, made_at=made_at),
        summary=summary(
            snapshot["workshop"]["challenge"],
            depths=depths,
            ideas=proposed,
            priorities=chosen,
            plan=planned,
            overlay=learning,
            holders=held,
        ),
        person=person(snapshot, where),
        pathway=tuple(_place_row(where[segment["id"]], rows, segment["stars"]) for segment in snapshot["segments"]),
        holders=held,
        workforce=rows,
        capability=depths,
        polls=polls(snapshot, rows),
        overlay=learning,
        existing=tuple(_existing(offer) for offer in snapshot["existing_offers"]),
        ideas=proposed,
        effects=effects(snapshot),
        priorities=chosen,
        plan=planned,
        new_roles=new_roles(snapshot, proposed.rows),
        participation=participation(snapshot),
        surveys=surveys(snapshot),
        method=method(snapshot),
        notes=notes(snapshot),
    )


def _place_row(place: Place, rows: tuple[WorkforceRow, ...], stars: int) -> PlaceRow:
    here = [row for row in rows if row.place == place]
    level, words = heat(here)
    return PlaceRow(place=place, roles=len(here), heat=level, heat_words=words, stars=stars)


def _existing(offer: Mapping[str, Any]) -> Existing:
    return Existing(
        organisation=offer["organisation"],
        title=offer["title"],
        stage=LearnerStage(offer["learner_stage"]).label if offer["learner_stage"] else NOTHING,
        places=offer["places"],
    )


def _cover(snapshot: Mapping[str, Any], *, number: int, made_at: datetime) -> Cover:
    facts = snapshot["workshop"]
    status = WorkshopStatus(facts["status"])
    version = f", version {facts['template_version']}" if facts["template_version"] else ""
    source = [facts["framework_publisher"], str(facts["framework_year"] or "")]
    return Cover(
        title=facts["title"],
        system=facts["system"],
        number=number,
        is_final=status in _FINAL,
        as_of=snapshot["as_of"],
        made_at=made_at,
        held_on=date.fromisoformat(facts["held_on"]) if facts["held_on"] else None,
        mode=WorkshopMode(facts["mode"]).label,
        status=status.label,
        template=f"{facts['template']}{version}" if facts["template"] else "Own pathway, without a template",
        framework=facts["framework"],
        framework_citation=", ".join(part for part in source if part),
        population=facts["population"],
        starts=facts["starts"],
        ends=facts["ends"],
        challenge=facts["challenge"],
        sponsor=facts["sponsor"],
        outcome=facts["outcome"],
        person_word=facts["person_word"],
    )
