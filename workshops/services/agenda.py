"""The agenda of a workshop: moving the room, bringing everybody to one segment, being done (domain C.2).

Its clock is in ``services.clock``, its editing in ``services.parts``.
"""

from workshops.models import AgendaItem, Membership, Segment, Workshop
from workshops.rules import agendas, regions
from workshops.rules.codes import WorkshopStatus
from workshops.rules.phases import open_work
from workshops.rules.rights import Right
from workshops.services import asking, choosing, clock, polls
from workshops.services.editing import Edit, Invalid, at_part, at_spotlight, verb
from workshops.services.writing import reveal_all

MOVED = (
    *(regions.ASK, regions.CLOCK, regions.PROGRESS, regions.IDEAS, regions.PRIORITIES, regions.ACTIONS, regions.NOTES),
)
"""What changes when the room is asked something else: the question, the clock, and every region with tools."""

_BEFORE_LIVE = (WorkshopStatus.DRAFT, WorkshopStatus.PRE_WORK)


def copy_agenda(workshop: Workshop, agenda: agendas.Agenda) -> None:
    """Give a new workshop its own copy of a shipped agenda."""
    AgendaItem.objects.bulk_create(
        AgendaItem(workshop=workshop, position=place, **{**vars(part), "also": list(part.also)})
        for place, part in enumerate(agenda.parts)
    )


@verb("agenda.started", Right.RUN, upon=at_part)
def start(edit: Edit) -> Workshop:
    """Begin or go on: a workshop that is being prepared goes live with its first part, a paused one where it was.

    Raises Invalid when the workshop is over, or has no agenda.
    """
    workshop = edit.workshop
    if workshop.status == WorkshopStatus.PAUSED:
        clock.go_on(edit)
    elif workshop.status not in (*_BEFORE_LIVE, WorkshopStatus.LIVE):
        raise Invalid("status", "The day is over. Go live again first.")
    if workshop.status != WorkshopStatus.LIVE:
        workshop.status = WorkshopStatus.LIVE
        workshop.save(update_fields=["status"])
        edit.touch(*regions.FIXED)
    if workshop.item_id is None:
        first = workshop.agenda.order_by("position").first()
        if first is None:
            raise Invalid("", "The agenda is empty. Add a part first.")
        _enter(edit, first)
    return workshop


@verb("agenda.moved", Right.RUN, upon=at_part)
def move_to(edit: Edit, *, item_id: int) -> Workshop:
    """Move the room to a part of the agenda, on or back; what was written in silence is shown.

    To the part in which it is, it is no move. Raises Invalid while the workshop is not live.
    """
    workshop = edit.workshop
    item = edit.own(AgendaItem, item_id)
    if workshop.status != WorkshopStatus.LIVE:
        raise Invalid("status", "The room moves while the workshop is live. Start it, or go on, first.")
    if workshop.item_id != item.pk:
        _enter(edit, item)
    return workshop


@verb("agenda.spotlight", Right.RUN)
def spotlight(edit: Edit, *, segment_id: int) -> Workshop:
    """Bring every phone and the screen to a segment."""
    workshop = edit.workshop
    segment = edit.own(Segment, segment_id)
    if workshop.spotlight_id != segment.pk:
        workshop.spotlight = segment
        workshop.save(update_fields=["spotlight"])
        edit.touch(regions.SPOTLIGHT)
    return workshop


@verb("agenda.released", Right.RUN, upon=at_spotlight)
def release(edit: Edit) -> Workshop:
    """Let everybody go where they like again."""
    workshop = edit.workshop
    if workshop.spotlight_id is not None:
        workshop.spotlight = None
        workshop.save(update_fields=["spotlight"])
        edit.touch(regions.SPOTLIGHT)
    return workshop


@verb("agenda.done", Right.CONTRIBUTE, upon=at_part)
def say_done(edit: Edit) -> Membership:
    """A participant is done with the part that the room is in. Raises Invalid for whoever has no place in the room."""
    return _say(edit, edit.workshop.item_id)


@verb("agenda.not-done", Right.CONTRIBUTE, upon=at_part)
def not_done(edit: Edit) -> Membership:
    """A participant is not done yet, after all. Raises Invalid for whoever has no place in the room."""
    return _say(edit, None)


def _say(edit: Edit, item_id: int | None) -> Membership:
    if edit.by.membership_id is None:
        raise Invalid("", "Only somebody with a place in the room says that they are done.")
    membership = edit.own(Membership, edit.by.membership_id)
    if membership.done_item_id != item_id:
        membership.done_item_id = item_id
        membership.save(update_fields=["done_item"])
        edit.touch(regions.PROGRESS)
    return membership


def _enter(edit: Edit, item: AgendaItem) -> None:
    workshop = edit.workshop
    reveal_all(edit)
    leave(edit)
    AgendaItem.objects.filter(pk=item.pk).update(started_at=item.started_at or edit.at, ended_at=None)
    workshop.item = item
    # A break asks nothing; what could be written before it may be finished meanwhile.
    if item.phase:
        workshop.phase, workshop.also = item.phase, item.also
    workshop.step, workshop.step_ends_at = 0, None
    workshop.save(update_fields=["item", "phase", "also", "step", "step_ends_at"])
    clock.set_for(edit, item.minutes)
    taken = open_work([workshop.phase, *workshop.also])
    choosing.close_with_phase(edit, taken=taken)
    polls.close_with_phase(edit, taken=taken)
    asking.open_with_phase(edit, taken=taken)
    edit.touch(*MOVED)


def leave(edit: Edit) -> None:
    """Note when the part ended that the room is in."""
    if edit.workshop.item_id is not None:
        AgendaItem.objects.filter(pk=edit.workshop.item_id, ended_at=None).update(ended_at=edit.at)
