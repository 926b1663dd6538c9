from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from journeys.models import PathwayTemplate, TemplateVersion
from journeys.rules import PathwayContent, parse_content
from journeys.services.drafts import start_draft
from tests.learners.people import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.embedded, pytest.mark.usefixtures("library")]

ABOUT = {
    "seen": "1",
    "title": "Living well with frailty",
    "person_word": "person",
    "framework": "frailty",
    "population": "Older people",
    "sub_cohorts": "fit\r\nmild\r\n\r\n severe ",
    "starts": "Here",
    "ends": "There",
    "own": "",
    "measures": "",
}
PERSONA = {
    "seen": "1",
    "name": "Harold",
    "age_band": "70 to 79",
    "who": "Retired postman",
    "matters": "His garden",
    "worries": "Stairs",
    "is_invented": "on",
}
ZONE = {
    "seen": "1",
    "from_key": "advanced",
    "to_key": "ageing-well",
    "kinds": "relationship_and_experience",
    "stake": "Coming back",
    "source": "",
}


def stage_form(needs: list[tuple[str, str, str]], **changed: str) -> dict[str, Any]:
    form: dict[str, Any] = {
        "seen": "1",
        "title": "Going home",
        "settings": ["home", "remote"],
        "need": "To be safe",
        "source": "",
        "needs-TOTAL_FORMS": str(len(needs)),
        "needs-INITIAL_FORMS": "0",
    }
    for place, (role, depth, step) in enumerate(needs):
        form |= {f"needs-{place}-role": role, f"needs-{place}-depth": depth, f"needs-{place}-step": step}
    return form | changed


def url(name: str, *args: object) -> str:
    return reverse(f"journeys:{name}", args=["frailty", *args])


def draft() -> PathwayContent:
    return parse_content(TemplateVersion.objects.get(template__slug="frailty", published_at=None).content)


@pytest.fixture
def editor(admin: User, admin_client: Client) -> Client:
    """An administrator with a draft at work."""
    start_draft(template=PathwayTemplate.objects.get(slug="frailty"), by=admin, at=NOON)
    return admin_client


def test_everybody_with_an_account_reads_published_templates(facilitator_client):
    listed = facilitator_client.get(reverse("journeys:template_list"))
    assert listed.text.count('scope="row"') == 10
    assert "to be reviewed</strong>" not in listed.text
    page = facilitator_client.get(url("template_page"))
    assert "8 stages, 7 transition zones, 40 workforce needs" in page.text
    version = facilitator_client.get(url("version_page", 1))
    assert "Geriatrician: depth 3 (expert), collaborate" in version.text
    assert "not clinical guidance" in version.text
    assert facilitator_client.get(url("version_page", 9)).status_code == 404
    assert facilitator_client.get(reverse("journeys:template_page", args=["nothing"])).status_code == 404


def test_drafts_and_editing_are_for_administrators(editor, facilitator_client):
    pages = [
        url("template_edit"),
        url("version_page", 2),
        url("draft_page"),
        url("draft_about"),
        url("draft_learning"),
        url("draft_persona_new"),
        url("draft_persona", 0),
        url("draft_stage_new"),
        url("draft_stage", "identify"),
        url("draft_zone_new"),
        url("draft_zone", 0),
    ]
    posts = [
        url("draft_start"),
        url("draft_persona_remove", 0),
        url("draft_stage_remove", "identify"),
        url("draft_stage_earlier", "identify"),
        url("draft_stage_later", "identify"),
        url("draft_zone_remove", 0),
        url("draft_publish"),
        url("draft_discard"),
    ]
    for page in pages:
        assert facilitator_client.get(page).status_code == 403, page
        assert Client().get(page).status_code == 302, page
        assert editor.get(page).status_code == 200, page
    for post in posts:
        assert facilitator_client.post(post, {"seen": "1"}).status_code == 403, post
        assert editor.get(post).status_code == 405, post
    assert "Draft" not in facilitator_client.get(url("template_page")).text


def test_a_template_out_of_use_is_for_administrators(admin_client, facilitator_client):
    PathwayTemplate.objects.filter(slug="frailty").update(status="retired")
    assert facilitator_client.get(url("template_page")).status_code == 403
    assert admin_client.get(url("template_page")).status_code == 200
    assert facilitator_client.get(reverse("journeys:template_list")).text.count('scope="row"') == 9
    assert "Retired" in admin_client.get(reverse("journeys:template_list")).text


