"""Writing in silence and showing it: the steps of a technique, reveal, and its undo for ten seconds (domain A.7)."""

from datetime import datetime, timedelta

from workshops.models import AgendaItem, Idea, Note, PersonNeed, Workshop
from workshops.rules import limits, phases, regions, techniques
from workshops.rules.codes import Technique, WorkshopStatus
from workshops.rules.rights import Right
from workshops.services.editing import Edit, Invalid, at_step, verb

NOTHING_TO_HIDE = "This part has nothing to write in silence: what is entered here stands on the board at once."
NOT_LIVE = "Silence and steps are for a live room. Start the workshop, or go on, first."
HIDEABLE = (PersonNeed, Idea, Note)
"""What is written in silence."""
_WORDS = (regions.IDEAS, regions.NOTES, regions.COVERAGE)
_STEP = (regions.ASK, regions.CLOCK, regions.PROGRESS)
_TOOLS = (regions.PRIORITIES, regions.ACTIONS)
"""Where tools stand that phones do not have in silence."""


@verb("writing.step", Right.RUN, upon=at_step)
def start_step(edit: Edit, *, step: int) -> Workshop:
    """Begin a step of the technique of the part that the room is in, with its own clock.

    In a private step new words reach nobody else, where the part takes any that can be hidden; beginning an open one
    reveals what was written. Raises Invalid for a step that the technique does not have, and unless the room is live.
    """
    workshop = edit.workshop
    _check_live(workshop)
    steps = techniques.STEPS[technique(workshop)]
    if not 1 <= step <= len(steps):
        raise Invalid("step", "This part of the agenda has no such step.")
    begun = steps[step - 1]
    if not begun.is_private and workshop.is_private:
        _reveal(edit, step)
    else:
        workshop.before_reveal = None
        is_private = begun.is_private and can_be_silent(workshop)
        _enter(edit, step, edit.at + timedelta(minutes=begun.minutes), is_private=is_private)
    return workshop


@verb("writing.silence", Right.RUN, upon=at_step)
def start_silence(edit: Edit) -> Workshop:
    """Let everybody write in silence now, whatever the technique: new words reach nobody else before they are revealed.

    Raises Invalid when the room writes in silence already, when nothing that is taken now can be hidden, and unless the
    room is live.
    """
    workshop = edit.workshop
    _check_live(workshop)
    if workshop.is_private:
        raise Invalid("", "The room is writing in silence already.")
    if not can_be_silent(workshop):
        raise Invalid("", NOTHING_TO_HIDE)
    workshop.before_reveal = None
    _enter(edit, 0, edit.at + timedelta(minutes=techniques.SILENCE.minutes), is_private=True)
    return workshop


@verb("writing.revealed", Right.RUN, upon=at_step)
def reveal(edit: Edit) -> Workshop:
    """Show everybody what was written in silence, in one event, and go on to the technique's next open step.

    Raises Invalid when nothing is hidden and nobody writes in silence, and unless the room is live.
    """
    _check_live(edit.workshop)
    if not edit.workshop.is_private:
        raise Invalid("", "Everything that was written is on the board already.")
    _reveal(edit, techniques.first_open(technique(edit.workshop), edit.workshop.step))
    return edit.workshop


@verb("writing.hidden", Right.RUN, upon=at_step)
def undo_reveal(edit: Edit) -> Workshop:
    """Hide again what the last reveal showed, and go back to the step that it ended.

    Raises Invalid once ten seconds have passed, when the room has gone on or built on those words, and unless the room
    is live.
    """
    workshop = edit.workshop
    _check_live(workshop)
    before = workshop.before_reveal
    if before is None or workshop.revealed_at is None or before["item"] != workshop.item_id or workshop.is_private:
        raise Invalid("", "There is no reveal to take back: the room has gone on.")
    if edit.at - workshop.revealed_at > timedelta(seconds=limits.REVEAL_UNDO):
        raise Invalid("", "A reveal can be taken back for ten seconds only. Everybody has read it by now.")
    shown = {"workshop": workshop, "revealed_at": workshop.revealed_at, "is_hidden": False}
    _touch_words(edit, shown)
    for model in HIDEABLE:
        model._default_manager.filter(**shown).update(is_hidden=True, revealed_at=None)
    ends_at = datetime.fromisoformat(before["ends_at"]) if before["ends_at"] else None
    workshop.revealed_at = workshop.before_reveal = None
    _enter(edit, before["step"], ends_at, is_private=True)
    return workshop


def reveal_all(edit: Edit) -> int:
    """Show everybody every hidden word; how many there were.

    What somebody took back before stays hidden with its author. Call it when the room goes on; ``reveal`` does the same
    and can be undone. It ends private writing, saves the workshop's row for that, and leaves step and clock alone.
    """
    hidden = {"workshop": edit.workshop, "is_hidden": True, "removed_at": None}
    _touch_words(edit, hidden)
    count = 0
    for model in HIDEABLE:
        count += model._default_manager.filter(**hidden).update(is_hidden=False, revealed_at=edit.at)
    workshop = edit.workshop
    if workshop.is_private:
        edit.touch(*_TOOLS)
    workshop.is_private, workshop.revealed_at, workshop.before_reveal = False, None, None
    workshop.save(update_fields=["is_private", "revealed_at", "before_reveal"])
    edit.touch(*_STEP)
    return count


def can_be_silent(workshop: Workshop) -> bool:
    """Whether the room is asked for anything now that can be hidden."""
    return phases.can_be_silent([workshop.phase, *workshop.also], has_begun=workshop.item_id is not None)


def technique(workshop: Workshop) -> Technique:
    """How the room works in the part of the agenda that it is in; together when it is in none."""
    item = AgendaItem.objects.filter(pk=workshop.item_id).only("technique").first() if workshop.item_id else None
    return Technique(item.technique) if item is not None else Technique.TOGETHER


def _reveal(edit: Edit, step: int) -> None:
    """Reveal and go on to an open step; 0 is none."""
    workshop = edit.workshop
    ends_at = workshop.step_ends_at.isoformat() if workshop.step_ends_at else None
    before = {"item": workshop.item_id, "step": workshop.step, "ends_at": ends_at}
    reveal_all(edit)
    workshop.revealed_at, workshop.before_reveal = edit.at, before
    steps = techniques.STEPS[technique(workshop)]
    clock = edit.at + timedelta(minutes=steps[step - 1].minutes) if step else None
    _enter(edit, step, clock, is_private=False)


def _check_live(workshop: Workshop) -> None:
    if workshop.status != WorkshopStatus.LIVE:
        raise Invalid("", NOT_LIVE)


def _enter(edit: Edit, step: int, ends_at: datetime | None, *, is_private: bool) -> None:
    workshop = edit.workshop
    if workshop.is_private != is_private:
        edit.touch(*_TOOLS)
    workshop.step, workshop.step_ends_at, workshop.is_private = step, ends_at, is_private
    workshop.save(update_fields=["step", "step_ends_at", "is_private", "revealed_at", "before_reveal"])
    edit.touch(*_STEP)


def _touch_words(edit: Edit, which: dict[str, object]) -> None:
    """Name the parts of the board on which these words stand."""
    places = PersonNeed.objects.filter(**which).values_list("segment_id", flat=True).distinct()
    stems = [regions.segment(pk) for pk in places]
    if Idea.objects.filter(**which).exists() or Note.objects.filter(**which).exists():
        stems += _WORDS
    if stems:
        edit.touch(*stems, regions.COVERAGE)
