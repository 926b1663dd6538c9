"""Breakout groups: making, changing and ending them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from workshops.access import Visit
from workshops.forms.groups import GroupForm, MakeGroupsForm
from workshops.models import Workshop
from workshops.queries import groups as rows
from workshops.rules.groups import Way
from workshops.rules.rights import Right
from workshops.services import groups
from workshops.services.editing import Command, Outcome
from workshops.views.answers import Panel, Request, act, at_workshop, context, panel, save, url


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def group_list(request: Request, visit: Visit) -> HttpResponse:
    """The groups with their people and places; while there are none, how to make them."""
    visit.check(Right.RUN)
    found = rows.coverage(visit.workshop.pk)
    people = rows.people(visit.workshop.pk)
    # Two or three stages and zones a group are enough to go deep.
    fitting = max(2, min(round(len(rows.places(visit.workshop.pk)) / 2.5), max(2, len(people) // 3)))
    form = MakeGroupsForm(request.POST or None, initial={"count": fitting})
    page = Panel(
        "Groups",
        url(visit, "group_list"),
        form,
        "Make the groups",
        extra={"groups": found, "people": people, "alone": sum(person.group_id is None for person in people)},
        template="workshops/panels/groups.html",
    )
    if request.method != "POST":
        return panel(request, visit, page)

    def make(command: Command) -> Outcome[Workshop]:
        count, way = form.cleaned_data["count"], Way(form.cleaned_data["way"])
        return groups.make_groups(command, count=count, way=way, seed=command.key.int if command.key else 0)

    said = "The groups are made. Everybody sees theirs on their phone."
    return save(request, visit, page, make, said=said, then=lambda outcome: _again(visit))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def group_edit(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Rename a group; say which stages and zones and which people belong to it."""
    visit.check(Right.RUN)
    found = visit.workshop.breakouts.get(pk=pk)
    people, places = rows.people(visit.workshop.pk), rows.places(visit.workshop.pk)
    initial = {
        "title": found.title,
        "segments": [str(place.id) for place in places if pk in place.group_ids],
        "members": [str(person.id) for person in people if person.group_id == pk],
    }
    form = GroupForm(request.POST or None, initial=initial, people=people, places=places, group_id=pk)
    page = Panel(found.title, url(visit, "group_edit", pk), form)
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: groups.edit_group(c, group_id=pk, draft=form.draft()),
        said="Saved.",
        then=lambda outcome: _again(visit),
    )


@require_POST
@at_workshop
def group_add(request: Request, visit: Visit) -> HttpResponse:
    """Add one more group."""
    visit.check(Right.RUN)
    return act(request, visit, groups.add_group, said="A group is added.", then=lambda outcome: _again(visit))


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def groups_dissolve(request: Request, visit: Visit) -> HttpResponse:
    """End all groups, after asking."""
    visit.check(Right.RUN)
    if request.method == "POST":
        return act(request, visit, groups.dissolve_groups, said="The groups are dissolved.")
    page = context(
        request,
        visit,
        heading="Dissolve the groups?",
        hint="Everybody works together again. What they wrote stays; what groups scored by themselves goes.",
        action=url(visit, "groups_dissolve"),
        submit_label="Dissolve the groups",
    )
    return render(request, "workshops/panels/confirm.html", page)


def _again(visit: Visit) -> dict[str, str]:
    """The way back to all groups."""
    return {"again": url(visit, "group_list"), "again_label": "All groups"}
