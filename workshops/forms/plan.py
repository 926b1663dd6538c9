"""Forms of actions."""

from typing import Any

from django import forms

from workshops.forms.fields import ENABLER_CHOICES, WithDatalist, Words
from workshops.models import Action
from workshops.rules import limits
from workshops.rules.codes import ActionStatus
from workshops.services.plan import ActionDraft


class ActionForm(forms.Form):
    """What is to be done, by whom, by when."""

    text = Words(label="What will be done?", rows=3, asked="Write what will be done.")
    owner = Words(limit=limits.TITLE, label="Owner", help_text="A name or a post.", required=False)
    organisation = Words(limit=limits.TITLE, label="Owner's organisation", required=False)
    due_on = forms.DateField(
        label="Due by",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as day, month and year, like 31/3/2027."},
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y"],
    )
    enabler = forms.ChoiceField(label="Enabler", choices=ENABLER_CHOICES, required=False)
    status = forms.ChoiceField(
        label="Status",
        choices=ActionStatus.choices,
        initial=ActionStatus.PROPOSED,
        help_text="Without an owner, an organisation and a date it stays proposed.",
    )

    def __init__(self, *args: Any, organisations: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].widget = WithDatalist(organisations or [])

    @staticmethod
    def initial_of(action: Action) -> dict[str, Any]:
        """The form's values for an action as it stands."""
        return {name: getattr(action, name) for name in ActionDraft.__dataclass_fields__}

    def draft(self) -> ActionDraft:
        """What was said."""
        return ActionDraft(**self.cleaned_data)
