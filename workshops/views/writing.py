"""Writing alone and together: steps, silence, reveal; what is one's own, undo and redo."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshops.access import Visit
from workshops.models import Operation
from workshops.queries import mine as own
from workshops.queries.writing import writing
from workshops.rules import rights
from workshops.rules.rights import Right
from workshops.services import undoing
from workshops.services import writing as verbs
from workshops.services.editing import author
from workshops.views.answers import Request, act, at_workshop, context, named_id, url


@never_cache
@require_safe
@at_workshop
def writing_panel(request: Request, visit: Visit) -> HttpResponse:
    """The facilitator's controls of writing: silence, steps, reveal."""
    visit.check(Right.RUN)
    page = context(request, visit, writing=writing(visit.workshop.pk))
    return render(request, "workshops/panels/writing.html", page)


@require_POST
@at_workshop
def writing_step(request: Request, visit: Visit) -> HttpResponse:
    """Begin a step of the technique; the address or the form names it."""
    visit.check(Right.RUN)
    step = named_id(request.POST.get("step") or request.GET.get("step", "")) or 0
    return act(request, visit, partial(verbs.start_step, step=step), said="The step has begun, with its own clock.")


@require_POST
@at_workshop
def writing_silence(request: Request, visit: Visit) -> HttpResponse:
    """Let everybody write in silence."""
    visit.check(Right.RUN)
    return act(request, visit, verbs.start_silence, said="Everybody writes in silence now.")


@require_POST
@at_workshop
def writing_reveal(request: Request, visit: Visit) -> HttpResponse:
    """Show everybody what was written in silence."""
    visit.check(Right.RUN)
    undo = url(visit, "writing_hide")
    return act(request, visit, verbs.reveal, said="Everybody sees all words now.", undo=undo)


@require_POST
@at_workshop
def writing_hide(request: Request, visit: Visit) -> HttpResponse:
    """Take the reveal back, within ten seconds."""
    visit.check(Right.RUN)
    return act(request, visit, verbs.undo_reveal, said="The words are hidden again.")


@never_cache
@require_safe
@at_workshop
def mine(request: Request, visit: Visit) -> HttpResponse:
    """What is one's own, as the page shows it; never in a stream."""
    if not has_own(visit):
        raise Http404("Nothing here is yours.")
    return render(request, "workshops/regions/mine.html", context(request, visit, mine=of(visit)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def undo(request: Request, visit: Visit) -> HttpResponse:
    """Take back one's own last change, after showing which that is."""
    _check_own(visit)
    found = own.to_undo(visit.workshop.pk, author(visit.actor))
    if request.method != "POST":
        return _asked(request, visit, found, again=False)
    do = partial(undoing.undo, change_id=named_id(request.POST.get("change", "")) or 0)
    return act(request, visit, do, said="Taken back.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def redo(request: Request, visit: Visit) -> HttpResponse:
    """Make the change again that was undone last, after showing which that is."""
    _check_own(visit)
    found = own.to_redo(visit.workshop.pk, author(visit.actor))
    if request.method != "POST":
        return _asked(request, visit, found, again=True)
    do = partial(undoing.redo, change_id=named_id(request.POST.get("change", "")) or 0)
    return act(request, visit, do, said="Done again.")


def has_own(visit: Visit) -> bool:
    """Whether anything here can be theirs: whoever only reads along has nothing."""
    return visit.actor.kind in rights.TABLE[Right.PLAN]


def of(visit: Visit) -> own.Mine:
    """What is the visitor's own."""
    return own.mine(visit.workshop, membership_id=visit.actor.membership_id, by=author(visit.actor))


def _check_own(visit: Visit) -> None:
    if not has_own(visit):
        visit.check(Right.PLAN)


def _asked(request: Request, visit: Visit, found: Operation | None, *, again: bool) -> HttpResponse:
    change = own.change(found) if found is not None else None
    page = context(request, visit, change=change, again=again, action=url(visit, "redo" if again else "undo"))
    return render(request, "workshops/panels/undo.html", page)
