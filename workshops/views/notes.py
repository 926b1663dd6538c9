"""Notes beside the map: ground rules, what matters, missing stages, the parking lot, pledges."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshops import access
from workshops.access import Visit
from workshops.forms.notes import HomeForm, NoteForm
from workshops.forms.structure import NewPlaceForm
from workshops.models import Note
from workshops.queries import notes as lists
from workshops.queries.board import heads
from workshops.rules.codes import NoteKind
from workshops.rules.notes import WORK
from workshops.rules.rights import Right
from workshops.services import notes
from workshops.views.answers import Panel, Request, act, at_workshop, context, panel, save, seen_version, url

SAID = {
    NoteKind.GROUND_RULE: "The ground rule is added.",
    NoteKind.MATTERS: "It stands beside the person.",
    NoteKind.MISSING_STAGE: "The missing stage is named.",
    NoteKind.PARKING: "It is parked, and will not get lost.",
    NoteKind.PLEDGE: "Your pledge is made.",
}


def living_note(request: Request, visit: Visit, pk: int) -> Note:
    """A note of this workshop; raises Http404 for others' silent words, and in a panel for one that has gone."""
    found = access.words(visit, Note, pk)
    if found.kind not in WORK or (request.method != "POST" and found.removed_at is not None):
        raise Http404("No such note.")
    return found


@require_safe
@at_workshop
def note_list(request: Request, visit: Visit) -> HttpResponse:
    """Every list of notes."""
    page = context(request, visit, lists=list(lists.by_kind(visit.workshop.pk).values()))
    return render(request, "workshops/panels/notes.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def note_add(request: Request, visit: Visit, note_kind: str) -> HttpResponse:
    """Add a note of a kind."""
    if note_kind not in WORK:
        raise Http404("No such kind of note.")
    visit.check(Right.CONTRIBUTE)
    kind = NoteKind(note_kind)
    form = NoteForm(request.POST or None, kind=kind)
    page = Panel(lists.ADD_LABELS[kind], url(visit, "note_add", kind.value), form, "Add it", of_words=True)
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: notes.add_note(c, draft=form.draft()),
        said=SAID[kind],
        then=lambda _: {"again": page.action, "again_label": "Add another"},
    )


@require_safe
@at_workshop
def note(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """One note and, for a facilitator, its way home."""
    found = living_note(request, visit, pk)
    kind = NoteKind(found.kind)
    more = {"note": found, "work": WORK[kind], "home_form": HomeForm(), "is_stage": kind == NoteKind.MISSING_STAGE}
    if more["is_stage"]:
        more["place_form"] = NewPlaceForm(heads=heads(visit.workshop.pk))
    more["has_way_home"] = more["is_stage"] or kind == NoteKind.PARKING
    return render(request, "workshops/panels/note.html", context(request, visit, **more))


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def note_edit(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Change a note."""
    visit.check(Right.CONTRIBUTE)
    found = living_note(request, visit, pk)
    kind = NoteKind(found.kind)
    form = NoteForm(request.POST or None, kind=kind, initial=NoteForm.initial_of(found))
    page = Panel(
        kind.label,
        url(visit, "note_edit", pk),
        form,
        version=found.version,
        extra={
            "initial_of": NoteForm.initial_of,
            "both": url(visit, "note_add", kind.value),
            "remove": url(visit, "note_remove", pk),
        },
    )
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: notes.edit_note(c, note_id=pk, seen=seen_version(request), draft=form.draft()),
        said="Saved.",
    )


@require_POST
@at_workshop
def note_remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take a note off its list."""
    visit.check(Right.CONTRIBUTE)
    undo = url(visit, "note_restore", pk)
    return act(request, visit, partial(notes.remove_note, note_id=pk), said="Removed.", undo=undo)


@require_POST
@at_workshop
def note_restore(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Bring a note back."""
    visit.check(Right.CONTRIBUTE)
    return act(request, visit, partial(notes.restore_note, note_id=pk), said="It is back.")


@require_POST
@at_workshop
def note_take(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Make an idea, an action or a stage of a point."""
    visit.check(Right.TIDY)
    place = NewPlaceForm(request.POST, heads=heads(visit.workshop.pk))
    if not place.is_valid():
        raise Http404("No such place.")
    to, after = request.POST.get("to", ""), place.cleaned_data["after"]
    verb = partial(notes.take_note, note_id=pk, to=to, after_id=after)
    return act(
        request,
        visit,
        verb,
        said="It is home.",
        then=lambda outcome: {"said": f"It is home: {outcome.target.home}."} if outcome.target else {},
    )


@require_POST
@at_workshop
def note_close(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Say where a point goes, and close it."""
    visit.check(Right.TIDY)
    living_note(request, visit, pk)
    form = HomeForm(request.POST)
    page = Panel("Where does it go?", url(visit, "note_close", pk), form, "Close the point")
    return save(
        request, visit, page, lambda c: notes.close_note(c, note_id=pk, draft=form.draft()), said="The point is closed."
    )


@require_POST
@at_workshop
def note_reopen(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Open a point again."""
    visit.check(Right.TIDY)
    return act(request, visit, partial(notes.reopen_note, note_id=pk), said="The point is open again.")
