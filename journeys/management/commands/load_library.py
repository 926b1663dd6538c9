"""`manage.py load_library`: bring the shipped library into the database, or look whether it is there and sound."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from journeys.services.library import dangling_in_database, load_library, loaded_counts, read_library
from learners.services.library import LibraryRefused


class Command(BaseCommand):
    """Loads the library, all or nothing; a second run changes nothing."""

    help = "Load the shipped pathways, frameworks, roles and learning offers. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--check`` only looks; ``--json`` prints the counts of what is loaded as one JSON object."""
        parser.add_argument("--check", action="store_true", help="load nothing; exit 1 when files or data are unsound")
        parser.add_argument("--json", action="store_true", help="print the counts of what is loaded as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError, which ends with 1, when a file or a stored reference is wrong."""
        problems = []
        try:
            shipped = read_library()
        except LibraryRefused as refused:
            problems = refused.problems
        else:
            if not options["check"]:
                for line in load_library(shipped, at=timezone.now()).lines():
                    (self.stderr if options["json"] else self.stdout).write(line)
        if options["check"]:
            problems += dangling_in_database()
        if options["check"] or options["json"]:
            self._print_counts(as_json=options["json"])
        if problems:
            raise CommandError("\n".join(problems))

    def _print_counts(self, *, as_json: bool) -> None:
        counts = loaded_counts()
        if as_json:
            self.stdout.write(json.dumps(counts))
        else:
            for kind, number in counts.items():
                self.stdout.write(f"{kind}: {number}")
