"""How far the room is with writing, for whoever runs it: counts only, never words or who wrote them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from workshops.models import Idea, Note, PersonNeed, Workshop
from workshops.rules import limits, phases, techniques
from workshops.rules.codes import Technique, WorkshopStatus


@dataclass(frozen=True)
class StepRow:
    """A step of the technique: done, now or next."""

    number: int
    label: str
    minutes: int
    is_private: bool
    state: str


@dataclass(frozen=True)
class Writing:
    """The steps of the part that the room is in, and what is hidden. ``undo_until`` ends the undo of a reveal.

    ``is_live`` says whether any of it can be changed now, ``can_be_silent`` whether the part has anything to hide.
    """

    steps: tuple[StepRow, ...]
    step: techniques.Step | None
    ends_at: datetime | None
    is_private: bool
    hidden: int
    writers: int
    undo_until: datetime | None
    is_live: bool
    can_be_silent: bool

    @property
    def offers_silence(self) -> bool:
        """Whether the room can be asked to write in silence now, beside the steps of its technique."""
        return self.is_live and self.can_be_silent and not self.is_private

    @property
    def next(self) -> StepRow | None:
        """The step after the one the room is in."""
        return next((row for row in self.steps if row.state == "next"), None)

    @property
    def next_reveals(self) -> bool:
        """Whether going on to the next step is the reveal itself."""
        return self.is_private and self.next is not None and not self.next.is_private

    @property
    def next_label(self) -> str:
        """What the one button for the next step says; a step that shows what was hidden says how much."""
        if self.next is None:
            return ""
        words = f"Reveal {self.hidden} and go on" if self.next_reveals and self.hidden else "Start"
        return f"{words}: {self.next.label}, {self.next.minutes} min"


def writing(workshop_id: int) -> Writing:
    """How far the room is with writing. One query, and three more while it writes in silence."""
    room = Workshop.objects.select_related("item").get(pk=workshop_id)
    technique = room.item.technique if room.item is not None else Technique.TOGETHER
    can_be_silent = phases.can_be_silent([room.phase, *room.also], has_begun=room.item_id is not None)
    steps = tuple(
        StepRow(place, step.label, step.minutes, step.is_private and can_be_silent, _state(place, room.step))
        for place, step in enumerate(techniques.STEPS[Technique(technique)], start=1)
    )
    is_live, before = room.status == WorkshopStatus.LIVE, room.before_reveal
    can_undo = is_live and before is not None and before["item"] == room.item_id and not room.is_private
    hidden = _hidden(workshop_id) if room.is_private else []
    return Writing(
        steps=steps,
        step=techniques.step_at(technique, room.step, is_private=room.is_private),
        ends_at=room.step_ends_at,
        is_private=room.is_private,
        hidden=len(hidden),
        writers=len(set(hidden)),
        undo_until=room.revealed_at + timedelta(seconds=limits.REVEAL_UNDO) if room.revealed_at and can_undo else None,
        is_live=is_live,
        can_be_silent=can_be_silent,
    )


def _hidden(workshop_id: int) -> list[int | None]:
    """The authors of the words that wait for a reveal; what facilitators wrote counts as one author's."""
    return [
        author
        for model in (PersonNeed, Idea, Note)
        for author in model._default_manager.filter(workshop=workshop_id, is_hidden=True, removed_at=None).values_list(
            "author_id", flat=True
        )
    ]


def _state(place: int, number: int) -> str:
    if place == number:
        return "now"
    return "done" if place < number else "next" if place == number + 1 else "later"
