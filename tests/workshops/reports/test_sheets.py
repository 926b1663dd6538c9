"""The tables as CSV: for spreadsheets, and safe to open in them."""

import csv
import io

import pytest

from tests.workshops.reports import day, snapshots
from tests.workshops.reports.conftest import report
from workshops.reports.contents import Contents
from workshops.reports.sheets import actions_csv, gaps_csv, ideas_csv, offers_csv, safe, workforce_csv

pytestmark = pytest.mark.embedded

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "＝1",
    "＋1",
    "－1",
    "＠A1",
    '=HYPERLINK("http://example.org","x")',
    "=cmd|' /C calc'!A0",
]


def rows(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    assert "\r\n" in text
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def cells(text: str, separator: str) -> list[str]:
    """The cells that a program would see which takes another separator, or quotes, for the end of one."""
    for sign in (separator, '"', "\r", "\n"):
        text = text.replace(sign, "\0")
    return text.split("\0")


def is_formula(cell: str) -> bool:
    return cell.strip(" \t\u00a0\u200b\ufeff")[:1] in set("=+-@＝＋－＠")


def test_workforce_table(frailty: Contents):
    head, first, second, *_ = table = rows(workforce_csv(frailty))
    assert len(table) == 41
    assert head[:4] == ["Place", "Segment", "Kind of segment", "Role"]
    assert first[:10] == [
        "1",
        "Ageing well and prevention",
        "Stage",
        "Community group or local charity",
        "Informal",
        "",
        "Outside Agenda for Change",
        "1",
        "not known",
        "not known",
    ]
    assert second[7:12] == ["1", "1", "0", "Engage", "Getting in"]
    assert sorted(int(row[9]) for row in table[1:] if row[9] != "not known")[:1] == [-2]


def test_action_table():
    head, first, second, third, *_ = rows(actions_csv(report(day.whole())))
    assert head == [
        "Number", "Action", "Owner", "Organisation", "Start", "Due", "Status", "Outcome", "Resources", "Measure", "Aim",
        "Lever", "Horizon", "Enabler", "From idea",
    ]  # fmt: skip
    assert first == [
        "1", "Write the rotation agreement", "Head of nursing", "Coastal Community Trust", "2026-12-01", "2027-01-29",
        "Agreed", "Six nurses rotate", "Half a day a week", "Nurses in rotation", "Experience of staff", "Pipeline",
        "Next: 3 to 12 months", "", "3",
    ]  # fmt: skip
    assert second[4:7] == ["", "2026-12-18", "In progress"]
    assert third == ["3", "Cost a frailty practitioner post", "", "", "", "", "Proposed", "", "",
                     "Days from advert to post", "Cost per head", "", "", "", "5"]  # fmt: skip


def test_idea_table_holds_every_number_and_how_the_room_chose():
    head, *table = rows(ideas_csv(report(day.whole())))
    assert head[8:10] == ["Dots in round 1", "Dots in round 2"]
    assert [row[0] for row in table] == [str(number) for number in range(1, 11)]
    assert table[1] == [
        "2", "A care home rotation for newly qualified nurses, shared with the urgent response team", "Supply",
        "One team", "", "Open", "8", "", "9", "12", "4", "1", "5", "5", "Major project", "", "",
    ]  # fmt: skip
    assert table[7][5:] == ["Merged into 2", "9", "", "0", "0", "0", "", "", "", "", "", ""]
    assert table[9][6:8] == ["", "4"]
    assert table[9][-1] == "yes"


def test_gap_and_offer_tables(frailty: Contents):
    gaps = rows(gaps_csv(frailty))
    assert len(gaps) == 1 + len(frailty.capability.gaps)
    assert gaps[1][:7] == [
        "1",
        "Advanced clinical practitioner",
        "5",
        "Hospital front door and same-day care",
        "3",
        "0",
        "3",
    ]
    offers = rows(offers_csv(frailty))
    assert len(offers) == 1 + len(frailty.overlay.offers)
    assert [row[2] for row in offers[1:3]] == [row.status.label for row in frailty.overlay.offers[:2]]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize(
    "before", ["", "words;", "words,", "words\t", "words\n", "words\r\n", 'say "', "words|", "a; "]
)
def test_no_cell_begins_a_formula_whatever_the_separator(formula: str, before: str):
    guarded = safe(before + formula)
    assert guarded[:1] not in {"\t", "\r", "\n"}
    assert guarded.replace("'", "") == (before + formula).replace("'", "")
    for separator in ",;\t|":
        assert not [cell for cell in cells(guarded, separator) if is_formula(cell)]


@pytest.mark.parametrize(
    "text", ["well-being", "a + b", "3–4", "mail me @ noon", "half-day, then home", "O'Brien", "", "1 = one", "−2"]
)
def test_ordinary_words_stay_as_they_are(text: str):
    assert safe(text) == text


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_stay_text_in_all_sheets(formula: str):
    made = day.whole()
    made["needs"][0].update(title=formula, note=f"see;{formula}")
    made["needs"][5].update(title=formula, depth_needed=3, depth_now=0)
    made["segments"][0]["title"] = formula
    made["actions"][0].update(
        text=formula, owner=formula, organisation=formula, outcome=formula, resources=formula, measure=formula
    )
    made["ideas"][0].update(text=formula, cluster=formula)
    made["offers"][0].update(title=formula, length=formula)
    for write in (workforce_csv, actions_csv, ideas_csv, gaps_csv, offers_csv):
        table = rows(write(report(made)))[1:]
        assert any(formula.strip() in cell for row in table for cell in row)
        for row in table:
            for cell in row:
                assert not is_formula(cell) or cell.lstrip("-").isdigit()


def test_lines_quotes_and_commas_survive():
    made = snapshots.snapshot(actions=[snapshots.action(1, 'A "quoted", long\nlined action', None)])
    assert rows(actions_csv(report(made)))[1][1] == 'A "quoted", long\nlined action'
