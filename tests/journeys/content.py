"""A small pathway for tests of the pure rules."""

from dataclasses import replace
from typing import Any

from journeys.rules import NeedContent, PathwayContent, PersonaContent, StageContent, ZoneContent

PERSONA = PersonaContent(
    name="Edith", age_band="80 to 89", who="Lives alone", matters="Her flat", worries="Hospital", is_invented=True
)


def stage(key: str, **changed: Any) -> StageContent:
    made = StageContent(
        key=key, title=key.title(), settings=("home",), need="Help", needs=(NeedContent("nurse", 2, "enable"),)
    )
    return replace(made, **changed)


def zone(from_key: str, to_key: str, **changed: Any) -> ZoneContent:
    return replace(
        ZoneContent(from_key=from_key, to_key=to_key, kinds=("direction_or_place",), stake="Trust"), **changed
    )


def pathway(**changed: Any) -> PathwayContent:
    made = PathwayContent(
        title="Small",
        person_word="person",
        framework="frailty",
        population="Some",
        sub_cohorts=("few",),
        starts="Here",
        ends="There",
        personas=(PERSONA,),
        stages=(stage("first"), stage("second"), stage("third")),
        zones=(zone("first", "second"), zone("first", "third")),
        learning={"getting_in": ("volunteering",)},
        own=("Own course",),
        measures=("A number",),
    )
    return replace(made, **changed)
