"""Dots, and impact and effort: what one person places, and what the facilitator opens, closes and enters for others."""

from functools import partial
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.views.editing import see_other
from workshops.access import Visit
from workshops.forms.choosing import RoundForm, ScoreForm, TallyForm
from workshops.models import Idea
from workshops.queries import choosing as choices
from workshops.rules.codes import WorkshopRole
from workshops.rules.rights import ActorKind, Right
from workshops.services import choosing
from workshops.services.editing import Gone, Invalid, Refused
from workshops.views.answers import (
    Panel,
    Request,
    act,
    at_workshop,
    command,
    context,
    handed_back,
    named_id,
    panel,
    save,
    seen_version,
    url,
)


def writes_for_others(visit: Visit) -> bool:
    """Whether this is a facilitator or a scribe."""
    if visit.actor.kind is not ActorKind.PARTICIPANT:
        return visit.actor.kind is ActorKind.FACILITATOR
    return visit.workshop.memberships.filter(pk=visit.actor.membership_id or 0, role=WorkshopRole.SCRIBE).exists()


def check_writes_for_others(visit: Visit) -> None:
    """Raise PermissionDenied unless this is a facilitator or a scribe."""
    visit.check(Right.CONTRIBUTE)
    if not writes_for_others(visit):
        raise PermissionDenied("Only a scribe or a facilitator enters tallies.")


def idea_of(visit: Visit, pk: int) -> Idea:
    """An idea that everybody sees; raises Http404."""
    found = visit.workshop.ideas.filter(pk=pk, removed_at=None, is_hidden=False).first()
    if found is None:
        raise Http404("No such idea.")
    return found


@require_safe
@at_workshop
def vote(request: Request, visit: Visit) -> HttpResponse:
    """The ideas with one's own dots on them, to place and take back."""
    visit.check(Right.CONTRIBUTE)
    return vote_panel(request, visit)


def vote_panel(
    request: Request, visit: Visit, *, sentence: str = "", pressed: str = "", status: int = 200
) -> HttpResponse:
    """One's own dots; ``pressed`` is the button that gets the focus back, ``sentence`` why nothing changed."""
    membership_id = visit.actor.membership_id
    mine = choices.mine(visit.workshop.pk, membership_id) if membership_id is not None else None
    page = context(
        request,
        visit,
        mine=mine,
        is_participant=membership_id is not None,
        for_others=writes_for_others(visit),
        sentence=sentence,
        pressed=pressed,
    )
    return render(request, "workshops/panels/vote.html", page, status=status)


