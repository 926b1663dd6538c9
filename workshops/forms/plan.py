"""Forms of ideas and actions."""

from typing import Any

from django import forms

from learners.rules import StarEnabler
from workshops.forms.fields import WithDatalist, Words, one_of
from workshops.models import Action, Idea
from workshops.queries.board import Head, NeedCard
from workshops.rules import limits
from workshops.rules.codes import ActionStatus, IdeaStatus
from workshops.services.plan import ActionDraft, IdeaDraft

ENABLER_CHOICES = [("", "Not sorted yet"), *((e.value, e.label) for e in StarEnabler)]


class IdeaForm(forms.Form):
    """An idea, its enabler, and what it speaks of."""

    text = Words(label="Your idea", rows=3, asked="Write the idea.")
    enabler = one_of(ENABLER_CHOICES, label="Which enabler carries it?", required=False)
    segments = forms.TypedMultipleChoiceField(
        label="About which stages or zones?", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    needs = forms.TypedMultipleChoiceField(
        label="About which roles?", coerce=int, required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    status = forms.ChoiceField(label="Status", choices=IdeaStatus.choices, required=False)

    def __init__(self, *args: Any, heads: tuple[Head, ...], needs: list[tuple[Head, NeedCard]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["segments"].choices = [(head.id, head.title) for head in heads]  # type: ignore[attr-defined]
        self.fields["needs"].choices = [  # type: ignore[attr-defined]
            (need.id, f"{need.title} ({head.title})") for head, need in needs
        ]

    @staticmethod
    def initial_of(idea: Idea) -> dict[str, Any]:
        """The form's values for an idea as it stands."""
        return {
            "text": idea.text,
            "enabler": idea.enabler,
            "status": idea.status,
            "segments": list(idea.segments.values_list("pk", flat=True)),
            "needs": list(idea.needs.values_list("pk", flat=True)),
        }

    def draft(self) -> IdeaDraft:
        """What was said."""
        data = self.cleaned_data
        return IdeaDraft(
            text=data["text"],
            enabler=data["enabler"],
            status=data["status"] or IdeaStatus.OPEN,
            segment_ids=data["segments"],
            need_ids=data["needs"],
        )


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
