"""The map's library: pathway templates and their versions. A published version never changes (B.5:20)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from journeys.rules import TemplateStatus
from learners.models import Framework


class PathwayTemplate(models.Model):
    """A pathway that workshops may start from. Title, word and framework are those of its latest published version."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=160)
    person_word = models.CharField("word for the person", max_length=40)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="templates")
    status = models.CharField(max_length=20, choices=TemplateStatus.choices, default=TemplateStatus.DRAFT)
    next_review_on = models.DateField("next review", null=True, blank=True)
    source = models.TextField("where it comes from", max_length=2000)
    own_knowledge = models.BooleanField("own knowledge, to be reviewed", default=False)
    revision = models.PositiveIntegerField(default=1)
    loaded_checksum = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(title=""), name="%(app_label)s_%(class)s_has_title"),
            models.CheckConstraint(condition=~models.Q(person_word=""), name="%(app_label)s_%(class)s_has_person_word"),
            models.CheckConstraint(
                condition=models.Q(status__in=TemplateStatus.values), name="%(app_label)s_%(class)s_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TemplateVersion(models.Model):
    """One state of a template's content; the draft is the one that is not published yet.

    ``content`` is what ``journeys.rules.stored_content`` makes, ``checksum`` the SHA-256 of its canonical JSON.
    ``revision`` counts the saves of a draft: an edit names the one it saw.
    """

    template = models.ForeignKey(PathwayTemplate, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    checksum = models.CharField(max_length=64)
    change_note = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template", "number"], name="%(app_label)s_%(class)s_number_once"),
            models.UniqueConstraint(
                fields=["template"],
                condition=models.Q(published_at__isnull=True),
                name="%(app_label)s_%(class)s_one_draft",
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="%(app_label)s_%(class)s_number_from_one"),
            models.CheckConstraint(condition=~models.Q(checksum=""), name="%(app_label)s_%(class)s_has_checksum"),
            models.CheckConstraint(
                condition=models.Q(published_by__isnull=True) | models.Q(published_at__isnull=False),
                name="%(app_label)s_%(class)s_publisher_of_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} version {self.number}"
