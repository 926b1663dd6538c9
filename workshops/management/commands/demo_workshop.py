"""``manage.py demo_workshop``: a workshop as a group would leave it, to look at and to try things on."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from journeys.models import TemplateVersion
from workshops import demo


class Command(BaseCommand):
    """Make a demo workshop."""

    help = "Make a demo workshop from a template; its public id is the last line printed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which template."""
        parser.add_argument("--template", default=demo.TEMPLATE)

    def handle(self, *args: object, template: str, **options: object) -> None:
        """Make it and print its public id."""
        try:
            workshop = demo.demo_workshop(template, at=timezone.now())
        except TemplateVersion.DoesNotExist as unknown:
            raise CommandError(f"There is no published template {template!r}. Run load_library first.") from unknown
        self.stdout.write(f"{workshop.title}, join code {workshop.join_code}")
        self.stdout.write(workshop.public_id)
