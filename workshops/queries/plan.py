"""Ideas, the star they draw, and the action plan."""

from dataclasses import dataclass
from datetime import date

from learners.rules import StarEnabler
from workshops.models import Action, Idea
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


def ideas(workshop_id: int) -> Ideas:
    """All ideas of the workshop. Four queries."""
    rows = []
    counts = dict.fromkeys(StarEnabler, 0)
    found = (
        Idea.objects.filter(workshop_id=workshop_id, removed_at=None)
        .order_by("number")
        .prefetch_related("segments", "needs", "actions")
    )
    for idea in found:
        enabler = StarEnabler(idea.enabler) if idea.enabler else None
        if enabler:
            counts[enabler] += 1
        places = [segment.title for segment in idea.segments.all() if segment.removed_at is None]
        places += [need.title for need in idea.needs.all() if need.removed_at is None]
        actions = sum(action.removed_at is None for action in idea.actions.all())
        rows.append(IdeaRow(idea.pk, idea.number, idea.text, enabler, IdeaStatus(idea.status), tuple(places), actions))
    star = tuple(StarPoint(enabler, count) for enabler, count in counts.items())
    return Ideas(tuple(rows), star, sum(row.enabler is None for row in rows))


def actions(workshop_id: int) -> tuple[ActionRow, ...]:
    """All actions of the workshop by number. One query."""
    return tuple(
        ActionRow(
            id=action.pk,
            number=action.number,
            text=action.text,
            owner=action.owner,
            organisation=action.organisation,
            due_on=action.due_on,
            enabler=StarEnabler(action.enabler) if action.enabler else None,
            status=ActionStatus(action.status),
            idea_number=action.idea.number if action.idea else None,
        )
        for action in Action.objects.filter(workshop_id=workshop_id, removed_at=None)
        .select_related("idea")
        .order_by("number")
    )
