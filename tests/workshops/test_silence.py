"""Silence: what a participant does then changes nothing that others see, and no page offers or promises otherwise."""

from dataclasses import replace

import pytest

from accounts.rules.roles import AccountRole
from tests import make
from tests.make import do, row
from workshops.live import regions
from workshops.models import Event, Membership, Workshop
from workshops.queries import agenda as read
from workshops.queries import mine
from workshops.queries.room import workshop_card
from workshops.queries.writing import writing as progress
from workshops.rules import phases
from workshops.rules.audiences import Audience
from workshops.rules.codes import WorkshopPhase, WorkshopStatus
from workshops.rules.phases import Work
from workshops.rules.rights import Actor, ActorKind
from workshops.services import (
    agenda,
    choosing,
    grouping,
    ideas,
    impacts,
    merging,
    needs,
    notes,
    parts,
    plan,
    polls,
    running,
    undoing,
    writing,
    zones,
)
from workshops.services.editing import Conflict, Invalid, Refused, author

pytestmark = pytest.mark.django_db

SILENT = "The room writes in silence now. What stands on the board is changed after the reveal."


class Room:
    """A room with one of everything on its board, written before the silence."""

    def __init__(self, at: Workshop) -> None:
        self.at, self.me = at, make.participant(at)
        self.scribe = make.participant(at)
        Membership.objects.filter(pk=self.scribe.membership_id or 0).update(role="scribe")
        self.stage, self.need = make.stage(at).pk, make.need(at)
        self.zone = next(segment.pk for segment in make.segments(at) if segment.kind == "transition")
        draft = needs.PersonNeedDraft("Somebody who knows her")
        self.word = row(needs.add_person_need(do(at, self.me, again=True), segment_id=self.stage, draft=draft))
        self.idea = row(ideas.add_idea(do(at), draft=ideas.IdeaDraft("Rotate", "supply")))
        self.note = row(notes.add_note(do(at), draft=notes.NoteDraft("parking", "The car park")))
        offer = needs.OfferDraft("A course", "getting_in", "planned")
        self.offer = row(needs.add_offer(do(at), need_id=self.need.pk, draft=offer))
        self.action = row(plan.add_action(do(at), draft=plan.ActionDraft("Call them")))
        self.impact = row(impacts.add_impact(do(at), draft=impacts.ImpactDraft("Less waiting", "intended")))
        self.poll = row(polls.open_poll(do(at), need_id=self.need.pk))
        choosing.open_round(do(at))

    def last_event(self) -> Event:
        return Event.objects.filter(workshop=self.at).latest("number")


def other_words(text="Other words"):
    return needs.PersonNeedDraft(text)


LOUD = {
    "add a role": lambda r, c: needs.add_need(c, segment_id=r.stage, draft=needs.NeedDraft("Porter")),
    "edit a role": lambda r, c: needs.edit_need(
        c, need_id=r.need.pk, seen=1, draft=needs.NeedDraft("Night nurse", depth_needed=3)
    ),
    "place a role": lambda r, c: needs.place_need(c, need_id=r.need.pk, learner_stages=["getting_on"]),
    "add learning": lambda r, c: needs.add_offer(
        c, need_id=r.need.pk, draft=needs.OfferDraft("Rotation", "getting_on", "planned")
    ),
    "remove learning": lambda r, c: needs.remove_offer(c, offer_id=r.offer.pk),
    "edit words on the board": lambda r, c: needs.edit_person_need(
        c, person_need_id=r.word.pk, seen=1, draft=other_words()
    ),
    "remove words on the board": lambda r, c: needs.remove_person_need(c, person_need_id=r.word.pk),
    "edit an idea": lambda r, c: ideas.edit_idea(c, idea_id=r.idea.pk, seen=1, draft=ideas.IdeaDraft("Rotate all")),
    "move an idea": lambda r, c: ideas.move_idea(c, idea_id=r.idea.pk, enabler="leadership"),
    "remove an idea": lambda r, c: ideas.remove_idea(c, idea_id=r.idea.pk),
    "edit a note": lambda r, c: notes.edit_note(
        c, note_id=r.note.pk, seen=1, draft=notes.NoteDraft("parking", "The bus stop")
    ),
    "add an action": lambda r, c: plan.add_action(c, draft=plan.ActionDraft("Ask them")),
    "remove an action": lambda r, c: plan.remove_action(c, action_id=r.action.pk),
    "say an effect": lambda r, c: impacts.add_impact(c, draft=impacts.ImpactDraft("More calls", "unintended")),
    "remove an effect": lambda r, c: impacts.remove_impact(c, impact_id=r.impact.pk),
    "star": lambda r, c: zones.star_segment(c, segment_id=r.zone),
    "hold a zone": lambda r, c: zones.hold_zone(c, segment_id=r.zone, seen=0, draft=zones.HolderDraft("Nurse")),
    "score": lambda r, c: choosing.score_idea(c, idea_id=r.idea.pk, seen=0, impact=5, effort=1),
}


