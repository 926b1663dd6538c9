"""The report as a page: the same words on screen and on paper, pictures with twins, no foothold for foreign markup."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.workshops.reports import day, hostile, snapshots
from tests.workshops.reports.conftest import report
from workshops.reports import page
from workshops.reports.contents import Contents

pytestmark = pytest.mark.embedded


class Words(HTMLParser):
    """Collects the texts of headings and cells, pictures' alternatives, ids, tags and attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, list[str]] = {}
        self.tags: Counter[str] = Counter()
        self.attributes: Counter[str] = Counter()
        self.alternatives: list[str] = []
        self._open: list[tuple[str, list[str]]] = []
        self._in_svg = 0
        self._in_title = False
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes.update(name for name, _ in attrs)
        if tag == "svg":
            self._in_svg += 1
        if tag == "img":
            self.alternatives.append(dict(attrs).get("alt") or "")
        self._in_title = tag == "title" and self._in_svg > 0
        if tag in ("h1", "h2", "h3", "th", "td", "caption"):
            self._open.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg":
            self._in_svg -= 1
        self._in_title = False
        if self._open and self._open[-1][0] == tag:
            name, parts = self._open.pop()
            self.found.setdefault(name, []).append(" ".join("".join(parts).split()))

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.alternatives.append(data)
        elif not self._in_svg:
            for _, parts in self._open:
                parts.append(data)


@pytest.fixture(scope="session")
def paper(frailty: Contents) -> Words:
    return Words(page.html(frailty, for_print=True))


@pytest.fixture(scope="session")
def screen(frailty: Contents) -> Words:
    return Words(page.html(frailty, for_print=False))


def test_screen_and_paper_say_the_same(frailty: Contents, paper: Words, screen: Words):
    assert paper.found == screen.found
    headings = [section.title for section in page.sections(frailty)]
    assert [heading for heading in paper.found["h2"] if heading in headings] == headings
    assert len(paper.found["td"]) > 400


def test_the_product_s_frame_holds_the_same_sections(frailty: Contents, rf: RequestFactory):
    framed = render_to_string("reports/report_page.html", page.context(frailty), request=rf.get("/"))
    sections = page.html(frailty, for_print=False)
    assert sections.strip() in framed
    assert "css/report.css" in framed


def test_one_main_heading_and_the_statement_on_the_first_page(frailty: Contents, paper: Words):
    assert paper.found["h1"] == ["Living well with frailty"]
    first = page.html(frailty, for_print=True).split("report-summary")[0]
    assert "not an assessment of any person" in first
    assert "no patient data" in first


def test_every_picture_has_a_text_alternative(paper: Words, screen: Words):
    for words in (paper, screen):
        assert len(words.alternatives) == words.tags["svg"] + words.tags["img"]
        assert all(words.alternatives)
    assert Counter(paper.alternatives) == Counter(screen.alternatives)


def test_the_ribbon_s_twin_holds_the_same_places_and_heat(frailty: Contents, paper: Words):
    cells = set(paper.found["td"]) | set(paper.found["th"])
    for row in frailty.pathway:
        assert {row.place.title, row.place.number, row.heat_words, str(row.roles)} <= cells
    drawn = " ".join(line.words for line in page.context(frailty)["pictures"].ribbon.lines)
    assert all(f"{row.place.title}: {row.heat_words}" in drawn for row in frailty.pathway)


def test_the_twins_of_pyramid_and_star_hold_the_same_numbers(frailty: Contents):
    html = page.html(frailty, for_print=True)
    pictures = page.context(frailty)["pictures"]
    pyramid = _table(html, "Roles at each depth")
    assert pyramid == [
        ["3 Expert", "8", "5"],
        ["2 Working", "22", "11"],
        ["1 Aware", "10", "12"],
        ["0 None", "–", "6"],
        ["Not known", "–", "6"],
    ]
    numbers = [int(bar.number.text) for bar in pictures.pyramid.bars]
    assert numbers == [8, 5, 22, 11, 10, 12, 6, 6]
    star = _table(html, "Ideas on each point of the star")
    assert [(tip.label.text, tip.count.text.split()[0]) for tip in pictures.star.tips] == [
        (name, count) for name, count in star[:-1]
    ]
    assert star[-1] == ["Not sorted yet", "1"]


def test_every_role_of_the_matrix_stands_in_the_workforce_table(frailty: Contents):
    shown = {
        (row.id, row.depth_words) for sheet in frailty.overlay.sheets for line in sheet.rows for cell in line.cells
        for row in cell.rows
    }  # fmt: skip
    assert shown == {(row.id, row.depth_words) for row in frailty.workforce}


def test_nothing_inline_that_a_strict_policy_refuses(screen: Words):
    assert {"style", "iframe", "object"} & set(screen.tags) == set()
    assert {"style"} & set(screen.attributes) == set()
    assert not [name for name in screen.attributes if name.startswith("on")]


@pytest.mark.parametrize("first", range(len(hostile.CORPUS)))
def test_what_people_write_stays_text(first: int):
    words = Words(page.html(report(hostile.whole_day(first)), for_print=True))
    usual = Words(page.html(report(day.whole()), for_print=True))
    assert set(words.tags) <= set(usual.tags)
    assert set(words.attributes) <= set(usual.attributes)


def test_a_workshop_with_nothing_in_it_says_so():
    text = page.html(report(snapshots.empty()), for_print=True)
    for sentence in (
        "No gap is known yet",
        "No ideas were written down.",
        "No action has been agreed with an owner, an organisation and a date.",
        "No role has been placed on the pathway yet.",
        "Nobody has joined with the code.",
        "No persona was used.",
    ):
        assert sentence in text


def test_a_long_pathway_s_summary_shows_its_hottest_places_only():
    made = page.context(report(snapshots.crowded(needs=60)))
    drawn = made["pictures"]
    assert drawn.is_cut
    assert sum(len(line.stages) + len(line.hinges) for line in drawn.summary.lines) == page.SHORT
    assert sum(len(line.stages) for line in drawn.ribbon.lines) == 40


def _table(html: str, caption: str) -> list[list[str]]:
    """The cells of the body of the table with this caption."""
    body = html.split(f"<caption>{caption}")[1].split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, flags=re.DOTALL)
    return [Words(row).found.get("th", []) + Words(row).found["td"] for row in rows]
