"""A swap equals a reload, for every verb and every audience (design I2)."""

import inspect
import json
import re
from collections.abc import Callable
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from accounts.rules.roles import AccountRole
from tests import make
from tests.make import Faces, do
from tests.support.swap import Page
from workshops import services
from workshops.live import regions
from workshops.live.news import news
from workshops.models import Event, InviteLine, Workshop
from workshops.queries import mine
from workshops.queries.room import workshop_card
from workshops.rules.audiences import Audience
from workshops.rules.codes import STATUS_MOVES, ReportVariant, WorkshopPhase, WorkshopStatus
from workshops.rules.groups import Way
from workshops.rules.invites import Wanted
from workshops.rules.rights import Actor, ActorKind
from workshops.services import (
    agenda,
    choosing,
    clock,
    grouping,
    groups,
    handing,
    ideas,
    impacts,
    invites,
    merging,
    needs,
    notes,
    parts,
    people,
    plan,
    polls,
    reporting,
    role_checks,
    running,
    structure,
    undoing,
    writing,
    zones,
)
from workshops.services.editing import author

pytestmark = pytest.mark.django_db

type Act = Callable[[], object]
type Prepare = Callable[[Workshop], Act]

CASES: dict[str, Prepare] = {}
QUIET = {
    "declare": "workshop.declared",
    "word_survey": "survey.worded",
    "open_survey": "survey.opened",
    "close_survey": "survey.closed",
    "make_link": "link.made",
    "end_link": "link.ended",
    "remove_existing_offer": "existing.removed",
}
"""Verbs of what no face of the board shows, which therefore make no event (``test_asking``)."""
SEATED = {Audience.PARTICIPANT, Audience.OBSERVER}
"""Who holds a place by a join code, and sees nothing of a workshop that is being prepared."""


def case(prepare: Prepare) -> Prepare:
    """Something done to a workshop: what is before it is done while preparing. Named for its verb, and a variant."""
    CASES[prepare.__name__] = prepare
    return prepare


def idea_about(at: Workshop, *, segment: int | None = None, need: int | None = None, text: str = "Rotate") -> int:
    draft = ideas.IdeaDraft(
        text, "supply", segment_ids=[segment] if segment else [], need_ids=[need] if need is not None else []
    )
    made = ideas.add_idea(do(at), draft=draft).target
    assert made is not None
    return made.pk


def offer_for(at: Workshop, need_id: int) -> int:
    made = needs.add_offer(do(at), need_id=need_id, draft=needs.OfferDraft("A course", "getting_in", "planned")).target
    assert made is not None
    return made.pk


def person_need_in(at: Workshop, segment_id: int) -> int:
    made = needs.add_person_need(do(at), segment_id=segment_id, draft=needs.PersonNeedDraft("A key")).target
    assert made is not None
    return made.pk


def action_of(at: Workshop, idea_id: int | None = None) -> int:
    made = plan.add_action(do(at), draft=plan.ActionDraft("Write it down"), idea_id=idea_id).target
    assert made is not None
    return made.pk


def report_of(at: Workshop) -> int:
    made = reporting.request_report(do(at)).target
    assert made is not None
    return made.pk


@case
def add_stage(at):
    after = make.segments(at)[0].pk
    return lambda: structure.add_stage(do(at), draft=structure.SegmentDraft("In the car"), after_id=after)


@case
def add_stage__first(at):
    return lambda: structure.add_stage(do(at), draft=structure.SegmentDraft("Before <b>all</b>"), after_id=None)


@case
def add_zone(at):
    first, last = make.stage(at, "On the ward").pk, make.stage(at, "At home").pk
    draft = structure.SegmentDraft("Back again", kinds=["direction_or_place"], stake="Trust")
    return lambda: structure.add_zone(do(at), draft=draft, from_id=first, to_id=last)


@case
def edit_segment(at):
    stage = make.stage(at)
    idea_about(at, segment=stage.pk)
    draft = structure.SegmentDraft("In her own home", settings=["remote"], person_need="Her daughter")
    return lambda: structure.edit_segment(do(at), segment_id=stage.pk, seen=1, draft=draft)


@case
def edit_segment__zone(at):
    zone = at.segments.filter(kind="transition").first()
    draft = structure.SegmentDraft("The lift", kinds=["workforce_capability"], stake="Breath")
    return lambda: structure.edit_segment(do(at), segment_id=zone.pk, seen=1, draft=draft)


@case
def move_segment(at):
    order = make.segments(at)
    return lambda: structure.move_segment(do(at), segment_id=order[0].pk, after_id=order[-1].pk)


@case
def remove_segment(at):
    stage = make.stage(at)
    idea_about(at, segment=stage.pk, need=make.need(at).pk)
    return lambda: structure.remove_segment(do(at), segment_id=stage.pk)


@case
def remove_segment__zone(at):
    zone = at.segments.filter(kind="transition").first()
    return lambda: structure.remove_segment(do(at), segment_id=zone.pk)


