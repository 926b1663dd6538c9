"""How the room chooses among its ideas: rounds of dots, then impact and effort (domain B.5:13 and 14)."""

from collections import Counter
from collections.abc import Collection

from workshops.models import Breakout, Dot, DotTally, Idea, Membership, Score, VoteRound
from workshops.queries.prepared import Prepared
from workshops.rules import limits, regions
from workshops.rules.codes import IdeaStatus
from workshops.rules.phases import Work
from workshops.rules.rights import ActorKind, Right
from workshops.services.editing import Edit, Gone, Invalid, Refused, verb

_STANDS = ("idea__status", "idea__enabler", "idea__removed_at", "idea__is_hidden")
"""What says whether an idea is still on the list of the vote."""
_OPEN_ROUND = Prepared(lambda workshop_id: VoteRound.objects.filter(workshop=workshop_id, closed_at=None))
_IDEA = Prepared(lambda workshop_id, pk: Idea.objects.filter(workshop=workshop_id, pk=pk, is_hidden=False))
_DOTS_OF = Prepared[Dot](
    lambda round_id, membership_id: (
        Dot.objects.filter(round=round_id, membership=membership_id)
        .order_by("place")
        .values_list("pk", "idea_id", "place", "nth", *_STANDS)
    )
)
_NUMBERS = ("No", "One", "Both", "All three", "All four", "All five", "All six", "All seven", "All eight", "All nine")


@verb("round.opened", Right.RUN)
def open_round(edit: Edit, *, budget: int = limits.DOTS) -> VoteRound:
    """Open a round of dots. Raises Invalid when one is open, or the budget is not from 1 to 10."""
    if not 1 <= budget <= limits.DOTS_MOST:
        raise Invalid("budget", f"Give each person 1 to {limits.DOTS_MOST} dots.")
    if _OPEN_ROUND.first(edit.workshop.pk) is not None:
        raise Invalid("", "A round of dots is open already. Close it before you open another.")
    number = edit.workshop.rounds.count() + 1
    made = VoteRound.objects.create(workshop=edit.workshop, number=number, budget=budget, opened_at=edit.at)
    edit.touch(regions.PRIORITIES, regions.PROGRESS, regions.ASK)
    return made


@verb("round.closed", Right.RUN)
def close_round(edit: Edit, *, round_id: int) -> VoteRound:
    """Close a round: its dots are counted for everybody to see, and who placed them is forgotten."""
    found = edit.own(VoteRound, round_id)
    if found.closed_at is None:
        _close(edit, found)
    return found


def close_with_phase(edit: Edit, *, taken: Collection[Work]) -> None:
    """Close the open round unless dots are still ``taken``: votes close with their phase (domain B.5:14)."""
    found = _OPEN_ROUND.first(edit.workshop.pk)
    if found is not None and Work.DOT not in taken:
        _close(edit, found)


@verb("dot.placed", Right.CONTRIBUTE, Work.DOT)
def place_dot(edit: Edit, *, idea_id: int) -> VoteRound:
    """Place one of one's dots on an idea. Nobody learns where before the round closes.

    Raises Invalid with a sentence when all dots are placed, two are on this idea, the idea is not to be voted on, or no
    round is open.
    """
    membership_id, found = _voter(edit)
    idea = _candidate(edit, idea_id)
    mine = _dots_of(found, membership_id)
    place = _free([place for _, _, place, _ in mine], found.budget)
    if place is None:
        raise Invalid("", f"{all_of(found.budget)} placed. Take one back to move it.")
    nth = _free([nth for _, idea_id, _, nth in mine if idea_id == idea.pk], limits.DOTS_ON_ONE)
    if nth is None:
        raise Invalid("", "Two on one idea is the most.")
    Dot.objects.create(round=found, membership_id=membership_id, idea=idea, budget=found.budget, place=place, nth=nth)
    _touch_voting(edit, others=len(mine))
    return found


