"""A day in a room as Hypothesis makes it up: several clients write, tidy, vote, undo, hide and close; entries and
messages are delivered, lost, doubled and reordered, pages crash. I1 to I6 hold after every step (design 3).
"""

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.rules.roles import AccountRole
from tests import make
from tests.make import do
from tests.workshops.clients import Op, Somebody, phone
from workshops.access import Visit, still_seen
from workshops.live import regions
from workshops.models import Dot, Idea, Operation, PersonNeed, WorkforceNeed, Workshop
from workshops.queries import mine
from workshops.rules.audiences import Audience
from workshops.rules.codes import JOINABLE, STATUS_MOVES, WorkshopPhase, WorkshopStatus
from workshops.rules.rights import Actor, ActorKind
from workshops.services import agenda, choosing, grouping, ideas, needs, people, running, undoing, writing
from workshops.services.editing import Conflict, Gone, Invalid, Outcome, Refused, author

pytestmark = pytest.mark.django_db

NAMED = (Refused, Gone, Invalid, Conflict, ObjectDoesNotExist)
"""What a verb may raise; then nothing has changed."""
PHASES = (WorkshopPhase.NEEDS, WorkshopPhase.STAR, WorkshopPhase.PRIORITISE)
TIDYING = ("merge", "unmerge", "split", "park", "silence", "reveal", "hide again", "open round", "close round")
WRITING = ("add", "edit", "enabler", "remove", "restore", "person need", "edit need", "move need", "dot", "take dot")
MOST_PEOPLE = 4

PLACES = st.integers(0, 11)
WAYS = st.sampled_from(["arrives", "twice", "newest first", "answer lost", "lost"])