@pytest.mark.parametrize("name", LOUD)
def test_whatever_others_would_see_waits_for_the_reveal(workshop, name):
    room = Room(workshop)
    writing.start_silence(do(workshop))
    before = room.last_event().number
    for by in (room.me, room.scribe):
        command = replace(do(workshop, by, again=True), by_scribe=by is room.scribe)
        with pytest.raises(Refused) as refused:
            LOUD[name](room, command)
        assert str(refused.value) == SILENT
    assert room.last_event().number == before
    writing.reveal(do(workshop))
    assert LOUD[name](room, replace(do(workshop, room.scribe), by_scribe=True)).number > before + 1


QUIET = {
    "say what she needs": lambda r, c: needs.add_person_need(c, segment_id=r.stage, draft=other_words()),
    "an idea": lambda r, c: ideas.add_idea(c, draft=ideas.IdeaDraft("Pay them")),
    "a note": lambda r, c: notes.add_note(c, draft=notes.NoteDraft("pledge", "I call them")),
    "a dot": lambda r, c: choosing.place_dot(c, idea_id=r.idea.pk),
    "an answer": lambda r, c: polls.answer_poll(c, poll_id=r.poll.pk, depth=2),
    "done": lambda r, c: agenda.not_done(c),
}


@pytest.mark.parametrize("name", QUIET)
def test_what_nobody_sees_is_taken(workshop, name):
    room = Room(workshop)
    writing.start_silence(do(workshop))
    QUIET[name](room, do(workshop, room.me))
    assert set(room.last_event().stems) <= {"progress", "priorities"} | {"ask", "clock", "actions"}


def test_a_conflict_in_silence_shows_no_way_over_the_words_of_others(workshop):
    room = Room(workshop)
    needs.edit_need(do(workshop), need_id=room.need.pk, seen=1, draft=needs.NeedDraft("Night nurse"))
    writing.start_silence(do(workshop))
    with pytest.raises(Refused, match="in silence now"):
        needs.edit_need(do(workshop, room.me), need_id=room.need.pk, seen=1, draft=needs.NeedDraft("Day nurse"))
    writing.reveal(do(workshop))
    with pytest.raises(Conflict):
        needs.edit_need(do(workshop, room.me), need_id=room.need.pk, seen=1, draft=needs.NeedDraft("Day nurse"))


def test_undo_and_redo_of_what_others_see_wait_and_are_not_offered(workshop):
    room = Room(workshop)
    change = mine.to_undo(workshop.pk, author(room.me))
    assert change is not None

    def offered():
        workshop.refresh_from_db()
        found = mine.mine(workshop, membership_id=room.me.membership_id, by=author(room.me))
        return found.undo is not None, found.redo is not None

    assert offered() == (True, False)
    writing.start_silence(do(workshop))
    assert offered() == (False, False)
    with pytest.raises(Refused, match="in silence now"):
        undoing.undo(do(workshop, room.me), change_id=change.pk)
    room.word.refresh_from_db()
    assert room.word.removed_at is None
    writing.reveal(do(workshop))
    undoing.undo(do(workshop, room.me), change_id=change.pk)
    writing.start_silence(do(workshop))
    assert offered() == (False, False)
    with pytest.raises(Refused, match="in silence now"):
        undoing.redo(do(workshop, room.me), change_id=change.pk)
    hidden = do(workshop, room.me, again=True)
    needs.add_person_need(hidden, segment_id=room.stage, draft=other_words("A quiet word"))
    assert offered() == (True, False)


