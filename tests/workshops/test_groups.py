"""Breakout groups: even, mixed, repeatable; everybody in one; latecomers too."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.make import do
from workshops.models import Membership
from workshops.queries import groups as rows
from workshops.queries import mine
from workshops.rules import groups as rules
from workshops.rules.groups import Way
from workshops.services import groups, needs, people
from workshops.services.editing import Invalid, Refused, author

SECTORS = ("acute", "community", "primary_care")


@given(
    people=st.lists(st.sampled_from(SECTORS), max_size=60),
    count=st.integers(2, 12),
    way=st.sampled_from([Way.MIXED, Way.RANDOM]),
    seed=st.integers(0, 1_000),
)
def test_everybody_is_dealt_once_and_evenly(people, count, way, seed):
    found = rules.dealt(list(enumerate(people)), count, way, seed)
    assert sorted(pk for group in found for pk in group) == list(range(len(people)))
    sizes = [len(group) for group in found]
    assert (len(sizes), max(sizes) - min(sizes) <= 1) == (count, True)
    assert found == rules.dealt(list(enumerate(people)), count, way, seed)
    if way is Way.MIXED:
        for sector in set(people):
            shares = [sum(people[pk] == sector for pk in group) for group in found]
            assert max(shares) - min(shares) <= 1


@given(segments=st.lists(st.integers(), max_size=60, unique=True), count=st.integers(2, 40))
def test_every_place_has_a_group_and_runs_are_even(segments, count):
    found = rules.shared_out(segments, count)
    assert len(found) == count
    assert {pk for run in found for pk in run} == set(segments)
    if len(segments) >= count:
        assert [pk for run in found for pk in run] == segments
        assert max(map(len, found)) - min(map(len, found)) <= 1


def test_group_names():
    assert [rules.title(number) for number in (1, 26, 27, 40)] == ["Group A", "Group Z", "Group AA", "Group AN"]


@pytest.mark.django_db
class TestGroups:
    def test_groups_are_made_of_who_is_in(self, workshop):
        for sector in SECTORS * 2:
            make.seat(workshop, sector=sector)
        away = make.seat(workshop).membership
        people.remove_member(do(workshop), membership_id=away.pk)
        watching = make.seat(workshop).membership
        Membership.objects.filter(pk=watching.pk).update(role="observer")
        groups.make_groups(do(workshop), count=2, way=Way.MIXED, seed=7)
        found = rows.coverage(workshop.pk)
        assert [(row.title, row.people) for row in found] == [("Group A", 3), ("Group B", 3)]
        titles = [segment.title for segment in make.segments(workshop)]
        assert [*found[0].places, *found[1].places] == titles
        for group in workshop.breakouts.all():
            assert Counter(group.memberships.values_list("sector", flat=True)) == dict.fromkeys(SECTORS, 1)
        assert not Membership.objects.filter(pk__in=[away.pk, watching.pk], breakout__isnull=False).exists()

    def test_they_are_not_made_twice_and_not_alone(self, workshop):
        for count in (1, 41):
            with pytest.raises(Invalid, match="2 to 40"):
                groups.make_groups(do(workshop), count=count, way=Way.BY_HAND, seed=0)
        groups.make_groups(do(workshop), count=2, way=Way.BY_HAND, seed=0)
        with pytest.raises(Invalid, match="Dissolve them first"):
            groups.make_groups(do(workshop), count=2, way=Way.BY_HAND, seed=0)
        with pytest.raises(Refused):
            groups.dissolve_groups(do(workshop, make.participant(workshop)))

    def test_a_latecomer_comes_into_the_smallest_group(self, workshop):
        make.seat(workshop)
        groups.make_groups(do(workshop), count=2, way=Way.MIXED, seed=0)
        third = make.seat(workshop).membership.breakout
        assert third is not None
        assert third.title == "Group B"
        people.set_door(do(workshop), door="waiting")
        make.seat(workshop)
        late = make.seat(workshop).membership
        assert late.breakout is None
        people.admit_all(do(workshop))
        assert [row.people for row in rows.coverage(workshop.pk)] == [2, 2]

    def test_a_group_is_changed_and_only_by_what_belongs_here(self, workshop):
        first, second = make.seat(workshop).membership, make.seat(workshop).membership
        stranger = make.seat(make.workshop()).membership
        groups.make_groups(do(workshop), count=2, way=Way.MIXED, seed=0)
        group, other = workshop.breakouts.order_by("number")
        place = make.stage(workshop, "Back home")
        draft = groups.GroupDraft("The early ones", [place.pk], [first.pk, second.pk, stranger.pk])
        groups.edit_group(do(workshop), group_id=group.pk, draft=draft)
        found = rows.coverage(workshop.pk)
        assert [(row.title, row.people) for row in found] == [("The early ones", 2), ("Group B", 0)]
        assert found[0].places == ("Back home",)
        stranger.refresh_from_db()
        assert stranger.breakout is None
        groups.edit_group(do(workshop), group_id=group.pk, draft=groups.GroupDraft("The early ones", [], [first.pk]))
        groups.assign(do(workshop), membership_id=second.pk, group_id=other.pk)
        assert [row.people for row in rows.coverage(workshop.pk)] == [1, 1]

    def test_everybody_sees_their_own_group_with_its_places(self, workshop):
        me = make.participant(workshop)
        groups.make_groups(do(workshop), count=2, way=Way.MIXED, seed=0)
        found = mine.mine(workshop, membership_id=me.membership_id, by=author(me)).group
        titles = [segment.title for segment in make.segments(workshop)]
        assert found is not None
        assert (found.title, [place.title for place in found.places]) == ("Group A", titles[:3])
        groups.dissolve_groups(do(workshop))
        assert mine.mine(workshop, membership_id=me.membership_id, by=author(me)).group is None

    def test_coverage_counts_a_group_s_own_places(self, workshop):
        groups.make_groups(do(workshop), count=2, way=Way.BY_HAND, seed=0)
        first = rows.coverage(workshop.pk)[0]
        assert (first.with_roles, first.needs, first.with_depth) == (1, 1, 0)
        draft = needs.NeedDraft("Nurse", depth_needed=2, depth_now=1)
        needs.edit_need(do(workshop), need_id=make.need(workshop).pk, seen=1, draft=draft)
        needs.add_person_need(
            do(workshop), segment_id=make.stage(workshop).pk, draft=needs.PersonNeedDraft("Somebody who comes")
        )
        first = rows.coverage(workshop.pk)[0]
        assert (first.with_depth, first.words) == (1, 1)
