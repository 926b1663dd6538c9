"""How every change of a workshop is made: lock, check, write, number, event, commit, bell (design 4).

A verb is a function from an ``Edit`` to the row it wrote. ``@verb`` turns it into a call that takes a ``Command``:
who does it, when, and under which operation key.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, runtime_checkable
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models, transaction

from accounts.rules.patient_data import Finding
from accounts.services import screen
from workshops.events import bell, log
from workshops.models import Contribution, Membership, Operation, Words, Workshop
from workshops.queries.prepared import Prepared
from workshops.rules import limits, phases, pressed, regions, rights
from workshops.rules.codes import WorkshopRole, WorkshopStatus
from workshops.rules.phases import Work
from workshops.rules.rights import Actor, ActorKind, Right
from workshops.services import changes

logger = logging.getLogger(__name__)

P = ParamSpec("P")
M = TypeVar("M", bound=models.Model)
T_co = TypeVar("T_co", bound=models.Model, covariant=True)


VERBS: dict[str, tuple[Right, Work | None]] = {}
"""What each verb asks of whoever calls it, by its name: undo asks the same."""
UPON: dict[str, Callable[[Workshop], str]] = {}
"""Where the room stands, for each verb that is refused once it has gone on from there, by the verb's name."""
PASSED = "The room has gone on since you pressed this, so nothing was changed. See where it is; then press again."
QUIET_STEMS = frozenset({regions.PROGRESS, regions.PRIORITIES})
"""What people in the room may change in silence: the count of what is written, and of people who have placed dots."""
USED = "This was not saved: it came under a key that was used before. Please send it again."
_CHOOSES = frozenset({Work.DOT, Work.SCORE})
_MERGES = "membership.merged"
_LOCKED = Prepared(lambda workshop_id: Workshop.objects.select_for_update().filter(pk=workshop_id))
_OPERATION = Prepared(lambda workshop_id, key: Operation.objects.filter(workshop=workshop_id, key=key), int, UUID)
_SEAT = Prepared(
    lambda pk, workshop_id: Membership.objects.filter(
        pk=pk, workshop=workshop_id, removed_at=None, is_waiting=False
    ).values_list("pk", "role")
)


@cache
def _own[N: models.Model](model: type[N]) -> Prepared[N]:
    return Prepared(lambda workshop_id, pk: model._default_manager.filter(workshop=workshop_id, pk=pk))


class Refused(Exception):
    """A closed phase or a lost right; the sentence may be shown."""


class Gone(Exception):
    """What was to be changed has been removed by somebody; the sentence may be shown."""


class Invalid(Exception):
    """A value that does not fit what is on the board now; ``field`` is where to say so."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class Passed(Exception):
    """What a verb was pressed upon has gone by: the room is elsewhere. The sentence may be shown."""


class Conflict(Exception):
    """Somebody saved other words since they were read; ``current`` is what stands now (design I5)."""

    def __init__(self, current: Contribution | Workshop) -> None:
        super().__init__("Somebody else changed this while you were writing.")
        self.current = current


@runtime_checkable
class Draft(Protocol):
    """Input of a verb with free text in it."""

    def texts(self) -> dict[str, str]:
        """Every free text, by field, for the patient-data guard."""
        ...


@dataclass(frozen=True, kw_only=True)
class Command:
    """Who does something to which workshop, when, and under which operation key (None: not to be repeated).

    ``by_scribe`` says that a scribe or a facilitator writes down what others said; ``upon`` where the room stood when
    this was pressed, as ``rules.pressed`` writes it (blank: not said).
    """

    workshop_id: int
    by: Actor
    at: datetime
    key: UUID | None = None
    by_scribe: bool = False
    upon: str = ""


@dataclass(frozen=True)
class Outcome[T]:
    """The answer of a verb: the number after it, the row it wrote, and what the guard remarked.

    ``repeated`` is true when the operation had been carried out before and nothing changed; ``target`` is None when
    that row has gone since.
    """

    number: int
    target: T | None
    warnings: list[Finding] = field(default_factory=list)
    repeated: bool = False


@dataclass
class Edit:
    """One change under way: the locked workshop, and the stems that it touches."""

    workshop: Workshop
    by: Actor
    at: datetime
    by_scribe: bool = False
    stems: list[str] = field(default_factory=list)
    rows: changes.Rows = field(default_factory=dict)

    def touch(self, *stems: str) -> None:
        """Name parts of the board that change."""
        self.stems.extend(stems)

    def touch_words(self, words: Words, *stems: str) -> None:
        """Name parts that words of somebody change: while they are hidden, only the count of hidden words does."""
        self.touch(*([regions.PROGRESS] if words.is_hidden else stems))

    def own(self, model: type[M], pk: int | None) -> M:
        """The row of this workshop with this id; raises Gone when it is removed and DoesNotExist when it never was.

        Somebody else's hidden words do not exist either.
        """
        row = self.any(model, pk)
        if getattr(row, "removed_at", None) is not None:
            raise Gone("Somebody removed this a moment ago. Your words are still here to copy.")
        return row

    def any(self, model: type[M], pk: int | None) -> M:
        """As ``own``, but also a row that was removed."""
        row: M = _own(model).get(self.workshop.pk, pk)
        if isinstance(row, Words) and row.is_hidden and not self.wrote(row):
            raise ObjectDoesNotExist
        if changes.can_be_undone(row):
            name = changes.name_of(row)
            self.rows[name] = (row, self.rows[name][1] if name in self.rows else changes.values(row))
        return row

    def made(self, *rows: models.Model) -> None:
        """Name rows that the change made beside the one that it answers with: undo takes them back with it."""
        self.rows.update({changes.name_of(row): (row, None) for row in rows})

    def bring_back(self, words: Words) -> None:
        """Take words out of the bin; what was taken back in silence comes back to where the room is now."""
        words.removed_at = None
        words.is_hidden = words.is_hidden and self.workshop.is_private

    def wrote(self, words: Words) -> bool:
        """Whether words are the actor's own: a participant's by author; a facilitator's when they have no author."""
        return words.author_id == self.by.membership_id

    def words(self) -> dict[str, Any]:
        """What is kept of where new words come from: their author, a scribe, private writing."""
        return {
            "author_id": self.by.membership_id,
            "by_scribe": self.by_scribe,
            "is_hidden": self.workshop.is_private,
        }

    def room_for(self, model: type[models.Model], limit: int, name: str) -> None:
        """Check a bound of the workshop; raises Invalid with its sentence."""
        if model._default_manager.filter(workshop=self.workshop, removed_at=None).count() >= limit:
            raise Invalid("", limits.SENTENCES[name])

    @staticmethod
    def check_version(row: Contribution | Workshop, seen: int, *, same: bool) -> None:
        """Raise Conflict when the row's words changed since version ``seen``, unless both say the same now."""
        if row.version != seen and not same:
            raise Conflict(row)


