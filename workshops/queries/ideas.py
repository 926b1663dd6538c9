"""Ideas as the board groups them, the star they draw, and what is asked of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from learners.rules import StarEnabler
from workshops.models import Cluster, Idea, ImpactStatement, NewRoleCheck, Segment, WorkforceNeed
from workshops.queries import plan
from workshops.queries.plan import ActionRow
from workshops.queries.prepared import Prepared
from workshops.rules.codes import AimQuadrant, IdeaStatus, ImpactKind

SHOWN, FOLDED_FROM = 8, 11
"""How many ideas of a group stand open, and from how many on the rest is folded away."""


@dataclass(frozen=True)
class Effect:
    """What an idea, or the whole plan, would do."""

    id: int
    idea_id: int | None
    idea_number: int | None
    is_wanted: bool
    aim: AimQuadrant | None
    text: str


@dataclass(frozen=True)
class IdeaRow:
    """A numbered idea; ``places`` are the titles of the segments and needs that it speaks of,
    ``segment_ids`` those segments themselves: two places may have one title.

    ``takes_in`` are the numbers that were merged into it, ``part_of`` the number that it was merged into.
    ``asks_first`` says that it is for a new role whose questions are not all answered.
    """

    id: int
    number: int
    text: str
    enabler: StarEnabler | None
    status: IdeaStatus
    places: tuple[str, ...]
    segment_ids: frozenset[int]
    actions: int
    cluster_id: int | None
    by_scribe: bool
    takes_in: tuple[int, ...]
    part_of: int | None
    split_from: int | None
    asks_first: bool
    effects: tuple[Effect, ...]

    @property
    def is_new_role(self) -> bool:
        """Whether it lies under new roles."""
        return self.enabler == StarEnabler.NEW_ROLES


@dataclass(frozen=True)
class StarPoint:
    """One point of the star and how many ideas lie on it."""

    enabler: StarEnabler
    ideas: int


@dataclass(frozen=True)
class Group:
    """Ideas under one heading: a cluster, a point of the Star, or neither. A long list is folded after its start."""

    key: str
    title: str
    enabler: StarEnabler | None
    cluster_id: int | None
    rows: tuple[IdeaRow, ...]

    @property
    def shown(self) -> tuple[IdeaRow, ...]:
        """What stands open."""
        return self.rows if len(self.rows) < FOLDED_FROM else self.rows[:SHOWN]

    @property
    def folded(self) -> tuple[IdeaRow, ...]:
        """What is folded away."""
        return self.rows[len(self.shown) :]


@dataclass(frozen=True)
class Ideas:
    """Ideas that stand by themselves, those that were merged into them, the clusters, the star."""

    rows: tuple[IdeaRow, ...]
    merged: tuple[IdeaRow, ...]
    clusters: tuple[tuple[int, str], ...]
    star: tuple[StarPoint, ...]
    unsorted: int

    @property
    def neglected(self) -> StarPoint | None:
        """The point with less than half its fair share, once there are five ideas; the room is asked its question."""
        total = sum(point.ideas for point in self.star)
        least = min(self.star, key=lambda point: point.ideas)
        return least if total >= len(StarEnabler) and least.ideas * 2 * len(StarEnabler) < total else None

    @property
    def total(self) -> int:
        """How many ideas lie on the star."""
        return sum(point.ideas for point in self.star)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Clusters by name, then what is in none by point of the Star, then what is sorted nowhere, then parked."""
        apart = [row for row in self.rows if row.status != IdeaStatus.PARKED]
        made = [
            Group(f"cluster-{pk}", title, None, pk, tuple(row for row in apart if row.cluster_id == pk))
            for pk, title in self.clusters
        ]
        loose = [row for row in apart if row.cluster_id is None]
        made += [
            Group(f"enabler-{enabler.value}", enabler.label, enabler, None, _under(loose, enabler))
            for enabler in StarEnabler
        ]
        made.append(Group("enabler-none", "No enabler yet", None, None, _under(loose, None)))
        parked = tuple(row for row in self.rows if row.status == IdeaStatus.PARKED)
        made.append(Group("parked", "Parked", None, None, parked))
        return tuple(group for group in made if group.rows or group.cluster_id is not None)

    def find(self, pk: int) -> IdeaRow | None:
        """The idea with this id, merged ones too."""
        return next((row for row in (*self.rows, *self.merged) if row.id == pk), None)


