"""The map without a database: words for segments, the content of a pathway, and when it may be published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices

from learners.rules import LearnerStage

MOST_SEGMENTS = 60


class SegmentKind(TextChoices):
    """The two kinds of place on a pathway."""

    STAGE = "stage", "Stage"
    TRANSITION = "transition", "Transition zone"


class TransitionKind(TextChoices):
    """Why a transition zone matters; several may hold."""

    DIRECTION_OR_PLACE = "direction_or_place", "Direction or place changes"
    WORKFORCE_CAPABILITY = "workforce_capability", "The workforce's capability matters most"
    RELATIONSHIP_AND_EXPERIENCE = "relationship_and_experience", "The relationship makes or breaks the experience"

    @property
    def letter(self) -> str:
        """The letter in a hinge of the ribbon: D, W or R."""
        return _TRANSITION_LETTERS[self]


_TRANSITION_LETTERS = {
    TransitionKind.DIRECTION_OR_PLACE: "D",
    TransitionKind.WORKFORCE_CAPABILITY: "W",
    TransitionKind.RELATIONSHIP_AND_EXPERIENCE: "R",
}


class LearnerTransitionKind(TextChoices):
    """What decides whether a learner carries on, moves or leaves."""

    EXPERIENCE = "experience", "Experience"
    SUPPORT = "support", "Support"
    CAREER_ADVICE = "career_advice", "Career advice"
    BRIDGING = "bridging", "Bridging"


class Setting(TextChoices):
    """Where care happens."""

    HOME = "home", "Home"
    COMMUNITY = "community", "Community"
    GENERAL_PRACTICE = "general_practice", "General practice"
    PHARMACY = "pharmacy", "Pharmacy"
    DIAGNOSTIC_CENTRE = "diagnostic_centre", "Diagnostic centre"
    URGENT_CARE = "urgent_care", "Urgent care"
    HOSPITAL_OUTPATIENT = "hospital_outpatient", "Hospital outpatients"
    HOSPITAL_INPATIENT = "hospital_inpatient", "Hospital ward"
    THEATRE = "theatre", "Operating theatre"
    CARE_HOME = "care_home", "Care home"
    HOSPICE = "hospice", "Hospice"
    SCHOOL = "school", "School"
    PLACE_OF_SAFETY = "place_of_safety", "Place of safety"
    REMOTE = "remote", "Phone or video"


class TemplateStatus(TextChoices):
    """The life of a pathway template."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


@dataclass(frozen=True)
class NeedContent:
    """That a role is needed in a stage, how deep, and for what kind of conversation."""

    role: str
    depth: int
    step: str


@dataclass(frozen=True)
class StageContent:
    """A stretch of the journey in which the main need and the main place of care stay the same."""

    key: str
    title: str
    settings: tuple[str, ...]
    need: str
    needs: tuple[NeedContent, ...] = ()
    source: str = ""
    own_knowledge: bool = False


@dataclass(frozen=True)
class ZoneContent:
    """A transition zone between two different stages, neighbours or not. It carries no needs of its own."""

    from_key: str
    to_key: str
    kinds: tuple[str, ...]
    stake: str
    source: str = ""
    own_knowledge: bool = False


@dataclass(frozen=True)
class PersonaContent:
    """An invented person whose journey it is (B.5:22)."""

    name: str
    age_band: str
    who: str
    matters: str
    worries: str
    is_invented: bool


@dataclass(frozen=True)
class PathwayContent:
    """Everything that a template version holds. ``framework``, ``role`` and offers are slugs of the library."""

    title: str
    person_word: str
    framework: str
    population: str
    sub_cohorts: tuple[str, ...]
    starts: str
    ends: str
    personas: tuple[PersonaContent, ...]
    stages: tuple[StageContent, ...]
    zones: tuple[ZoneContent, ...]
    learning: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    @property
    def need_count(self) -> int:
        """How many workforce needs the stages hold together."""
        return sum(len(stage.needs) for stage in self.stages)

    def stage(self, key: str) -> StageContent | None:
        """The stage with this key, if there is one."""
        return next((stage for stage in self.stages if stage.key == key), None)