@case
def restore_segment(at):
    stage = make.stage(at)
    idea_about(at, segment=stage.pk, need=make.need(at).pk)
    structure.remove_segment(do(at), segment_id=stage.pk)
    return lambda: structure.restore_segment(do(at, seconds=1), segment_id=stage.pk)


@case
def add_need(at):
    draft = needs.NeedDraft("Daughter", depth_needed=1, depth_now=0, learner_stages=["go_further"], note="At night")
    return lambda: needs.add_need(do(at), segment_id=make.stage(at, "Back home").pk, draft=draft)


@case
def edit_need(at):
    need = make.need(at)
    idea_about(at, need=need.pk)
    offer_for(at, need.pk)
    draft = needs.NeedDraft("Night nurse", depth_needed=3, depth_now=1, learner_stages=["getting_on"])
    return lambda: needs.edit_need(do(at), need_id=need.pk, seen=1, draft=draft)


@case
def move_need(at):
    need = make.need(at)
    offer_for(at, need.pk)
    idea_about(at, need=need.pk)
    target = make.stage(at, "Back home").pk
    return lambda: needs.move_need(do(at), need_id=need.pk, segment_id=target)


@case
def place_need(at):
    need = make.need(at)
    return lambda: needs.place_need(do(at), need_id=need.pk, learner_stages=["and_further", "getting_in"])


@case
def copy_need(at):
    need = make.need(at)
    target = make.stage(at, "Back home").pk
    return lambda: needs.copy_need(do(at), need_id=need.pk, segment_id=target)


@case
def remove_need(at):
    need = make.need(at)
    offer_for(at, need.pk)
    idea_about(at, need=need.pk)
    return lambda: needs.remove_need(do(at), need_id=need.pk)


@case
def restore_need(at):
    act = remove_need(at)
    act()
    return lambda: needs.restore_need(do(at), need_id=make.need(at).pk)


@case
def add_person_need(at):
    stage = make.stage(at).pk
    draft = needs.PersonNeedDraft("Somebody who knows her", "lived_experience")
    return lambda: needs.add_person_need(do(at), segment_id=stage, draft=draft)


@case
def edit_person_need(at):
    word = person_need_in(at, make.stage(at).pk)
    draft = needs.PersonNeedDraft("Two keys", "lived_experience")
    return lambda: needs.edit_person_need(do(at), person_need_id=word, seen=1, draft=draft)


@case
def remove_person_need(at):
    word = person_need_in(at, make.stage(at).pk)
    return lambda: needs.remove_person_need(do(at), person_need_id=word)


@case
def restore_person_need(at):
    word = person_need_in(at, make.stage(at).pk)
    needs.remove_person_need(do(at), person_need_id=word)
    return lambda: needs.restore_person_need(do(at), person_need_id=word)


@case
def add_offer(at):
    draft = needs.OfferDraft("volunteering", "getting_in", "missing", "Since spring")
    return lambda: needs.add_offer(do(at), need_id=make.need(at).pk, draft=draft)


@case
def edit_offer(at):
    link = offer_for(at, make.need(at).pk)
    draft = needs.OfferDraft("Another course", "and_further", "in_place")
    return lambda: needs.edit_offer(do(at), offer_id=link, seen=1, draft=draft)


@case
def remove_offer(at):
    link = offer_for(at, make.need(at).pk)
    return lambda: needs.remove_offer(do(at), offer_id=link)


@case
def restore_offer(at):
    link = offer_for(at, make.need(at).pk)
    needs.remove_offer(do(at), offer_id=link)
    return lambda: needs.restore_offer(do(at), offer_id=link)


@case
def add_idea(at):
    draft = ideas.IdeaDraft("Share a rota", "upskilling", need_ids=[make.need(at).pk], segment_ids=[make.stage(at).pk])
    return lambda: ideas.add_idea(do(at), draft=draft)


@case
def edit_idea(at):
    idea = idea_about(at, need=make.need(at).pk)
    action_of(at, idea)
    draft = ideas.IdeaDraft("Rotate twice", "leadership", segment_ids=[make.stage(at).pk])
    return lambda: ideas.edit_idea(do(at), idea_id=idea, seen=2, draft=draft)


@case
def remove_idea(at):
    idea = idea_about(at)
    action_of(at, idea)
    return lambda: ideas.remove_idea(do(at), idea_id=idea)


@case
def restore_idea(at):
    idea = idea_about(at)
    action_of(at, idea)
    ideas.remove_idea(do(at), idea_id=idea)
    return lambda: ideas.restore_idea(do(at), idea_id=idea)


@case
def move_idea(at):
    idea = idea_about(at)
    return lambda: ideas.move_idea(do(at), idea_id=idea, enabler="leadership")


@case
def add_alternative(at):
    idea = idea_about(at)
    return lambda: ideas.add_alternative(do(at), idea_id=idea, enabler="upskilling")


@case
def park_idea(at):
    idea = idea_about(at)
    return lambda: ideas.park_idea(do(at), idea_id=idea)


@case
def unpark_idea(at):
    idea = idea_about(at)
    ideas.park_idea(do(at), idea_id=idea)
    return lambda: ideas.unpark_idea(do(at), idea_id=idea)


