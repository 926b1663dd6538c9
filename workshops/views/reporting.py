"""Reports: ask, read, download, try again."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from workshops import access, tasks
from workshops.access import Visit
from workshops.models import Report
from workshops.reports import page as pages
from workshops.reports import sheets
from workshops.reports.contents import Contents, contents
from workshops.rules.rights import Right
from workshops.services import reporting
from workshops.services.editing import Outcome
from workshops.views.answers import Request, act, at_workshop, context, url


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def report_add(request: Request, visit: Visit) -> HttpResponse:
    """Ask for a report of the workshop as it stands."""
    visit.check(Right.REPORT)
    if request.method != "POST":
        return render(request, "workshops/panels/report.html", context(request, visit))
    return act(
        request,
        visit,
        reporting.request_report,
        said="The report is being made. It takes a few seconds and appears under Reports.",
        then=_announced,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def report_retry(request: Request, visit: Visit, number: int) -> HttpResponse:
    """Try a failed report again."""
    report = access.report_of(visit, number)
    if request.method != "POST":
        page = context(
            request,
            visit,
            heading=f"Try report {number} again?",
            action=url(visit, "report_retry", number),
            submit_label="Try again",
        )
        return render(request, "workshops/panels/confirm.html", page)
    do = partial(reporting.retry_report, report_id=report.pk)
    return act(request, visit, do, said="It is being tried again.", then=_announced)


@require_safe
@at_workshop
def report_page(request: Request, visit: Visit, number: int) -> HttpResponse:
    """The report as a page: the accessible original of the PDF."""
    report = access.report_of(visit, number)
    page = {**context(request, visit), **pages.context(_contents(report)), "report_number": number}
    return render(request, "reports/report_page.html", page)


@require_safe
@at_workshop
def report_pdf(request: Request, visit: Visit, number: int) -> HttpResponse:
    """The printed report."""
    report = access.report_of(visit, number)
    return _download(access.printed(report), "application/pdf", f"report-{number}.pdf")


@require_safe
@at_workshop
def workforce_csv(request: Request, visit: Visit, number: int) -> HttpResponse:
    """The workforce table of a report as a sheet."""
    return _sheet(access.report_of(visit, number), "workforce", sheets.workforce_csv)


@require_safe
@at_workshop
def actions_csv(request: Request, visit: Visit, number: int) -> HttpResponse:
    """The actions of a report as a sheet."""
    return _sheet(access.report_of(visit, number), "actions", sheets.actions_csv)


def _announced(outcome: Outcome[Report]) -> dict[str, str]:
    if outcome.target is not None:
        tasks.announce(report_id=outcome.target.pk, at=timezone.now())
    return {}


def _contents(report: Report) -> Contents:
    return contents(report.snapshot, number=report.number, made_at=report.requested_at)


def _sheet(report: Report, name: str, write: Callable[[Contents], str]) -> HttpResponse:
    text = write(_contents(report))
    return _download(text.encode("utf-8"), "text/csv; charset=utf-8", f"report-{report.number}-{name}.csv")


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
