"""Coming in by code: no account, one place for each device."""

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.services import PatientDataRefused
from learners.views.editing import see_other
from workshops import access
from workshops.access import Visit
from workshops.forms.structure import CodeForm, JoinForm
from workshops.queries.room import card
from workshops.rules.codes import Door
from workshops.rules.rights import Right
from workshops.services import people
from workshops.services.editing import Invalid
from workshops.views.answers import NO_KEY, FreshKey, NoKey, Request, at_workshop, operation_key, url

SEAT_AGE = 60 * 60 * 24 * 60
"""Seconds that a place is kept on a device: from pre-work to review."""


@login_not_required
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front door: type a code, or sign in."""
    return render(request, "workshops/home.html", {"form": CodeForm()})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_find(request: HttpRequest) -> HttpResponse:
    """From a typed code to the page that asks who comes in."""
    if request.method != "POST":
        return redirect("workshops:home")
    form = CodeForm(request.POST)
    if not form.is_valid():
        return render(request, "workshops/home.html", {"form": form}, status=422)
    try:
        workshop = people.find_by_code(typed=form.cleaned_data["code"], at=timezone.now())
    except (people.WrongCode, people.TooManyWrongCodes) as wrong:
        form.add_error("code", str(wrong))
        return render(request, "workshops/home.html", {"form": form}, status=_status_of(wrong))
    return see_other(reverse("workshops:join", args=[workshop.join_code]))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Who comes in; whoever holds a place already is brought back to it."""
    try:
        workshop = people.find_by_code(typed=code, at=timezone.now())
    except (people.WrongCode, people.TooManyWrongCodes) as wrong:
        typed = CodeForm({"code": code})
        typed.add_error("code", str(wrong))
        return render(request, "workshops/home.html", {"form": typed}, status=_status_of(wrong))
    seat = access.seat_of(request, workshop)
    if seat is not None or access.is_staff_here(request, workshop):
        return see_other(_place_of(workshop.public_id, is_waiting=seat is not None and seat.is_waiting))
    if workshop.door == Door.LOCKED:
        return _locked(request)
    form = JoinForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            taken = people.join(
                workshop_id=workshop.pk,
                newcomer=form.newcomer(),
                key=operation_key(request),
                device=request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""),
                at=timezone.now(),
            )
        except NoKey:
            form.add_error(None, NO_KEY)
            status = 400
        except people.Locked:
            return _locked(request)
        except people.WrongCode as closed:
            form.add_error(None, str(closed))
        except Invalid as full:
            form.add_error(None, str(full))
        except PatientDataRefused as refused:
            form.add_error("name", refused.findings[0].sentence)
        else:
            return _seated(workshop.public_id, taken)
    page = {"form": form, "workshop": card(workshop), "key": FreshKey()}
    return render(request, "workshops/join.html", page, status=status)


@never_cache
@require_safe
@at_workshop
def waiting(request: Request, visit: Visit) -> HttpResponse:
    """The waiting room: whoever may come in goes on to the board (``at_workshop`` answers those who wait)."""
    return see_other(url(visit, "board"))


@require_safe
@at_workshop
def qr(request: Request, visit: Visit) -> HttpResponse:
    """The join link as a QR code."""
    visit.check(Right.SEE)
    drawn = segno.make(card(visit.workshop).join_url, micro=False, error="m")
    svg = drawn.svg_inline(scale=8, border=2, omitsize=True, title="QR code of the join link")
    xml = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return HttpResponse(xml, content_type="image/svg+xml")


def _status_of(wrong: Exception) -> int:
    return 429 if isinstance(wrong, people.TooManyWrongCodes) else 404


def _locked(request: HttpRequest) -> HttpResponse:
    return render(request, "workshops/locked.html", status=403)


def _place_of(public_id: str, *, is_waiting: bool) -> str:
    return reverse("workshops:waiting" if is_waiting else "workshops:board", args=[public_id])


def _seated(public_id: str, taken: people.Seat) -> HttpResponse:
    response = see_other(_place_of(public_id, is_waiting=taken.membership.is_waiting))
    response.set_cookie(
        access.seat_cookie(public_id),
        taken.token,
        max_age=SEAT_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response
