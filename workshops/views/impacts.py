"""What an idea, or the whole plan, would do."""

from functools import partial

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from workshops.access import Visit
from workshops.forms.ideas import ImpactForm
from workshops.models import Idea
from workshops.rules.rights import Right
from workshops.services import impacts
from workshops.views.answers import Panel, Request, act, at_workshop, named_id, panel, save, seen_version, url
from workshops.views.ideas import living_idea


def named_idea(request: Request, visit: Visit) -> Idea | None:
    """The idea that the address names; raises Http404 when it names one that is not there."""
    named = request.GET.get("idea", "")
    return living_idea(request, visit, named_id(named) or 0) if named else None


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def impact_add(request: Request, visit: Visit) -> HttpResponse:
    """Say what an idea would do, or the whole plan."""
    visit.check(Right.CONTRIBUTE)
    about = named_idea(request, visit)
    form = ImpactForm(request.POST or None)
    action = url(visit, "impact_add") + (f"?idea={about.pk}" if about else "")
    heading = f"What idea {about.number} would do" if about else "What the whole plan would do"
    page = Panel(heading, action, form, "Add the effect", hint=about.text if about else "")
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: impacts.add_impact(c, draft=form.draft(), idea_id=about.pk if about else None),
        said="The effect is added.",
        then=lambda _: {"again": action, "again_label": "Add another effect"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def impact_edit(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Change what was said of an effect."""
    visit.check(Right.CONTRIBUTE)
    found = visit.workshop.impacts.get(pk=pk)
    if request.method != "POST" and found.removed_at is not None:
        raise Http404("No such effect.")
    form = ImpactForm(request.POST or None, initial=ImpactForm.initial_of(found))
    page = Panel(
        "Change the effect",
        url(visit, "impact_edit", pk),
        form,
        version=found.version,
        extra={"initial_of": ImpactForm.initial_of, "remove": url(visit, "impact_remove", pk)},
    )
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: impacts.edit_impact(c, impact_id=pk, seen=seen_version(request), draft=form.draft()),
        said="Saved.",
    )


@require_POST
@at_workshop
def impact_remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take an effect off."""
    visit.check(Right.CONTRIBUTE)
    undo = url(visit, "impact_restore", pk)
    return act(request, visit, partial(impacts.remove_impact, impact_id=pk), said="Removed.", undo=undo)


@require_POST
@at_workshop
def impact_restore(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Bring an effect back."""
    visit.check(Right.CONTRIBUTE)
    return act(request, visit, partial(impacts.restore_impact, impact_id=pk), said="It is back.")
