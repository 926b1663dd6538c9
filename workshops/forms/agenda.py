"""Forms of the agenda: a part of it, its place, and minutes from a later part."""

from typing import Any

from django import forms

from workshops.forms.fields import Words, one_of
from workshops.models import AgendaItem
from workshops.queries.agenda import Agenda, Part
from workshops.rules import limits
from workshops.rules.codes import Technique, WorkshopPhase
from workshops.services.clock import MOST
from workshops.services.parts import PartDraft


class PartForm(forms.Form):
    """A part of the agenda."""

    title = Words(limit=limits.NAME, label="Title", asked="Give the part a title.")
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=MOST,
        error_messages={
            "required": "Say how many minutes.",
            "invalid": "Write the minutes as a whole number, like 20.",
            "min_value": "A part takes at least 1 minute.",
            "max_value": f"A part takes at most {MOST} minutes.",
        },
    )
    phase = forms.ChoiceField(
        label="What is asked", choices=[*WorkshopPhase.choices, ("", "Nothing: a break")], required=False
    )
    technique = one_of(
        Technique.choices, label="How the room works", initial=Technique.TOGETHER, asked="Say how the room works."
    )
    script = Words(label="What you say", rows=4, required=False)
    output = Words(limit=300, label="What should come out", rows=2, required=False)
    after = forms.TypedChoiceField(label="Where does it stand?", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, agenda: Agenda | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agenda is None:
            del self.fields["after"]
        else:
            self.fields["after"].choices = _places(agenda.parts)  # type: ignore[attr-defined]
            here = agenda.now or (agenda.parts[-1] if agenda.parts else None)
            self.fields["after"].initial = here.id if here else None

    @staticmethod
    def initial_of(item: AgendaItem) -> dict[str, Any]:
        """The form's values for a part as it stands."""
        return {name: getattr(item, name) for name in PartDraft.__dataclass_fields__}

    def draft(self) -> PartDraft:
        """What was said."""
        return PartDraft(**{name: self.cleaned_data[name] for name in PartDraft.__dataclass_fields__})


class MovePartForm(forms.Form):
    """Another place for a part."""

    after = forms.TypedChoiceField(label="Where to?", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, agenda: Agenda, moving: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = tuple(part for part in agenda.parts if part.id != moving)
        self.fields["after"].choices = _places(others)  # type: ignore[attr-defined]


class BorrowForm(forms.Form):
    """Minutes from a later part."""

    item = forms.TypedChoiceField(
        label="From which part?", coerce=int, error_messages={"required": "Choose a later part."}
    )
    minutes = forms.IntegerField(
        label="How many minutes?",
        min_value=1,
        max_value=MOST,
        initial=5,
        error_messages={
            "required": "Say how many minutes.",
            "invalid": "Write the minutes as a whole number, like 5.",
            "min_value": "Borrow at least 1 minute.",
        },
    )

    def __init__(self, *args: Any, lenders: tuple[Part, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(part.id, f"{part.title}, {part.minutes} minutes planned") for part in lenders]
        self.fields["item"].choices = choices  # type: ignore[attr-defined]


def _places(parts: tuple[Part, ...]) -> list[tuple[str | int, str]]:
    return [("", "At the start"), *((part.id, f"After {part.title}") for part in parts)]