@case
def merge_ideas(at):
    first, second = idea_about(at, segment=make.stage(at).pk), idea_about(at, need=make.need(at).pk, text="Swap")
    action_of(at, second)
    return lambda: grouping.merge_ideas(do(at), survivor_id=first, absorbed_ids=[second])


@case
def unmerge_idea(at):
    first, second = idea_about(at), idea_about(at, text="Swap")
    grouping.merge_ideas(do(at), survivor_id=first, absorbed_ids=[second])
    return lambda: grouping.unmerge_idea(do(at), idea_id=second)


@case
def split_idea(at):
    idea = idea_about(at, segment=make.stage(at).pk)
    draft = grouping.SplitDraft(["Share", "Swap"])
    return lambda: grouping.split_idea(do(at), idea_id=idea, seen=1, draft=draft)


def cluster_with(at: Workshop, *idea_ids: int) -> int:
    made = grouping.add_cluster(do(at), draft=grouping.ClusterDraft("Rotas <b>", list(idea_ids))).target
    assert made is not None
    return made.pk


@case
def add_cluster(at):
    draft = grouping.ClusterDraft("Rotas", [idea_about(at)])
    return lambda: grouping.add_cluster(do(at), draft=draft)


@case
def rename_cluster(at):
    cluster = cluster_with(at, idea_about(at))
    draft = grouping.ClusterDraft("Sharing")
    return lambda: grouping.rename_cluster(do(at), cluster_id=cluster, seen=1, draft=draft)


@case
def group_ideas(at):
    cluster, idea = cluster_with(at, idea_about(at)), idea_about(at, text="Swap")
    return lambda: grouping.group_ideas(do(at), cluster_id=cluster, idea_ids=[idea])


@case
def ungroup_idea(at):
    idea = idea_about(at)
    cluster_with(at, idea)
    return lambda: grouping.ungroup_idea(do(at), idea_id=idea)


@case
def remove_cluster(at):
    cluster = cluster_with(at, idea_about(at))
    return lambda: grouping.remove_cluster(do(at), cluster_id=cluster)


@case
def restore_cluster(at):
    cluster = cluster_with(at, idea_about(at))
    grouping.remove_cluster(do(at), cluster_id=cluster)
    return lambda: grouping.restore_cluster(do(at), cluster_id=cluster)


@case
def answer_check(at):
    idea = idea_about(at)
    ideas.move_idea(do(at), idea_id=idea, enabler="new_roles")
    draft = role_checks.CheckDraft(*["Not known yet"] * 7)
    return lambda: role_checks.answer_check(do(at), idea_id=idea, seen=0, draft=draft)


def impact_of(at: Workshop, idea_id: int | None = None) -> int:
    made = impacts.add_impact(do(at), draft=impacts.ImpactDraft("Less waiting", "intended"), idea_id=idea_id).target
    assert made is not None
    return made.pk


@case
def add_impact(at):
    idea = idea_about(at)
    draft = impacts.ImpactDraft("Less waiting", "unintended", "cost_per_head")
    return lambda: impacts.add_impact(do(at), draft=draft, idea_id=idea)


@case
def add_impact__of_the_plan(at):
    return lambda: impacts.add_impact(do(at), draft=impacts.ImpactDraft("Less waiting", "intended"))


@case
def edit_impact(at):
    impact = impact_of(at, idea_about(at))
    draft = impacts.ImpactDraft("No waiting", "unintended")
    return lambda: impacts.edit_impact(do(at), impact_id=impact, seen=1, draft=draft)


@case
def remove_impact(at):
    impact = impact_of(at, idea_about(at))
    return lambda: impacts.remove_impact(do(at), impact_id=impact)


@case
def restore_impact(at):
    impact = impact_of(at)
    impacts.remove_impact(do(at), impact_id=impact)
    return lambda: impacts.restore_impact(do(at), impact_id=impact)


def note_of(at: Workshop, kind: str = "parking") -> int:
    made = notes.add_note(do(at), draft=notes.NoteDraft(kind, "The <b>car park")).target
    assert made is not None
    return made.pk


@case
def add_note(at):
    return lambda: notes.add_note(do(at), draft=notes.NoteDraft("parking", "The car park"))


def _note_in_its_phase(phase: WorkshopPhase, kind: str, at: Workshop) -> Act:
    at.phase = phase
    at.save(update_fields=["phase"])
    return lambda: notes.add_note(do(at), draft=notes.NoteDraft(kind, "Mind the gap"))


def _in_phase(phase: WorkshopPhase, prepare: Prepare, at: Workshop) -> Act:
    """What a case does, while the projector shows what this phase makes."""
    act = prepare(at)
    at.refresh_from_db()
    at.phase = phase
    at.save(update_fields=["phase"])
    return act


for _at, _kind in (
    ("purpose", "ground_rule"),
    ("persona", "matters"),
    ("journey", "missing_stage"),
    ("close", "pledge"),
):
    CASES[f"add_note__{_kind}"] = partial(_note_in_its_phase, WorkshopPhase(_at), _kind)


