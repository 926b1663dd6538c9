"""``manage.py render_report``: the report of a workshop as a file, from a shell."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workshops.models import Workshop
from workshops.rules.rights import PRODUCT
from workshops.services import reporting
from workshops.services.editing import Command as Do


class Command(BaseCommand):
    """Print a report into a file."""

    help = "Make a report of a workshop now and write the PDF to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which workshop, and where to."""
        parser.add_argument("workshop", help="public id of the workshop")
        parser.add_argument("--out", type=Path, required=True, help="the PDF file to write")

    def handle(self, *args: object, workshop: str, out: Path, **options: object) -> None:
        """Ask for a report, carry it out here, write it."""
        found = Workshop.objects.filter(public_id=workshop).first()
        if found is None:
            raise CommandError(f"There is no workshop {workshop!r}.")
        asked = reporting.request_report(Do(workshop_id=found.pk, by=PRODUCT, at=timezone.now()))
        report = asked.target
        assert report is not None  # it was just made
        reporting.run_report(report_id=report.pk, owner="render_report", clock=timezone.now)
        report.refresh_from_db()
        if report.status != "ready":
            raise CommandError(f"The report was not made: {report.failure or report.get_status_display()}")
        out.write_bytes(bytes(report.file.content))
        self.stdout.write(f"{out}: report {report.number} of “{found.title}”")
