"""What a report says, from a snapshot alone."""

import copy
import json
from datetime import date
from typing import Any

import pytest

from learners.rules import LearnerStage, OfferStatus, StarEnabler
from tests.workshops.reports import snapshots
from tests.workshops.reports.conftest import report
from workshops.reports import formats
from workshops.reports.contents import Contents
from workshops.reports.overlay import SHEET
from workshops.reports.people import participation
from workshops.reports.summary import shortened

pytestmark = pytest.mark.embedded


def test_the_same_snapshot_gives_the_same_report_and_stays_as_it_was():
    snapshot = snapshots.frailty()
    before = copy.deepcopy(snapshot)
    assert report(snapshot) == report(json.loads(json.dumps(snapshot)))
    assert snapshot == before


def test_cover_names_what_was_frozen(frailty: Contents):
    cover = frailty.cover
    assert (cover.title, cover.kind, cover.as_of) == ("Living well with frailty", "Draft report 3", 214)
    assert (cover.held_on, cover.mode, cover.status) == (date(2026, 11, 19), "In one room", "In review")
    assert cover.template == "Living well with frailty, version 1"
    assert cover.framework_citation == "Skills for Health, HEE, NHS England, 2018"


@pytest.mark.parametrize(
    ("status", "kind"), [("live", "Draft report 3"), ("closed", "Report 3"), ("archived", "Report 3")]
)
def test_a_report_is_final_once_the_workshop_is_closed(status: str, kind: str):
    assert report(snapshots.snapshot(status=status)).cover.kind == kind


def test_stages_are_numbered_and_zones_named_by_the_stages_they_join(frailty: Contents):
    assert [row.place.number for row in frailty.pathway] == (
        ["1", "1–2", "2", "2–3", "3", "3–4", "4", "4–5", "5", "5–7", "6", "6–7", "7", "7–8", "8"]
    )
    hot = frailty.pathway[4]
    assert (hot.place.title, hot.roles, hot.heat, hot.heat_words) == (
        "Proactive personalised care",
        6,
        3,
        "largest gap 3",
    )
    assert frailty.pathway[1].heat_words == "no roles yet"


def test_workforce_rows_follow_the_pathway_and_say_what_is_not_known(frailty: Contents):
    assert len(frailty.workforce) == 40
    first, volunteer, coach, receptionist = frailty.workforce[:4]
    assert (first.kind, first.level, first.band) == ("Informal", "–", "Outside Agenda for Change")
    assert (first.needed, first.now_words, first.gap_words, first.gap) == (1, "not known", "not known", None)
    assert (volunteer.level, volunteer.gap_words) == ("1", "0")
    assert (coach.level, coach.band, coach.step) == ("4 to 5", "Band 5", "Enable")
    assert (receptionist.gap, receptionist.depth_words) == (1, "depth 1 needed, 0 now, 1 short")
    spare = next(row for row in frailty.workforce if row.title == "General practitioner")
    assert (spare.gap, spare.gap_words) == (-1, "−1")
    assert [row.is_first for row in frailty.workforce[:5]] == [True, False, False, False, True]
    assert frailty.workforce[9].change == "Extended role"


def test_gaps_are_ranked_by_size_then_by_how_many_places_share_them(frailty: Contents):
    gaps = frailty.capability.gaps
    assert [(gap.rank, gap.row.title, gap.row.place.number, gap.size, gap.shared) for gap in gaps[:4]] == [
        (1, "Advanced clinical practitioner", "5", 3, 3),
        (2, "Community matron or case manager", "3", 3, 1),
        (3, "Advanced clinical practitioner", "3", 2, 3),
        (4, "Geriatrician", "5", 2, 2),
    ]
    assert [gap.size for gap in gaps] == sorted((gap.size for gap in gaps), reverse=True)
    assert next(gap for gap in gaps if gap.row.id == 18).ideas == (3,)
    assert [(spare.row.gap, spare.size) for spare in frailty.capability.spare[:2]] == [(-2, 2), (-1, 1)]


def test_every_need_is_a_gap_met_spare_or_not_known(frailty: Contents):
    capability = frailty.capability
    assert (len(capability.gaps), capability.met, len(capability.spare), capability.unknown) == (18, 8, 8, 6)


def test_pyramid_counts_roles_at_each_depth(frailty: Contents):
    assert [(level.label, level.needed, level.now) for level in frailty.capability.levels] == [
        ("3 Expert", 8, 5),
        ("2 Working", 22, 11),
        ("1 Aware", 10, 12),
        ("0 None", None, 6),
        ("Not known", None, 6),
    ]