# --- What phones offer ------------------------------------------------------------------------------------------------


def offered(at, audience=Audience.PARTICIPANT):
    """The works of the tools in the question, and everything that may be written."""
    facts = regions.Facts(workshop_card(at.pk))
    asked = regions.contents(facts, "ask", audience)
    return {tool.work for tool in asked["tools"]}, regions.may(facts.workshop, audience).work


def test_phones_offer_in_silence_only_what_is_taken(workshop):
    workshop.agenda.filter(phase="needs").update(also=["workforce_now", "capability", "prioritise"])
    make.ask(workshop, "needs")
    before, _ = offered(workshop)
    assert {Work.WORKFORCE, Work.HOLDER, Work.DEPTH, Work.SCORE} < before
    writing.start_silence(do(workshop))
    tools, may = offered(workshop)
    assert tools == {Work.PERSON_NEED, Work.DOT, Work.PARKING}
    assert may == {*tools, Work.DEPTH}
    assert offered(workshop, Audience.FACILITATOR)[1] == set(Work)
    writing.reveal(do(workshop))
    assert offered(workshop)[0] == before


def test_panels_offer_no_change_of_what_stands_there_to_phones(workshop):
    room, phone = Room(workshop), make.seat(workshop)
    client, base = make.seated(workshop, phone), f"/w/{workshop.public_id}/"
    panels = {
        f"ideas/{room.idea.pk}/": "edit/",
        f"notes/{room.note.pk}/": "edit/",
        f"person-needs/{room.word.pk}/": "edit/",
        f"needs/{room.need.pk}/": "edit/",
        f"segments/{room.zone}/": "holder/",
        f"actions/{room.action.pk}/": "edit/",
    }

    def offering(client):
        return {path for path, form in panels.items() if f'{path}{form}"' in client.get(base + path).text}

    assert offering(client) == set(panels)
    writing.start_silence(do(workshop))
    assert offering(client) == set()
    desk = make.signed_in(make.user(AccountRole.FACILITATOR, at=workshop.system))
    assert offering(desk) == set(panels)
    me = Actor(ActorKind.PARTICIPANT, membership_id=phone.membership.pk)
    own = row(notes.add_note(do(workshop, me), draft=notes.NoteDraft("parking", "A quiet note")))
    assert f'notes/{own.pk}/edit/"' in client.get(f"{base}notes/{own.pk}/").text


# --- Parts that have nothing to hide ----------------------------------------------------------------------------------

HIDING = {
    *(WorkshopPhase.PURPOSE, WorkshopPhase.PERSONA, WorkshopPhase.JOURNEY, WorkshopPhase.NEEDS),
    *(WorkshopPhase.STAR, WorkshopPhase.CLOSE),
}


@pytest.mark.parametrize("phase", WorkshopPhase)
def test_a_part_is_silent_where_something_can_be_hidden(workshop, phase):
    make.ask(workshop, phase)
    assert progress(workshop.pk).offers_silence is (phase in HIDING)
    page = make.faces(workshop).page(Audience.FACILITATOR)
    workshop.agenda.filter(phase=phase).update(technique="one_two_four_all")
    if phase in HIDING:
        writing.start_silence(do(workshop))
        workshop.refresh_from_db()
        assert workshop.is_private
        assert ">Write in silence<" in page or "Steps and silence" in page
        return
    with pytest.raises(Invalid, match="nothing to write in silence"):
        writing.start_silence(do(workshop))
    assert "silence" not in page
    writing.start_step(do(workshop), step=1)
    workshop.refresh_from_db()
    assert (workshop.step, workshop.is_private) == (1, False)
    assert [step.is_private for step in progress(workshop.pk).steps] == [False] * 4
    for audience in (Audience.PARTICIPANT, Audience.SCREEN, Audience.FACILITATOR):
        page = make.faces(workshop).page(audience)
        assert "Nobody sees your words yet" not in page
        assert "Everybody sees at once what you add." in page


