from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from learners.models import Framework, LearningOffer, Role

pytestmark = [pytest.mark.django_db, pytest.mark.embedded, pytest.mark.usefixtures("library")]

ROLE = {
    "seen": "1",
    "title": "Registered nurse",
    "kind": "formal",
    "career_level_from": "5",
    "career_level_to": "6",
    "pay_band": "b5",
    "regulator": "NMC",
    "description": "",
    "source": "Test",
    "is_published": "on",
}
MODELS: dict[str, Any] = {"role": Role, "offer": LearningOffer, "framework": Framework}
KINDS = ["role", "offer", "framework"]
SLUGS = {"role": "nurse", "offer": "rotation", "framework": "frailty"}


def framework_form(**changed: str) -> dict[str, str]:
    tiers = [("T1", "General awareness", 1), ("T2", "Regular work", 2), ("T3", "Autonomous", 3)]
    form = {
        "seen": "1",
        "title": "Frailty core capabilities",
        "publisher": "Skills for Health",
        "coverage": "all",
        "source": "Test",
        "is_published": "on",
        "tiers-TOTAL_FORMS": "5",
        "tiers-INITIAL_FORMS": "3",
    }
    for place, (code, title, depth) in enumerate(tiers):
        form |= {
            f"tiers-{place}-rank": str(place + 1),
            f"tiers-{place}-code": code,
            f"tiers-{place}-title": title,
            f"tiers-{place}-depth": str(depth),
        }
    for place in (3, 4):
        form |= {f"tiers-{place}-{name}": "" for name in ("rank", "code", "title")} | {f"tiers-{place}-depth": "1"}
    return form | changed


