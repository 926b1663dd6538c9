"""How the room chooses: the open round, one's own dots, what came of the last round, and open polls."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from learners.rules import StarEnabler
from workshops.models import DepthAnswer, DepthPoll, Dot, DotTally, Idea, Score, VoteRound
from workshops.queries.prepared import Prepared
from workshops.rules import limits, priorities
from workshops.rules.codes import IdeaStatus, Quadrant


@dataclass(frozen=True)
class Voting:
    """The round that is open, in counts: never where a dot lies."""

    round_id: int
    number: int
    budget: int
    voters: int
    dots: int
    on_paper: int


@dataclass(frozen=True)
class Poll:
    """A poll that is open: on which role, and how many have answered; never what."""

    id: int
    need_id: int
    title: str
    answers: int


@dataclass(frozen=True)
class Progress:
    """How far the room is with what it is asked to choose, for the facilitator."""

    voting: Voting | None
    polls: tuple[Poll, ...]


@dataclass(frozen=True)
class Candidate:
    """An idea to vote on, with one's own dots on it."""

    id: int
    number: int
    text: str
    enabler: StarEnabler
    mine: int

    @property
    def name(self) -> str:
        """Its id as text, to name its buttons by."""
        return str(self.id)


@dataclass(frozen=True)
class Mine:
    """One's own dots in the open round; for one person and nobody else."""

    round_id: int
    number: int
    budget: int
    ideas: tuple[Candidate, ...]

    @property
    def placed(self) -> int:
        """How many dots are placed."""
        return sum(idea.mine for idea in self.ideas)

    @property
    def left(self) -> int:
        """How many dots are left to place."""
        return self.budget - self.placed


@dataclass(frozen=True)
class Ballot:
    """The ideas that a round is about, and how many open ideas are left out because they have no enabler."""

    ideas: tuple[Candidate, ...]
    unsorted: int


@dataclass(frozen=True)
class Tally:
    """Dots that a scribe entered for people without a device."""

    id: int
    idea_id: int
    dots: int
    people: int


@dataclass(frozen=True)
class GroupScore:
    """Impact and effort as one group sees them."""

    group: str
    impact: int
    effort: int


@dataclass(frozen=True)
class Priority:
    """An idea after a round: its dots, those on paper among them, and where impact and effort put it."""

    id: int
    number: int
    text: str
    enabler: StarEnabler | None
    dots: int
    on_paper: int
    rank: int
    impact: int | None
    effort: int | None
    groups: tuple[GroupScore, ...]
    is_taken_forward: bool

    @property
    def quadrant(self) -> Quadrant | None:
        """The quadrant, once impact and effort are known."""
        if self.impact is None or self.effort is None:
            return None
        return priorities.quadrant(self.impact, self.effort)

    @property
    def takes_action(self) -> bool:
        """Whether it is worth an action of its own that it does not have yet: a quick win or a major project."""
        return not self.is_taken_forward and self.quadrant in {Quadrant.QUICK_WIN, Quadrant.MAJOR_PROJECT}


@dataclass(frozen=True)
class Priorities:
    """What the room has chosen so far: the open round in counts, and the last closed round's ideas by their dots."""

    voting: Voting | None
    round: int | None
    rows: tuple[Priority, ...]
    more: int

    @property
    def unplaced(self) -> int:
        """How many of the ideas shown have no place on impact and effort yet."""
        return sum(row.quadrant is None for row in self.rows)

    @property
    def placed(self) -> tuple[Priority, ...]:
        """The ideas that have a place on impact and effort."""
        return tuple(row for row in self.rows if row.quadrant is not None)


