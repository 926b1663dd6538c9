"""Ideas, the star they draw, and the action plan."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from learners.rules import StarEnabler
from workshops.models import Action, Idea, Segment, WorkforceNeed
from workshops.queries.prepared import Prepared
from workshops.rules.codes import ActionStatus, IdeaStatus


@dataclass(frozen=True)
class IdeaRow:
    """A numbered idea; ``places`` are the titles of the segments and needs that it speaks of."""

    id: int
    number: int
    text: str
    enabler: StarEnabler | None
    status: IdeaStatus
    places: tuple[str, ...]
    actions: int


@dataclass(frozen=True)
class StarPoint:
    """One point of the star and how many ideas lie on it."""

    enabler: StarEnabler
    ideas: int


@dataclass(frozen=True)
class Ideas:
    """All ideas by number, the star, and how many have no enabler yet."""

    rows: tuple[IdeaRow, ...]
    star: tuple[StarPoint, ...]
    unsorted: int

    @property
    def neglected(self) -> StarEnabler | None:
        """The first enabler without an idea, once there are five ideas or more; the room is asked its question."""
        if sum(point.ideas for point in self.star) < len(StarEnabler):
            return None
        return next((point.enabler for point in self.star if point.ideas == 0), None)


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

    @property
    def missing(self) -> tuple[str, ...]:
        """What a proposal still lacks before it can be agreed."""
        parts = (("an owner", self.owner), ("an organisation", self.organisation), ("a date", self.due_on))
        return tuple(name for name, value in parts if not value)


_IDEAS = Prepared[Idea](
    lambda workshop_id: (
        Idea.objects.filter(workshop_id=workshop_id, removed_at=None, is_hidden=False)
        .order_by("number")
        .values_list("pk", "number", "text", "enabler", "status")
    )
)
_SEGMENTS = Prepared[Segment](
    lambda workshop_id: (
        Segment.objects.filter(ideas__workshop=workshop_id, removed_at=None)
        .order_by("pk")
        .values_list("ideas__pk", "title")
    )
)
_NEEDS = Prepared[WorkforceNeed](
    lambda workshop_id: (
        WorkforceNeed.objects.filter(ideas__workshop=workshop_id, removed_at=None)
        .order_by("pk")
        .values_list("ideas__pk", "title")
    )
)
_ACTIONS = Prepared[Action](
    lambda workshop_id: (
        Action.objects.filter(workshop_id=workshop_id, removed_at=None)
        .order_by("number")
        .values_list(*("pk", "number", "text", "owner", "organisation", "due_on", "enabler", "status", "idea__number"))
    )
)


def ideas(workshop_id: int, *, actions: Sequence[ActionRow] | None = None) -> Ideas:
    """All ideas of the workshop. Four queries, or three when the actions are given."""
    found = _IDEAS.rows(workshop_id)
    places: dict[int, list[str]] = defaultdict(list)
    for query in (_SEGMENTS, _NEEDS):
        for idea_id, title in query.rows(workshop_id):
            places[idea_id].append(title)
    actions_of = Counter(row.idea_number for row in (_action_rows(workshop_id) if actions is None else actions))
    counts = dict.fromkeys(StarEnabler, 0)
    rows = []
    for pk, number, text, code, status in found:
        enabler = StarEnabler(code) if code else None
        if enabler:
            counts[enabler] += 1
        rows.append(IdeaRow(pk, number, text, enabler, IdeaStatus(status), tuple(places[pk]), actions_of[number]))
    star = tuple(StarPoint(enabler, count) for enabler, count in counts.items())
    return Ideas(tuple(rows), star, sum(row.enabler is None for row in rows))


def actions(workshop_id: int) -> tuple[ActionRow, ...]:
    """All actions of the workshop by number. One query."""
    return _action_rows(workshop_id)


def _action_rows(workshop_id: int) -> tuple[ActionRow, ...]:
    return tuple(
        ActionRow(
            id=pk,
            number=number,
            text=text,
            owner=owner,
            organisation=organisation,
            due_on=due_on,
            enabler=StarEnabler(enabler) if enabler else None,
            status=ActionStatus(status),
            idea_number=idea_number,
        )
        for pk, number, text, owner, organisation, due_on, enabler, status, idea_number in _ACTIONS.rows(workshop_id)
    )
