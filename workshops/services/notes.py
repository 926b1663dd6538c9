"""Notes: ground rules, what matters to the person, missing stages, the parking lot with its way home, pledges."""

from dataclasses import dataclass

from workshops.models import Note
from workshops.rules import limits, regions
from workshops.rules.codes import NoteKind
from workshops.rules.notes import WORK
from workshops.rules.phases import refusal
from workshops.rules.rights import ActorKind, Right
from workshops.services import changes, ideas, plan, structure
from workshops.services.editing import Edit, Invalid, Refused, verb

IDEA, ACTION, STAGE = "idea", "action", "stage"


@dataclass(frozen=True)
class NoteDraft:
    """A note in somebody's words."""

    kind: str
    text: str

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"text": self.text}


@dataclass(frozen=True)
class HomeDraft:
    """Where a parked point goes, in the facilitator's words."""

    home: str

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"home": self.home}


@verb("note.added", Right.CONTRIBUTE)
def add_note(edit: Edit, *, draft: NoteDraft) -> Note:
    """Add a note; raises Refused when the phase does not ask for this kind, Invalid when there is no such kind."""
    kind = _kind(draft)
    check_phase(edit, kind)
    edit.room_for(Note, limits.NOTES, "notes")
    phase = edit.workshop.phase if edit.workshop.item_id is not None else ""
    note = Note.objects.create(workshop=edit.workshop, kind=kind, text=draft.text, phase=phase, **edit.words())
    edit.touch_words(note, *_stems(note))
    return note


@verb("note.edited", Right.CONTRIBUTE)
def edit_note(edit: Edit, *, note_id: int, seen: int, draft: NoteDraft) -> Note:
    """Change a note's words; raises Conflict when somebody changed it since version ``seen``. Its kind stays."""
    note = edit.own(Note, note_id)
    check_phase(edit, NoteKind(note.kind))
    same = note.text == draft.text
    edit.check_version(note, seen, same=same)
    if not same:
        note.text = draft.text
        note.version += 1
        note.save(update_fields=["text", "version"])
        edit.touch_words(note, *_stems(note))
    return note


@verb("note.removed", Right.CONTRIBUTE)
def remove_note(edit: Edit, *, note_id: int) -> Note:
    """Take a note off its list; undo brings it back."""
    return _set_removed(edit, note_id, removed=True)


@verb("note.restored", Right.CONTRIBUTE)
def restore_note(edit: Edit, *, note_id: int) -> Note:
    """Bring a removed note back."""
    return _set_removed(edit, note_id, removed=False)


@verb("note.closed", Right.TIDY)
def close_note(edit: Edit, *, note_id: int, draft: HomeDraft) -> Note:
    """Say where a parked point goes, and call it dealt with; raises Invalid when it is no parked point or stage."""
    note = _with_way_home(edit, note_id)
    if note.closed_at is None or note.home != draft.home:
        note.home, note.closed_at = draft.home, note.closed_at or edit.at
        note.version += 1
        note.save(update_fields=["home", "closed_at", "version"])
        edit.touch_words(note, regions.NOTES)
    return note


@verb("note.reopened", Right.TIDY)
def reopen_note(edit: Edit, *, note_id: int) -> Note:
    """Open a point again that was dealt with; what came of it stays."""
    note = _with_way_home(edit, note_id)
    if note.closed_at is not None:
        note.home, note.closed_at = "", None
        note.version += 1
        note.save(update_fields=["home", "closed_at", "version"])
        edit.touch_words(note, regions.NOTES)
    return note


@verb("note.taken", Right.TIDY)
def take_note(edit: Edit, *, note_id: int, to: str, after_id: int | None = None) -> Note:
    """Take a point home: make an idea or an action of it, or add the stage that was missing, and close it.

    A stage stands after the segment ``after_id``, or first.

    Raises Invalid when it went home before or when there is no such way.
    """
    note = _with_way_home(edit, note_id)
    if note.closed_at is not None:
        raise Invalid("", "This was dealt with a moment ago. Open it again first.")
    if to == IDEA:
        idea = ideas.make_idea(edit, ideas.IdeaDraft(note.text), out_of=note)
        edit.made(idea)
        note.home = f"Idea {idea.number}"
        edit.touch(*ideas.STEMS)
    elif to == ACTION:
        action = plan.make_action(edit, plan.ActionDraft(note.text))
        edit.made(action)
        note.home = f"Action {action.number}"
        edit.touch(regions.ACTIONS)
    elif to == STAGE:
        stage = structure.make_stage(edit, note.text[: limits.TITLE], after_id)
        note.home = f"Stage “{stage.title}”"[:300]
    else:
        raise Invalid("", "Choose where it goes: an idea, an action or a stage.")
    note.closed_at = edit.at
    note.version += 1
    note.save(update_fields=["home", "closed_at", "version"])
    if to == STAGE:
        # Others may have built on a stage by then: it is taken off by itself, not by undo.
        edit.rows[changes.name_of(note)] = (note, changes.values(note))
    edit.touch(regions.NOTES)
    return note


def _kind(draft: NoteDraft) -> NoteKind:
    if draft.kind not in WORK:
        raise Invalid("", "Choose what kind of note this is.")
    return NoteKind(draft.kind)


def check_phase(edit: Edit, kind: NoteKind) -> None:
    """As for verbs with one kind of work; here the kind of note says which (``rules.phases``). Raises Refused."""
    if edit.by.kind is ActorKind.PARTICIPANT and edit.workshop.item_id is not None:
        sentence = refusal(WORK[kind], [edit.workshop.phase, *edit.workshop.also])
        if sentence is not None:
            raise Refused(sentence)


def _with_way_home(edit: Edit, note_id: int) -> Note:
    note = edit.own(Note, note_id)
    if note.kind not in (NoteKind.PARKING, NoteKind.MISSING_STAGE):
        raise Invalid("", "Only parked points and missing stages have a way home.")
    if note.is_hidden:
        raise Refused("This was written in silence. Reveal it first.")
    return note


def _stems(note: Note) -> tuple[str, ...]:
    """What matters to the person stands beside the question as well."""
    return (regions.NOTES, regions.ASK) if note.kind == NoteKind.MATTERS else (regions.NOTES,)


def _set_removed(edit: Edit, note_id: int, *, removed: bool) -> Note:
    note = edit.any(Note, note_id)
    check_phase(edit, NoteKind(note.kind))
    if (note.removed_at is not None) != removed:
        if removed:
            note.removed_at = edit.at
        else:
            edit.room_for(Note, limits.NOTES, "notes")
            edit.bring_back(note)
        note.save(update_fields=["removed_at", "is_hidden"])
        edit.touch_words(note, *_stems(note))
    return note