def test_without_a_draft_its_pages_do_not_exist(admin_client):
    assert admin_client.get(url("draft_page")).status_code == 404
    assert admin_client.post(url("draft_about"), ABOUT).status_code == 404


def test_edit_as_next_draft(admin_client):
    answer = admin_client.post(url("draft_start"))
    assert (answer.status_code, answer["Location"]) == (303, url("draft_page"))
    assert "Draft of version 2" in admin_client.get(url("draft_page")).text
    assert "Go on with the draft" in admin_client.get(url("template_page")).text


def test_about_is_saved_with_lines_as_they_are_meant(editor):
    answer = editor.post(url("draft_about"), ABOUT)
    assert (answer.status_code, answer["Location"]) == (303, url("draft_page"))
    assert draft().population == "Older people"
    assert draft().sub_cohorts == ("fit", "mild", "severe")
    assert len(draft().stages) == 8


def test_a_persona_is_added_changed_and_removed(editor):
    assert editor.post(url("draft_persona_new"), PERSONA).status_code == 303
    assert [persona.name for persona in draft().personas] == ["Edith", "Harold"]
    assert editor.post(url("draft_persona", 1), PERSONA | {"seen": "2", "name": "Harry"}).status_code == 303
    assert draft().personas[1].name == "Harry"
    assert editor.post(url("draft_persona_remove", 0), {"seen": "3"}).status_code == 303
    assert [persona.name for persona in draft().personas] == ["Harry"]
    unconfirmed = editor.post(url("draft_persona", 0), PERSONA | {"seen": "4", "is_invented": ""})
    assert unconfirmed.status_code == 422
    assert "Confirm that this person is invented." in unconfirmed.text


def test_a_stage_is_added_moved_changed_and_removed_with_its_zones(editor):
    added = stage_form([("nurse", "2", "enable"), ("", "1", "engage")])
    assert editor.post(url("draft_stage_new"), added).status_code == 303
    stage = draft().stages[-1]
    assert (stage.key, stage.settings, len(stage.needs)) == ("going-home", ("home", "remote"), 1)
    assert editor.post(url("draft_stage_earlier", "going-home"), {"seen": "2"}).status_code == 303
    assert draft().stages[-2].key == "going-home"
    assert editor.post(url("draft_stage_later", "going-home"), {"seen": "3"}).status_code == 303
    assert draft().stages[-1].key == "going-home"
    changed = stage_form([("nurse", "3", "enable")], seen="4", title="Home again")
    assert editor.post(url("draft_stage", "going-home"), changed).status_code == 303
    assert (draft().stages[-1].key, draft().stages[-1].title) == ("going-home", "Home again")
    assert draft().stages[-1].needs[0].depth == 3
    assert editor.post(url("draft_stage_remove", "recover"), {"seen": "5"}).status_code == 303
    assert "recover" not in {stage.key for stage in draft().stages}
    assert len(draft().zones) == 4


def test_a_zone_is_added_changed_and_removed(editor):
    assert editor.post(url("draft_zone_new"), ZONE).status_code == 303
    assert draft().zones[-1].stake == "Coming back"
    same = editor.post(url("draft_zone_new"), ZONE | {"seen": "2"})
    assert "There is a transition zone between these stages already." in same.text
    itself = editor.post(url("draft_zone_new"), ZONE | {"seen": "2", "to_key": "advanced"})
    assert "Choose another stage than the first." in itself.text
    assert editor.post(url("draft_zone", 7), ZONE | {"seen": "2", "stake": "All"}).status_code == 303
    assert draft().zones[-1].stake == "All"
    assert editor.post(url("draft_zone_remove", 7), {"seen": "3"}).status_code == 303
    assert len(draft().zones) == 7


def test_the_learning_to_suggest_is_chosen_from_the_offers_of_each_stage(editor):
    form = {"seen": "1", "getting_in": ["volunteering", "cadet"], "getting_on": ["access"]}
    assert editor.post(url("draft_learning"), form).status_code == 303
    assert draft().learning["getting_in"] == ("volunteering", "cadet")
    assert draft().learning["and_further"] == ()
    assert editor.post(url("draft_learning"), {"seen": "2", "getting_in": ["access"]}).status_code == 422