_ROUNDS = Prepared[VoteRound](
    lambda workshop_id: (
        VoteRound.objects.filter(workshop=workshop_id)
        .order_by("-number")
        .values_list("pk", "number", "budget", "closed_at")[:2]
    )
)
_VOTERS = Prepared[Dot](
    lambda round_id: (
        Dot.objects.filter(round=round_id)
        .values("round")
        .annotate(voters=Count("membership", distinct=True), dots=Count("pk"))
        .values_list("round", "voters", "dots")
    )
)
_ON_PAPER = Prepared[DotTally](
    lambda round_id: (
        DotTally.objects.filter(round=round_id).order_by("pk").values_list("idea_id", "dots", "pk", "people")
    )
)
_DOTS = Prepared[Dot](
    lambda round_id: (
        Dot.objects.filter(round=round_id).values("idea_id").annotate(n=Count("pk")).values_list("idea_id", "n")
    )
)
_MINE = Prepared[Dot](
    lambda round_id, membership_id: (
        Dot.objects.filter(round=round_id, membership=membership_id).order_by("pk").values_list("idea_id")
    )
)
_IDEAS = Prepared[Idea](
    lambda workshop_id: (
        Idea.objects.filter(workshop=workshop_id, removed_at=None, is_hidden=False)
        .order_by("number")
        .values_list("pk", "number", "text", "enabler", "status", "absorbed_by_id")
    )
)
_SCORES = Prepared[Score](
    lambda workshop_id: (
        Score.objects.filter(workshop=workshop_id, removed_at=None)
        .order_by("breakout__number", "pk")
        .values_list("idea_id", "breakout__number", "impact", "effort")
    )
)
_POLLS = Prepared[DepthPoll](
    lambda workshop_id: (
        DepthPoll.objects.filter(workshop=workshop_id, closed_at=None)
        .order_by("pk")
        .values_list("pk", "need_id", "need__title")
    )
)
_ANSWERS = Prepared[DepthAnswer](
    lambda workshop_id: DepthAnswer.objects.filter(poll__workshop=workshop_id, poll__closed_at=None).values_list(
        "poll_id", "people"
    )
)


def voting(workshop_id: int) -> Voting | None:
    """The open round in counts; None while none is open. One query, or three."""
    return next((_voting(*row) for row in _ROUNDS.rows(workshop_id) if row[3] is None), None)


def is_over(workshop_id: int) -> bool:
    """Whether the last round is closed; not while none has been opened yet. One query."""
    return any(closed_at is not None for *_, closed_at in _ROUNDS.rows(workshop_id)[:1])


def open_polls(workshop_id: int) -> tuple[Poll, ...]:
    """The polls that are open, oldest first, with how many people have answered. One query, or two."""
    found = _POLLS.rows(workshop_id)
    answers: Counter[int] = Counter()
    for poll_id, people in _ANSWERS.rows(workshop_id) if found else ():
        answers[poll_id] += people
    return tuple(Poll(pk, need_id, title, answers[pk]) for pk, need_id, title in found)


def progress(workshop_id: int) -> Progress:
    """How far the room is with dots and polls. Two to five queries."""
    return Progress(voting(workshop_id), open_polls(workshop_id))


def mine(workshop_id: int, membership_id: int) -> Mine | None:
    """One's own dots and the ideas to place them on; None while no round is open. One query, or three."""
    opened = next((row for row in _ROUNDS.rows(workshop_id) if row[3] is None), None)
    if opened is None:
        return None
    round_id, number, budget, _ = opened
    own = Counter(idea_id for (idea_id,) in _MINE.rows(round_id, membership_id))
    return Mine(round_id, number, budget, _candidates(workshop_id, own))


def ballot(workshop_id: int) -> Ballot:
    """The ideas that people may vote on, without any dots. Two queries."""
    found = [row for row in _IDEAS.rows(workshop_id) if row[4] == IdeaStatus.OPEN]
    return Ballot(_candidates(workshop_id, Counter()), sum(not row[3] for row in found))


def dots(workshop_id: int) -> dict[int, int]:
    """Dots by idea in the last closed round, those of absorbed ideas with their survivor's. One query, or four."""
    closed = next((row for row in _ROUNDS.rows(workshop_id) if row[3] is not None), None)
    return dict(_counted(closed[0], _IDEAS.rows(workshop_id)).dots) if closed else {}


def tallies(round_id: int) -> tuple[Tally, ...]:
    """The tallies of a round, oldest first. One query."""
    return tuple(Tally(pk, idea_id, count, people) for idea_id, count, pk, people in _ON_PAPER.rows(round_id))


def has_tally(workshop_id: int, tally_id: int) -> bool:
    """Whether a tally is one of this workshop. One query."""
    return DotTally.objects.filter(round__workshop=workshop_id, pk=tally_id).exists()


