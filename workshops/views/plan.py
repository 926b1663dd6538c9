"""Ideas and actions."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshops.access import Visit
from workshops.forms.plan import ActionForm, IdeaForm
from workshops.models import Action, Idea
from workshops.queries import board
from workshops.queries import plan as plans
from workshops.queries.suggestions import organisation_names
from workshops.rules.rights import Right
from workshops.services import plan
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


def action_form(request: Request, visit: Visit, action: Action | None = None, idea: Idea | None = None) -> ActionForm:
    """The form of an action, with the system's organisations to choose from."""
    initial = ActionForm.initial_of(action) if action else {"text": idea.text, "enabler": idea.enabler} if idea else {}
    names = organisation_names(visit.workshop.system_id)
    return ActionForm(request.POST or None, organisations=names, initial=initial)


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
        lambda c: plan.add_idea(c, draft=form.draft()),
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
        lambda c: plan.edit_idea(c, idea_id=pk, seen=seen_version(request), draft=form.draft()),
        said="Saved.",
    )


@require_POST
@at_workshop
def idea_remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take an idea off the list."""
    visit.check(Right.CONTRIBUTE)
    undo = url(visit, "idea_restore", pk)
    return act(request, visit, partial(plan.remove_idea, idea_id=pk), said="Removed.", undo=undo)


@require_POST
@at_workshop
def idea_restore(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Bring an idea back."""
    visit.check(Right.CONTRIBUTE)
    return act(request, visit, partial(plan.restore_idea, idea_id=pk), said="It is back.")


@require_safe
@at_workshop
def action(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """One action."""
    row = next((row for row in plans.actions(visit.workshop.pk) if row.id == pk), None)
    if row is None:
        raise Http404("No such action.")
    return render(request, "workshops/panels/action.html", context(request, visit, action=row))


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def action_add(request: Request, visit: Visit) -> HttpResponse:
    """Add an action, from an idea when one is named."""
    visit.check(Right.PLAN)
    named = request.GET.get("idea", "")
    found = visit.workshop.ideas.get(pk=named_id(named) or 0) if named else None
    if found is not None and found.removed_at is not None and request.method != "POST":
        raise Http404("No such idea.")
    form = action_form(request, visit, idea=found)
    action_url = url(visit, "action_add") + (f"?idea={found.pk}" if found else "")
    page = Panel(f"Action from idea {found.number}" if found else "Add an action", action_url, form, "Add the action")
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: plan.add_action(c, draft=form.draft(), idea_id=found.pk if found else None),
        said="The action is added.",
        then=lambda outcome: {"again": url(visit, "action_add"), "again_label": "Add another action"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def action_edit(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Change an action."""
    visit.check(Right.PLAN)
    found = visit.workshop.actions.get(pk=pk)
    form = action_form(request, visit, found)
    page = Panel(
        f"Action {found.number}",
        url(visit, "action_edit", pk),
        form,
        version=found.version,
        extra={
            "initial_of": ActionForm.initial_of,
            "both": url(visit, "action_add"),
            "remove": url(visit, "action_remove", pk),
        },
    )
    if request.method != "POST":
        if found.removed_at is not None:
            raise Http404("No such action.")
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: plan.edit_action(c, action_id=pk, seen=seen_version(request), draft=form.draft()),
        said="Saved.",
    )


@require_POST
@at_workshop
def action_remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take an action off the plan."""
    visit.check(Right.PLAN)
    undo = url(visit, "action_restore", pk)
    return act(request, visit, partial(plan.remove_action, action_id=pk), said="Removed.", undo=undo)


@require_POST
@at_workshop
def action_restore(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Bring an action back."""
    visit.check(Right.PLAN)
    return act(request, visit, partial(plan.restore_action, action_id=pk), said="It is back.")