@pytest.mark.parametrize("kind", KINDS)
def test_administrators_see_lists_pages_and_forms(admin_client, kind):
    page = admin_client.get(reverse(f"learners:{kind}_list"))
    assert page.status_code == 200
    assert "Own knowledge, to be reviewed" in page.text
    assert admin_client.get(reverse(f"learners:{kind}_page", args=[SLUGS[kind]])).status_code == 200
    assert admin_client.get(reverse(f"learners:{kind}_edit", args=[SLUGS[kind]])).status_code == 200
    assert admin_client.get(reverse(f"learners:{kind}_new")).status_code == 200
    assert admin_client.get(reverse(f"learners:{kind}_page", args=["nothing"])).status_code == 404
    assert admin_client.get(reverse(f"learners:{kind}_edit", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_others_with_an_account_read_what_is_published_and_edit_nothing(facilitator_client, kind):
    listed = facilitator_client.get(reverse(f"learners:{kind}_list"))
    assert listed.status_code == 200
    assert "to be reviewed</strong>" not in listed.text
    page = reverse(f"learners:{kind}_page", args=[SLUGS[kind]])
    assert facilitator_client.get(page).status_code == 200
    MODELS[kind].objects.filter(slug=SLUGS[kind]).update(is_published=False)
    assert facilitator_client.get(page).status_code == 404
    for url in (reverse(f"learners:{kind}_edit", args=[SLUGS[kind]]), reverse(f"learners:{kind}_new")):
        assert facilitator_client.get(url).status_code == 403
        assert facilitator_client.post(url, ROLE).status_code == 403


@pytest.mark.parametrize("name", ["index", "role_list", "offer_list", "framework_list", "role_new"])
def test_strangers_are_asked_to_sign_in(name):
    answer = Client().get(reverse(f"learners:{name}"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_the_index_counts_what_is_there(facilitator_client):
    text = facilitator_client.get(reverse("learners:index")).text
    assert "76 roles" in text
    assert "46 kinds of learning" in text
    assert "14 capability frameworks with 44 tiers" in text


def test_a_list_takes_the_same_queries_for_few_and_many(admin_client, django_assert_max_num_queries):
    for name in ("role_list", "offer_list", "framework_list"):
        with django_assert_max_num_queries(5):
            admin_client.get(reverse(f"learners:{name}"))


def test_search_narrows_the_list_and_stays_in_the_box(admin_client):
    text = admin_client.get(reverse("learners:role_list"), {"q": "podiat"}).text
    assert "1 found for “podiat”" in text
    assert 'value="podiat"' in text


def test_a_saved_role_goes_on_to_its_page(admin_client):
    answer = admin_client.post(
        reverse("learners:role_edit", args=["nurse"]), ROLE | {"title": "Nurse, registered"}, follow=True
    )
    assert answer.redirect_chain == [(reverse("learners:role_page", args=["nurse"]), 303)]
    assert "Nurse, registered" in answer.text
    assert "Saved." in answer.text


def test_a_new_role_is_a_draft_until_it_is_published(admin_client, facilitator_client):
    form = {name: value for name, value in ROLE.items() if name != "is_published"} | {"seen": "0", "title": "Herbalist"}
    answer = admin_client.post(reverse("learners:role_new"), form)
    assert (answer.status_code, answer["Location"]) == (303, reverse("learners:role_page", args=["herbalist"]))
    assert facilitator_client.get(answer["Location"]).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"career_level_to": ""}, "Give both career levels, or neither."),
        ({"career_level_to": "4"}, "The highest career level cannot be below the lowest."),
        ({"career_level_from": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"pay_band": "b10"}, "Select a valid choice. b10 is not one of the available choices."),
        ({"title": "Porter"}, "There is one with this title already."),
        ({"description": "NHS 943 476 5919"}, "This looks like an NHS number."),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(admin_client, wrong, sentence):
    answer = admin_client.post(reverse("learners:role_edit", args=["nurse"]), ROLE | {"regulator": "Typed"} | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Typed"' in answer.text
    assert Role.objects.get(slug="nurse").revision == 1


def test_a_refused_text_stays_in_the_box(admin_client):
    text = "Words about 943 476 5919"
    answer = admin_client.post(reverse("learners:role_edit", args=["nurse"]), ROLE | {"description": text})
    assert f"{text}</textarea>" in answer.text


def test_two_administrators_at_one_role_see_both_texts_and_decide(admin_client, admin: User):
    url = reverse("learners:role_edit", args=["nurse"])
    assert admin_client.post(url, ROLE | {"regulator": "Theirs"}).status_code == 303
    conflict = admin_client.post(url, ROLE | {"regulator": "Mine"})
    assert conflict.status_code == 409
    assert "Regulator now says" in conflict.text
    assert "Theirs" in conflict.text
    assert 'value="Mine"' in conflict.text
    assert Role.objects.get(slug="nurse").regulator == "Theirs"
    assert '<input type="hidden" name="seen" value="2">' in conflict.text
    assert admin_client.post(url, ROLE | {"regulator": "Mine", "seen": "2"}).status_code == 303
    assert Role.objects.get(slug="nurse").regulator == "Mine"


def test_a_refused_form_does_not_learn_the_newest_revision(admin_client):
    url = reverse("learners:role_edit", args=["nurse"])
    admin_client.post(url, ROLE | {"regulator": "Theirs"})
    refused = admin_client.post(url, ROLE | {"title": ""})
    assert refused.status_code == 422
    assert '<input type="hidden" name="seen" value="1">' in refused.text


def test_a_framework_is_saved_with_its_tiers(admin_client):
    form = framework_form(
        **{"tiers-3-rank": "4", "tiers-3-code": "T4", "tiers-3-title": "Leads a system", "tiers-3-depth": "3"},
        **{"tiers-0-DELETE": "on"},
    )
    answer = admin_client.post(reverse("learners:framework_edit", args=["frailty"]), form)
    assert answer.status_code == 303
    tiers = Framework.objects.get(slug="frailty").tiers.order_by("rank")
    assert list(tiers.values_list("rank", "code")) == [(1, "T2"), (2, "T3"), (3, "T4")]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"tiers-2-depth": "1"}, "A higher tier cannot reach less deep than a lower one."),
        ({"tiers-1-rank": "1"}, "Two tiers have the same rank."),
        ({"tiers-1-code": "T1"}, "Two tiers have the same code."),
        ({"tiers-1-title": ""}, "This field is required."),
        ({"tiers-1-title": "943 476 5919"}, "This looks like an NHS number."),
        ({"coverage": "listed"}, "Choose the roles that the framework speaks about."),
        ({"covered_roles": "nurse"}, "Choose “Listed roles” above, or take the roles away."),
        (
            {"tiers-0-DELETE": "on", "tiers-1-DELETE": "on", "tiers-2-DELETE": "on"},
            "A framework has at least one tier.",
        ),
    ],
)
def test_a_wrong_framework_is_refused(admin_client, wrong, sentence):
    answer = admin_client.post(reverse("learners:framework_edit", args=["frailty"]), framework_form(**wrong))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert Framework.objects.get(slug="frailty").revision == 1


def test_a_framework_saved_meanwhile_shows_its_tiers(admin_client):
    url = reverse("learners:framework_edit", args=["frailty"])
    assert admin_client.post(url, framework_form(**{"tiers-1-title": "Theirs"})).status_code == 303
    conflict = admin_client.post(url, framework_form(**{"tiers-1-title": "Mine"}))
    assert conflict.status_code == 409
    assert "T1 General awareness; T2 Theirs; T3 Autonomous" in conflict.text


def test_an_offer_is_made_and_changed(admin_client):
    form = {
        "seen": "0",
        "title": "Night school",
        "learner_stage": "getting_on",
        "offer_type": "study_skills",
        "academic_level": "",
        "length": "a term",
        "source": "Test",
        "is_published": "on",
    }
    assert admin_client.post(reverse("learners:offer_new"), form).status_code == 303
    url = reverse("learners:offer_edit", args=["night-school"])
    assert admin_client.post(url, form | {"seen": "1", "academic_level": "9"}).status_code == 422
    assert admin_client.post(url, form | {"seen": "1", "academic_level": "3"}).status_code == 303
    assert LearningOffer.objects.get(slug="night-school").academic_level == 3


def test_a_framework_without_its_rows_is_refused(admin_client):
    form = {name: value for name, value in framework_form().items() if not name.startswith("tiers-")}
    answer = admin_client.post(reverse("learners:framework_edit", args=["frailty"]), form)
    assert answer.status_code == 422
    assert Framework.objects.get(slug="frailty").tiers.count() == 3