def test_overlay_shows_roles_offers_and_speaking_holes(frailty: Contents):
    first = frailty.overlay.sheets[0]
    assert [head.place.number for head in first.heads] == ["1", "1–2", "2", "2–3", "3", "3–4", "4", "4–5"]
    assert [head.is_narrow for head in first.heads] == [False, True] * 4
    getting_in = first.rows[0]
    assert getting_in.stage == LearnerStage.GETTING_IN
    assert [row.title for row in getting_in.cells[0].rows] == [
        "Community group or local charity",
        "Volunteer",
        "Receptionist or call handler",
    ]
    assert [(offer.title, offer.status) for offer in getting_in.cells[0].offers] == [
        ("Volunteering with a route into work", OfferStatus.IN_PLACE),
        ("Pre-employment programme or sector-based work academy", OfferStatus.MISSING),
    ]
    assert getting_in.cells[2].hole == "5 roles here, nobody is being brought in"
    assert first.rows[2].cells[0].hole == "4 roles here, nobody is growing in post"
    assert [row.stage for row in first.rows] == [*LearnerStage, None]
    assert frailty.overlay.unplaced == 1


def test_overlay_is_cut_into_sheets_that_fit_a_page_and_lose_no_segment():
    made = report(snapshots.crowded(needs=80))
    sheets = made.overlay.sheets
    assert [head.place.id for sheet in sheets for head in sheet.heads] == list(range(1, 61))
    assert len(sheets) == 7
    assert max(sum(1 if head.is_narrow else 4 for head in sheet.heads) for sheet in sheets) <= SHEET
    assert sheets[0].title == "Stages 1 to 6"
    assert sum(len(cell.rows) for sheet in sheets for row in sheet.rows for cell in row.cells) == 80
    assert max(len(cell.rows) for sheet in sheets for row in sheet.rows for cell in row.cells) == 12


@pytest.mark.parametrize(("roles", "parts"), [(12, [12]), (13, [12, 1]), (30, [12, 12, 6])])
def test_a_full_cell_goes_on_in_a_row_of_its_own(roles: int, parts: list[int]):
    needs = [snapshots.need(pk, 1, f"Role {pk}", needed=1, now=1, stages=["getting_on"]) for pk in range(1, roles + 1)]
    offers = [snapshots.offer(1, 1, "Rotation", "getting_on", "planned")]
    segments = [snapshots.segment(1, "A"), snapshots.segment(2, "B")]
    made = report(snapshots.snapshot(segments=segments, needs=needs, offers=offers))
    rows = [row for row in made.overlay.sheets[0].rows if row.stage == LearnerStage.GETTING_ON]
    assert [len(row.cells[0].rows) for row in rows] == parts
    assert [row.is_continued for row in rows] == [False, *[True] * (len(parts) - 1)]
    assert [len(row.cells[0].offers) for row in rows] == [*[0] * (len(parts) - 1), 1]


def test_offers_are_told_once_with_everybody_they_are_for():
    needs = [snapshots.need(pk, 1, f"Role {pk}", needed=2, now=1) for pk in (1, 2)]
    offers = [snapshots.offer(pk, pk, "Rotation", "go_further", "planned") for pk in (1, 2)]
    offers.append(snapshots.offer(3, 2, "Rotation", "go_further", "missing"))
    made = report(snapshots.snapshot(segments=[snapshots.segment(1, "A")], needs=needs, offers=offers))
    assert [(row.title, row.status, row.roles) for row in made.overlay.offers] == [
        ("Rotation", OfferStatus.PLANNED, ("Role 1 (1)", "Role 2 (1)")),
        ("Rotation", OfferStatus.MISSING, ("Role 2 (1)",)),
    ]
    assert made.overlay.statuses == (
        (OfferStatus.IN_PLACE, 0),
        (OfferStatus.EXISTS_ELSEWHERE, 0),
        (OfferStatus.PLANNED, 2),
        (OfferStatus.MISSING, 1),
    )
    go_further = next(row for row in made.overlay.sheets[0].rows if row.stage == LearnerStage.GO_FURTHER)
    assert [(offer.status, offer.times) for offer in go_further.cells[0].offers] == [
        (OfferStatus.PLANNED, 2),
        (OfferStatus.MISSING, 1),
    ]


def test_ideas_stand_under_their_enablers(frailty: Contents):
    assert [(idea.number, idea.enabler) for idea in frailty.ideas.rows] == [
        (2, StarEnabler.SUPPLY),
        (1, StarEnabler.UPSKILLING),
        (6, StarEnabler.UPSKILLING),
        (5, StarEnabler.NEW_ROLES),
        (3, StarEnabler.NEW_WAYS_OF_WORKING),
        (4, StarEnabler.NEW_WAYS_OF_WORKING),
        (7, None),
    ]
    assert [point.ideas for point in frailty.ideas.points] == [1, 2, 1, 2, 0]
    assert frailty.ideas.unsorted == 1
    assert frailty.ideas.rows[1].places == ("Ageing well and prevention (1)",)
    assert frailty.ideas.rows[4].places == ("District or community nurse (4)",)


