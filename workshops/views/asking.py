"""Around the day, on the desk: the list of steps, the invite plan, surveys, offers that exist already, rehearsal."""

import secrets
from dataclasses import asdict
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.services import PatientDataRefused
from learners.views.editing import see_other
from workshops.access import Visit
from workshops.forms.asking import InvitesForm, QuestionsForm
from workshops.queries import around as steps
from workshops.queries import asking as queries
from workshops.reports import pictures, surveys
from workshops.rules import asking as rules
from workshops.rules import rights
from workshops.rules.codes import SurveyKind
from workshops.rules.invites import USUAL
from workshops.rules.rights import Right
from workshops.services import asking, invites
from workshops.services.editing import Invalid, Outcome
from workshops.views.answers import Request, act, at_workshop, command, context, seen_version, url

LOAD = 200_000
"""Bytes that the rehearsal fetches to measure the line: about what a phone fetches when it comes in."""


@never_cache
@require_safe
@at_workshop
def around(request: Request, visit: Visit) -> HttpResponse:
    """Before and after: every step of the workshop's life, how it stands, and what comes next."""
    visit.check(Right.KEEP)
    page = context(request, visit, around=steps.around(visit.workshop))
    return render(request, "workshops/around/steps.html", page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def invite_plan(request: Request, visit: Visit) -> HttpResponse:
    """Who is wanted in the room, by sector and role, and who has said yes."""
    visit.check(Right.RUN)
    plan = queries.invite_plan(visit.workshop.pk)
    if request.method != "POST":
        usual = USUAL if request.GET.get("usual") and not plan.lines else ()
        form = InvitesForm(lines=usual or list(plan.lines))
        return _invites(request, visit, form, plan, is_proposed=bool(usual))
    form = InvitesForm(request.POST)
    if not form.is_valid():
        return _invites(request, visit, form, plan, form.errors)
    removed = request.POST.get("remove", "")
    try:
        outcome = invites.save_invites(command(request, visit), draft=form.draft(removed=removed))
    except invites.PlanChanged as changed:
        return _invites(request, visit, form.overtaken(changed.rows), plan, form.said_meanwhile(changed.rows), 409)
    except Invalid as invalid:
        return _invites(request, visit, form, plan, [("", str(invalid))])
    except PatientDataRefused as refused:
        sentences = [(form.box_of(finding.field), finding.sentence) for finding in refused.findings]
        return _invites(request, visit, form, plan, sentences)
    _say(request, outcome, "Removed." if removed else "Saved.")
    return see_other(url(visit, "invites"))


@require_POST
@at_workshop
def invite_restore(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Bring a removed line of the invite plan back."""
    visit.check(Right.RUN)
    return act(
        request, visit, partial(invites.restore_invite, line_id=pk), said="It is back.", then=_back(visit, "invites")
    )


@never_cache
@require_safe
@at_workshop
def survey(request: Request, visit: Visit, kind: str) -> HttpResponse:
    """A survey: open it, send its link, see who replied and what they said."""
    visit.check(Right.REPORT)
    kind = _kind(kind)
    result = queries.results(visit.workshop.pk).get(kind)
    links = queries.links(visit.workshop.pk, kind)
    page = context(
        request,
        visit,
        kind=kind,
        label=SurveyKind(kind).label,
        result=result,
        shipped=asking.shipped(kind),
        told=surveys.replies([asdict(each) for each in result.sectors]) if result else None,
        pictured=[(each, pictures.scale(each.counts, each.mean)) for each in result.questions] if result else [],
        links=links,
        letter=_letter(visit, kind, links, result),
    )
    return render(request, "workshops/around/survey.html", page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def survey_questions(request: Request, visit: Visit, kind: str) -> HttpResponse:
    """The questions of a survey, to change until the first reply has come in."""
    visit.check(Right.RUN)
    kind = _kind(kind)
    stored = queries.survey_of(visit.workshop.pk, kind)
    stand = [asking.Wording(q.kind, q.text) for q in queries.questions_of(stored)] if stored else asking.shipped(kind)
    form = QuestionsForm(request.POST if request.method == "POST" else None, questions=list(stand))
    page: dict[str, Any] = {"kind": kind, "form": form, "version": stored.version if stored else 1, "sentences": []}
    if request.method != "POST":
        return render(request, "workshops/around/questions.html", context(request, visit, **page))
    status, page["sentences"] = 422, form.errors
    if form.is_valid():
        try:
            do = command(request, visit)
            outcome = asking.word_survey(do, kind=kind, seen=seen_version(request), draft=form.draft())
        except asking.WordingChanged as changed:
            status, page["theirs"], page["version"] = 409, stand, changed.survey.version
        except Invalid as invalid:
            page["sentences"] = [("", str(invalid))]
        except PatientDataRefused as refused:
            page["sentences"] = [(f"id_{finding.field}-text", finding.sentence) for finding in refused.findings]
        else:
            _say(request, outcome, "Saved.")
            return see_other(url(visit, "survey", kind))
    return render(request, "workshops/around/questions.html", context(request, visit, **page), status=status)


@require_POST
@at_workshop
def survey_open(request: Request, visit: Visit, kind: str) -> HttpResponse:
    """Take replies."""
    visit.check(Right.ASK)
    do = partial(asking.open_survey, kind=_kind(kind))
    return act(request, visit, do, said="Replies are taken now. Send the link.", then=_back(visit, "survey", kind))


@require_POST
@at_workshop
def survey_close(request: Request, visit: Visit, kind: str) -> HttpResponse:
    """Take no more replies."""
    visit.check(Right.ASK)
    do = partial(asking.close_survey, kind=_kind(kind))
    return act(request, visit, do, said="Closed. No more replies are taken.", then=_back(visit, "survey", kind))


@require_POST
@at_workshop
def survey_link_add(request: Request, visit: Visit, kind: str) -> HttpResponse:
    """A fresh link to a survey."""
    visit.check(Right.ASK)
    do = partial(asking.make_link, kind=_kind(kind))
    return act(request, visit, do, said="A fresh link is made. Here is the text.", then=_back(visit, "survey", kind))


@require_POST
@at_workshop
def offers_link_add(request: Request, visit: Visit) -> HttpResponse:
    """A link by which organisations tell what they offer already."""
    visit.check(Right.RUN)
    do = partial(asking.make_link, kind="")
    return act(request, visit, do, said="The link is made. Here is the text.", then=_back(visit, "existing_offers"))


@require_POST
@at_workshop
def link_end(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """End a link."""
    visit.check(Right.ASK)

    def back(outcome: Outcome[Any]) -> dict[str, str]:
        survey = outcome.target.survey if outcome.target else None
        return {"back": url(visit, "survey", survey.kind) if survey else url(visit, "existing_offers")}

    return act(request, visit, partial(asking.end_link, link_id=pk), said="That link leads nowhere now.", then=back)


@never_cache
@require_safe
@at_workshop
def existing_offers(request: Request, visit: Visit) -> HttpResponse:
    """What organisations said they offer already, and the link by which they say it."""
    visit.check(Right.REPORT)
    links = queries.links(visit.workshop.pk, "")
    letter = rules.offers_letter(title=visit.workshop.title, url=links[0].url) if links else ""
    offers = queries.existing_offers(visit.workshop.pk)
    page = context(request, visit, offers=offers, links=links, letter=letter)
    return render(request, "workshops/around/existing_offers.html", page)


@require_POST
@at_workshop
def existing_offer_remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take a told offer off the list for good."""
    visit.check(Right.RUN)
    do = partial(asking.remove_existing_offer, offer_id=pk)
    return act(request, visit, do, said="Removed.", then=_back(visit, "existing_offers"))


@never_cache
@require_safe
@at_workshop
def rehearsal(request: Request, visit: Visit) -> HttpResponse:
    """Whether this room's network will do, and the information-governance declaration."""
    visit.check(Right.RUN)
    signed_by = visit.workshop.declared_by.name if visit.workshop.declared_by else ""
    signed_at = visit.workshop.declared_at
    page = context(request, visit, sentences=rules.DECLARED, signed_at=signed_at, signed_by=signed_by)
    return render(request, "workshops/around/rehearsal.html", page)


@never_cache
@require_safe
@at_workshop
def rehearsal_load(request: Request, visit: Visit) -> HttpResponse:
    """Bytes without sense, which no line makes smaller on the way."""
    visit.check(Right.RUN)
    return HttpResponse(secrets.token_bytes(LOAD), content_type="application/octet-stream")


@require_POST
@at_workshop
def declare(request: Request, visit: Visit) -> HttpResponse:
    """Sign the information-governance declaration."""
    visit.check(Right.RUN)
    return act(request, visit, invites.declare, said="Signed.", then=_back(visit, "rehearsal"))


@never_cache
@require_safe
@at_workshop
def after(request: Request, visit: Visit) -> HttpResponse:
    """The way from the room to the questions after the day."""
    path = queries.open_link(visit.workshop.pk, SurveyKind.AFTER)
    if path is None or visit.workshop.status not in rights.ANSWERING:
        raise PermissionDenied("The last questions are not open just now. Ask the facilitator.")
    return see_other(path)


def _invites(
    request: Request,
    visit: Visit,
    form: InvitesForm,
    plan: queries.InvitePlan,
    sentences: list[tuple[str, str]] | None = None,
    status: int = 422,
    *,
    is_proposed: bool = False,
) -> HttpResponse:
    page = context(request, visit, form=form, plan=plan, sentences=sentences or [], is_proposed=is_proposed)
    return render(request, "workshops/around/invites.html", page, status=status if sentences else 200)


def _letter(visit: Visit, kind: str, links: tuple[queries.LinkRow, ...], result: queries.SurveyResult | None) -> str:
    if not links or result is None:
        return ""
    silent = result.silent if result.replies else ()
    minutes = 10 if kind == SurveyKind.BEFORE else 2
    return rules.survey_letter(kind, title=visit.workshop.title, url=links[0].url, minutes=minutes, silent=silent)


def _kind(kind: str) -> str:
    if kind not in SurveyKind.values:
        raise Http404("No such survey.")
    return kind


def _back(visit: Visit, name: str, *arguments: object) -> Any:
    return lambda outcome: {"back": url(visit, name, *arguments)}


def _say(request: Request, outcome: Outcome[Any], said: str) -> None:
    messages.success(request, said)
    for finding in outcome.warnings:
        messages.warning(request, finding.sentence)
