"""What a process keeps between two requests is bounded: it is as large after a thousand changes as after one."""

import pytest
from django.utils.safestring import mark_safe

from tests.make import do
from workshops.live import regions
from workshops.models import Workshop
from workshops.queries import room
from workshops.rules.audiences import Audience
from workshops.services import needs

DRAFT = needs.NeedDraft(title="District nurse", depth_needed=2, depth_now=1)


def drawn(workshop: Workshop) -> list[str]:
    """Every column, as the facilitator and the projector have it."""
    workshop.refresh_from_db()
    facts = regions.Facts(room.card(workshop))
    return [html for audience in (Audience.FACILITATOR, Audience.SCREEN) for html in regions.segments(facts, audience)]


@pytest.mark.django_db
def test_changes_leave_one_revision_of_each_column(workshop):
    segment = workshop.segments.first()
    before = len(drawn(workshop))
    for place in range(5):
        needs.add_need(do(workshop), segment_id=segment.pk, draft=DRAFT)
        assert sum(html.count("District nurse") > place for html in drawn(workshop)) == 2
    assert len(regions._drawn.kept) == before
    assert [regions._drawn.kept[regions._Column(segment.pk, yes)][0] for yes in (True, False)] == [5, 5]


def test_column_that_was_read_earlier_replaces_nothing_newer():
    kept, column = regions._Drawn(), regions._Column(1, contribute=True)
    kept.keep(column, 7, mark_safe("seven"))
    kept.keep(column, 6, mark_safe("six"))
    assert (kept.get(column, 7), kept.get(column, 6)) == ("seven", None)
    kept.keep(column, 8, mark_safe("eight"))
    assert (kept.get(column, 8), kept.get(column, 7), len(kept.kept)) == ("eight", None, 1)


def test_longest_unused_column_goes_first():
    kept = regions._Drawn()
    for segment_id in range(kept.LIMIT):
        kept.keep(regions._Column(segment_id, contribute=True), 1, mark_safe("x"))
    assert kept.get(regions._Column(0, contribute=True), 1) == "x"
    kept.keep(regions._Column(kept.LIMIT, contribute=True), 1, mark_safe("x"))
    assert len(kept.kept) == kept.LIMIT
    assert [kept.get(regions._Column(pk, contribute=True), 1) for pk in (0, 1, 2)] == ["x", None, "x"]
