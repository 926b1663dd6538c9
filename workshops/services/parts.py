"""Parts of a workshop's own agenda: add, edit, move, remove, before the day and during it."""

from dataclasses import dataclass

from workshops.models import AgendaItem, Workshop
from workshops.rules import limits, regions
from workshops.rules.codes import AgendaKind, Technique, WorkshopPhase
from workshops.rules.rights import Right
from workshops.services import clock
from workshops.services.editing import Edit, Invalid, verb
from workshops.services.writing import can_be_silent, reveal_all

_AGENDA = (regions.ASK, regions.CLOCK, regions.PROGRESS)


@dataclass(frozen=True)
class PartDraft:
    """What a facilitator says about a part of the agenda. ``phase`` is blank for a break."""

    title: str
    minutes: int
    phase: str = ""
    technique: str = Technique.TOGETHER
    script: str = ""
    output: str = ""

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"title": self.title, "script": self.script, "output": self.output}


@verb("agenda-item.added", Right.RUN)
def add_item(edit: Edit, *, draft: PartDraft, after_id: int | None) -> AgendaItem:
    """Add a part after another one, or at the start. Raises Invalid when the agenda is full."""
    _check(draft)
    items = _in_order(edit.workshop)
    if len(items) >= limits.AGENDA:
        raise Invalid("", limits.SENTENCES["agenda"])
    place = 0 if after_id is None else 1 + items.index(edit.own(AgendaItem, after_id))
    session = items[max(0, place - 1)].session if items else 1
    item = AgendaItem(workshop=edit.workshop, position=_after_all(items), session=session)
    _say(item, draft)
    item.save()
    items.insert(place, item)
    _reorder(items)
    edit.touch(*_AGENDA)
    return item


@verb("agenda-item.edited", Right.RUN)
def edit_item(edit: Edit, *, item_id: int, draft: PartDraft) -> AgendaItem:
    """Change a part; of the one that the room is in, the clock follows. Raises Invalid.

    When that one has nothing to write in silence any more, what is hidden is shown.
    """
    _check(draft)
    item = edit.own(AgendaItem, item_id)
    longer = draft.minutes - item.minutes
    _say(item, draft)
    item.save()
    workshop = edit.workshop
    if workshop.item_id == item.pk:
        if longer:
            clock.lengthen(edit, longer)
        if item.phase:
            workshop.phase, workshop.also = item.phase, item.also
            workshop.save(update_fields=["phase", "also"])
        if workshop.is_private and not can_be_silent(workshop):
            reveal_all(edit)
    edit.touch(*_AGENDA)
    return item


@verb("agenda-item.moved", Right.RUN)
def move_item(edit: Edit, *, item_id: int, after_id: int | None) -> AgendaItem:
    """Put a part after another one, or at the start; to its own place it is no move."""
    item = edit.own(AgendaItem, item_id)
    if item.pk == after_id:
        return item
    before = _in_order(edit.workshop)
    items = [each for each in before if each.pk != item.pk]
    place = 0 if after_id is None else 1 + items.index(edit.own(AgendaItem, after_id))
    items.insert(place, item)
    if items == before:
        return item
    # It belongs to the session of what stands before it.
    item.session = items[place - 1].session if place else items[1].session
    item.save(update_fields=["session"])
    _reorder(items)
    edit.touch(*_AGENDA)
    return item


@verb("agenda-item.removed", Right.RUN)
def remove_item(edit: Edit, *, item_id: int) -> Workshop:
    """Take a part out. Raises Invalid for the one that the room is in."""
    item = edit.own(AgendaItem, item_id)
    if edit.workshop.item_id == item.pk:
        raise Invalid("", "The room is in this part. Move on first, then take it out.")
    item.delete()
    edit.touch(*_AGENDA)
    return edit.workshop


def _check(draft: PartDraft) -> None:
    if not 1 <= draft.minutes <= clock.MOST:
        raise Invalid("minutes", f"A part takes 1 to {clock.MOST} minutes.")
    if draft.phase and draft.phase not in WorkshopPhase.values:
        raise Invalid("phase", "Choose one of the phases, or a break.")
    if draft.technique not in Technique.values:
        raise Invalid("technique", "Choose one of the techniques.")


def _say(item: AgendaItem, draft: PartDraft) -> None:
    if item.phase != draft.phase:
        item.also = []
    for name, value in vars(draft).items():
        setattr(item, name, value)
    item.kind = AgendaKind.PHASE if draft.phase else AgendaKind.BREAK


def _in_order(workshop: Workshop) -> list[AgendaItem]:
    return list(workshop.agenda.order_by("position"))


def _after_all(items: list[AgendaItem]) -> int:
    return 1 + max((item.position for item in items), default=-1)


def _reorder(items: list[AgendaItem]) -> None:
    """Number the parts in this order; two at one place do not exist even for a moment, so all step aside first."""
    for start in (_after_all(items), 0):
        if [item.position for item in items] == list(range(len(items))):
            return
        for place, item in enumerate(items, start=start):
            item.position = place
            item.save(update_fields=["position"])
