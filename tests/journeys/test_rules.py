import json
from dataclasses import replace
from datetime import date

import pytest

from journeys.rules import (
    SegmentKind,
    Setting,
    TemplateStatus,
    TransitionKind,
    missing_for_publishing,
    missing_in_content,
    parse_content,
    stored_content,
    wrong_structure,
)
from journeys.services import edits
from tests.journeys.content import PERSONA, pathway, stage, zone

TODAY = date(2026, 3, 2)


def test_codes_are_those_of_the_data_model():
    assert SegmentKind.values == ["stage", "transition"]
    assert [(kind.value, kind.letter) for kind in TransitionKind] == [
        ("direction_or_place", "D"),
        ("workforce_capability", "W"),
        ("relationship_and_experience", "R"),
    ]
    assert TemplateStatus.values == ["draft", "in_review", "published", "retired"]
    assert len(Setting.values) == 14


def test_stored_content_is_plain_json_and_reads_back_as_it_was():
    made = pathway()
    read = parse_content(json.loads(json.dumps(stored_content(made))))
    assert read == replace(
        made, learning={"getting_in": ("volunteering",), "getting_on": (), "go_further": (), "and_further": ()}
    )
    assert read.need_count == 3
    assert read.stage("second") == made.stages[1]
    assert read.stage("nowhere") is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"stages": (stage("first"),), "zones": (zone("first", "first"),)}, "Add stages: a pathway has at least two."),
        ({"zones": ()}, "Add a transition zone: a pathway has at least one."),
        ({"personas": ()}, "Add a persona."),
        ({"personas": (replace(PERSONA, is_invented=False),)}, "Confirm that the persona “Edith” is invented."),
        (
            {"stages": (stage("first"), stage("second", needs=()), stage("third"))},
            "Add a workforce need to the stage “Second”.",
        ),
        ({"zones": (zone("first", "second", stake=""),)}, "Say what is at stake between “First” and “Second”."),
        ({"framework": ""}, "Choose the primary framework."),
    ],
)
def test_each_thing_that_publishing_needs_is_named(changed, sentence):
    assert missing_in_content(pathway(**changed)) == [sentence]


@pytest.mark.parametrize("review_on", [None, TODAY, date(2026, 3, 1)])
def test_publishing_needs_a_review_date_in_the_future(review_on):
    missing = missing_for_publishing(pathway(), next_review_on=review_on, today=TODAY)
    assert missing == ["Set a review date in the future."]
    assert missing_for_publishing(pathway(), next_review_on=date(2026, 3, 3), today=TODAY) == []


@pytest.mark.parametrize(
    ("changed", "sentences"),
    [
        ({}, []),
        ({"stages": (stage("first"), stage("first")), "zones": ()}, ["The stage key “first” stands twice."]),
        ({"zones": (zone("first", "fourth"),)}, ["A zone joins “fourth”, which is not a stage of this pathway."]),
        ({"zones": (zone("first", "first"),)}, ["A zone joins “first” to itself."]),
        (
            {"zones": (zone("first", "second"), zone("first", "second"))},
            ["Two zones lead from “first” to “second”."],
        ),
        ({"zones": (zone("first", "second"), zone("second", "first"), zone("third", "first"))}, []),
        (
            {"stages": tuple(stage(f"s{number}") for number in range(61)), "zones": ()},
            ["A pathway holds at most 60 stages and transition zones."],
        ),
    ],
)
def test_structure(changed, sentences):
    assert wrong_structure(pathway(**changed)) == sentences


def test_moving_a_stage_keeps_its_needs_and_its_zones():
    moved = edits.with_stage_moved(pathway(), "third", by=-1)
    assert [each.key for each in moved.stages] == ["first", "third", "second"]
    assert moved.zones == pathway().zones
    assert moved.stages[1] == pathway().stages[2]
    assert edits.with_stage_moved(moved, "first", by=-1) == moved
    assert edits.with_stage_moved(moved, "second", by=1) == moved


def test_a_removed_stage_takes_its_zones_with_it():
    left = edits.without_stage(pathway(), "second")
    assert [each.key for each in left.stages] == ["first", "third"]
    assert left.zones == (zone("first", "third"),)
    with pytest.raises(ValueError):
        edits.without_stage(left, "second")


def test_parts_are_put_and_dropped_at_their_place():
    other = replace(PERSONA, name="Harold")
    both = edits.with_persona(pathway(), None, other)
    assert [persona.name for persona in both.personas] == ["Edith", "Harold"]
    assert edits.without_persona(both, 0).personas == (other,)
    assert edits.with_persona(both, 1, PERSONA).personas == (PERSONA, PERSONA)
    assert edits.with_zone(pathway(), 0, zone("third", "first")).zones[0].from_key == "third"
    assert edits.without_zone(pathway(), 1).zones == (zone("first", "second"),)
    assert edits.with_stage(pathway(), 1, stage("second", title="Changed")).stages[1].title == "Changed"


def test_a_new_stage_gets_a_key_of_its_own():
    assert edits.free_key(pathway(), "Going home") == "going-home"
    assert edits.free_key(pathway(), "First!") == "first-2"
    assert edits.free_key(pathway(), "New") == "new-2"
    assert edits.free_key(pathway(), "…") == "stage"
