"""Forms of ideas."""

from typing import Any

from django import forms

from workshops.forms.fields import ENABLER_CHOICES, Words, one_of
from workshops.models import Idea
from workshops.queries.board import Head, NeedCard
from workshops.rules.codes import IdeaStatus
from workshops.services.ideas import IdeaDraft


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
