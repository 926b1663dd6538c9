"""What is to be done: ideas under the five enablers, and the action plan with its unowned proposals apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from learners.rules import StarEnabler
from workshops.reports.places import Place
from workshops.reports.workforce import WorkforceRow
from workshops.rules.codes import OWNED_STATUSES, ActionStatus, IdeaStatus


@dataclass(frozen=True)
class IdeaRow:
    """A numbered idea, without author. ``places`` name the segments and roles that it speaks of."""

    number: int
    text: str
    enabler: StarEnabler | None
    status: IdeaStatus
    places: tuple[str, ...]


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


@dataclass(frozen=True)
class ActionRow:
    """A numbered action. ``missing`` says what a proposal lacks before it can be agreed."""

    number: int
    text: str
    idea_number: int | None
    owner: str
    organisation: str
    due_on: date | None
    enabler: StarEnabler | None
    status: ActionStatus
    missing: tuple[str, ...]


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


def ideas(snapshot: Mapping[str, Any], places: Mapping[int, Place], rows: Sequence[WorkforceRow]) -> Ideas:
    """All ideas in the order of the enablers, by number within each."""
    by_id = {row.id: row for row in rows}
    found = [_idea(idea, places, by_id) for idea in snapshot["ideas"]]
    order = [*StarEnabler, None]
    return Ideas(
        rows=tuple(sorted(found, key=lambda idea: (order.index(idea.enabler), idea.number))),
        points=tuple(EnablerRow(enabler, sum(idea.enabler == enabler for idea in found)) for enabler in StarEnabler),
        unsorted=sum(idea.enabler is None for idea in found),
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


def _idea(idea: Mapping[str, Any], places: Mapping[int, Place], rows: Mapping[int, WorkforceRow]) -> IdeaRow:
    spoken = [f"{places[pk].title} ({places[pk].number})" for pk in idea["segment_ids"] if pk in places]
    spoken += [f"{rows[pk].title} ({rows[pk].place.number})" for pk in idea["need_ids"] if pk in rows]
    return IdeaRow(
        number=idea["number"],
        text=idea["text"],
        enabler=StarEnabler(idea["enabler"]) if idea["enabler"] else None,
        status=IdeaStatus(idea["status"]),
        places=tuple(spoken),
    )


def _action(action: Mapping[str, Any]) -> ActionRow:
    due_on = date.fromisoformat(action["due_on"]) if action["due_on"] else None
    parts = (("an owner", action["owner"]), ("an organisation", action["organisation"]), ("a date", due_on))
    return ActionRow(
        number=action["number"],
        text=action["text"],
        idea_number=action["idea_number"],
        owner=action["owner"],
        organisation=action["organisation"],
        due_on=due_on,
        enabler=StarEnabler(action["enabler"]) if action["enabler"] else None,
        status=ActionStatus(action["status"]),
        missing=tuple(name for name, value in parts if not value) or ("agreement",),
    )
