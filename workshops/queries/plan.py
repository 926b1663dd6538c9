"""The action plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from learners.rules import StarEnabler
from workshops.models import Action
from workshops.queries.prepared import Prepared
from workshops.rules.codes import OWNED_STATUSES, ActionStatus, Horizon


@dataclass(frozen=True)
class ActionRow:
    """A numbered action."""

    id: int
    number: int
    text: str
    owner: str
    organisation: str
    due_on: date | None
    enabler: StarEnabler | None
    status: ActionStatus
    idea_number: int | None
    start_on: date | None
    horizon: Horizon | None

    @property
    def missing(self) -> tuple[str, ...]:
        """What a proposal still lacks before it can be agreed."""
        parts = (("an owner", self.owner), ("an organisation", self.organisation), ("a date", self.due_on))
        return tuple(name for name, value in parts if not value)


@dataclass(frozen=True)
class ReadBack:
    """The actions as they are read back: the agreed ones by their date, then proposals, then what was dropped."""

    agreed: tuple[ActionRow, ...]
    proposals: tuple[ActionRow, ...]
    dropped: tuple[ActionRow, ...]

    @property
    def unowned(self) -> int:
        """How many proposals have no owner."""
        return sum(not row.owner for row in self.proposals)


_ACTIONS = Prepared[Action](
    lambda workshop_id: (
        Action.objects.filter(workshop_id=workshop_id, removed_at=None)
        .order_by("number")
        .values_list(
            *("pk", "number", "text", "owner", "organisation", "due_on", "enabler", "status", "idea__number"),
            *("start_on", "horizon"),
        )
    )
)


def actions(workshop_id: int) -> tuple[ActionRow, ...]:
    """All actions of the workshop by number. One query."""
    return _action_rows(workshop_id)


def read_back(actions: Sequence[ActionRow]) -> ReadBack:
    """The actions in the order in which they are read back."""
    agreed = [row for row in actions if row.status in OWNED_STATUSES]
    return ReadBack(
        agreed=tuple(sorted(agreed, key=lambda row: (row.due_on or date.max, row.number))),
        proposals=tuple(row for row in actions if row.status == ActionStatus.PROPOSED),
        dropped=tuple(row for row in actions if row.status == ActionStatus.DROPPED),
    )


def _action_rows(workshop_id: int) -> tuple[ActionRow, ...]:
    return tuple(
        ActionRow(
            *(pk, number, text, owner, organisation, due_on),
            enabler=StarEnabler(enabler) if enabler else None,
            status=ActionStatus(status),
            idea_number=idea_number,
            start_on=start_on,
            horizon=Horizon(horizon) if horizon else None,
        )
        for pk, number, text, owner, organisation, due_on, enabler, status, idea_number, start_on, horizon in (
            _ACTIONS.rows(workshop_id)
        )
    )
