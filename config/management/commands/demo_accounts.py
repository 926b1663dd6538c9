"""``manage.py demo_accounts``: the demo accounts of this installation, made when there are none."""

import json
from argparse import ArgumentParser
from dataclasses import asdict

from django.core.management.base import BaseCommand
from django.utils import timezone

from workshops import demo


class Command(BaseCommand):
    """Print the demo accounts."""

    help = "Print the demo accounts, and make them first when there are none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How to print."""
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: object, as_json: bool, **options: object) -> None:
        """Print one line an account, or JSON."""
        accounts = demo.demo_accounts(at=timezone.now())
        if as_json:
            self.stdout.write(json.dumps([asdict(each) for each in accounts]))
        else:
            for each in accounts:
                self.stdout.write(f"{each.role} {each.email} {each.password}")
