"""Forms of notes."""

from typing import Any

from django import forms

from workshops.forms.fields import Words
from workshops.models import Note
from workshops.rules.codes import NoteKind
from workshops.services.notes import HomeDraft, NoteDraft

ASKED = {
    NoteKind.GROUND_RULE: ("Your ground rule", "One that helps this room to work."),
    NoteKind.MATTERS: ("What matters to them?", "In the words they might use. The person is invented."),
    NoteKind.MISSING_STAGE: ("Which stage is missing?", "A short name, as it would stand on the map."),
    NoteKind.PARKING: ("What should not get lost?", "It waits here, and finds its way home before the close."),
    NoteKind.PLEDGE: ("What will you do by Friday?", "One thing that you yourself can do. No name is shown."),
}
"""What the box of each kind is called, and a line of help."""


class NoteForm(forms.Form):
    """A note of one kind."""

    text = Words(rows=3)

    def __init__(self, *args: Any, kind: NoteKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["text"].label, self.fields["text"].help_text = ASKED[kind]

    @staticmethod
    def initial_of(note: Note) -> dict[str, Any]:
        """The form's values for a note as it stands."""
        return {"text": note.text}

    def draft(self) -> NoteDraft:
        """What was said."""
        return NoteDraft(self.kind, self.cleaned_data["text"])


class HomeForm(forms.Form):
    """Where a parked point goes."""

    home = Words(limit=300, label="Where does it go?", asked="Say where it goes, or make an idea or an action of it.")

    def draft(self) -> HomeDraft:
        """What was said."""
        return HomeDraft(self.cleaned_data["home"])
