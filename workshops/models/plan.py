"""Ideas under the Star's enablers, how the room chooses among them, and what is to be done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from learners.rules import StarEnabler
from workshops.models.pathway import Breakout, Contribution, Segment, Words, WorkforceNeed
from workshops.models.room import Membership, Workshop, known
from workshops.rules import limits
from workshops.rules.codes import (
    OWNED_STATUSES,
    ActionStatus,
    AimQuadrant,
    ChangeLever,
    Horizon,
    IdeaStatus,
    ImpactKind,
    NoteKind,
    WorkshopPhase,
)


class Cluster(Contribution):
    """Ideas that belong together, under a name."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="clusters")
    title = models.CharField(max_length=limits.TITLE)

    def __str__(self) -> str:
        return self.title


class Idea(Words):
    """An answer to a gap. Its number is given by the system and never used again, merged or split."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="ideas")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=limits.TEXT)
    enabler = models.CharField(max_length=24, choices=StarEnabler.choices, blank=True)
    status = models.CharField(max_length=16, choices=IdeaStatus.choices, default=IdeaStatus.OPEN)
    cluster = models.ForeignKey(Cluster, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas")
    absorbed_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="absorbed")
    split_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts")
    segments = models.ManyToManyField(Segment, blank=True, related_name="ideas")
    needs = models.ManyToManyField(WorkforceNeed, blank=True, related_name="ideas")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop", "number"], name="workshops_idea_number_once"),
            models.CheckConstraint(
                condition=known("enabler", StarEnabler.values, blank=True), name="workshops_idea_enabler_known"
            ),
            models.CheckConstraint(condition=known("status", IdeaStatus.values), name="workshops_idea_status_known"),
            models.CheckConstraint(
                condition=~Q(status=IdeaStatus.MERGED) | Q(absorbed_by__isnull=False),
                name="workshops_idea_merged_has_survivor",
            ),
        ]

    def __str__(self) -> str:
        return f"idea {self.number}"


class NewRoleCheck(Contribution):
    """The seven questions to an idea for a new role (domain A.3); every answer may be "not known yet"."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="role_checks")
    idea = models.OneToOneField(Idea, on_delete=models.CASCADE, related_name="role_check")
    need_left = models.CharField(max_length=limits.TEXT, blank=True)
    adds = models.CharField(max_length=limits.TEXT, blank=True)
    education = models.CharField(max_length=limits.TEXT, blank=True)
    scope = models.CharField(max_length=limits.TEXT, blank=True)
    supervision = models.CharField(max_length=limits.TEXT, blank=True)
    time_to_post = models.CharField(max_length=limits.TEXT, blank=True)
    funding = models.CharField(max_length=limits.TEXT, blank=True)

    QUESTIONS: ClassVar = ("need_left", "adds", "education", "scope", "supervision", "time_to_post", "funding")

    def __str__(self) -> str:
        return f"check of {self.idea_id}"

    @property
    def is_answered(self) -> bool:
        """Whether every question has an answer."""
        return all(getattr(self, name) for name in self.QUESTIONS)


