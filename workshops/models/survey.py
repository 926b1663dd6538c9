"""What people are asked outside the room, by link and without an account."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.rules.roles import Sector
from learners.rules import LearnerStage
from workshops.models.room import Workshop, known
from workshops.rules import limits
from workshops.rules.codes import QuestionKind, SurveyKind


class Survey(models.Model):
    """Questions to the people of a workshop, before or after it."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="surveys")
    kind = models.CharField(max_length=10, choices=SurveyKind.choices)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop", "kind"], name="workshops_survey_kind_once"),
            models.CheckConstraint(condition=known("kind", SurveyKind.values), name="workshops_survey_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} survey"


class SurveyLink(models.Model):
    """A link to a survey, or to the return of existing offers; a fresh one reaches those who were silent."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="links")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, null=True, blank=True, related_name="links")
    token = models.CharField(max_length=24, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link {self.pk}"


class Question(models.Model):
    """One question of a survey."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=QuestionKind.choices)
    text = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "position"], name="workshops_question_position_once"),
            models.CheckConstraint(condition=known("kind", QuestionKind.values), name="workshops_question_kind_known"),
        ]

    def __str__(self) -> str:
        return self.text


class Response(models.Model):
    """One reply to a survey. It knows its sector and nothing else of who sent it.

    ``device`` is a digest that keeps one device to one reply; it is blanked when the survey closes.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    sector = models.CharField(max_length=20, choices=Sector.choices)
    device = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["survey", "device"], condition=~Q(device=""), name="workshops_response_once"
            ),
            models.CheckConstraint(condition=known("sector", Sector.values), name="workshops_response_sector_known"),
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"


class Answer(models.Model):
    """What a reply says to one question."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(max_length=limits.TEXT, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "question"], name="workshops_answer_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__lte=10), name="workshops_answer_number"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class ExistingOffer(models.Model):
    """Learning that an organisation says it offers already, told by link before the workshop."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="existing_offers")
    organisation = models.CharField(max_length=limits.TITLE)
    title = models.CharField(max_length=limits.TITLE)
    learner_stage = models.CharField(max_length=20, choices=LearnerStage.choices, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)
    contact = models.CharField(max_length=limits.TITLE, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=known("learner_stage", LearnerStage.values, blank=True),
                name="workshops_existingoffer_stage_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title
