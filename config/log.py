"""Log lines: one line an entry, whatever the message holds."""

import logging
import re

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
