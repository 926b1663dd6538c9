"""A segment in the panel, and the pathway's stages and zones."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journeys.rules import SegmentKind
from workshops.access import Visit
from workshops.forms.structure import MoveSegmentForm, StageForm, ZoneForm, segment_form
from workshops.models import Segment
from workshops.queries import board, zones
from workshops.queries import ideas as idea_lists
from workshops.rules.rights import Right
from workshops.services import structure
from workshops.views.answers import Panel, Request, act, at_workshop, context, panel, save, seen_version, url


def living(visit: Visit, pk: int) -> Segment:
    """A segment of this workshop that has not been removed; raises Http404."""
    segment = visit.workshop.segments.filter(pk=pk, removed_at=None).first()
    if segment is None:
        raise Http404("No such segment.")
    return segment


def after_segment(segment: Segment) -> dict[str, Any]:
    """What the panel says after a save on a segment."""
    return {"segment_id": segment.pk, "segment_title": segment.title}


@require_safe
@at_workshop
def segment(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """One segment with everything on it, and what can be added."""
    columns = board.columns(visit.workshop.pk, only=[living(visit, pk).pk])
    ideas = [row for row in idea_lists.ideas(visit.workshop.pk).rows if pk in row.segment_ids]
    page = context(
        request,
        visit,
        column=columns[0],
        ideas=ideas,
        mark=zones.marks(visit.workshop.pk)[pk],
        is_participant=visit.actor.membership_id is not None,
        has_star=zones.has_star(pk, visit.actor.membership_id),
    )
    return render(request, "workshops/panels/segment.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def stage_add(request: Request, visit: Visit) -> HttpResponse:
    """Add a stage."""
    visit.check(Right.SHAPE)
    form = StageForm(request.POST or None, heads=board.heads(visit.workshop.pk))
    page = Panel("Add a stage", url(visit, "stage_add"), form, "Add the stage")
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: structure.add_stage(c, draft=form.draft(), after_id=form.cleaned_data["after"]),
        said="The stage is added.",
        then=lambda outcome: after_segment(outcome.target) if outcome.target else {},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def zone_add(request: Request, visit: Visit) -> HttpResponse:
    """Add a transition zone."""
    visit.check(Right.SHAPE)
    form = ZoneForm(request.POST or None, heads=board.heads(visit.workshop.pk))
    page = Panel("Add a transition zone", url(visit, "zone_add"), form, "Add the zone")
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: structure.add_zone(
            c, draft=form.draft(), from_id=form.cleaned_data["from_stage"], to_id=form.cleaned_data["to_stage"]
        ),
        said="The transition zone is added.",
        then=lambda outcome: after_segment(outcome.target) if outcome.target else {},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def segment_edit(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Change what is said about a segment."""
    visit.check(Right.SHAPE)
    found = visit.workshop.segments.get(pk=pk)
    form = segment_form(found, request.POST or None)
    heading = "Edit the stage" if found.kind == SegmentKind.STAGE else "Edit the transition zone"
    page = Panel(
        heading,
        url(visit, "segment_edit", pk),
        form,
        version=found.version,
        extra={"initial_of": vars},
    )
    if request.method != "POST":
        living(visit, pk)
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: structure.edit_segment(c, segment_id=pk, seen=seen_version(request), draft=form.draft()),
        said="Saved.",
        then=lambda outcome: after_segment(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def segment_move(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Put a segment somewhere else on the pathway."""
    visit.check(Right.SHAPE)
    found = visit.workshop.segments.get(pk=pk)
    form = MoveSegmentForm(request.POST or None, heads=board.heads(visit.workshop.pk), moving=pk)
    page = Panel(f"Move “{found.title}”", url(visit, "segment_move", pk), form, "Move it")
    if request.method != "POST":
        living(visit, pk)
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: structure.move_segment(c, segment_id=pk, after_id=form.cleaned_data["after"]),
        said="Moved, with everything on it.",
        then=lambda outcome: after_segment(found),
    )


@require_POST
@at_workshop
def segment_remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take a segment off the board."""
    visit.check(Right.SHAPE)
    return act(
        request,
        visit,
        lambda c: structure.remove_segment(c, segment_id=pk),
        said="Removed, with everything on it.",
        undo=url(visit, "segment_restore", pk),
    )


@require_POST
@at_workshop
def segment_restore(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Bring a segment back."""
    visit.check(Right.SHAPE)
    return act(request, visit, lambda c: structure.restore_segment(c, segment_id=pk), said="It is back.")


@require_safe
@at_workshop
def prepare(request: Request, visit: Visit) -> HttpResponse:
    """The pathway as a list: prune, add, rename, put in order; after the close, to read."""
    visit.check(Right.KEEP)
    heads = board.heads(visit.workshop.pk)
    ids = [head.id for head in heads]
    up_after, down_after = ["", "", *ids], [*ids[1:], None]
    rows = list(zip(heads, up_after, down_after, strict=False))
    return render(request, "workshops/prepare.html", context(request, visit, rows=rows, came_from="prepare"))