@case
def edit_note(at):
    note = note_of(at)
    draft = notes.NoteDraft("parking", "The bus stop")
    return lambda: notes.edit_note(do(at), note_id=note, seen=1, draft=draft)


@case
def remove_note(at):
    note = note_of(at)
    return lambda: notes.remove_note(do(at), note_id=note)


@case
def restore_note(at):
    note = note_of(at)
    notes.remove_note(do(at), note_id=note)
    return lambda: notes.restore_note(do(at), note_id=note)


@case
def close_note(at):
    note = note_of(at)
    return lambda: notes.close_note(do(at), note_id=note, draft=notes.HomeDraft("Estates"))


@case
def reopen_note(at):
    note = note_of(at)
    notes.close_note(do(at), note_id=note, draft=notes.HomeDraft("Estates"))
    return lambda: notes.reopen_note(do(at), note_id=note)


@case
def take_note(at):
    note = note_of(at)
    return lambda: notes.take_note(do(at), note_id=note, to="idea")


@case
def take_note__action(at):
    note = note_of(at)
    return lambda: notes.take_note(do(at), note_id=note, to="action")


@case
def take_note__stage(at):
    note = note_of(at, "missing_stage")
    return lambda: notes.take_note(do(at), note_id=note, to="stage")


@case
def add_action(at):
    return lambda: plan.add_action(do(at), draft=plan.ActionDraft("Alone", enabler="supply"))


@case
def add_action__from_idea(at):
    idea = idea_about(at)
    draft = plan.ActionDraft("Do it", "Ada", "The trust", date(2027, 1, 31), "supply", "agreed")
    return lambda: plan.add_action(do(at), draft=draft, idea_id=idea)


@case
def edit_action(at):
    action = action_of(at, idea_about(at))
    draft = plan.ActionDraft("Do it", "Ada", "The trust", date(2027, 1, 31), "supply", "in_progress")
    return lambda: plan.edit_action(do(at), action_id=action, seen=1, draft=draft)


@case
def remove_action(at):
    action = action_of(at, idea_about(at))
    return lambda: plan.remove_action(do(at), action_id=action)


@case
def restore_action(at):
    action = action_of(at, idea_about(at))
    plan.remove_action(do(at), action_id=action)
    return lambda: plan.restore_action(do(at), action_id=action)


@case
def join(at):
    return lambda: make.seat(at, sector="ambulance")


@case
def rename_member(at):
    member = make.seat(at, "Ada").membership.pk
    return lambda: people.rename_member(do(at), membership_id=member, draft=people.NameDraft("Grace"))


@case
def set_member_role(at):
    member = make.seat(at).membership.pk
    return lambda: people.set_member_role(do(at), membership_id=member, role="scribe")


@case
def set_door(at):
    return lambda: people.set_door(do(at), door="locked")


@case
def set_door__open_again(at):
    people.set_door(do(at), door="waiting")
    make.seat(at)
    return lambda: people.set_door(do(at), door="open")


@case
def admit_member(at):
    people.set_door(do(at), door="waiting")
    member = make.seat(at).membership.pk
    return lambda: people.admit_member(do(at), membership_id=member)


@case
def admit_all(at):
    people.set_door(do(at), door="waiting")
    make.seat(at)
    return lambda: people.admit_all(do(at))


@case
def hand_over(at):
    lead = make.user(AccountRole.FACILITATOR, at=at.system).pk
    return lambda: people.hand_over(do(at), user_id=lead)


@case
def merge_members(at):
    gone, kept = (make.seat(at).membership.pk for _ in range(2))
    stage = make.stage(at)
    for who in (gone, kept):
        zones.star_segment(do(at, Actor(ActorKind.PARTICIPANT, membership_id=who)), segment_id=stage.pk)
    return lambda: merging.merge_members(do(at), membership_id=gone, into_id=kept)


@case
def hand_in(at):
    member = make.participant(at)
    at.status = WorkshopStatus.CLOSED
    at.save(update_fields=["status"])
    return lambda: handing.hand_in(do(at, member), draft=handing.HandedDraft("Still on my phone"))


@case
def remove_member(at):
    place = make.seat(at).membership.pk
    return lambda: people.remove_member(do(at), membership_id=place)


@case
def describe_workshop(at):
    draft = running.WorkshopDraft(
        *("Falls, and after", "Why wait?", "The board", "Home", "All", "Here", "There", "online"),
        held_on=date(2027, 1, 2),
    )
    return lambda: running.describe_workshop(do(at), seen=1, draft=draft)


@case
def replace_code(at):
    return lambda: running.replace_code(do(at))


@case
def request_report(at):
    return lambda: reporting.request_report(do(at))


@case
def request_report__canvases(at):
    return lambda: reporting.request_report(do(at), variant=ReportVariant.CANVASES)


@case
def claim_report(at):
    report = report_of(at)
    return lambda: reporting.claim_report(report_id=report, owner="w", at=make.NOON)


@case
def run_report(at):
    report = report_of(at)
    return lambda: reporting.run_report(report_id=report, owner="w", clock=lambda: make.NOON)


