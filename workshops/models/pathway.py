"""The map of one workshop: its segments, what is needed there, and the learning that would bring it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from journeys.rules import SegmentKind
from learners.models import LearningOffer, Role
from learners.rules import ConversationStep, LearnerStage, OfferStatus, WorkforceKind
from workshops.models.room import Membership, Workshop, known
from workshops.rules import limits
from workshops.rules.codes import DeploymentChange, NeedSource


class Contribution(models.Model):
    """What people put on the board. ``version`` counts edits of its words; a removed one is kept for undo."""

    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Words(Contribution):
    """Words of somebody in the room. The author is kept for undo and their own list only, and is shown to nobody.

    While ``is_hidden`` holds they are on nobody's board but the author's own list (private writing); ``revealed_at`` is
    when a reveal showed them. ``by_scribe`` marks what a scribe or a facilitator wrote down for others.
    """

    author = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by_scribe = models.BooleanField(default=False, db_default=False)
    is_hidden = models.BooleanField(default=False, db_default=False)
    revealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Segment(Contribution):
    """A stage of the pathway, or a transition zone that joins two stages of it (domain B.5:1).

    ``revision`` is the number of the last event that changed what its column shows.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="segments")
    kind = models.CharField(max_length=12, choices=SegmentKind.choices)
    position = models.IntegerField()
    title = models.CharField(max_length=limits.TITLE)
    settings = models.JSONField(default=list, blank=True)
    person_need = models.CharField(max_length=limits.TEXT, blank=True)
    from_stage = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="zones_out")
    to_stage = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="zones_in")
    kinds = models.JSONField(default=list, blank=True)
    stake = models.CharField(max_length=limits.TEXT, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workshop", "position"],
                condition=Q(removed_at__isnull=True),
                name="workshops_segment_position_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=SegmentKind.STAGE, from_stage__isnull=True, to_stage__isnull=True)
                | Q(kind=SegmentKind.TRANSITION, from_stage__isnull=False, to_stage__isnull=False),
                name="workshops_segment_zone_joins_two",
            ),
            models.CheckConstraint(
                condition=Q(from_stage__isnull=True) | ~Q(from_stage=F("to_stage")),
                name="workshops_segment_zone_joins_different",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Breakout(models.Model):
    """A group of people that works on some segments by itself."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="breakouts")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=limits.NAME)
    segments = models.ManyToManyField(Segment, blank=True, related_name="breakouts")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop", "number"], name="workshops_breakout_number_once"),
        ]

    def __str__(self) -> str:
        return self.title


class SegmentStar(models.Model):
    """That somebody is worried about a segment; one star a person and segment."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="stars")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["segment", "membership"], name="workshops_segmentstar_once"),
        ]

    def __str__(self) -> str:
        return f"star {self.pk}"


class ZoneHolder(Contribution):
    """Who holds the relationship, the information and the risk in a transition zone; blank is not known yet.

    ``limits.NOBODY`` says that nobody does: the person is nobody's there (domain A.7).
    """

    segment = models.OneToOneField(Segment, on_delete=models.CASCADE, related_name="holder")
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="zone_holders")
    relationship = models.CharField(max_length=limits.TITLE, blank=True)
    information = models.CharField(max_length=limits.TITLE, blank=True)
    risk = models.CharField(max_length=limits.TITLE, blank=True)

    def __str__(self) -> str:
        return f"holders of {self.segment_id}"


class PersonNeed(Words):
    """What the person needs in a segment, in the room's words."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="person_needs")
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="person_needs")
    text = models.CharField(max_length=limits.TEXT)
    source = models.CharField(max_length=20, choices=NeedSource.choices, default=NeedSource.PERSONA)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=known("source", NeedSource.values), name="workshops_personneed_source_known"
            ),
        ]

    def __str__(self) -> str:
        return f"person need {self.pk}"


class WorkforceNeed(Words):
    """A role that is needed in a segment: how deep, how deep now, which learners it holds (domain B.4).

    ``title`` is the role's title at the time, so that later edits of the library do not change this map. ``depth_now``
    is None while nobody knows it. The gap is computed, never kept (domain B.5:8).
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="needs")
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="needs")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True)
    title = models.CharField(max_length=limits.TITLE)
    kind = models.CharField(max_length=10, choices=WorkforceKind.choices, default=WorkforceKind.FORMAL)
    depth_needed = models.PositiveSmallIntegerField()
    depth_now = models.PositiveSmallIntegerField(null=True, blank=True)
    step = models.CharField(max_length=12, choices=ConversationStep.choices, blank=True)
    learner_stages = models.JSONField(default=list, blank=True)
    pillars = models.JSONField(default=list, blank=True)
    deployment = models.CharField(max_length=24, choices=DeploymentChange.choices, blank=True)
    note = models.CharField(max_length=limits.TEXT, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(depth_needed__gte=1, depth_needed__lte=3), name="workshops_workforceneed_depth_needed"
            ),
            models.CheckConstraint(
                condition=Q(depth_now__isnull=True) | Q(depth_now__lte=3), name="workshops_workforceneed_depth_now"
            ),
            models.CheckConstraint(
                condition=known("kind", WorkforceKind.values), name="workshops_workforceneed_kind_known"
            ),
            models.CheckConstraint(
                condition=known("step", ConversationStep.values, blank=True), name="workshops_workforceneed_step_known"
            ),
            models.CheckConstraint(
                condition=known("deployment", DeploymentChange.values, blank=True),
                name="workshops_workforceneed_deployment_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OfferLink(Contribution):
    """A learning offer against a workforce need: in place, elsewhere, planned or missing."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="offers")
    need = models.ForeignKey(WorkforceNeed, on_delete=models.CASCADE, related_name="offers")
    offer = models.ForeignKey(LearningOffer, on_delete=models.PROTECT, null=True, blank=True)
    title = models.CharField(max_length=limits.TITLE)
    learner_stage = models.CharField(max_length=20, choices=LearnerStage.choices)
    status = models.CharField(max_length=20, choices=OfferStatus.choices)
    note = models.CharField(max_length=limits.TEXT, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=known("learner_stage", LearnerStage.values), name="workshops_offerlink_stage_known"
            ),
            models.CheckConstraint(
                condition=known("status", OfferStatus.values), name="workshops_offerlink_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DepthPoll(models.Model):
    """A quick poll "where are we now" on a workforce need; open until ``closed_at``."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="polls")
    need = models.ForeignKey(WorkforceNeed, on_delete=models.CASCADE, related_name="polls")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(closed_at__isnull=True), name="workshops_depthpoll_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"poll {self.pk}"


class DepthAnswer(models.Model):
    """One answer to a poll. ``voter`` tells answers of an open poll apart and is blanked when it closes.

    It is a keyed digest, never an id. ``people`` is more than one when a scribe enters the tally of a table.
    """

    poll = models.ForeignKey(DepthPoll, on_delete=models.CASCADE, related_name="answers")
    voter = models.CharField(max_length=64, blank=True)
    depth = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField(default=1)
    by_scribe = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["poll", "voter"], condition=~Q(voter=""), name="workshops_depthanswer_once"
            ),
            models.CheckConstraint(condition=Q(depth__lte=3), name="workshops_depthanswer_depth"),
            models.CheckConstraint(condition=Q(people__gte=1), name="workshops_depthanswer_people"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
