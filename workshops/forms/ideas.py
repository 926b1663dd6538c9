"""Forms of ideas."""

from collections.abc import Mapping
from typing import Any

from django import forms

from workshops.forms.fields import ENABLER_CHOICES, Words, one_of
from workshops.models import Idea, ImpactStatement, NewRoleCheck
from workshops.queries.board import Head, NeedCard
from workshops.rules import limits
from workshops.rules.codes import AimQuadrant, ImpactKind
from workshops.services.ideas import IdeaDraft
from workshops.services.impacts import ImpactDraft
from workshops.services.role_checks import CheckDraft

QUESTIONS = {
    "need_left": "What need is left after redeploying and upskilling everyone we have?",
    "adds": "Does it add to the workforce, or rename somebody who is here?",
    "education": "Which education leads to it?",
    "scope": "What is its scope, and at which level?",
    "supervision": "Who supervises it, and who answers for it?",
    "time_to_post": "How long until the first person is in post?",
    "funding": "Who pays for it, now and in three years?",
}
"""The seven questions to a new role (domain A.3 and B.4), by the field of their answer."""


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

    LINKS = ("segments", "needs")
    """The fields that are folded away: an idea is first its words and its enabler."""

    def __init__(self, *args: Any, heads: tuple[Head, ...], needs: list[tuple[Head, NeedCard]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["segments"].choices = [(head.id, head.title) for head in heads]  # type: ignore[attr-defined]
        self.fields["needs"].choices = [  # type: ignore[attr-defined]
            (need.id, f"{need.title} ({head.title})") for head, need in needs
        ]

    def links(self) -> list[forms.BoundField]:
        """The folded fields."""
        return [self[name] for name in self.LINKS]

    def is_linked(self) -> bool:
        """Whether a folded field says something or has an error, so that it has to be seen."""
        return any(field.errors or field.value() for field in self.links())

    @staticmethod
    def initial_of(idea: Idea) -> dict[str, Any]:
        """The form's values for an idea as it stands."""
        return {
            "text": idea.text,
            "enabler": idea.enabler,
            "segments": list(idea.segments.values_list("pk", flat=True)),
            "needs": list(idea.needs.values_list("pk", flat=True)),
        }

    def draft(self) -> IdeaDraft:
        """What was said."""
        data = self.cleaned_data
        return IdeaDraft(
            text=data["text"],
            enabler=data["enabler"],
            segment_ids=data["segments"],
            need_ids=data["needs"],
        )


class CheckForm(forms.Form):
    """The seven questions to a new role, each with "not known yet" at one tap; words that are written count more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, question in QUESTIONS.items():
            self.fields[name] = Words(label=question, rows=2, required=False)
            self.fields[_unknown(name)] = forms.BooleanField(label=limits.NOT_KNOWN, required=False)

    @staticmethod
    def initial_of(check: NewRoleCheck | None) -> dict[str, Any]:
        """The form's values for a check as it stands, or for none."""
        said = {name: getattr(check, name) if check else "" for name in QUESTIONS}
        unknown = {_unknown(name): text == limits.NOT_KNOWN for name, text in said.items()}
        return {name: "" if text == limits.NOT_KNOWN else text for name, text in said.items()} | unknown

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each question with its tick box."""
        return [(self[name], self[_unknown(name)]) for name in QUESTIONS]

    def draft(self) -> CheckDraft:
        """What was said."""
        return CheckDraft(**{name: _answer(self.cleaned_data, name) for name in QUESTIONS})


class ImpactForm(forms.Form):
    """An effect of an idea, or of the whole plan."""

    text = Words(label="What would it do?", rows=3, asked="Write the effect.")
    kind = one_of(
        [(ImpactKind.INTENDED, "We want this"), (ImpactKind.UNINTENDED, "This might come with it")],
        label="Is it wanted?",
        asked="Say whether you want this effect.",
    )
    aim = one_of([("", "None of these"), *AimQuadrant.choices], label="Whom or what does it touch?", required=False)

    @staticmethod
    def initial_of(impact: ImpactStatement) -> dict[str, Any]:
        """The form's values for an effect as it stands."""
        return {"text": impact.text, "kind": impact.kind, "aim": impact.aim}

    def draft(self) -> ImpactDraft:
        """What was said."""
        return ImpactDraft(**self.cleaned_data)


def _unknown(name: str) -> str:
    return f"{name}_unknown"


def _answer(data: Mapping[str, Any], name: str) -> str:
    return str(data[name]) or (limits.NOT_KNOWN if data[_unknown(name)] else "")
