"""Answering by link: no account, no place in the room, one page on a phone."""

import secrets

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.rules.patient_data import Finding
from accounts.services import PatientDataRefused
from learners.views.editing import see_other
from workshops import access
from workshops.forms.asking import ExistingOfferForm, ReplyForm
from workshops.models import SurveyLink
from workshops.queries import asking as queries
from workshops.rules import asking as rules
from workshops.services import answering
from workshops.services.editing import Gone, Invalid, Refused
from workshops.views.answers import NO_KEY, FreshKey, NoKey, operation_key, typed_words

DEVICE = "answering"
"""The cookie that tells one device from another while a survey is open; it goes to no other page than surveys."""
DEVICE_AGE = 60 * 60 * 24 * 60
TELLING = "telling"
"""The cookie that keeps organisation and contact in the boxes from one offer to the next."""


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The questions of a survey on one page; whoever answered already is thanked and may change what they said."""
    link = access.link_of(token, to_survey=True)
    if link is None or link.survey is None:
        return _forgotten(request)
    if link.survey.opened_at is None or link.survey.closed_at is not None:
        return _closed(request, link)
    device = request.COOKIES.get(DEVICE) or secrets.token_urlsafe(24)
    earlier = queries.earlier_reply(link.survey, device)
    if request.method == "POST":
        response = _take_reply(request, link, device)
    elif earlier and not request.GET.get("change"):
        response = _page(request, link, "workshops/answering/thanks.html")
    else:
        initial = (
            {"sector": earlier.sector, **_named(earlier.said)} if earlier else {"sector": _own_sector(request, link)}
        )
        form = ReplyForm(initial=initial, questions=queries.questions_of(link.survey))
        response = _page(request, link, "workshops/answering/survey.html", form=form)
    _keep_cookie(response, DEVICE, device, age=DEVICE_AGE, path="/s/")
    return response


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer_tell(request: HttpRequest, token: str) -> HttpResponse:
    """Say what your organisation offers already, one offer after the other."""
    link = access.link_of(token, to_survey=False)
    if link is None:
        return _forgotten(request)
    if request.method != "POST":
        form = ExistingOfferForm(initial=_told_before(request))
        return _page(request, link, "workshops/answering/offer.html", form=form)
    form = ExistingOfferForm(request.POST)
    status = 422
    if form.is_valid():
        told = form.told()
        try:
            warnings = answering.tell_offer(link_id=link.pk, told=told, key=operation_key(request), at=timezone.now())
        except PatientDataRefused as refused:
            _add(form, refused.findings)
        except Invalid as full:
            form.add_error(None, str(full))
        except Gone:
            return _forgotten(request)
        except NoKey:
            form.add_error(None, NO_KEY)
            status = 400
        else:
            _say(request, f"Thank you: “{told.title}” is noted.", warnings)
            response: HttpResponse = see_other(reverse("workshops:offer_tell", args=[token]))
            kept = signing.dumps({"organisation": told.organisation, "contact": told.contact}, salt=TELLING)
            _keep_cookie(response, TELLING, kept, age=None, path="/o/")
            return response
    return _page(request, link, "workshops/answering/offer.html", form=form, status=status)


def _take_reply(request: HttpRequest, link: SurveyLink, device: str) -> HttpResponse:
    assert link.survey is not None  # asked for by the caller
    form = ReplyForm(request.POST, questions=queries.questions_of(link.survey))
    status = 422
    if form.is_valid():
        try:
            warnings = answering.answer_survey(link_id=link.pk, reply=form.reply(), device=device, at=timezone.now())
        except PatientDataRefused as refused:
            _add(form, refused.findings)
        except Invalid as full:
            form.add_error(None, str(full))
        except (Refused, Gone) as late:
            form.add_error(None, str(late))
            status = 409
        else:
            _say(request, "Saved. Thank you.", warnings)
            return see_other(reverse("workshops:survey_answer", args=[link.token]))
    return _page(request, link, "workshops/answering/survey.html", form=form, status=status)


def _page(request: HttpRequest, link: SurveyLink, template: str, *, status: int = 200, **more: object) -> HttpResponse:
    page = {
        "title": link.workshop.title,
        "system": link.workshop.system.name,
        "kind": link.survey.kind if link.survey else "",
        "key": FreshKey(),
        **more,
    }
    return render(request, template, page, status=status)


def _forgotten(request: HttpRequest) -> HttpResponse:
    """The link leads nowhere; words that were sent all the same come back to copy."""
    page = {"heading": "This link has ended", "sentence": rules.FORGOTTEN, "words": typed_words(request)}
    return render(request, "workshops/answering/ended.html", page, status=404)


def _closed(request: HttpRequest, link: SurveyLink) -> HttpResponse:
    """The survey takes no replies; words that were sent all the same come back to copy."""
    words = [value for name, value in request.POST.items() if name.startswith("answer-") and len(value) > 2]
    page = {"heading": link.workshop.title, "sentence": rules.CLOSED, "words": words}
    return render(request, "workshops/answering/ended.html", page, status=409 if words else 200)


def _own_sector(request: HttpRequest, link: SurveyLink) -> str:
    """The sector of somebody who holds a place in the room, so that they need not say it again."""
    seat = access.seat_of(request, link.workshop)
    return seat.sector if seat and seat.removed_at is None else ""


def _named(said: dict[int, int | str]) -> dict[str, str]:
    return {rules.field_of(question_id): str(value) for question_id, value in said.items()}


def _told_before(request: HttpRequest) -> dict[str, str]:
    try:
        kept: dict[str, str] = signing.loads(request.COOKIES.get(TELLING, ""), salt=TELLING)
    except signing.BadSignature:
        return {}
    return kept


def _keep_cookie(response: HttpResponse, name: str, value: str, *, age: int | None, path: str) -> None:
    response.set_cookie(
        name, value, max_age=age, path=path, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )


def _add(form: ReplyForm | ExistingOfferForm, findings: list[Finding]) -> None:
    for finding in findings:
        form.add_error(finding.field if finding.field in form.fields else None, finding.sentence)


def _say(request: HttpRequest, said: str, warnings: list[Finding]) -> None:
    messages.success(request, said)
    for warning in warnings:
        messages.warning(request, warning.sentence)
