"""What is to be done: ideas under the five enablers, and the action plan with its unowned proposals apart.

Numbers never die (domain B.5:17): a merged idea is told with the one that took it in, and that one names it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from learners.rules import StarEnabler
from workshops.reports.places import Place
from workshops.reports.workforce import WorkforceRow
from workshops.rules.codes import OWNED_STATUSES, ActionStatus, AimQuadrant, ChangeLever, Horizon, IdeaStatus


@dataclass(frozen=True)
class IdeaRow:
    """A numbered idea, without author. ``places`` name the segments and roles that it speaks of.

    ``takes_in`` are the numbers that were merged into it, ``merged_into`` the one that it went into itself.
    """

    number: int
    text: str
    enabler: StarEnabler | None
    status: IdeaStatus
    places: tuple[str, ...]
    cluster: str
    takes_in: tuple[int, ...]
    merged_into: int | None
    split_from: int | None
    by_scribe: bool

    @property
    def is_standing(self) -> bool:
        """Whether it was not merged into another one."""
        return self.status != IdeaStatus.MERGED

    @property
    def became(self) -> str:
        """What became of it."""
        return self.status.label if self.is_standing else f"Merged into {self.merged_into}"

    @property
    def history(self) -> tuple[str, ...]:
        """Where it was put, what happened to its number, and whose hand wrote it."""
        said = [f"in “{self.cluster}”"] if self.cluster else []
        if self.takes_in:
            said.append(f"takes in {', '.join(str(number) for number in self.takes_in)}")
        if self.split_from is not None:
            said.append(f"split from {self.split_from}")
        if self.by_scribe:
            said.append("entered by a scribe")
        return tuple(said)


@dataclass(frozen=True)
class EnablerRow:
    """One point of the star in words."""

    enabler: StarEnabler
    ideas: int


@dataclass(frozen=True)
class Ideas:
    """All ideas under their enablers, those without one last; and the star's numbers."""

    rows: tuple[IdeaRow, ...]
    points: tuple[EnablerRow, ...]
    unsorted: int

    @property
    def standing(self) -> tuple[IdeaRow, ...]:
        """All but the merged ones."""
        return tuple(row for row in self.rows if row.is_standing)

    @property
    def merged(self) -> tuple[IdeaRow, ...]:
        """The merged ones by number."""
        return tuple(sorted((row for row in self.rows if not row.is_standing), key=lambda row: row.number))


@dataclass(frozen=True)
class ActionRow:
    """A numbered action. ``missing`` says what a proposal lacks before it can be agreed."""

    number: int
    text: str
    idea_number: int | None
    owner: str
    organisation: str
    start_on: date | None
    due_on: date | None
    resources: str
    outcome: str
    measure: str
    lever: ChangeLever | None
    horizon: Horizon | None
    aim: AimQuadrant | None
    enabler: StarEnabler | None
    status: ActionStatus
    missing: tuple[str, ...]

    @property
    def remarks(self) -> tuple[tuple[str, str], ...]:
        """What else is known of it, each with its name."""
        parts = (("Outcome", self.outcome), ("Needs", self.resources), ("Measure", self.measure))
        return tuple((name, words) for name, words in parts if words)

    @property
    def marks(self) -> tuple[str, ...]:
        """Its enabler, lever and horizon in words."""
        return tuple(str(code.label) for code in (self.enabler, self.lever, self.horizon) if code)


@dataclass(frozen=True)
class Plan:
    """Actions that somebody owns, by due date; proposals apart (domain B.5:16); and what was dropped."""

    owned: tuple[ActionRow, ...]
    proposals: tuple[ActionRow, ...]
    dropped: tuple[ActionRow, ...]

    @property
    def all(self) -> tuple[ActionRow, ...]:
        """Every action by number."""
        return tuple(sorted((*self.owned, *self.proposals, *self.dropped), key=lambda row: row.number))

    @property
    def measured(self) -> tuple[ActionRow, ...]:
        """The actions that say how we will know, by aim; those without an aim last."""
        aims = [*AimQuadrant, None]
        found = (row for row in (*self.owned, *self.proposals) if row.measure)
        return tuple(sorted(found, key=lambda row: (aims.index(row.aim), row.number)))


def ideas(snapshot: Mapping[str, Any], places: Mapping[int, Place], rows: Sequence[WorkforceRow]) -> Ideas:
    """All ideas in the order of the enablers, by number within each."""
    by_id = {row.id: row for row in rows}
    taken: dict[int, list[int]] = {}
    for idea in snapshot["ideas"]:
        if idea["status"] == IdeaStatus.MERGED:
            taken.setdefault(idea["absorbed_by"], []).append(idea["number"])
    found = [_idea(idea, places, by_id, taken.get(idea["number"], [])) for idea in snapshot["ideas"]]
    standing = [idea for idea in found if idea.is_standing]
    order = [*StarEnabler, None]
    return Ideas(
        rows=tuple(sorted(found, key=lambda idea: (order.index(idea.enabler), idea.number))),
        points=tuple(EnablerRow(enabler, sum(idea.enabler == enabler for idea in standing)) for enabler in StarEnabler),
        unsorted=sum(idea.enabler is None for idea in standing),
    )


def plan(snapshot: Mapping[str, Any]) -> Plan:
    """All actions, sorted into owned, proposed and dropped."""
    found = [_action(action) for action in snapshot["actions"]]
    owned = [action for action in found if action.status in OWNED_STATUSES]
    return Plan(
        owned=tuple(sorted(owned, key=lambda action: (action.due_on or date.max, action.number))),
        proposals=tuple(action for action in found if action.status == ActionStatus.PROPOSED),
        dropped=tuple(action for action in found if action.status == ActionStatus.DROPPED),
    )


def _idea(
    idea: Mapping[str, Any], places: Mapping[int, Place], rows: Mapping[int, WorkforceRow], takes_in: Sequence[int]
) -> IdeaRow:
    spoken = [f"{places[pk].title} ({places[pk].number})" for pk in idea["segment_ids"] if pk in places]
    spoken += [f"{rows[pk].title} ({rows[pk].place.number})" for pk in idea["need_ids"] if pk in rows]
    return IdeaRow(
        number=idea["number"],
        text=idea["text"],
        enabler=StarEnabler(idea["enabler"]) if idea["enabler"] else None,
        status=IdeaStatus(idea["status"]),
        places=tuple(spoken),
        cluster=idea["cluster"],
        takes_in=tuple(takes_in),
        merged_into=idea["absorbed_by"],
        split_from=idea["split_from"],
        by_scribe=idea["by_scribe"],
    )


def _action(action: Mapping[str, Any]) -> ActionRow:
    due_on = _date(action["due_on"])
    parts = (("an owner", action["owner"]), ("an organisation", action["organisation"]), ("a date", due_on))
    return ActionRow(
        number=action["number"],
        text=action["text"],
        idea_number=action["idea_number"],
        owner=action["owner"],
        organisation=action["organisation"],
        start_on=_date(action["start_on"]),
        due_on=due_on,
        resources=action["resources"],
        outcome=action["outcome"],
        measure=action["measure"],
        lever=ChangeLever(action["lever"]) if action["lever"] else None,
        horizon=Horizon(action["horizon"]) if action["horizon"] else None,
        aim=AimQuadrant(action["aim"]) if action["aim"] else None,
        enabler=StarEnabler(action["enabler"]) if action["enabler"] else None,
        status=ActionStatus(action["status"]),
        missing=tuple(name for name, value in parts if not value) or ("agreement",),
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
