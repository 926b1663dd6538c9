"""``manage.py serve``: the embedded product in one command: database, library, demo workshop, worker, server."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config import server
from config.lock import AlreadyServed, only_server
from config.worker import Supervisor
from workshops import demo
from workshops.rules import join_codes


class Command(BaseCommand):
    """Serve the embedded product."""

    help = "Make the database, load the library, make a demo workshop, and serve on this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: object, host: str, port: int, **options: object) -> None:
        """Prepare, say where to go, serve until Ctrl-C."""
        if settings.SERVER or settings.REDIS_URL:
            raise CommandError(
                "serve is the embedded product. On a server, run web and Celery workers (docs/structure.md)."
            )
        try:
            with only_server(settings.DATA_DIR):
                self._serve(host, port)
        except AlreadyServed as taken:
            raise CommandError(str(taken)) from taken

    def _serve(self, host: str, port: int) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_library", verbosity=0)
        workshop = demo.demo_workshop_once(at=timezone.now())
        site = settings.BASE_URL.rstrip("/")
        lines = ["", f"Journey Overlay is served on {site}", "", f"  Sign in      {site}/accounts/login/"]
        lines += [
            f"    {each.role:<15} {each.email:<28} {each.password}" for each in demo.demo_accounts(at=timezone.now())
        ]
        lines += [
            f"  Workshop     {site}/w/{workshop.public_id}/   {workshop.title}",
            f"  Join link    {site}/join/{workshop.join_code}/   code {join_codes.spoken(workshop.join_code)}",
            "",
            "  The passwords were made at random when this data folder was new. Ctrl-C stops.",
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
        supervisor = Supervisor()
        supervisor.start()
        try:
            server.run(host=host, port=port)
        finally:
            supervisor.stop()
