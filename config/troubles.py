"""Known bad days of the database, by the errors that tell of them."""

import sqlite3
import sys
from collections.abc import Iterator
from enum import StrEnum


class Trouble(StrEnum):
    """Why the database takes nothing, for a sentence about the server."""

    FULL = "the server’s disk takes nothing more"
    READ_ONLY = "the database takes no changes"
    AWAY = "the database does not answer"
    BUSY = "the database is too busy"


_SQLITE = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_IOERR: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Trouble.AWAY,
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
}
_POSTGRESQL = {
    "53100": Trouble.FULL,  # disk_full
    "58030": Trouble.FULL,  # io_error
    "25006": Trouble.READ_ONLY,  # read_only_sql_transaction
    "53200": Trouble.BUSY,  # out_of_memory
    "53300": Trouble.AWAY,  # too_many_connections
    "55P03": Trouble.BUSY,  # lock_not_available
    "57014": Trouble.BUSY,  # query_canceled, by its time limit
    "40P01": Trouble.BUSY,  # deadlock_detected
}
"""Codes of https://www.postgresql.org/docs/current/errcodes-appendix.html, beside the classes that say it is away."""


def trouble_of(error: BaseException | None) -> Trouble | None:
    """The known bad day that an error tells of, itself or in what it was raised from; None when it is another."""
    psycopg = sys.modules.get("psycopg")  # 15 MiB that only a server loads
    for cause in _causes(error):
        if isinstance(cause, sqlite3.Error):
            return _SQLITE.get((getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF)
        if psycopg is not None and isinstance(cause, psycopg.Error):
            state = cause.sqlstate
            if state is None or state.startswith(("08", "57P")):
                # Without a code it comes from the client: no connection, or none free in time.
                return Trouble.AWAY if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError) else None
            return _POSTGRESQL.get(state)
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
