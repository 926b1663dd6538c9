"""What is asked outside the room, by link and without an account: tokens, words to send, how a device is told apart."""

import hashlib
import secrets

from workshops.rules import limits
from workshops.rules.codes import SurveyKind

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits without look-alikes, because a link may be typed from paper."""

LENGTH = 24
"""Symbols of a token: 119 bits, so that no budget for guesses is needed."""

LARGEST = 10
"""The right end of a scale; its left end is 0."""

FORGOTTEN = "This link leads nowhere any more. Ask whoever sent it to you for a fresh one."
"""Said of a link that never was and of one that was ended alike."""

CLOSED = "These questions are closed. Thank you for wanting to answer."
DECLARED = (
    "The personas are invented. Nobody brings notes, letters or screens about real patients into the room.",
    "Everybody is told at the start that nothing which could identify a patient may be written down.",
    "People have been told what is kept: their words without their name, their sector, and a name if they give one.",
    "Should something about a patient be written all the same, I take it out at once and tell the governance lead.",
    "Paper from the room is collected, entered, and destroyed.",
)
"""The information-governance declaration, in the words of whoever signs it."""


def counted(replies: int, *, is_open: bool) -> int:
    """How many replies, from the first one on, the results are made of: while a survey is open, whole steps of five.

    Whoever looked before and after one more reply would read it in the difference.
    """
    return replies - replies % limits.ENOUGH_ANSWERS if is_open else replies


def new_token() -> str:
    """A random token of a link."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def field_of(question_id: int) -> str:
    """The name of a question's field in the form that people answer."""
    return f"answer-{question_id}"


def device_digest(survey_id: int, device: str) -> str:
    """What keeps one device to one reply. It differs from survey to survey, so that replies cannot be joined."""
    return hashlib.sha256(f"{survey_id}:{device}".encode()).hexdigest()


def survey_letter(kind: str, *, title: str, url: str, minutes: int, silent: tuple[str, ...] = ()) -> str:
    """The text to send with the link of a survey; ``silent`` names sectors that nobody has answered from yet."""
    if kind == SurveyKind.BEFORE:
        why = f"Before our workshop “{title}” we would like to hear how things are for you."
        use = "Your answers decide what we spend the day on."
    else:
        why = f"Thank you for being part of our workshop “{title}”. How was it for you?"
        use = "Your answers decide what we do differently next time."
    missing = f"We have not heard from {_listed(silent)} yet: your voice is missing.\n\n" if silent else ""
    return (
        f"Hello,\n\n{why}\n\n{missing}"
        f"It takes about {minutes} minutes, on a phone if you like, without an account:\n{url}\n\n"
        f"Nobody learns who answered what. Please write nothing that could identify a patient. {use}\n\nThank you"
    )


def offers_letter(*, title: str, url: str) -> str:
    """The text to send with the link that asks for learning which is offered already."""
    return (
        f"Hello,\n\nFor our workshop “{title}” we are collecting the learning that your organisation offers already: "
        "courses, placements, rotations, supervision. Then we build on what is there.\n\n"
        f"It takes about five minutes, on a phone if you like, without an account:\n{url}\n\nThank you"
    )


def _listed(names: tuple[str, ...]) -> str:
    lower = [name[:1].lower() + name[1:] for name in names]
    return lower[0] if len(lower) == 1 else f"{', '.join(lower[:-1])} and {lower[-1]}"
