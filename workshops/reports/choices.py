"""How the room chose: dots by round, impact and effort, the quadrant that follows, and what became of each idea."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workshops.reports.plan import ActionRow, IdeaRow
from workshops.rules import priorities
from workshops.rules.codes import Quadrant


@dataclass(frozen=True)
class Placement:
    """Impact and effort of an idea, 1 to 5 each, and who sees it so; a blank group is the whole room."""

    group: str
    impact: int
    effort: int


@dataclass(frozen=True)
class PriorityRow:
    """An idea that was voted on or placed. ``dots`` are those of each round, ``scribed`` how many a scribe entered.

    Ideas with the same dots share a rank; it is None for an idea that got none.
    """

    rank: int | None
    idea: IdeaRow
    dots: tuple[int, ...]
    scribed: int
    placement: Placement | None
    groups: tuple[Placement, ...]
    actions: tuple[int, ...]

    @property
    def quadrant(self) -> Quadrant | None:
        """Where impact and effort put it; None while it is not placed."""
        return priorities.quadrant(self.placement.impact, self.placement.effort) if self.placement else None


@dataclass(frozen=True)
class Round:
    """A closed round of dots: dots a person, dots given, and how many of them a scribe entered."""

    number: int
    budget: int
    dots: int
    scribed: int


@dataclass(frozen=True)
class Priorities:
    """The ranking, the rounds that it comes from, and how many ideas nobody gave a dot."""

    rows: tuple[PriorityRow, ...]
    rounds: tuple[Round, ...]
    without: int

    @property
    def placed(self) -> tuple[PriorityRow, ...]:
        """The rows that stand on the matrix of impact and effort."""
        return tuple(row for row in self.rows if row.placement)

    def quadrants(self) -> tuple[tuple[Quadrant, tuple[PriorityRow, ...]], ...]:
        """The placed ideas by quadrant, empty ones included."""
        return tuple((each, tuple(row for row in self.placed if row.quadrant == each)) for each in Quadrant)


def choices(snapshot: Mapping[str, Any], ideas: Sequence[IdeaRow], actions: Sequence[ActionRow]) -> Priorities:
    """All ideas with a dot or a place, most dots of the last round first; then of the round before, then by number.

    The dots of a merged idea are told with the one that took it in.
    """
    rounds = snapshot["rounds"]
    survivors = _survivors(ideas)
    dots = [_counts(each, survivors, "dots", "tallies") for each in rounds]
    scribed = [_counts(each, survivors, "tallies") for each in rounds]
    placements = _placements(snapshot["scores"])
    chosen = [
        PriorityRow(
            rank=None,
            idea=idea,
            dots=tuple(given.get(idea.number, 0) for given in dots),
            scribed=sum(given.get(idea.number, 0) for given in scribed),
            placement=placements.get(idea.number, (None, ()))[0],
            groups=placements.get(idea.number, (None, ()))[1],
            actions=tuple(action.number for action in actions if action.idea_number == idea.number),
        )
        for idea in ideas
        if idea.is_standing and (idea.number in placements or any(given.get(idea.number) for given in dots))
    ]
    chosen.sort(key=lambda row: (tuple(-count for count in reversed(row.dots)), row.idea.number))
    return Priorities(
        rows=tuple(_ranked(chosen)),
        rounds=tuple(
            Round(each["number"], each["budget"], sum(given.values()), sum(entered.values()))
            for each, given, entered in zip(rounds, dots, scribed, strict=True)
        ),
        without=sum(idea.is_standing and not any(given.get(idea.number) for given in dots) for idea in ideas),
    )


def _survivors(ideas: Sequence[IdeaRow]) -> dict[int, int]:
    """Every number by the one under which the idea stands now."""
    into = {idea.number: idea.merged_into for idea in ideas if idea.merged_into is not None and not idea.is_standing}
    found = {}
    for idea in ideas:
        number, seen = idea.number, {idea.number}
        while number in into and into[number] not in seen:
            number = into[number]
            seen.add(number)
        found[idea.number] = number
    return found


def _counts(found: Mapping[str, Any], survivors: Mapping[int, int], *kinds: str) -> dict[int, int]:
    """Dots of a round by the number under which the idea stands now."""
    counts: dict[int, int] = {}
    for kind in kinds:
        for row in found[kind]:
            number = survivors.get(row["idea_number"], row["idea_number"])
            counts[number] = counts.get(number, 0) + row["dots"]
    return counts


def _placements(scores: Sequence[Mapping[str, Any]]) -> dict[int, tuple[Placement | None, tuple[Placement, ...]]]:
    """Where each idea stands, and what its groups said."""
    said: dict[int, list[Placement]] = {}
    for row in scores:
        said.setdefault(row["idea_number"], []).append(Placement(row["group"], row["impact"], row["effort"]))
    found: dict[int, tuple[Placement | None, tuple[Placement, ...]]] = {}
    for number, places in said.items():
        room = next(((place.impact, place.effort) for place in places if not place.group), None)
        groups = tuple(place for place in places if place.group)
        where = priorities.placed(room, [(place.impact, place.effort) for place in groups])
        found[number] = (Placement("", *where) if where else None, groups)
    return found


def _ranked(rows: Sequence[PriorityRow]) -> list[PriorityRow]:
    ranked: list[PriorityRow] = []
    for at, row in enumerate(rows, start=1):
        above = ranked[-1] if ranked else None
        rank = above.rank if above and above.dots == row.dots else at
        ranked.append(
            PriorityRow(
                rank=rank if any(row.dots) else None,
                idea=row.idea,
                dots=row.dots,
                scribed=row.scribed,
                placement=row.placement,
                groups=row.groups,
                actions=row.actions,
            )
        )
    return ranked
