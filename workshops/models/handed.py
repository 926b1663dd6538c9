"""Words that came after the day: beside the map, which they do not change."""

from __future__ import annotations

from django.db import models

from workshops.models.room import Membership, Workshop
from workshops.rules import limits


class HandedIn(models.Model):
    """Words that were still on somebody's phone when the workshop took no more; for its facilitators only.

    ``membership`` bounds how many one person hands in, and is shown to nobody.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="handed_in")
    membership = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=limits.TEXT)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"words {self.pk}"
