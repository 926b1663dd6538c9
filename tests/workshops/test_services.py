"""Each verb: the rows it writes, the one event it appends, and what it refuses."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from accounts.models import AuditEntry, PatientDataFlag
from accounts.services import PatientDataRefused
from journeys.models import TemplateVersion
from journeys.rules import stored_content
from tests import make
from tests.make import NOON, do, row
from workshops.events import bell
from workshops.models import (
    Action,
    ExistingOffer,
    Idea,
    Operation,
    PersonNeed,
    Report,
    Segment,
    WorkforceNeed,
    Workshop,
)
from workshops.rules import limits, regions
from workshops.rules.codes import STATUS_MOVES, WorkshopStatus
from workshops.rules.rights import Actor, ActorKind, Right, refusal
from workshops.services import answering, asking, ideas, needs, people, plan, reporting, running, structure
from workshops.services.editing import Command, Conflict, Gone, Invalid, Outcome, Refused

pytestmark = pytest.mark.django_db

NHS_NUMBER = "943 476 5919"
type Act = Callable[[Command, str], Outcome[Any]]

STRUCTURE = ["board", "ribbon", "coverage", "ideas"]


def last_event(at: Workshop) -> tuple[int, str, list[str], str]:
    event = at.events.order_by("number").last()
    assert event is not None
    return event.number, event.kind, event.stems, event.subject


def of_segment(*segments: Segment) -> list[str]:
    return [*(f"segment-{segment.pk}" for segment in segments), "ribbon", "coverage"]


@pytest.fixture
def home(workshop):
    return make.stage(workshop)


@pytest.fixture
def back(workshop):
    return make.stage(workshop, "Back home")


@pytest.fixture
def need(workshop):
    return make.need(workshop)


# --- A workshop from its making to its close ------------------------------------------------------------------------


def test_workshop_holds_its_own_copy_of_the_version(workshop):
    ends = workshop.segments.order_by("position").values_list("title", "kind", "from_stage__title", "to_stage__title")
    assert list(ends) == [
        ("At home", "stage", None, None),
        ("At home to back home", "transition", "At home", "Back home"),
        ("At home to on the ward", "transition", "At home", "On the ward"),
        ("On the ward", "stage", None, None),
        ("On the ward to back home", "transition", "On the ward", "Back home"),
        ("Back home", "stage", None, None),
        ("Back home to at home", "transition", "Back home", "At home"),
    ]  # fmt: skip
    assert list(workshop.needs.order_by("pk").values_list("title", "segment__title", "depth_needed", "step")) == [
        ("Nurse", "At home", 2, "enable"),
        ("Doctor", "On the ward", 3, "engage"),
    ]
    assert workshop.personas.get().name == "Edith"
    assert (workshop.person_word, workshop.framework.slug) == ("person", "frailty")
    assert workshop.suggestions["own"] == ["A course of our own"]
    assert workshop.suggestions["getting_in"] == ["volunteering"]
    assert workshop.last_event == 0
    assert len(workshop.public_id) == 12
    assert AuditEntry.objects.get(verb="workshop.created").subject == workshop.public_id


def test_template_and_workshop_never_touch_each_other_again(workshop, home):
    version = TemplateVersion.objects.get()
    before = version.content
    structure.edit_segment(do(workshop), segment_id=home.pk, seen=1, draft=structure.SegmentDraft("Elsewhere"))
    structure.remove_segment(do(workshop), segment_id=make.stage(workshop, "On the ward").pk)
    version.refresh_from_db()
    assert version.content == before
    changed = replace(make.PATHWAY, title="Other", stages=make.PATHWAY.stages[:2], zones=())
    TemplateVersion.objects.update(content=stored_content(changed))
    assert [s.title for s in make.segments(workshop) if s.kind == "stage"] == ["Elsewhere", "Back home"]
    assert Workshop.objects.get(pk=workshop.pk).title == "Falls"


def test_workshop_does_not_start_from_a_draft_version(workshop):
    version = TemplateVersion.objects.get()
    version.published_at = None
    with pytest.raises(ValueError, match="published"):
        running.create_workshop(
            system=workshop.system, version=version, draft=running.WorkshopDraft("T"), by=None, at=NOON
        )


def test_workshop_is_not_made_with_a_patient_in_its_title(workshop):
    for field in running.WorkshopDraft("").texts():
        words: dict[str, Any] = {field: f"About {NHS_NUMBER}"}
        draft = replace(running.WorkshopDraft("T"), **words)
        with pytest.raises(PatientDataRefused):
            running.create_workshop(
                system=workshop.system, version=TemplateVersion.objects.get(), draft=draft, by=None, at=NOON
            )
    assert Workshop.objects.count() == 1
    flags = PatientDataFlag.objects.values_list("place", "kind", "outcome")
    assert list(flags) == [("workshop.created", "nhs_number", "blocked")] * 7


def test_workshop_is_described(workshop):
    draft = running.WorkshopDraft(
        "Falls, and after", "Why?", "The board", "Home", "All", "Here", "There", "online", date(2027, 1, 2)
    )
    outcome = running.describe_workshop(do(workshop), seen=1, draft=draft)
    workshop.refresh_from_db()
    assert {name: getattr(workshop, name) for name in vars(draft)} == vars(draft)
    assert outcome.number == 1
    assert last_event(workshop) == (1, "workshop.described", ["title", "ask", "room"], f"workshop-{workshop.pk}")
    assert running.describe_workshop(do(workshop), seen=1, draft=draft).number == 1
    assert workshop.events.count() == 1


@pytest.mark.parametrize("before", WorkshopStatus)
@pytest.mark.parametrize("after", WorkshopStatus)
def test_status_moves_as_the_rule_says(before, after):
    workshop = make.workshop(before)
    if before == after:
        assert running.set_status(do(workshop), status=after).number == 0
    elif after in STATUS_MOVES[before]:
        assert running.set_status(do(workshop), status=after).number == 1
        assert last_event(workshop)[1:3] == ("workshop.status", list(regions.FIXED))
    else:
        with pytest.raises(Invalid) as raised:
            running.set_status(do(workshop), status=after)
        assert raised.value.field == "status"
        assert workshop.events.count() == 0
        after = before
    workshop.refresh_from_db()
    assert workshop.status == after


def test_status_that_does_not_exist_is_invalid(workshop):
    with pytest.raises(Invalid):
        running.set_status(do(workshop), status="lost")


def test_new_code_shuts_the_old_one_out_and_nobody_who_is_in(workshop):
    seat = make.seat(workshop)
    old = workshop.join_code
    running.replace_code(do(workshop))
    workshop.refresh_from_db()
    assert workshop.join_code != old
    with pytest.raises(people.WrongCode):
        people.find_by_code(typed=old, at=NOON)
    assert people.find_by_code(typed=workshop.join_code.lower(), at=NOON) == workshop
    seat.membership.refresh_from_db()
    assert seat.membership.removed_at is None
    assert last_event(workshop)[1:3] == ("workshop.code", ["room"])


# --- Stages and zones -----------------------------------------------------------------------------------------------


def titles(at: Workshop) -> list[str]:
    living = make.segments(at)
    assert [segment.position for segment in living] == list(range(len(living)))
    return [segment.title for segment in living]


def test_stage_is_added_after_another_and_first(workshop, home):
    draft = structure.SegmentDraft("In the car", settings=["remote"], person_need="Air")
    made = row(structure.add_stage(do(workshop), draft=draft, after_id=home.pk))
    assert titles(workshop)[:2] == ["At home", "In the car"]
    assert (made.kind, made.settings, made.person_need, made.version) == ("stage", ["remote"], "Air", 1)
    assert last_event(workshop) == (1, "segment.added", STRUCTURE, f"segment-{made.pk}")
    structure.add_stage(do(workshop), draft=structure.SegmentDraft("Before"), after_id=None)
    assert titles(workshop)[0] == "Before"


def test_zone_stands_after_its_first_stage(workshop, back):
    ward = make.stage(workshop, "On the ward")
    made = row(structure.add_zone(do(workshop), draft=structure.SegmentDraft("Lift"), from_id=ward.pk, to_id=back.pk))
    assert (made.kind, made.from_stage_id, made.to_stage_id) == ("transition", ward.pk, back.pk)
    assert titles(workshop)[3:5] == ["On the ward", "Lift"]


def test_zone_joins_two_different_stages(workshop, home):
    zone = workshop.segments.filter(kind="transition").first()
    for from_id, to_id, field in (
        (home.pk, home.pk, "to_stage"),
        (zone.pk, home.pk, "from_stage"),
        (home.pk, zone.pk, "to_stage"),
    ):
        with pytest.raises(Invalid) as raised:
            structure.add_zone(do(workshop), draft=structure.SegmentDraft("No"), from_id=from_id, to_id=to_id)
        assert raised.value.field == field
    assert workshop.segments.count() == 7


def test_segment_is_edited_and_counts_its_version(workshop, home):
    draft = structure.SegmentDraft("In her home", ["home", "remote"], "Help", [], "Trust")
    made = row(structure.edit_segment(do(workshop), segment_id=home.pk, seen=1, draft=draft))
    assert made.version == 2
    home.refresh_from_db()
    assert {name: getattr(home, name) for name in vars(draft)} == vars(draft)
    assert last_event(workshop) == (
        1,
        "segment.edited",
        [f"segment-{home.pk}", "board", "ribbon", "ideas"],
        f"segment-{home.pk}",
    )


def test_moving_a_segment_keeps_everything_on_it(workshop, home, back, need):
    needs.add_offer(do(workshop), need_id=need.pk, draft=needs.OfferDraft("A course", "getting_in", "planned"))
    needs.add_person_need(do(workshop), segment_id=home.pk, draft=needs.PersonNeedDraft("A key"))
    idea = row(ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Rotate", segment_ids=[home.pk])))
    structure.move_segment(do(workshop), segment_id=home.pk, after_id=back.pk)
    assert titles(workshop) == [
        "At home to back home",
        "At home to on the ward",
        "On the ward",
        "On the ward to back home",
        "Back home",
        "At home",
        "Back home to at home",
    ]
    home.refresh_from_db()
    assert home.needs.get().offers.get().title == "A course"
    assert home.person_needs.get().text == "A key"
    assert list(idea.segments.all()) == [home]
    assert home.zones_out.count() == 2
    assert last_event(workshop)[1:3] == ("segment.moved", STRUCTURE)


def test_segment_does_not_move_behind_itself(workshop, home):
    with pytest.raises(Invalid) as raised:
        structure.move_segment(do(workshop), segment_id=home.pk, after_id=home.pk)
    assert raised.value.field == "after"


def test_removed_stage_takes_its_zones_and_restoring_brings_all_back_in_place(workshop, need):
    before = titles(workshop)
    ward = make.stage(workshop, "On the ward")
    structure.remove_segment(do(workshop), segment_id=ward.pk)
    assert [segment.title for segment in make.segments(workshop)] == [
        "At home",
        "At home to back home",
        "Back home",
        "Back home to at home",
    ]
    assert last_event(workshop) == (1, "segment.removed", STRUCTURE, f"segment-{ward.pk}")
    structure.restore_segment(do(workshop, seconds=5), segment_id=ward.pk)
    assert titles(workshop) == before
    assert last_event(workshop) == (2, "segment.restored", STRUCTURE, f"segment-{ward.pk}")
    assert ward.needs.get().title == "Doctor"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_zone_comes_back_with_the_second_of_its_two_stages(workshop, order):
    structure.add_stage(do(workshop), draft=structure.SegmentDraft("Third"), after_id=None)
    structure.add_stage(do(workshop), draft=structure.SegmentDraft("Fourth"), after_id=None)
    both = [make.stage(workshop, "At home").pk, make.stage(workshop, "On the ward").pk]
    for seconds, pk in enumerate(both):
        structure.remove_segment(do(workshop, seconds=seconds), segment_id=pk)
    for seconds, place in enumerate(order, start=10):
        structure.restore_segment(do(workshop, seconds=seconds), segment_id=both[place])
        here = {segment.pk for segment in make.segments(workshop)}
        for zone in make.segments(workshop):
            if zone.kind == "transition":
                assert {zone.from_stage_id, zone.to_stage_id} <= here
    assert sorted(titles(workshop)) == sorted(
        ["Fourth", "Third", *(segment.title for segment in make.workshop().segments.all())]
    )


def test_zone_does_not_come_back_without_its_stages(workshop):
    zone = workshop.segments.get(title="At home to on the ward")
    structure.remove_segment(do(workshop), segment_id=zone.pk)
    structure.remove_segment(do(workshop, seconds=1), segment_id=make.stage(workshop, "On the ward").pk)
    with pytest.raises(Invalid, match="Bring that back first"):
        structure.restore_segment(do(workshop, seconds=2), segment_id=zone.pk)


def test_pathway_keeps_two_stages(workshop, home, back):
    structure.remove_segment(do(workshop), segment_id=make.stage(workshop, "On the ward").pk)
    with pytest.raises(Invalid, match="at least two stages"):
        structure.remove_segment(do(workshop), segment_id=home.pk)


def test_removing_and_restoring_twice_changes_nothing_more(workshop):
    ward = make.stage(workshop, "On the ward")
    for _ in range(2):
        assert structure.remove_segment(do(workshop), segment_id=ward.pk).number == 1
    for _ in range(2):
        assert structure.restore_segment(do(workshop), segment_id=ward.pk).number == 2
    assert workshop.events.count() == 2


def fill_pathway(at: Workshop, count: int) -> None:
    have = at.segments.count()
    Segment.objects.bulk_create(
        Segment(workshop=at, kind="stage", position=place, title=f"Stage {place}") for place in range(have, count)
    )


def test_pathway_holds_sixty_segments(workshop, home):
    fill_pathway(workshop, limits.SEGMENTS - 1)
    structure.add_stage(do(workshop), draft=structure.SegmentDraft("The sixtieth"), after_id=None)
    for act in (
        lambda: structure.add_stage(do(workshop), draft=structure.SegmentDraft("61"), after_id=None),
        lambda: structure.add_zone(
            do(workshop),
            draft=structure.SegmentDraft("61"),
            from_id=home.pk,
            to_id=make.stage(workshop, "Back home").pk,
        ),
    ):
        with pytest.raises(Invalid, match="at most 60 stages and zones"):
            act()
    assert len(make.segments(workshop)) == 60


def test_restoring_a_stage_with_its_zones_keeps_to_sixty(workshop):
    ward = make.stage(workshop, "On the ward")
    structure.remove_segment(do(workshop), segment_id=ward.pk)
    have = len(make.segments(workshop))
    Segment.objects.bulk_create(
        Segment(workshop=workshop, kind="stage", position=place + 10, title=f"Stage {place}")
        for place in range(limits.SEGMENTS - 1 - have)
    )
    with pytest.raises(Invalid, match="at most 60"):
        structure.restore_segment(do(workshop), segment_id=ward.pk)
    assert len(make.segments(workshop)) == limits.SEGMENTS - 1


# --- Who is needed --------------------------------------------------------------------------------------------------

FULL = needs.NeedDraft(
    "Night nurse",
    kind="formal",
    depth_needed=3,
    depth_now=0,
    step="collaborate",
    learner_stages=["and_further", "getting_in", "lost"],
    pillars=["education"],
    deployment="new_role",
    note="From spring",
)


def test_need_is_added_with_every_word(workshop, home):
    made = row(needs.add_need(do(workshop), segment_id=home.pk, draft=FULL))
    made.refresh_from_db()
    words = {name: getattr(made, name) for name in vars(FULL)}
    assert words == {**vars(FULL), "learner_stages": ["getting_in", "and_further"]}
    assert (made.role, made.version, made.removed_at) == (None, 1, None)
    assert last_event(workshop) == (1, "need.added", of_segment(home), f"workforceneed-{made.pk}")


def test_role_of_the_library_is_found_in_any_case_and_says_its_kind(workshop, home):
    made = row(needs.add_need(do(workshop), segment_id=home.pk, draft=needs.NeedDraft("daughter", kind="formal")))
    assert (made.role and made.role.slug, made.title, made.kind) == ("daughter", "Daughter", "informal")


def test_need_is_edited_with_the_ideas_that_name_it(workshop, home, need):
    ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Rotate", need_ids=[need.pk]))
    made = row(needs.edit_need(do(workshop), need_id=need.pk, seen=1, draft=FULL))
    assert (made.title, made.version, made.role) == ("Night nurse", 2, None)
    assert last_event(workshop) == (2, "need.edited", [*of_segment(home), "ideas"], f"workforceneed-{need.pk}")


def test_need_moves_with_its_learning_and_is_copied_without(workshop, home, back, need):
    needs.add_offer(do(workshop), need_id=need.pk, draft=needs.OfferDraft("A course", "getting_in", "planned"))
    needs.move_need(do(workshop), need_id=need.pk, segment_id=back.pk)
    need.refresh_from_db()
    assert (need.segment, need.version, need.offers.count()) == (back, 1, 1)
    assert last_event(workshop) == (2, "need.moved", of_segment(home, back), f"workforceneed-{need.pk}")
    copy = row(needs.copy_need(do(workshop), need_id=need.pk, segment_id=home.pk))
    assert (copy.title, copy.role, copy.depth_needed, copy.step) == ("Nurse", need.role, 2, "enable")
    assert copy.offers.count() == 0
    assert last_event(workshop) == (3, "need.copied", of_segment(home), f"workforceneed-{copy.pk}")


def test_move_to_where_it_is_says_nothing(workshop, home, need):
    assert needs.move_need(do(workshop), need_id=need.pk, segment_id=home.pk).number == 0
    assert workshop.events.count() == 0


def test_need_is_placed_on_the_learner_journey_and_taken_off(workshop, home, need):
    made = row(needs.place_need(do(workshop), need_id=need.pk, learner_stages=["go_further", "getting_on"]))
    assert (made.learner_stages, made.version) == (["getting_on", "go_further"], 2)
    assert last_event(workshop)[1:3] == ("need.placed", of_segment(home))
    assert needs.place_need(do(workshop), need_id=need.pk, learner_stages=["getting_on", "go_further"]).number == 1
    assert row(needs.place_need(do(workshop), need_id=need.pk, learner_stages=[])).learner_stages == []


def test_two_people_who_place_a_need_at_once_both_get_their_way(workshop, need):
    seen = ["getting_on"]
    needs.place_need(do(workshop), need_id=need.pk, learner_stages=seen)
    needs.place_need(do(workshop), need_id=need.pk, learner_stages=["getting_in", "getting_on"], were=seen)
    made = row(needs.place_need(do(workshop), need_id=need.pk, learner_stages=["and_further"], were=seen))
    assert made.learner_stages == ["getting_in", "and_further"]


def test_segment_moved_to_where_it_is_changes_nothing(workshop, home):
    before = workshop.last_event
    assert structure.move_segment(do(workshop), segment_id=home.pk, after_id=None).number == before


def test_removed_need_comes_back_with_its_learning(workshop, home, need):
    needs.add_offer(do(workshop), need_id=need.pk, draft=needs.OfferDraft("A course", "getting_in", "planned"))
    needs.remove_need(do(workshop), need_id=need.pk)
    need.refresh_from_db()
    assert need.removed_at == NOON
    assert last_event(workshop)[1:3] == ("need.removed", of_segment(home))
    needs.restore_need(do(workshop), need_id=need.pk)
    need.refresh_from_db()
    assert (need.removed_at, need.offers.get().removed_at) == (None, None)
    assert last_event(workshop) == (3, "need.restored", of_segment(home), f"workforceneed-{need.pk}")


def test_need_does_not_come_back_to_a_segment_that_is_gone(workshop, home, need):
    needs.remove_need(do(workshop), need_id=need.pk)
    structure.remove_segment(do(workshop), segment_id=home.pk)
    with pytest.raises(Gone):
        needs.restore_need(do(workshop), need_id=need.pk)


def test_what_the_person_needs_is_added_edited_removed_and_restored(workshop, home):
    stems = [f"segment-{home.pk}"]
    word = row(needs.add_person_need(do(workshop), segment_id=home.pk, draft=needs.PersonNeedDraft("A key")))
    subject = f"personneed-{word.pk}"
    assert last_event(workshop) == (1, "person-need.added", stems, subject)
    draft = needs.PersonNeedDraft("Two keys", "lived_experience")
    word = row(needs.edit_person_need(do(workshop), person_need_id=word.pk, seen=1, draft=draft))
    assert (word.text, word.source, word.version) == ("Two keys", "lived_experience", 2)
    assert last_event(workshop) == (2, "person-need.edited", stems, subject)
    assert row(needs.remove_person_need(do(workshop), person_need_id=word.pk)).removed_at == NOON
    assert last_event(workshop) == (3, "person-need.removed", stems, subject)
    assert row(needs.restore_person_need(do(workshop), person_need_id=word.pk)).removed_at is None
    assert last_event(workshop) == (4, "person-need.restored", stems, subject)


def test_learning_is_added_edited_removed_and_restored(workshop, home, need):
    draft = needs.OfferDraft("volunteering", "getting_in", "missing", "Since spring")
    link = row(needs.add_offer(do(workshop), need_id=need.pk, draft=draft))
    subject = f"offerlink-{link.pk}"
    assert (link.title, link.offer and link.offer.slug, link.status, link.note) == (
        "Volunteering",
        "volunteering",
        "missing",
        "Since spring",
    )
    assert last_event(workshop) == (1, "offer.added", of_segment(home), subject)
    draft = needs.OfferDraft("Our own", "go_further", "in_place")
    link = row(needs.edit_offer(do(workshop), offer_id=link.pk, seen=1, draft=draft))
    assert (link.title, link.offer, link.learner_stage, link.version) == ("Our own", None, "go_further", 2)
    assert last_event(workshop) == (2, "offer.edited", of_segment(home), subject)
    needs.remove_offer(do(workshop), offer_id=link.pk)
    assert last_event(workshop) == (3, "offer.removed", of_segment(home), subject)
    assert row(needs.restore_offer(do(workshop), offer_id=link.pk)).removed_at is None
    assert last_event(workshop) == (4, "offer.restored", of_segment(home), subject)


def test_learning_stands_in_one_of_four_rows(workshop, need):
    with pytest.raises(Invalid) as raised:
        needs.add_offer(do(workshop), need_id=need.pk, draft=needs.OfferDraft("A course", "lost", "planned"))
    assert raised.value.field == "learner_stage"


def test_learning_does_not_come_back_to_a_need_that_is_gone(workshop, need):
    link = row(
        needs.add_offer(do(workshop), need_id=need.pk, draft=needs.OfferDraft("A course", "getting_in", "planned"))
    )
    needs.remove_offer(do(workshop), offer_id=link.pk)
    needs.remove_need(do(workshop), need_id=need.pk)
    with pytest.raises(Gone):
        needs.restore_offer(do(workshop), offer_id=link.pk)


def test_workshop_holds_two_thousand_of_each_kind(workshop, home, back, need):
    WorkforceNeed.objects.bulk_create(
        WorkforceNeed(workshop=workshop, segment=home, title="Many", depth_needed=1)
        for _ in range(limits.NEEDS - workshop.needs.count())
    )
    PersonNeed.objects.bulk_create(
        PersonNeed(workshop=workshop, segment=home, text="Much") for _ in range(limits.NEEDS)
    )
    Idea.objects.bulk_create(Idea(workshop=workshop, number=n, text="I") for n in range(1, limits.IDEAS + 1))
    Action.objects.bulk_create(Action(workshop=workshop, number=n, text="A") for n in range(1, limits.ACTIONS + 1))
    command = do(workshop)
    for act, sentence in (
        (lambda: needs.add_need(command, segment_id=home.pk, draft=FULL), "2,000 entries of one kind"),
        (lambda: needs.copy_need(command, need_id=need.pk, segment_id=back.pk), "2,000 entries of one kind"),
        (
            lambda: needs.add_person_need(command, segment_id=home.pk, draft=needs.PersonNeedDraft("x")),
            "2,000 entries of one kind",
        ),
        (lambda: ideas.add_idea(command, draft=ideas.IdeaDraft("x")), "2,000 ideas"),
        (lambda: plan.add_action(command, draft=plan.ActionDraft("x")), "2,000 actions"),
    ):
        with pytest.raises(Invalid, match=sentence):
            act()
    assert workshop.events.count() == 0
    needs.remove_need(command, need_id=need.pk)
    assert needs.add_need(command, segment_id=home.pk, draft=FULL).number == 2
    with pytest.raises(Invalid, match="2,000 entries"):
        needs.restore_need(command, need_id=need.pk)


# --- Ideas and actions ----------------------------------------------------------------------------------------------


def test_idea_numbers_are_given_once(workshop, home, need):
    draft = ideas.IdeaDraft("Rotate", "supply", segment_ids=[home.pk], need_ids=[need.pk])
    first = row(ideas.add_idea(do(workshop), draft=draft))
    assert (first.number, first.text, first.enabler, first.status) == (1, "Rotate", "supply", "open")
    assert (list(first.segments.all()), list(first.needs.all())) == ([home], [need])
    assert last_event(workshop) == (1, "idea.added", ["ideas", "coverage", "priorities"], f"idea-{first.pk}")
    ideas.remove_idea(do(workshop), idea_id=first.pk)
    assert row(ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Second"))).number == 2
    assert row(ideas.restore_idea(do(workshop), idea_id=first.pk)).number == 1
    stems = ["ideas", "coverage", "priorities", "actions"]
    assert last_event(workshop) == (4, "idea.restored", stems, f"idea-{first.pk}")


def test_idea_links_only_to_what_is_on_this_board(workshop, home, need):
    other = make.workshop()
    needs.remove_need(do(workshop), need_id=need.pk)
    draft = ideas.IdeaDraft("x", segment_ids=[make.stage(other).pk, home.pk], need_ids=[need.pk, make.need(other).pk])
    made = row(ideas.add_idea(do(workshop), draft=draft))
    assert (list(made.segments.all()), list(made.needs.all())) == ([home], [])


def test_idea_is_edited(workshop, home):
    idea = row(ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Rotate", segment_ids=[home.pk])))
    made = ideas.edit_idea(do(workshop), idea_id=idea.pk, seen=1, draft=ideas.IdeaDraft("Twice", "supply"))
    assert (row(made).text, row(made).enabler, row(made).version) == ("Twice", "supply", 2)
    assert list(idea.segments.all()) == []
    assert last_event(workshop) == (2, "idea.edited", ["ideas", "coverage", "priorities", "actions"], f"idea-{idea.pk}")


def test_action_takes_its_idea_forward(workshop):
    idea = row(ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Rotate")))
    action = row(plan.add_action(do(workshop), draft=plan.ActionDraft("Write it"), idea_id=idea.pk))
    assert (action.number, action.text, action.status, action.idea) == (1, "Write it", "proposed", idea)
    assert last_event(workshop) == (2, "action.added", ["actions", "ideas"], f"action-{action.pk}")
    idea.refresh_from_db()
    assert (idea.status, idea.version) == ("taken_forward", 2)


def test_edit_of_an_idea_that_was_taken_forward_meanwhile_is_a_conflict(workshop):
    idea = row(ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Rotate")))
    plan.add_action(do(workshop), draft=plan.ActionDraft("Write it"), idea_id=idea.pk)
    with pytest.raises(Conflict):
        ideas.edit_idea(do(workshop), idea_id=idea.pk, seen=1, draft=ideas.IdeaDraft("Rotate twice"))


@pytest.mark.parametrize("status", ["agreed", "in_progress", "blocked", "done"])
@pytest.mark.parametrize("missing", ["owner", "organisation", "due_on"])
def test_action_without_owner_organisation_and_date_stays_proposed(workshop, status, missing):
    whole = plan.ActionDraft("Write it", "Ada", "The trust", date(2027, 1, 31), "supply", status)
    lacking: dict[str, Any] = {missing: None if missing == "due_on" else ""}
    with pytest.raises(Invalid) as raised:
        plan.add_action(do(workshop), draft=replace(whole, **lacking))
    assert raised.value.field == missing
    made = row(plan.add_action(do(workshop), draft=whole))
    assert (made.number, made.status, made.owner, made.due_on) == (1, status, "Ada", date(2027, 1, 31))
    assert workshop.events.count() == 1


def test_action_is_edited_removed_and_restored(workshop):
    action = row(plan.add_action(do(workshop), draft=plan.ActionDraft("Write it")))
    subject = f"action-{action.pk}"
    draft = plan.ActionDraft("Write it down", "Ada", "The trust", date(2027, 1, 31), "", "agreed")
    assert row(plan.edit_action(do(workshop), action_id=action.pk, seen=1, draft=draft)).version == 2
    assert last_event(workshop) == (2, "action.edited", ["actions"], subject)
    with pytest.raises(Invalid):
        plan.edit_action(do(workshop), action_id=action.pk, seen=2, draft=replace(draft, owner=""))
    plan.remove_action(do(workshop), action_id=action.pk)
    assert last_event(workshop) == (3, "action.removed", ["actions", "ideas"], subject)
    assert row(plan.add_action(do(workshop), draft=plan.ActionDraft("Next"))).number == 2
    plan.restore_action(do(workshop), action_id=action.pk)
    action.refresh_from_db()
    assert (action.removed_at, action.number, action.status) == (None, 1, "agreed")


# --- Coming in ------------------------------------------------------------------------------------------------------


def test_newcomer_gets_a_seat_and_only_the_hash_is_kept(workshop):
    seat = make.seat(workshop, "Ada", "acute")
    assert (seat.membership.name, seat.membership.sector, seat.membership.role) == ("Ada", "acute", "participant")
    assert seat.membership.token_hash == people.token_hash(seat.token)
    assert seat.token not in str(list(workshop.memberships.values()))
    assert last_event(workshop) == (1, "membership.joined", ["room", "progress"], f"membership-{seat.membership.pk}")


@pytest.mark.parametrize("status", WorkshopStatus)
def test_code_works_from_pre_work_to_review(status):
    workshop = make.workshop(status)
    if status in ("pre_work", "live", "paused", "review"):
        assert people.find_by_code(typed=workshop.join_code, at=NOON) == workshop
        make.seat(workshop)
    else:
        with pytest.raises(people.WrongCode):
            people.find_by_code(typed=workshop.join_code, at=NOON)
        with pytest.raises(people.WrongCode):
            make.seat(workshop)
        assert workshop.memberships.count() == 0


def test_workshop_is_full_at_a_thousand(workshop):
    from workshops.models import Membership

    Membership.objects.bulk_create(
        Membership(workshop=workshop, token_hash=f"{n}", sector="acute", joined_at=NOON)
        for n in range(limits.PARTICIPANTS)
    )
    with pytest.raises(Invalid, match="1,000 people are in"):
        make.seat(workshop)
    first = workshop.memberships.first()
    people.remove_member(do(workshop), membership_id=first.pk)
    assert make.seat(workshop).membership.pk > first.pk


def test_wrong_codes_are_counted_and_right_ones_never(workshop):
    right = workshop.join_code
    wrong = right[:3] + ("22222" if right[3:] != "22222" else "33333")
    for _ in range(30):
        with pytest.raises(people.WrongCode, match="No open workshop has this code"):
            people.find_by_code(typed=wrong, at=NOON)
    for typed in (wrong, right):
        with pytest.raises(people.TooManyWrongCodes):
            people.find_by_code(typed=typed, at=NOON)
    other = ("B" if right[0] != "B" else "C") + right[1:]
    with pytest.raises(people.WrongCode):
        people.find_by_code(typed=other, at=NOON)
    a_minute_later = do(workshop, seconds=60).at
    for _ in range(50):
        assert people.find_by_code(typed=right, at=a_minute_later) == workshop


def test_what_is_no_code_is_not_counted(workshop):
    from workshops.models import JoinFailure

    for typed in ("", "short", "0OIL1111", "K7QM29TXX", "K7QM-29T!"):
        with pytest.raises(people.WrongCode, match="8 letters and digits"):
            people.find_by_code(typed=typed, at=NOON)
    assert JoinFailure.objects.count() == 0


def test_attack_on_all_codes_tightens_each_beginning(workshop):
    from workshops.models import JoinFailure

    JoinFailure.objects.create(prefix="", minute=NOON, count=300)
    wrong = "ZZZ22222"
    for _ in range(3):
        with pytest.raises(people.WrongCode):
            people.find_by_code(typed=wrong, at=NOON)
    with pytest.raises(people.TooManyWrongCodes):
        people.find_by_code(typed=wrong, at=NOON)
    assert people.find_by_code(typed=workshop.join_code, at=NOON) == workshop


def test_somebody_is_shown_out_and_what_they_wrote_stays(workshop, home):
    seat = make.seat(workshop)
    actor = Actor(ActorKind.PARTICIPANT, membership_id=seat.membership.pk)
    needs.add_person_need(do(workshop, actor), segment_id=home.pk, draft=needs.PersonNeedDraft("A key"))
    people.remove_member(do(workshop), membership_id=seat.membership.pk)
    stems = ["room", "progress", "priorities"]
    assert last_event(workshop) == (3, "membership.removed", stems, f"membership-{seat.membership.pk}")
    assert people.remove_member(do(workshop), membership_id=seat.membership.pk).number == 3
    assert workshop.person_needs.get().removed_at is None
    with pytest.raises(Refused, match="no longer in this workshop"):
        needs.add_person_need(do(workshop, actor), segment_id=home.pk, draft=needs.PersonNeedDraft("More"))


def test_name_with_a_patient_in_it_is_refused(workshop):
    with pytest.raises(PatientDataRefused):
        make.seat(workshop, f"Mr {NHS_NUMBER}")
    assert workshop.memberships.count() == 0


# --- What every verb promises ---------------------------------------------------------------------------------------


def writes(at: Workshop) -> dict[str, tuple[Right, Act]]:
    """Every verb that takes free text, with a text to put in."""
    home, need = make.stage(at), make.need(at)
    word = row(needs.add_person_need(do(at), segment_id=home.pk, draft=needs.PersonNeedDraft("A key"))).pk
    link = row(needs.add_offer(do(at), need_id=need.pk, draft=needs.OfferDraft("C", "getting_in", "planned"))).pk
    idea = row(ideas.add_idea(do(at), draft=ideas.IdeaDraft("Rotate"))).pk
    action = row(plan.add_action(do(at), draft=plan.ActionDraft("Write"))).pk
    segment = structure.SegmentDraft
    return {
        "segment.added": (
            Right.SHAPE,
            lambda c, text: structure.add_stage(c, draft=segment("T", person_need=text), after_id=None),
        ),
        "segment.edited": (
            Right.SHAPE,
            lambda c, text: structure.edit_segment(c, segment_id=home.pk, seen=1, draft=segment(text)),
        ),
        "need.added": (
            Right.CONTRIBUTE,
            lambda c, text: needs.add_need(c, segment_id=home.pk, draft=needs.NeedDraft("R", note=text)),
        ),
        "need.edited": (
            Right.CONTRIBUTE,
            lambda c, text: needs.edit_need(c, need_id=need.pk, seen=1, draft=needs.NeedDraft(text)),
        ),
        "person-need.added": (
            Right.CONTRIBUTE,
            lambda c, text: needs.add_person_need(c, segment_id=home.pk, draft=needs.PersonNeedDraft(text)),
        ),
        "person-need.edited": (
            Right.CONTRIBUTE,
            lambda c, text: needs.edit_person_need(c, person_need_id=word, seen=1, draft=needs.PersonNeedDraft(text)),
        ),
        "offer.added": (
            Right.CONTRIBUTE,
            lambda c, text: needs.add_offer(
                c, need_id=need.pk, draft=needs.OfferDraft("C", "getting_in", "planned", text)
            ),
        ),
        "offer.edited": (
            Right.CONTRIBUTE,
            lambda c, text: needs.edit_offer(
                c, offer_id=link, seen=1, draft=needs.OfferDraft(text, "getting_in", "planned")
            ),
        ),
        "idea.added": (Right.CONTRIBUTE, lambda c, text: ideas.add_idea(c, draft=ideas.IdeaDraft(text))),
        "idea.edited": (
            Right.CONTRIBUTE,
            lambda c, text: ideas.edit_idea(c, idea_id=idea, seen=1, draft=ideas.IdeaDraft(text)),
        ),
        "action.added": (Right.PLAN, lambda c, text: plan.add_action(c, draft=plan.ActionDraft("W", owner=text))),
        "action.edited": (
            Right.PLAN,
            lambda c, text: plan.edit_action(c, action_id=action, seen=1, draft=plan.ActionDraft(text)),
        ),
        "workshop.described": (
            Right.RUN,
            lambda c, text: running.describe_workshop(c, seen=1, draft=running.WorkshopDraft("T", challenge=text)),
        ),
    }


VERBS = (
    "segment.added", "segment.edited", "need.added", "need.edited", "person-need.added", "person-need.edited",
    "offer.added", "offer.edited", "idea.added", "idea.edited", "action.added", "action.edited", "workshop.described",
)  # fmt: skip


def stored(at: Workshop) -> str:
    """Every row of the workshop as text."""
    rows = [list(relation.values()) for relation in (
        at.segments, at.needs, at.person_needs, at.offers, at.ideas, at.actions, at.events, at.operations,
    )]  # fmt: skip
    return str([list(Workshop.objects.filter(pk=at.pk).values()), *rows])


@pytest.mark.parametrize("name", VERBS)
def test_nhs_number_stores_nothing_but_a_flag_without_the_text(workshop, name):
    _, act = writes(workshop)[name]
    before = stored(workshop)
    with pytest.raises(PatientDataRefused) as raised:
        act(do(workshop, again=True), f"About {NHS_NUMBER}, she said")
    assert stored(workshop) == before
    assert list(PatientDataFlag.objects.values("place", "kind", "outcome")) == [
        {"place": name, "kind": "nhs_number", "outcome": "blocked"}
    ]
    assert "943" not in str(raised.value) + str(raised.value.findings) + str(list(PatientDataFlag.objects.values()))


@pytest.mark.parametrize("name", VERBS)
def test_softer_sign_warns_and_lets_through(workshop, name):
    _, act = writes(workshop)[name]
    outcome = act(do(workshop), "Ring 01632 960 123")
    assert [(finding.kind, finding.refuses) for finding in outcome.warnings] == [("phone", False)]
    assert "01632 960 123" in stored(workshop)
    assert PatientDataFlag.objects.get().outcome == "warned_kept"


@pytest.mark.parametrize("name", VERBS)
def test_same_operation_twice_changes_nothing_the_second_time(workshop, name):
    _, act = writes(workshop)[name]
    command = do(workshop, again=True)
    first = act(command, "Once")
    after = stored(workshop)
    second = act(command, "Once")
    assert stored(workshop) == after
    assert (second.number, row(second), second.repeated, first.repeated) == (first.number, row(first), True, False)
    operation = Operation.objects.get()
    assert (operation.verb, operation.by, operation.number, operation.target_id) == (
        name,
        "product",
        first.number,
        row(first).pk,
    )


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_is_refused_as_the_table_says(workshop, name):
    right, act = writes(workshop)[name]
    account = make.user()
    kinds = {
        kind: Actor(kind, user_id=account.pk) for kind in (ActorKind.FACILITATOR, ActorKind.LEAD, ActorKind.VIEWER)
    }
    kinds[ActorKind.PARTICIPANT] = make.participant(workshop)
    for status in WorkshopStatus:
        Workshop.objects.filter(pk=workshop.pk).update(status=status)
        for kind, actor in kinds.items():
            expected = refusal(kind, right, status)
            before = stored(workshop)
            if expected is None:
                continue
            with pytest.raises(Refused) as raised:
                act(do(workshop, actor, again=True), "Words")
            assert str(raised.value) == expected
            assert stored(workshop) == before


def test_answer_of_a_repeated_operation_whose_row_has_gone_has_no_target(workshop):
    command = do(workshop, again=True)
    made = row(ideas.add_idea(command, draft=ideas.IdeaDraft("Once")))
    Idea.objects.filter(pk=made.pk).delete()
    again = ideas.add_idea(command, draft=ideas.IdeaDraft("Once"))
    assert (again.number, again.repeated) == (1, True)
    assert again.target is None


def test_a_key_belongs_to_what_was_done_with_it_and_to_who_did_it(workshop):
    me, other = make.participant(workshop), make.participant(workshop)
    command = do(workshop, me, again=True)
    idea = row(ideas.add_idea(command, draft=ideas.IdeaDraft("Once")))
    before = stored(workshop)
    for call in (
        lambda: ideas.remove_idea(command, idea_id=idea.pk),
        lambda: plan.add_action(command, draft=plan.ActionDraft("Once")),
        lambda: ideas.add_idea(replace(command, by=other), draft=ideas.IdeaDraft("Mine")),
        lambda: ideas.add_idea(replace(command, by=make.facilitator(workshop)), draft=ideas.IdeaDraft("Mine")),
    ):
        with pytest.raises(Invalid) as refused:
            call()
        sentence = "This was not saved: it came under a key that was used before. Please send it again."
        assert (refused.value.field, str(refused.value)) == ("", sentence)
        assert stored(workshop) == before
    assert ideas.add_idea(command, draft=ideas.IdeaDraft("Once")).repeated


def test_an_offer_told_by_link_under_the_key_of_something_else_is_not_kept(workshop):
    first, second = (row(asking.make_link(do(workshop), kind="")) for _ in range(2))
    command, told = do(workshop, again=True), answering.OfferTold("Care home", "Shadowing")
    ideas.add_idea(command, draft=ideas.IdeaDraft("Once"))
    of_another = do(workshop, again=True).key
    assert command.key is not None
    assert of_another is not None
    answering.tell_offer(link_id=first.pk, told=told, key=of_another, at=NOON)
    for key in (command.key, of_another):
        with pytest.raises(Invalid, match="under a key that was used before"):
            answering.tell_offer(link_id=second.pk, told=told, key=key, at=NOON)
    answering.tell_offer(link_id=first.pk, told=told, key=of_another, at=NOON)
    assert ExistingOffer.objects.count() == 1


def test_same_key_in_another_workshop_is_another_operation(workshop):
    other = make.workshop()
    command = do(workshop, again=True)
    ideas.add_idea(command, draft=ideas.IdeaDraft("Here"))
    outcome = ideas.add_idea(replace(command, workshop_id=other.pk), draft=ideas.IdeaDraft("There"))
    assert (outcome.repeated, row(outcome).workshop) == (False, other)


def edits(at: Workshop) -> dict[str, Act]:
    return {name: act for name, (_, act) in writes(at).items() if name in EDITS}


EDITS = [name for name in VERBS if name.endswith((".edited", ".described"))]


@pytest.mark.parametrize("name", EDITS)
def test_edit_of_an_old_version_overwrites_nothing_and_shows_what_stands(workshop, name):
    act = edits(workshop)[name]
    first = act(do(workshop), "First words")
    before = stored(workshop)
    with pytest.raises(Conflict) as raised:
        act(do(workshop), "Second words")
    assert stored(workshop) == before
    current = raised.value.current
    assert (current.pk, current.version) == (row(first).pk, 2)
    assert "First words" in str(vars(current))
    assert "Second words" not in str(vars(current))


@pytest.mark.parametrize("name", EDITS)
def test_edit_of_an_old_version_that_says_the_same_is_no_conflict(workshop, name):
    act = edits(workshop)[name]
    act(do(workshop), "Same words")
    count = workshop.events.count()
    act(do(workshop), "Same words")
    assert workshop.events.count() == count


@pytest.mark.parametrize("name", [name for name in EDITS if name != "workshop.described"])
def test_edit_of_what_somebody_removed_is_gone(workshop, name):
    act = edits(workshop)[name]
    everything = ("segments", "needs", "person_needs", "offers", "ideas", "actions")
    for rows in (getattr(workshop, name) for name in everything):
        rows.update(removed_at=NOON)
    before = stored(workshop)
    with pytest.raises(Gone, match="Your words are still here to copy"):
        act(do(workshop), "Words")
    assert stored(workshop) == before


def test_things_of_another_workshop_do_not_exist(workshop):
    other = make.workshop()
    here = do(workshop)
    theirs = writes(other)
    need, home = make.need(other).pk, make.stage(other).pk
    for model, act in (
        (WorkforceNeed, lambda: needs.move_need(here, need_id=need, segment_id=make.stage(workshop).pk)),
        (Segment, lambda: needs.move_need(here, need_id=make.need(workshop).pk, segment_id=home)),
        (WorkforceNeed, lambda: needs.remove_need(here, need_id=need)),
        (Segment, lambda: needs.add_need(here, segment_id=home, draft=FULL)),
        (Segment, lambda: structure.remove_segment(here, segment_id=home)),
        (Segment, lambda: structure.add_stage(here, draft=structure.SegmentDraft("x"), after_id=home)),
        (Idea, lambda: ideas.remove_idea(here, idea_id=other.ideas.get().pk)),
        (Idea, lambda: plan.add_action(here, draft=plan.ActionDraft("x"), idea_id=other.ideas.get().pk)),
        (Action, lambda: plan.edit_action(here, action_id=other.actions.get().pk, seen=1, draft=plan.ActionDraft("x"))),
    ):
        with pytest.raises(model.DoesNotExist):
            act()
    assert len(theirs) == len(VERBS)
    assert workshop.events.count() == 0


@pytest.mark.django_db(transaction=True)
def test_ear_that_fails_does_not_turn_a_saved_edit_into_an_error(workshop, caplog):
    heard = []

    def fail(workshop_id: int, number: int) -> None:
        heard.append((workshop_id, number))
        raise RuntimeError("deaf")

    stop = bell.listen(fail)
    try:
        assert ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Kept")).number == 1
    finally:
        stop()
    assert heard == [(workshop.pk, 1)]
    assert workshop.ideas.get().text == "Kept"
    assert "deaf" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_bell_rings_only_for_what_is_committed(workshop):
    heard = []
    stop = bell.listen(lambda workshop_id, number: heard.append(number))
    try:
        with pytest.raises(Invalid):
            running.set_status(do(workshop), status="lost")
        running.set_status(do(workshop), status="paused")
        running.set_status(do(workshop), status="paused")
    finally:
        stop()
    assert heard == [1]


# --- Reports --------------------------------------------------------------------------------------------------------


def test_report_is_asked_for_with_what_stands_now(workshop, home):
    account = make.facilitator(workshop)
    ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Rotate"))
    report = row(reporting.request_report(do(workshop, account)))
    assert (report.number, report.status, report.as_of, report.requested_by_id) == (1, "queued", 1, account.user_id)
    assert [idea["text"] for idea in report.snapshot["ideas"]] == ["Rotate"]
    assert last_event(workshop) == (2, "report.requested", ["reports"], f"report-{report.pk}")
    ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Later"))
    report.refresh_from_db()
    assert [idea["text"] for idea in report.snapshot["ideas"]] == ["Rotate"]


def test_workshop_has_five_unfinished_reports_at_most(workshop):
    for _ in range(5):
        reporting.request_report(do(workshop))
    with pytest.raises(Invalid, match="Please wait for those"):
        reporting.request_report(do(workshop))
    Report.objects.filter(number=1).update(status="failed")
    assert row(reporting.request_report(do(workshop))).number == 6


def test_failed_report_is_tried_again_from_the_same_snapshot(workshop):
    report = row(reporting.request_report(do(workshop)))
    Report.objects.update(status="failed", attempt=4, failure="It broke.", progress=30, announced_at=NOON)
    kept = report.snapshot
    report = row(reporting.retry_report(do(workshop), report_id=report.pk))
    assert (report.status, report.attempt, report.failure, report.progress, report.announced_at) == (
        "queued", 0, "", 0, None,
    )  # fmt: skip
    assert report.snapshot == kept
    assert last_event(workshop) == (2, "report.retried", ["reports"], f"report-{report.pk}")
    assert reporting.retry_report(do(workshop), report_id=report.pk).number == 2
