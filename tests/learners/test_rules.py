import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.rules import (
    ConversationStep,
    Coverage,
    Depth,
    LearnerStage,
    OfferType,
    StarEnabler,
    TierWords,
    covers,
    depth_falls,
    depth_wording,
    gap,
    suggested_stages,
    tier_wording_by_role,
)


def test_codes_are_those_of_the_data_model():
    assert LearnerStage.values == ["getting_in", "getting_on", "go_further", "and_further"]
    assert [(depth.value, depth.label) for depth in Depth] == [(0, "None"), (1, "Aware"), (2, "Working"), (3, "Expert")]
    assert StarEnabler.values == ["supply", "upskilling", "new_roles", "new_ways_of_working", "leadership"]
    assert ConversationStep.values == ["engage", "enable", "collaborate"]
    assert len(OfferType.values) == 36


def test_every_stage_enabler_and_step_has_its_words():
    assert [stage.summary for stage in LearnerStage] == [
        "Exposure and awareness",
        "Access and support",
        "Practice, support, development",
        "Mastery and capability",
    ]
    assert all(enabler.question.endswith("?") and enabler.definition.endswith(".") for enabler in StarEnabler)
    assert all(step.summary for step in ConversationStep)


@pytest.mark.parametrize(
    ("needed", "now", "expected"), [(3, 1, 2), (2, 2, 0), (1, 2, -1), (3, 0, 3), (3, None, None), (1, None, None)]
)
def test_gap(needed, now, expected):
    assert gap(needed, now) == expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((1, 1), ["getting_in"]),
        ((2, 2), ["getting_in", "getting_on"]),
        ((2, 4), ["getting_in", "getting_on"]),
        ((3, 4), ["getting_on"]),
        ((4, 6), ["getting_on", "go_further"]),
        ((5, 7), ["go_further", "and_further"]),
        ((7, 9), ["and_further"]),
        ((None, None), []),
    ],
)
def test_stages_are_suggested_by_level(levels, expected):
    assert [stage.value for stage in suggested_stages(*levels)] == expected


@pytest.mark.parametrize(
    ("coverage", "role_id", "regulator", "expected"),
    [
        (Coverage.ALL, 1, "", True),
        (Coverage.ALL, None, "", True),
        (Coverage.REGISTERED, 1, "NMC", True),
        (Coverage.REGISTERED, 1, "", False),
        (Coverage.REGISTERED, None, "", False),
        (Coverage.LISTED, 7, "", True),
        (Coverage.LISTED, 8, "NMC", False),
        (Coverage.LISTED, None, "", False),
    ],
)
def test_coverage(coverage, role_id, regulator, expected):
    assert covers(coverage, role_id=role_id, regulator=regulator, covered_ids={7}) is expected


def test_tiers_of_one_depth_are_joined_in_rank_order():
    tiers = [TierWords(3, "Expert", 3), TierWords(2, "Experienced", 2), TierWords(1, "Competent", 2)]
    assert depth_wording(tiers) == {2: "Competent / Experienced", 3: "Expert"}


def test_wording_is_absent_for_roles_that_are_not_covered():
    tiers = [TierWords(1, "Meets", 3)]
    wording = tier_wording_by_role(Coverage.LISTED, tiers, regulators={1: "", 2: "NMC"}, covered_ids={2})
    assert wording == {2: {3: "Meets"}}
    assert set(tier_wording_by_role(Coverage.ALL, tiers, regulators={1: ""}, covered_ids=())) == {None, 1}


@given(st.lists(st.integers(1, 3), max_size=8))
def test_depth_falls_exactly_when_the_ranked_depths_are_not_sorted(depths):
    tiers = [TierWords(rank, "t", depth) for rank, depth in enumerate(depths, start=1)]
    assert depth_falls(reversed(tiers)) is (depths != sorted(depths))
