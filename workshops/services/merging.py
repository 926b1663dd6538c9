"""Two places of one person become one: somebody joined twice, with two devices or after clearing cookies."""

from workshops.models import Idea, Membership, Note, PersonNeed, SegmentStar, VoteRound, WorkforceNeed
from workshops.rules import regions
from workshops.rules.rights import Actor, ActorKind, Right
from workshops.services.editing import Edit, Gone, Invalid, author, verb
from workshops.services.writing import HIDEABLE

_WORDS = (PersonNeed, WorkforceNeed, Idea, Note)


@verb("membership.merged", Right.RUN)
def merge_members(edit: Edit, *, membership_id: int, into_id: int) -> Membership:
    """Fold a duplicate into the place that its holder keeps; answers with the one that is kept.

    The duplicate's device goes on as the one that is kept, and what it sends again counts once. Public words and stars
    follow; what either place did before cannot be undone any more, so that neither device tells whose words they were.

    Raises Invalid for the same place twice, and while anybody may have secrets that the other device would be shown:
    words in silence, dots of an open round, answers to an open poll. Raises Gone when one of the two has left.
    """
    gone, kept = (_here(edit, pk) for pk in (membership_id, into_id))
    if gone.pk == kept.pk:
        raise Invalid("into", "Choose the other place of the same person.")
    _check_no_secrets(edit)
    _move_words(edit, gone, kept)
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


def _check_no_secrets(edit: Edit) -> None:
    """Asked of the whole room and never of the two: a refusal must not tell whether somebody has written or voted."""
    waiting = {"workshop": edit.workshop, "is_hidden": True, "removed_at": None}
    if edit.workshop.is_private or any(model._default_manager.filter(**waiting).exists() for model in HIDEABLE):
        raise Invalid("into", "Reveal what is written first, then make them one.")
    if VoteRound.objects.filter(workshop=edit.workshop, closed_at=None).exists():
        raise Invalid("into", "Close the vote first, then make them one.")
    if edit.workshop.polls.filter(closed_at=None).exists():
        raise Invalid("into", "Close the poll first, then make them one.")


def _move_words(edit: Edit, gone: Membership, kept: Membership) -> None:
    """Public words and the keys of what was done. What was taken back in silence stays where nobody can fetch it."""
    for model in _WORDS:
        model._default_manager.filter(workshop=edit.workshop, author=gone, is_hidden=False).update(author=kept)
    was, now = (author(Actor(ActorKind.PARTICIPANT, membership_id=each.pk)) for each in (gone, kept))
    edit.workshop.operations.filter(by__in=(was, now)).update(by=now, model="", before=None, after=None)


def _move_stars(edit: Edit, gone: Membership, kept: Membership) -> None:
    """Stars on segments; a segment that both starred has one star less."""
    both = SegmentStar.objects.filter(membership=gone, segment__stars__membership=kept)
    edit.touch(*(regions.segment(pk) for pk in both.values_list("segment_id", flat=True)))
    SegmentStar.objects.filter(pk__in=list(both.values_list("pk", flat=True))).delete()
    SegmentStar.objects.filter(membership=gone).update(membership=kept)