def test_unowned_proposals_stand_apart_and_say_what_they_lack(frailty: Contents):
    plan = frailty.plan
    assert [action.number for action in plan.owned] == [2, 1]
    assert [(action.number, action.missing) for action in plan.proposals] == [
        (3, ("an owner", "an organisation", "a date")),
        (4, ("an organisation", "a date")),
    ]
    assert [action.number for action in plan.dropped] == [5]
    assert [action.number for action in plan.all] == [1, 2, 3, 4, 5]


def test_summary_holds_five_of_everything_and_asks(frailty: Contents):
    summary = frailty.summary
    assert [gap.rank for gap in summary.gaps] == [1, 2, 3, 4, 5]
    assert [idea.number for idea in summary.ideas] == [1, 3, 2, 4, 5]
    assert [action.number for action in summary.actions] == [2, 1]
    place = "“Hospital front door and same-day care”"
    assert summary.asks == (
        f"Agree who leads on the largest gap: Advanced clinical practitioner at {place}.",
        "Give an owner and a date to 2 proposed actions, or let it go.",
        "Decide on 5 learning offers that the group found missing.",
        "Find out the depth now of 6 roles that nobody in the room knew.",
        "Use what is there: 8 roles could do more than is asked of them now.",
    )


def test_person_needs_tell_the_pathway_s_words_then_the_room_s(frailty: Contents):
    voices = next(row for row in frailty.person.needs if row.place.number == "4").voices
    assert [(voice.text, voice.source) for voice in voices] == [
        ("Fast help that comes to her, and a plan that is read", "Pathway"),
        ("Somebody who knows me", "Lived experience"),
        ("Help within the hour", "The invented person"),
    ]


@pytest.mark.parametrize(
    ("counts", "rows", "total"),
    [
        ({}, [], "0"),
        ({"acute": 4}, ["fewer than 5"], "hidden"),
        ({"acute": 5}, ["5"], "5"),
        ({"acute": 7, "vcse": 1}, ["7", "fewer than 5"], "hidden"),
        ({"acute": 7, "vcse": 1, "other": 1}, ["7", "fewer than 5", "fewer than 5"], "hidden"),
        ({"acute": 7, "vcse": 4, "other": 4}, ["7", "fewer than 5", "fewer than 5"], "hidden"),
        ({"acute": 7, "vcse": 2, "other": 3}, ["7", "fewer than 5", "fewer than 5"], "12"),
        ({"vcse": 1, "other": 2}, ["fewer than 5", "fewer than 5"], "fewer than 5"),
        ({"community": 5, "acute": 9}, ["9", "5"], "14"),
    ],
)
def test_small_counts_are_hidden_and_totals_that_would_reveal_them(counts: dict[str, int], rows: list[str], total: str):
    found = participation(formats.current(snapshots.snapshot(participation=counts)))
    assert ([row.count for row in found.rows], found.total) == (rows, total)


def test_sectors_that_nobody_came_from_are_named():
    assert participation(formats.current(snapshots.snapshot(participation={"acute": 9}))).absent[:3] == (
        "Primary care",
        "Community health",
        "Mental health",
    )


def test_an_empty_workshop_has_a_report_too():
    made = report(snapshots.empty())
    assert (made.workforce, made.capability.gaps, made.summary.asks, made.overlay.offers) == ((), (), (), ())
    assert [row.heat_words for row in made.pathway] == ["no roles yet", "no roles yet"]
    assert [head.place.title for head in made.overlay.sheets[0].heads] == ["Before", "After"]


def test_a_zone_whose_stage_is_gone_is_still_told():
    made = report(snapshots.snapshot(segments=[snapshots.segment(1, "A"), snapshots.zone(2, "Z", 1, 99)]))
    assert [row.place.number for row in made.pathway] == ["1", "1–?"]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("as it is", "as it is"),
        ("two\nlines\tand  gaps", "two lines and gaps"),
        ("one two three four, five six", "one two three four…"),
        ("x" * 40, "x" * 24 + "…"),
    ],
)
def test_headlines_are_cut_at_a_word(text: str, short: str):
    assert shortened(text, 25) == short


def test_contents_hold_no_names_of_people_in_the_room(frailty: Contents):
    fields: list[Any] = [*frailty.ideas.rows, *frailty.participation.rows]
    assert not {"author", "name", "membership"} & {name for row in fields for name in row.__dataclass_fields__}
