"""Who holds a zone, and one's own star on a segment."""

from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from workshops.access import Visit
from workshops.forms.choosing import HolderForm
from workshops.queries.zones import role_titles_of
from workshops.rules.rights import Right
from workshops.services import zones
from workshops.views.answers import Panel, Request, act, at_workshop, panel, save, seen_version, url
from workshops.views.segments import after_segment, living


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def segment_holder(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Say who holds the relationship, the information and the risk in a zone."""
    visit.check(Right.CONTRIBUTE)
    segment = visit.workshop.segments.get(pk=pk)
    said = visit.workshop.zone_holders.filter(segment=segment).first()
    form = HolderForm(
        request.POST or None, roles=role_titles_of(pk), initial=HolderForm.initial_of(said) if said else {}
    )
    page = Panel(
        f"Who holds {segment.title}?",
        url(visit, "segment_holder", pk),
        form,
        "Save",
        hint="A role, or “Nobody” when they are nobody’s person here. Leave blank what is not known yet.",
        version=said.version if said else None,
        extra={"initial_of": HolderForm.initial_of, "back_segment": segment},
    )
    if request.method != "POST":
        living(visit, pk)
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: zones.hold_zone(c, segment_id=pk, seen=seen_version(request), draft=form.draft()),
        said="Saved.",
        then=lambda outcome: after_segment(segment),
    )


@require_POST
@at_workshop
def segment_star(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Put one's star on a segment."""
    visit.check(Right.CONTRIBUTE)
    segment = living(visit, pk)
    return act(
        request,
        visit,
        partial(zones.star_segment, segment_id=pk),
        said="Starred. Your name is not shown.",
        undo=url(visit, "segment_unstar", pk),
        then=lambda outcome: after_segment(segment),
    )


@require_POST
@at_workshop
def segment_unstar(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take one's star back."""
    visit.check(Right.CONTRIBUTE)
    segment = living(visit, pk)
    return act(
        request,
        visit,
        partial(zones.unstar_segment, segment_id=pk),
        said="Your star is taken back.",
        then=lambda outcome: after_segment(segment),
    )
