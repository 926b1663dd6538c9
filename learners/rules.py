"""The learner journey without a database: its words, its depths, who a framework speaks about.

The codes are stored; titles may be shown in local words, codes never change (domain B.2, B.5:3).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import IntegerChoices, TextChoices

CAREER_LEVEL_LOWEST = 1
CAREER_LEVEL_HIGHEST = 9
ACADEMIC_LEVEL_LOWEST = 1
ACADEMIC_LEVEL_HIGHEST = 8


class LearnerStage(TextChoices):
    """The four parts of the learner journey, in order. A property of people at a place, not of a role (B.5:4)."""

    GETTING_IN = "getting_in", "Getting in"
    GETTING_ON = "getting_on", "Getting on"
    GO_FURTHER = "go_further", "Go further"
    AND_FURTHER = "and_further", "And further"

    @property
    def summary(self) -> str:
        """The stage in one short line, shown beside its title."""
        return _LEARNER_STAGE_SUMMARIES[self]


_LEARNER_STAGE_SUMMARIES = {
    LearnerStage.GETTING_IN: "Exposure and awareness",
    LearnerStage.GETTING_ON: "Access and support",
    LearnerStage.GO_FURTHER: "Practice, support, development",
    LearnerStage.AND_FURTHER: "Mastery and capability",
}


class Depth(IntegerChoices):
    """How deep the pathway's capability goes, comparable across frameworks. It says nothing of seniority."""

    NONE = 0, "None"
    AWARE = 1, "Aware"
    WORKING = 2, "Working"
    EXPERT = 3, "Expert"


class StarEnabler(TextChoices):
    """The five points of the Star: a lens for solutions, not for the map."""

    SUPPLY = "supply", "Supply"
    UPSKILLING = "upskilling", "Upskilling"
    NEW_ROLES = "new_roles", "New roles"
    NEW_WAYS_OF_WORKING = "new_ways_of_working", "New ways of working"
    LEADERSHIP = "leadership", "Leadership"

    @property
    def definition(self) -> str:
        """What the enabler means, in this product's own words (domain A.3)."""
        return _ENABLER_WORDS[self][0]

    @property
    def question(self) -> str:
        """What to ask the room about the enabler."""
        return _ENABLER_WORDS[self][1]


_ENABLER_WORDS = {
    StarEnabler.SUPPLY: (
        (
            "Having enough people with the needed skills and behaviours, now and later: attracting, training, "
            "recruiting, returning and keeping them."
        ),
        "Who is not here yet, and who are we losing?",
    ),
    StarEnabler.UPSKILLING: (
        "Helping people who are already here to do more, or to do the same at greater depth, inside their role.",
        "Who is nearly there, and what is the missing piece?",
    ),
    StarEnabler.NEW_ROLES: (
        (
            "A role that meets a defined need, adds to the workforce rather than renaming it, has a formal education "
            "requirement, an agreed scope on the career framework and wide recognition."
        ),
        "What need is left after redeploying and upskilling everyone we have?",
    ),
    StarEnabler.NEW_WAYS_OF_WORKING: (
        (
            "Arranging people by competence rather than by traditional boundaries: different place, time, team, "
            "technology or employer arrangement."
        ),
        "Could the right person already be here, in the wrong place?",
    ),
    StarEnabler.LEADERSHIP: (
        (
            "Growing the behaviours, skills and structures by which people, teams and systems make the change happen "
            "and last."
        ),
        "Who must move first, and who holds this when we leave the room?",
    ),
}


class Pillar(TextChoices):
    """The four pillars of practice."""

    CLINICAL_PRACTICE = "clinical_practice", "Clinical practice"
    LEADERSHIP_AND_MANAGEMENT = "leadership_and_management", "Leadership and management"
    EDUCATION = "education", "Education"
    RESEARCH = "research", "Research"


class ConversationStep(TextChoices):
    """What the situation asks of a conversation; it hangs on a need in a segment, never on a role (B.5:6)."""

    ENGAGE = "engage", "Engage"
    ENABLE = "enable", "Enable"
    COLLABORATE = "collaborate", "Collaborate"

    @property
    def summary(self) -> str:
        """The step in one short line."""
        return _STEP_SUMMARIES[self]


_STEP_SUMMARIES = {
    ConversationStep.ENGAGE: "Start and connect",
    ConversationStep.ENABLE: "Support someone to act",
    ConversationStep.COLLABORATE: "Manage the highest complexity and significant risk together",
}


class CapabilityKind(TextChoices):
    """Whether a capability carries across settings, belongs to one, or is about the person."""

    CORE = "core", "Core"
    SPECIFIC = "specific", "Specific"
    PERSON_CENTRED = "person_centred", "Person-centred"


class WorkforceKind(TextChoices):
    """Employed, or family, carers, neighbours and volunteers."""

    FORMAL = "formal", "Formal workforce"
    INFORMAL = "informal", "Informal workforce"


class PayBand(TextChoices):
    """Agenda for Change band or what stands in its place; kept apart from the career level (B.5:5)."""

    B2 = "b2", "Band 2"
    B3 = "b3", "Band 3"
    B4 = "b4", "Band 4"
    B5 = "b5", "Band 5"
    B6 = "b6", "Band 6"
    B7 = "b7", "Band 7"
    B8A = "b8a", "Band 8a"
    B8B = "b8b", "Band 8b"
    B8C = "b8c", "Band 8c"
    B8D = "b8d", "Band 8d"
    B9 = "b9", "Band 9"
    MEDICAL_DENTAL = "medical_dental", "Medical and dental pay"
    NOT_AFC = "not_afc", "Outside Agenda for Change"
    UNPAID = "unpaid", "Unpaid"