def test_further_phases_of_a_part_count(workshop):
    workshop.agenda.filter(phase="workforce_now").update(also=["needs"])
    make.ask(workshop, "workforce_now")
    writing.start_silence(do(workshop))
    workshop.refresh_from_db()
    assert workshop.is_private
    under_way = read.step(read.agenda(workshop.pk, workshop.item_id).now, workshop_card(workshop.pk))
    assert under_way is not None
    assert under_way.ask == "Write in silence. Nobody sees your words yet."


def test_silence_ends_when_its_part_has_nothing_to_hide_any_more(workshop):
    item = make.ask(workshop, "needs")
    writing.start_silence(do(workshop))
    draft = needs.PersonNeedDraft("A quiet word")
    stage = make.stage(workshop).pk
    word = row(needs.add_person_need(do(workshop, make.participant(workshop)), segment_id=stage, draft=draft))
    parts.edit_item(do(workshop), item_id=item.pk, draft=parts.PartDraft("Who is here", 20, phase="workforce_now"))
    workshop.refresh_from_db()
    word.refresh_from_db()
    assert (workshop.is_private, word.is_hidden) == (False, False)


def test_rules_of_silence_name_kinds_that_some_phase_takes():
    assert set(phases.HIDEABLE) < set(phases.QUIET) < set(Work)


# --- Only in a live room ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [status for status in WorkshopStatus if status != WorkshopStatus.LIVE])
def test_silence_steps_and_reveal_are_for_a_live_room(workshop, status):
    make.ask(workshop, "needs")
    Workshop.objects.filter(pk=workshop.pk).update(status=status)
    calls = (writing.start_silence, lambda c: writing.start_step(c, step=1), writing.reveal, writing.undo_reveal)
    for call in calls:
        with pytest.raises((Invalid, Refused), match=r"for a live room|nothing changes any more"):
            call(do(workshop))
    found = progress(workshop.pk)
    assert (found.is_live, found.offers_silence) == (False, False)


def test_a_paused_room_offers_no_reveal_and_keeps_what_is_hidden(workshop):
    make.ask(workshop, "needs")
    writing.start_step(do(workshop), step=1)
    running.set_status(do(workshop), status=WorkshopStatus.PAUSED)
    page = make.faces(workshop).page(Audience.FACILITATOR)
    assert 'id="reveal"' not in page
    assert 'id="next-step"' not in page
    running.set_status(do(workshop), status=WorkshopStatus.LIVE)
    assert 'id="reveal"' in make.faces(workshop).page(Audience.FACILITATOR)


def test_the_close_shows_whatever_is_hidden(workshop):
    running.set_status(do(workshop), status=WorkshopStatus.REVIEW)
    word = row(needs.add_person_need(do(workshop), segment_id=make.stage(workshop).pk, draft=other_words()))
    type(word).objects.filter(pk=word.pk).update(is_hidden=True)
    Workshop.objects.filter(pk=workshop.pk).update(is_private=True)
    running.set_status(do(workshop), status=WorkshopStatus.CLOSED)
    word.refresh_from_db()
    workshop.refresh_from_db()
    assert (word.is_hidden, workshop.is_private) == (False, False)


# --- A reveal that is taken back --------------------------------------------------------------------------------------


