"""``manage.py add_person``: the first administrator of a new installation, and anybody after."""

import secrets
from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.text import slugify

from accounts import services
from accounts.rules.roles import AccountRole


class Command(BaseCommand):
    """Give somebody an account and a role in a system."""

    help = "Give somebody a role in a system; makes the account and the system when they are new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, where, as what."""
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--role", choices=AccountRole.values, required=True)
        parser.add_argument("--system", required=True, help="name of the system, for example “Coastal place”")

    def handle(self, *args: object, email: str, name: str, role: str, system: str, **options: object) -> None:
        """Add the person and print what they need to sign in; an existing account keeps its password."""
        try:
            validate_email(email)
        except ValidationError as bad:
            raise CommandError(f"{email!r} is not an e-mail address.") from bad
        if not slugify(system):
            raise CommandError("Give the system a name with letters in it.")
        password = secrets.token_urlsafe(12)
        made = services.add_person(
            email=email,
            name=name,
            password=password,
            system_name=system,
            role=AccountRole(role),
            by=None,
            at=timezone.now(),
        )
        self.stdout.write(f"{email} is {AccountRole(role).label.lower()} of {system}.")
        if made:
            self.stdout.write(f"Password, shown only now: {password}")
