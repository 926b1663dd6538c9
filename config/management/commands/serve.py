"""``manage.py serve``: the embedded product in one command: database, library, demo workshop, worker, server."""

from argparse import ArgumentParser
from socket import socket
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone

from config import env, hosts, server
from config.lock import AlreadyServed, only_server
from config.worker import Supervisor
from workshops import demo
from workshops.rules import join_codes

SQLITE = "django.db.backends.sqlite3"


class Command(BaseCommand):
    """Serve the embedded product."""

    help = "Make the database, load the library, make a demo workshop, and serve on this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=env.port, default=settings.PORT)

    def execute(self, *args: object, **options: Any) -> str | None:
        """Before the system checks, which look at both: let the addresses follow, and open the database."""
        if settings.SERVER or settings.REDIS_URL or settings.DATABASES["default"]["ENGINE"] != SQLITE:
            raise CommandError(
                "serve is the embedded product. On a server, run web and Celery workers (docs/structure.md)."
            )
        hosts.listen_on(options["host"], options["port"])
        try:
            connection.ensure_connection()
        except DatabaseError as trouble:
            raise CommandError(
                f"The database in {settings.DATA_DIR} cannot be opened ({trouble}). Set DATA_DIR to another folder, or "
                "put a copy of the database there."
            ) from trouble
        return super().execute(*args, **options)

    def handle(self, *args: object, host: str, port: int, **options: object) -> None:
        """Prepare, say where to go, serve until Ctrl-C."""
        try:
            with only_server(settings.DATA_DIR):
                sockets = server.listening(host, port)
                for warning in hosts.surprises(host, port):
                    self.stderr.write(warning)
                self._serve(sockets)
        except (AlreadyServed, server.CannotListen) as taken:
            raise CommandError(str(taken)) from taken

    def _serve(self, sockets: list[socket]) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_library", verbosity=0)
        workshop = demo.demo_workshop_once(at=timezone.now())
        site = settings.BASE_URL
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
            server.run(sockets)
        finally:
            supervisor.stop()
