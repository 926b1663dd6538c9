from dataclasses import replace

import pytest

from accounts.models import AuditEntry, PatientDataFlag
from accounts.services import PatientDataRefused
from learners.models import Framework, Role
from learners.services.facts import TierFacts, checksum, facts_of
from learners.services.records import EditConflict, TitleTaken, save_framework, save_role
from tests.learners.people import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def nurse() -> Role:
    return Role.objects.get(slug="nurse")


def save(role, facts, by, seen=1):
    return save_role(role=role, facts=facts, is_published=True, seen=seen, by=by, at=NOON)


def test_a_saved_role_counts_its_revisions_and_leaves_a_trail(nurse, admin):
    save(nurse, replace(facts_of(nurse), title="Registered nurse, any field"), admin)
    nurse.refresh_from_db()
    assert (nurse.title, nurse.revision) == ("Registered nurse, any field", 2)
    entry = AuditEntry.objects.get(verb="library.role.saved")
    assert (entry.by, entry.at, entry.detail) == ("ada@example.org", NOON, {"slug": "nurse"})


def test_an_edit_of_an_old_revision_writes_nothing(nurse, admin):
    facts = facts_of(nurse)
    save(nurse, replace(facts, title="First"), admin)
    with pytest.raises(EditConflict):
        save(nurse, replace(facts, title="Second"), admin)
    nurse.refresh_from_db()
    assert nurse.title == "First"
    assert AuditEntry.objects.filter(verb="library.role.saved").count() == 1


def test_a_new_role_gets_a_free_address(nurse, admin):
    facts = facts_of(nurse)
    new = [save(None, replace(facts, title=title), admin).record.slug for title in ("Nurse!", "New", "Ωmega", "---")]
    assert new == ["nurse-2", "new-2", "mega", "record"]


def test_a_title_stands_once(nurse, admin):
    with pytest.raises(TitleTaken):
        save(None, replace(facts_of(nurse), title="registered NURSE"), admin)


def test_an_nhs_number_is_refused_and_counted_but_never_kept(nurse, admin):
    with pytest.raises(PatientDataRefused) as refused:
        save(nurse, replace(facts_of(nurse), description="See 943 476 5919"), admin)
    assert [finding.field for finding in refused.value.findings] == ["description"]
    nurse.refresh_from_db()
    assert (nurse.description, nurse.revision) == ("", 1)
    flag = PatientDataFlag.objects.get()
    assert (flag.place, flag.kind, flag.outcome) == ("library.role", "nhs_number", "blocked")


def test_softer_signs_are_saved_with_a_warning(nurse, admin):
    saved = save(nurse, replace(facts_of(nurse), description="Ask Mrs Hart"), admin)
    assert [warning.kind for warning in saved.warnings] == ["titled_name"]


def test_tiers_may_change_places_and_a_kept_code_keeps_its_row(admin):
    framework = Framework.objects.get(slug="frailty")
    facts = facts_of(framework)
    first = framework.tiers.get(code="T1").pk
    tiers = (
        TierFacts(code="T0", title="Hello", depth=1),
        TierFacts(code="T3", title="Third", depth=1),
        TierFacts(code="T1", title="First", depth=2),
    )
    save_framework(framework=framework, facts=replace(facts, tiers=tiers), is_published=True, seen=1, by=admin, at=NOON)
    assert list(framework.tiers.order_by("rank").values_list("rank", "code", "depth")) == [
        (1, "T0", 1),
        (2, "T3", 1),
        (3, "T1", 2),
    ]
    assert framework.tiers.get(code="T1").pk == first


def test_facts_of_every_loaded_record_are_those_that_were_loaded():
    for role in Role.objects.all():
        assert checksum(facts_of(role)) == role.loaded_checksum
    for framework in Framework.objects.prefetch_related("tiers", "covered_roles"):
        assert checksum(facts_of(framework)) == framework.loaded_checksum
