"""The board: the pathway's segments across, the four learner stages down, and who is needed in each cell."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from journeys.rules import SegmentKind, Setting, TransitionKind
from learners.rules import ConversationStep, LearnerStage, OfferStatus, WorkforceKind, gap
from workshops.models import OfferLink, PersonNeed, Segment, WorkforceNeed
from workshops.queries.prepared import Prepared
from workshops.rules.codes import NeedSource
from workshops.rules.overlay import hole


@dataclass(frozen=True)
class OfferCard:
    """A learning offer against a need, as a cell shows it."""

    id: int
    title: str
    stage: LearnerStage
    status: OfferStatus
    need_id: int
    need_title: str


@dataclass(frozen=True)
class NeedCard:
    """A role in a segment. ``gap`` is None while the depth now is not known."""

    id: int
    segment_id: int
    title: str
    informal: bool
    needed: int
    now: int | None
    gap: int | None
    step: str
    stages: tuple[LearnerStage, ...]
    note: str

    @property
    def depth_words(self) -> str:
        """The depths in words, for people who do not see the mark."""
        if self.now is None:
            return f"depth {self.needed} needed, now not known"
        if self.gap and self.gap > 0:
            return f"depth {self.needed} needed, {self.now} now, {self.gap} short"
        if self.gap and self.gap < 0:
            return f"depth {self.needed} needed, {self.now} now: {-self.gap} to spare"
        return f"depth {self.needed} needed and there"


@dataclass(frozen=True)
class PersonNeedCard:
    """What the person needs here, in the room's words."""

    id: int
    text: str
    lived: bool


@dataclass(frozen=True)
class Cell:
    """Where a segment and a learner stage meet. ``hole`` speaks when roles are here but none of them in this stage."""

    stage: LearnerStage
    needs: tuple[NeedCard, ...]
    offers: tuple[OfferCard, ...]
    hole: str


@dataclass(frozen=True)
class Head:
    """A segment as the ribbon shows it. ``largest_gap`` is None while no need here has both depths."""

    id: int
    kind: SegmentKind
    position: int
    title: str
    setting_names: tuple[str, ...]
    person_need: str
    from_id: int | None
    to_id: int | None
    letters: str
    kind_names: tuple[str, ...]
    stake: str
    revision: int
    roles: int
    unknown: int
    largest_gap: int | None

    @property
    def is_zone(self) -> bool:
        """Whether this is a transition zone."""
        return self.kind == SegmentKind.TRANSITION

    @property
    def heat(self) -> int:
        """0 to 3: the largest shortfall here; 0 also while nothing is known."""
        return max(0, self.largest_gap or 0)

    @property
    def heat_words(self) -> str:
        """The heat in words."""
        if self.roles == 0:
            return "no roles yet"
        if self.largest_gap is None:
            return "depth now not known"
        return f"largest gap {self.heat}" if self.heat else "no gap known"


