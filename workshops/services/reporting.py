"""Reports: the row is the job (design 5). Ask for one, claim it, make it, fail visibly, try again."""

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q

from workshops.models import Report, ReportFile, Workshop
from workshops.queries.snapshot import paper_snapshot, snapshot
from workshops.reports.pdf import ink
from workshops.reports.variants import printable
from workshops.rules import regions
from workshops.rules.codes import ReportStatus, ReportVariant
from workshops.rules.rights import PRODUCT, Right
from workshops.services.editing import Edit, Invalid, fair_turn, finish, locked, verb

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)
"""How long a worker may be silent before another takes the job over."""
RENEWAL = 5.0
"""Seconds between two renewals of a lease."""
ATTEMPTS = 3
"""After so many attempts a report counts as failed, until somebody asks again."""
REST = timedelta(seconds=10)
"""How long a report rests in the queue after an attempt that did not work."""
ANNOUNCE_AGAIN = timedelta(seconds=10)
"""How long a waiting report rests before it is announced again."""
IN_THE_QUEUE = 5
"""Unfinished reports that one workshop may have."""

UNFINISHED = (ReportStatus.QUEUED, ReportStatus.RUNNING)


class LeaseLost(Exception):
    """Another worker has taken the job over; whatever this one made is dropped."""


@verb("report.requested", Right.REPORT)
def request_report(edit: Edit, *, variant: ReportVariant = ReportVariant.REPORT) -> Report:
    """Ask for a report of the workshop as it stands now, or for paper made from it.

    Raises Invalid when too many are still being made.
    """
    if edit.workshop.reports.filter(status__in=UNFINISHED).count() >= IN_THE_QUEUE:
        raise Invalid("", "Several reports of this workshop are being made already. Please wait for those.")
    edit.workshop.last_report += 1
    edit.workshop.save(update_fields=["last_report"])
    report = Report.objects.create(
        workshop=edit.workshop,
        number=edit.workshop.last_report,
        variant=variant,
        as_of=edit.workshop.last_event,
        snapshot=(snapshot if variant == ReportVariant.REPORT else paper_snapshot)(edit.workshop),
        requested_by_id=edit.by.user_id,
        requested_at=edit.at,
    )
    edit.touch(regions.REPORTS)
    return report


@verb("report.retried", Right.REPORT)
def retry_report(edit: Edit, *, report_id: int) -> Report:
    """Put a failed report back into the queue, from the same snapshot."""
    report = edit.workshop.reports.get(pk=report_id)
    if report.status == ReportStatus.FAILED:
        report.status, report.attempt, report.failure, report.progress = ReportStatus.QUEUED, 0, "", 0
        report.announced_at = None
        report.save()
        edit.touch(regions.REPORTS)
    return report


def claim_report(*, report_id: int, owner: str, at: datetime) -> Report | None:
    """Take a waiting report, or one whose lease has run out, with one conditional update; None when there is none."""
    with fair_turn(), transaction.atomic():
        changed = Report.objects.filter(_ready(at), pk=report_id).update(
            status=ReportStatus.RUNNING, owner=owner, lease_until=at + LEASE, attempt=F("attempt") + 1, progress=5
        )
    if not changed:
        return None
    report = Report.objects.select_related("workshop").get(pk=report_id)
    if report.attempt > ATTEMPTS:
        _fail(report, owner, at, "It was tried several times without success.")
        return None
    _tell(report, at)
    return report


def next_report_id(*, at: datetime) -> int | None:
    """The oldest report that waits or whose lease has run out."""
    return Report.objects.filter(_ready(at)).order_by("pk").values_list("pk", flat=True).first()


def run_report(*, report_id: int, owner: str, clock: Callable[[], datetime]) -> None:
    """Claim a report and make it. Safe to call twice: only the holder of the lease writes, and only once.

    An attempt that does not work, whatever the reason, gives the report back to the queue; the last one fails it.
    """
    report = claim_report(report_id=report_id, owner=owner, at=clock())
    if report is None:
        return
    try:
        with _kept_lease(report, owner, clock):
            made = printable(
                ReportVariant(report.variant), report.snapshot, number=report.number, made_at=report.requested_at
            )
            _progress(report, owner, 30, clock())
            printed = ink(made.html, made.styles)
        _store(report, owner, printed, clock())
    except LeaseLost:
        log.warning("report %s was taken over by another worker", report.pk)
    except Exception:
        log.exception("attempt %s of %s at report %s did not work", report.attempt, ATTEMPTS, report.pk)
        _give_back(report, owner, clock())


