"""What is new after a number, as one message: the single path that stream, resumption and polling share."""

import json
from dataclasses import dataclass

from workshops.events import log
from workshops.live import regions
from workshops.queries.room import workshop_card
from workshops.rules import regions as stems
from workshops.rules.audiences import Audience, sees


@dataclass(frozen=True)
class Message:
    """The regions that changed after ``after`` up to ``number``; ``gone`` names those no longer on the board."""

    after: int
    number: int
    regions: dict[str, str]
    gone: tuple[str, ...]
    whole: bool

    def as_json(self) -> str:
        """The message as the browser reads it."""
        return json.dumps(
            {
                "after": self.after,
                "number": self.number,
                "regions": self.regions,
                "gone": self.gone,
                "whole": self.whole,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    def as_event(self) -> bytes:
        """The message as a server-sent event whose id is the number to resume from."""
        return f"id: {self.number}\nevent: news\ndata: {self.as_json()}\n\n".encode()


def news(workshop_id: int, after: int, audiences: list[Audience]) -> dict[Audience, Message]:
    """What is new for each audience; the log is read once, and so is everything that regions are drawn from.

    The log is read up to the number on the workshop's card and everything else afterwards, so the regions are at least
    as new as the number says. Raises Workshop.DoesNotExist.
    """
    card = workshop_card(workshop_id)
    new = log.since(workshop_id, after, newest=card.number)
    facts = regions.Facts(card)
    changed = _with_spotlight(new.stems, card.spotlight_id)
    return {audience: _message(facts, after, new, changed, audience) for audience in audiences}


def _with_spotlight(changed: tuple[str, ...], segment_id: int | None) -> tuple[str, ...]:
    """What changed; with the segment that everybody was brought to, the region that shows it as well."""
    shown = {stems.segment(segment_id), stems.BOARD} if segment_id is not None else set()
    return tuple(dict.fromkeys((*changed, stems.SPOTLIGHT))) if shown & set(changed) else changed


def _message(facts: regions.Facts, after: int, new: log.News, changed: tuple[str, ...], audience: Audience) -> Message:
    drawn: dict[str, str] = {}
    gone: list[str] = []
    for stem in changed:
        if not sees(audience, stem):
            continue
        html = regions.draw(facts, stem, audience)
        if html is None:
            gone.append(stem)
        else:
            drawn[stem] = html
    return Message(after, new.number, drawn, tuple(gone), new.whole)
