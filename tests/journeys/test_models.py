from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from journeys.models import PathwayTemplate, TemplateVersion
from learners.models import Framework
from tests.learners.people import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def framework() -> Framework:
    return Framework.objects.create(
        slug="frailty", title="Frailty", publisher="Somebody", coverage="all", source="Test"
    )


@pytest.fixture
def template(framework: Framework) -> PathwayTemplate:
    return PathwayTemplate.objects.create(
        slug="small", title="Small", person_word="person", framework=framework, source="Test"
    )


def version(template: PathwayTemplate, **changed: Any) -> TemplateVersion:
    return TemplateVersion.objects.create(
        **{"template": template, "number": 1, "content": {}, "checksum": "c", "published_at": NOON, **changed}
    )


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"title": ""}, "journeys_pathwaytemplate_has_title"),
        ({"person_word": ""}, "journeys_pathwaytemplate_has_person_word"),
        ({"status": "lost"}, "journeys_pathwaytemplate_status_known"),
    ],
)
def test_template_constraints(framework, wrong, constraint):
    facts = {"slug": "s", "title": "S", "person_word": "person", "framework": framework, "source": "Test"}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PathwayTemplate.objects.create(**{**facts, **wrong})


def test_a_framework_that_a_template_uses_stays(template, framework):
    with pytest.raises(ProtectedError):
        framework.delete()


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"number": 0}, "journeys_templateversion_number_from_one"),
        ({"checksum": ""}, "journeys_templateversion_has_checksum"),
    ],
)
def test_version_constraints(template, wrong, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        version(template, **wrong)


def test_only_a_published_version_has_a_publisher(template, admin):
    with pytest.raises(IntegrityError, match="journeys_templateversion_publisher_of_published"), transaction.atomic():
        version(template, published_at=None, published_by=admin)


def test_a_number_stands_once_and_a_template_has_at_most_one_draft(template):
    version(template)
    with pytest.raises(IntegrityError), transaction.atomic():
        version(template)
    version(template, number=2, published_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        version(template, number=3, published_at=None)