class OfferType(TextChoices):
    """Kinds of learning."""

    WORK_EXPERIENCE = "work_experience", "Work experience"
    VOLUNTEERING = "volunteering", "Volunteering"
    CAREERS_EVENT = "careers_event", "Careers event or advice"
    PRE_EMPLOYMENT = "pre_employment", "Pre-employment programme"
    TRAINEESHIP = "traineeship", "Traineeship"
    CADET = "cadet", "Cadet scheme"
    T_LEVEL = "t_level", "T Level"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship"
    ACCESS_COURSE = "access_course", "Access course"
    STUDY_SKILLS = "study_skills", "Study skills"
    APL_APEL = "apl_apel", "Credit for earlier learning"
    PRE_REGISTRATION = "pre_registration", "Pre-registration programme"
    INDUCTION = "induction", "Induction"
    CARE_CERTIFICATE = "care_certificate", "Care Certificate"
    PRECEPTORSHIP = "preceptorship", "Preceptorship"
    FOUNDATION = "foundation", "Foundation programme"
    ROTATION = "rotation", "Rotation"
    SHADOWING = "shadowing", "Shadowing"
    PLACEMENT_ALONG_PATHWAY = "placement_along_pathway", "Placement along the pathway"
    SIMULATION = "simulation", "Simulation"
    SHORT_COURSE = "short_course", "Short course"
    E_LEARNING = "e_learning", "E-learning"
    COACHING = "coaching", "Coaching"
    MENTORING = "mentoring", "Mentoring"
    SUPERVISION = "supervision", "Supervision"
    APPRAISAL = "appraisal", "Appraisal"
    PRESCRIBING = "prescribing", "Prescribing"
    MASTERS_MODULE = "masters_module", "Master's module"
    MASTERS = "masters", "Master's"
    FELLOWSHIP = "fellowship", "Fellowship"
    SCHOLARSHIP = "scholarship", "Scholarship"
    INTERNSHIP = "internship", "Internship"
    RESEARCH_AWARD = "research_award", "Research award"
    LEADERSHIP_PROGRAMME = "leadership_programme", "Leadership programme"
    BRIDGING = "bridging", "Bridging programme"
    COMMUNITY_OF_PRACTICE = "community_of_practice", "Community of practice"


class OfferStatus(TextChoices):
    """Whether learning that would close a gap is there yet."""

    IN_PLACE = "in_place", "In place"
    EXISTS_ELSEWHERE = "exists_elsewhere", "Exists elsewhere"
    PLANNED = "planned", "Planned"
    MISSING = "missing", "Missing"


class Coverage(TextChoices):
    """Which roles a framework speaks about."""

    ALL = "all", "All roles"
    REGISTERED = "registered", "Roles with a regulator"
    LISTED = "listed", "Listed roles"


@dataclass(frozen=True)
class TierWords:
    """What a tier says and how deep it reaches, for the pure rules."""

    rank: int
    title: str
    depth: int


def gap(needed: int, now: int | None) -> int | None:
    """Needed depth minus depth now (B.5:8); None when now is not known.

    Positive is a shortfall, zero is met, negative is capability that is not used yet: an opportunity, never waste.
    """
    return None if now is None else needed - now


def suggested_stages(level_from: int | None, level_to: int | None) -> tuple[LearnerStage, ...]:
    """The learner stages that people at these career levels are often at: a suggestion, never computed into facts.

    Levels 1 to 2 getting in, 2 to 4 getting on, 5 to 6 go further, 7 to 9 and further (B.5:4). Empty when the levels
    are not known.
    """
    lowest = level_from if level_from is not None else level_to
    highest = level_to if level_to is not None else level_from
    if lowest is None or highest is None:
        return ()
    return tuple(stage for stage, low, high in _STAGE_LEVELS if lowest <= high and highest >= low)


_STAGE_LEVELS = (
    (LearnerStage.GETTING_IN, 1, 2),
    (LearnerStage.GETTING_ON, 2, 4),
    (LearnerStage.GO_FURTHER, 5, 6),
    (LearnerStage.AND_FURTHER, 7, 9),
)


def covers(coverage: str, *, role_id: int | None, regulator: str, covered_ids: Collection[int]) -> bool:
    """Whether a framework's wording may be shown for a role (B.5:9). A local title without a role has id None."""
    if coverage == Coverage.ALL:
        return True
    if coverage == Coverage.REGISTERED:
        return regulator != ""
    return role_id in covered_ids


def depth_wording(tiers: Iterable[TierWords]) -> dict[int, str]:
    """One line for each depth that the tiers reach; tiers of the same depth are joined in rank order."""
    titles: dict[int, list[str]] = {}
    for tier in sorted(tiers, key=lambda tier: tier.rank):
        titles.setdefault(tier.depth, []).append(tier.title)
    return {depth: " / ".join(lines) for depth, lines in sorted(titles.items())}


def tier_wording_by_role(
    coverage: str, tiers: Iterable[TierWords], *, regulators: Mapping[int, str], covered_ids: Collection[int]
) -> dict[int | None, dict[int, str]]:
    """The wording of each depth for every covered role; the key None speaks for own titles.

    ``regulators`` maps every role's id to its regulator ("" without one). Roles that are not covered are absent: they
    use the common depth.
    """
    words = depth_wording(tiers)
    roles: list[tuple[int | None, str]] = [(None, ""), *regulators.items()]
    return {
        role_id: words
        for role_id, regulator in roles
        if covers(coverage, role_id=role_id, regulator=regulator, covered_ids=covered_ids)
    }


def depth_falls(tiers: Iterable[TierWords]) -> bool:
    """Whether a tier reaches less deep than one of a lower rank, which no framework may (B.5:10)."""
    depths = [tier.depth for tier in sorted(tiers, key=lambda tier: tier.rank)]
    return any(after < before for before, after in pairwise(depths))
