"""The patient-data guard: what no free text may hold (domain B.6, A.8, invariants 23 and 24).

A valid NHS number refuses the save. Softer signs warn and let the text through. Nothing that was caught is kept.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.rules.roles import PidKind

# Ten digits, plain or 3-3-4 with single spaces or hyphens, not part of a longer run of digits: UK phone numbers have
# eleven. A hyphen or a space before or after does not make the run longer unless a digit follows it.
TEN_DIGITS = re.compile(r"(?<!\d)(?<!\d[ -])(\d{3})([ -]?)(\d{3})([ -]?)(\d{4})(?![ -]?\d)")
DATE_OF_BIRTH = re.compile(
    r"\b(?:dob|d\.o\.b\.?|date of birth|born(?: on)?)\b[^\n]{0,12}?\d{1,4}[./ -](?:\d{1,2}|[a-z]{3,9})[./ -]\d{2,4}",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
PHONE = re.compile(r"(?<!\d)(?:\+44 ?\(?0?\)? ?\d|0\d)(?:[ -]?\d){8,9}(?!\d)")
EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+\b")
TITLED_NAME = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Master)\.? [A-Z][a-z'’-]+")
RECORD_NUMBER = re.compile(
    r"\b(?:MRN|hospital (?:no|number)|record (?:no|number)|patient (?:no|number|id))\b[\s.:#-]*[A-Z]{0,3}\d{4,}",
    re.IGNORECASE,
)

SOFT_PATTERNS: tuple[tuple[PidKind, re.Pattern[str]], ...] = (
    (PidKind.DATE_OF_BIRTH, DATE_OF_BIRTH),
    (PidKind.POSTCODE, POSTCODE),
    (PidKind.PHONE, PHONE),
    (PidKind.EMAIL, EMAIL),
    (PidKind.TITLED_NAME, TITLED_NAME),
    (PidKind.RECORD_NUMBER, RECORD_NUMBER),
)

REFUSAL = "This looks like an NHS number. Please take it out: nothing about an identifiable patient belongs here."
REFUSAL_TEST_NUMBER = (
    "This looks like an NHS number from the test range. Please take it out all the same: people learn from examples."
)


def is_valid_nhs_number(digits: str) -> bool:
    """Whether ten digits pass the modulus 11 check of the NHS data dictionary (domain B.6)."""
    if len(digits) != 10 or not digits.isdecimal():
        return False
    remainder = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    check = (11 - remainder) % 11
    return check != 10 and check == int(digits[9])


@dataclass(frozen=True)
class Finding:
    """One sign of patient data in one field; it never holds the text that was found."""

    field: str
    kind: PidKind
    refuses: bool
    sentence: str


def findings(texts: Mapping[str, str]) -> list[Finding]:
    """What the guard notices in the named texts, at most one finding of each kind for each field."""
    found: dict[tuple[str, PidKind, bool], Finding] = {}
    for field, text in texts.items():
        for finding in _in_text(field, text):
            found.setdefault((field, finding.kind, finding.refuses), finding)
    return list(found.values())


def _in_text(field: str, text: str) -> list[Finding]:
    # Full-width and other digits of Unicode, and invisible characters between digits, read the same to a person.
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in plain
        if unicodedata.category(char) != "Cf"
    )
    plain = re.sub(r"[‐-―−]", "-", plain)
    result: list[Finding] = []
    rest = plain
    for match in TEN_DIGITS.finditer(plain):
        digits = match[1] + match[3] + match[5]
        if len(set(digits)) == 1:
            # Ten equal digits pass the arithmetic: noise, not a number of anybody.
            continue
        rest = rest.replace(match[0], " ")
        if is_valid_nhs_number(digits):
            sentence = REFUSAL_TEST_NUMBER if digits.startswith("999") else REFUSAL
            result.append(Finding(field, PidKind.NHS_NUMBER, refuses=True, sentence=sentence))
        else:
            result.append(_soft(field, PidKind.NHS_NUMBER))
    result.extend(_soft(field, kind) for kind, pattern in SOFT_PATTERNS if pattern.search(rest))
    return result


def _soft(field: str, kind: PidKind) -> Finding:
    sentence = f"Saved. It may hold a {kind.label}: please check that nobody can be recognised."
    return Finding(field, kind, refuses=False, sentence=sentence)
