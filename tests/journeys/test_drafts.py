from dataclasses import replace
from datetime import date

import pytest

from accounts.models import AuditEntry, PatientDataFlag, User
from accounts.services import PatientDataRefused
from journeys.models import PathwayTemplate, TemplateVersion
from journeys.queries import published_templates
from journeys.rules import PathwayContent, TemplateStatus, parse_content
from journeys.services import edits
from journeys.services.drafts import Unsound, discard_draft, publish_draft, save_draft, save_template, start_draft
from learners.services.records import EditConflict
from tests.journeys.content import stage, zone
from tests.learners.people import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def template() -> PathwayTemplate:
    return PathwayTemplate.objects.get(slug="frailty")


@pytest.fixture
def draft(template, admin) -> TemplateVersion:
    return start_draft(template=template, by=admin, at=NOON)


def content_of(version: TemplateVersion) -> PathwayContent:
    return parse_content(TemplateVersion.objects.get(pk=version.pk).content)


def retitled(version: TemplateVersion, title: str) -> PathwayContent:
    return replace(content_of(version), title=title)


def test_a_draft_is_a_copy_of_the_latest_version_and_there_is_one(template, draft, admin):
    assert (draft.number, draft.published_at) == (2, None)
    assert draft.content == template.versions.get(number=1).content
    assert start_draft(template=template, by=admin, at=NOON) == draft
    assert AuditEntry.objects.filter(verb="library.template.draft.started").count() == 1


def test_a_saved_draft_leaves_published_versions_and_new_workshops_alone(template, draft, admin):
    save_draft(draft=draft, content=retitled(draft, "Anew"), seen=1, by=admin, at=NOON)
    assert content_of(draft).title == "Anew"
    assert content_of(template.versions.get(number=1)).title == "Living well with frailty"
    assert "Anew" not in {each.title for each in published_templates()}


def test_an_edit_of_an_old_draft_writes_nothing(draft, admin):
    save_draft(draft=draft, content=retitled(draft, "First"), seen=1, by=admin, at=NOON)
    with pytest.raises(EditConflict):
        save_draft(draft=draft, content=retitled(draft, "Second"), seen=1, by=admin, at=NOON)
    assert content_of(draft).title == "First"


def test_a_published_version_never_changes(template, draft, admin):
    publish_draft(draft=draft, change_note="Looked at", seen=1, by=admin, at=NOON)
    before = TemplateVersion.objects.values().get(pk=draft.pk)
    for attempt in (
        lambda: save_draft(draft=draft, content=retitled(draft, "Late"), seen=1, by=admin, at=NOON),
        lambda: publish_draft(draft=draft, change_note="Again", seen=1, by=admin, at=NOON),
        lambda: discard_draft(draft=draft, seen=1, by=admin, at=NOON),
    ):
        with pytest.raises(EditConflict):
            attempt()
    assert TemplateVersion.objects.values().get(pk=draft.pk) == before
    assert AuditEntry.objects.filter(verb__startswith="library.template.").count() == 2


def test_publishing_hands_title_word_and_framework_to_the_template(template, draft, admin):
    content = replace(content_of(draft), title="Anew", person_word="resident", framework="person-centred")
    save_draft(draft=draft, content=content, seen=1, by=admin, at=NOON)
    PathwayTemplate.objects.filter(pk=template.pk).update(status=TemplateStatus.RETIRED)
    draft.refresh_from_db()
    publish_draft(draft=draft, change_note="Renamed", seen=2, by=admin, at=NOON)
    template.refresh_from_db()
    assert (template.title, template.person_word, template.framework.slug) == ("Anew", "resident", "person-centred")
    assert template.status == TemplateStatus.PUBLISHED
    latest = next(each for each in published_templates() if each.slug == "frailty")
    assert (latest.version_number, latest.title) == (2, "Anew")


def test_publishing_refuses_with_what_is_missing(template, draft, admin):
    content = edits.with_stage(content_of(draft), None, stage("empty", needs=()))
    save_draft(draft=draft, content=content, seen=1, by=admin, at=NOON)
    save_template(
        template=template,
        source="Test",
        own_knowledge=True,
        next_review_on=date(2026, 3, 2),
        seen=1,
        by=admin,
        at=NOON,
    )
    draft = TemplateVersion.objects.select_related("template").get(pk=draft.pk)
    with pytest.raises(Unsound) as unsound:
        publish_draft(draft=draft, change_note="Too early", seen=2, by=admin, at=NOON)
    assert unsound.value.sentences == [
        "Add a workforce need to the stage “Empty”.",
        "Set a review date in the future.",
    ]
    assert TemplateVersion.objects.get(pk=draft.pk).published_at is None


def test_a_broken_structure_is_never_stored(draft, admin):
    content = edits.with_zone(content_of(draft), None, zone("nowhere", "ageing-well"))
    with pytest.raises(Unsound):
        save_draft(draft=draft, content=content, seen=1, by=admin, at=NOON)
    assert TemplateVersion.objects.get(pk=draft.pk).revision == 1


def test_new_texts_are_screened_and_old_ones_are_not_counted_again(draft, admin: User):
    warned = save_draft(draft=draft, content=retitled(draft, "Mrs Hart"), seen=1, by=admin, at=NOON)
    assert [finding.field for finding in warned.warnings] == ["title"]
    draft.refresh_from_db()
    again = save_draft(draft=draft, content=replace(content_of(draft), ends="Later"), seen=2, by=admin, at=NOON)
    assert again.warnings == []
    draft.refresh_from_db()
    content = edits.with_stage(content_of(draft), None, stage("more", need="For 943 476 5919"))
    with pytest.raises(PatientDataRefused) as refused:
        save_draft(draft=draft, content=content, seen=3, by=admin, at=NOON)
    assert [finding.field for finding in refused.value.findings] == ["stages[8].need"]
    assert PatientDataFlag.objects.count() == 2


def test_a_discarded_draft_is_gone_and_the_next_one_starts_from_what_is_published(template, draft, admin):
    save_draft(draft=draft, content=retitled(draft, "Anew"), seen=1, by=admin, at=NOON)
    with pytest.raises(EditConflict):
        discard_draft(draft=draft, seen=1, by=admin, at=NOON)
    discard_draft(draft=draft, seen=2, by=admin, at=NOON)
    assert content_of(start_draft(template=template, by=admin, at=NOON)).title == "Living well with frailty"


def test_a_template_saved_meanwhile_is_a_conflict(template, admin):
    facts = {"source": "Test", "own_knowledge": False, "next_review_on": None, "by": admin, "at": NOON}
    save_template(template=template, seen=1, **facts)
    with pytest.raises(EditConflict):
        save_template(template=template, seen=1, **facts)
