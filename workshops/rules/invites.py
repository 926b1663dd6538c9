"""Who should be in the room: what the invite plan lacks, and a usual mix to start from (domain C.1, C.9)."""

from collections.abc import Collection
from dataclasses import dataclass

from accounts.rules.roles import Sector


@dataclass(frozen=True)
class Wanted:
    """One line of an invite plan: of whom how many are wanted, and how many have said yes."""

    sector: str
    role: str = ""
    is_frontline: bool = False
    wanted: int = 0
    confirmed: int = 0


USUAL: tuple[Wanted, ...] = (
    Wanted(Sector.PERSON_OR_CARER, "People and carers who know this pathway", wanted=3),
    Wanted(Sector.PRIMARY_CARE, "Nurses and care co-ordinators", is_frontline=True, wanted=3),
    Wanted(Sector.COMMUNITY, "Nurses and therapists", is_frontline=True, wanted=4),
    Wanted(Sector.ACUTE, "Ward and discharge staff", is_frontline=True, wanted=4),
    Wanted(Sector.SOCIAL_CARE, "Care workers and social workers", is_frontline=True, wanted=4),
    Wanted(Sector.VCSE, "Link workers and volunteers", is_frontline=True, wanted=2),
    Wanted(Sector.EDUCATION, "Education leads and lecturers", wanted=3),
    Wanted(Sector.LOCAL_GOVERNMENT, "Workforce and public health leads", wanted=2),
)
"""A mix for 25 people; a start, never a rule."""

_VOICES = (
    (
        "Frontline staff are not wanted yet. They do the work that this map is about.",
        "Nobody from the frontline has said yes yet.",
    ),
    (
        "Social care is not wanted yet. Much of the person’s day happens there.",
        "Nobody from social care has said yes yet.",
    ),
    (
        "No person or carer with lived experience is wanted yet. Nobody else knows the whole way.",
        "No person or carer with lived experience has said yes yet.",
    ),
)


def warnings(lines: Collection[Wanted]) -> tuple[str, ...]:
    """What is missing in the mix, one sentence for each voice; empty when all three voices have said yes."""
    said = []
    for voice, (unwanted, unconfirmed) in zip(_having(lines), _VOICES, strict=True):
        if not any(line.wanted or line.confirmed for line in voice):
            said.append(unwanted)
        elif not any(line.confirmed for line in voice):
            said.append(unconfirmed)
    return tuple(said)


def _having(lines: Collection[Wanted]) -> tuple[list[Wanted], list[Wanted], list[Wanted]]:
    return (
        [line for line in lines if line.is_frontline],
        [line for line in lines if line.sector == Sector.SOCIAL_CARE],
        [line for line in lines if line.sector == Sector.PERSON_OR_CARER],
    )
