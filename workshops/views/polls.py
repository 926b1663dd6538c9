"""Quick polls on a role: how deep is it now?"""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.rules import Depth
from workshops.access import Visit
from workshops.forms.choosing import AnswerForm, PollTallyForm
from workshops.models import DepthPoll
from workshops.queries import polls as asked
from workshops.rules.rights import Right
from workshops.services import polls
from workshops.views.answers import Panel, Request, act, at_workshop, context, handed_back, panel, save, url
from workshops.views.choosing import check_writes_for_others, writes_for_others
from workshops.views.needs import living_need, wording

NOBODY = "Nobody here has it yet"
"""What the depth 0 means; the framework has words for the others."""


def poll_of(visit: Visit, pk: int) -> DepthPoll:
    """A poll of this workshop on a role that is still there; raises Http404."""
    found = visit.workshop.polls.filter(pk=pk, need__removed_at=None).select_related("need__segment").first()
    if found is None:
        raise Http404("No such poll.")
    return found


@require_safe
@at_workshop
def poll(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """One poll: four answers while it is open, its result when it is closed."""
    found = poll_of(visit, pk)
    shown = asked.poll(found)
    page = context(
        request,
        visit,
        poll=shown,
        mine=asked.answer_of(found, visit.actor.membership_id),
        depths=zip(Depth, [NOBODY, *(words for _, words in wording(visit, shown.title))], strict=True),
        is_participant=visit.actor.membership_id is not None,
        for_others=writes_for_others(visit),
        few_here=visit.may(Right.RUN) and asked.few_here(visit.workshop.pk),
    )
    return render(request, "workshops/panels/poll.html", page)


@require_POST
@at_workshop
def need_poll(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Ask the room how deep a role is now."""
    visit.check(Right.RUN)
    need = living_need(visit, pk)
    return act(
        request,
        visit,
        partial(polls.open_poll, need_id=need.pk),
        said=f"The room is asked: how deep is {need.title} now?",
        then=lambda outcome: (
            {"again": url(visit, "poll", outcome.target.pk), "again_label": "See the poll"} if outcome.target else {}
        ),
    )


@require_POST
@at_workshop
def poll_answer(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Answer a poll, or answer it again."""
    visit.check(Right.CONTRIBUTE)
    poll_of(visit, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return handed_back(request, visit, "Choose one of the four depths.", 422)
    return act(
        request,
        visit,
        partial(polls.answer_poll, poll_id=pk, depth=form.cleaned_data["depth"]),
        said="Thank you. Your answer counts, without your name.",
        then=lambda outcome: {"again": url(visit, "poll", pk), "again_label": "Change my answer"},
    )


@require_POST
@at_workshop
def poll_close(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Close a poll."""
    visit.check(Right.RUN)
    return act(
        request,
        visit,
        partial(polls.close_poll, poll_id=pk),
        said="The poll is closed.",
        then=lambda outcome: {"again": url(visit, "poll", pk), "again_label": "See the result"},
    )


@require_POST
@at_workshop
def poll_use(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take the mean as the depth now."""
    visit.check(Right.RUN)
    found = poll_of(visit, pk)
    return act(
        request,
        visit,
        partial(polls.use_poll, poll_id=pk),
        said=f"The depth now of {found.need.title} is the room’s answer.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_workshop
def poll_tally(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Enter what a table said."""
    check_writes_for_others(visit)
    found = poll_of(visit, pk)
    form = PollTallyForm(request.POST or None)
    page = Panel(
        f"Answers of a table: {found.need.title}",
        url(visit, "poll_tally", pk),
        form,
        "Enter them",
        hint="How many people chose each depth?",
        extra={"for_others": True},
    )
    if request.method != "POST":
        return panel(request, visit, page)
    return save(
        request,
        visit,
        page,
        lambda c: polls.tally_poll(c, poll_id=pk, people=form.people()),
        said="Entered, marked as from a scribe.",
        then=lambda outcome: {"again": url(visit, "poll_tally", pk), "again_label": "Enter another table"},
    )
