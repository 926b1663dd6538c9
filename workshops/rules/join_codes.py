"""Join codes: short enough to read out, long enough not to be guessed."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits without look-alikes: no 0 O, 1 I L."""

LENGTH = 8

PREFIX = 3
"""Failures are counted for each beginning of this many symbols, so that one guesser never shuts out a room."""

FAILURES_A_MINUTE = 30
FAILURES_A_MINUTE_UNDER_ATTACK = 3
FAILURES_OF_ALL_A_MINUTE = 300
"""More failures than this in one minute, over all codes, count as an attack and tighten every beginning's budget."""


def new_code() -> str:
    """A random code of eight symbols."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalised(typed: str) -> str | None:
    """The code that somebody typed in any case, with spaces or hyphens; None when it cannot be one."""
    code = "".join(char for char in typed.upper() if char not in " -\t\u2010\u2011\u2013\u2014\u00a0")
    if len(code) != LENGTH or any(char not in ALPHABET for char in code):
        return None
    return code


def spoken(code: str) -> str:
    """The code in two groups of four, as it is shown and read out."""
    return f"{code[:4]} {code[4:]}"


def is_over_budget(*, of_prefix: int, of_all: int) -> bool:
    """Whether another typed code with this beginning is refused unread, after so many failures within the minute."""
    allowed = FAILURES_A_MINUTE_UNDER_ATTACK if of_all >= FAILURES_OF_ALL_A_MINUTE else FAILURES_A_MINUTE
    return of_prefix >= allowed
