"""Forms of actions."""

from typing import Any

from django import forms

from workshops.forms.fields import ENABLER_CHOICES, WithDatalist, Words
from workshops.models import Action
from workshops.rules import limits
from workshops.rules.codes import ActionStatus, AimQuadrant, ChangeLever, Horizon
from workshops.services.plan import ActionDraft

NOT_SAID = ("", "Not said")


def a_day(label: str) -> forms.DateField:
    """A date that may be left out, typed in any of the usual ways where the browser has no calendar."""
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as day, month and year, like 31/3/2027."},
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y"],
    )


class ActionForm(forms.Form):
    """What is to be done, by whom, by when."""

    text = Words(label="What will be done?", rows=3, asked="Write what will be done.")
    owner = Words(limit=limits.TITLE, label="Owner", help_text="A name or a post.", required=False)
    organisation = Words(limit=limits.TITLE, label="Owner's organisation", required=False)
    due_on = a_day("Due by")
    enabler = forms.ChoiceField(label="Enabler", choices=ENABLER_CHOICES, required=False)
    status = forms.ChoiceField(
        label="Status",
        choices=ActionStatus.choices,
        initial=ActionStatus.PROPOSED,
        error_messages={"required": "Choose a status."},
        help_text="Without an owner, an organisation and a date it stays proposed.",
    )
    start_on = a_day("Start")
    resources = Words(label="What it takes", help_text="People, time, money, learning places.", rows=2, required=False)
    outcome = Words(label="What will be different", rows=2, required=False)
    measure = Words(label="How we will know", rows=2, required=False)
    horizon = forms.ChoiceField(label="How soon", choices=[NOT_SAID, *Horizon.choices], required=False)
    lever = forms.ChoiceField(label="Lever of change", choices=[NOT_SAID, *ChangeLever.choices], required=False)
    aim = forms.ChoiceField(label="Which aim it serves", choices=[NOT_SAID, *AimQuadrant.choices], required=False)

    MORE = ("start_on", "resources", "outcome", "measure", "horizon", "lever", "aim", "enabler")
    """The fields that are folded away: an action in the room is first what, who and by when."""

    def __init__(self, *args: Any, organisations: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].widget = WithDatalist(organisations or [])

    def more(self) -> list[forms.BoundField]:
        """The folded fields."""
        return [self[name] for name in self.MORE]

    def says_more(self) -> bool:
        """Whether a folded field says something or has an error, so that it has to be seen."""
        return any(field.errors or field.value() for field in self.more())

    @staticmethod
    def initial_of(action: Action) -> dict[str, Any]:
        """The form's values for an action as it stands."""
        return {name: getattr(action, name) for name in ActionDraft.__dataclass_fields__}

    def draft(self) -> ActionDraft:
        """What was said."""
        return ActionDraft(**self.cleaned_data)