@case
def run_report__broken(at):
    report = report_of(at)
    at.reports.update(snapshot={"format": 1})
    return lambda: reporting.run_report(report_id=report, owner="w", clock=lambda: make.NOON)


@case
def run_report__broken_for_the_last_time(at):
    run_report__broken(at)
    report = at.reports.get().pk

    def attempt(number: int) -> None:
        later = make.NOON + number * 2 * reporting.REST
        reporting.run_report(report_id=report, owner="w", clock=lambda: later)

    for number in range(1, reporting.ATTEMPTS):
        attempt(number)
    return partial(attempt, reporting.ATTEMPTS)


@case
def retry_report(at):
    run_report__broken_for_the_last_time(at)()
    return lambda: reporting.retry_report(do(at), report_id=at.reports.get().pk)


@case
def start(at):
    at.status = WorkshopStatus.DRAFT
    at.save(update_fields=["status"])
    return lambda: agenda.start(do(at))


@case
def start__after_a_pause(at):
    make.ask(at, "needs")
    running.set_status(do(at), status=WorkshopStatus.PAUSED)
    return lambda: agenda.start(do(at, seconds=60))


@case
def move_to__break(at):
    make.ask(at, "needs")
    return lambda: agenda.move_to(do(at), item_id=at.agenda.get(kind="break").pk)


@case
def move_to__words_are_shown(at):
    make.ask(at, "needs")
    writing.start_step(do(at), step=1)
    draft = needs.PersonNeedDraft("A key")
    needs.add_person_need(do(at, make.participant(at)), segment_id=make.stage(at).pk, draft=draft)
    return lambda: make.ask(at, "workforce_now")


@case
def pause_clock(at):
    make.ask(at, "needs")
    return lambda: clock.pause_clock(do(at, seconds=90))


@case
def resume_clock(at):
    pause_clock(at)()
    return lambda: clock.resume_clock(do(at, seconds=100))


@case
def add_minutes(at):
    make.ask(at, "needs")
    return lambda: clock.add_minutes(do(at))


@case
def add_minutes__while_it_stands(at):
    pause_clock(at)()
    return lambda: clock.add_minutes(do(at), minutes=3)


@case
def borrow(at):
    make.ask(at, "needs")
    later = make.part(at, "star").pk
    return lambda: clock.borrow(do(at), item_id=later, minutes=5)


@case
def spotlight(at):
    return lambda: agenda.spotlight(do(at), segment_id=make.stage(at).pk)


@case
def spotlight__what_stands_there_changes(at):
    spotlight(at)()
    return edit_need(at)


@case
def spotlight__the_segment_is_taken_away(at):
    spotlight(at)()
    return remove_segment(at)


@case
def release(at):
    spotlight(at)()
    return lambda: agenda.release(do(at))


@case
def say_done(at):
    make.ask(at, "needs")
    by = make.participant(at)
    return lambda: agenda.say_done(do(at, by))


@case
def not_done(at):
    make.ask(at, "needs")
    by = make.participant(at)
    agenda.say_done(do(at, by))
    return lambda: agenda.not_done(do(at, by))


@case
def add_item(at):
    make.ask(at, "needs")
    draft = parts.PartDraft("A <b>second</b> break", 10)
    return lambda: parts.add_item(do(at), draft=draft, after_id=make.part(at, "needs").pk)


@case
def edit_item(at):
    item = make.ask(at, "needs")
    draft = parts.PartDraft("What she needs", 25, phase="needs", technique="together", script="Who calls?")
    return lambda: parts.edit_item(do(at), item_id=item.pk, draft=draft)


@case
def move_item(at):
    make.ask(at, "needs")
    return lambda: parts.move_item(do(at), item_id=make.part(at, "star").pk, after_id=None)


@case
def remove_item(at):
    make.ask(at, "needs")
    return lambda: parts.remove_item(do(at), item_id=make.part(at, "persona").pk)


def round_with_dots(at: Workshop) -> tuple[int, Actor, int]:
    """An open round with a dot on it: the round, who placed it, and the idea."""
    idea, me = idea_about(at), make.participant(at)
    opened = make.row(choosing.open_round(do(at)))
    choosing.place_dot(do(at, me), idea_id=idea)
    return opened.pk, me, idea


@case
def open_round(at):
    idea_about(at)
    return lambda: choosing.open_round(do(at), budget=3)


@case
def close_round(at):
    opened, _, _ = round_with_dots(at)
    return lambda: choosing.close_round(do(at), round_id=opened)


@case
def close_round__after_another(at):
    opened, _, idea = round_with_dots(at)
    choosing.close_round(do(at), round_id=opened)
    choosing.score_idea(do(at), idea_id=idea, seen=0, impact=5, effort=4)
    again = make.row(choosing.open_round(do(at)))
    return lambda: choosing.close_round(do(at), round_id=again.pk)


@case
def place_dot(at):
    idea, me = idea_about(at), make.participant(at)
    choosing.open_round(do(at))
    return lambda: choosing.place_dot(do(at, me), idea_id=idea)


