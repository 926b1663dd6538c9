"""Forms for tidying ideas: merge, split, clusters."""

from collections.abc import Iterable
from typing import Any

from django import forms

from workshops.forms.fields import Words
from workshops.models import Cluster, Idea
from workshops.queries.ideas import IdeaRow
from workshops.rules import limits
from workshops.services.grouping import ClusterDraft, SplitDraft


class TickForm(forms.Form):
    """Ideas to tick, by number."""

    ideas = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one idea.", "invalid_choice": "One of these ideas has just gone."},
    )

    def __init__(self, *args: Any, rows: Iterable[IdeaRow], label: str, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ideas"]
        field.label, field.required = label, required
        field.choices = [(row.id, f"{row.number}. {row.text}") for row in rows]  # type: ignore[attr-defined]


class ClusterForm(TickForm):
    """A new cluster: its name and its ideas."""

    title = Words(limit=limits.TITLE, label="Name of the cluster", asked="Give the cluster a name.")
    field_order = ("title", "ideas")

    def draft(self) -> ClusterDraft:
        """What was said."""
        return ClusterDraft(self.cleaned_data["title"], self.cleaned_data["ideas"])


class RenameForm(forms.Form):
    """Another name for a cluster."""

    title = Words(limit=limits.TITLE, label="Name of the cluster", asked="Give the cluster a name.")

    @staticmethod
    def initial_of(cluster: Cluster) -> dict[str, Any]:
        """The form's values for a cluster as it stands."""
        return {"title": cluster.title}

    def draft(self) -> ClusterDraft:
        """What was said."""
        return ClusterDraft(self.cleaned_data["title"])


class SplitForm(forms.Form):
    """The parts of an idea; the first keeps the number."""

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, limits.PARTS + 1):
            label = f"First part: stays idea {number}" if place == 1 else f"Part {place}: a new number"
            self.fields[f"part_{place}"] = Words(label=label, rows=2, required=place <= 2, asked="Write this part.")

    @staticmethod
    def initial_of(idea: Idea) -> dict[str, Any]:
        """The form's values for an idea as it stands."""
        return {"part_1": idea.text}

    def draft(self) -> SplitDraft:
        """What was said."""
        return SplitDraft(list(self.cleaned_data.values()))
