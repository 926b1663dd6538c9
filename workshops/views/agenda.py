"""The agenda: moving the room in one press, its clock, its parts, being done, bringing everybody to one segment."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshops.access import Visit
from workshops.forms.agenda import BorrowForm, MovePartForm, PartForm
from workshops.models import Workshop
from workshops.queries import agenda as agendas
from workshops.queries import board
from workshops.queries.room import card
from workshops.rules.phases import Work
from workshops.rules.rights import Right
from workshops.services import agenda, clock, parts
from workshops.services.editing import Outcome
from workshops.views.answers import Panel, Request, act, at_workshop, board_url, context, panel, save, url


def where(visit: Visit) -> agendas.Agenda:
    """The agenda of the visited workshop."""
    return agendas.agenda(visit.workshop.pk, visit.workshop.item_id)


@require_safe
@at_workshop
def run(request: Request, visit: Visit) -> HttpResponse:
    """The facilitator's control: the agenda with what was planned and what it took, the clock, the workshop's life."""
    visit.check(Right.KEEP)
    workshop, found = card(visit.workshop), where(visit)
    control = agendas.control(workshop.status, found, board_url(visit), is_private=workshop.is_private)
    page = {
        "agenda": found,
        "control": control,
        "clock": agendas.clock(found, workshop),
    }
    return render(request, "workshops/panels/run.html", context(request, visit, **page))


@require_POST
@at_workshop
def agenda_start(request: Request, visit: Visit) -> HttpResponse:
    """Start the workshop with its first part, or go on after a pause."""
    visit.check(Right.RUN)
    return act(request, visit, agenda.start, said="The workshop is live.", then=partial(_asked, visit))


@require_POST
@at_workshop
def item_go(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Move the room to a part of the agenda."""
    visit.check(Right.RUN)
    do = partial(agenda.move_to, item_id=pk)
    return act(request, visit, do, said="The room has moved on.", then=partial(_asked, visit))


def _asked(visit: Visit, outcome: Outcome[Workshop]) -> dict[str, object]:
    """What the facilitator reads out in the part that the room is in now, as the answer to moving there."""
    room = outcome.target
    now = agendas.agenda(visit.workshop.pk, room.item_id if room else None).now
    return {"said": f"Everybody is at: {now.title}", "part": now} if now else {}


@require_POST
@at_workshop
def clock_pause(request: Request, visit: Visit) -> HttpResponse:
    """Stop the clock."""
    visit.check(Right.RUN)
    return act(request, visit, clock.pause_clock, said="The clock stands.")


@require_POST
@at_workshop
def clock_resume(request: Request, visit: Visit) -> HttpResponse:
    """Let the clock go on."""
    visit.check(Right.RUN)
    return act(request, visit, clock.resume_clock, said="The clock runs again.")


@require_POST
@at_workshop
def clock_add(request: Request, visit: Visit) -> HttpResponse:
    """One more minute for this part."""
    visit.check(Right.RUN)
    return act(request, visit, clock.add_minutes, said="One minute more.")


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def clock_borrow(request: Request, visit: Visit) -> HttpResponse:
    """Take minutes from a later part."""
    visit.check(Right.RUN)
    form = BorrowForm(request.POST or None, lenders=where(visit).lenders)
    page = Panel(
        "Borrow minutes from a later part",
        url(visit, "clock_borrow"),
        form,
        submit_label="Borrow",
        hint="The day still ends as planned. Nothing is taken from the actions.",
    )
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: clock.borrow(c, item_id=form.cleaned_data["item"], minutes=form.cleaned_data["minutes"]),
        said="Borrowed.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def part_add(request: Request, visit: Visit) -> HttpResponse:
    """A new part of the agenda."""
    visit.check(Right.RUN)
    form = PartForm(request.POST or None, agenda=where(visit))
    page = Panel("Add a part to the agenda", url(visit, "part_add"), form, submit_label="Add")
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: parts.add_item(c, draft=form.draft(), after_id=form.cleaned_data["after"]),
        said="Added to the agenda.",
        then=lambda outcome: _to_run(visit),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def item_edit(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Another title, time, technique or script for a part."""
    visit.check(Right.RUN)
    item = agendas.item(visit.workshop.pk, pk)
    form = PartForm(request.POST or None, initial=PartForm.initial_of(item))
    more = {"remove": url(visit, "item_remove", pk)}
    page = Panel(f"Edit: {item.title}", url(visit, "item_edit", pk), form, extra=more)
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: parts.edit_item(c, item_id=pk, draft=form.draft()),
        said="Saved.",
        then=lambda outcome: _to_run(visit),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def item_move(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Another place for a part."""
    visit.check(Right.RUN)
    item = agendas.item(visit.workshop.pk, pk)
    form = MovePartForm(request.POST or None, agenda=where(visit), moving=pk)
    page = Panel(f"Move: {item.title}", url(visit, "item_move", pk), form, submit_label="Move")
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: parts.move_item(c, item_id=pk, after_id=form.cleaned_data["after"]),
        said="Moved.",
        then=lambda outcome: _to_run(visit),
    )


@require_POST
@at_workshop
def item_remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take a part out of the agenda."""
    visit.check(Right.RUN)
    do = partial(parts.remove_item, item_id=pk)
    return act(request, visit, do, said="Taken out of the agenda.", then=lambda outcome: _to_run(visit))


def _to_run(visit: Visit) -> dict[str, str]:
    """The way back to the agenda."""
    return {"again": url(visit, "run"), "again_label": "Back to the agenda"}


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def done(request: Request, visit: Visit) -> HttpResponse:
    """A participant says that they are done with what is asked now."""
    visit.check(Right.CONTRIBUTE)
    if request.method != "POST":
        return render(request, "workshops/panels/done.html", context(request, visit))
    return act(request, visit, agenda.say_done, said="You are done. The facilitator sees how many are.")


@require_POST
@at_workshop
def done_undo(request: Request, visit: Visit) -> HttpResponse:
    """A participant goes on after all."""
    visit.check(Right.CONTRIBUTE)
    return act(request, visit, agenda.not_done, said="You are not done yet.")


@require_POST
@at_workshop
def segment_spotlight(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Bring everybody to a segment."""
    visit.check(Right.RUN)
    do = partial(agenda.spotlight, segment_id=pk)
    return act(
        request, visit, do, said="Every phone and the screen are here now.", undo=url(visit, "spotlight_release")
    )


@require_POST
@at_workshop
def spotlight_release(request: Request, visit: Visit) -> HttpResponse:
    """Let everybody go again."""
    visit.check(Right.RUN)
    return act(request, visit, agenda.release, said="Everybody goes where they like again.")


@require_safe
@at_workshop
def where_to(request: Request, visit: Visit, work: str) -> HttpResponse:
    """Choose the segment to write on: the way of the tools of a phase without script."""
    tool = agendas.TOOLS.get(Work(work)) if work in set(Work) else None
    if tool is None or not tool.on_segment:
        raise Http404("Nothing of that is written on a segment.")
    return render(
        request,
        "workshops/panels/where_to.html",
        context(request, visit, tool=tool, heads=board.heads(visit.workshop.pk)),
    )


@login_not_required
@never_cache
@require_safe
def now(request: HttpRequest) -> JsonResponse:
    """The server's time in milliseconds since 1970, by which pages set their clocks."""
    return JsonResponse({"now": round(timezone.now().timestamp() * 1000)})
