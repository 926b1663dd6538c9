"""Whether the database has the tables that this code wants.

Migrations only expand (docs/upgrading.md), so what a newer version has added is no reason not to be ready. What this
one wants and is not there is one, also after somebody has gone back to an older copy of the database.
"""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

_seen: set[tuple[int, int]] = set()
"""Counts and last ids of migrations that were found to be all this code wants: looking again costs one query."""


def is_complete() -> bool:
    """Whether every migration of this code is in the database. Raises DatabaseError."""
    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        return False
    applied = sorted(recorder.migration_qs.values_list("pk", flat=True))
    state = (len(applied), applied[-1] if applied else 0)
    if state not in _seen:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _seen.add(state)
    return True
