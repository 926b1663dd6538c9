"""The row is the job: claimed once, taken over when its worker is silent, finished or visibly failed (design I7)."""

import threading
from datetime import timedelta
from functools import partial

import pytest

from accounts.rules.roles import AccountRole
from tests import make
from tests.make import NOON, do, row
from tests.workshops.storms import storm, succeeded
from workshops import tasks
from workshops.models import Report, ReportFile
from workshops.queries import room
from workshops.reports.contents import contents
from workshops.services import ideas, reporting

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(workshop):
    ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Rotate", "supply"))
    return row(reporting.request_report(do(workshop)))


def claim(report: Report, owner: str, seconds: float = 0) -> Report | None:
    return reporting.claim_report(report_id=report.pk, owner=owner, at=NOON + timedelta(seconds=seconds))


def run(report: Report, owner: str = "w", seconds: float = 0) -> None:
    reporting.run_report(report_id=report.pk, owner=owner, clock=lambda: NOON + timedelta(seconds=seconds))
    report.refresh_from_db()


@pytest.fixture
def _no_renewal(monkeypatch):
    """A lease is renewed on another connection, which waits for the transaction that a test stands in."""
    monkeypatch.setattr(reporting, "RENEWAL", 600.0)


@pytest.mark.django_db(transaction=True)
def test_report_claimed_by_many_at_once_is_claimed_once(report):
    claimed = succeeded(storm(*(partial(claim, report, f"w{n}") for n in range(8))))
    assert sum(found is not None for found in claimed) == 1
    report.refresh_from_db()
    assert (report.status, report.attempt) == ("running", 1)
    assert report.owner == next(found.owner for found in claimed if found)


@pytest.mark.django_db(transaction=True)
def test_report_run_by_many_at_once_is_made_once(report):
    before = report.workshop.events.count()
    succeeded(storm(*(partial(run, report, f"w{n}") for n in range(3))))
    report.refresh_from_db()
    assert (report.status, report.attempt, report.progress, report.owner) == ("ready", 1, 100, "")
    kinds = list(report.workshop.events.filter(number__gt=before).order_by("number").values_list("kind", flat=True))
    assert kinds == ["report.progress", "report.progress", "report.ready"]
    assert bytes(report.file.content).startswith(b"%PDF-")


def test_lease_that_has_not_run_out_is_respected(report):
    assert claim(report, "first") is not None
    assert claim(report, "second", seconds=reporting.LEASE.total_seconds()) is None
    assert reporting.next_report_id(at=NOON + reporting.LEASE) is None


def test_lease_that_has_run_out_is_claimed_again(report):
    claim(report, "first")
    late = reporting.LEASE.total_seconds() + 1
    assert reporting.next_report_id(at=NOON + timedelta(seconds=late)) == report.pk
    taken = claim(report, "second", seconds=late)
    assert taken is not None
    assert (taken.owner, taken.attempt) == ("second", 2)


@pytest.mark.usefixtures("_no_renewal")
def test_worker_that_lost_its_lease_writes_nothing(report, caplog):
    times = iter([NOON, NOON, NOON + timedelta(minutes=5)])

    def clock():
        at = next(times)
        if at > NOON:
            claim(report, "second", seconds=200)
        return at

    reporting.run_report(report_id=report.pk, owner="first", clock=clock)
    report.refresh_from_db()
    assert (report.status, report.owner, report.attempt) == ("running", "second", 2)
    assert not ReportFile.objects.exists()
    assert "taken over" in caplog.text
    assert not report.workshop.events.filter(kind__in=["report.ready", "report.failed"]).exists()


@pytest.mark.django_db(transaction=True)
def test_lease_is_renewed_while_the_work_goes_on(report, monkeypatch):
    monkeypatch.setattr(reporting, "RENEWAL", 0.01)
    renewed = threading.Event()
    claimed = claim(report, "w")
    assert claimed is not None
    ticks = iter(range(1, 10**6))

    def clock():
        at = NOON + timedelta(seconds=next(ticks))
        if at > NOON + timedelta(seconds=3):
            renewed.set()
        return at

    with reporting._kept_lease(claimed, "w", clock):
        assert renewed.wait(20)
    report.refresh_from_db()
    assert report.lease_until > NOON + reporting.LEASE + timedelta(seconds=1)


@pytest.mark.django_db(transaction=True)
def test_lease_that_somebody_else_took_is_noticed(report, monkeypatch):
    monkeypatch.setattr(reporting, "RENEWAL", 0.01)
    claimed = claim(report, "w")
    assert claimed is not None
    asked = threading.Event()

    def clock():
        asked.set()
        return NOON

    def take_over() -> None:
        with reporting._kept_lease(claimed, "w", clock):
            assert asked.wait(20)
            lease = next(thread for thread in threading.enumerate() if thread.name == f"lease-{claimed.pk}")
            Report.objects.update(owner="other")
            lease.join(20)

    with pytest.raises(reporting.LeaseLost):
        take_over()


@pytest.mark.usefixtures("_no_renewal")
def test_report_is_a_pdf_and_stands_beside_its_row(report):
    run(report)
    content = bytes(report.file.content)
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert (report.status, report.progress, report.failure, report.lease_until) == ("ready", 100, "", None)
    run(report)
    assert report.attempt == 1
    assert bytes(report.file.content) == content


def test_same_snapshot_gives_the_same_contents(workshop, report):
    first = contents(report.snapshot, number=1, made_at=NOON)
    ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Later"))
    workshop.segments.update(title="Elsewhere")
    report.refresh_from_db()
    assert contents(report.snapshot, number=1, made_at=NOON) == first
    assert row(reporting.request_report(do(workshop))).snapshot != report.snapshot


