import pytest
from django.db import IntegrityError, transaction

from learners.models import Framework, FrameworkTier, LearningOffer, Role

pytestmark = pytest.mark.django_db

ROLE = {"slug": "nurse", "title": "Nurse", "kind": "formal", "pay_band": "b5", "source": "Test"}
OFFER = {
    "slug": "rotation",
    "title": "Rotation",
    "learner_stage": "go_further",
    "offer_type": "rotation",
    "source": "Test",
}
FRAMEWORK = {"slug": "frailty", "title": "Frailty", "publisher": "Somebody", "coverage": "all", "source": "Test"}


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"title": ""}, "learners_role_has_title"),
        ({"kind": "other"}, "learners_role_kind_known"),
        ({"pay_band": "b10"}, "learners_role_pay_band_known"),
        ({"career_level_from": 0, "career_level_to": 2}, "learners_role_career_levels"),
        ({"career_level_from": 9, "career_level_to": 10}, "learners_role_career_levels"),
        ({"career_level_from": 5, "career_level_to": 4}, "learners_role_career_levels"),
        ({"career_level_from": 5}, "learners_role_career_levels"),
        ({"career_level_to": 5}, "learners_role_career_levels"),
    ],
)
def test_role_constraints(wrong, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Role.objects.create(**{**ROLE, **wrong})


def test_a_role_title_stands_once_in_any_case():
    Role.objects.create(**ROLE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(**{**ROLE, "slug": "other", "title": "NURSE"})


def test_levels_and_band_may_disagree():
    role = Role.objects.create(**{**ROLE, "career_level_from": 9, "career_level_to": 9, "pay_band": "b2"})
    assert (role.career_level_from, role.pay_band) == (9, "b2")


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"title": ""}, "learners_learningoffer_has_title"),
        ({"learner_stage": "later"}, "learners_learningoffer_learner_stage_known"),
        ({"offer_type": "party"}, "learners_learningoffer_offer_type_known"),
        ({"academic_level": 0}, "learners_learningoffer_academic_level"),
        ({"academic_level": 9}, "learners_learningoffer_academic_level"),
    ],
)
def test_offer_constraints(wrong, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        LearningOffer.objects.create(**{**OFFER, **wrong})


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"title": ""}, "learners_framework_has_title"),
        ({"coverage": "some"}, "learners_framework_coverage_known"),
        ({"year": 1066}, "learners_framework_year"),
    ],
)
def test_framework_constraints(wrong, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Framework.objects.create(**{**FRAMEWORK, **wrong})


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"depth": 0}, "learners_frameworktier_depth_known"),
        ({"depth": 4}, "learners_frameworktier_depth_known"),
        ({"rank": 0}, "learners_frameworktier_rank_from_one"),
        ({"title": ""}, "learners_frameworktier_has_words"),
        ({"code": ""}, "learners_frameworktier_has_words"),
    ],
)
def test_tier_constraints(wrong, constraint):
    framework = Framework.objects.create(**FRAMEWORK)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        FrameworkTier.objects.create(
            **{"framework": framework, "rank": 1, "code": "T1", "title": "One", "depth": 1, **wrong}
        )


@pytest.mark.parametrize(("rank", "code"), [(1, "T2"), (2, "T1")])
def test_rank_and_code_of_a_tier_stand_once_in_a_framework(rank, code):
    framework = Framework.objects.create(**FRAMEWORK)
    FrameworkTier.objects.create(framework=framework, rank=1, code="T1", title="One", depth=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        FrameworkTier.objects.create(framework=framework, rank=rank, code=code, title="Two", depth=2)
