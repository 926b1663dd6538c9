"""Stages and transition zones: add, change, move, remove, bring back."""

from dataclasses import dataclass, field

from django.db.models import Max

from journeys.rules import SegmentKind
from workshops.models import Segment
from workshops.rules import limits, regions
from workshops.rules.rights import Right
from workshops.services.editing import Edit, Invalid, verb

STRUCTURE = (regions.BOARD, regions.RIBBON, regions.COVERAGE, regions.IDEAS)


@dataclass(frozen=True)
class SegmentDraft:
    """What a facilitator says about a stage or zone."""

    title: str
    settings: list[str] = field(default_factory=list)
    person_need: str = ""
    kinds: list[str] = field(default_factory=list)
    stake: str = ""

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"title": self.title, "person_need": self.person_need, "stake": self.stake}


@verb("segment.added", Right.SHAPE)
def add_stage(edit: Edit, *, draft: SegmentDraft, after_id: int | None) -> Segment:
    """Add a stage after another segment, or at the start."""
    return _insert(edit, Segment(workshop=edit.workshop, kind=SegmentKind.STAGE, **vars(draft)), after_id)


@verb("segment.added", Right.SHAPE)
def add_zone(edit: Edit, *, draft: SegmentDraft, from_id: int, to_id: int) -> Segment:
    """Add a transition zone between two different stages, neighbours or not; it stands after the first."""
    if from_id == to_id:
        raise Invalid("to_stage", "A transition zone joins two different stages.")
    first, second = _stage(edit, from_id, "from_stage"), _stage(edit, to_id, "to_stage")
    zone = Segment(
        workshop=edit.workshop, kind=SegmentKind.TRANSITION, from_stage=first, to_stage=second, **vars(draft)
    )
    return _insert(edit, zone, first.pk)


@verb("segment.edited", Right.SHAPE)
def edit_segment(edit: Edit, *, segment_id: int, seen: int, draft: SegmentDraft) -> Segment:
    """Change what is said about a segment; raises Conflict when somebody changed it since version ``seen``."""
    segment = edit.own(Segment, segment_id)
    same = all(getattr(segment, name) == value for name, value in vars(draft).items())
    edit.check_version(segment, seen, same=same)
    if not same:
        for name, value in vars(draft).items():
            setattr(segment, name, value)
        segment.version += 1
        segment.save(update_fields=[*vars(draft), "version"])
        edit.touch(regions.segment(segment.pk), regions.BOARD, regions.RIBBON, regions.IDEAS)
    return segment


@verb("segment.moved", Right.SHAPE)
def move_segment(edit: Edit, *, segment_id: int, after_id: int | None) -> Segment:
    """Put a segment after another one, or first; everything on it stays on it (domain B.5:2)."""
    segment = edit.own(Segment, segment_id)
    before = _in_order(edit)
    order = [other for other in before if other != segment.pk]
    if after_id is not None and after_id not in order:
        edit.own(Segment, after_id)
        raise Invalid("after", "Choose another place: a segment cannot stand after itself.")
    order.insert(0 if after_id is None else order.index(after_id) + 1, segment.pk)
    if order != before:
        _renumber(edit, order)
        edit.touch(*STRUCTURE)
    return segment


@verb("segment.removed", Right.SHAPE)
def remove_segment(edit: Edit, *, segment_id: int) -> Segment:
    """Take a segment off with everything on it; zones that join a removed stage go too. Undo brings all back."""
    segment = edit.workshop.segments.get(pk=segment_id)
    if segment.removed_at is None:
        stages = edit.workshop.segments.filter(kind=SegmentKind.STAGE, removed_at=None).count()
        if segment.kind == SegmentKind.STAGE and stages <= 2:
            raise Invalid("", "A pathway keeps at least two stages. Add another one before you remove this.")
        zones = edit.workshop.segments.filter(removed_at=None)
        joined = zones.filter(from_stage=segment) | zones.filter(to_stage=segment)
        joined.update(removed_at=edit.at)
        segment.removed_at = edit.at
        segment.save(update_fields=["removed_at"])
        edit.touch(*STRUCTURE)
    return segment


@verb("segment.restored", Right.SHAPE)
def restore_segment(edit: Edit, *, segment_id: int) -> Segment:
    """Bring a removed segment back to its place, with the zones that went with it."""
    segment = edit.workshop.segments.get(pk=segment_id)
    if segment.removed_at is not None:
        if segment.kind == SegmentKind.TRANSITION and edit.workshop.segments.filter(
            pk__in=[segment.from_stage_id, segment.to_stage_id], removed_at__isnull=False
        ):
            raise Invalid("", "One of the stages that this zone joins is gone. Bring that back first.")
        gone = edit.workshop.segments.filter(removed_at=segment.removed_at)
        zones = list(
            (gone.filter(from_stage=segment) | gone.filter(to_stage=segment)).select_related("from_stage", "to_stage")
        )
        back = [segment.pk]
        for zone in zones:
            other = zone.to_stage if zone.from_stage_id == segment.pk else zone.from_stage
            assert other is not None  # a zone joins two stages
            if other.removed_at is None:
                back.append(zone.pk)
            else:
                # It waits for its other stage, and comes back with that one.
                edit.workshop.segments.filter(pk=zone.pk).update(removed_at=other.removed_at)
        edit.room_for(Segment, limits.SEGMENTS - len(back) + 1, "segments")
        was_at = dict(edit.workshop.segments.filter(pk__in=back).values_list("pk", "position"))
        order = _in_order(edit)
        for pk in sorted(was_at, key=lambda pk: was_at[pk]):
            order.insert(min(max(was_at[pk], 0), len(order)), pk)
        _renumber(edit, order)
        edit.workshop.segments.filter(pk__in=back).update(removed_at=None)
        segment.refresh_from_db()
        edit.touch(*STRUCTURE)
    return segment


def make_stage(edit: Edit, title: str, after_id: int | None) -> Segment:
    """Put a stage after another segment, or first; raises Invalid when the pathway holds no more."""
    return _insert(edit, Segment(workshop=edit.workshop, kind=SegmentKind.STAGE, title=title), after_id)


def _insert(edit: Edit, segment: Segment, after_id: int | None) -> Segment:
    edit.room_for(Segment, limits.SEGMENTS, "segments")
    order = _in_order(edit)
    if after_id is not None and after_id not in order:
        edit.own(Segment, after_id)
    last = edit.workshop.segments.aggregate(last=Max("position"))["last"]
    segment.position = (last or 0) + 1
    segment.save()
    order.insert(0 if after_id is None else order.index(after_id) + 1, segment.pk)
    _renumber(edit, order)
    segment.refresh_from_db()
    edit.touch(*STRUCTURE)
    return segment


def _in_order(edit: Edit) -> list[int]:
    living = edit.workshop.segments.filter(removed_at=None)
    return list(living.order_by("position", "pk").values_list("pk", flat=True))


def _renumber(edit: Edit, order: list[int]) -> None:
    """Give positions 0, 1, 2 … in this order, through negative ones, so that no two are equal on the way."""
    by_id = {segment.pk: segment for segment in edit.workshop.segments.filter(pk__in=order)}
    rows = [by_id[pk] for pk in order]
    for step in (-1, 1):
        for place, segment in enumerate(rows, start=1):
            segment.position = -place if step < 0 else place - 1
        Segment.objects.bulk_update(rows, ["position"])


def _stage(edit: Edit, pk: int, field_name: str) -> Segment:
    stage = edit.own(Segment, pk)
    if stage.kind != SegmentKind.STAGE:
        raise Invalid(field_name, "A transition zone joins stages, not zones.")
    return stage