@case
def take_back_dot(at):
    _, me, idea = round_with_dots(at)
    return lambda: choosing.take_back_dot(do(at, me), idea_id=idea)


@case
def tally_dots(at):
    _, _, idea = round_with_dots(at)
    return lambda: choosing.tally_dots(do(at), idea_id=idea, dots=3, people=2)


@case
def remove_tally(at):
    _, _, idea = round_with_dots(at)
    choosing.tally_dots(do(at), idea_id=idea, dots=3, people=2)
    tally = at.rounds.get().tallies.get().pk
    return lambda: choosing.remove_tally(do(at), tally_id=tally)


@case
def score_idea(at):
    opened, _, idea = round_with_dots(at)
    choosing.close_round(do(at), round_id=opened)
    return lambda: choosing.score_idea(do(at), idea_id=idea, seen=0, impact=5, effort=2)


@case
def score_idea__in_the_plan(at):
    opened, _, idea = round_with_dots(at)
    choosing.close_round(do(at), round_id=opened)
    choosing.score_idea(do(at), idea_id=idea, seen=0, impact=5, effort=2)
    action_of(at, idea)
    return lambda: choosing.score_idea(do(at), idea_id=idea, seen=1, impact=1, effort=5)


@case
def remove_idea__with_dots(at):
    opened, _, idea = round_with_dots(at)
    choosing.close_round(do(at), round_id=opened)
    return lambda: ideas.remove_idea(do(at), idea_id=idea)


def poll_on(at: Workshop) -> int:
    return make.row(polls.open_poll(do(at), need_id=make.need(at).pk)).pk


@case
def open_poll(at):
    return lambda: polls.open_poll(do(at), need_id=make.need(at).pk)


@case
def answer_poll(at):
    poll, me = poll_on(at), make.participant(at)
    return lambda: polls.answer_poll(do(at, me), poll_id=poll, depth=2)


@case
def tally_poll(at):
    poll = poll_on(at)
    return lambda: polls.tally_poll(do(at), poll_id=poll, people={1: 4, 2: 3})


@case
def close_poll(at):
    poll = poll_on(at)
    polls.tally_poll(do(at), poll_id=poll, people={1: 4, 2: 3})
    return lambda: polls.close_poll(do(at), poll_id=poll)


@case
def use_poll(at):
    act = close_poll(at)
    act()
    return lambda: polls.use_poll(do(at), poll_id=make.need(at).polls.get().pk)


@case
def edit_need__with_a_poll(at):
    poll_on(at)
    return lambda: needs.edit_need(
        do(at), need_id=make.need(at).pk, seen=1, draft=needs.NeedDraft("Night nurse", depth_needed=3)
    )


def a_zone(at: Workshop) -> int:
    return next(segment.pk for segment in make.segments(at) if segment.kind == "transition")


@case
def hold_zone(at):
    draft = zones.HolderDraft("Nurse", "", "Nobody")
    return lambda: zones.hold_zone(do(at), segment_id=a_zone(at), seen=0, draft=draft)


@case
def star_segment(at):
    me = make.participant(at)
    return lambda: zones.star_segment(do(at, me), segment_id=a_zone(at))


@case
def unstar_segment(at):
    me = make.participant(at)
    zones.star_segment(do(at, me), segment_id=a_zone(at))
    return lambda: zones.unstar_segment(do(at, me), segment_id=a_zone(at))


@case
def move_to__votes_close(at):
    round_with_dots(at)
    poll_on(at)
    last = at.agenda.latest("position").pk
    agenda.start(do(at))
    return lambda: agenda.move_to(do(at), item_id=last)


@case
def set_status__review_closes_votes(at):
    round_with_dots(at)
    poll_on(at)
    return lambda: running.set_status(do(at), status=WorkshopStatus.REVIEW)


def silent_words(at: Workshop) -> None:
    """What a participant and a facilitator write in silence, one of it taken back."""
    writing.start_silence(do(at))
    somebody, place = make.participant(at), make.stage(at).pk
    _, gone = (
        make.row(needs.add_person_need(do(at, somebody), segment_id=place, draft=needs.PersonNeedDraft(text)))
        for text in ("A quiet word", "Not this")
    )
    needs.remove_person_need(do(at, somebody), person_need_id=gone.pk)
    idea_about(at, text="Said at the desk")


def in_steps(at: Workshop, technique: str = "one_two_four_all") -> None:
    """The room in a part of the agenda that has steps."""
    agenda.move_to(do(at), item_id=at.agenda.filter(technique=technique).earliest("position").pk)


def groups_of(at: Workshop, count: int = 2) -> list[int]:
    """Groups of three people."""
    for sector in ("acute", "acute", "community"):
        make.seat(at, sector=sector)
    groups.make_groups(do(at), count=count, way=Way.MIXED, seed=1)
    return list(at.breakouts.order_by("number").values_list("pk", flat=True))


@case
def start_step(at):
    in_steps(at)
    return lambda: writing.start_step(do(at), step=1)


