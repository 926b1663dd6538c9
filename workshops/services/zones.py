"""Who holds a transition zone, and which segments worry people (domain A.7 and C.2)."""

from dataclasses import dataclass

from journeys.rules import SegmentKind
from workshops.models import Segment, SegmentStar, ZoneHolder
from workshops.rules import regions
from workshops.rules.phases import Work
from workshops.rules.rights import Right
from workshops.services.editing import Edit, Invalid, Refused, verb


@dataclass(frozen=True)
class HolderDraft:
    """Who holds the relationship, the information and the risk in a zone: a role, nobody, or blank while not known."""

    relationship: str = ""
    information: str = ""
    risk: str = ""

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return vars(self)


@verb("zone.held", Right.CONTRIBUTE, Work.HOLDER)
def hold_zone(edit: Edit, *, segment_id: int, seen: int, draft: HolderDraft) -> ZoneHolder:
    """Say who holds a zone; raises Conflict when somebody said otherwise since version ``seen``, and Invalid."""
    segment = edit.own(Segment, segment_id)
    if segment.kind != SegmentKind.TRANSITION:
        raise Invalid("", "Only transition zones are held by somebody; a stage has its workforce.")
    holder = ZoneHolder.objects.filter(segment=segment).first()
    if holder is None:
        holder = ZoneHolder(workshop=edit.workshop, segment=segment, version=0)
    same = all(getattr(holder, name) == said for name, said in vars(draft).items())
    if holder.version:
        edit.check_version(holder, seen, same=same)
    if not same or not holder.version:
        for name, said in vars(draft).items():
            setattr(holder, name, said)
        holder.version += 1
        holder.save()
        edit.touch(regions.segment(segment.pk), regions.COVERAGE)
    return holder


@verb("segment.starred", Right.CONTRIBUTE, Work.STAR)
def star_segment(edit: Edit, *, segment_id: int) -> Segment:
    """Put one's star on a stage or zone that worries one; a second time nothing changes."""
    return _set_star(edit, segment_id, starred=True)


@verb("segment.unstarred", Right.CONTRIBUTE, Work.STAR)
def unstar_segment(edit: Edit, *, segment_id: int) -> Segment:
    """Take one's star back."""
    return _set_star(edit, segment_id, starred=False)


def _set_star(edit: Edit, segment_id: int, *, starred: bool) -> Segment:
    if edit.by.membership_id is None:
        raise Refused("Stars are given by people in the room.")
    segment = edit.own(Segment, segment_id)
    own = SegmentStar.objects.filter(segment=segment, membership=edit.by.membership_id)
    if own.exists() != starred:
        if starred:
            SegmentStar.objects.create(segment=segment, membership_id=edit.by.membership_id)
        else:
            own.delete()
        edit.touch(regions.segment(segment.pk))
    return segment
