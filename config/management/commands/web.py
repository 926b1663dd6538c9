"""``manage.py web``: one web process, pages and streams; a server runs as many as it wants."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import env, server


class Command(BaseCommand):
    """Serve pages and streams."""

    help = "Serve pages and streams from this process until it is told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=env.port, default=settings.PORT)

    def handle(self, *args: object, host: str, port: int, **options: object) -> None:
        """Serve."""
        try:
            sockets = server.listening(host, port)
        except server.CannotListen as refused:
            raise CommandError(str(refused)) from refused
        server.run(sockets)