_IDEAS = Prepared[Idea](
    lambda workshop_id: (
        Idea.objects.filter(workshop_id=workshop_id, removed_at=None, is_hidden=False)
        .order_by("number")
        .values_list(
            *("pk", "number", "text", "enabler", "status", "cluster_id", "by_scribe"),
            *("absorbed_by__number", "absorbed_by__removed_at", "split_from__number"),
        )
    )
)
_SEGMENTS = Prepared[Segment](
    lambda workshop_id: (
        Segment.objects.filter(ideas__workshop=workshop_id, removed_at=None)
        .order_by("pk")
        .values_list("ideas__pk", "title", "pk")
    )
)
_NEEDS = Prepared[WorkforceNeed](
    lambda workshop_id: (
        WorkforceNeed.objects.filter(ideas__workshop=workshop_id, removed_at=None)
        .order_by("pk")
        .values_list("ideas__pk", "title")
    )
)
_CLUSTERS = Prepared[Cluster](
    lambda workshop_id: (
        Cluster.objects.filter(workshop_id=workshop_id, removed_at=None)
        .order_by("title", "pk")
        .values_list("pk", "title")
    )
)
_CHECKS = Prepared[NewRoleCheck](
    lambda workshop_id: NewRoleCheck.objects.filter(workshop_id=workshop_id).order_by("pk")
)
_EFFECTS = Prepared[ImpactStatement](
    lambda workshop_id: (
        ImpactStatement.objects.filter(workshop_id=workshop_id, removed_at=None, idea__removed_at=None)
        .order_by("pk")
        .values_list("pk", "idea_id", "idea__number", "kind", "aim", "text")
    )
)


def ideas(workshop_id: int, *, actions: Sequence[ActionRow] | None = None) -> Ideas:
    """All ideas of the workshop. Seven queries, or six when the actions are given."""
    found = _IDEAS.rows(workshop_id)
    clusters = tuple(_CLUSTERS.rows(workshop_id))
    named = {pk for pk, _ in clusters}
    answered = {check.idea_id for check in _CHECKS.models(workshop_id) if check.is_answered}
    places: dict[int, list[str]] = defaultdict(list)
    segments: dict[int, set[int]] = defaultdict(set)
    for idea_id, title, segment_id in _SEGMENTS.rows(workshop_id):
        places[idea_id].append(title)
        segments[idea_id].add(segment_id)
    for idea_id, title in _NEEDS.rows(workshop_id):
        places[idea_id].append(title)
    effects_of: dict[int | None, list[Effect]] = defaultdict(list)
    for effect in effects(workshop_id):
        effects_of[effect.idea_id].append(effect)
    actions_of = Counter(row.idea_number for row in (plan.actions(workshop_id) if actions is None else actions))
    takes_in: dict[int, list[int]] = defaultdict(list)
    for _, number, *_, survivor, _, _ in found:
        if survivor is not None:
            takes_in[survivor].append(number)
    rows, merged = [], []
    for pk, number, text, code, status, cluster_id, by_scribe, survivor, survivor_gone, split_from in found:
        row = IdeaRow(
            id=pk,
            number=number,
            text=text,
            enabler=StarEnabler(code) if code else None,
            status=IdeaStatus(status),
            places=tuple(places[pk]),
            segment_ids=frozenset(segments[pk]),
            actions=sum(actions_of[each] for each in (number, *takes_in[number])),
            cluster_id=cluster_id if cluster_id in named else None,
            by_scribe=by_scribe,
            takes_in=tuple(takes_in[number]),
            part_of=survivor,
            split_from=split_from,
            asks_first=code == StarEnabler.NEW_ROLES and pk not in answered,
            effects=tuple(effects_of[pk]),
        )
        if row.status != IdeaStatus.MERGED:
            rows.append(row)
        elif survivor_gone is None:
            merged.append(row)
    counts = Counter(row.enabler for row in rows if row.status != IdeaStatus.PARKED)
    star = tuple(StarPoint(enabler, counts[enabler]) for enabler in StarEnabler)
    return Ideas(tuple(rows), tuple(merged), clusters, star, counts[None])


def effects(workshop_id: int) -> tuple[Effect, ...]:
    """Every effect that was named, of ideas and of the whole plan. One query."""
    return tuple(
        Effect(pk, idea_id, number, kind == ImpactKind.INTENDED, AimQuadrant(aim) if aim else None, text)
        for pk, idea_id, number, kind, aim, text in _EFFECTS.rows(workshop_id)
    )


def check_of(idea_id: int) -> NewRoleCheck | None:
    """The answers to an idea for a new role; None while nobody has given any. One query."""
    return NewRoleCheck.objects.filter(idea=idea_id).first()


def asks_first(idea: Idea | None) -> int | None:
    """The idea whose questions stand between this one and an agreed action; None when there is none. Two queries."""
    stands = idea.absorbed_by if idea is not None and idea.status == IdeaStatus.MERGED else idea
    if stands is None or stands.enabler != StarEnabler.NEW_ROLES:
        return None
    check = check_of(stands.pk)
    return None if check is not None and check.is_answered else stands.pk


def _under(rows: Iterable[IdeaRow], enabler: StarEnabler | None) -> tuple[IdeaRow, ...]:
    return tuple(row for row in rows if row.enabler == enabler)
