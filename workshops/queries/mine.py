"""What is one's own in a room: hidden words, the last change, the group. Shown to that person and to nobody else."""

from dataclasses import dataclass

from django.apps import apps
from django.db import models

from workshops.models import Breakout, Idea, Membership, Note, Operation, PersonNeed, Words, Workshop
from workshops.queries import choosing
from workshops.queries.prepared import Prepared
from workshops.rules.codes import NoteKind

_DONE = Prepared(
    lambda workshop_id, by: (
        Operation.objects.filter(workshop=workshop_id, by=by, is_undone=False).exclude(model="").order_by("-pk")[:1]
    ),
    int,
    str,
)
_UNDONE = Prepared(
    lambda workshop_id, by, after: (
        Operation.objects.filter(workshop=workshop_id, by=by, is_undone=True, pk__gt=after)
        .exclude(model="")
        .order_by("pk")[:1]
    ),
    int,
    str,
    int,
)
_SEAT = Prepared(lambda pk: Membership.objects.filter(pk=pk))
_QUOTED = 80
_SAID: dict[str, str] = {
    "edited": "changed",
    "restored": "brought back",
    "placed": "placed",
    "closed": "marked as done",
}
"""What was done, by the last part of the verb's name, where that is not the word itself."""


@dataclass(frozen=True)
class Word:
    """Words of one's own that nobody else sees yet; ``path`` is their panel below the board."""

    id: str
    what: str
    text: str
    path: str


@dataclass(frozen=True)
class Change:
    """A change of one's own, in a sentence: you added “Two keys”; ``was`` and ``becomes`` are words that differ."""

    id: int
    sentence: str
    was: str = ""
    becomes: str = ""


@dataclass(frozen=True)
class Place:
    """A stage or zone that one's group works on."""

    id: int
    title: str


@dataclass(frozen=True)
class Group:
    """One's group, and its stages and zones in order."""

    id: int
    title: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Mine:
    """Everything that a page shows to one person only."""

    is_private: bool
    words: tuple[Word, ...] = ()
    undo: Change | None = None
    redo: Change | None = None
    group: Group | None = None
    dots_left: int | None = None
    is_done: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (
            self.is_private or self.is_done or self.undo or self.redo or self.group or self.dots_left is not None
        )


def mine(workshop: Workshop, *, membership_id: int | None, by: str) -> Mine:
    """What is one's own; ``by`` is how one's operations are kept. At most eleven queries."""
    undo, redo = to_undo(workshop.pk, by), to_redo(workshop.pk, by)
    silent = workshop.is_private and membership_id is not None
    seat = _SEAT.first(membership_id) if membership_id is not None else None
    dots = choosing.mine(workshop.pk, membership_id) if membership_id is not None else None
    return Mine(
        is_private=workshop.is_private,
        words=_hidden(workshop.pk, membership_id) if workshop.is_private else (),
        undo=_offered(undo, silent=silent),
        redo=_offered(redo, silent=silent),
        group=_group(seat.breakout_id) if seat is not None and seat.breakout_id is not None else None,
        dots_left=dots.left if dots else None,
        is_done=seat is not None and seat.done_item_id is not None and seat.done_item_id == workshop.item_id,
    )


def to_undo(workshop_id: int, by: str) -> Operation | None:
    """One's own last change that has not been undone. One query."""
    return _DONE.first(workshop_id, by)


def to_redo(workshop_id: int, by: str) -> Operation | None:
    """One's own change that was undone last, while there is no newer change of one's own. Two queries."""
    newest = to_undo(workshop_id, by)
    return _UNDONE.first(workshop_id, by, newest.pk if newest else 0)


def change(operation: Operation) -> Change:
    """An operation in a sentence. One query."""
    return _told(operation, _target(operation))


def _offered(operation: Operation | None, *, silent: bool) -> Change | None:
    """A change to undo or redo, if any; to who writes in ``silent`` only one of words that nobody else sees."""
    if operation is None:
        return None
    row = _target(operation)
    if silent and not (isinstance(row, Words) and row.is_hidden):
        return None
    return _told(operation, row)


def _target(operation: Operation) -> models.Model | None:
    found: models.Model | None = (
        apps.get_model("workshops", operation.model)._default_manager.filter(pk=operation.target_id).first()
    )
    return found


def _told(operation: Operation, row: models.Model | None) -> Change:
    name = f"{operation.model}-{operation.target_id}"
    before, after = ((values or {}).get(name, {}) for values in (operation.before, operation.after))
    told = _quoted(getattr(row, "text", "") or getattr(row, "title", ""))
    verb = operation.verb.rpartition(".")[2]
    sentence = f"you {_SAID.get(verb, verb)} “{told}”" if told else f"you {_SAID.get(verb, verb)} an entry"
    spoken = next((each for each in ("text", "title") if each in before and each in after), "")
    if not spoken:
        return Change(operation.pk, sentence)
    return Change(operation.pk, sentence, was=_quoted(before[spoken]), becomes=_quoted(after[spoken]))


def _hidden(workshop_id: int, membership_id: int | None) -> tuple[Word, ...]:
    """One's own words that nobody else sees yet. Three queries."""
    own = {"workshop": workshop_id, "author": membership_id, "is_hidden": True, "removed_at": None}
    needs = PersonNeed.objects.filter(**own, segment__removed_at=None).order_by("pk").select_related("segment")
    return (
        *(Word(f"mine-word-{row.pk}", row.segment.title, row.text, f"person-needs/{row.pk}/edit/") for row in needs),
        *(
            Word(f"mine-idea-{row.pk}", f"Idea {row.number}", row.text, f"ideas/{row.pk}/edit/")
            for row in Idea.objects.filter(**own).order_by("pk")
        ),
        *(
            Word(f"mine-note-{row.pk}", NoteKind(row.kind).label, row.text, f"notes/{row.pk}/edit/")
            for row in Note.objects.filter(**own).order_by("pk")
        ),
    )


def _group(breakout_id: int) -> Group:
    """A group with its places. Two queries."""
    group = Breakout.objects.get(pk=breakout_id)
    places = group.segments.filter(removed_at=None).order_by("position").values_list("pk", "title")
    return Group(group.pk, group.title, tuple(Place(pk, title) for pk, title in places))


def _quoted(words: str) -> str:
    """The beginning of somebody's words."""
    return words if len(words) <= _QUOTED else f"{words[: _QUOTED - 1].rstrip()}…"
