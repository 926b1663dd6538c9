"""The pure rules of the room."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.rules import LearnerStage
from workshops.rules import audiences, codes, join_codes, overlay, regions, rights
from workshops.rules.audiences import Audience
from workshops.rules.codes import STATUS_MOVES, WorkshopPhase, WorkshopStatus
from workshops.rules.rights import ActorKind, Right

pytestmark = pytest.mark.embedded

CODES = st.text(join_codes.ALPHABET, min_size=8, max_size=8)


def test_alphabet_has_no_look_alikes():
    assert len(set(join_codes.ALPHABET)) == len(join_codes.ALPHABET) == 31
    assert set(join_codes.ALPHABET) & set("01OIL") == set()


def test_new_codes_differ_and_are_of_the_alphabet():
    made = {join_codes.new_code() for _ in range(200)}
    assert len(made) == 200
    assert {len(code) for code in made} == {8}
    assert set("".join(made)) <= set(join_codes.ALPHABET)


@given(CODES, st.lists(st.integers(0, 8), max_size=6), st.sampled_from([" ", "-", "  ", "\u2011", "–", "\u00a0", "\t"]))
def test_code_is_read_in_any_case_with_spaces_and_hyphens(code, places, sign):
    typed = code
    for place in sorted(places, reverse=True):
        typed = typed[:place] + sign + typed[place:]
    for text in (
        typed,
        typed.lower(),
        typed.title(),
        f" {typed} ",
        join_codes.spoken(code),
        join_codes.spoken(code).lower(),
    ):
        assert join_codes.normalised(text) == code


NO_CODES = [
    "",
    "K7QM29T",
    "K7QM29TXX",
    "K7QM29T0",
    "K7QM29TO",
    "K7QM29T1",
    "K7QM29TI",
    "K7QM29TL",
    "K7QM.29TX",
    "K7QM29Tẞ",
    "Ⅷ7QM29TX",
    "٢7QM29TX",
]


@pytest.mark.parametrize("typed", NO_CODES)
def test_what_cannot_be_a_code_is_none(typed):
    assert join_codes.normalised(typed) is None


@given(st.text(max_size=40))
def test_any_text_is_a_code_of_the_alphabet_or_none(typed):
    code = join_codes.normalised(typed)
    assert code is None or (len(code) == 8 and set(code) <= set(join_codes.ALPHABET))


@pytest.mark.parametrize(
    ("of_prefix", "of_all", "over"),
    [
        (0, 0, False),
        (29, 299, False),
        (30, 30, True),
        (2, 300, False),
        (3, 300, True),
        (3, 299, False),
        (0, 10**6, False),
    ],
)
def test_budget_of_wrong_codes(of_prefix, of_all, over):
    assert join_codes.is_over_budget(of_prefix=of_prefix, of_all=of_all) is over


DRAFT, PRE_WORK, LIVE, PAUSED, REVIEW, CLOSED, ARCHIVED = WorkshopStatus
ALL = set(WorkshopStatus)
OPEN = ALL - {CLOSED, ARCHIVED}
TRUTH: dict[tuple[Right, ActorKind], set[WorkshopStatus]] = {
    (Right.SEE, ActorKind.FACILITATOR): ALL,
    (Right.SEE, ActorKind.LEAD): ALL,
    (Right.SEE, ActorKind.VIEWER): ALL,
    (Right.SEE, ActorKind.PARTICIPANT): ALL - {DRAFT},
    **{(right, kind): set() for right in (Right.KEEP, Right.ASK) for kind in ActorKind},
    (Right.KEEP, ActorKind.FACILITATOR): ALL,
    (Right.ASK, ActorKind.FACILITATOR): ALL - {ARCHIVED},
    (Right.RUN, ActorKind.FACILITATOR): OPEN,
    (Right.RUN, ActorKind.LEAD): set(),
    (Right.RUN, ActorKind.VIEWER): set(),
    (Right.RUN, ActorKind.PARTICIPANT): set(),
    (Right.SHAPE, ActorKind.FACILITATOR): OPEN,
    (Right.SHAPE, ActorKind.LEAD): set(),
    (Right.SHAPE, ActorKind.VIEWER): set(),
    (Right.SHAPE, ActorKind.PARTICIPANT): set(),
    (Right.TIDY, ActorKind.FACILITATOR): OPEN,
    (Right.TIDY, ActorKind.LEAD): set(),
    (Right.TIDY, ActorKind.VIEWER): set(),
    (Right.TIDY, ActorKind.PARTICIPANT): set(),
    (Right.CONTRIBUTE, ActorKind.FACILITATOR): OPEN,
    (Right.CONTRIBUTE, ActorKind.LEAD): set(),
    (Right.CONTRIBUTE, ActorKind.VIEWER): set(),
    (Right.CONTRIBUTE, ActorKind.PARTICIPANT): {PRE_WORK, LIVE},
    (Right.PLAN, ActorKind.FACILITATOR): OPEN,
    (Right.PLAN, ActorKind.LEAD): OPEN,
    (Right.PLAN, ActorKind.VIEWER): set(),
    (Right.PLAN, ActorKind.PARTICIPANT): {LIVE},
    (Right.REPORT, ActorKind.FACILITATOR): ALL,
    (Right.REPORT, ActorKind.LEAD): ALL,
    (Right.REPORT, ActorKind.VIEWER): set(),
    (Right.REPORT, ActorKind.PARTICIPANT): set(),
    (Right.SEE, ActorKind.OBSERVER): ALL - {DRAFT},
    (Right.RUN, ActorKind.OBSERVER): set(),
    (Right.TIDY, ActorKind.OBSERVER): set(),
    (Right.SHAPE, ActorKind.OBSERVER): set(),
    (Right.CONTRIBUTE, ActorKind.OBSERVER): set(),
    (Right.PLAN, ActorKind.OBSERVER): set(),
    (Right.REPORT, ActorKind.OBSERVER): set(),
    (Right.HAND_IN, ActorKind.FACILITATOR): set(),
    (Right.HAND_IN, ActorKind.LEAD): set(),
    (Right.HAND_IN, ActorKind.VIEWER): set(),
    (Right.HAND_IN, ActorKind.PARTICIPANT): {LIVE, PAUSED, REVIEW, CLOSED},
    (Right.HAND_IN, ActorKind.OBSERVER): set(),
}


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("kind", ActorKind)
def test_rights_hold_in_these_statuses_and_no_other(right, kind):
    assert {status for status in WorkshopStatus if rights.may(kind, right, status)} == TRUTH[right, kind]


@pytest.mark.parametrize("triple", list(itertools.product(ActorKind, Right, WorkshopStatus)), ids=str)
def test_every_refusal_is_one_sentence(triple):
    sentence = rights.refusal(*triple)
    assert (sentence is None) is rights.may(*triple)
    assert sentence is None or (sentence.endswith(".") and sentence[0].isupper())


def test_paused_says_that_words_are_kept():
    assert rights.refusal(ActorKind.PARTICIPANT, Right.CONTRIBUTE, PAUSED) == (
        "The workshop is paused just now. Your words are kept here."
    )
    assert rights.refusal(ActorKind.VIEWER, Right.CONTRIBUTE, PAUSED) == "Your part here is to read along."


def test_status_moves_are_these_and_no_other():
    assert {(before.value, after.value) for before, afters in STATUS_MOVES.items() for after in afters} == {
        ("draft", "pre_work"),
        ("draft", "live"),
        ("pre_work", "live"),
        ("pre_work", "draft"),
        ("live", "paused"),
        ("live", "review"),
        ("paused", "live"),
        ("paused", "review"),
        ("review", "live"),
        ("review", "closed"),
        ("closed", "review"),
        ("closed", "archived"),
        ("archived", "closed"),
    }
    assert set(STATUS_MOVES) == set(WorkshopStatus)


def test_every_phase_asks_something():
    assert list(codes.ASKED) == list(WorkshopPhase)
    assert len({asked.question for asked in codes.ASKED.values()}) == 12


STEMS = st.one_of(st.sampled_from(regions.FIXED), st.integers(1, 99).map(regions.segment))


@given(st.lists(st.lists(STEMS)))
def test_merged_names_each_stem_once_and_the_board_covers_segments(changes):
    merged = regions.merged(changes)
    written = {stem for change in changes for stem in change}
    named = written | {also for stem in written for also in regions.drawn_with(stem)}
    assert len(merged) == len(set(merged))
    if regions.BOARD in named:
        assert set(merged) == {stem for stem in named if regions.segment_id(stem) is None}
    else:
        assert set(merged) == named


@given(st.integers(0, 10**18 - 1))
def test_stem_of_a_segment_is_read_back(pk):
    assert regions.segment_id(regions.segment(pk)) == pk


NO_STEMS = [
    "",
    "segment-",
    "segment--1",
    "segment-x",
    "segment-٣",
    "segment-" + "9" * 19,
    "boards",
    "title ",
    "Segment-1",
]


@pytest.mark.parametrize("name", NO_STEMS)
def test_what_is_no_stem(name):
    assert not regions.is_stem(name)


def test_audiences_see_these_regions_and_no_other():
    everything = [*regions.FIXED, "segment-1"]
    everywhere = {"title", "ask", "clock", "room", "spotlight"}
    board = everywhere | {"board", "ideas", "priorities", "actions", "notes", "segment-1"}
    desk = board | {"coverage"}
    assert {who: {stem for stem in everything if audiences.sees(who, stem)} for who in Audience} == {
        Audience.FACILITATOR: desk | {"progress", "reports"},
        Audience.LEAD: desk | {"reports"},
        Audience.VIEWER: desk,
        Audience.PARTICIPANT: board,
        Audience.OBSERVER: board,
        Audience.SCREEN: everywhere | {"ribbon", "picture"},
    }
    assert {who: who.face for who in Audience} == {
        Audience.FACILITATOR: "desk",
        Audience.LEAD: "desk",
        Audience.VIEWER: "desk",
        Audience.PARTICIPANT: "phone",
        Audience.OBSERVER: "phone",
        Audience.SCREEN: "screen",
    }


def test_empty_cell_says_what_it_means():
    assert [overlay.hole(stage, 6) for stage in LearnerStage] == [
        "6 roles here, nobody is being brought in",
        "6 roles here, nobody is being helped on",
        "6 roles here, nobody is growing in post",
        "6 roles here, nobody is moving towards mastery",
    ]
    assert overlay.hole(LearnerStage.GETTING_IN, 1) == "1 role here, nobody is being brought in"
    assert {overlay.hole(stage, 0) for stage in LearnerStage} == {""}


@given(st.lists(st.one_of(st.sampled_from(LearnerStage.values), st.text(max_size=12))))
def test_stages_stand_in_their_order_once(given_codes):
    ordered = overlay.in_stage_order(given_codes)
    assert ordered == [stage.value for stage in LearnerStage if stage.value in given_codes]


@pytest.mark.parametrize(
    ("needed", "now", "words"),
    [
        (2, None, "depth 2 needed, now not known"),
        (3, 1, "depth 3 needed, 1 now, 2 short"),
        (1, 3, "depth 1 needed, 3 now: 2 to spare"),
        (2, 2, "depth 2 needed and there"),
        (1, 0, "depth 1 needed, 0 now, 1 short"),
    ],
)
def test_depths_in_words(needed, now, words):
    assert overlay.depth_words(needed, now) == words
