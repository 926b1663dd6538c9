"""Ideas: add, read, change, move between the points of the Star; what is asked of a new role."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.rules import StarEnabler
from workshops import access
from workshops.access import Visit
from workshops.forms.ideas import CheckForm, IdeaForm
from workshops.models import Idea
from workshops.queries import board, plan
from workshops.queries import ideas as lists
from workshops.rules.codes import IdeaStatus
from workshops.rules.rights import Right
from workshops.services import ideas, role_checks
from workshops.services.editing import Outcome
from workshops.views.answers import Panel, Request, act, at_workshop, context, named_id, panel, save, seen_version, url

IDEA_FORM = "workshops/panels/idea_form.html"


def living_idea(request: Request, visit: Visit, pk: int) -> Idea:
    """An idea of this workshop; raises Http404 when it is only looked at, and was removed or merged."""
    found = access.words(visit, Idea, pk)
    if request.method != "POST" and (found.removed_at is not None or found.status == IdeaStatus.MERGED):
        raise Http404("No such idea.")
    return found


def idea_form(request: Request, visit: Visit, idea: Idea | None = None) -> IdeaForm:
    """The form of an idea, with everything on the board to link it to."""
    columns = board.columns(visit.workshop.pk)
    needs = [(column.head, need) for column in columns for need in column.needs]
    if idea is not None:
        initial = IdeaForm.initial_of(idea)
    else:
        initial = {
            "enabler": request.GET.get("enabler", ""),
            "segments": [named_id(pk) for pk in request.GET.getlist("segment")],
            "needs": [named_id(pk) for pk in request.GET.getlist("need")],
        }
    return IdeaForm(request.POST or None, heads=tuple(c.head for c in columns), needs=needs, initial=initial)


@require_safe
@at_workshop
def idea(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """One idea, what it speaks of and takes in, and the actions that came of it."""
    actions = plan.actions(visit.workshop.pk)
    found = lists.ideas(visit.workshop.pk, actions=actions)
    row = found.find(pk)
    if row is None:
        raise Http404("No such idea.")
    page = context(
        request,
        visit,
        idea=row,
        parts=[part for part in found.merged if part.part_of == row.number],
        whole=next((each for each in found.rows if each.number == row.part_of), None),
        cluster=next((each for each in found.clusters if each[0] == row.cluster_id), None),
        actions=[action for action in actions if action.idea_number in (row.number, *row.takes_in)],
    )
    return render(request, "workshops/panels/idea.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def idea_add(request: Request, visit: Visit) -> HttpResponse:
    """Add an idea."""
    visit.check(Right.CONTRIBUTE)
    form = idea_form(request, visit)
    page = Panel("Add an idea", url(visit, "idea_add"), form, "Add the idea", of_words=True, template=IDEA_FORM)
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
    found = living_idea(request, visit, pk)
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
        template=IDEA_FORM,
    )
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: ideas.edit_idea(c, idea_id=pk, seen=seen_version(request), draft=form.draft()),
        said="Saved.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def idea_move(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Move an idea to another point of the Star; a drop names the point in the address."""
    visit.check(Right.CONTRIBUTE)
    found = living_idea(request, visit, pk)
    if request.method != "POST":
        page = context(request, visit, idea=found, enablers=list(StarEnabler), action=url(visit, "idea_move", pk))
        return render(request, "workshops/panels/idea_move.html", page)
    enabler = request.POST.get("enabler", request.GET.get("enabler", "none"))
    place = f"under {StarEnabler(enabler).label}" if enabler in StarEnabler.values else "under no enabler"
    return act(
        request,
        visit,
        partial(ideas.move_idea, idea_id=pk, enabler=enabler),
        said=f"Idea {found.number} is {place} now.",
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


@require_POST
@at_workshop
def idea_instead(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Put the same idea beside a new role, under upskilling or new ways of working."""
    visit.check(Right.CONTRIBUTE)

    def then(outcome: Outcome[Idea]) -> dict[str, str]:
        made = outcome.target
        if made is None:
            return {}
        label = StarEnabler(made.enabler).label if made.enabler else "no enabler"
        return {
            "said": f"It stands under {label} too, as idea {made.number}.",
            "again": url(visit, "idea_edit", made.pk),
            "again_label": "Put it into its own words",
        }

    verb = partial(ideas.add_alternative, idea_id=pk, enabler=request.POST.get("enabler", ""))
    return act(request, visit, verb, said="The idea is added.", then=then)


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def idea_check(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Have we asked first? Two ways round a new role, and the seven questions to it."""
    visit.check(Right.PLAN)
    found = living_idea(request, visit, pk)
    check = lists.check_of(found.pk)
    form = CheckForm(request.POST or None, initial=CheckForm.initial_of(check))
    page = Panel(
        f"Idea {found.number}: have we asked first?",
        url(visit, "idea_check", pk),
        form,
        "Save the answers",
        version=check.version if check else None,
        extra={"initial_of": CheckForm.initial_of, "idea": found, "instead": url(visit, "idea_instead", pk)},
        template="workshops/panels/idea_check.html",
    )
    if request.method != "POST":
        return panel(request, visit, page)
    draft = form.draft() if form.is_valid() else None
    return save(
        request,
        visit,
        page,
        lambda c: role_checks.answer_check(
            c, idea_id=pk, seen=seen_version(request), draft=draft or role_checks.CheckDraft()
        ),
        said="The answers are saved.",
        then=lambda outcome: _on_to_action(visit, found),
    )


def _on_to_action(visit: Visit, idea: Idea) -> dict[str, str]:
    """Where somebody goes on who was sent to the questions from an action: their words wait in its form."""
    made = visit.workshop.actions.filter(idea=idea, removed_at=None).order_by("pk").first()
    if made is not None:
        return {"again": url(visit, "action_edit", made.pk), "again_label": f"Go on with action {made.number}"}
    return {"again": f"{url(visit, 'action_add')}?idea={idea.pk}", "again_label": "Go on to the action"}
