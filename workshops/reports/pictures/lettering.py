"""Lettering: how wide Arial runs, so that text in a picture is broken and cut before it leaves its shape."""

import unicodedata
from dataclasses import dataclass

_BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
)  # fmt: skip
"""Advance widths of Arial Bold from space to tilde, in thousandths of the size; the regular face is never wider."""

_OTHER = 0.72
"""Width of letters beyond ASCII, as a share of the size: accented capitals and Cyrillic fit."""

ELLIPSIS = "…"


@dataclass(frozen=True)
class TextLine:
    """One line of text and where its baseline begins."""

    text: str
    x: float
    y: float


def width(text: str, size: float) -> float:
    """How wide the text runs at this size, both in the same unit; rather too wide than too narrow."""
    return sum(_advance(letter) for letter in text) * size


def wrapped(text: str, *, size: float, room: float, lines: int) -> tuple[str, ...]:
    """The text in at most ``lines`` lines that each fit the room; what is left over becomes an ellipsis.

    A word that is wider than the room is broken with hyphens, from where the line stands.
    """
    found: list[str] = []
    line = ""
    for word in text.split():
        rest = word
        while width(rest, size) > room:
            head = _head(rest, size, room - width(f"{line} ", size) if line else room)
            if len(head) < 3 and line:
                found.append(line)
                line = ""
                continue
            found.append(f"{line} {head}-" if line else f"{head}-")
            line, rest = "", rest[len(head) :]
        longer = f"{line} {rest}" if line else rest
        if width(longer, size) <= room:
            line = longer
        else:
            found.append(line)
            line = rest
    if line:
        found.append(line)
    if len(found) > lines:
        found = [*found[: lines - 1], _cut(found[lines - 1], size, room)]
    return tuple(found)


def _advance(letter: str) -> float:
    code = ord(letter)
    if 32 <= code <= 126:
        return _BOLD[code - 32] / 1000
    if unicodedata.combining(letter):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" or letter == ELLIPSIS else _OTHER


def _head(word: str, size: float, room: float) -> str:
    """As many letters of a long word as fit with a hyphen, at least one."""
    end = 1
    while end < len(word) - 1 and width(f"{word[: end + 1]}-", size) <= room:
        end += 1
    return word[:end]


def _cut(text: str, size: float, room: float) -> str:
    while text and width(text + ELLIPSIS, size) > room:
        text = text[:-1]
    return text.rstrip(" -") + ELLIPSIS