class VoteRound(models.Model):
    """One round of dots: ``budget`` dots a person; open until ``closed_at``."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    budget = models.PositiveSmallIntegerField(default=limits.DOTS)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop", "number"], name="workshops_voteround_number_once"),
            models.UniqueConstraint(
                fields=["workshop"], condition=Q(closed_at__isnull=True), name="workshops_voteround_one_open"
            ),
            models.CheckConstraint(condition=Q(budget__gte=1, budget__lte=10), name="workshops_voteround_budget"),
        ]

    def __str__(self) -> str:
        return f"round {self.number}"


class Dot(models.Model):
    """One dot of one person: their ``place``-th of the round's budget, the ``nth`` on this idea.

    The constraints are the budget: no run of requests at once can pass it (domain B.5:14). The person is forgotten when
    the round closes.
    """

    round = models.ForeignKey(VoteRound, on_delete=models.CASCADE, related_name="dots")
    membership = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="dots")
    budget = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    nth = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "membership", "place"], name="workshops_dot_place_once"),
            models.UniqueConstraint(fields=["round", "membership", "idea", "nth"], name="workshops_dot_nth_once"),
            models.CheckConstraint(
                condition=Q(place__gte=1) & Q(place__lte=F("budget")), name="workshops_dot_within_budget"
            ),
            models.CheckConstraint(condition=Q(nth__gte=1, nth__lte=limits.DOTS_ON_ONE), name="workshops_dot_on_one"),
        ]

    def __str__(self) -> str:
        return f"dot {self.pk}"


class DotTally(models.Model):
    """Dots that a scribe entered for people without a device: how many on an idea, from how many people."""

    round = models.ForeignKey(VoteRound, on_delete=models.CASCADE, related_name="tallies")
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="tallies")
    dots = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(dots__gte=1) & Q(dots__lte=F("people") * limits.DOTS_ON_ONE),
                name="workshops_dottally_within_people",
            ),
        ]

    def __str__(self) -> str:
        return f"tally {self.pk}"


class Score(Contribution):
    """Impact and effort of an idea, 1 to 5 each, as the whole room or one breakout sees it."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="scores")
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="scores")
    breakout = models.ForeignKey(Breakout, on_delete=models.CASCADE, null=True, blank=True, related_name="scores")
    impact = models.PositiveSmallIntegerField()
    effort = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["idea", "breakout"], name="workshops_score_once"),
            models.UniqueConstraint(
                fields=["idea"], condition=Q(breakout__isnull=True), name="workshops_score_room_once"
            ),
            models.CheckConstraint(
                condition=Q(impact__gte=1, impact__lte=5, effort__gte=1, effort__lte=5), name="workshops_score_range"
            ),
        ]

    def __str__(self) -> str:
        return f"score of {self.idea_id}"


class ImpactStatement(Contribution):
    """What an idea, or the whole plan, would do: intended or not, under one of the four aims."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="impacts")
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, null=True, blank=True, related_name="impacts")
    kind = models.CharField(max_length=12, choices=ImpactKind.choices)
    aim = models.CharField(max_length=24, choices=AimQuadrant.choices, blank=True)
    text = models.CharField(max_length=limits.TEXT)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=known("kind", ImpactKind.values), name="workshops_impact_kind_known"),
            models.CheckConstraint(
                condition=known("aim", AimQuadrant.values, blank=True), name="workshops_impact_aim_known"
            ),
        ]

    def __str__(self) -> str:
        return f"impact {self.pk}"


class Action(Contribution):
    """What is to be done. Agreed only with an owner, the owner's organisation and a due date (domain B.5:16)."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="actions")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=limits.TEXT)
    idea = models.ForeignKey(Idea, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions")
    owner = models.CharField(max_length=limits.TITLE, blank=True)
    organisation = models.CharField(max_length=limits.TITLE, blank=True)
    start_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    resources = models.CharField(max_length=limits.TEXT, blank=True, default="", db_default="")
    outcome = models.CharField(max_length=limits.TEXT, blank=True, default="", db_default="")
    measure = models.CharField(max_length=limits.TEXT, blank=True, default="", db_default="")
    lever = models.CharField(max_length=20, choices=ChangeLever.choices, blank=True, default="", db_default="")
    horizon = models.CharField(max_length=8, choices=Horizon.choices, blank=True, default="", db_default="")
    aim = models.CharField(max_length=24, choices=AimQuadrant.choices, blank=True, default="", db_default="")
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
                condition=Q(start_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("start_on")),
                name="workshops_action_due_after_start",
            ),
            models.CheckConstraint(
                condition=known("lever", ChangeLever.values, blank=True), name="workshops_action_lever_known"
            ),
            models.CheckConstraint(
                condition=known("horizon", Horizon.values, blank=True), name="workshops_action_horizon_known"
            ),
            models.CheckConstraint(
                condition=known("aim", AimQuadrant.values, blank=True), name="workshops_action_aim_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=OWNED_STATUSES)
                | (~Q(owner="") & ~Q(organisation="") & Q(due_on__isnull=False)),
                name="workshops_action_agreed_is_owned",
            ),
        ]

    def __str__(self) -> str:
        return f"action {self.number}"


class Note(Words):
    """Words beside the map: a ground rule, what matters, a missing stage, a parked point with its way home, a pledge.

    ``home`` says where a parked point goes; ``closed_at`` when it was dealt with.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=16, choices=NoteKind.choices)
    phase = models.CharField(max_length=20, choices=WorkshopPhase.choices, blank=True)
    text = models.CharField(max_length=limits.TEXT)
    home = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=known("kind", NoteKind.values), name="workshops_note_kind_known"),
            models.CheckConstraint(
                condition=known("phase", WorkshopPhase.values, blank=True), name="workshops_note_phase_known"
            ),
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"
