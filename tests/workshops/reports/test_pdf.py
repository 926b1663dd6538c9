"""The printed report: tagged, navigable, the same words; and nothing that people write makes it fetch anything."""

import io
import re
import socket

import page as validator
import pypdf
import pytest

from tests.workshops.reports import day, hostile, snapshots
from tests.workshops.reports.conftest import report
from workshops.reports import page, pdf
from workshops.reports.contents import Contents
from workshops.reports.letters import printable

pytestmark = pytest.mark.embedded


def failures(content: bytes) -> list[str]:
    """What an automatic PDF/UA-1 check finds."""
    found = validator.validate_pdf_bytes(content, profile=validator.ValidationProfile.PDF_UA_1)
    return [] if found.is_compliant else [str(failure) for failure in found.failures]


def text_of(content: bytes) -> str:
    return "\n".join(leaf.extract_text() for leaf in pypdf.PdfReader(io.BytesIO(content)).pages)


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="session")
def reader(printed: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(printed))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every attempt to reach a network; none may happen."""
    tried: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: tried.append(address))
    return tried


def test_passes_an_automatic_pdf_ua_check(printed: bytes):
    assert failures(printed) == []


def test_the_whole_day_passes_it_too_and_keeps_its_summary_on_one_page():
    content = pdf.pdf(report(day.whole()))
    assert failures(content) == []
    leaves = pypdf.PdfReader(io.BytesIO(content)).pages
    assert "What is asked of you" in leaves[1].extract_text()
    assert leaves[2].extract_text().startswith("The person")
    text = flat(text_of(content))
    for words in ("Merged into 2", "Quick win", "Half a day a week", "Not known yet", "fewer than 5", "Two systems"):
        assert flat(words) in text


def test_metadata_language_and_title(reader: pypdf.PdfReader):
    assert str(reader.root_object["/Lang"]) == "en-GB"
    found = reader.metadata
    assert found is not None
    assert (found.title, found.author) == ("Living well with frailty: draft report 3", "Coastal Integrated Care System")
    assert found.subject == "Who is needed where on the pathway, how deep, and the plan to get there. As of change 214."


def test_bookmarks_are_the_headings(frailty: Contents, reader: pypdf.PdfReader):
    title, sections = reader.outline
    assert isinstance(title, pypdf.generic.Destination)
    assert isinstance(sections, list)
    assert title.title == "Living well with frailty"
    found = [entry.title for entry in sections if isinstance(entry, pypdf.generic.Destination)]
    assert found == [section.title for section in page.sections(frailty)]


def test_every_page_has_its_number_and_the_report_s_name(reader: pypdf.PdfReader):
    assert 10 <= len(reader.pages) <= 16
    for number, leaf in enumerate(reader.pages, start=1):
        text = leaf.extract_text()
        assert f"Page {number} of {len(reader.pages)}" in text
        assert "Living well with frailty · Draft report 3" in text


def test_the_summary_is_one_page(reader: pypdf.PdfReader):
    assert "What is asked of you" in reader.pages[1].extract_text()
    assert reader.pages[2].extract_text().startswith("The person")


def test_contents_list_has_page_numbers(frailty: Contents, reader: pypdf.PdfReader):
    _, sections = reader.outline
    assert isinstance(sections, list)
    found = [entry for entry in sections if isinstance(entry, pypdf.generic.Destination)]
    places = [(reader.get_destination_page_number(entry) or 0) + 1 for entry in found]
    assert len(places) == len(page.sections(frailty))
    numbers = re.findall(r"^(\d+)$", reader.pages[0].extract_text(), flags=re.MULTILINE)
    assert [int(number) for number in numbers[: len(places)]] == places


def test_paper_is_a4_upright_and_turned_for_wide_tables(reader: pypdf.PdfReader):
    sizes = {(round(leaf.mediabox.width), round(leaf.mediabox.height)) for leaf in reader.pages}
    assert sizes == {(595, 842), (842, 595)}


def test_table_heads_are_repeated(reader: pypdf.PdfReader):
    heads = [leaf for leaf in reader.pages if "Conversation step" in leaf.extract_text().replace("\n", " ")]
    assert len(heads) == 2


def test_paper_holds_every_word_of_the_page(frailty: Contents, printed: bytes):
    text = flat(text_of(printed))
    for row in frailty.workforce:
        assert flat(row.title) in text
    for idea in frailty.ideas.rows:
        assert flat(idea.text) in text
    for action in frailty.plan.all:
        assert flat(action.text) in text
    for offer in frailty.overlay.offers:
        assert flat(offer.title) in text
    assert flat(frailty.statement) in text


def test_the_same_report_is_the_same_file(frailty: Contents, printed: bytes):
    assert pdf.pdf(frailty) == printed


def test_hostile_text_is_printed_as_text(no_network: list[object]):
    content = pdf.pdf(report(hostile.whole_day()))
    assert no_network == []
    assert failures(content) == []
    assert pypdf.PdfReader(io.BytesIO(content)).attachments == {}
    assert flat('<img src="http://169.254.169.254/latest/meta-data/">') in flat(text_of(content))
    assert "root:x:0" not in text_of(content)


@pytest.mark.parametrize(
    "markup",
    [
        '<link rel="attachment" href="file:///etc/passwd">',
        '<a rel="attachment" href="file:///etc/hostname">a</a>',
        '<img src="http://169.254.169.254/latest/meta-data/">',
        '<img src="file:///etc/hostname">',
        '<img src="data:image/png;base64,iVBORw0KGgo=">',
        '<link rel="stylesheet" href="http://example.org/a.css">',
        "<style>@import url(http://example.org/a.css);</style>",
        "<style>p { background: url(file:///etc/passwd) }</style><p>a</p>",
        "<style>@font-face { font-family: x; src: url(http://example.org/x.woff) }</style><p>a</p>",
        '<img src="depth:4-1">',
        '<img src="depth:1-1/../../etc/passwd">',
    ],
)
def test_the_printer_fetches_nothing_even_when_told_to(markup: str, no_network: list[object]):
    with pytest.raises(pdf.OutsideRequest, match="fetches nothing from outside"):
        pdf.ink(f'<html lang="en"><title>t</title><body>{markup}</body></html>')
    assert no_network == []


def test_an_image_inside_a_picture_is_not_fetched_either(no_network: list[object]):
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>t</title><image href="{}"/></svg>'
    for url in ("http://example.org/a.png", "file:///etc/hostname"):
        content = pdf.ink(f'<html lang="en"><title>t</title><body>{picture.format(url)}</body></html>')
        assert pypdf.PdfReader(io.BytesIO(content)).attachments == {}
    assert no_network == []


def test_our_marks_are_served_by_name():
    content = pdf.ink('<html lang="en"><title>t</title><body><img src="depth:3-x" alt="not known"></body></html>')
    assert failures(content) == []


def test_an_empty_workshop_prints():
    content = pdf.pdf(report(snapshots.empty()))
    assert failures(content) == []
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 6


def test_a_crowded_workshop_prints_with_its_summary_on_one_page():
    content = pdf.pdf(report(snapshots.crowded(needs=30)))
    assert failures(content) == []
    assert "What is asked of you" in pypdf.PdfReader(io.BytesIO(content)).pages[1].extract_text()


@pytest.mark.parametrize(
    ("text", "ink"),
    [
        ("plain – “text” … ü", "plain – “text” … ü"),
        ("a\x0bb\x00c\u2028d", "a b c d"),
        ("line\nline\ttab", "line\nline\ttab"),
        ("\U0010fffd", "□"),
        ("é", "é"),
    ],
)
def test_signs_without_a_glyph_get_a_stand_in(text: str, ink: str):
    assert printable(text) == ink
