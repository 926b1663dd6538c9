"""The workshop itself: its row is the lock; its agenda, its people and their groups."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import System, User
from accounts.rules.roles import Sector
from journeys.models import TemplateVersion
from learners.models import Framework
from workshops.rules import limits
from workshops.rules.codes import (
    AgendaKind,
    Door,
    Technique,
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

    ``version`` counts edits of what is said about it. ``item`` is the part of the agenda that the room is in; None
    before it has begun, and ``also`` names the item's further phases. The clock is ``ends_at``, or ``seconds_left``
    while it is paused. ``step`` counts the steps of the item's technique from 1; while ``is_private`` holds, new words
    reach nobody else before they are revealed. ``before_reveal`` is the step that a reveal ended, for its undo.
    ``lead`` is the lead facilitator. ``declared_at`` says when the information-governance declaration was signed.
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
    sponsor = models.CharField(max_length=limits.TITLE, blank=True, default="", db_default="")
    outcome = models.CharField(max_length=300, blank=True, default="", db_default="")
    held_on = models.DateField(null=True, blank=True)
    join_code = models.CharField(max_length=8, unique=True)
    door = models.CharField(max_length=10, choices=Door.choices, default=Door.OPEN, db_default=Door.OPEN)
    item = models.ForeignKey("AgendaItem", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ends_at = models.DateTimeField(null=True, blank=True)
    seconds_left = models.IntegerField(null=True, blank=True)
    also = models.JSONField(default=list, blank=True, db_default=models.Value([], models.JSONField()))
    step = models.PositiveSmallIntegerField(default=0, db_default=0)
    step_ends_at = models.DateTimeField(null=True, blank=True)
    is_private = models.BooleanField(default=False, db_default=False)
    revealed_at = models.DateTimeField(null=True, blank=True)
    before_reveal = models.JSONField(null=True, blank=True)
    spotlight = models.ForeignKey("Segment", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    declared_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    declared_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    last_event = models.PositiveIntegerField(default=0)
    last_idea = models.PositiveIntegerField(default=0)
    last_action = models.PositiveIntegerField(default=0)
    last_report = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
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
            models.CheckConstraint(condition=known("door", Door.values), name="workshops_workshop_door_known"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(seconds_left__isnull=True), name="workshops_workshop_one_clock"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """A part of the workshop's agenda, in order. ``also`` names further phases whose tools are open in it."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=AgendaKind.choices, default=AgendaKind.PHASE)
    phase = models.CharField(max_length=20, choices=WorkshopPhase.choices, blank=True)
    also = models.JSONField(default=list, blank=True)
    session = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=limits.NAME)
    minutes = models.PositiveSmallIntegerField()
    technique = models.CharField(max_length=20, choices=Technique.choices, default=Technique.TOGETHER)
    script = models.CharField(max_length=limits.TEXT, blank=True)
    output = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop", "position"], name="workshops_agendaitem_position_once"),
            models.CheckConstraint(
                condition=Q(kind=AgendaKind.PHASE, phase__in=WorkshopPhase.values) | Q(kind=AgendaKind.BREAK, phase=""),
                name="workshops_agendaitem_phase_or_break",
            ),
            models.CheckConstraint(
                condition=known("technique", Technique.values), name="workshops_agendaitem_technique_known"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=240), name="workshops_agendaitem_minutes"),
        ]

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    """Somebody's place in one workshop, held by a token in a cookie. ``token_hash`` is the SHA-256 of the token.

    One that ``is_waiting`` stands in the waiting room. A duplicate is ``merged_into`` the place that its holder keeps.
    ``done_item`` is the part of the agenda that they last said they are done with.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="memberships")
    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=limits.NAME, blank=True)
    sector = models.CharField(max_length=20, choices=Sector.choices)
    role = models.CharField(max_length=24, choices=WorkshopRole.choices, default=WorkshopRole.PARTICIPANT)
    breakout = models.ForeignKey(
        "Breakout", on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    done_item = models.ForeignKey("AgendaItem", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_waiting = models.BooleanField(default=False, db_default=False)
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


class InviteLine(models.Model):
    """How many of a sector, in which role, are wanted in the room, and how many have said yes."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="invites")
    sector = models.CharField(max_length=20, choices=Sector.choices)
    role = models.CharField(max_length=limits.TITLE, blank=True)
    is_frontline = models.BooleanField(default=False)
    wanted = models.PositiveSmallIntegerField(default=0)
    confirmed = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=known("sector", Sector.values), name="workshops_inviteline_sector_known"),
        ]

    def __str__(self) -> str:
        return f"{self.sector} {self.role}"
