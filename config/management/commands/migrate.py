"""``manage.py migrate`` while people work: short waits for locks, again and again, and one at a time.

A migration that waits for a table makes everybody wait behind it. So it waits briefly, lets go, and tries again; what
was not carried out whole was not carried out at all (PostgreSQL's DDL is transactional).
"""

import threading
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections

TRIES = 30
WAIT_FOR_A_LOCK = 1_500
"""Milliseconds; writers stall for no longer than this and the migration's own time."""
PAUSE = 1.0
"""Seconds between two tries, in which those who waited get through."""
ONE_AT_A_TIME = 0x6A6F7572
"""The advisory lock of whoever migrates, the same in every release."""
BUSY = frozenset({"55P03", "40P01"})
"""What PostgreSQL says when a lock was not to be had in time, and when two waited for each other."""


class Command(Migrate):
    """Django's own, with patience."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; raises CommandError when the tables were never free for long enough."""
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            cursor.execute(f"SET lock_timeout = {WAIT_FOR_A_LOCK}")
        for left in reversed(range(TRIES)):
            try:
                super().handle(*args, **options)
            except OperationalError as trouble:
                if getattr(trouble.__cause__, "sqlstate", "") not in BUSY:
                    raise
                if not left:
                    raise CommandError(
                        f"The tables were in use at each of {TRIES} tries. Nothing is half done: run migrate again."
                    ) from trouble
                self.stderr.write("The tables are in use; trying again.")
                threading.Event().wait(PAUSE)
            else:
                break
        connection.close()  # lets go of the advisory lock and of the limits above
