"""What people put into a segment: needs of the person, roles, learning."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.queries import tier_wording
from learners.rules import Depth
from workshops import access
from workshops.access import Visit
from workshops.forms.needs import MoveNeedForm, NeedForm, OfferForm, PersonNeedForm, PlaceForm
from workshops.models import OfferLink, PersonNeed, Segment, WorkforceNeed, Workshop
from workshops.queries import board, polls
from workshops.queries.suggestions import offer_titles, role_of_title, suggested_for
from workshops.rules.codes import WorkshopPhase
from workshops.rules.rights import Right
from workshops.services import needs
from workshops.views.answers import Panel, Request, act, at_workshop, context, panel, save, seen_version, url
from workshops.views.segments import after_segment, living


def living_need(visit: Visit, pk: int) -> WorkforceNeed:
    """A need of this workshop that has not been removed; raises Http404."""
    need = (
        visit.workshop.needs.filter(pk=pk, removed_at=None, segment__removed_at=None)
        .select_related("segment", "role")
        .first()
    )
    if need is None:
        raise Http404("No such need.")
    return need


@require_safe
@at_workshop
def need(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """A role in a segment: its depths, its learners, the learning against it."""
    found = living_need(visit, pk)
    offers = found.offers.filter(removed_at=None).order_by("pk")
    page = context(
        request,
        visit,
        need=board.need_card(found),
        row=found,
        segment=found.segment,
        offers=offers,
        suggested=suggested_for(found.role),
        poll=polls.latest(found.pk),
        few_here=visit.may(Right.RUN) and polls.few_here(visit.workshop.pk),
        place_form=PlaceForm(initial={"learner_stages": found.learner_stages}),
    )
    return render(request, "workshops/panels/need.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def need_add(request: Request, visit: Visit, segment_pk: int) -> HttpResponse:
    """Say who is needed in a segment."""
    visit.check(Right.CONTRIBUTE)
    segment = visit.workshop.segments.get(pk=segment_pk)
    short = asks_who_only(visit.workshop)
    form = NeedForm(request.POST or None, short=short)
    page = Panel(
        f"Who is {'here' if short else 'needed'}: {segment.title}",
        url(visit, "need_add", segment_pk),
        form,
        "Add",
        of_words=True,
        extra={"wording": lambda: wording(visit, request.POST.get("title", "")), "back_segment": segment},
        template="workshops/panels/need_form.html",
    )
    if request.method != "POST":
        living(visit, segment_pk)
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: needs.add_need(c, segment_id=segment_pk, draft=form.draft()),
        said="Added.",
        then=lambda outcome: {**after_segment(segment), "again": page.action, "again_label": "Add another role"},
    )


def asks_who_only(workshop: Workshop) -> bool:
    """Whether the room is in a part that asks who is here, and not yet how deep."""
    here = [workshop.phase, *workshop.also] if workshop.item_id is not None else []
    return WorkshopPhase.WORKFORCE_NOW in here and WorkshopPhase.CAPABILITY not in here


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def need_edit(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Change what is said about a role in a segment."""
    visit.check(Right.CONTRIBUTE)
    found = board.need_with_segment(visit.workshop.pk, pk)
    form = NeedForm(request.POST or None, initial=NeedForm.initial_of(found))
    page = Panel(
        f"Edit: {found.title}",
        url(visit, "need_edit", pk),
        form,
        version=found.version,
        extra={
            "initial_of": NeedForm.initial_of,
            "both": url(visit, "need_add", found.segment_id),
            "wording": lambda: wording(visit, request.POST.get("title", found.title)),
            "back_segment": found.segment,
        },
        template="workshops/panels/need_form.html",
    )
    if request.method != "POST":
        living_need(visit, pk)
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: needs.edit_need(c, need_id=pk, seen=seen_version(request), draft=form.draft()),
        said="Saved.",
        then=lambda outcome: after_segment(found.segment),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def need_move(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Move or copy a role to another segment."""
    visit.check(Right.CONTRIBUTE)
    found = visit.workshop.needs.select_related("segment").get(pk=pk)
    heads = tuple(head for head in board.heads(visit.workshop.pk) if head.id != found.segment_id)
    form = MoveNeedForm(request.POST or None, heads=heads)
    page = Panel(f"Move “{found.title}”", url(visit, "need_move", pk), form, "Do it")
    if request.method != "POST":
        living_need(visit, pk)
        return panel(request, visit, page)
    copying = request.POST.get("how") == "copy"
    do = needs.copy_need if copying else needs.move_need
    return save(
        request,
        visit,
        page,
        lambda c: do(c, need_id=pk, segment_id=form.cleaned_data["segment"]),
        said="Copied." if copying else "Moved.",
        then=lambda outcome: after_segment(found.segment),
    )


@require_POST
@at_workshop
def need_place(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Say which learners a role here holds."""
    visit.check(Right.CONTRIBUTE)
    found = visit.workshop.needs.select_related("segment").get(pk=pk)
    ticked, were = request.POST.getlist("learner_stages"), request.POST.getlist("were")
    return act(
        request,
        visit,
        lambda c: needs.place_need(c, need_id=pk, learner_stages=ticked, were=[w for w in were if w] if were else None),
        said="Placed on the learner journey.",
        then=lambda outcome: after_segment(found.segment),
    )


@require_POST
@at_workshop
def need_remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take a role off the board."""
    visit.check(Right.CONTRIBUTE)
    undo = url(visit, "need_restore", pk)
    return act(request, visit, lambda c: needs.remove_need(c, need_id=pk), said="Removed.", undo=undo)


@require_POST
@at_workshop
def need_restore(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Bring a role back."""
    visit.check(Right.CONTRIBUTE)
    return act(request, visit, lambda c: needs.restore_need(c, need_id=pk), said="It is back.")


@require_safe
@at_workshop
def depth_words(request: Request, visit: Visit) -> HttpResponse:
    """What each depth means for a role in the words of the pathway's framework."""
    words = wording(visit, request.GET.get("title", ""))
    return render(request, "workshops/panels/need_form.html#wording", context(request, visit, wording=words))


def wording(visit: Visit, title: str) -> list[tuple[str, str]]:
    """The framework's words for each depth, for the role with this title; the common words where it says nothing."""
    framework = visit.workshop.framework
    role = role_of_title(title)
    by_role = tier_wording(framework.pk) if framework else {}
    words = by_role.get(role, {})
    return [(f"{depth.value} {depth.label}", words.get(depth.value, "")) for depth in Depth if depth]


@require_safe
@at_workshop
def person_need(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """One thing that the person needs."""
    word = access.words(visit, PersonNeed, pk)
    if word.removed_at is not None:
        raise Http404("No such need.")
    page = context(request, visit, word=word, segment=word.segment)
    return render(request, "workshops/panels/person_need.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def person_need_add(request: Request, visit: Visit, segment_pk: int) -> HttpResponse:
    """Say what the person needs in a segment."""
    visit.check(Right.CONTRIBUTE)
    segment = visit.workshop.segments.get(pk=segment_pk)
    word, heads = visit.workshop.person_word, board.heads(visit.workshop.pk)
    sent = {"segment": segment_pk, **request.POST.dict()} if request.method == "POST" else None
    form = PersonNeedForm(sent, heads=heads, person_word=word, initial={"segment": segment_pk})
    page = Panel(
        f"What the {word} needs",
        url(visit, "person_need_add", segment_pk),
        form,
        "Add",
        of_words=True,
        extra={"back_segment": segment},
    )
    if request.method != "POST":
        living(visit, segment_pk)
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: needs.add_person_need(c, segment_id=form.cleaned_data["segment"], draft=form.draft()),
        said="Added.",
        then=lambda outcome: _again(visit, visit.workshop.segments.get(pk=form.cleaned_data["segment"])),
    )


def _again(visit: Visit, segment: Segment) -> dict[str, Any]:
    """What follows on something that the person needs: more of it in the same segment."""
    again = url(visit, "person_need_add", segment.pk)
    return {**after_segment(segment), "again": again, "again_label": "Add another"}


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def person_need_edit(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Change what the person needs."""
    visit.check(Right.CONTRIBUTE)
    word = access.words(visit, PersonNeed, pk)
    form = PersonNeedForm(
        request.POST or None, initial=PersonNeedForm.initial_of(word), person_word=visit.workshop.person_word
    )
    page = Panel(
        f"Edit what the {visit.workshop.person_word} needs",
        url(visit, "person_need_edit", pk),
        form,
        version=word.version,
        extra={
            "initial_of": PersonNeedForm.initial_of,
            "both": url(visit, "person_need_add", word.segment_id),
            "remove": url(visit, "person_need_remove", pk),
            "back_segment": word.segment,
        },
    )
    if request.method != "POST":
        if word.removed_at is not None:
            raise Http404("No such need.")
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: needs.edit_person_need(c, person_need_id=pk, seen=seen_version(request), draft=form.draft()),
        said="Saved.",
        then=lambda outcome: after_segment(word.segment),
    )


@require_POST
@at_workshop
def person_need_remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take away what the person needs."""
    visit.check(Right.CONTRIBUTE)
    do = partial(needs.remove_person_need, person_need_id=pk)
    return act(request, visit, do, said="Removed.", undo=url(visit, "person_need_restore", pk))


@require_POST
@at_workshop
def person_need_restore(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Bring back what the person needs."""
    visit.check(Right.CONTRIBUTE)
    return act(request, visit, partial(needs.restore_person_need, person_need_id=pk), said="It is back.")


@require_safe
@at_workshop
def offer(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Learning against a role."""
    link = visit.workshop.offers.filter(pk=pk, removed_at=None).select_related("need__segment").first()
    if link is None:
        raise Http404("No such learning.")
    page = context(request, visit, offer=link, need=link.need, segment=link.need.segment)
    return render(request, "workshops/panels/offer.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def offer_add(request: Request, visit: Visit, need_pk: int) -> HttpResponse:
    """Put learning against a role."""
    visit.check(Right.CONTRIBUTE)
    found = visit.workshop.needs.select_related("segment").get(pk=need_pk)
    form = OfferForm(request.POST or None, suggested=offer_titles(visit.workshop))
    page = Panel(
        f"Learning for: {found.title}",
        url(visit, "offer_add", need_pk),
        form,
        "Add",
        extra={"back_segment": found.segment},
    )
    if request.method != "POST":
        living_need(visit, need_pk)
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: needs.add_offer(c, need_id=need_pk, draft=form.draft()),
        said="Added.",
        then=lambda outcome: {**after_segment(found.segment), "again": page.action, "again_label": "Add more learning"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def offer_edit(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Change what is said about learning."""
    visit.check(Right.CONTRIBUTE)
    link: OfferLink = visit.workshop.offers.select_related("need__segment").get(pk=pk)
    form = OfferForm(request.POST or None, initial=OfferForm.initial_of(link), suggested=offer_titles(visit.workshop))
    page = Panel(
        f"Learning for: {link.need.title}",
        url(visit, "offer_edit", pk),
        form,
        version=link.version,
        extra={
            "initial_of": OfferForm.initial_of,
            "both": url(visit, "offer_add", link.need_id),
            "remove": url(visit, "offer_remove", pk),
            "back_segment": link.need.segment,
        },
    )
    if request.method != "POST":
        if link.removed_at is not None:
            raise Http404("No such learning.")
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: needs.edit_offer(c, offer_id=pk, seen=seen_version(request), draft=form.draft()),
        said="Saved.",
        then=lambda outcome: after_segment(link.need.segment),
    )


@require_POST
@at_workshop
def offer_remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take learning away."""
    visit.check(Right.CONTRIBUTE)
    do = partial(needs.remove_offer, offer_id=pk)
    return act(request, visit, do, said="Removed.", undo=url(visit, "offer_restore", pk))


@require_POST
@at_workshop
def offer_restore(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Bring learning back."""
    visit.check(Right.CONTRIBUTE)
    return act(request, visit, partial(needs.restore_offer, offer_id=pk), said="It is back.")
