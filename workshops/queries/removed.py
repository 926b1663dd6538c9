"""What was taken off the board, with nobody's name, and where to bring it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from workshops.models import Action, Idea, Note, OfferLink, PersonNeed, Segment, WorkforceNeed
from workshops.rules.codes import NoteKind

SHOWN = 200


@dataclass(frozen=True)
class TakenOff:
    """An entry that is off the board. ``path`` is where it is brought back, below the board's address."""

    kind: str
    text: str
    place: str
    at: datetime
    path: str


def taken_off(workshop_id: int) -> tuple[TakenOff, ...]:
    """The entries taken off last, newest first. Words that are still private are not among them. Seven queries."""
    found = sorted(_all(workshop_id), key=lambda each: each.at, reverse=True)
    return tuple(found[:SHOWN])


def _all(workshop_id: int) -> Iterator[TakenOff]:
    gone = {"workshop_id": workshop_id, "removed_at__isnull": False}
    for segment in Segment.objects.filter(**gone):
        yield _entry("Stage or zone", segment.title, "", segment.removed_at, f"segments/{segment.pk}")
    for word in PersonNeed.objects.filter(**gone, is_hidden=False).select_related("segment"):
        yield _entry("What the person needs", word.text, word.segment.title, word.removed_at, f"person-needs/{word.pk}")
    for need in WorkforceNeed.objects.filter(**gone, is_hidden=False).select_related("segment"):
        yield _entry("Role", need.title, need.segment.title, need.removed_at, f"needs/{need.pk}")
    for link in OfferLink.objects.filter(**gone, need__is_hidden=False).select_related("need"):
        yield _entry("Learning", link.title, link.need.title, link.removed_at, f"offers/{link.pk}")
    for idea in Idea.objects.filter(**gone, is_hidden=False):
        yield _entry(f"Idea {idea.number}", idea.text, "", idea.removed_at, f"ideas/{idea.pk}")
    for action in Action.objects.filter(**gone):
        yield _entry(f"Action {action.number}", action.text, "", action.removed_at, f"actions/{action.pk}")
    for note in Note.objects.filter(**gone, is_hidden=False):
        yield _entry(NoteKind(note.kind).label, note.text, "", note.removed_at, f"notes/{note.pk}")


def _entry(kind: str, text: str, place: str, at: datetime | None, path: str) -> TakenOff:
    assert at is not None  # the query asked for removed ones
    return TakenOff(kind, text, place, at, f"{path}/restore/")