def verb(
    name: str, right: Right, work: Work | None = None, *, upon: Callable[[Workshop], str] | None = None
) -> Callable[[Callable[Concatenate[Edit, P], M]], Callable[Concatenate[Command, P], Outcome[M]]]:
    """Make a verb of a function: it runs under the lock, once for each operation key, with its event appended.

    ``work`` says what a participant writes with it; the phase has to take that (``rules.phases``). ``upon`` says where
    the room stands, for a verb that must not act once that has changed.

    The call raises Refused, Passed, Gone, Invalid, Conflict, PatientDataRefused or ``DoesNotExist``; then nothing was
    changed.
    A key that was used for another verb, or by somebody else, is Invalid. While the room writes in silence a
    participant is refused whatever others would see.
    """
    VERBS[name] = (right, work)
    if upon is not None:
        UPON[name] = upon

    def make(write: Callable[Concatenate[Edit, P], M]) -> Callable[Concatenate[Command, P], Outcome[M]]:
        @wraps(write)
        def call(command: Command, /, *args: P.args, **kwargs: P.kwargs) -> Outcome[M]:
            texts = {k: v for value in kwargs.values() if isinstance(value, Draft) for k, v in value.texts().items()}
            warnings = screen(place=name, texts=texts, at=command.at) if any(texts.values()) else []
            with fair_turn(), transaction.atomic():
                workshop = locked(command.workshop_id)
                if command.key is not None:
                    earlier = _OPERATION.first(workshop.pk, command.key)
                    if earlier is not None:
                        if (earlier.verb, earlier.by) != (name, author(command.by)):
                            raise Invalid("", USED)
                        return _answer_again(earlier, write)
                check_right(workshop, command, right, work)
                if upon is not None and command.upon not in ("", upon(workshop)):
                    raise Passed(PASSED)
                edit = Edit(workshop, command.by, command.at, command.by_scribe)
                target = write(edit, *args, **kwargs)
                _check_silence(edit)
                if workshop.before_reveal is not None and _builds(edit, target, name):
                    _end_undo_of_reveal(edit)
                number = workshop.last_event
                if edit.stems:
                    number = finish(edit, kind=name, subject=f"{target._meta.model_name}-{target.pk}")
                if command.key is not None:
                    Operation.objects.create(
                        workshop=workshop,
                        key=command.key,
                        verb=name,
                        by=author(command.by),
                        number=number,
                        target_id=target.pk,
                        **changes.record(target, edit.rows, at=command.at, changed=bool(edit.stems)),
                    )
            return Outcome(number, target, warnings)

        return call

    return make


def at_part(workshop: Workshop) -> str:
    """Where the room is in its agenda and its life."""
    return pressed.part(workshop.status, workshop.item_id)


