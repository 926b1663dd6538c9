"""A report of the frailty workshop, made once."""

from datetime import UTC, datetime

import pytest

from tests.workshops.reports import snapshots
from workshops.reports.contents import Contents, contents
from workshops.reports.pdf import pdf

MADE_AT = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)


def report(snapshot: snapshots.Snapshot) -> Contents:
    return contents(snapshot, number=3, made_at=MADE_AT)


@pytest.fixture(scope="session")
def frailty() -> Contents:
    return report(snapshots.frailty())


@pytest.fixture(scope="session")
def printed(frailty: Contents) -> bytes:
    return pdf(frailty)
