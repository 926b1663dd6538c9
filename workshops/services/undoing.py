"""Undo and redo of one's own last change, where nobody has changed the same thing since (issue 3, section 2)."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from workshops.models import (
    Action,
    Cluster,
    Contribution,
    Event,
    Idea,
    ImpactStatement,
    Note,
    OfferLink,
    Operation,
    PersonNeed,
    Segment,
    Words,
    WorkforceNeed,
    Workshop,
)
from workshops.queries import mine
from workshops.rules import limits, regions
from workshops.rules.codes import NoteKind
from workshops.rules.rights import Right
from workshops.services import changes, notes, role_checks
from workshops.services.editing import VERBS, Command, Edit, Gone, Refused, author, check_right, verb

CHANGED_SINCE = "Somebody changed it since. Undo would take their words away, so it stays as it is."
_STEMS: dict[type[models.Model], tuple[str, ...]] = {
    PersonNeed: (),
    WorkforceNeed: (regions.RIBBON, regions.COVERAGE, regions.IDEAS),
    OfferLink: (regions.RIBBON, regions.COVERAGE),
    Idea: (regions.IDEAS, regions.COVERAGE, regions.ACTIONS, regions.PRIORITIES),
    Cluster: (regions.IDEAS,),
    Action: (regions.ACTIONS, regions.IDEAS),
    Note: (regions.NOTES,),
    ImpactStatement: (regions.IDEAS, regions.PRIORITIES),
}
"""Where a row of each kind stands on the board, beside its segment."""
_BOUNDS: dict[type[models.Model], tuple[int, str]] = {
    PersonNeed: (limits.NEEDS, "needs"),
    WorkforceNeed: (limits.NEEDS, "needs"),
    OfferLink: (limits.NEEDS, "needs"),
    Idea: (limits.IDEAS, "ideas"),
    Action: (limits.ACTIONS, "actions"),
    Note: (limits.NOTES, "notes"),
}


@verb("change.undone", Right.SEE)
def undo(edit: Edit, *, change_id: int) -> Workshop:
    """Take back one's own last change, if ``change_id`` is still that.

    Raises Refused when it is not, when somebody changed the same thing since, and when the change itself would be
    refused now; Gone when its place on the board has been removed.
    """
    last = mine.to_undo(edit.workshop.pk, author(edit.by))
    if last is None or last.pk != change_id:
        raise Refused("There is nothing to undo: this was taken back already, or you changed something since.")
    _put(edit, last, said=last.after or {}, wanted=last.before or {})
    last.is_undone = True
    last.save(update_fields=["is_undone"])
    return edit.workshop


@verb("change.redone", Right.SEE)
def redo(edit: Edit, *, change_id: int) -> Workshop:
    """Make one's own change again that was undone last, if ``change_id`` is still that. Raises as ``undo`` does."""
    last = mine.to_redo(edit.workshop.pk, author(edit.by))
    if last is None or last.pk != change_id:
        raise Refused("There is nothing to do again: it is done already, or you changed something since.")
    _put(edit, last, said=last.before or {}, wanted=last.after or {})
    last.is_undone = False
    last.save(update_fields=["is_undone"])
    return edit.workshop


def _put(edit: Edit, done: Operation, *, said: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Bring the rows of an operation from what they say to what they are wanted to say."""
    command = Command(workshop_id=edit.workshop.pk, by=edit.by, at=edit.at, by_scribe=edit.by_scribe)
    check_right(edit.workshop, command, *VERBS[done.verb])
    stems = Event.objects.filter(workshop=edit.workshop, number=done.number).values_list("stems", flat=True)
    shown = [stem for of_event in stems for stem in of_event]
    rows = [(_row(edit, name), name) for name in wanted]
    for row, name in rows:
        if isinstance(row, Note):
            # Its kind says what it is to write, not its verb.
            notes.check_phase(edit, NoteKind(row.kind))
        if not changes.still_says(row, said[name]):
            raise Refused(CHANGED_SINCE)
        if "removed_at" in wanted[name]:
            _check_whole(edit, row, done, is_removed=wanted[name]["removed_at"] is not None)
    for row, name in rows:
        before = _places(row)
        changes.put(row, wanted[name])
        row.version += 1
        if isinstance(row, Words) and row.removed_at is None:
            edit.bring_back(row)
        row.save()
        role_checks.check_row(row)
        _touch(edit, row, before | _places(row), shown)


def _row(edit: Edit, name: str) -> Contribution:
    model, pk = changes.named(name)
    try:
        found = edit.any(model, pk)
    except ObjectDoesNotExist:
        raise Gone("It is no longer in this workshop.") from None
    assert isinstance(found, Contribution)  # all that can be undone is
    return found


def _check_whole(edit: Edit, row: Contribution, done: Operation, *, is_removed: bool) -> None:
    """Before a whole row goes or comes back: nobody may have built on it, and there has to be a place for it."""
    if is_removed:
        later = Operation.objects.filter(
            workshop=edit.workshop, pk__gt=done.pk, target_id=row.pk, model=row._meta.model_name, is_undone=False
        )
        was_made = len((done.after or {})[changes.name_of(row)]) > 1
        has_learning = isinstance(row, WorkforceNeed) and row.offers.filter(removed_at=None).exists()
        if (was_made and has_learning) or later.exclude(by=author(edit.by)).exists():
            raise Refused(CHANGED_SINCE)
        return
    if isinstance(row, PersonNeed | WorkforceNeed):
        edit.own(Segment, row.segment_id)
    if isinstance(row, OfferLink):
        edit.own(WorkforceNeed, row.need_id)
    if type(row) in _BOUNDS:
        bound, name = _BOUNDS[type(row)]
        edit.room_for(type(row), bound, name)


def _places(row: Contribution) -> set[int]:
    """The segments in whose columns a row stands."""
    if isinstance(row, OfferLink):
        return {row.need.segment_id}
    return {row.segment_id} if isinstance(row, PersonNeed | WorkforceNeed) else set()


def _touch(edit: Edit, row: Contribution, places: set[int], shown: list[str]) -> None:
    """Name what the change showed, and where the row stands now: words may have been revealed in between."""
    stems = (*shown, *_STEMS[type(row)], *(regions.segment(pk) for pk in places))
    if isinstance(row, Words):
        edit.touch_words(row, *stems)
    else:
        edit.touch(*stems)