def at_step(workshop: Workshop) -> str:
    """Which step of a technique the room is in, and whether in silence."""
    return pressed.step(workshop.item_id, workshop.step, is_private=workshop.is_private)


def at_spotlight(workshop: Workshop) -> str:
    """Where everybody was brought to."""
    return pressed.spotlight(workshop.spotlight_id)


def finish(edit: Edit, *, kind: str, subject: str = "") -> int:
    """Append the event of an edit, ring the bell once it is committed, and return the number."""
    number = log.append(workshop=edit.workshop, kind=kind, stems=edit.stems, subject=subject, at=edit.at)
    workshop_id = edit.workshop.pk
    transaction.on_commit(lambda: bell.ring(workshop_id, number), robust=True)
    return number


def locked(workshop_id: int) -> Workshop:
    """The workshop under its row lock; on SQLite the transaction itself is the lock."""
    return _LOCKED.get(workshop_id)


def check_right(workshop: Workshop, command: Command, right: Right, work: Work | None = None) -> None:
    """Raise Refused unless the actor may do this now, as the locked rows have it."""
    by = command.by
    sentence = rights.refusal(by.kind, right, WorkshopStatus(workshop.status))
    role = WorkshopRole.PARTICIPANT.value
    if sentence is None and by.membership_id is not None:
        here = _SEAT.rows(by.membership_id, workshop.pk)
        sentence = None if here else "You are no longer in this workshop."
        role = here[0][1] if here else role
    if sentence is None and role == WorkshopRole.OBSERVER:
        sentence = rights.refusal(ActorKind.OBSERVER, right, WorkshopStatus(workshop.status))
    if sentence is None and by.kind is ActorKind.PARTICIPANT:
        if command.by_scribe and role != WorkshopRole.SCRIBE:
            sentence = "Only a scribe or a facilitator writes for others."
        elif work is not None:
            sentence = _out_of_phase(workshop, work)
    if sentence is not None:
        raise Refused(sentence)


def _out_of_phase(workshop: Workshop, work: Work) -> str | None:
    """Why a participant may not write this now, in a sentence; None when they may."""
    if workshop.item_id is not None:
        sentence = phases.refusal(work, [workshop.phase, *workshop.also])
        if sentence is not None:
            return sentence
    return phases.SILENT if workshop.is_private and work not in phases.QUIET else None


def _check_silence(edit: Edit) -> None:
    """Raise Refused when a participant has changed in silence what others see; the transaction takes it back."""
    if edit.workshop.is_private and edit.by.kind is ActorKind.PARTICIPANT and not QUIET_STEMS.issuperset(edit.stems):
        raise Refused(phases.SILENT)


def _builds(edit: Edit, target: models.Model, name: str) -> bool:
    """Whether a change rests on words that the last reveal showed: hiding them again would tear it.

    After two people became one, it would show the words of one of them on the other's device alone.
    """
    if not edit.stems:
        return False
    right, work = VERBS[name]
    if right is Right.TIDY or work in _CHOOSES or name == _MERGES:
        return True
    shown = edit.workshop.revealed_at
    held = (row for row, _ in edit.rows.values() if isinstance(row, Words) and row.revealed_at == shown)
    return any(row is not target for row in held)


def _end_undo_of_reveal(edit: Edit) -> None:
    edit.workshop.before_reveal = None
    edit.workshop.save(update_fields=["before_reveal"])
    edit.touch(regions.PROGRESS)


def author(by: Actor) -> str:
    """Who carried out an operation, as an id without a name."""
    if by.membership_id is not None:
        return f"membership-{by.membership_id}"
    return f"user-{by.user_id}" if by.user_id is not None else "product"


def _answer_again[N: models.Model](earlier: Operation, write: Callable[..., N]) -> Outcome[N]:
    model: type[N] = write.__annotations__["return"]
    owner = {} if model is Workshop else {"workshop": earlier.workshop_id}
    target = model._default_manager.filter(**owner, pk=earlier.target_id).first()
    return Outcome(earlier.number, target, repeated=True)


class _Turns:
    """A queue of writers: SQLite's own lock is not fair, and under load somebody would wait for seconds."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting: deque[threading.Event] = deque()
        self.busy = False

    def take(self) -> None:
        with self.lock:
            if not self.busy:
                self.busy = True
                return
            mine = threading.Event()
            self.waiting.append(mine)
        mine.wait()

    def give(self) -> None:
        with self.lock:
            if self.waiting:
                self.waiting.popleft().set()
            else:
                self.busy = False


_turns = _Turns()


@contextmanager
def fair_turn() -> Iterator[None]:
    """First come, first served among the writers of this process on SQLite; on PostgreSQL row locks do that."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    _turns.take()
    try:
        yield
    finally:
        _turns.give()
