"""Log lines: one line an entry, whatever the message holds, and one a minute of what repeats itself."""

import copy
import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.http.request import split_domain_port

from config.troubles import trouble_of

JOIN_PATH = re.compile(r"/join/[^/\s]+")
"""A join code is a secret while its workshop is open; it stays out of the log."""


class OneLine(logging.Formatter):
    """Time, level, logger and message on one line; line breaks and control characters of the message are escaped."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, with every control character written as an escape."""
        line = JOIN_PATH.sub("/join/…", super().formatMessage(record))
        return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in line)


class Seldom(logging.Filter):
    """Lets a warning or an error through once a minute, with how many like it were held back since.

    A log that repeats itself would eat the disk on just those days on which it is full. A known bad day of the database
    is one line for the process, whatever failed of it, without a trace.
    """

    EVERY = 60.0
    MOST = 500
    """Different lines that are remembered."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.clock = clock
        self.lock = threading.Lock()
        self.seen: OrderedDict[tuple[object, ...], tuple[float, int]] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool | logging.LogRecord:
        """The record, with the count of those held back; False when it is held back itself."""
        if record.levelno < logging.WARNING:
            return True
        error = record.exc_info[1] if record.exc_info else None
        # A request's own trouble: Django's line about the answer that we gave for it says nothing more.
        trouble = trouble_of(error) or getattr(getattr(record, "request", None), "trouble", None)
        message = record.getMessage() if trouble is None else f"nothing can be saved: {trouble.value}"
        held = self._held((record.name, message, type(error)) if trouble is None else (trouble,))
        if held is None:
            return False
        told = copy.copy(record)
        told.msg, told.args = message + (f" (and {held} more like it)" if held else ""), None
        if trouble is not None:
            told.name, told.exc_info, told.exc_text = "config.saving", None, None
        return told

    def _held(self, key: tuple[object, ...]) -> int | None:
        """How many were held back since the last one that went through; None to hold back this one too."""
        with self.lock:
            at = self.clock()
            passed, held = self.seen.get(key, (at - self.EVERY, 0))
            if at - passed < self.EVERY:
                self.seen[key] = (passed, held + 1)
                return None
            self.seen[key] = (at, 0)
            self.seen.move_to_end(key)
            while len(self.seen) > self.MOST:
                self.seen.popitem(last=False)
            return held


class RefusedHosts(logging.Filter):
    """Says once for each host name that a request for it was refused, and what to set; then no more of that name.

    Anybody may send any name, so that only the first names are told.
    """

    MOST = 50

    def __init__(self) -> None:
        super().__init__()
        self.told: set[str] = set()
        self.lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write the record, whose message becomes ours."""
        request = getattr(record, "request", None)
        sent = str(request.META.get("HTTP_HOST", "") if request is not None else "").lower()
        host = (split_domain_port(sent)[0] or sent)[:100]
        with self.lock:
            if host in self.told or len(self.told) >= self.MOST:
                return False
            self.told.add(host)
            is_last = len(self.told) == self.MOST
        record.exc_info = record.exc_text = None
        record.args = (host,)
        record.msg = (
            "A request for the host %r was refused. If people reach this site by that name, add it "
            "to ALLOWED_HOSTS, and set BASE_URL to the address that they use."
        )
        if is_last:
            record.msg += f" It is host {self.MOST} to be refused; further ones are not told."
        return True
