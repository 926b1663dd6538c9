"""What a text of somebody's is kept as: what can be seen of it, and nothing that turns other text around."""

import re
import unicodedata

_NEVER_KEPT = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of text
    "\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"  # what has no width and joins no letters
    "]"
)
"""Joiners (U+200C, U+200D) are kept: scripts and emoji are written with them."""
_UNSEEN = frozenset({"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp", "Cs", "Cn"})
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that are drawn as nothing."""


def readable(text: str) -> str:
    """A text without characters that nobody sees; empty when there is none that somebody sees."""
    kept = _NEVER_KEPT.sub("", re.sub("\r\n?", "\n", text))
    return kept if any(_is_seen(character) for character in kept) else ""


def _is_seen(character: str) -> bool:
    return character not in _BLANKS and unicodedata.category(character) not in _UNSEEN
