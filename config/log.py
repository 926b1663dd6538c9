"""Log lines: one line an entry, whatever the message holds, and one a minute of what repeats itself."""

import copy
import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

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
