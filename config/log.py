"""Log lines: one line an entry, whatever the message holds."""

import logging


class OneLine(logging.Formatter):
    """Time, level, logger and message on one line; line breaks and control characters of the message are escaped."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, with every control character written as an escape."""
        line = super().formatMessage(record)
        return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in line)
