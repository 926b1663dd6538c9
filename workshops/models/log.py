"""What happened, what was carried out, and what is printed. No words in events."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import User
from workshops.models.room import Workshop, known
from workshops.rules.codes import ReportStatus, ReportVariant


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
    """That an operation with this key was carried out, and its answer: the second time nothing changes.

    ``before`` and ``after`` are the values that it changed in its target, for undo and redo of one's own last change;
    they are blanked with the words. ``model`` names the target's table; blank when it cannot be undone.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="operations")
    key = models.UUIDField()
    verb = models.CharField(max_length=40)
    by = models.CharField(max_length=24)
    number = models.PositiveIntegerField()
    target_id = models.BigIntegerField(null=True, blank=True)
    model = models.CharField(max_length=24, blank=True, default="", db_default="")
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    is_undone = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workshop", "key"], name="workshops_operation_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workshop", "by", "-id"], name="workshops_operation_of"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.number}"


class Report(models.Model):
    """A report and the job that makes it. ``snapshot`` is the workshop as it was at event ``as_of``.

    Until ``lease_until`` nobody else takes it: its worker has it, or it rests after an attempt that did not work.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="reports")
    number = models.PositiveIntegerField()
    variant = models.CharField(
        max_length=10, choices=ReportVariant.choices, default=ReportVariant.REPORT, db_default=ReportVariant.REPORT
    )
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
                condition=known("variant", ReportVariant.values), name="workshops_report_variant_known"
            ),
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
