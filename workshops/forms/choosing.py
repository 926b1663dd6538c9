"""Forms of rounds, tallies, impact and effort, polls, and who holds a zone."""

from typing import Any

from django import forms

from learners.rules import Depth
from workshops.forms.fields import WithDatalist, Words
from workshops.models import Score, ZoneHolder
from workshops.rules import limits
from workshops.rules.priorities import EFFORT_WORDS, IMPACT_WORDS, STEPS
from workshops.services.zones import HolderDraft

_PEOPLE = "Write how many people, as a number."


class RoundForm(forms.Form):
    """How many dots each person gets."""

    budget = forms.IntegerField(
        label="Dots for each person",
        min_value=1,
        max_value=limits.DOTS_MOST,
        initial=limits.DOTS,
        error_messages={"required": "Say how many dots each person gets."},
    )


class TallyForm(forms.Form):
    """Dots on paper: how many, of how many people."""

    dots = forms.IntegerField(
        label="Dots on this idea", min_value=1, max_value=9_999, error_messages={"required": "Count the dots."}
    )
    people = forms.IntegerField(
        label="People who voted on paper",
        help_text="Count everybody at the table, also those with no dot here.",
        min_value=1,
        max_value=limits.PARTICIPANTS,
        error_messages={"required": _PEOPLE},
    )


class ScoreForm(forms.Form):
    """Impact and effort, 1 to 5 each."""

    impact = forms.TypedChoiceField(
        label="Impact for the person",
        choices=[(step, f"{step} {words}") for step, words in zip(STEPS, IMPACT_WORDS, strict=True)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an impact."},
    )
    effort = forms.TypedChoiceField(
        label="Effort it takes",
        choices=[(step, f"{step} {words}") for step, words in zip(STEPS, EFFORT_WORDS, strict=True)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an effort."},
    )

    @staticmethod
    def initial_of(score: Score) -> dict[str, Any]:
        """The form's values for a score as it stands."""
        return {"impact": score.impact, "effort": score.effort}


class AnswerForm(forms.Form):
    """One depth."""

    depth = forms.TypedChoiceField(
        choices=[(depth.value, depth.label) for depth in Depth],
        coerce=int,
        error_messages={"required": "Choose one of the four depths."},
    )


class PollTallyForm(forms.Form):
    """How many people of a table chose each depth."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for depth in Depth:
            self.fields[f"depth_{depth.value}"] = forms.IntegerField(
                label=f"{depth.value} {depth.label}",
                min_value=0,
                max_value=limits.PARTICIPANTS,
                required=False,
                error_messages={"invalid": _PEOPLE},
            )

    def people(self) -> dict[int, int]:
        """People by depth."""
        return {depth.value: self.cleaned_data[f"depth_{depth.value}"] or 0 for depth in Depth}


class HolderForm(forms.Form):
    """Who holds the relationship, the information and the risk in a zone."""

    relationship = Words(limit=limits.TITLE, label="Who holds the relationship?", required=False)
    information = Words(limit=limits.TITLE, label="Who holds the information?", required=False)
    risk = Words(limit=limits.TITLE, label="Who holds the risk?", required=False)

    def __init__(self, *args: Any, roles: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = WithDatalist([limits.NOBODY, *(roles or [])])

    @staticmethod
    def initial_of(holder: ZoneHolder) -> dict[str, Any]:
        """The form's values for a zone as it stands."""
        return {name: getattr(holder, name) for name in HolderDraft.__dataclass_fields__}

    def draft(self) -> HolderDraft:
        """What was said; "nobody" in any case means nobody, and "not known yet" is blank."""
        said = {name: _plain(self.cleaned_data[name]) for name in HolderDraft.__dataclass_fields__}
        return HolderDraft(**said)


def _plain(text: str) -> str:
    if text.casefold() == limits.NOBODY.casefold():
        return limits.NOBODY
    return "" if text.casefold() == limits.NOT_KNOWN.casefold() else text
