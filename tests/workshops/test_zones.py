"""Who holds a zone, and the stars of those who worry."""

import pytest

from tests import make
from tests.make import do, row
from workshops.models import SegmentStar, ZoneHolder
from workshops.queries import zones as found
from workshops.rules.codes import WorkshopPhase
from workshops.services import structure, zones
from workshops.services.editing import Conflict, Gone, Invalid, Refused

pytestmark = pytest.mark.django_db

HELD = zones.HolderDraft("Nurse", "", "Nobody")


@pytest.fixture
def zone(workshop):
    return next(segment for segment in make.segments(workshop) if segment.kind == "transition")


def test_zone_is_held_by_a_role_by_nobody_or_not_known(workshop, zone):
    holder = row(zones.hold_zone(do(workshop), segment_id=zone.pk, seen=0, draft=HELD))
    assert (holder.relationship, holder.information, holder.risk, holder.version) == ("Nurse", "", "Nobody", 1)
    event = workshop.events.get()
    assert (event.kind, event.stems) == ("zone.held", [f"segment-{zone.pk}", "coverage"])
    mark = found.marks(workshop.pk)[zone.pk]
    assert mark.held == (found.Hold("relationship", "Nurse"),)
    assert mark.unheld == ("risk",)
    assert found.unheld(workshop.pk) == (found.Unheld(zone.pk, zone.title, ("risk",)),)


def test_zone_nobody_spoke_of_is_not_called_unheld(workshop, zone):
    zones.hold_zone(do(workshop), segment_id=zone.pk, seen=0, draft=zones.HolderDraft())
    assert found.unheld(workshop.pk) == ()
    assert found.marks(workshop.pk)[zone.pk].unheld == ()


def test_holder_changed_meanwhile_is_a_conflict_unless_both_say_the_same(workshop, zone):
    zones.hold_zone(do(workshop), segment_id=zone.pk, seen=0, draft=HELD)
    with pytest.raises(Conflict) as raised:
        zones.hold_zone(do(workshop), segment_id=zone.pk, seen=0, draft=zones.HolderDraft("Doctor"))
    current = raised.value.current
    assert isinstance(current, ZoneHolder)
    assert current.relationship == "Nurse"
    zones.hold_zone(do(workshop), segment_id=zone.pk, seen=0, draft=HELD)
    assert workshop.events.count() == 1
    zones.hold_zone(do(workshop), segment_id=zone.pk, seen=1, draft=zones.HolderDraft("Doctor"))
    assert (ZoneHolder.objects.get().relationship, ZoneHolder.objects.get().version) == ("Doctor", 2)


def test_only_a_zone_is_held_and_only_while_it_is_there(workshop, zone):
    with pytest.raises(Invalid, match="Only transition zones"):
        zones.hold_zone(do(workshop), segment_id=make.stage(workshop).pk, seen=0, draft=HELD)
    zones.hold_zone(do(workshop), segment_id=zone.pk, seen=0, draft=HELD)
    structure.remove_segment(do(workshop), segment_id=zone.pk)
    assert found.unheld(workshop.pk) == ()
    with pytest.raises(Gone):
        zones.hold_zone(do(workshop), segment_id=zone.pk, seen=1, draft=HELD)


def test_zone_is_held_in_the_phase_that_takes_it(workshop, zone):
    me = make.participant(workshop)
    make.ask(workshop, WorkshopPhase.CAPABILITY)
    zones.hold_zone(do(workshop, me), segment_id=zone.pk, seen=0, draft=HELD)
    make.ask(workshop, WorkshopPhase.STAR)
    with pytest.raises(Refused, match="who holds a zone are taken in the phase Capability"):
        zones.hold_zone(do(workshop, me), segment_id=zone.pk, seen=1, draft=zones.HolderDraft())


def test_star_is_one_a_person_and_taken_back_by_them(workshop, zone):
    me, you = make.participant(workshop), make.participant(workshop)
    for who in (me, me, you):
        zones.star_segment(do(workshop, who), segment_id=zone.pk)
    assert found.marks(workshop.pk)[zone.pk].stars == 2
    stars = workshop.events.filter(kind="segment.starred")
    assert [event.stems for event in stars] == [[f"segment-{zone.pk}"]] * 2
    assert found.has_star(zone.pk, me.membership_id)
    zones.unstar_segment(do(workshop, me), segment_id=zone.pk)
    zones.unstar_segment(do(workshop, me), segment_id=zone.pk)
    assert found.marks(workshop.pk)[zone.pk].stars == 1
    assert not found.has_star(zone.pk, me.membership_id)
    assert found.has_star(zone.pk, you.membership_id)
    assert not found.has_star(zone.pk, None)


def test_star_is_for_people_in_the_room_in_the_phase_that_takes_it(workshop, zone):
    with pytest.raises(Refused, match="given by people in the room"):
        zones.star_segment(do(workshop), segment_id=zone.pk)
    make.ask(workshop, WorkshopPhase.NEEDS)
    with pytest.raises(Refused, match="stars on stages and zones are taken in the phase Journey"):
        zones.star_segment(do(workshop, make.participant(workshop)), segment_id=zone.pk)
    assert SegmentStar.objects.count() == 0


def test_marks_are_one_query(workshop, zone, django_assert_num_queries):
    for _ in range(3):
        zones.star_segment(do(workshop, make.participant(workshop)), segment_id=zone.pk)
    with django_assert_num_queries(1):
        assert found.marks(workshop.pk)[zone.pk].stars == 3
