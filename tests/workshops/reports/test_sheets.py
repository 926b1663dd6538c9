"""The tables as CSV: for spreadsheets, and safe to open in them."""

import csv
import io

import pytest

from tests.workshops.reports import snapshots
from tests.workshops.reports.conftest import report
from workshops.reports.contents import Contents
from workshops.reports.sheets import actions_csv, safe, workforce_csv

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


def test_action_table(frailty: Contents):
    assert rows(actions_csv(frailty)) == [
        ["Number", "Action", "Owner", "Organisation", "Due", "Status", "Enabler", "From idea"],
        [
            "1",
            "Write the rotation agreement",
            "Head of nursing",
            "Coastal Community Trust",
            "2027-01-29",
            "Agreed",
            "",
            "3",
        ],
        [
            "2",
            "Book frailty awareness for reception and transport",
            "Training hub lead",
            "Coastal ICB",
            "2026-12-18",
            "In progress",
            "Upskilling",
            "1",
        ],
        ["3", "Cost a frailty practitioner post", "", "", "", "Proposed", "", "5"],
        ["4", "Ask care homes which numbers they ring today", "Place manager", "", "", "Proposed", "", ""],
        ["5", "A second sister ward", "", "", "", "Dropped", "", ""],
    ]


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
def test_formulas_stay_text_in_both_sheets(formula: str):
    made = snapshots.frailty()
    made["needs"][0].update(title=formula, note=f"see;{formula}")
    made["segments"][0]["title"] = formula
    made["actions"][0].update(text=formula, owner=formula, organisation=formula)
    for text in (workforce_csv(report(made)), actions_csv(report(made))):
        for row in rows(text)[1:]:
            for cell in row:
                assert not is_formula(cell) or cell.lstrip("-").isdigit()


def test_lines_quotes_and_commas_survive():
    made = snapshots.snapshot(actions=[snapshots.action(1, 'A "quoted", long\nlined action', None)])
    assert rows(actions_csv(report(made)))[1][1] == 'A "quoted", long\nlined action'