class Story(RuleBasedStateMachine):
    """The clients of one workshop: a desk, a projector and phones. What an example wrote is rolled back after it."""

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = transaction.atomic()
        self.sandbox.__enter__()
        # Ids come again after the rollback, so columns that were drawn for the last example must go.
        regions._drawn.kept.clear()
        self.workshop = make.workshop()
        for count in range(3):
            ideas.add_idea(do(self.workshop), draft=ideas.IdeaDraft(f"Idea {count} of the beginning", "supply"))
        choosing.open_round(do(self.workshop))
        boss = make.user(AccountRole.FACILITATOR, at=self.workshop.system)
        running_it, looking = Actor(ActorKind.FACILITATOR, user_id=boss.pk), make.signed_in(boss)
        self.desk = Somebody(self.workshop, running_it, looking, Audience.FACILITATOR)
        self.screen = Somebody(self.workshop, running_it, looking, Audience.SCREEN)
        self.phones = [phone(self.workshop), phone(self.workshop)]
        self.saved: dict[UUID, int] = {}
        self.keys = 0

    def teardown(self) -> None:
        try:
            for who in self.readers():
                who.catch_up()
        finally:
            transaction.set_rollback(True)
            self.sandbox.__exit__(None, None, None)

    def inside(self) -> list[Somebody]:
        """The phones of those who were not shown out."""
        return [each for each in self.phones if not each.is_out]

    def writers(self) -> list[Somebody]:
        """Everybody who holds a page to write on, those shown out too: their page does not know it yet."""
        return [self.desk, *self.phones]

    def readers(self) -> list[Somebody]:
        """Everybody who may look."""
        return [self.desk, self.screen, *self.inside()]

    # --- What people do on their pages -----------------------------------------------------------------------------

    @rule(who=PLACES, what=st.sampled_from(WRITING), pick=PLACES, how=WAYS)
    def somebody_writes(self, who: int, what: str, pick: int, how: str) -> None:
        somebody = at(self.writers(), who)
        self.write(somebody, what, pick)
        self.travel(somebody, how)

    @rule(who=PLACES, what=st.sampled_from(WRITING), pick=PLACES)
    def somebody_writes_one_more(self, who: int, what: str, pick: int) -> None:
        self.somebody_writes(who, what, pick, "arrives")

    @rule(what=st.sampled_from(TIDYING), pick=PLACES, how=WAYS)
    def desk_tidies(self, what: str, pick: int, how: str) -> None:
        self.write(self.desk, what, pick)
        self.travel(self.desk, how)

    @rule(who=PLACES, pick=PLACES)
    def two_write_over_each_other(self, who: int, pick: int) -> None:
        for somebody in (at(self.writers(), who), at(self.writers(), who + 1)):
            self.write(somebody, "edit", pick)
            self.travel(somebody, "newest first")

    @rule(who=PLACES, back=st.booleans(), how=WAYS)
    def somebody_undoes(self, who: int, back: bool, how: str) -> None:
        somebody = at(self.writers(), who)
        self.write(somebody, "enabler", who)
        self.travel(somebody, "newest first")
        last = (mine.to_redo if back else mine.to_undo)(self.workshop.pk, author(somebody.actor))
        if last is not None:
            self.wait(somebody, "undo", partial(undoing.redo if back else undoing.undo, change_id=last.pk))
            self.travel(somebody, how)

    def write(self, who: Somebody, what: str, pick: int) -> None:
        """Put an entry into somebody's outbox, made from what they last read."""
        known = sorted(who.known.items()) or [(0, 0)]
        (idea_id, seen), words = at(known, pick), f"Words {self.keys} of the story"
        if what in ("edit", "split"):
            draft = ideas.IdeaDraft(words, "upskilling")
            parts = grouping.SplitDraft([words, f"The rest of entry {self.keys}."])
            edit = partial(ideas.edit_idea, idea_id=idea_id, seen=seen, draft=draft)
            split = partial(grouping.split_idea, idea_id=idea_id, seen=seen, draft=parts)
            self.wait(who, what, edit if what == "edit" else split, idea_id=idea_id, seen=seen, words=words)
            return
        place, need = at(make.segments(self.workshop), pick), at(list(self.workshop.needs.order_by("pk")), pick)
        last = self.workshop.rounds.order_by("-number").first()
        new_need = needs.NeedDraft(words, depth_needed=1 + pick % 3)
        calls = {
            "add": partial(ideas.add_idea, draft=ideas.IdeaDraft(words, "supply", need_ids=[need.pk])),
            "enabler": partial(ideas.move_idea, idea_id=idea_id, enabler=at(["leadership", "new_roles", ""], pick)),
            "remove": partial(ideas.remove_idea, idea_id=idea_id),
            "restore": partial(ideas.restore_idea, idea_id=idea_id),
            "person need": partial(needs.add_person_need, segment_id=place.pk, draft=needs.PersonNeedDraft(words)),
            "edit need": partial(needs.edit_need, need_id=need.pk, seen=1 + pick % 2, draft=new_need),
            "move need": partial(needs.move_need, need_id=need.pk, segment_id=place.pk),
            "dot": partial(choosing.place_dot, idea_id=idea_id),
            "take dot": partial(choosing.take_back_dot, idea_id=idea_id),
            "merge": partial(grouping.merge_ideas, survivor_id=idea_id, absorbed_ids=[at(known, pick + 1)[0]]),
            "unmerge": partial(grouping.unmerge_idea, idea_id=idea_id),
            "park": partial(ideas.park_idea if pick % 2 else ideas.unpark_idea, idea_id=idea_id),
            "silence": writing.start_silence,
            "reveal": writing.reveal,
            "hide again": writing.undo_reveal,
            "open round": choosing.open_round,
            "close round": partial(choosing.close_round, round_id=last.pk if last else 0),
        }
        self.wait(who, what, calls[what])

    def wait(self, who: Somebody, name: str, call: Any, **about: Any) -> None:
        """An entry waits in somebody's outbox under a key of its own."""
        self.keys += 1
        who.outbox.append(Op(UUID(int=self.keys), name, call, **about))

    # --- How it travels --------------------------------------------------------------------------------------------

    @rule(who=PLACES)
    def what_waits_is_sent(self, who: int) -> None:
        somebody = at(self.writers(), who)
        for _ in range(len(somebody.outbox)):
            self.travel(somebody, "arrives")

    def travel(self, who: Somebody, how: str) -> None:
        """The oldest entry of an outbox sets out, or the newest; it stays there until its answer has come."""
        op = who.outbox[-1 if how == "newest first" else 0]
        if how != "lost":
            self.carry(who, op)
        if how == "twice":
            self.carry(who, op)
        if how not in ("lost", "answer lost"):
            who.outbox.remove(op)

    def carry(self, who: Somebody, op: Op) -> None:
        """An entry reaches the server: it is done once, refused whole, or answered again."""
        before, idea = self.facts(), Idea.objects.filter(pk=op.idea_id).first()
        status = Workshop.objects.get(pk=self.workshop.pk).status
        try:
            outcome = op.call(replace(do(self.workshop, who.actor), key=op.key))
        except NAMED:
            assert self.facts() == before
            assert op.key not in self.saved
            return
        if op.key in self.saved:
            assert (outcome.number, outcome.repeated) == (self.saved[op.key], True)
            assert self.facts() == before
            return
        assert not outcome.repeated
        assert not who.is_out
        if op.name in (*WRITING, "undo"):
            assert status not in (WorkshopStatus.CLOSED, WorkshopStatus.ARCHIVED)
        self.saved[op.key] = outcome.number
        self.check_words(op, idea, outcome)

    @staticmethod
    def check_words(op: Op, before: Idea | None, outcome: Outcome[Any]) -> None:
        """Words that somebody has not seen are never written over."""
        if op.words and before is not None and before.version != op.seen:
            assert Idea.objects.get(pk=before.pk).text == before.text == op.words, outcome

    @rule(who=PLACES, times=st.integers(1, 2))
    def message_is_under_way(self, who: int, times: int) -> None:
        for _ in range(times):
            at(self.readers(), who).message_comes()

    @rule(who=PLACES, how=st.sampled_from(["in order", "newest first", "twice", "lost"]))
    def messages_arrive(self, who: int, how: str) -> None:
        somebody = at(self.readers(), who)
        messages, somebody.inbox = somebody.inbox, []
        for message in [] if how == "lost" else messages[:: -1 if how == "newest first" else 1]:
            somebody.take(message)
            if how == "twice":
                somebody.take(message)

    @rule(who=PLACES)
    def line_is_back(self, who: int) -> None:
        at(self.readers(), who).catch_up()

    @rule(who=PLACES)
    def page_crashes(self, who: int) -> None:
        at(self.readers(), who).reload()

    # --- What the facilitator does with the room -------------------------------------------------------------------

    @rule(pick=PLACES)
    def room_moves(self, pick: int) -> None:
        self.wait(self.desk, "part", partial(agenda.move_to, item_id=make.part(self.workshop, at(PHASES, pick)).pk))
        self.travel(self.desk, "newest first")

    @rule(pick=PLACES)
    def workshop_closes_or_reopens(self, pick: int) -> None:
        status = WorkshopStatus(Workshop.objects.get(pk=self.workshop.pk).status)
        if status != WorkshopStatus.LIVE or pick == 0:
            running.set_status(do(self.workshop, self.desk.actor), status=at(STATUS_MOVES[status], pick // 8))

    @precondition(lambda self: len(self.phones) < MOST_PEOPLE)
    @rule()
    def somebody_joins(self) -> None:
        try:
            self.phones.append(phone(self.workshop))
        except people.WrongCode:
            assert Workshop.objects.get(pk=self.workshop.pk).status not in JOINABLE

    @precondition(lambda self: len(self.inside()) > 1)
    @rule(pick=PLACES)
    def somebody_is_shown_out(self, pick: int) -> None:
        somebody = at(self.inside(), pick)
        assert somebody.actor.membership_id is not None
        people.remove_member(do(self.workshop, self.desk.actor), membership_id=somebody.actor.membership_id)
        somebody.is_out = True
        assert (somebody.fetch().status_code, somebody.ask().status_code) == (403, 403)

    # --- What holds after every step -------------------------------------------------------------------------------

    @invariant()
    def numbers_have_no_gap_and_no_repeat(self) -> None:
        numbers = list(self.workshop.events.order_by("number").values_list("number", flat=True))
        last = Workshop.objects.values_list("last_event", flat=True).get(pk=self.workshop.pk)
        assert numbers == list(range(1, last + 1))

    @invariant()
    def what_was_saved_is_in_the_log_once(self) -> None:
        found = Operation.objects.filter(workshop=self.workshop).values_list("key", "number")
        assert sorted(found) == sorted(self.saved.items())

    @invariant()
    def who_was_shown_out_sees_nothing(self) -> None:
        for somebody in self.phones:
            visit = Visit(self.workshop, somebody.actor)
            assert (visit in still_seen([visit])) != somebody.is_out

    def facts(self) -> list[Any]:
        """Everything that an entry of this story could change."""
        mine_only = {"workshop": self.workshop}
        return [
            Workshop.objects.filter(pk=self.workshop.pk).values().get(),
            list(Idea.objects.filter(**mine_only).order_by("pk").values()),
            list(PersonNeed.objects.filter(**mine_only).order_by("pk").values()),
            list(WorkforceNeed.objects.filter(**mine_only).order_by("pk").values()),
            list(Dot.objects.filter(round__workshop=self.workshop).order_by("pk").values()),
            list(self.workshop.rounds.order_by("pk").values()),
        ]


def at[T](these: Any, place: int) -> Any:
    """One of these, whatever the number."""
    return these[place % len(these)]


@pytest.mark.timeout(600)
def test_every_story_keeps_the_promises():
    bounded = settings(
        max_examples=15,
        stateful_step_count=25,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Story, settings=bounded)
