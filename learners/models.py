"""The learner journey's library: frameworks with their tiers, roles, learning offers.

Each record says where it comes from and whether it still waits for somebody of the field to review it. ``revision``
counts the saves: an edit names the one it saw. ``loaded_checksum`` tells the loader whether the record still is what
the product shipped; a record made by a person has none.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower

from learners.rules import (
    ACADEMIC_LEVEL_HIGHEST,
    ACADEMIC_LEVEL_LOWEST,
    CAREER_LEVEL_HIGHEST,
    CAREER_LEVEL_LOWEST,
    Coverage,
    Depth,
    LearnerStage,
    OfferType,
    PayBand,
    WorkforceKind,
)


class LibraryRecord(models.Model):
    """What every record of the library carries."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=160)
    source = models.CharField("where it comes from", max_length=300)
    own_knowledge = models.BooleanField("own knowledge, to be reviewed", default=False)
    review_on = models.DateField("review date", null=True, blank=True)
    is_published = models.BooleanField("published", default=True)
    revision = models.PositiveIntegerField(default=1)
    loaded_checksum = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(title=""), name="%(app_label)s_%(class)s_has_title"),
        ]

    def __str__(self) -> str:
        return self.title


class Role(LibraryRecord):
    """Somebody who may be present in a segment, employed or not."""

    kind = models.CharField("workforce kind", max_length=20, choices=WorkforceKind.choices)
    career_level_from = models.PositiveSmallIntegerField(null=True, blank=True)
    career_level_to = models.PositiveSmallIntegerField(null=True, blank=True)
    pay_band = models.CharField("indicative pay band", max_length=20, choices=PayBand.choices)
    regulator = models.CharField(max_length=80, blank=True)
    description = models.TextField(max_length=2000, blank=True)

    class Meta(LibraryRecord.Meta):
        constraints: ClassVar = [
            *LibraryRecord.Meta.constraints,
            models.UniqueConstraint(Lower("title"), name="learners_role_title_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=WorkforceKind.values), name="%(app_label)s_%(class)s_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(pay_band__in=PayBand.values), name="%(app_label)s_%(class)s_pay_band_known"
            ),
            models.CheckConstraint(
                condition=models.Q(career_level_from__isnull=True, career_level_to__isnull=True)
                | models.Q(
                    career_level_from__isnull=False,
                    career_level_to__isnull=False,
                    career_level_from__gte=CAREER_LEVEL_LOWEST,
                    career_level_to__lte=CAREER_LEVEL_HIGHEST,
                    career_level_from__lte=models.F("career_level_to"),
                ),
                name="%(app_label)s_%(class)s_career_levels",
            ),
        ]


class Framework(LibraryRecord):
    """A named capability framework: own-words summary and citation, never copied wording (B.5:28)."""

    publisher = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    coverage = models.CharField(max_length=20, choices=Coverage.choices)
    covered_roles = models.ManyToManyField(Role, blank=True, related_name="frameworks")
    note = models.TextField(max_length=2000, blank=True)

    class Meta(LibraryRecord.Meta):
        constraints: ClassVar = [
            *LibraryRecord.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(coverage__in=Coverage.values), name="%(app_label)s_%(class)s_coverage_known"
            ),
            models.CheckConstraint(
                condition=models.Q(year__isnull=True) | models.Q(year__gte=1900, year__lte=2200),
                name="%(app_label)s_%(class)s_year",
            ),
        ]


class FrameworkTier(models.Model):
    """One depth inside a named framework, mapped to the common scale."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="tiers")
    rank = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=160)
    depth = models.PositiveSmallIntegerField(choices=[(depth.value, depth.label) for depth in Depth if depth])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["framework", "rank"], name="%(app_label)s_%(class)s_rank_once"),
            models.UniqueConstraint(fields=["framework", "code"], name="%(app_label)s_%(class)s_code_once"),
            models.CheckConstraint(condition=models.Q(rank__gte=1), name="%(app_label)s_%(class)s_rank_from_one"),
            models.CheckConstraint(
                condition=models.Q(depth__gte=Depth.AWARE, depth__lte=Depth.EXPERT),
                name="%(app_label)s_%(class)s_depth_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(code=""), name="%(app_label)s_%(class)s_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class LearningOffer(LibraryRecord):
    """Learning that people at one learner stage may take up."""

    learner_stage = models.CharField(max_length=20, choices=LearnerStage.choices)
    offer_type = models.CharField("kind of learning", max_length=30, choices=OfferType.choices)
    academic_level = models.PositiveSmallIntegerField(null=True, blank=True)
    length = models.CharField("usual length", max_length=160, blank=True)

    class Meta(LibraryRecord.Meta):
        constraints: ClassVar = [
            *LibraryRecord.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(learner_stage__in=LearnerStage.values),
                name="%(app_label)s_%(class)s_learner_stage_known",
            ),
            models.CheckConstraint(
                condition=models.Q(offer_type__in=OfferType.values), name="%(app_label)s_%(class)s_offer_type_known"
            ),
            models.CheckConstraint(
                condition=models.Q(academic_level__isnull=True)
                | models.Q(academic_level__gte=ACADEMIC_LEVEL_LOWEST, academic_level__lte=ACADEMIC_LEVEL_HIGHEST),
                name="%(app_label)s_%(class)s_academic_level",
            ),
        ]
