"""What is taken off the board, and the end of the day: the read-back, and words that were still unsent."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from workshops.access import Visit
from workshops.forms.people import HandedForm
from workshops.queries import people as listed
from workshops.queries import readback as read
from workshops.queries import removed
from workshops.rules.rights import Right
from workshops.services import handing
from workshops.views.answers import Panel, Request, at_workshop, context, save, url


@never_cache
@require_safe
@at_workshop
def taken_off(request: Request, visit: Visit) -> HttpResponse:
    """What was taken off the board, to bring it back."""
    visit.check(Right.KEEP)
    return render(
        request,
        "workshops/panels/taken_off.html",
        context(request, visit, entries=removed.taken_off(visit.workshop.pk)),
    )


@never_cache
@require_safe
@at_workshop
def readback(request: Request, visit: Visit) -> HttpResponse:
    """The numbers of the day, and what happens next."""
    visit.check(Right.SEE)
    page = context(request, visit, readback=read.of_workshop(visit.workshop))
    return render(request, "workshops/panels/readback.html", page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def handed_in(request: Request, visit: Visit) -> HttpResponse:
    """Words that the board did not take: facilitators read them, people who were in the room hand them in."""
    if request.method != "POST":
        visit.check(Right.KEEP)
        entries = listed.handed_in(visit.workshop.pk)
        return render(request, "workshops/panels/handed_in.html", context(request, visit, entries=entries))
    visit.check(Right.HAND_IN)
    form = HandedForm(request.POST)
    page = Panel("Hand to the facilitator", url(visit, "handed_in"), form, submit_label="Hand to the facilitator")
    said = "The facilitator has your words. The map stays as it was."
    return save(request, visit, page, lambda c: handing.hand_in(c, draft=form.draft()), said=said)
