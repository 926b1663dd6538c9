"""The clock of the room: an end time on the server. It informs and locks nothing (domain C.4)."""

from datetime import timedelta

from workshops.models import AgendaItem, Workshop
from workshops.rules import regions
from workshops.rules.codes import WorkshopPhase
from workshops.rules.rights import Right
from workshops.services.editing import Edit, Invalid, at_part, verb

MOST = 240
"""Minutes of the longest part."""
MOST_ADDED = 60
"""Minutes that may be added in one go."""


@verb("clock.paused", Right.RUN, upon=at_part)
def pause_clock(edit: Edit) -> Workshop:
    """Stop the clock with what is left on it; no change while it stands. Raises Invalid when there is no clock."""
    _running(edit)
    hold(edit)
    return edit.workshop


@verb("clock.resumed", Right.RUN, upon=at_part)
def resume_clock(edit: Edit) -> Workshop:
    """Let the clock go on; no change while it runs. Raises Invalid when there is no clock."""
    _running(edit)
    go_on(edit)
    return edit.workshop


@verb("clock.added", Right.RUN, upon=at_part)
def add_minutes(edit: Edit, *, minutes: int = 1) -> Workshop:
    """Give the part more time than planned; the day ends later. Raises Invalid for other than 1 to 60 minutes."""
    _running(edit)
    if not 1 <= minutes <= MOST_ADDED:
        raise Invalid("minutes", f"Add 1 to {MOST_ADDED} minutes.")
    _give(edit, minutes)
    return edit.workshop


@verb("clock.borrowed", Right.RUN, upon=at_part)
def borrow(edit: Edit, *, item_id: int, minutes: int) -> Workshop:
    """Take minutes from a later part, so that the day still ends as planned; at least one stays there.

    Raises Invalid for a part that is not later, for more than it can give, and for actions (domain C.5): the last
    question is not to be squeezed.
    """
    current = _running(edit)
    later = edit.own(AgendaItem, item_id)
    if later.position <= current.position or later.session != current.session:
        raise Invalid("item", "Minutes are borrowed from a later part of the same session.")
    if is_actions(later):
        raise Invalid("item", "Nothing is borrowed from the actions: without owners and dates the day was for nothing.")
    if not 1 <= minutes < later.minutes:
        raise Invalid("minutes", f"“{later.title}” can give at most {later.minutes - 1}: one minute stays there.")
    later.minutes -= minutes
    later.save(update_fields=["minutes"])
    current.minutes = min(current.minutes + minutes, MOST)
    current.save(update_fields=["minutes"])
    _give(edit, minutes)
    edit.touch(regions.ASK)
    return edit.workshop


def is_actions(item: AgendaItem) -> bool:
    """Whether actions are agreed in a part."""
    return WorkshopPhase.ACTIONS in (item.phase, *item.also)


def set_for(edit: Edit, minutes: int) -> None:
    """Set the clock anew."""
    edit.workshop.ends_at, edit.workshop.seconds_left = edit.at + timedelta(minutes=minutes), None
    _save(edit)


def hold(edit: Edit) -> None:
    """Stop a clock that runs."""
    workshop = edit.workshop
    if workshop.ends_at is not None:
        workshop.seconds_left, workshop.ends_at = round((workshop.ends_at - edit.at).total_seconds()), None
        _save(edit)


def go_on(edit: Edit) -> None:
    """Let a clock run that stands."""
    workshop = edit.workshop
    if workshop.seconds_left is not None:
        workshop.ends_at, workshop.seconds_left = edit.at + timedelta(seconds=workshop.seconds_left), None
        _save(edit)


def lengthen(edit: Edit, minutes: int) -> None:
    """Move the end of the part that the room is in, also backwards."""
    _give(edit, minutes)


def _give(edit: Edit, minutes: int) -> None:
    workshop = edit.workshop
    if workshop.ends_at is not None:
        workshop.ends_at += timedelta(minutes=minutes)
    elif workshop.seconds_left is not None:
        workshop.seconds_left += 60 * minutes
    _save(edit)


def _running(edit: Edit) -> AgendaItem:
    workshop = edit.workshop
    if workshop.item_id is None or (workshop.ends_at is None and workshop.seconds_left is None):
        raise Invalid("", "There is no clock yet: start the workshop first.")
    return edit.own(AgendaItem, workshop.item_id)


def _save(edit: Edit) -> None:
    edit.workshop.save(update_fields=["ends_at", "seconds_left"])
    edit.touch(regions.CLOCK)
