"""What is still missing, at a glance for the desk: each line says how much, and leads to where it is mended.

Who has written how much is not looked at: with a few people from a sector it would tell who wrote (domain A.7). A
sector is without a voice while nobody from it is in the room.
"""

from dataclasses import dataclass
from typing import NamedTuple

from accounts.rules.roles import Sector
from learners.rules import LearnerStage, StarEnabler
from workshops.models import Idea, InviteLine, Membership, OfferLink
from workshops.queries.board import Overview
from workshops.queries.prepared import Prepared
from workshops.queries.zones import unheld
from workshops.rules.codes import IdeaStatus

EXPECTED = (Sector.SOCIAL_CARE, Sector.PERSON_OR_CARER)
"""The sectors that a room should not be without where no invite plan says which are wanted (domain C.1)."""


@dataclass(frozen=True)
class Line:
    """Something that is missing: how many, of what, and where to mend it below the board's address."""

    count: int
    words: str
    path: str
    key: str


class Absent(NamedTuple):
    """Things of one kind that are missing altogether, by name; each leads to where to add it."""

    words: str
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Missing:
    """What is missing, in numbers and by name."""

    lines: tuple[Line, ...]
    absent: tuple[Absent, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.lines and not self.absent


_OFFERED = Prepared[OfferLink](
    lambda workshop_id: (
        OfferLink.objects.filter(
            workshop=workshop_id, removed_at=None, need__removed_at=None, need__segment__removed_at=None
        )
        .values_list("learner_stage")
        .distinct()
        .order_by("learner_stage")
    )
)
_ENABLERS = Prepared[Idea](
    lambda workshop_id: (
        Idea.objects.filter(workshop=workshop_id, removed_at=None, is_hidden=False)
        .exclude(status=IdeaStatus.MERGED)
        .exclude(enabler="")
        .values_list("enabler")
        .distinct()
        .order_by("enabler")
    )
)
_WANTED = Prepared[InviteLine](
    lambda workshop_id: (
        InviteLine.objects.filter(workshop=workshop_id, removed_at=None, wanted__gt=0)
        .values_list("sector")
        .distinct()
        .order_by("sector")
    )
)
_HERE = Prepared[Membership](
    lambda workshop_id: (
        Membership.objects.filter(workshop=workshop_id, removed_at=None, is_waiting=False)
        .values_list("sector")
        .distinct()
        .order_by("sector")
    )
)


def missing(workshop_id: int, overview: Overview) -> Missing:
    """What is missing on a board that is given in overview. Five queries."""
    offered = {code for (code,) in _OFFERED.rows(workshop_id)}
    carried = {code for (code,) in _ENABLERS.rows(workshop_id)}
    wanted = {code for (code,) in _WANTED.rows(workshop_id)} or set(EXPECTED)
    here = {code for (code,) in _HERE.rows(workshop_id)}
    absent = (
        Absent(
            "No learning offer for",
            tuple((stage.label, "#board") for stage in LearnerStage if stage.value not in offered),
        ),
        Absent(
            "No idea under",
            tuple((e.label, f"ideas/add/?enabler={e.value}") for e in StarEnabler if e.value not in carried),
        ),
        Absent(
            "Nobody’s person",
            tuple(
                (f"{zone.title} ({', '.join(zone.what)})", f"segments/{zone.segment_id}/")
                for zone in unheld(workshop_id)
            ),
        ),
        Absent(
            "Nobody in the room from",
            tuple((sector.label, "people/") for sector in Sector if sector.value in wanted - here),
        ),
    )
    return Missing(_lines(overview), tuple(each for each in absent if each.names))


def _lines(overview: Overview) -> tuple[Line, ...]:
    found, heads = overview.coverage, overview.heads
    without = next((head.id for head in heads if not head.roles), None)
    unknown = next((head.id for head in heads if head.unknown), None)
    gap = max(heads, key=lambda head: head.heat, default=None)
    lines = [
        Line(found.segments_without_workforce, "stages or zones without anybody", f"segments/{without}/", "workforce"),
        Line(
            found.needs_without_depth_now, f"of {found.needs} roles without depth now", f"segments/{unknown}/", "depth"
        ),
        Line(found.needs_unplaced, "roles in no learner row", f"segments/{overview.first_unplaced}/", "unplaced"),
        Line(found.gaps, "roles with a gap", f"segments/{gap.id if gap else 0}/", "gaps"),
    ]
    lines += [
        Line(count, f"empty “{stage.label}” cells", f"segments/{overview.first_empty.get(stage)}/", f"empty-{stage}")
        for stage, count in found.empty_cells
    ]
    return tuple(line for line in lines if line.count)
