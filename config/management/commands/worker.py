"""``manage.py worker``: the embedded profile's worker, started and supervised by ``manage.py serve``."""

import os
import signal

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from config import worker
from workshops import tasks
from workshops.events import bell


class Command(BaseCommand):
    """Make waiting reports, one after the other."""

    help = "Make waiting reports one after the other until standard input closes."

    def handle(self, *args: object, **options: object) -> None:
        """Work, then wait to be woken."""
        # Ctrl-C reaches the whole group; the parent decides when this ends, by closing the pipe.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.nice(10)
        bell.listen(worker.ring_parent)
        owner = f"embedded-{os.getpid()}"
        tasks.prepare()
        while True:
            try:
                while tasks.run_next(owner=owner):
                    continue
            except DatabaseError as away:
                self.stderr.write(f"The database does not answer: {type(away).__name__}")
                close_old_connections()
            if not worker.wait_for_work():
                return
