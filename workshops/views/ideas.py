"""Ideas."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshops.access import Visit
from workshops.forms.ideas import IdeaForm
from workshops.models import Idea
from workshops.queries import board
from workshops.queries import plan as plans
from workshops.rules.rights import Right
from workshops.services import ideas
from workshops.views.answers import Panel, Request, act, at_workshop, context, named_id, panel, save, seen_version, url


def idea_form(request: Request, visit: Visit, idea: Idea | None = None) -> IdeaForm:
    """The form of an idea, with everything on the board to link it to."""
    columns = board.columns(visit.workshop.pk)
    needs = [(column.head, need) for column in columns for need in column.needs]
    if idea is not None:
        initial = IdeaForm.initial_of(idea)
    else:
        initial = {
            "segments": [named_id(pk) for pk in request.GET.getlist("segment")],
            "needs": [named_id(pk) for pk in request.GET.getlist("need")],
        }
    return IdeaForm(request.POST or None, heads=tuple(c.head for c in columns), needs=needs, initial=initial)


@require_safe
@at_workshop
def idea(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """One idea, what it speaks of, and the actions that came of it."""
    rows = plans.ideas(visit.workshop.pk).rows
    row = next((row for row in rows if row.id == pk), None)
    if row is None:
        raise Http404("No such idea.")
    actions = [action for action in plans.actions(visit.workshop.pk) if action.idea_number == row.number]
    return render(request, "workshops/panels/idea.html", context(request, visit, idea=row, actions=actions))


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def idea_add(request: Request, visit: Visit) -> HttpResponse:
    """Add an idea."""
    visit.check(Right.CONTRIBUTE)
    form = idea_form(request, visit)
    page = Panel("Add an idea", url(visit, "idea_add"), form, "Add the idea")
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: ideas.add_idea(c, draft=form.draft()),
        said="The idea is added.",
        then=lambda outcome: {
            "said": f"Idea {outcome.target.number} is added." if outcome.target else "The idea is added.",
            "again": page.action,
            "again_label": "Add another idea",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def idea_edit(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Change an idea, sort it, link it."""
    visit.check(Right.CONTRIBUTE)
    found = visit.workshop.ideas.get(pk=pk)
    form = idea_form(request, visit, found)
    page = Panel(
        f"Idea {found.number}",
        url(visit, "idea_edit", pk),
        form,
        version=found.version,
        extra={
            "initial_of": IdeaForm.initial_of,
            "both": url(visit, "idea_add"),
            "remove": url(visit, "idea_remove", pk),
        },
    )
    if request.method != "POST":
        if found.removed_at is not None:
            raise Http404("No such idea.")
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: ideas.edit_idea(c, idea_id=pk, seen=seen_version(request), draft=form.draft()),
        said="Saved.",
    )


@require_POST
@at_workshop
def idea_remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take an idea off the list."""
    visit.check(Right.CONTRIBUTE)
    undo = url(visit, "idea_restore", pk)
    return act(request, visit, partial(ideas.remove_idea, idea_id=pk), said="Removed.", undo=undo)


@require_POST
@at_workshop
def idea_restore(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Bring an idea back."""
    visit.check(Right.CONTRIBUTE)
    return act(request, visit, partial(ideas.restore_idea, idea_id=pk), said="It is back.")