@dataclass(frozen=True)
class Column:
    """One segment with everything on it."""

    head: Head
    person_needs: tuple[PersonNeedCard, ...]
    unplaced: tuple[NeedCard, ...]
    cells: tuple[Cell, ...]
    needs: tuple[NeedCard, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nobody has put anything here yet."""
        return not self.needs and not self.person_needs


@dataclass(frozen=True)
class Coverage:
    """What is still missing on the board, in numbers."""

    segments_without_workforce: int
    needs: int
    needs_without_depth_now: int
    needs_unplaced: int
    empty_cells: tuple[tuple[LearnerStage, int], ...]
    gaps: int


@dataclass(frozen=True)
class Overview:
    """Every segment as the ribbon shows it, and what is missing on the board.

    ``first_unplaced`` is the first segment with a need in no learner row, ``first_empty`` the first with an empty cell
    in a row.
    """

    heads: tuple[Head, ...]
    coverage: Coverage
    first_unplaced: int | None
    first_empty: dict[LearnerStage, int]


@dataclass(frozen=True)
class Arc:
    """A zone that skips stages or leads back, drawn over the columns ``start`` to ``end`` (counted from 1)."""

    start: int
    end: int
    level: int
    letters: str
    loops: bool


def arcs(ribbon: tuple[Head, ...]) -> tuple[Arc, ...]:
    """The arcs over a ribbon: zones between stages that are not neighbours. Arcs that overlap get different levels."""
    stages = [head.id for head in ribbon if not head.is_zone]
    column = {head.id: place for place, head in enumerate(ribbon, start=1)}
    taken: list[int] = []
    found = []
    for head in ribbon:
        if head.from_id not in column or head.to_id not in column:
            continue
        leap = stages.index(head.to_id) - stages.index(head.from_id)
        if leap == 1:
            continue
        start, end = sorted((column[head.from_id], column[head.to_id]))
        level = next((row for row, until in enumerate(taken) if until <= start), len(taken))
        taken[level : level + 1] = [end]
        found.append(Arc(start, end, level + 1, head.letters, loops=leap < 0))
    return tuple(found)


def heads(workshop_id: int) -> tuple[Head, ...]:
    """The ribbon, in order. Two queries."""
    return overview(workshop_id).heads


def segments(workshop_id: int) -> list[Segment]:
    """The living segments in order, to be given to ``overview`` and ``columns``. One query."""
    return _SEGMENTS.models(workshop_id)


def needs(workshop_id: int) -> list[WorkforceNeed]:
    """Every living need, to be given to ``overview`` and ``columns``. One query."""
    return _NEEDS.models(workshop_id)


def overview(
    workshop_id: int, *, of: Sequence[Segment] | None = None, having: Sequence[WorkforceNeed] | None = None
) -> Overview:
    """The ribbon, and what is still missing on the board. Two queries, less those for what is given."""
    if having is None:
        known = _NEED_FACTS.rows(workshop_id)
    else:
        known = [(need.segment_id, need.learner_stages, need.depth_needed, need.depth_now) for need in having]
    rows = segments(workshop_id) if of is None else of
    facts: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    stages_of: dict[int, set[str]] = defaultdict(set)
    unplaced_in: set[int] = set()
    count = without_depth = unplaced = gaps = 0
    for segment_id, stages, needed, now in known:
        facts[segment_id].append((needed, now))
        stages_of[segment_id].update(stages)
        count += 1
        without_depth += now is None
        unplaced += not stages
        if not stages:
            unplaced_in.add(segment_id)
        gaps += (gap(needed, now) or 0) > 0
    empty = {
        stage: [row.pk for row in rows if facts[row.pk] and stage not in stages_of[row.pk]] for stage in LearnerStage
    }
    return Overview(
        first_unplaced=next((row.pk for row in rows if row.pk in unplaced_in), None),
        first_empty={stage: places[0] for stage, places in empty.items() if places},
        heads=tuple(_head(segment, facts[segment.pk]) for segment in rows),
        coverage=Coverage(
            segments_without_workforce=sum(not facts[segment.pk] for segment in rows),
            needs=count,
            needs_without_depth_now=without_depth,
            needs_unplaced=unplaced,
            empty_cells=tuple((stage, len(places)) for stage, places in empty.items()),
            gaps=gaps,
        ),
    )


def columns(
    workshop_id: int,
    only: Collection[int] | None = None,
    *,
    of: Sequence[Segment] | None = None,
    having: Sequence[WorkforceNeed] | None = None,
) -> tuple[Column, ...]:
    """Segments with everything on them, in order; ``only`` narrows to some segments.

    Four queries, less those for what is given. Segments are read first, so what is on them is at least as new as their
    revision says.
    """
    rows = [row for row in (segments(workshop_id) if of is None else of) if only is None or row.pk in only]
    # One segment is what an edit changes; of several, all are read and those wanted are kept.
    which = (workshop_id, rows[0].pk) if len(rows) == 1 else (workshop_id,)
    needs_of: dict[int, list[NeedCard]] = defaultdict(list)
    for need in having if having is not None else (_NEEDS if len(which) == 1 else _NEEDS_OF).models(*which):
        needs_of[need.segment_id].append(need_card(need))
    offers_of: dict[int, list[OfferCard]] = defaultdict(list)
    for segment_id, *link in (_OFFERS if len(which) == 1 else _OFFERS_OF).rows(*which):
        offers_of[segment_id].append(_offer_card(*link))
    words_of: dict[int, list[PersonNeedCard]] = defaultdict(list)
    for segment_id, pk, text, source in (_WORDS if len(which) == 1 else _WORDS_OF).rows(*which):
        words_of[segment_id].append(PersonNeedCard(pk, text, source == NeedSource.LIVED_EXPERIENCE))
    return tuple(
        _column(segment, needs_of[segment.pk], offers_of[segment.pk], words_of[segment.pk]) for segment in rows
    )


def need_with_segment(workshop_id: int, need_id: int) -> WorkforceNeed:
    """One need, removed or not, with its segment. Two queries. Raises WorkforceNeed.DoesNotExist."""
    need = _NEED.get(workshop_id, need_id)
    need.segment = _SEGMENT.get(need.segment_id)
    return need


def need_card(need: WorkforceNeed) -> NeedCard:
    """The card of one need."""
    return NeedCard(
        id=need.pk,
        segment_id=need.segment_id,
        title=need.title,
        informal=need.kind == WorkforceKind.INFORMAL,
        needed=need.depth_needed,
        now=need.depth_now,
        gap=gap(need.depth_needed, need.depth_now),
        step=ConversationStep(need.step).label if need.step else "",
        stages=tuple(LearnerStage(code) for code in need.learner_stages),
        note=need.note,
    )


def _living_segments(workshop_id: int) -> QuerySet[Segment]:
    return Segment.objects.filter(workshop_id=workshop_id, removed_at=None).order_by("position", "pk")


def _living_needs(workshop_id: int) -> QuerySet[WorkforceNeed]:
    return WorkforceNeed.objects.filter(workshop_id=workshop_id, removed_at=None, segment__removed_at=None)


def _living_offers(workshop_id: int) -> QuerySet[OfferLink, tuple[Any, ...]]:
    living = OfferLink.objects.filter(
        workshop_id=workshop_id, removed_at=None, need__removed_at=None, need__segment__removed_at=None
    )
    return living.order_by("pk").values_list(
        "need__segment_id", "pk", "title", "learner_stage", "status", "need_id", "need__title"
    )


def _living_words(workshop_id: int) -> QuerySet[PersonNeed, tuple[Any, ...]]:
    living = PersonNeed.objects.filter(
        workshop_id=workshop_id, removed_at=None, is_hidden=False, segment__removed_at=None
    )
    return living.order_by("pk").values_list("segment_id", "pk", "text", "source")


_NEED = Prepared(lambda workshop_id, pk: WorkforceNeed.objects.filter(workshop=workshop_id, pk=pk))
_SEGMENT = Prepared(lambda pk: Segment.objects.filter(pk=pk))
_SEGMENTS = Prepared(_living_segments)
_NEED_FACTS = Prepared[WorkforceNeed](
    lambda workshop_id: _living_needs(workshop_id).values_list(
        "segment_id", "learner_stages", "depth_needed", "depth_now"
    )
)
_NEEDS = Prepared(lambda workshop_id: _living_needs(workshop_id).order_by("pk"))
_NEEDS_OF = Prepared(
    lambda workshop_id, segment_id: _living_needs(workshop_id).filter(segment=segment_id).order_by("pk")
)
_OFFERS = Prepared(_living_offers)
_OFFERS_OF = Prepared[OfferLink](
    lambda workshop_id, segment_id: _living_offers(workshop_id).filter(need__segment=segment_id)
)
_WORDS = Prepared(_living_words)
_WORDS_OF = Prepared[PersonNeed](lambda workshop_id, segment_id: _living_words(workshop_id).filter(segment=segment_id))


def _head(segment: Segment, facts: Iterable[tuple[int, int | None]]) -> Head:
    facts = list(facts)
    gaps = [needed - now for needed, now in facts if now is not None]
    kinds = [TransitionKind(code) for code in segment.kinds]
    return Head(
        id=segment.pk,
        kind=SegmentKind(segment.kind),
        position=segment.position,
        title=segment.title,
        setting_names=tuple(Setting(code).label for code in segment.settings),
        person_need=segment.person_need,
        from_id=segment.from_stage_id,
        to_id=segment.to_stage_id,
        letters="".join(kind.letter for kind in kinds),
        kind_names=tuple(kind.label for kind in kinds),
        stake=segment.stake,
        revision=segment.revision,
        roles=len(facts),
        unknown=sum(now is None for _, now in facts),
        largest_gap=max(gaps, default=None),
    )


def _column(segment: Segment, needs: list[NeedCard], offers: list[OfferCard], words: list[PersonNeedCard]) -> Column:
    cells = []
    for stage in LearnerStage:
        here = tuple(need for need in needs if stage in need.stages)
        learning = tuple(link for link in offers if link.stage == stage)
        cells.append(Cell(stage, here, learning, "" if here else hole(stage, len(needs))))
    return Column(
        head=_head(segment, [(need.needed, need.now) for need in needs]),
        person_needs=tuple(words),
        unplaced=tuple(need for need in needs if not need.stages),
        cells=tuple(cells),
        needs=tuple(needs),
    )


def _offer_card(pk: int, title: str, stage: str, status: str, need_id: int, need_title: str) -> OfferCard:
    return OfferCard(pk, title, LearnerStage(stage), OfferStatus(status), need_id, need_title)