@require_POST
@at_workshop
def idea_dot_place(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Place a dot on an idea."""
    return _moved(request, visit, pk, "place")


@require_POST
@at_workshop
def idea_dot_take(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take a dot back from an idea."""
    return _moved(request, visit, pk, "take")


def _moved(request: Request, visit: Visit, pk: int, way: str) -> HttpResponse:
    """Move a dot and show all of one's dots again; without script go back to where the button was."""
    visit.check(Right.CONTRIBUTE)
    visit.workshop.ideas.get(pk=pk)
    call = choosing.place_dot if way == "place" else choosing.take_back_dot
    try:
        outcome = call(command(request, visit), idea_id=pk)
    except Invalid as invalid:
        return vote_panel(request, visit, sentence=str(invalid), pressed=f"{way}-{pk}", status=HTTPStatus(422))
    except Refused as refused:
        return handed_back(request, visit, str(refused), 403)
    except Gone as gone:
        return vote_panel(request, visit, sentence=str(gone), status=410)
    if not request.htmx:
        return see_other(f"{url(visit, 'vote')}#vote-{pk}")
    response = vote_panel(request, visit, pressed=f"{way}-{pk}")
    response["X-Number"] = str(outcome.number)
    return response


@require_safe
@at_workshop
def rounds(request: Request, visit: Visit) -> HttpResponse:
    """The facilitator's control of the vote: open a round, or watch its counts and close it."""
    visit.check(Right.RUN)
    return _rounds_panel(request, visit, RoundForm())


def _rounds_panel(request: Request, visit: Visit, form: RoundForm, status: int = 200) -> HttpResponse:
    page = context(
        request,
        visit,
        form=form,
        voting=choices.voting(visit.workshop.pk),
        ballot=choices.ballot(visit.workshop.pk),
    )
    return render(request, "workshops/panels/rounds.html", page, status=status)


@require_POST
@at_workshop
def round_open(request: Request, visit: Visit) -> HttpResponse:
    """Open a round of dots."""
    visit.check(Right.RUN)
    form = RoundForm(request.POST)
    if not form.is_valid():
        return _rounds_panel(request, visit, form, status=422)
    return act(
        request,
        visit,
        partial(choosing.open_round, budget=form.cleaned_data["budget"]),
        said="The round is open. Every phone can place dots now.",
        then=lambda outcome: {"again": url(visit, "rounds"), "again_label": "Close the round"},
    )


@require_POST
@at_workshop
def round_close(request: Request, visit: Visit) -> HttpResponse:
    """Close the round: everybody sees where the dots lie."""
    visit.check(Right.RUN)
    opened = choices.voting(visit.workshop.pk)
    wanted = named_id(request.POST.get("round", ""))
    if opened is None or wanted not in (None, opened.round_id):
        return handed_back(request, visit, "The round is closed already.", 422)
    return act(
        request,
        visit,
        partial(choosing.close_round, round_id=opened.round_id),
        said="The round is closed. The dots are in sight for everybody.",
        then=lambda outcome: {"again": url(visit, "scores"), "again_label": "Place the top ideas"},
    )


@require_safe
@at_workshop
def round_paper(request: Request, visit: Visit) -> HttpResponse:
    """The ideas, to enter the dots of those who vote on paper."""
    check_writes_for_others(visit)
    opened = choices.voting(visit.workshop.pk)
    found = choices.tallies(opened.round_id) if opened else ()
    rows = [
        (idea, [tally for tally in found if tally.idea_id == idea.id])
        for idea in choices.ballot(visit.workshop.pk).ideas
    ]
    return render(request, "workshops/panels/paper.html", context(request, visit, voting=opened, rows=rows))


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def idea_tally(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Enter dots of people without a device."""
    check_writes_for_others(visit)
    found = idea_of(visit, pk)
    form = TallyForm(request.POST or None)
    page = Panel(
        f"Dots on paper: idea {found.number}",
        url(visit, "idea_tally", pk),
        form,
        "Enter them",
        hint=found.text,
        extra={"for_others": True},
    )
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: choosing.tally_dots(c, idea_id=pk, **form.cleaned_data),
        said="Entered, marked as from paper.",
        then=lambda outcome: {"again": url(visit, "round_paper"), "again_label": "Enter the next idea"},
    )


@require_POST
@at_workshop
def tally_remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take a tally back."""
    check_writes_for_others(visit)
    if not choices.has_tally(visit.workshop.pk, pk):
        raise Http404("No such tally.")
    return act(
        request,
        visit,
        partial(choosing.remove_tally, tally_id=pk),
        said="The tally is taken back.",
        then=lambda outcome: {"again": url(visit, "round_paper"), "again_label": "Back to dots on paper"},
    )


@require_safe
@at_workshop
def scores(request: Request, visit: Visit) -> HttpResponse:
    """The top ideas, to be placed by impact and effort one after the other."""
    visit.check(Right.CONTRIBUTE)
    page = context(
        request,
        visit,
        chosen=choices.chosen(visit.workshop.pk),
        may_place=writes_for_others(visit) or _own_group(visit) is not None,
    )
    return render(request, "workshops/panels/scores.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def idea_score(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Say what impact and effort an idea has: for the room, or with ``group`` for one breakout."""
    visit.check(Right.CONTRIBUTE)
    found = idea_of(visit, pk)
    groups = list(visit.workshop.breakouts.order_by("number"))
    for_room = writes_for_others(visit)
    group_id = named_id(request.GET.get("group", "")) if for_room else _own_group(visit)
    group = next((each for each in groups if each.pk == group_id), None)
    if group is None and (group_id is not None or not for_room):
        raise PermissionDenied("You place ideas together with your group. The facilitator places them for the room.")
    seen = choices.score_of(pk, group_id)
    form = ScoreForm(request.POST or None, initial=ScoreForm.initial_of(seen) if seen else {})
    where = url(visit, "idea_score", pk)
    page = Panel(
        f"Idea {found.number}: impact and effort",
        where + (f"?group={group.pk}" if group and for_room else ""),
        form,
        "Place it",
        hint=found.text,
        version=seen.version if seen else None,
        extra={
            "initial_of": ScoreForm.initial_of,
            "groups": groups if for_room else [],
            "group": group,
            "where": where,
        },
        template="workshops/panels/score.html",
    )
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: choosing.score_idea(
            c, idea_id=pk, seen=seen_version(request), breakout_id=group_id, **form.cleaned_data
        ),
        said=f"Idea {found.number} is placed.",
        then=lambda outcome: _next_to_place(visit),
    )


def _own_group(visit: Visit) -> int | None:
    return (
        visit.workshop.memberships.values_list("breakout", flat=True).filter(pk=visit.actor.membership_id or 0).first()
    )


def _next_to_place(visit: Visit) -> dict[str, str]:
    """The next of the top ideas that has no place yet."""
    waiting = next((row for row in choices.chosen(visit.workshop.pk).rows if row.quadrant is None), None)
    if waiting is None:
        return {}
    return {"again": url(visit, "idea_score", waiting.id), "again_label": f"Next: idea {waiting.number}"}
