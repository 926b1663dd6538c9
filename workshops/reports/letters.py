"""Letters that can be printed: PDF/UA allows no sign without a glyph, and people type emoji that few fonts hold."""

import subprocess
import unicodedata
from functools import cache

STAND_IN = "□"

_IGNORED = frozenset({"Cf", "Mn", "Me", "Zs"})
"""Categories that never need a glyph of their own: joiners and marks, accents on a letter, spaces."""


def printable(text: str) -> str:
    """The text with a stand-in for every sign that no installed font can draw, and a space for control signs."""
    unknown = {ord(letter): _instead(letter) for letter in set(text) if not _is_known(letter)}
    return text.translate(unknown)


def _is_known(letter: str) -> bool:
    if letter.isascii():
        return letter.isprintable() or letter in "\t\n\r"
    category = unicodedata.category(letter)
    if category in ("Cc", "Zl", "Zp"):
        return False
    return category in _IGNORED or not _drawn() or ord(letter) in _drawn()


def _instead(letter: str) -> str:
    return " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else STAND_IN


@cache
def _drawn() -> frozenset[int]:
    """The signs of all installed fonts, from fontconfig, which the printer asks too; empty when nobody can say."""
    try:
        listing = subprocess.run(  # fixed words, no shell
            ["fc-list", "--format", "%{charset}\\n"],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    drawn: set[int] = set()
    for part in set(listing.split()):
        first, _, last = part.partition("-")
        drawn.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(drawn)