@case
def start_step__shows_what_was_hidden(at):
    in_steps(at)
    writing.start_step(do(at), step=3)
    needs.add_person_need(
        do(at, make.facilitator(at)), segment_id=make.stage(at).pk, draft=needs.PersonNeedDraft("A quiet word")
    )
    return lambda: writing.start_step(do(at), step=4)


@case
def start_silence(at):
    return lambda: writing.start_silence(do(at))


@case
def add_person_need__in_silence_at_needs(at):
    make.ask(at, "needs")
    writing.start_silence(do(at))
    me, place = make.participant(at), make.stage(at).pk
    return lambda: needs.add_person_need(do(at, me), segment_id=place, draft=needs.PersonNeedDraft("A quiet word"))


@case
def reveal(at):
    silent_words(at)
    return lambda: writing.reveal(do(at))


@case
def undo_reveal(at):
    silent_words(at)
    writing.reveal(do(at, seconds=1))
    return lambda: writing.undo_reveal(do(at, seconds=9))


@case
def add_person_need__in_silence(at):
    writing.start_silence(do(at))
    stage, somebody = make.stage(at).pk, make.participant(at)
    draft = needs.PersonNeedDraft("A quiet word")
    return lambda: needs.add_person_need(do(at, somebody), segment_id=stage, draft=draft)


def _to_undo(at: Workshop, somebody: Actor) -> int:
    found = mine.to_undo(at.pk, author(somebody))
    assert found is not None
    return found.pk


@case
def undo(at):
    somebody, stage = make.participant(at), make.stage(at).pk
    needs.add_person_need(do(at, somebody, again=True), segment_id=stage, draft=needs.PersonNeedDraft("A key"))
    change = _to_undo(at, somebody)
    return lambda: undoing.undo(do(at, somebody), change_id=change)


@case
def undo__of_words_that_were_revealed(at):
    writing.start_silence(do(at))
    somebody, stage = make.participant(at), make.stage(at).pk
    needs.add_person_need(do(at, somebody, again=True), segment_id=stage, draft=needs.PersonNeedDraft("A quiet word"))
    writing.reveal(do(at))
    change = _to_undo(at, somebody)
    return lambda: undoing.undo(do(at, somebody), change_id=change)


@case
def redo(at):
    somebody, stage = make.participant(at), make.stage(at).pk
    needs.add_person_need(do(at, somebody, again=True), segment_id=stage, draft=needs.PersonNeedDraft("A key"))
    change = _to_undo(at, somebody)
    undoing.undo(do(at, somebody), change_id=change)
    return lambda: undoing.redo(do(at, somebody), change_id=change)


@case
def make_groups(at):
    make.seat(at, sector="acute")
    return lambda: groups.make_groups(do(at), count=2, way=Way.RANDOM, seed=3)


@case
def add_group(at):
    groups_of(at)
    return lambda: groups.add_group(do(at))


@case
def edit_group(at):
    group = groups_of(at)[0]
    draft = groups.GroupDraft("The <b>early</b> ones", segment_ids=[make.stage(at).pk])
    return lambda: groups.edit_group(do(at), group_id=group, draft=draft)


@case
def assign(at):
    both = groups_of(at)
    somebody = make.seat(at).membership
    other = next(group for group in both if group != somebody.breakout_id)
    return lambda: groups.assign(do(at), membership_id=somebody.pk, group_id=other)


@case
def dissolve_groups(at):
    groups_of(at)
    return lambda: groups.dissolve_groups(do(at))


def invited(at: Workshop, *, removed: bool = False) -> InviteLine:
    says = Wanted("education", "Lecturers", wanted=2)
    invites.save_invites(do(at), draft=invites.InvitesDraft((invites.LineDraft(says),)))
    line = InviteLine.objects.get(workshop=at)
    if removed:
        gone = invites.LineDraft(says, line.pk, line.version, removed=True)
        invites.save_invites(do(at), draft=invites.InvitesDraft((gone,)))
    return line


@case
def save_invites(at):
    line = invites.LineDraft(Wanted("person_or_carer", "People who know the way", wanted=2))
    return lambda: invites.save_invites(do(at), draft=invites.InvitesDraft((line,)))


@case
def save_invites__removed(at):
    row = invited(at)
    gone = invites.LineDraft(Wanted("education", "Lecturers", wanted=2), row.pk, row.version, removed=True)
    return lambda: invites.save_invites(do(at), draft=invites.InvitesDraft((gone,)))


@case
def restore_invite(at):
    row = invited(at, removed=True)
    return lambda: invites.restore_invite(do(at), line_id=row.pk)


def _status_moves(before: WorkshopStatus, after: WorkshopStatus, at: Workshop) -> Act:
    at.status = before
    at.save(update_fields=["status"])
    return lambda: running.set_status(do(at), status=after)


def _moves(phase: WorkshopPhase, at: Workshop) -> Act:
    return lambda: make.ask(at, phase)


for _before, _afters in STATUS_MOVES.items():
    for _after in _afters:
        CASES[f"set_status__{_before}_to_{_after}"] = partial(_status_moves, _before, _after)
