"""Who is in: names, roles, the lead, the door, and two places of one person that become one."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist

from accounts.models import AuditEntry
from accounts.rules.roles import AccountRole
from accounts.services import PatientDataRefused
from tests import make
from tests.make import do
from workshops.models import Dot, Event, HandedIn, Idea, Membership, SegmentStar, Workshop
from workshops.queries import mine, removed
from workshops.queries import polls as polled
from workshops.queries import readback as readbacks
from workshops.queries import room as rooms
from workshops.rules import limits
from workshops.rules.codes import WorkshopRole, WorkshopStatus
from workshops.rules.rights import Actor, ActorKind
from workshops.services import choosing, handing, ideas, merging, needs, notes, people, polls, running, undoing, zones
from workshops.services.editing import Command, Gone, Invalid, Refused, author

pytestmark = pytest.mark.django_db


def seated(at: Workshop, name: str = "") -> Membership:
    return make.seat(at, name).membership


def actor(member: Membership) -> Actor:
    return Actor(ActorKind.PARTICIPANT, membership_id=member.pk)


def idea(at: Workshop, by: Actor | None = None, text: str = "Rotate") -> Idea:
    command = do(at, by) if by else do(at)
    return make.row(ideas.add_idea(command, draft=ideas.IdeaDraft(text, "supply")))


def merge(at: Workshop, gone: Membership, kept: Membership) -> Membership:
    return make.row(merging.merge_members(do(at), membership_id=gone.pk, into_id=kept.pk))


def test_name_is_changed_and_screened(workshop):
    member = seated(workshop, "Ada")
    people.rename_member(do(workshop), membership_id=member.pk, draft=people.NameDraft("Grace"))
    with pytest.raises(PatientDataRefused):
        people.rename_member(do(workshop), membership_id=member.pk, draft=people.NameDraft("943 476 5919"))
    member.refresh_from_db()
    assert member.name == "Grace"


@pytest.mark.parametrize("role", ["lead_facilitator", "co_facilitator", "workforce_lead", "lost", ""])
def test_roles_of_accounts_are_not_given(workshop, role):
    member = seated(workshop)
    with pytest.raises(Invalid):
        people.set_member_role(do(workshop), membership_id=member.pk, role=role)


def test_observer_reads_along_from_that_moment(workshop):
    member = seated(workshop)
    people.set_member_role(do(workshop), membership_id=member.pk, role=WorkshopRole.OBSERVER)
    with pytest.raises(Refused, match="read along"):
        idea(workshop, actor(member))
    people.set_member_role(do(workshop), membership_id=member.pk, role=WorkshopRole.PARTICIPANT)
    assert idea(workshop, actor(member)).author_id == member.pk


def test_scribe_writes_for_others(workshop):
    member = seated(workshop)
    command = Command(workshop_id=workshop.pk, by=actor(member), at=make.NOON, by_scribe=True)
    with pytest.raises(Refused, match="Only a scribe"):
        ideas.add_idea(command, draft=ideas.IdeaDraft("Rotate"))
    people.set_member_role(do(workshop), membership_id=member.pk, role=WorkshopRole.SCRIBE)
    assert make.row(ideas.add_idea(command, draft=ideas.IdeaDraft("Rotate"))).by_scribe is True


def test_locked_door_lets_nobody_new_in_and_who_is_in_goes_on(workshop):
    inside = make.participant(workshop)
    people.set_door(do(workshop), door="locked")
    with pytest.raises(people.Locked, match=r"^The door is locked\. Ask the facilitator\.$"):
        make.seat(workshop)
    assert workshop.memberships.count() == 1
    assert idea(workshop, inside).pk


def test_waiting_people_are_in_no_number_and_write_nothing(workshop):
    people.set_door(do(workshop), door="waiting")
    member = seated(workshop)
    counted = rooms.people(workshop.pk)
    assert (counted.count, counted.sectors, counted.waiting) == (0, (), 1)
    with pytest.raises(Refused):
        idea(workshop, actor(member))
    people.admit_member(do(workshop), membership_id=member.pk)
    counted = rooms.people(workshop.pk)
    assert (counted.count, counted.waiting) == (1, 0)
    assert idea(workshop, actor(member)).pk


@pytest.mark.parametrize("way", ["all", "open"])
def test_everybody_who_waits_is_let_in_at_once(workshop, way):
    people.set_door(do(workshop), door="waiting")
    waiting = [seated(workshop) for _ in range(3)]
    people.remove_member(do(workshop), membership_id=waiting[0].pk)
    people.admit_all(do(workshop)) if way == "all" else people.set_door(do(workshop), door="open")
    assert list(workshop.memberships.order_by("pk").values_list("is_waiting", flat=True)) == [True, False, False]


def test_locking_keeps_those_waiting_who_wait(workshop):
    people.set_door(do(workshop), door="waiting")
    member = seated(workshop)
    people.set_door(do(workshop), door="locked")
    member.refresh_from_db()
    assert member.is_waiting is True


def test_whoever_makes_a_workshop_leads_it(workshop):
    by = make.user(AccountRole.FACILITATOR, at=workshop.system)
    draft = running.WorkshopDraft(title="Falls")
    made = running.create_workshop(system=workshop.system, version=make.version(), draft=draft, by=by, at=make.NOON)
    assert (made.lead_id, made.created_by_id) == (by.pk, by.pk)


def test_lead_is_handed_over_and_audited(workshop):
    by, other = (make.user(AccountRole.FACILITATOR, at=workshop.system) for _ in range(2))
    people.hand_over(do(workshop, Actor(ActorKind.FACILITATOR, user_id=by.pk)), user_id=other.pk)
    workshop.refresh_from_db()
    entry = AuditEntry.objects.get(verb="workshop.lead")
    assert (workshop.lead_id, entry.subject) == (other.pk, workshop.public_id)
    assert (entry.by, entry.detail) == (by.email, {"lead": other.email})
    assert "@" not in str(list(Event.objects.values_list("kind", "subject", "stems")))


@pytest.mark.parametrize("role", [AccountRole.WORKFORCE_LEAD, AccountRole.VIEWER, None])
def test_lead_is_a_facilitator_of_the_system(workshop, role):
    other = make.user(role, at=workshop.system) if role else make.user(AccountRole.FACILITATOR, at=make.system("south"))
    with pytest.raises(Invalid, match="a facilitator of this system"):
        people.hand_over(do(workshop), user_id=other.pk)
    assert not AuditEntry.objects.filter(verb="workshop.lead").exists()


def test_merged_person_keeps_public_words_and_neither_device_tells_whose_they_were(workshop):
    gone, kept = seated(workshop, "Ada"), seated(workshop)
    commands = [Command(workshop_id=workshop.pk, by=actor(who), at=make.NOON, key=uuid4()) for who in (gone, kept)]
    made = [make.row(ideas.add_idea(each, draft=ideas.IdeaDraft("Rotate", "supply"))) for each in commands]
    survivor = merge(workshop, gone, kept)
    gone.refresh_from_db()
    assert set(workshop.ideas.values_list("author_id", flat=True)) == {kept.pk}
    assert (survivor.pk, survivor.name) == (kept.pk, "Ada")
    assert (gone.merged_into_id, gone.removed_at) == (kept.pk, make.NOON)
    by = author(actor(kept))
    assert mine.mine(workshop, membership_id=kept.pk, by=by).undo is None
    kept_of_it = workshop.operations.filter(key__in=[each.key for each in commands])
    assert set(kept_of_it.values_list("by", "model", "before", "after")) == {(by, "", None, None)}
    for change in kept_of_it:
        with pytest.raises(Refused, match="nothing to undo"):
            undoing.undo(do(workshop, actor(kept), seconds=1), change_id=change.pk)
    # What the merged phone sends again was carried out before, and counts once.
    again = ideas.add_idea(replace(commands[0], by=actor(kept)), draft=ideas.IdeaDraft("Rotate", "supply"))
    assert (again.repeated, make.row(again).pk, workshop.ideas.count()) == (True, made[0].pk, 2)


def secret_dot(at: Workshop, who: Membership) -> None:
    one = idea(at)
    choosing.open_round(do(at))
    choosing.place_dot(do(at, actor(who)), idea_id=one.pk)


def secret_answer(at: Workshop, who: Membership) -> None:
    poll = make.row(polls.open_poll(do(at), need_id=make.need(at).pk))
    polls.answer_poll(do(at, actor(who)), poll_id=poll.pk, depth=1)


def secret_words(at: Workshop, who: Membership) -> None:
    Workshop.objects.filter(pk=at.pk).update(is_private=True)
    idea(at, actor(who))


SECRETS = {
    "Reveal what is written first, then make them one.": secret_words,
    "Close the vote first, then make them one.": secret_dot,
    "Close the poll first, then make them one.": secret_answer,
}


@pytest.mark.parametrize("sentence", SECRETS)
@pytest.mark.parametrize("whose", [0, 1, 2])
def test_two_are_not_made_one_while_anybody_may_have_a_secret(workshop, sentence, whose):
    gone, kept, bystander = (seated(workshop) for _ in range(3))
    SECRETS[sentence](workshop, (gone, kept, bystander)[whose])
    number = workshop.events.count()
    with pytest.raises(Invalid) as refused:
        merge(workshop, gone, kept)
    gone.refresh_from_db()
    assert (str(refused.value), gone.removed_at, workshop.events.count()) == (sentence, None, number)


def test_silence_in_which_nobody_has_written_refuses_in_the_same_words(workshop):
    gone, kept = seated(workshop), seated(workshop)
    Workshop.objects.filter(pk=workshop.pk).update(is_private=True)
    with pytest.raises(Invalid, match="Reveal what is written first"):
        merge(workshop, gone, kept)


def test_words_taken_back_in_silence_are_on_no_other_device(workshop):
    gone, kept = seated(workshop), seated(workshop)
    Workshop.objects.filter(pk=workshop.pk).update(is_private=True)
    made = idea(workshop, actor(gone), "I would rather not have said it")
    ideas.remove_idea(do(workshop, actor(gone)), idea_id=made.pk)
    Workshop.objects.filter(pk=workshop.pk).update(is_private=False)
    merge(workshop, gone, kept)
    with pytest.raises(ObjectDoesNotExist):
        ideas.restore_idea(do(workshop, actor(kept)), idea_id=made.pk)


def test_dots_of_a_closed_round_stay_as_they_were_counted(workshop):
    gone, kept = seated(workshop), seated(workshop)
    one = idea(workshop)
    vote = make.row(choosing.open_round(do(workshop)))
    for who in (gone, kept):
        for _ in range(2):
            choosing.place_dot(do(workshop, actor(who)), idea_id=one.pk)
    choosing.close_round(do(workshop), round_id=vote.pk)
    merge(workshop, gone, kept)
    assert Dot.objects.filter(idea=one).count() == 4


def test_merged_person_has_one_star_on_a_segment(workshop):
    gone, kept = seated(workshop), seated(workshop)
    first, second = make.segments(workshop)[:2]
    for who, places in ((gone, (first, second)), (kept, (first,))):
        for place in places:
            zones.star_segment(do(workshop, actor(who)), segment_id=place.pk)
    merge(workshop, gone, kept)
    stars = SegmentStar.objects.order_by("segment__position").values_list("segment_id", "membership_id")
    assert list(stars) == [(first.pk, kept.pk), (second.pk, kept.pk)]


def test_third_place_leads_to_the_one_that_is_kept_last(workshop):
    first, second, third = (seated(workshop) for _ in range(3))
    merge(workshop, first, second)
    merge(workshop, second, third)
    first.refresh_from_db()
    assert first.merged_into_id == third.pk


def test_whoever_is_shown_out_takes_dots_and_answers_along(workshop):
    left, other = seated(workshop), seated(workshop)
    one = idea(workshop)
    vote = make.row(choosing.open_round(do(workshop)))
    poll = make.row(polls.open_poll(do(workshop), need_id=make.need(workshop).pk))
    for who in (left, other):
        choosing.place_dot(do(workshop, actor(who)), idea_id=one.pk)
        polls.answer_poll(do(workshop, actor(who)), poll_id=poll.pk, depth=1)
    people.remove_member(do(workshop), membership_id=left.pk)
    assert list(vote.dots.values_list("membership_id", flat=True)) == [other.pk]
    assert list(poll.answers.values_list("voter", flat=True)) == [polled.voter(poll.pk, other.pk)]
    assert set(workshop.events.latest("number").stems) == {"room", "progress", "priorities"}


def test_what_was_counted_stays_when_somebody_is_shown_out(workshop):
    left = seated(workshop)
    one = idea(workshop)
    vote = make.row(choosing.open_round(do(workshop)))
    poll = make.row(polls.open_poll(do(workshop), need_id=make.need(workshop).pk))
    choosing.place_dot(do(workshop, actor(left)), idea_id=one.pk)
    polls.answer_poll(do(workshop, actor(left)), poll_id=poll.pk, depth=1)
    choosing.close_round(do(workshop), round_id=vote.pk)
    polls.close_poll(do(workshop), poll_id=poll.pk)
    people.remove_member(do(workshop), membership_id=left.pk)
    assert (vote.dots.count(), poll.answers.count()) == (1, 1)


def test_same_place_and_places_that_were_left_are_not_merged(workshop):
    one, left = seated(workshop), seated(workshop)
    with pytest.raises(Invalid):
        merge(workshop, one, one)
    people.remove_member(do(workshop), membership_id=left.pk)
    for pair in ((one, left), (left, one)):
        with pytest.raises(Gone):
            merge(workshop, *pair)
    elsewhere = seated(make.workshop())
    with pytest.raises(Membership.DoesNotExist):
        merge(workshop, one, elsewhere)


@pytest.mark.parametrize("status", [WorkshopStatus.LIVE, WorkshopStatus.CLOSED])
def test_words_are_handed_in_and_the_map_stays(workshop, status):
    member, other = (make.participant(workshop) for _ in range(2))
    draft = handing.HandedDraft("Still on my phone")
    Workshop.objects.filter(pk=workshop.pk).update(status=WorkshopStatus.ARCHIVED)
    with pytest.raises(Refused):
        handing.hand_in(do(workshop, member), draft=draft)
    Workshop.objects.filter(pk=workshop.pk).update(status=status)
    before = readbacks.of_workshop(workshop)
    for _ in range(limits.HANDED_IN):
        handing.hand_in(do(workshop, member), draft=draft)
    with pytest.raises(Invalid, match="20 entries"):
        handing.hand_in(do(workshop, member), draft=draft)
    with pytest.raises(PatientDataRefused):
        handing.hand_in(do(workshop, other), draft=handing.HandedDraft("Ask 943 476 5919"))
    assert HandedIn.objects.count() == 20
    assert readbacks.of_workshop(workshop) == before


def test_what_is_hidden_is_listed_without_who_and_comes_back(workshop):
    by = make.participant(workshop)
    stage = make.stage(workshop)
    made = idea(workshop, by, "A sentence that somebody regrets")
    word = make.row(needs.add_person_need(do(workshop, by), segment_id=stage.pk, draft=needs.PersonNeedDraft("A key")))
    note = make.row(notes.add_note(do(workshop, by), draft=notes.NoteDraft("parking", "The car park")))
    ideas.remove_idea(do(workshop), idea_id=made.pk)
    needs.remove_person_need(do(workshop, seconds=1), person_need_id=word.pk)
    notes.remove_note(do(workshop, seconds=2), note_id=note.pk)
    listed = removed.taken_off(workshop.pk)
    assert [(each.text, each.path) for each in listed] == [
        ("The car park", f"notes/{note.pk}/restore/"),
        ("A key", f"person-needs/{word.pk}/restore/"),
        ("A sentence that somebody regrets", f"ideas/{made.pk}/restore/"),
    ]


def test_words_that_are_still_private_are_not_listed(workshop):
    Workshop.objects.filter(pk=workshop.pk).update(is_private=True)
    by = make.participant(workshop)
    made = idea(workshop, by)
    ideas.remove_idea(do(workshop, by), idea_id=made.pk)
    assert removed.taken_off(workshop.pk) == ()


def test_readback_counts_what_there_is_and_dates_follow_the_day(workshop):
    make.seat(workshop, sector="acute")
    make.seat(workshop, sector="acute")
    Workshop.objects.filter(pk=workshop.pk).update(held_on="2027-01-04")
    workshop.refresh_from_db()
    idea(workshop)
    said = readbacks.of_workshop(workshop)
    numbers = {count.label: count.number for count in said.counts}
    assert numbers == {
        "people": 2,
        "sector": 1,
        "stages": 3,
        "transition zones": 4,
        "roles": 2,
        "gaps": 0,
        "depths not known": 2,
        "idea": 1,
        "actions agreed": 0,
        "actions still proposed": 0,
        "points parked": 0,
        "pledges": 0,
    }
    dates = [step.on.isoformat() for step in said.steps if step.on]
    assert dates == ["2027-01-06", "2027-01-18", "2027-02-03", "2027-04-04", "2027-07-03"]
