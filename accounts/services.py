"""Verbs about people: the trail, the guard, roles."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from accounts.models import AuditEntry, PatientDataFlag, System, SystemRole, User
from accounts.rules.patient_data import Finding, findings
from accounts.rules.roles import AccountRole, PidOutcome


class PatientDataRefused(Exception):
    """A text holds a valid NHS number; ``findings`` name the fields and the sentences to show."""

    def __init__(self, refused: list[Finding]) -> None:
        super().__init__(refused[0].sentence)
        self.findings = refused


def screen(*, place: str, texts: Mapping[str, str], at: datetime) -> list[Finding]:
    """Run the patient-data guard over the texts of one save and count what it noticed.

    Returns the warnings. Raises PatientDataRefused when a text must not be saved. Call it before the transaction of the
    save opens, so that the count outlives the refusal.
    """
    found = findings(texts)
    PatientDataFlag.objects.bulk_create(
        PatientDataFlag(
            at=at,
            place=place,
            kind=finding.kind,
            outcome=PidOutcome.BLOCKED if finding.refuses else PidOutcome.WARNED_KEPT,
        )
        for finding in found
    )
    refused = [finding for finding in found if finding.refuses]
    if refused:
        raise PatientDataRefused(refused)
    return found


def audit(
    *, by: User | None, at: datetime, verb: str, subject: str, detail: Mapping[str, object] | None = None
) -> None:
    """Add one line to the audit trail, in the caller's transaction. ``by`` is None for the product itself."""
    AuditEntry.objects.create(
        at=at, by=by.email if by else "product", verb=verb, subject=subject[:200], detail=dict(detail or {})
    )


def grant_role(*, user: User, system: System, role: AccountRole, by: User | None, at: datetime) -> SystemRole:
    """Give a person a role in a system; giving it twice changes nothing."""
    with transaction.atomic():
        granted, made = SystemRole.objects.get_or_create(user=user, system=system, role=role)
        if made:
            audit(by=by, at=at, verb="role.granted", subject=user.email, detail={"system": system.slug, "role": role})
    return granted


def withdraw_role(*, granted: SystemRole, by: User, at: datetime) -> None:
    """Take a role away; open pages and streams lose it at their next request or within seconds."""
    with transaction.atomic():
        audit(
            by=by,
            at=at,
            verb="role.withdrawn",
            subject=granted.user.email,
            detail={"system": granted.system.slug, "role": granted.role},
        )
        granted.delete()


def add_person(
    *, email: str, name: str, password: str, system_name: str, role: AccountRole, by: User | None, at: datetime
) -> bool:
    """Give somebody a role in a system, and make the account and the system when they are new.

    True when the account was made now, with this password; an existing account keeps its own.
    """
    with transaction.atomic():
        system, _ = System.objects.get_or_create(slug=slugify(system_name)[:50], defaults={"name": system_name})
        user = User.objects.filter(email__iexact=email).first()
        made = user is None
        if user is None:
            user = User.objects.create_user(email, password, name=name)
            audit(by=by, at=at, verb="person.added", subject=user.email, detail={"system": system.slug})
        grant_role(user=user, system=system, role=role, by=by, at=at)
    return made
