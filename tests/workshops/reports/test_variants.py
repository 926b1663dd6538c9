"""Asking for a report or for paper: the same way, other names, and only a report can be read."""

import re

import pytest
from django.test import Client

from accounts.rules.roles import AccountRole
from tests import make
from tests.make import NOON, do, row
from workshops.models import Report, Workshop
from workshops.rules.codes import ReportVariant
from workshops.services import reporting

pytestmark = pytest.mark.django_db

SHEETS = ("workforce", "gaps", "offers", "ideas", "actions")


@pytest.fixture
def desk(workshop: Workshop) -> Client:
    return make.signed_in(make.user(AccountRole.FACILITATOR, at=workshop.system))


@pytest.fixture
def _no_renewal(monkeypatch: pytest.MonkeyPatch):
    """A lease is renewed on another connection, which waits for the transaction that a test stands in."""
    monkeypatch.setattr(reporting, "RENEWAL", 600.0)


def path(at: Workshop, rest: str) -> str:
    return f"/w/{at.public_id}/{rest}"


def ready(at: Workshop, variant: ReportVariant) -> Report:
    report = row(reporting.request_report(do(at), variant=variant))
    reporting.run_report(report_id=report.pk, owner="w", clock=lambda: NOON)
    report.refresh_from_db()
    assert report.status == "ready", report.failure
    return report


def test_the_panel_offers_the_report_canvases_and_cards(workshop: Workshop, desk: Client):
    page = desk.get(path(workshop, "reports/add/")).content.decode()
    offered = re.findall(r'name="variant" value="(\w+)">([^<]+)<', page)
    assert offered == [
        ("report", "Make the report"),
        ("canvases", "Print canvases"),
        ("cards", "Print join cards"),
    ]


@pytest.mark.parametrize(
    ("asked", "variant", "name"),
    [
        ("canvases", "canvases", "Canvases 1"),
        ("cards", "cards", "Join cards 1"),
        ("report", "report", "Report 1"),
        ("", "report", "Report 1"),
        ("poster", "report", "Report 1"),
    ],
)
def test_what_is_asked_for_is_made_and_called_by_its_name(
    workshop: Workshop, desk: Client, asked: str, variant: str, name: str
):
    answer = desk.post(path(workshop, "reports/add/"), {"variant": asked})
    assert answer.status_code == 303
    made = workshop.reports.get()
    assert made.variant == variant
    assert ("join" in made.snapshot) == (variant != "report")
    region = desk.get(path(workshop, "regions/reports/")).content.decode()
    assert f"<b>{name}</b>" in region


@pytest.mark.usefixtures("_no_renewal")
@pytest.mark.parametrize(
    ("variant", "name"), [(ReportVariant.CANVASES, "canvases-1.pdf"), (ReportVariant.CARDS, "join-cards-1.pdf")]
)
def test_paper_is_downloaded_by_its_name_and_is_nothing_to_read(
    workshop: Workshop, desk: Client, variant: ReportVariant, name: str
):
    ready(workshop, variant)
    answer = desk.get(path(workshop, "reports/1/report.pdf"))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.content.startswith(b"%PDF-")
    for rest in ("", *(f"{sheet}.csv" for sheet in SHEETS)):
        assert desk.get(path(workshop, f"reports/1/{rest}")).status_code == 404
    region = desk.get(path(workshop, "regions/reports/")).content.decode()
    assert re.findall(r'href="([^"]+)" download', region) == [path(workshop, "reports/1/report.pdf")]


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_of_a_report_is_downloaded_by_its_name(workshop: Workshop, desk: Client, sheet: str):
    reporting.request_report(do(workshop))
    answer = desk.get(path(workshop, f"reports/1/{sheet}.csv"))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="report-1-{sheet}.csv"'
    assert answer.content.decode().startswith("\ufeff")


def test_a_new_code_leaves_what_was_asked_for_as_it_was(workshop: Workshop):
    report = row(reporting.request_report(do(workshop), variant=ReportVariant.CARDS))
    code = workshop.join_code
    Workshop.objects.filter(pk=workshop.pk).update(join_code="22222222")
    report.refresh_from_db()
    assert code in report.snapshot["join"]["url"]