class Shown:
    """A room that has just seen two ideas, a note and a need of the person."""

    def __init__(self, at: Workshop) -> None:
        self.at, self.me, self.desk = at, make.participant(at), make.facilitator(at)
        choosing.open_round(do(at))
        writing.start_silence(do(at))
        self.ideas = [
            row(ideas.add_idea(do(at, self.me), draft=ideas.IdeaDraft(text, "supply"))).pk
            for text in ("Rotate", "Pay them")
        ]
        self.note = row(notes.add_note(do(at, self.me), draft=notes.NoteDraft("parking", "The car park"))).pk
        self.word = row(
            needs.add_person_need(do(at, self.me), segment_id=make.stage(at).pk, draft=other_words("A key"))
        ).pk
        writing.reveal(do(at))

    def seat(self) -> int:
        return make.seat(self.at).membership.pk


BUILT = {
    "merge": lambda s, c: grouping.merge_ideas(c, survivor_id=s.ideas[0], absorbed_ids=[s.ideas[1]]),
    "split": lambda s, c: grouping.split_idea(
        c, idea_id=s.ideas[0], seen=1, draft=grouping.SplitDraft(["Rotate", "And stay"])
    ),
    "park": lambda s, c: ideas.park_idea(c, idea_id=s.ideas[0]),
    "group": lambda s, c: grouping.add_cluster(c, draft=grouping.ClusterDraft("Rotas")),
    "take home": lambda s, c: notes.take_note(c, note_id=s.note, to=notes.ACTION),
    "action": lambda s, c: plan.add_action(c, draft=plan.ActionDraft("Call them"), idea_id=s.ideas[0]),
    "effect": lambda s, c: impacts.add_impact(
        c, draft=impacts.ImpactDraft("Less waiting", "intended"), idea_id=s.ideas[0]
    ),
    "alternative": lambda s, c: ideas.add_alternative(c, idea_id=s.ideas[0], enabler="upskilling"),
    "score": lambda s, c: choosing.score_idea(c, idea_id=s.ideas[0], seen=0, impact=5, effort=1),
}


@pytest.mark.parametrize("name", BUILT)
def test_a_reveal_on_which_somebody_built_is_not_taken_back(workshop, name):
    shown = Shown(workshop)
    if name in ("merge", "split"):
        choosing.close_round(do(workshop), round_id=workshop.rounds.get().pk)
    assert progress(workshop.pk).undo_until is not None
    BUILT[name](shown, do(workshop, shown.desk, seconds=2))
    assert "progress" in Event.objects.filter(workshop=workshop).latest("number").stems
    assert progress(workshop.pk).undo_until is None
    with pytest.raises(Invalid, match="gone on"):
        writing.undo_reveal(do(workshop, seconds=3))
    assert not workshop.ideas.filter(is_hidden=True).exists()


def test_a_dot_on_what_was_shown_ends_it_too(workshop):
    shown = Shown(workshop)
    choosing.place_dot(do(workshop, shown.me), idea_id=shown.ideas[0])
    assert progress(workshop.pk).undo_until is None


def test_two_people_made_one_end_it_too(workshop):
    shown = Shown(workshop)
    choosing.close_round(do(workshop), round_id=workshop.rounds.get().pk)
    merging.merge_members(do(workshop), membership_id=shown.me.membership_id or 0, into_id=shown.seat())
    with pytest.raises(Invalid, match="gone on"):
        writing.undo_reveal(do(workshop, seconds=3))


def test_what_rests_on_nothing_that_was_shown_leaves_it(workshop):
    shown = Shown(workshop)
    needs.add_person_need(do(workshop, shown.me), segment_id=make.stage(workshop).pk, draft=other_words("Later"))
    needs.edit_person_need(do(workshop, shown.me), person_need_id=shown.word, seen=1, draft=other_words("Two keys"))
    plan.add_action(do(workshop, shown.desk), draft=plan.ActionDraft("Call them"))
    writing.undo_reveal(do(workshop, seconds=3))
    assert workshop.person_needs.get(text="Two keys").is_hidden
    assert not workshop.person_needs.get(text="Later").is_hidden
