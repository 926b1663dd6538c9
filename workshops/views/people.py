"""Who is in: the list of people and what a facilitator changes about somebody, the door, the lead, the join code."""

from collections.abc import Callable
from functools import partial

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshops.access import Visit
from workshops.forms.people import MergeForm, NameForm, RoleForm
from workshops.queries import people as listed
from workshops.queries import room
from workshops.rules.codes import DOOR_HELP, Door
from workshops.rules.rights import Right
from workshops.services import groups, merging, people, running
from workshops.services.editing import Command, Outcome
from workshops.views.answers import Panel, Request, act, at_workshop, context, named_id, panel, save, url


@never_cache
@require_safe
@at_workshop
def people_page(request: Request, visit: Visit) -> HttpResponse:
    """Who is in and who waits, the door, the facilitators, the join code and its QR."""
    visit.check(Right.KEEP)
    workshop = visit.workshop
    sort = listed.sorted_by(request.GET.get("sort", ""))
    page = context(
        request,
        visit,
        members=listed.members(workshop.pk, sort=sort),
        waiting=listed.members(workshop.pk, waiting=True),
        columns=listed.columns(sort),
        people=room.people(workshop.pk),
        doors=[(door.value, door.label, DOOR_HELP[door]) for door in Door],
        door=workshop.door,
        facilitators=listed.running_it(workshop),
        me=visit.actor.user_id,
        handed_in=listed.handed_in_count(workshop.pk),
    )
    return render(request, "workshops/people.html", page)


@never_cache
@require_safe
@at_workshop
def member(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Somebody in the room: what can be changed about them."""
    visit.check(Right.RUN)
    found = listed.member(visit.workshop.pk, pk)
    forms = {
        "name_form": NameForm(initial={"name": found.name}),
        "role_form": RoleForm(initial={"role": found.role}),
        "merge_form": MergeForm(others=_others(visit, pk)),
        "groups": listed.groups(visit.workshop.pk),
    }
    return render(request, "workshops/panels/member.html", context(request, visit, member=found, **forms))


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def member_rename(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Another name for somebody."""
    visit.check(Right.RUN)
    found = listed.member(visit.workshop.pk, pk)
    form = NameForm(request.POST or None, initial={"name": found.name})
    page = Panel(f"Rename {found.known_as}", url(visit, "member_rename", pk), form)
    if request.method != "POST":
        return panel(request, visit, page)
    back = {"back": url(visit, "people")}
    return save(
        request,
        visit,
        page,
        lambda c: people.rename_member(c, membership_id=pk, draft=form.draft()),
        said="Saved.",
        then=lambda outcome: back,
    )


@require_POST
@at_workshop
def member_role(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Another role for somebody."""
    visit.check(Right.RUN)
    role = request.POST.get("role", "")
    return _done(request, visit, partial(people.set_member_role, membership_id=pk, role=role), "Saved.")


@require_POST
@at_workshop
def member_group(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Another breakout group for somebody, or none."""
    visit.check(Right.RUN)
    wanted = request.POST.get("group", "")
    do = partial(groups.assign, membership_id=pk, group_id=named_id(wanted) if wanted else None)
    return _done(request, visit, do, "Saved.")


@require_POST
@at_workshop
def member_merge(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Fold a duplicate into the other place of the same person."""
    visit.check(Right.RUN)
    into = named_id(request.POST.get("into", "")) or pk
    do = partial(merging.merge_members, membership_id=pk, into_id=into)
    return _done(request, visit, do, "They are one person now. What they wrote stays.")


@require_POST
@at_workshop
def member_remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Show somebody out, or send them away from the waiting room."""
    visit.check(Right.KEEP)
    do = partial(people.remove_member, membership_id=pk)
    return _done(request, visit, do, "They are out. What they wrote stays.")


@require_POST
@at_workshop
def member_admit(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Let somebody in from the waiting room."""
    visit.check(Right.RUN)
    return _done(request, visit, partial(people.admit_member, membership_id=pk), "They are in.")


@require_POST
@at_workshop
def admit_all(request: Request, visit: Visit) -> HttpResponse:
    """Let everybody in who waits."""
    visit.check(Right.RUN)
    return _done(request, visit, people.admit_all, "Everybody who waited is in.")


@require_POST
@at_workshop
def door(request: Request, visit: Visit) -> HttpResponse:
    """Open the door, ask newcomers to wait, or lock it."""
    visit.check(Right.RUN)
    wanted = request.POST.get("door", "")
    said = DOOR_HELP[Door(wanted)] if wanted in Door.values else ""
    return _done(request, visit, partial(people.set_door, door=wanted), said)


@require_POST
@at_workshop
def lead(request: Request, visit: Visit) -> HttpResponse:
    """Hand the lead over to another facilitator, or take it."""
    visit.check(Right.KEEP)
    wanted = named_id(request.POST.get("user", "")) or 0
    return _done(request, visit, partial(people.hand_over, user_id=wanted), "The workshop has another lead.")


@require_POST
@at_workshop
def code_replace(request: Request, visit: Visit) -> HttpResponse:
    """A new join code; the old one works no more."""
    visit.check(Right.RUN)
    return _done(request, visit, running.replace_code, "The workshop has a new join code.")


def _others(visit: Visit, pk: int) -> list[tuple[int, str]]:
    here = listed.members(visit.workshop.pk, sort="name")
    return [(each.id, f"{each.known_as}, {each.sector}, {each.joined_at:%H:%M}") for each in here if each.id != pk]


def _done[M: Model](request: Request, visit: Visit, do: Callable[[Command], Outcome[M]], said: str) -> HttpResponse:
    """Call a verb, and go back to the list of people."""
    back = {"back": url(visit, "people")}
    return act(request, visit, do, said=said, then=lambda outcome: back)
