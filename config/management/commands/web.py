"""``manage.py web``: one web process, pages and streams; a server runs as many as it wants.

Without Redis, processes would not hear each other's bell: then it is the only one for its data folder.
"""

from argparse import ArgumentParser
from contextlib import nullcontext

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import env, server
from config.lock import AlreadyServed, only_server


class Command(BaseCommand):
    """Serve pages and streams."""

    help = "Serve pages and streams from this process until it is told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=env.port, default=settings.PORT)

    def handle(self, *args: object, host: str, port: int, **options: object) -> None:
        """Serve."""
        alone = nullcontext() if settings.REDIS_URL else only_server(settings.DATA_DIR)
        try:
            with alone:
                server.run(server.listening(host, port))
        except (AlreadyServed, server.CannotListen) as refused:
            raise CommandError(str(refused)) from refused
