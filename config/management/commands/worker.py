"""``manage.py worker``: the embedded profile's worker, started and supervised by ``manage.py serve``."""

import logging
import os
import signal

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

from config import worker
from workshops import tasks
from workshops.events import bell

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Make waiting reports, one after the other."""

    help = "Make waiting reports one after the other until standard input closes."

    def handle(self, *args: object, **options: object) -> None:
        """Work, then wait to be woken."""
        # Ctrl-C reaches the whole group; the parent decides when this ends, by closing the pipe.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.nice(10)
        bell.listen(worker.ring_parent)
        tasks.prepare()
        while True:
            # After a child that failed the queue rests as if it were empty: nothing goes round at full speed.
            if not self._made_one() and not worker.wait_for_work():
                return

    def _made_one(self) -> bool:
        """Make the oldest waiting report; False when there is none, or when it did not get to its end."""
        try:
            report_id = tasks.waiting()
        except DatabaseError:
            log.exception("the worker cannot look for work")
            return False
        finally:
            connections.close_all()
        return report_id is not None and worker.in_child(
            lambda: tasks.run(report_id=report_id, owner=f"embedded-{os.getpid()}"), limit=tasks.LONGEST
        )
