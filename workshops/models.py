"""Facts of the room. A workshop owns everything here; words live in rows that can be blanked, events hold ids only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import System, User
from accounts.rules.roles import Sector
from journeys.models import TemplateVersion
from journeys.rules import SegmentKind
from learners.models import Framework, LearningOffer, Role
from learners.rules import ConversationStep, LearnerStage, OfferStatus, StarEnabler, WorkforceKind
from workshops.rules import limits
from workshops.rules.codes import (
    OWNED_STATUSES,
    ActionStatus,
    DeploymentChange,
    IdeaStatus,
    NeedSource,
    ReportStatus,
    WorkshopMode,
    WorkshopPhase,
    WorkshopRole,
    WorkshopStatus,
)


def known(field: str, codes: list[str], *, blank: bool = False) -> Q:
    """The condition that a column holds one of the codes."""
    return Q(**{f"{field}__in": [*codes, ""] if blank else codes})


class Workshop(models.Model):
    """One session of one group on one pathway. Its row is the lock under which everything in it changes.

    ``version`` counts edits of what is said about it.
    """

    public_id = models.CharField(max_length=12, unique=True)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="workshops")
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, null=True, blank=True)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, null=True, blank=True)
    title = models.CharField(max_length=limits.TITLE)
    challenge = models.CharField(max_length=300, blank=True)
    population = models.CharField(max_length=300, blank=True)
    starts = models.CharField(max_length=300, blank=True)
    ends = models.CharField(max_length=300, blank=True)
    person_word = models.CharField(max_length=40, default="person")
    suggestions = models.JSONField(default=dict, blank=True)
    mode = models.CharField(max_length=20, choices=WorkshopMode.choices, default=WorkshopMode.IN_ROOM)
    status = models.CharField(max_length=20, choices=WorkshopStatus.choices, default=WorkshopStatus.DRAFT)
    phase = models.CharField(max_length=20, choices=WorkshopPhase.choices, default=WorkshopPhase.JOIN)
    held_on = models.DateField(null=True, blank=True)
    join_code = models.CharField(max_length=8, unique=True)
    version = models.PositiveIntegerField(default=1)
    last_event = models.PositiveIntegerField(default=0)
    last_idea = models.PositiveIntegerField(default=0)
    last_action = models.PositiveIntegerField(default=0)
    last_report = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=known("mode", WorkshopMode.values), name="workshops_workshop_mode_known"),
            models.CheckConstraint(
                condition=known("status", WorkshopStatus.values), name="workshops_workshop_status_known"
            ),
            models.CheckConstraint(
                condition=known("phase", WorkshopPhase.values), name="workshops_workshop_phase_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    """Somebody's place in one workshop, held by a token in a cookie. ``token_hash`` is the SHA-256 of the token."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="memberships")
    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=limits.NAME, blank=True)
    sector = models.CharField(max_length=20, choices=Sector.choices)
    role = models.CharField(max_length=24, choices=WorkshopRole.choices, default=WorkshopRole.PARTICIPANT)
    joined_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=known("sector", Sector.values), name="workshops_membership_sector_known"),
            models.CheckConstraint(
                condition=known("role", WorkshopRole.values), name="workshops_membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"


class JoinFailure(models.Model):
    """How many typed codes with one beginning (or, with a blank beginning, in all) failed within one minute."""

    prefix = models.CharField(max_length=3, blank=True)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["prefix", "minute"], name="workshops_joinfailure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.count}"


class Persona(models.Model):
    """The invented person that the pathway is for; never a real one (domain B.5:22)."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="personas")
    name = models.CharField(max_length=limits.NAME)
    age_band = models.CharField(max_length=40, blank=True)
    situation = models.CharField(max_length=limits.TEXT, blank=True)
    matters = models.CharField(max_length=limits.TEXT, blank=True)
    worries = models.CharField(max_length=limits.TEXT, blank=True)
    is_invented = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(is_invented=True), name="workshops_persona_is_invented"),
        ]

    def __str__(self) -> str:
        return self.name


class Contribution(models.Model):
    """What people put on the board. ``version`` counts edits of its words; a removed one is kept for undo."""

    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)

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


class PersonNeed(Contribution):
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


class WorkforceNeed(Contribution):
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


class Idea(Contribution):
    """An answer to a gap. Its number is given by the system and never used again."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="ideas")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=limits.TEXT)
    enabler = models.CharField(max_length=24, choices=StarEnabler.choices, blank=True)
    status = models.CharField(max_length=16, choices=IdeaStatus.choices, default=IdeaStatus.OPEN)
    segments = models.ManyToManyField(Segment, blank=True, related_name="ideas")
    needs = models.ManyToManyField(WorkforceNeed, blank=True, related_name="ideas")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop", "number"], name="workshops_idea_number_once"),
            models.CheckConstraint(
                condition=known("enabler", StarEnabler.values, blank=True), name="workshops_idea_enabler_known"
            ),
            models.CheckConstraint(condition=known("status", IdeaStatus.values), name="workshops_idea_status_known"),
        ]

    def __str__(self) -> str:
        return f"idea {self.number}"


class Action(Contribution):
    """What is to be done. Agreed only with an owner, the owner's organisation and a due date (domain B.5:16)."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="actions")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=limits.TEXT)
    idea = models.ForeignKey(Idea, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions")
    owner = models.CharField(max_length=limits.TITLE, blank=True)
    organisation = models.CharField(max_length=limits.TITLE, blank=True)
    due_on = models.DateField(null=True, blank=True)
    enabler = models.CharField(max_length=24, choices=StarEnabler.choices, blank=True)
    status = models.CharField(max_length=16, choices=ActionStatus.choices, default=ActionStatus.PROPOSED)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop", "number"], name="workshops_action_number_once"),
            models.CheckConstraint(
                condition=known("enabler", StarEnabler.values, blank=True), name="workshops_action_enabler_known"
            ),
            models.CheckConstraint(
                condition=known("status", ActionStatus.values), name="workshops_action_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=OWNED_STATUSES)
                | (~Q(owner="") & ~Q(organisation="") & Q(due_on__isnull=False)),
                name="workshops_action_agreed_is_owned",
            ),
        ]

    def __str__(self) -> str:
        return f"action {self.number}"


class Event(models.Model):
    """One change of one workshop: its number, what kind, and the stems of what changed. No words, no names."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    stems = models.JSONField(default=list)
    subject = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop", "number"], name="workshops_event_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class Operation(models.Model):
    """That an operation with this key was carried out, and its answer: the second time nothing changes."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="operations")
    key = models.UUIDField()
    verb = models.CharField(max_length=40)
    by = models.CharField(max_length=24)
    number = models.PositiveIntegerField()
    target_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop", "key"], name="workshops_operation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.number}"


class Report(models.Model):
    """A report and the job that makes it. ``snapshot`` is the workshop as it was at event ``as_of``."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="reports")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=ReportStatus.choices, default=ReportStatus.QUEUED)
    as_of = models.PositiveIntegerField()
    snapshot = models.JSONField()
    attempt = models.PositiveIntegerField(default=0)
    owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)
    requested_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop", "number"], name="workshops_report_number_once"),
            models.CheckConstraint(
                condition=known("status", ReportStatus.values), name="workshops_report_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=ReportStatus.RUNNING) | (~Q(owner="") & Q(lease_until__isnull=False)),
                name="workshops_report_running_is_leased",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.number}"


class ReportFile(models.Model):
    """The printed report, kept beside its row so that every web process can hand it out."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()
    checksum = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"file of {self.report_id}"
