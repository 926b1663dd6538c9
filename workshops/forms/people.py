"""Forms about who is in, and of words that are handed in."""

from typing import Any

from django import forms

from workshops.forms.fields import Words, one_of
from workshops.rules import limits
from workshops.rules.codes import GIVEN_ROLES
from workshops.services.handing import HandedDraft
from workshops.services.people import NameDraft


class NameForm(forms.Form):
    """What somebody is called."""

    name = Words(limit=limits.NAME, label="Name", help_text="Shown to facilitators only.", required=False)

    def draft(self) -> NameDraft:
        """What was said."""
        return NameDraft(name=self.cleaned_data["name"])


class RoleForm(forms.Form):
    """What somebody is in this workshop."""

    role = one_of(
        [(role.value, role.label) for role in GIVEN_ROLES],
        label="Role in this workshop",
        help_text="A scribe may also write for others. An observer reads along.",
        asked="Choose one of the roles.",
    )


class MergeForm(forms.Form):
    """Which other place in the room is the same person."""

    into = forms.TypedChoiceField(
        label="Same person as",
        coerce=int,
        error_messages={"required": "Choose the other place of the same person."},
    )

    def __init__(self, *args: Any, others: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", "Choose one"), *others]  # type: ignore[attr-defined]


class HandedForm(forms.Form):
    """Words for the facilitator."""

    text = Words(label="Your words", rows=6, asked="There are no words to hand in.")

    def draft(self) -> HandedDraft:
        """What was said."""
        return HandedDraft(text=self.cleaned_data["text"])
