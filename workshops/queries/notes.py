"""Notes beside the map, by kind, as a part of the agenda asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from workshops.models import Note
from workshops.queries.prepared import Prepared
from workshops.rules import notes
from workshops.rules.codes import NoteKind
from workshops.rules.phases import Work


@dataclass(frozen=True)
class NoteRow:
    """A note; ``home`` is where a parked point went, and ``is_closed`` that it was dealt with."""

    id: int
    text: str
    kind: NoteKind
    by_scribe: bool
    home: str
    is_closed: bool


@dataclass(frozen=True)
class NoteList:
    """Notes of one kind."""

    kind: NoteKind
    rows: tuple[NoteRow, ...]

    @property
    def title(self) -> str:
        """What stands above the list."""
        return _TITLES[self.kind]

    @property
    def work(self) -> Work:
        """What somebody writes who adds to it."""
        return notes.WORK[self.kind]

    @property
    def add_label(self) -> str:
        """What the link to add one says."""
        return ADD_LABELS[self.kind]

    @property
    def empty(self) -> str:
        """What is said while the list is empty."""
        return _EMPTY[self.kind]

    @property
    def shipped(self) -> tuple[str, ...]:
        """What stands in the list before anybody adds to it."""
        return notes.GROUND_RULES if self.kind == NoteKind.GROUND_RULE else ()

    @property
    def has_way_home(self) -> bool:
        """Whether each of them is dealt with in the end."""
        return self.kind in (NoteKind.PARKING, NoteKind.MISSING_STAGE)

    @property
    def open(self) -> tuple[NoteRow, ...]:
        """Those that are not dealt with."""
        return tuple(row for row in self.rows if not row.is_closed)

    @property
    def closed(self) -> tuple[NoteRow, ...]:
        """Those that were dealt with."""
        return tuple(row for row in self.rows if row.is_closed)


@dataclass(frozen=True)
class Notes:
    """What is asked now, and the parking lot, which is always open."""

    asked: tuple[NoteList, ...]
    parking: NoteList


_TITLES = {
    NoteKind.GROUND_RULE: "Ground rules",
    NoteKind.MATTERS: "What matters to the person",
    NoteKind.MISSING_STAGE: "Stages that are missing",
    NoteKind.PARKING: "Parking lot",
    NoteKind.PLEDGE: "Pledges",
}
ADD_LABELS = {
    NoteKind.GROUND_RULE: "Add a ground rule",
    NoteKind.MATTERS: "Say what matters",
    NoteKind.MISSING_STAGE: "Name a missing stage",
    NoteKind.PARKING: "Park a point",
    NoteKind.PLEDGE: "Make a pledge",
}
"""What the way to each kind of note is called."""
_EMPTY = {
    NoteKind.GROUND_RULE: "",
    NoteKind.MATTERS: "Nothing yet. One short line each is enough.",
    NoteKind.MISSING_STAGE: "None named yet.",
    NoteKind.PARKING: "Nothing parked. What matters but not now goes here, and finds its way home.",
    NoteKind.PLEDGE: "No pledges yet. One thing that you yourself will do by Friday.",
}
_NOTES = Prepared[Note](
    lambda workshop_id: (
        Note.objects.filter(workshop_id=workshop_id, removed_at=None, is_hidden=False)
        .order_by("pk")
        .values_list("pk", "text", "kind", "by_scribe", "home", "closed_at")
    )
)


def by_kind(workshop_id: int) -> dict[NoteKind, NoteList]:
    """All notes of the workshop, by kind. One query."""
    rows = [
        NoteRow(pk, text, NoteKind(kind), by_scribe, home, closed_at is not None)
        for pk, text, kind, by_scribe, home, closed_at in _NOTES.rows(workshop_id)
        if kind in notes.WORK
    ]
    return {kind: NoteList(kind, tuple(row for row in rows if row.kind == kind)) for kind in notes.WORK}


def of_phases(workshop_id: int, phases: Sequence[str]) -> Notes:
    """What stands beside the map in a part of the agenda with these phases. One query."""
    lists = by_kind(workshop_id)
    asked = tuple(
        each for kind, each in lists.items() if kind != NoteKind.PARKING and notes.asked_in(kind, list(phases))
    )
    return Notes(asked, lists[NoteKind.PARKING])