def parse_content(content: Mapping[str, Any]) -> PathwayContent:
    """Read the stored form of a pathway. Raises KeyError or TypeError for what no service or loader would store."""
    return PathwayContent(
        title=content["title"],
        person_word=content["person_word"],
        framework=content["framework"],
        population=content["population"],
        sub_cohorts=tuple(content["sub_cohorts"]),
        starts=content["starts"],
        ends=content["ends"],
        personas=tuple(PersonaContent(**persona) for persona in content["personas"]),
        stages=tuple(
            StageContent(
                key=stage["key"],
                title=stage["title"],
                settings=tuple(stage["settings"]),
                need=stage["need"],
                needs=tuple(NeedContent(**need) for need in stage["needs"]),
                source=stage["source"],
                own_knowledge=stage["own_knowledge"],
            )
            for stage in content["stages"]
        ),
        zones=tuple(
            ZoneContent(
                from_key=zone["from"],
                to_key=zone["to"],
                kinds=tuple(zone["kinds"]),
                stake=zone["stake"],
                source=zone["source"],
                own_knowledge=zone["own_knowledge"],
            )
            for zone in content["zones"]
        ),
        learning={stage.value: tuple(content["learning"].get(stage.value, ())) for stage in LearnerStage},
        own=tuple(content["own"]),
        measures=tuple(content["measures"]),
    )


def stored_content(pathway: PathwayContent) -> dict[str, Any]:
    """The stored form of a pathway: plain JSON, the inverse of ``parse_content``."""
    return {
        "title": pathway.title,
        "person_word": pathway.person_word,
        "framework": pathway.framework,
        "population": pathway.population,
        "sub_cohorts": list(pathway.sub_cohorts),
        "starts": pathway.starts,
        "ends": pathway.ends,
        "personas": [
            {
                "name": persona.name,
                "age_band": persona.age_band,
                "who": persona.who,
                "matters": persona.matters,
                "worries": persona.worries,
                "is_invented": persona.is_invented,
            }
            for persona in pathway.personas
        ],
        "stages": [
            {
                "key": stage.key,
                "title": stage.title,
                "settings": list(stage.settings),
                "need": stage.need,
                "needs": [{"role": need.role, "depth": need.depth, "step": need.step} for need in stage.needs],
                "source": stage.source,
                "own_knowledge": stage.own_knowledge,
            }
            for stage in pathway.stages
        ],
        "zones": [
            {
                "from": zone.from_key,
                "to": zone.to_key,
                "kinds": list(zone.kinds),
                "stake": zone.stake,
                "source": zone.source,
                "own_knowledge": zone.own_knowledge,
            }
            for zone in pathway.zones
        ],
        "learning": {stage.value: list(pathway.learning.get(stage.value, ())) for stage in LearnerStage},
        "own": list(pathway.own),
        "measures": list(pathway.measures),
    }


def missing_in_content(pathway: PathwayContent) -> list[str]:
    """One sentence for each thing that the content lacks before it may be published (B.5:21, B.5:22)."""
    missing = []
    if len(pathway.stages) < 2:
        missing.append("Add stages: a pathway has at least two.")
    if not pathway.zones:
        missing.append("Add a transition zone: a pathway has at least one.")
    if not pathway.personas:
        missing.append("Add a persona.")
    missing.extend(
        f"Confirm that the persona “{persona.name}” is invented."
        for persona in pathway.personas
        if not persona.is_invented
    )
    missing.extend(f"Add a workforce need to the stage “{stage.title}”." for stage in pathway.stages if not stage.needs)
    titles = {stage.key: stage.title for stage in pathway.stages}
    missing.extend(
        f"Say what is at stake between “{titles.get(zone.from_key, zone.from_key)}” and "
        f"“{titles.get(zone.to_key, zone.to_key)}”."
        for zone in pathway.zones
        if not zone.stake
    )
    if not pathway.framework:
        missing.append("Choose the primary framework.")
    return missing


def missing_for_publishing(pathway: PathwayContent, *, next_review_on: date | None, today: date) -> list[str]:
    """One sentence for each thing that keeps a pathway from being published (B.5:21, B.5:22); empty when it may be."""
    missing = missing_in_content(pathway)
    if next_review_on is None or next_review_on <= today:
        missing.append("Set a review date in the future.")
    return missing


def wrong_structure(pathway: PathwayContent) -> list[str]:
    """One sentence for each thing that no pathway may have, published or not (B.5:1); empty when it is sound."""
    keys = [stage.key for stage in pathway.stages]
    wrong = []
    if len(pathway.stages) + len(pathway.zones) > MOST_SEGMENTS:
        wrong.append(f"A pathway holds at most {MOST_SEGMENTS} stages and transition zones.")
    wrong += [f"The stage key “{key}” stands twice." for key in sorted({key for key in keys if keys.count(key) > 1})]
    pairs = [(zone.from_key, zone.to_key) for zone in pathway.zones]
    for place, (from_key, to_key) in enumerate(pairs):
        wrong.extend(
            f"A zone joins “{key}”, which is not a stage of this pathway."
            for key in (from_key, to_key)
            if key not in keys
        )
        if from_key == to_key:
            wrong.append(f"A zone joins “{from_key}” to itself.")
        if (from_key, to_key) in pairs[:place]:
            wrong.append(f"Two zones lead from “{from_key}” to “{to_key}”.")
    return wrong