@pytest.mark.usefixtures("_no_renewal")
def test_failure_is_visible_without_details_and_a_retry_works(workshop, report, caplog):
    whole = report.snapshot
    Report.objects.update(snapshot={"format": 1, "secret": "her words"}, attempt=reporting.ATTEMPTS - 1)
    run(report)
    assert (report.status, report.failure) == ("failed", "Something went wrong while it was being made.")
    assert workshop.events.order_by("number").last().kind == "report.failed"
    lead = make.signed_in(make.user(AccountRole.WORKFORCE_LEAD, at=workshop.system))
    page = lead.get(f"/w/{workshop.public_id}/").content.decode()
    assert "Something went wrong while it was being made." in page
    assert f"/w/{workshop.public_id}/reports/1/retry/" in page
    assert "her words" not in page + caplog.text
    Report.objects.update(snapshot=whole)
    reporting.retry_report(do(workshop), report_id=report.pk)
    run(report)
    assert (report.status, report.failure, report.attempt) == ("ready", "", 1)


@pytest.mark.usefixtures("_no_renewal")
def test_attempt_that_does_not_work_gives_the_report_back_and_only_the_third_fails_it(report):
    Report.objects.update(snapshot={"format": 1})
    stood = [_stands(report, seconds) for seconds in (0, 5, 11, 15, 22, 60)]
    assert stood == [
        ("queued", 1, 0, "It did not work and will be tried again", ""),
        ("queued", 1, 0, "It did not work and will be tried again", ""),
        ("queued", 2, 0, "It did not work and will be tried again", ""),
        ("queued", 2, 0, "It did not work and will be tried again", ""),
        ("failed", 3, 5, "Failed", "Something went wrong while it was being made."),
        ("failed", 3, 5, "Failed", "Something went wrong while it was being made."),
    ]
    kinds = list(report.workshop.events.order_by("number").values_list("kind", flat=True))[-6:]
    assert kinds == ["report.progress"] * 5 + ["report.failed"]


def _stands(report: Report, seconds: float) -> tuple[str, int, int, str, str]:
    """What a worker that looks at this moment makes of the report, and what the page says then."""
    run(report, f"w{seconds}", seconds)
    (shown,) = room.reports(report.workshop_id)
    assert (report.owner, shown.status) == ("", report.status)
    return report.status, report.attempt, report.progress, shown.status_label, report.failure


@pytest.mark.usefixtures("_no_renewal")
def test_report_that_rests_is_offered_to_nobody_and_is_made_afterwards(report):
    whole = report.snapshot
    Report.objects.update(snapshot={"format": 1})
    run(report)
    Report.objects.update(snapshot=whole)
    assert reporting.stalled_reports(at=NOON + reporting.REST) == []
    assert reporting.next_report_id(at=NOON + reporting.REST) is None
    assert reporting.next_report_id(at=NOON + timedelta(seconds=11)) == report.pk
    assert reporting.stalled_reports(at=NOON + timedelta(seconds=11)) == [report.pk]
    run(report, seconds=11)
    assert (report.status, report.attempt, report.failure, report.lease_until) == ("ready", 2, "", None)


def test_page_says_which_attempt_is_under_way(report):
    claim(report, "w")
    claim(report, "w", seconds=60)
    assert [shown.status_label for shown in room.reports(report.workshop_id)] == ["Being made, attempt 2"]


def test_report_that_kills_its_workers_fails_in_the_end(report):
    for attempt in range(reporting.ATTEMPTS):
        assert claim(report, "w", seconds=attempt * 60) is not None
    assert claim(report, "w", seconds=reporting.ATTEMPTS * 60) is None
    report.refresh_from_db()
    assert (report.status, report.failure) == ("failed", "It was tried several times without success.")
    assert reporting.next_report_id(at=NOON + timedelta(hours=1)) is None


def test_sweep_finds_what_was_never_announced_and_what_was_let_go(report):
    def stalled(seconds: float) -> list[int]:
        return reporting.stalled_reports(at=NOON + timedelta(seconds=seconds))

    assert stalled(0) == [report.pk]
    assert stalled(9) == []
    assert stalled(11) == [report.pk]
    claim(report, "w", seconds=12)
    assert stalled(30) == []
    assert stalled(33) == [report.pk]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_announce_a_report_once(report):
    at = NOON + timedelta(seconds=60)
    found = succeeded(storm(*[partial(reporting.stalled_reports, at=at)] * 4))
    assert sorted(found) == [[], [], [], [report.pk]]


def test_announcement_that_fails_leaves_the_row_to_the_sweep(report, settings):
    settings.REPORT_ANNOUNCER = f"{__name__}.nobody_there"
    tasks.announce(report_id=report.pk, at=NOON)
    report.refresh_from_db()
    assert (report.status, report.announced_at) == ("queued", None)
    settings.REPORT_ANNOUNCER = f"{__name__}.somebody_there"
    tasks.announce_stalled(at=NOON)
    report.refresh_from_db()
    assert told == [report.pk]
    assert report.announced_at == NOON


told: list[int] = []


def nobody_there(report_id: int) -> None:
    raise OSError("away")


def somebody_there(report_id: int) -> None:
    told.append(report_id)


@pytest.mark.usefixtures("_no_renewal")
def test_next_report_is_the_oldest(workshop, report):
    second = row(reporting.request_report(do(workshop)))
    assert tasks.waiting() == report.pk
    tasks.run(report_id=report.pk, owner="w")
    report.refresh_from_db()
    assert (report.status, tasks.waiting()) == ("ready", second.pk)
    tasks.run(report_id=second.pk, owner="w")
    assert tasks.waiting() is None