@pytest.mark.parametrize(
    ("name", "form", "field"),
    [
        ("draft_about", ABOUT | {"starts": "943 476 5919"}, "starts"),
        ("draft_about", ABOUT | {"sub_cohorts": "fit\r\n943 476 5919"}, "sub_cohorts"),
        ("draft_persona_new", PERSONA | {"who": "943 476 5919"}, "who"),
        ("draft_stage_new", stage_form([], need="943 476 5919"), "need"),
        ("draft_zone_new", ZONE | {"stake": "943 476 5919"}, "stake"),
        ("template_edit", {"seen": "1", "source": "943 476 5919"}, "source"),
    ],
)
def test_an_nhs_number_is_the_fields_own_error_and_the_text_stays(editor, name, form, field):
    answer = editor.post(url(name), form)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.text
    assert "This looks like an NHS number." in answer.text
    assert "943 476 5919" in answer.text
    assert "943" not in str(TemplateVersion.objects.values_list("content"))


def test_a_part_saved_meanwhile_shows_both_texts(editor):
    assert editor.post(url("draft_about"), ABOUT | {"ends": "Theirs"}).status_code == 303
    conflict = editor.post(url("draft_about"), ABOUT | {"ends": "Mine"})
    assert conflict.status_code == 409
    assert "Where it ends now says" in conflict.text
    assert "Theirs" in conflict.text
    assert 'value="Mine"' in conflict.text
    assert draft().ends == "Theirs"
    assert editor.post(url("draft_about"), ABOUT | {"ends": "Mine", "seen": "2"}).status_code == 303
    assert draft().ends == "Mine"


def test_words_for_a_stage_that_was_removed_meanwhile_are_not_lost(editor):
    editor.post(url("draft_stage_remove", "identify"), {"seen": "1"})
    mine = stage_form([("nurse", "2", "enable")], title="Mine")
    conflict = editor.post(url("draft_stage", "identify"), mine)
    assert conflict.status_code == 409
    assert 'value="Mine"' in conflict.text
    assert editor.post(url("draft_stage", "identify"), mine | {"seen": "2"}).status_code == 303
    assert draft().stages[-1].title == "Mine"


def test_a_button_on_an_old_page_changes_nothing(editor):
    editor.post(url("draft_about"), ABOUT)
    before = draft()
    for name, args in (
        ("draft_persona_remove", [0]),
        ("draft_stage_remove", ["identify"]),
        ("draft_stage_earlier", ["identify"]),
        ("draft_zone_remove", [0]),
        ("draft_discard", []),
    ):
        answer = editor.post(url(name, *args), {"seen": "1"})
        assert answer.status_code == 409
        assert "Somebody saved this draft meanwhile" in answer.text
        assert editor.post(url(name, *args)).status_code == 409
    assert draft() == before
    assert editor.post(url("draft_publish"), {"seen": "1", "change_note": "Late"}).status_code == 409
    assert editor.post(url("draft_stage_remove", "nowhere"), {"seen": "2"}).status_code == 404


def test_publishing_lists_what_is_missing_and_then_works(editor):
    PathwayTemplate.objects.filter(slug="frailty").update(next_review_on=None)
    assert "Set a review date in the future." in editor.get(url("draft_page")).text
    refused = editor.post(url("draft_publish"), {"seen": "1", "change_note": "Reviewed"})
    assert refused.status_code == 422
    assert 'value="Reviewed"' in refused.text
    saved = editor.post(url("template_edit"), {"seen": "1", "source": "Test", "next_review_on": "2099-01-01"})
    assert saved.status_code == 303
    nameless = editor.post(url("draft_publish"), {"seen": "1", "change_note": ""})
    assert nameless.status_code == 422
    answer = editor.post(url("draft_publish"), {"seen": "1", "change_note": "Reviewed"})
    assert (answer.status_code, answer["Location"]) == (303, url("template_page"))
    page = editor.get(url("template_page")).text
    assert "Version 2" in page
    assert "Reviewed" in page
    assert "Ada" in page


def test_a_discarded_draft_is_gone(editor):
    assert editor.post(url("draft_discard"), {"seen": "1"}).status_code == 303
    assert TemplateVersion.objects.filter(template__slug="frailty").count() == 1


def test_pages_take_a_constant_number_of_queries(editor, django_assert_max_num_queries):
    for page in (reverse("journeys:template_list"), url("template_page"), url("version_page", 1), url("draft_page")):
        with django_assert_max_num_queries(9):
            editor.get(page)


def test_a_stage_without_its_rows_is_refused(editor):
    form = {name: value for name, value in stage_form([]).items() if not name.startswith("needs-")}
    assert editor.post(url("draft_stage", "identify"), form).status_code == 422
    assert len(draft().stages[1].needs) == 5
