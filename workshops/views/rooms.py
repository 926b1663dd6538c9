"""Workshops as wholes: the list, a new one, the board with its three faces, and running it."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person, systems_of
from accounts.rules.roles import AccountRole
from accounts.services import PatientDataRefused
from journeys.queries import published_templates, version_content
from learners.views.editing import see_other
from workshops import access
from workshops.access import Visit
from workshops.forms.structure import CreateForm, DescribeForm
from workshops.live import regions
from workshops.live.news import news
from workshops.queries import board as boards
from workshops.queries import room
from workshops.rules import regions as stems
from workshops.rules.audiences import Audience, sees
from workshops.rules.codes import WorkshopStatus
from workshops.rules.rights import Right
from workshops.services import running
from workshops.views import writing
from workshops.views.answers import Panel, Request, act, at_workshop, context, panel, save, seen_version, url


@require_safe
def workshop_list(request: HttpRequest) -> HttpResponse:
    """The workshops of the person's systems."""
    user = person(request)
    page = {
        "workshops": [room.card(each) for each in access.workshops_of(user)],
        "may_create": systems_of(user, AccountRole.ADMIN, AccountRole.FACILITATOR).exists(),
        "is_admin": systems_of(user, AccountRole.ADMIN).exists(),
    }
    return render(request, "workshops/workshop_list.html", page)


@require_safe
def choose_template(request: HttpRequest) -> HttpResponse:
    """The published pathway templates, to start from."""
    access.may_create(person(request))
    return render(request, "workshops/choose_template.html", {"templates": published_templates()})


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """A new workshop from a template, in a short form that the template has filled in."""
    user = person(request)
    systems = access.may_create(user)
    version = access.published_version(slug)
    content = version_content(version.pk)
    initial = {
        "title": content.title,
        "population": content.population,
        "starts": content.starts,
        "ends": content.ends,
        "held_on": timezone.localdate(),
    }
    form = CreateForm(request.POST or None, systems=systems, initial=initial)
    if request.method == "POST" and form.is_valid():
        system = form.cleaned_data["system"]
        try:
            made = running.create_workshop(
                system=system,
                version=version,
                draft=form.draft(),
                by=user,
                at=timezone.now(),
                agenda=form.cleaned_data["agenda"],
            )
        except PatientDataRefused as refused:
            for finding in refused.findings:
                form.add_error(finding.field, finding.sentence)
        else:
            return see_other(reverse("workshops:board", args=[made.public_id]))
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/create.html", {"form": form, "content": content, "slug": slug}, status=status)


def face(request: Request, visit: Visit, audience: Audience) -> HttpResponse:
    """The board as an audience sees it, with the number from which its stream goes on."""
    facts = regions.Facts(room.card(visit.workshop))
    page = regions.frame(facts.workshop, audience)
    for stem in stems.FIXED:
        if sees(audience, stem):
            page |= regions.contents(facts, stem, audience)
    if audience is not Audience.SCREEN and writing.has_own(visit):
        page["mine"] = writing.of(visit)
    page |= {
        "stream_url": url(visit, "events"),
        "changes_url": url(visit, "changes"),
        "now": round(timezone.now().timestamp() * 1000),
    }
    return render(request, "workshops/board.html", page)


@never_cache
@require_safe
@at_workshop
def board(request: Request, visit: Visit) -> HttpResponse:
    """The board: the desk for people with an account, the phone for participants."""
    return face(request, visit, Audience(visit.actor.kind))


@never_cache
@require_safe
@at_workshop
def screen(request: Request, visit: Visit) -> HttpResponse:
    """The projector: what is asked, the pathway, the join code."""
    if visit.actor.membership_id is not None:
        raise PermissionDenied("The screen is opened by the facilitator.")
    return face(request, visit, Audience.SCREEN)


@never_cache
@require_safe
@at_workshop
def table(request: Request, visit: Visit) -> HttpResponse:
    """The board as one table, for reading without seeing it."""
    return render(request, "workshops/table.html", context(request, visit, columns=boards.columns(visit.workshop.pk)))


@never_cache
@require_safe
@at_workshop
def changes(request: Request, visit: Visit) -> HttpResponse:
    """What is new after a number: the same message that the stream sends, for a page that has to ask."""
    audience = Audience(visit.actor.kind)
    if request.GET.get("face") == "screen" and visit.actor.membership_id is None:
        audience = Audience.SCREEN
    after = request.GET.get("after", "")
    if not (after.isascii() and after.isdecimal() and len(after) < 10):
        return HttpResponse(
            "after= wants the number of the last change you have.\n", status=400, content_type="text/plain"
        )
    message = news(visit.workshop.pk, int(after), [audience])[audience]
    return HttpResponse(message.as_json(), content_type="application/json")


@never_cache
@require_safe
@at_workshop
def region(request: Request, visit: Visit, stem: str) -> HttpResponse:
    """One region of one's own face."""
    if not stems.is_stem(stem):
        raise Http404("No such region.")
    html = regions.draw(regions.Facts(room.card(visit.workshop)), stem, Audience(visit.actor.kind))
    if html is None:
        raise Http404("No such region.")
    return HttpResponse(html)


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def details(request: Request, visit: Visit) -> HttpResponse:
    """What the workshop is about."""
    visit.check(Right.RUN)
    form = DescribeForm(request.POST or None, initial=DescribeForm.initial_of(visit.workshop))
    page = Panel(
        "About this workshop",
        url(visit, "details"),
        form,
        version=visit.workshop.version,
        extra={"initial_of": DescribeForm.initial_of},
    )
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: running.describe_workshop(c, seen=seen_version(request), draft=form.draft()),
        said="Saved.",
    )


@require_POST
@at_workshop
def status(request: Request, visit: Visit) -> HttpResponse:
    """Open, pause, review, close: the steps of the workshop's life."""
    visit.check(Right.KEEP)
    wanted = request.POST.get("status", "")
    label = WorkshopStatus(wanted).label.lower() if wanted in WorkshopStatus.values else "as it was"
    label = "open for pre-work" if wanted == WorkshopStatus.PRE_WORK else label
    return act(request, visit, partial(running.set_status, status=wanted), said=f"The workshop is now {label}.")