@verb("dot.taken", Right.CONTRIBUTE, Work.DOT)
def take_back_dot(edit: Edit, *, idea_id: int) -> VoteRound:
    """Take back one of one's own dots from an idea; where none lies, nothing changes. Raises Invalid."""
    membership_id, found = _voter(edit)
    mine = _dots_of(found, membership_id)
    here = [(nth, pk) for pk, on, _, nth in mine if on == idea_id]
    if here:
        Dot.objects.filter(pk=max(here)[1]).delete()
        _touch_voting(edit, others=len(mine) - 1)
    return found


@verb("dots.tallied", Right.CONTRIBUTE, Work.DOT)
def tally_dots(edit: Edit, *, idea_id: int, dots: int, people: int) -> VoteRound:
    """Enter dots that people without a device placed on paper: how many on an idea, of how many people.

    For a scribe or a facilitator. Raises Invalid when there are more dots than those people have.
    """
    check_for_others(edit)
    found = _open_round(edit)
    idea = _candidate(edit, idea_id)
    if people < 1 or dots < 1:
        raise Invalid("dots", "Enter one dot or more, from one person or more.")
    if dots > people * limits.DOTS_ON_ONE:
        raise Invalid("dots", f"Two on one idea is the most: {people} people have at most {people * 2} for it.")
    _check_on_paper(found, idea, dots, people)
    DotTally.objects.create(round=found, idea=idea, dots=dots, people=people)
    edit.touch(regions.PROGRESS)
    return found


@verb("tally.removed", Right.CONTRIBUTE, Work.DOT)
def remove_tally(edit: Edit, *, tally_id: int) -> VoteRound:
    """Take back a tally of paper dots while the round is open. Raises Invalid and Gone."""
    check_for_others(edit)
    found = _open_round(edit)
    if not found.tallies.filter(pk=tally_id).delete()[0]:
        raise Gone("This tally has been taken back already.")
    edit.touch(regions.PROGRESS)
    return found


@verb("idea.scored", Right.CONTRIBUTE, Work.SCORE)
def score_idea(
    edit: Edit, *, idea_id: int, seen: int, impact: int, effort: int, breakout_id: int | None = None
) -> Score:
    """Say what impact and effort an idea has, for the whole room or for one breakout.

    Participants do so for their own breakout, scribes and facilitators for any and for the room. ``seen`` is the
    version of the score that was seen, 0 for none. Raises Conflict, Invalid and Refused.
    """
    _check_scorer(edit, breakout_id)
    idea = _candidate(edit, idea_id, also=(IdeaStatus.TAKEN_FORWARD,))
    if not (1 <= impact <= 5 and 1 <= effort <= 5):
        raise Invalid("impact", "Choose 1 to 5 for both.")
    score = Score.objects.filter(idea=idea, breakout=breakout_id).first()
    if score is None:
        score = Score(workshop=edit.workshop, idea=idea, breakout_id=breakout_id, version=0)
    else:
        edit.check_version(score, seen, same=(score.impact, score.effort) == (impact, effort))
    if (score.impact, score.effort) != (impact, effort):
        score.impact, score.effort = impact, effort
        score.version += 1
        score.save()
        edit.touch(regions.PRIORITIES)
    return score


def check_for_others(edit: Edit) -> None:
    """Raise Refused unless a scribe or a facilitator writes for others."""
    if edit.by.kind is ActorKind.PARTICIPANT and not edit.by_scribe:
        raise Refused("Only a scribe or a facilitator enters tallies.")


def all_of(budget: int) -> str:
    """That a whole budget of dots is spent, up to the word before "placed"."""
    if budget == 1:
        return "Your one dot is"
    return f"{_NUMBERS[budget] if budget < len(_NUMBERS) else f'All {budget}'} dots are"


