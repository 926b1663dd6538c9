"""What the projector shows of what the room has written: the newest, and as much of it as is read from ten metres.

Its lines are counted here, because a projector does not scroll: what does not fit is only counted, and stands on every
phone. Nothing that is hidden is read.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from django.db.models import Count, QuerySet

from learners.rules import LearnerStage, StarEnabler
from workshops.models import DepthPoll, PersonNeed, Segment, WorkforceNeed
from workshops.queries import polls
from workshops.queries.board import Head
from workshops.queries.choosing import Priority
from workshops.queries.ideas import Ideas
from workshops.queries.notes import NoteList, NoteRow
from workshops.queries.prepared import Prepared
from workshops.queries.zones import Mark
from workshops.rules.codes import IdeaStatus
from workshops.rules.polls import Result

_READ = 12
"""How many of the newest words are read: more never fit."""
_WORDS_LINES, _WORDS_ACROSS = 11, 56
"""The lines that the words of all stages have together, and the letters on one of them."""
_IDEAS_LINES, _IDEAS_ACROSS = 13, 36
"""The same for the ideas beside the star."""
_MOST_LINES = 2
"""Longer words are cut after so many lines."""
_COLUMNS, _WIDE_COLUMNS = 26, 12
"""How many columns of the overlay are wide enough to read, and up to how many there is room for long titles."""
_RANKED = 6
"""How many ideas stand beside the picture of impact and effort."""
_STARRED, _MISSING, _MATTERS, _RULES = 3, 4, 4, 7
"""How many segments with stars, missing stages, words on what matters, and ground rules have room."""


class Said(NamedTuple):
    """Words, with the number of an idea."""

    text: str
    number: int | None = None


class Place(NamedTuple):
    """Words under one heading."""

    title: str
    words: tuple[Said, ...]


@dataclass(frozen=True)
class Shown:
    """What fits, under its headings in their order, and how many words do not."""

    places: tuple[Place, ...]
    more: int


@dataclass(frozen=True)
class Listed:
    """The newest of a list, in the order in which they came, and how many more there are."""

    words: tuple[str, ...]
    more: int


class Starred(NamedTuple):
    """A segment that people are worried about, and how many of them."""

    title: str
    stars: int


class Cell(NamedTuple):
    """How many roles of a segment are in a learner stage; ``is_hole`` when it holds roles, and none of them is here."""

    roles: int
    is_hole: bool


class Column(NamedTuple):
    """The head of a column: a stage's title, or a zone's with its letters."""

    title: str
    letters: str


class Row(NamedTuple):
    """One learner stage over all columns."""

    stage: LearnerStage
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """The overlay in numbers: learner stages down, stages and the zones with roles across.

    ``more`` counts the columns that have no room.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unplaced: int
    more: int

    @property
    def holes(self) -> int:
        """How many cells are empty although somebody is there."""
        return sum(cell.is_hole for row in self.rows for cell in row.cells)

    @property
    def has_zones(self) -> bool:
        """Whether zones are among the columns."""
        return any(column.letters for column in self.columns)

    @property
    def is_narrow(self) -> bool:
        """Whether the columns are so many that titles are cut."""
        return len(self.columns) > _WIDE_COLUMNS


class Polled(NamedTuple):
    """What came of the last poll."""

    title: str
    place: str
    needed: int
    result: Result


def _living_words(workshop_id: int) -> QuerySet[PersonNeed]:
    return PersonNeed.objects.filter(workshop=workshop_id, removed_at=None, is_hidden=False, segment__removed_at=None)


_CLOSED_POLL = Prepared[DepthPoll](
    lambda workshop_id: (
        DepthPoll.objects.filter(workshop=workshop_id, closed_at__isnull=False, need__removed_at=None)
        .order_by("-closed_at", "-pk")
        .values_list("pk")[:1]
    )
)
_NEWEST = Prepared[PersonNeed](
    lambda workshop_id: _living_words(workshop_id).order_by("-pk").values_list("segment_id", "text")[:_READ]
)
_HOW_MANY = Prepared[PersonNeed](
    lambda workshop_id: (
        _living_words(workshop_id).values("workshop").annotate(n=Count("pk")).values_list("workshop", "n")
    )
)


def person_needs(workshop_id: int, segments: Iterable[Segment]) -> Shown:
    """What the person needs, in the room's words, under the stages given, in their order. Two queries."""
    newest = [(segment_id, Said(text)) for segment_id, text in _NEWEST.rows(workshop_id)]
    count = next((n for _, n in _HOW_MANY.rows(workshop_id)), 0)
    titles = {segment.pk: segment.title for segment in segments}
    return _fitted(newest, titles, count, across=_WORDS_ACROSS, lines=_WORDS_LINES, tall=lambda lines: max(2, lines))


