import pytest

from learners import queries
from learners.models import Framework, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def wording(framework: str) -> dict[int | None, dict[int, str]]:
    return queries.tier_wording(Framework.objects.get(slug=framework).pk)


def role_id(slug: str) -> int:
    return Role.objects.get(slug=slug).pk


def test_a_framework_for_all_speaks_about_every_role_and_own_titles():
    words = wording("frailty")
    assert len(words) == 77
    assert words[None] == words[role_id("nurse")]
    assert words[None] == {
        1: "General awareness",
        2: "Regular work, seeks help with complexity",
        3: "Autonomous in complexity, may lead",
    }


def test_a_framework_for_registered_roles_speaks_about_those_with_a_regulator():
    words = wording("acp")
    assert words[role_id("nurse")][2] == "Registered / Enhanced, mainly one pillar"
    assert role_id("porter") not in words
    assert None not in words


def test_a_framework_for_listed_roles_speaks_about_those():
    assert set(wording("msw")) == {role_id("msw")}


def test_wording_takes_a_constant_number_of_queries(django_assert_num_queries):
    framework = Framework.objects.get(slug="diabetes-nursing").pk
    with django_assert_num_queries(4):
        queries.tier_wording(framework)


def test_role_titles_are_published_ones_by_title(django_assert_num_queries):
    Role.objects.filter(slug="porter").update(is_published=False)
    with django_assert_num_queries(1):
        titles = queries.role_titles()
    assert len(titles) == 75
    assert [title.title for title in titles] == sorted(title.title for title in titles)
    assert "Porter" not in {title.title for title in titles}


def test_cards_are_searched_by_every_word():
    assert [card.slug for card in queries.role_cards(search="advanced pract")] == ["acp"]
    assert [card.slug for card in queries.offer_cards(search="T Level industry")] == ["t-level"]
    assert [card.slug for card in queries.framework_cards(search="trend")] == ["diabetes-nursing"]
    assert queries.role_cards(search="zebra") == []


def test_offers_stand_in_the_order_of_the_learner_stages():
    stages = [card.learner_stage for card in queries.offer_cards()]
    order = ["getting_in", "getting_on", "go_further", "and_further"]
    assert stages == sorted(stages, key=order.index)


def test_unpublished_cards_are_shown_only_when_asked_for():
    Role.objects.filter(slug="porter").update(is_published=False)
    assert len(queries.role_cards()) == 75
    assert len(queries.role_cards(drafts=True)) == 76