def _close(edit: Edit, found: VoteRound) -> None:
    """Close the round, and write its dots anew in the order of ideas: neither a row nor its id tells whose it was."""
    found.closed_at = edit.at
    found.save(update_fields=["closed_at"])
    dots = list(found.dots.order_by("idea_id", "nth", "place").values_list("idea_id", "budget", "place", "nth"))
    found.dots.all().delete()
    Dot.objects.bulk_create(
        Dot(round=found, idea_id=idea_id, budget=budget, place=place, nth=nth) for idea_id, budget, place, nth in dots
    )
    edit.touch(regions.PRIORITIES, regions.IDEAS, regions.PROGRESS, regions.ASK)


def _voter(edit: Edit) -> tuple[int, VoteRound]:
    if edit.by.membership_id is None:
        raise Refused("Dots are placed by people in the room. Enter a tally for those who vote on paper.")
    return edit.by.membership_id, _open_round(edit)


def _dots_of(found: VoteRound, membership_id: int) -> list[tuple[int, int, int, int]]:
    """Somebody's dots as id, idea, place and nth; those on an idea that left the list come back to them."""
    mine, free = [], []
    for pk, idea_id, place, nth, status, enabler, removed_at, is_hidden in _DOTS_OF.rows(found.pk, membership_id):
        if status == IdeaStatus.OPEN and enabler and removed_at is None and not is_hidden:
            mine.append((pk, idea_id, place, nth))
        else:
            free.append(pk)
    if free:
        Dot.objects.filter(pk__in=free).delete()
    return mine


def _open_round(edit: Edit) -> VoteRound:
    found = _OPEN_ROUND.first(edit.workshop.pk)
    if found is None:
        raise Invalid("", "The round is closed.")
    return found


def _candidate(edit: Edit, idea_id: int, *, also: tuple[IdeaStatus, ...] = ()) -> Idea:
    """An idea that may be chosen: on everybody's list, open, and under one enabler (domain B.5:13).

    It is no entry of the actor's that could be undone, so it is read without its links. Raises Invalid, Gone and
    ``DoesNotExist``.
    """
    idea = _IDEA.get(edit.workshop.pk, idea_id)
    if idea.removed_at is not None:
        raise Gone("Somebody removed this idea a moment ago.")
    if idea.status not in {IdeaStatus.OPEN, *also}:
        raise Invalid("", f"Idea {idea.number} is {IdeaStatus(idea.status).label.lower()} and not to be voted on.")
    if not idea.enabler:
        raise Invalid("", f"Idea {idea.number} needs an enabler before it is voted on.")
    return idea


def _check_on_paper(found: VoteRound, idea: Idea, dots: int, people: int) -> None:
    """Raise Invalid when more dots are on paper than as many people have as were counted at any one idea."""
    people_at = Counter({idea.pk: people})
    total = dots
    for idea_id, placed, counted in found.tallies.values_list("idea_id", "dots", "people"):
        people_at[idea_id] += counted
        total += placed
    most = max(people_at.values())
    if total > most * found.budget:
        raise Invalid("dots", f"That is more than {found.budget} dots each for the {most} people counted on paper.")


def _free(taken: list[int], most: int) -> int | None:
    return next((number for number in range(1, most + 1) if number not in taken), None)


def _touch_voting(edit: Edit, *, others: int) -> None:
    """Name what counts dots; how many people vote is shown to all, and changes with somebody's first dot only."""
    edit.touch(regions.PROGRESS, *([] if others else [regions.PRIORITIES]))


def _check_scorer(edit: Edit, breakout_id: int | None) -> None:
    if breakout_id is not None and not Breakout.objects.filter(pk=breakout_id, workshop=edit.workshop).exists():
        raise Gone("This group has gone.")
    if edit.by.kind is not ActorKind.PARTICIPANT or edit.by_scribe:
        return
    own = Membership.objects.values_list("breakout_id", flat=True).get(pk=edit.by.membership_id or 0)
    if breakout_id is None or own != breakout_id:
        raise Refused("You place ideas for your own group. The facilitator places them for the room.")
