"""People and the bodies they work for: the floor that everything else stands on."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from accounts.rules.roles import AccountRole, PidKind, PidOutcome, Sector, SystemKind


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the e-mail address is the name to sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Make an account. Without a password it cannot be signed in to until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account. Participants of a workshop have none."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email


class System(models.Model):
    """A partnership that owns workshops and templates, such as an integrated care system."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=SystemKind.choices, default=SystemKind.ICS)

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A body within a system that employs people or owns actions."""

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="organisations")
    name = models.CharField(max_length=120)
    sector = models.CharField(max_length=20, choices=Sector.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("system", Lower("name"), name="accounts_organisation_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SystemRole(models.Model):
    """One role of one person in one system; a person may have several."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="system_roles")
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="system_roles")
    role = models.CharField(max_length=20, choices=AccountRole.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "system", "role"], name="accounts_systemrole_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=AccountRole.values), name="accounts_systemrole_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.system_id}"


class AuditEntry(models.Model):
    """Who did what when. No foreign keys: the trail outlives what it speaks of, and never blocks it.

    It holds names of things and of people with accounts, never the words of a workshop.
    """

    at = models.DateTimeField()
    by = models.CharField(max_length=254)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


class PatientDataFlag(models.Model):
    """That the guard noticed something: where, what kind, what became of it. Never the text (domain B.5:24)."""

    at = models.DateTimeField()
    place = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=PidKind.choices)
    outcome = models.CharField(max_length=20, choices=PidOutcome.choices)

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"
