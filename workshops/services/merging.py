"""Two places of one person become one: somebody joined twice, with two devices or after clearing cookies."""

from workshops.models import Dot, Idea, Membership, Note, PersonNeed, SegmentStar, VoteRound, WorkforceNeed
from workshops.queries import polls
from workshops.rules import limits, regions
from workshops.rules.rights import Actor, ActorKind, Right
from workshops.services.editing import Edit, Gone, Invalid, author, verb

_WORDS = (PersonNeed, WorkforceNeed, Idea, Note)


@verb("membership.merged", Right.RUN)
def merge_members(edit: Edit, *, membership_id: int, into_id: int) -> Membership:
    """Fold a duplicate into the place that its holder keeps; answers with the one that is kept.

    The duplicate's device goes on as the one that is kept. Its words and their undo follow. So do its dots, answers and
    stars, as far as one person may have them; what is over is dropped. Raises Invalid for the same place twice, and
    Gone when one of the two has left.
    """
    gone, kept = (_here(edit, pk) for pk in (membership_id, into_id))
    if gone.pk == kept.pk:
        raise Invalid("into", "Choose the other place of the same person.")
    _move_words(edit, gone, kept)
    _move_dots(edit, gone, kept)
    _move_answers(edit, gone, kept)
    _move_stars(edit, gone, kept)
    kept.name = kept.name or gone.name
    kept.breakout_id = kept.breakout_id or gone.breakout_id
    kept.done_item_id = kept.done_item_id or gone.done_item_id
    kept.is_waiting = kept.is_waiting and gone.is_waiting
    kept.save()
    edit.workshop.memberships.filter(merged_into=gone).update(merged_into=kept)
    gone.merged_into, gone.removed_at = kept, edit.at
    gone.save(update_fields=["merged_into", "removed_at"])
    edit.touch(regions.ROOM, regions.PROGRESS, regions.PRIORITIES)
    return kept


def _here(edit: Edit, membership_id: int) -> Membership:
    membership = edit.workshop.memberships.get(pk=membership_id)
    if membership.removed_at is not None:
        raise Gone("One of the two has left this workshop.")
    return membership


def _move_words(edit: Edit, gone: Membership, kept: Membership) -> None:
    for model in _WORDS:
        model._default_manager.filter(workshop=edit.workshop, author=gone).update(author=kept)
    was, now = (author(Actor(ActorKind.PARTICIPANT, membership_id=each.pk)) for each in (gone, kept))
    edit.workshop.operations.filter(by=was).update(by=now)


def _move_dots(edit: Edit, gone: Membership, kept: Membership) -> None:
    """Of both people's dots in the open round, those that one person may have: the kept one's first."""
    found = VoteRound.objects.filter(workshop=edit.workshop, closed_at=None).first()
    if found is None:
        return
    mine = set(found.dots.filter(membership=kept).values_list("idea_id", "nth"))
    free = [
        place
        for place in range(1, found.budget + 1)
        if place not in set(found.dots.filter(membership=kept).values_list("place", flat=True))
    ]
    for dot in found.dots.filter(membership=gone).order_by("place"):
        nth = next((n for n in range(1, limits.DOTS_ON_ONE + 1) if (dot.idea_id, n) not in mine), None)
        if nth is None or not free:
            dot.delete()
            continue
        mine.add((dot.idea_id, nth))
        Dot.objects.filter(pk=dot.pk).update(membership=kept, place=free.pop(0), nth=nth)


def _move_answers(edit: Edit, gone: Membership, kept: Membership) -> None:
    """Answers to open polls; where both answered, the kept one's stands."""
    for poll in edit.workshop.polls.filter(closed_at=None):
        was, now = (polls.voter(poll.pk, each.pk) for each in (gone, kept))
        if poll.answers.filter(voter=now).exists():
            poll.answers.filter(voter=was).delete()
        else:
            poll.answers.filter(voter=was).update(voter=now)


def _move_stars(edit: Edit, gone: Membership, kept: Membership) -> None:
    """Stars on segments; a segment that both starred has one star less."""
    both = SegmentStar.objects.filter(membership=gone, segment__stars__membership=kept)
    edit.touch(*(regions.segment(pk) for pk in both.values_list("segment_id", flat=True)))
    SegmentStar.objects.filter(pk__in=list(both.values_list("pk", flat=True))).delete()
    SegmentStar.objects.filter(membership=gone).update(membership=kept)