def chosen(workshop_id: int) -> Priorities:
    """The top ideas of the last closed round by their dots, and any idea that has been placed on impact and effort.

    Two to seven queries.
    """
    rounds = _ROUNDS.rows(workshop_id)
    opened = next((_voting(*row) for row in rounds if row[3] is None), None)
    closed = next((row for row in rounds if row[3] is not None), None)
    scores = _scores(workshop_id)
    if closed is None and not scores:
        return Priorities(opened, None, (), 0)
    ideas = _IDEAS.rows(workshop_id)
    counted = _counted(closed[0], ideas) if closed else _Counted(Counter(), Counter())
    living = [row for row in ideas if row[4] in {IdeaStatus.OPEN, IdeaStatus.TAKEN_FORWARD}]
    ranked = sorted((row for row in living if counted.dots[row[0]]), key=lambda row: (-counted.dots[row[0]], row[1]))
    ranks = [counted.dots[row[0]] for row in ranked]
    shown = ranked[: limits.TOP_IDEAS]
    shown += [row for row in [*ranked[limits.TOP_IDEAS :], *living] if row[0] in scores and row not in shown]
    return Priorities(
        opened,
        closed[1] if closed else None,
        tuple(_priority(row, counted, ranks, scores.get(row[0], (None, ()))) for row in shown),
        sum(row not in shown for row in ranked),
    )


def score_of(idea_id: int, breakout_id: int | None) -> Score | None:
    """The score of an idea by the whole room or one breakout, if there is one. One query."""
    return Score.objects.filter(idea=idea_id, breakout=breakout_id).first()


def _candidates(workshop_id: int, own: Counter[int]) -> tuple[Candidate, ...]:
    """The open ideas with an enabler, with one's own dots. One query."""
    return tuple(
        Candidate(pk, number, text, StarEnabler(enabler), own[pk])
        for pk, number, text, enabler, status, _ in _IDEAS.rows(workshop_id)
        if status == IdeaStatus.OPEN and enabler
    )


@dataclass(frozen=True)
class _Counted:
    """Dots by idea, those on paper among them."""

    dots: Counter[int]
    paper: Counter[int]


type _Said = tuple[tuple[int, int] | None, tuple[GroupScore, ...]]


def _voting(round_id: int, number: int, budget: int, closed_at: object) -> Voting:
    _, voters, placed = next(iter(_VOTERS.rows(round_id)), (round_id, 0, 0))
    return Voting(round_id, number, budget, voters, placed, sum(row[1] for row in _ON_PAPER.rows(round_id)))


def _counted(round_id: int, ideas: Iterable[tuple[Any, ...]]) -> _Counted:
    """The dots of a round; those of an idea that was merged count for the one that absorbed it."""
    heir = {pk: absorbed_by for pk, *_, absorbed_by in ideas if absorbed_by is not None}
    dots_on, paper_on = Counter[int](), Counter[int]()
    for idea_id, count in _DOTS.rows(round_id):
        dots_on[_survivor(idea_id, heir)] += count
    for idea_id, count, _, _ in _ON_PAPER.rows(round_id):
        dots_on[_survivor(idea_id, heir)] += count
        paper_on[_survivor(idea_id, heir)] += count
    return _Counted(dots_on, paper_on)


def _survivor(idea_id: int, heir: dict[int, int]) -> int:
    passed: set[int] = set()
    while idea_id in heir and idea_id not in passed:
        passed.add(idea_id)
        idea_id = heir[idea_id]
    return idea_id


def _scores(workshop_id: int) -> dict[int, _Said]:
    """What the room, and what each group says of an idea."""
    found: dict[int, _Said] = {}
    for idea_id, group, impact, effort in _SCORES.rows(workshop_id):
        room, groups = found.get(idea_id, (None, ()))
        if group is None:
            found[idea_id] = ((impact, effort), groups)
        else:
            found[idea_id] = (room, (*groups, GroupScore(f"Group {group}", impact, effort)))
    return found


def _priority(row: tuple[Any, ...], counted: _Counted, ranks: list[int], said: _Said) -> Priority:
    pk, number, text, enabler, status, _ = row
    room, groups = said
    place = priorities.placed(room, ((each.impact, each.effort) for each in groups))
    return Priority(
        id=pk,
        number=number,
        text=text,
        enabler=StarEnabler(enabler) if enabler else None,
        dots=counted.dots[pk],
        on_paper=counted.paper[pk],
        rank=1 + sum(count > counted.dots[pk] for count in ranks),
        impact=place[0] if place else None,
        effort=place[1] if place else None,
        groups=groups,
        is_taken_forward=status == IdeaStatus.TAKEN_FORWARD,
    )