def ideas(found: Ideas) -> Shown:
    """The newest ideas that are not parked, under their enablers. No query."""
    living = [row for row in found.rows if row.status != IdeaStatus.PARKED]
    newest = [(row.enabler, Said(row.text, row.number)) for row in sorted(living, key=lambda row: -row.number)[:_READ]]
    titles: dict[StarEnabler | None, str] = {enabler: enabler.label for enabler in StarEnabler}
    titles[None] = "No enabler yet"
    return _fitted(newest, titles, len(living), across=_IDEAS_ACROSS, lines=_IDEAS_LINES, tall=lambda lines: 1 + lines)


def starred(marks: Mapping[int, Mark], segments: Iterable[Segment]) -> tuple[Starred, ...]:
    """The segments with most stars, of several with as many the first ones. No query."""
    found = [
        Starred(segment.title, marks[segment.pk].stars)
        for segment in segments
        if segment.pk in marks and marks[segment.pk].stars
    ]
    return tuple(sorted(found, key=lambda each: -each.stars)[:_STARRED])


def missing_stages(notes: Sequence[NoteRow]) -> Listed:
    """The stages that the room misses and that are not on the map yet. No query."""
    return _newest(notes, _MISSING)


def matters(notes: Sequence[NoteRow]) -> Listed:
    """What the room says matters to the person. No query."""
    return _newest(notes, _MATTERS)


def ground_rules(rules: NoteList) -> Listed:
    """The ground rules that every workshop starts with, and the newest of the room's own. No query."""
    own = _newest(rules.open, _RULES - len(rules.shipped))
    return Listed((*rules.shipped, *own.words), own.more)


def matrix(heads: Sequence[Head], needs: Iterable[WorkforceNeed]) -> Matrix:
    """How many roles of each segment are in each learner stage. Zones without roles are left out. No query."""
    counts: dict[tuple[int, str], int] = defaultdict(int)
    unplaced = 0
    for need in needs:
        unplaced += not need.learner_stages
        for stage in set(need.learner_stages):
            counts[need.segment_id, stage] += 1
    wanted = [head for head in heads if head.roles or not head.is_zone]
    if len(wanted) > _COLUMNS:
        wanted = [head for head in wanted if not head.is_zone]
    shown = wanted[:_COLUMNS]
    return Matrix(
        columns=tuple(Column(head.title, head.letters if head.is_zone else "") for head in shown),
        rows=tuple(
            Row(stage, tuple(_cell(counts[head.id, stage.value], head.roles) for head in shown))
            for stage in LearnerStage
        ),
        unplaced=unplaced,
        more=sum(bool(head.roles) or not head.is_zone for head in heads) - len(shown),
    )


def last_poll(workshop_id: int) -> Polled | None:
    """What came of the poll that was closed last; None when too few people answered it. One query, or three."""
    closed = _CLOSED_POLL.rows(workshop_id)
    if not closed:
        return None
    found = DepthPoll.objects.select_related("need__segment").get(pk=closed[0][0])
    card = polls.poll(found)
    if card.result is None:
        return None
    return Polled(card.title, card.place, found.need.depth_needed, card.result)


def ranking(rows: Sequence[Priority]) -> tuple[Priority, ...]:
    """The ideas that fit beside the picture of impact and effort, in their order; those that it shows go first."""
    kept = sorted(rows, key=lambda row: row.quadrant is None)[:_RANKED]
    return tuple(row for row in rows if row in kept)


def _newest(notes: Sequence[NoteRow], most: int) -> Listed:
    words = tuple(note.text for note in notes[-most:])
    return Listed(words, len(notes) - len(words))


def _cell(roles: int, in_segment: int) -> Cell:
    return Cell(roles, is_hole=not roles and in_segment > 0)


def _fitted[K](
    newest: Iterable[tuple[K, Said]],
    titles: Mapping[K, str],
    count: int,
    *,
    across: int,
    lines: int,
    tall: Callable[[int], int],
) -> Shown:
    """The newest words that fit, under their headings: ``tall`` makes the lines of a heading's words those it takes."""
    words: dict[K, list[Said]] = defaultdict(list)
    taken: dict[K, int] = defaultdict(int)
    for key, said in newest:
        if key not in titles:
            continue
        its = min(_MOST_LINES, ceil(len(said.text) / across))
        if sum(tall(each) for each in (taken | {key: taken[key] + its}).values()) > lines:
            break
        words[key].insert(0, said)
        taken[key] += its
    places = tuple(Place(title, tuple(words[key])) for key, title in titles.items() if words.get(key))
    return Shown(places, count - sum(len(place.words) for place in places))