for _phase in WorkshopPhase:
    CASES[f"move_to__{_phase}"] = partial(_moves, _phase)
for _phase, _names in {
    WorkshopPhase.JOURNEY: ("star_segment", "unstar_segment", "edit_segment", "remove_segment"),
    WorkshopPhase.NEEDS: ("add_person_need", "edit_person_need", "remove_person_need", "edit_segment", "reveal"),
    WorkshopPhase.CAPABILITY: ("answer_poll", "tally_poll", "close_poll", "use_poll", "edit_need", "remove_need"),
    WorkshopPhase.LEARNER_OVERLAY: ("place_need", "copy_need", "remove_need", "add_stage", "remove_segment"),
    WorkshopPhase.STAR: ("add_idea", "edit_idea", "park_idea", "merge_ideas", "undo_reveal"),
    WorkshopPhase.PRIORITISE: ("close_round", "score_idea", "edit_idea", "join"),
    WorkshopPhase.CLOSE: ("place_need", "add_need", "use_poll", "add_action", "close_note"),
}.items():
    for _name in _names:
        CASES[f"{_name}__as_the_screen_shows_{_phase}"] = partial(_in_phase, _phase, CASES[_name])


@pytest.fixture(autouse=True)
def _no_renewal(monkeypatch):
    """A lease is renewed on another connection, which waits for the transaction that this test stands in."""
    monkeypatch.setattr(reporting, "RENEWAL", 600.0)


def drawn(everybody: Faces) -> dict[Audience, Page]:
    """Each audience's page as it is now."""
    pages = {}
    for audience, client in everybody.clients.items():
        answer = client.get(everybody.path(audience))
        if answer.status_code == 200:
            pages[audience] = Page(answer.content.decode())
    return pages


def cases() -> list[Any]:
    """Every case; on PostgreSQL each verb once: how it is varied and what the screen shows is no matter of rows."""
    return [pytest.param(name, marks=[pytest.mark.embedded] if "__" in name else []) for name in CASES]


@pytest.mark.parametrize("name", cases())
def test_swap_equals_reload(workshop, name):
    everybody = make.faces(workshop)
    act = CASES[name](workshop)
    if "__as_the_screen_shows_" in name:
        everybody = everybody.only(Audience.FACILITATOR, Audience.SCREEN)
    pages = drawn(everybody)
    after = Workshop.objects.get(pk=workshop.pk).last_event
    act()
    messages = news(workshop.pk, after, list(pages))
    assert messages[Audience.FACILITATOR].number > after
    kept = Page(everybody.page(Audience.FACILITATOR))
    regions._drawn.kept.clear()
    fresh = drawn(everybody)
    assert set(fresh) >= set(pages) - SEATED
    assert str(kept) == str(fresh[Audience.FACILITATOR])
    for audience in pages.keys() & fresh.keys():
        pages[audience].apply(json.loads(messages[audience].as_json()))
        pages[audience].refetch_own(fresh[audience])
        assert pages[audience].regions() == fresh[audience].regions(), audience
        assert str(pages[audience].element("main")) == str(fresh[audience].element("main")), audience
        assert seen(pages[audience]) == seen(fresh[audience]), audience


def seen(page: Page) -> str:
    """What stands on the page below its title in the browser's tab."""
    return re.sub(r"<title>.*?</title>", "", str(page), flags=re.DOTALL)


def test_column_drawn_from_what_was_read_before_a_change_is_not_kept_as_new(workshop):
    everybody = make.faces(workshop)
    stage = make.stage(workshop)
    old = regions.Facts(workshop_card(workshop.pk))
    assert old.segments
    needs.add_person_need(do(workshop), segment_id=stage.pk, draft=needs.PersonNeedDraft("A spare key"))
    running.set_status(do(workshop), status="paused")
    drawn_late = regions.draw(old, f"segment-{stage.pk}", Audience.PARTICIPANT)
    assert drawn_late is not None
    kept = everybody.page(Audience.PARTICIPANT)
    assert ("A spare key" in kept, "Add here" in kept) == (True, False)


def verbs() -> set[str]:
    """Every verb of the services: what takes an edit, and what makes events beside that."""
    names = set()
    for module in iter_modules(services.__path__):
        for name, function in inspect.getmembers(import_module(f"workshops.services.{module.name}"), callable):
            inner = getattr(function, "__wrapped__", None)
            if inner is not None and next(iter(inspect.signature(inner).parameters), "") == "edit":
                names.add(name)
    return names


def test_every_verb_has_a_case():
    assert len(verbs()) == 117
    assert verbs() - set(QUIET) - {name.split("__")[0] for name in CASES} == set()


def test_every_kind_of_event_has_a_case(workshop):
    sources = "".join(path.read_text() for path in Path(services.__path__[0]).glob("*.py"))
    said = set(re.findall(r'(?:@verb\(|kind=|at, )"([a-z-]+\.[a-z]+)"', sources))
    for name, prepare in CASES.items():
        if name.startswith("set_status"):
            continue
        prepare(make.workshop())()
    assert said - set(Event.objects.values_list("kind", flat=True)) == set(QUIET.values())
