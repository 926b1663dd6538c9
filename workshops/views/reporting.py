"""Reports and paper for the room: ask, read, download, try again."""

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
from workshops.reports.variants import FILE_NAMES
from workshops.rules.codes import ReportVariant
from workshops.rules.rights import Right
from workshops.services import reporting
from workshops.services.editing import Outcome
from workshops.views.answers import Request, act, at_workshop, board_url, context, url

_BEING_MADE = {
    ReportVariant.REPORT: "The report is being made. It takes a few seconds and appears under Reports.",
    ReportVariant.CANVASES: "The canvases are being made. They take a few seconds and appear under Reports.",
    ReportVariant.CARDS: "The join cards are being made. They take a few seconds and appear under Reports.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def report_add(request: Request, visit: Visit) -> HttpResponse:
    """Ask for a report of the workshop as it stands, or for canvases or join cards."""
    visit.check(Right.REPORT)
    if request.method != "POST":
        return render(request, "workshops/panels/report.html", context(request, visit))
    wanted = request.POST.get("variant", "")
    variant = ReportVariant(wanted) if wanted in ReportVariant.values else ReportVariant.REPORT
    do = partial(reporting.request_report, variant=variant)
    return act(request, visit, do, said=_BEING_MADE[variant], then=partial(_announced, visit))


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
    return act(request, visit, do, said="It is being tried again.", then=partial(_announced, visit))


@require_safe
@at_workshop
def report_page(request: Request, visit: Visit, number: int) -> HttpResponse:
    """The report as a page: the accessible original of the PDF."""
    report = access.report_of(visit, number, to_read=True)
    page = {**context(request, visit), **pages.context(_contents(report)), "report_number": number}
    return render(request, "reports/report_page.html", page)


@require_safe
@at_workshop
def report_pdf(request: Request, visit: Visit, number: int) -> HttpResponse:
    """The printed report, canvases or cards."""
    report = access.report_of(visit, number)
    name = FILE_NAMES[ReportVariant(report.variant)]
    return _download(access.printed(report), "application/pdf", f"{name}-{number}.pdf")


@require_safe
@at_workshop
def workforce_csv(request: Request, visit: Visit, number: int) -> HttpResponse:
    """The workforce table of a report as a sheet."""
    return _sheet(access.report_of(visit, number, to_read=True), "workforce", sheets.workforce_csv)


@require_safe
@at_workshop
def actions_csv(request: Request, visit: Visit, number: int) -> HttpResponse:
    """The actions of a report as a sheet, with every field."""
    return _sheet(access.report_of(visit, number, to_read=True), "actions", sheets.actions_csv)


@require_safe
@at_workshop
def ideas_csv(request: Request, visit: Visit, number: int) -> HttpResponse:
    """The ideas of a report as a sheet, with dots, impact and effort."""
    return _sheet(access.report_of(visit, number, to_read=True), "ideas", sheets.ideas_csv)


@require_safe
@at_workshop
def gaps_csv(request: Request, visit: Visit, number: int) -> HttpResponse:
    """The gaps of a report as a sheet, largest first."""
    return _sheet(access.report_of(visit, number, to_read=True), "gaps", sheets.gaps_csv)


@require_safe
@at_workshop
def offers_csv(request: Request, visit: Visit, number: int) -> HttpResponse:
    """The learning offers of a report as a sheet."""
    return _sheet(access.report_of(visit, number, to_read=True), "offers", sheets.offers_csv)


def _announced(visit: Visit, outcome: Outcome[Report]) -> dict[str, str]:
    """Ring for the worker; a page goes back to where the report appears."""
    if outcome.target is not None:
        tasks.announce(report_id=outcome.target.pk, at=timezone.now())
    return {"back": f"{board_url(visit)}#reports"}


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
