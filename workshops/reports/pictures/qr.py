"""A QR code as one path, so that it is drawn sharp at every size and fetched from nowhere."""

from dataclasses import dataclass

import segno

_QUIET = 4
"""Modules of white around a code, without which cameras miss it."""


@dataclass(frozen=True)
class QrCode:
    """A code of ``side`` modules across, quiet zone included. ``words`` are its text alternative."""

    side: int
    path: str
    words: str


def qr_code(address: str) -> QrCode:
    """The code of an address."""
    rows = [bytes(row) for row in segno.make(address, micro=False, error="m").matrix]
    path = "".join(_row(row, y + _QUIET) for y, row in enumerate(rows))
    return QrCode(side=len(rows) + 2 * _QUIET, path=path, words=f"QR code that opens {address}")


def _row(row: bytes, y: int) -> str:
    """The dark stretches of a line of modules, each as one box."""
    path, at = "", 0
    while at < len(row):
        end = at
        while end < len(row) and row[end]:
            end += 1
        if end > at:
            path += f"M{at + _QUIET} {y}h{end - at}v1h-{end - at}z"
        at = end + 1
    return path
