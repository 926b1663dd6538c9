"""Words that the board did not take, handed to the facilitators beside the map."""

from dataclasses import dataclass

from workshops.models import HandedIn
from workshops.rules import limits, regions
from workshops.rules.rights import Right
from workshops.services.editing import Edit, Invalid, verb


@dataclass(frozen=True)
class HandedDraft:
    """Words as they stood on the phone."""

    text: str

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"text": self.text}


@verb("words.handed", Right.HAND_IN)
def hand_in(edit: Edit, *, draft: HandedDraft) -> HandedIn:
    """Give unsent words to the facilitators. The map stays as it is. Raises Invalid when somebody hands in too much."""
    mine = edit.workshop.handed_in.filter(membership=edit.by.membership_id)
    if mine.count() >= limits.HANDED_IN:
        raise Invalid("", limits.SENTENCES["handed_in"])
    handed = HandedIn.objects.create(
        workshop=edit.workshop, membership_id=edit.by.membership_id, text=draft.text, at=edit.at
    )
    edit.touch(regions.ROOM)
    return handed
