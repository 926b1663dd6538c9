"""Paper for the room: a canvas for each segment, cards with the code; tagged like the report."""

import io
import re
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest
import segno

from tests.workshops.reports import day, hostile, snapshots
from tests.workshops.reports.test_pdf import failures
from workshops.reports.paper import PREPARED, ROLES, paper
from workshops.reports.pdf import ink
from workshops.reports.pictures import qr_code
from workshops.reports.variants import printable
from workshops.rules.codes import ReportVariant

JOIN = {"code": "K7MQ-2XPA", "url": "https://journey.example.org/join/K7MQ2XPA/", "place": "journey.example.org"}


def whole() -> snapshots.Snapshot:
    return {**day.whole(), "join": JOIN}


def printed(variant: ReportVariant, snapshot: snapshots.Snapshot) -> bytes:
    made = printable(variant, snapshot, number=4, made_at=datetime(2026, 11, 21, tzinfo=UTC))
    return ink(made.html, made.styles)


def texts(content: bytes) -> list[str]:
    return [" ".join(leaf.extract_text().split()) for leaf in pypdf.PdfReader(io.BytesIO(content)).pages]


@pytest.fixture(scope="session")
def canvases() -> bytes:
    return printed(ReportVariant.CANVASES, whole())


@pytest.fixture(scope="session")
def cards() -> bytes:
    return printed(ReportVariant.CARDS, whole())


def test_canvases_pass_an_automatic_pdf_ua_check(canvases: bytes):
    assert failures(canvases) == []


def test_cards_pass_an_automatic_pdf_ua_check(cards: bytes):
    assert failures(cards) == []


def test_there_is_one_a3_page_for_the_way_in_the_person_each_segment_and_the_star(canvases: bytes):
    leaves = pypdf.PdfReader(io.BytesIO(canvases)).pages
    assert {(round(leaf.mediabox.width), round(leaf.mediabox.height)) for leaf in leaves} == {(1191, 842)}
    found = texts(canvases)
    assert len(found) == 1 + 1 + 15 + 1
    assert "Join with your phone" in found[0]
    assert "Edith" in found[1]
    titles = [canvas.title for canvas in paper(whole(), number=4).canvases]
    for title, text in zip(titles, found[2:17], strict=True):
        assert title in text
    assert "What would close the biggest gaps?" in found[17]
    for number, text in enumerate(found, start=1):
        assert "K7MQ-2XPA" in text
        assert f"Page {number} of 18" in text
        assert "Living well with frailty" in text


def test_a_canvas_asks_for_needs_roles_depths_and_learners(canvases: bytes):
    stage, zone = texts(canvases)[2:4]
    for words in ("What does the person need here?", "Who is here, and how deep?", "Getting in", "And further"):
        assert words in stage
        assert words in zone
    assert "Community group or local charity informal" in stage
    assert "Who holds the person here?" in zone
    assert "Who holds the person here?" not in stage
    assert "The relationship makes or breaks the experience" in zone


@pytest.mark.parametrize(("roles", "shown", "more"), [(0, 0, 0), (PREPARED, PREPARED, 0), (PREPARED + 3, PREPARED, 3)])
def test_a_canvas_keeps_lines_to_write_on(roles: int, shown: int, more: int):
    needs = [snapshots.need(pk, 1, f"Role {pk}", needed=1, now=1) for pk in range(roles)]
    made: dict[str, Any] = {**snapshots.snapshot(segments=[snapshots.segment(1, "A")], needs=needs), "join": JOIN}
    (canvas,) = paper(made, number=1).canvases
    assert (len(canvas.roles), sum(bool(role.title) for role in canvas.roles), canvas.more) == (ROLES, shown, more)


def test_cards_hold_the_code_the_place_and_three_steps_and_eight_to_cut(cards: bytes):
    door, tables = texts(cards)
    assert "Join with your phone" in door
    for step in ("Point your camera at the square", "Type the code", "A first name is enough"):
        assert step in door
    assert tables.count("K7MQ-2XPA") == 8
    assert tables.count("journey.example.org") == 8


@pytest.mark.parametrize("variant", [ReportVariant.CANVASES, ReportVariant.CARDS])
def test_paper_shows_nothing_that_the_room_wrote(variant: ReportVariant):
    html = printable(variant, whole(), number=4, made_at=datetime(2026, 11, 21, tzinfo=UTC)).html
    for words in (
        "Rotate new nurses",
        "Head of nursing",
        "Car parks",
        "To die in her own bed",
        "Somebody who knows me",
    ):
        assert words not in html


@pytest.mark.parametrize("variant", [ReportVariant.CANVASES, ReportVariant.CARDS])
def test_long_and_hostile_words_stay_on_their_page(variant: ReportVariant):
    snapshot = {**hostile.snapshot(), "join": JOIN}
    content = printed(variant, snapshot)
    assert failures(content) == []
    wanted = 2 if variant == ReportVariant.CARDS else 2 + len(snapshot["personas"]) + len(snapshot["segments"])
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == wanted


def test_the_same_snapshot_gives_the_same_file(cards: bytes):
    assert printed(ReportVariant.CARDS, whole()) == cards


def test_paper_without_the_way_in_is_refused():
    with pytest.raises(KeyError):
        paper(day.whole(), number=1)


def test_a_qr_code_is_drawn_module_by_module():
    code = qr_code(JOIN["url"])
    rows = list(enumerate(segno.make(JOIN["url"], micro=False, error="m").matrix))
    modules = {(x, y) for y, row in rows for x, is_dark in enumerate(row) if is_dark}
    drawn = set()
    for left, top, across in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.path):
        drawn |= {(int(left) + step - 4, int(top) - 4) for step in range(int(across))}
    assert drawn == modules
    assert code.words == f"QR code that opens {JOIN['url']}"
