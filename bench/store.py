"""What is really stored: the bench reads the site's database beside the product, and the kernel's view of processes."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from tests.support.live_site import LiveSite

TICKS = os.sysconf("SC_CLK_TCK")


class Store:
    """Reads one site's database."""

    def __init__(self, site: LiveSite) -> None:
        self.url = site.env.get("DATABASE_URL")
        self.file = Path(site.env["DATA_DIR"]) / "journey.sqlite3"

    def rows(self, sql: str) -> list[Sequence[Any]]:
        """The rows of a query that writes nothing."""
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as connection:
                return list(connection.execute(sql.encode()).fetchall())
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as lite:
            return list(lite.execute(sql).fetchall())

    def one(self, sql: str) -> Any:
        """The first value of the first row."""
        return self.rows(sql)[0][0]

    def numbers(self, workshop: int) -> list[int]:
        """The numbers of the workshop's log, in order."""
        return [
            row[0] for row in self.rows(f"SELECT number FROM workshops_event WHERE workshop_id={workshop} ORDER BY 1")
        ]

    def operations(self, workshop: int) -> list[tuple[str, int]]:
        """Every operation that was carried out: its key and the number it was saved under."""
        rows = self.rows(f"SELECT key, number FROM workshops_operation WHERE workshop_id={workshop}")
        return [(UUID(str(key)).hex, number) for key, number in rows]

    def connections(self) -> dict[str, int]:
        """How many connections PostgreSQL holds for clients other than this one, by state."""
        rows = self.rows(
            "SELECT COALESCE(state, 'starting'), count(*) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND datname = current_database() "
            "AND pid <> pg_backend_pid() GROUP BY 1"
        )
        return {str(state): int(count) for state, count in rows}


def memory_mib(pid: int) -> float:
    """Resident memory of a process now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
