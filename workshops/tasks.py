"""Work outside a request: whom to tell that a report waits, and carrying it out. Only ids travel."""

import gc
import logging
from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from workshops.reports.pdf import warm
from workshops.services import reporting

log = logging.getLogger(__name__)

LONGEST = 300
"""Seconds after which a process that is still making a report is ended; that attempt did not work."""


def announce(*, report_id: int, at: datetime) -> None:
    """Tell a worker of a report. When nobody can be told, the sweep does it later: the row is the job."""
    tell = cast(Callable[[int], None], import_string(settings.REPORT_ANNOUNCER))
    try:
        tell(report_id)
    except OSError:
        log.warning("no worker could be told of report %s; it waits for the sweep", report_id)
        return
    reporting.mark_announced(report_id=report_id, at=at)


def announce_stalled(*, at: datetime) -> None:
    """Announce again what waits unheard, or was let go of by a worker that died."""
    for report_id in reporting.stalled_reports(at=at):
        announce(report_id=report_id, at=at)


def prepare() -> None:
    """Load what printing needs into a process whose children print, so that no report waits for it."""
    warm()
    gc.freeze()  # nobody looks for garbage among what is loaded: the memory is shared until it is touched


def run(*, report_id: int, owner: str) -> None:
    """Carry out one report."""
    reporting.run_report(report_id=report_id, owner=owner, clock=timezone.now)


def waiting() -> int | None:
    """The oldest report that waits; None when there is none."""
    return reporting.next_report_id(at=timezone.now())
