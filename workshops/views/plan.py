"""Actions."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshops import access
from workshops.access import Visit
from workshops.forms.plan import ActionForm
from workshops.models import Action, Idea
from workshops.queries import ideas
from workshops.queries import plan as plans
from workshops.queries.suggestions import organisation_names
from workshops.rules.rights import Right
from workshops.services import plan
from workshops.views.answers import Panel, Request, act, at_workshop, context, named_id, panel, save, seen_version, url

ACTION_FORM = "workshops/panels/action_form.html"


def action_form(request: Request, visit: Visit, action: Action | None = None, idea: Idea | None = None) -> ActionForm:
    """The form of an action, with the system's organisations to choose from."""
    initial = ActionForm.initial_of(action) if action else {"text": idea.text, "enabler": idea.enabler} if idea else {}
    names = organisation_names(visit.workshop.system_id)
    return ActionForm(request.POST or None, organisations=names, initial=initial)


def first_questions(visit: Visit, idea: Idea | None) -> str:
    """Where the questions to a new role are, when they stand between this idea and an agreed action; else nothing."""
    asked = ideas.asks_first(idea)
    return url(visit, "idea_check", asked) if asked is not None else ""


@require_safe
@at_workshop
def action(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """One action."""
    row = next((row for row in plans.actions(visit.workshop.pk) if row.id == pk), None)
    if row is None:
        raise Http404("No such action.")
    found = visit.workshop.actions.get(pk=pk)
    more = [
        ("How soon", found.get_horizon_display()),
        ("What it takes", found.resources),
        ("What will be different", found.outcome),
        ("How we will know", found.measure),
        ("Lever of change", found.get_lever_display()),
        ("Which aim it serves", found.get_aim_display()),
    ]
    return render(request, "workshops/panels/action.html", context(request, visit, action=row, more=more))


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def action_add(request: Request, visit: Visit) -> HttpResponse:
    """Add an action, from an idea when one is named."""
    visit.check(Right.PLAN)
    named = request.GET.get("idea", "")
    found = access.words(visit, Idea, named_id(named) or 0) if named else None
    if found is not None and found.removed_at is not None and request.method != "POST":
        raise Http404("No such idea.")
    form = action_form(request, visit, idea=found)
    action_url = url(visit, "action_add") + (f"?idea={found.pk}" if found else "")
    heading = f"Action from idea {found.number}" if found else "Add an action"
    extra = {"asks_first": first_questions(visit, found)}
    page = Panel(heading, action_url, form, "Add the action", extra=extra, template=ACTION_FORM)
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
            "asks_first": first_questions(visit, found.idea),
        },
        template=ACTION_FORM,
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