def stalled_reports(*, at: datetime) -> list[int]:
    """Reports that nobody was told of, or that a worker let go of; each is marked as announced now (the sweep)."""
    quiet = Q(announced_at=None) | Q(announced_at__lt=at - ANNOUNCE_AGAIN)
    stalled = quiet & _ready(at)
    waiting = Report.objects.filter(stalled).order_by("pk").values_list("pk", flat=True)[:20]
    return [pk for pk in waiting if Report.objects.filter(stalled, pk=pk).update(announced_at=at)]


def mark_announced(*, report_id: int, at: datetime) -> None:
    """Note that a worker was told of the report just now."""
    Report.objects.filter(pk=report_id).update(announced_at=at)


def _ready(at: datetime) -> Q:
    """Whoever looks may claim it: it waits and does not rest, or its worker has been silent for too long."""
    return Q(status__in=UNFINISHED) & (Q(lease_until=None) | Q(lease_until__lt=at))


@contextmanager
def _kept_lease(report: Report, owner: str, clock: Callable[[], datetime]) -> Iterator[None]:
    """Renew the lease from a thread of its own while the work goes on; raises LeaseLost at the end when it was lost."""
    done, lost = threading.Event(), threading.Event()

    def renew() -> None:
        try:
            while not done.wait(RENEWAL):
                mine = Report.objects.filter(pk=report.pk, owner=owner, status=ReportStatus.RUNNING)
                if not mine.update(lease_until=clock() + LEASE):
                    lost.set()
                    return
        finally:
            connection.close()

    thread = threading.Thread(target=renew, name=f"lease-{report.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    if lost.is_set():
        raise LeaseLost


def _progress(report: Report, owner: str, percent: int, at: datetime) -> None:
    mine = Report.objects.filter(pk=report.pk, owner=owner, status=ReportStatus.RUNNING)
    if not mine.update(progress=percent, lease_until=at + LEASE):
        raise LeaseLost
    _tell(report, at)


def _store(report: Report, owner: str, printed: bytes, at: datetime) -> None:
    with fair_turn(), transaction.atomic():
        workshop = locked(report.workshop_id)
        mine = Report.objects.filter(pk=report.pk, owner=owner, status=ReportStatus.RUNNING)
        if not mine.update(
            status=ReportStatus.READY, progress=100, finished_at=at, failure="", owner="", lease_until=None
        ):
            raise LeaseLost
        ReportFile.objects.update_or_create(
            report=report, defaults={"content": printed, "checksum": hashlib.sha256(printed).hexdigest()}
        )
        _say(workshop, report, at, "report.ready")


def _give_back(report: Report, owner: str, at: datetime) -> None:
    """After an attempt that did not work: the queue again, with a rest, or the end of it."""
    if report.attempt >= ATTEMPTS:
        _fail(report, owner, at, "Something went wrong while it was being made.")
        return
    with fair_turn(), transaction.atomic():
        workshop = locked(report.workshop_id)
        mine = Report.objects.filter(pk=report.pk, owner=owner, status=ReportStatus.RUNNING)
        if mine.update(status=ReportStatus.QUEUED, progress=0, owner="", lease_until=at + REST):
            _say(workshop, report, at, "report.progress")


def _fail(report: Report, owner: str, at: datetime, failure: str) -> None:
    with fair_turn(), transaction.atomic():
        workshop = locked(report.workshop_id)
        mine = Report.objects.filter(pk=report.pk, owner=owner, status=ReportStatus.RUNNING)
        if mine.update(status=ReportStatus.FAILED, failure=failure, finished_at=at, owner="", lease_until=None):
            _say(workshop, report, at, "report.failed")


def _tell(report: Report, at: datetime) -> None:
    with fair_turn(), transaction.atomic():
        _say(locked(report.workshop_id), report, at, "report.progress")


def _say(workshop: Workshop, report: Report, at: datetime, kind: str) -> None:
    edit = Edit(workshop, PRODUCT, at)
    edit.touch(regions.REPORTS)
    finish(edit, kind=kind, subject=f"report-{report.pk}")
