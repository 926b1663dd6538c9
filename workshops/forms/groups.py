"""Forms of breakout groups."""

from typing import Any

from django import forms

from workshops.forms.fields import Words, one_of, some_of
from workshops.queries.groups import Person, PlaceRow
from workshops.rules import limits
from workshops.rules.groups import WAYS, Way
from workshops.services.groups import GroupDraft


class MakeGroupsForm(forms.Form):
    """How many groups, and how people come into them."""

    count = forms.IntegerField(
        label="How many groups?",
        min_value=2,
        max_value=limits.BREAKOUTS,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"required": "Say how many groups.", "invalid": "Write a number."},
    )
    way = one_of(
        [(way.value, label) for way, label in WAYS.items()],
        label="How do people come into them?",
        initial=Way.MIXED,
        asked="Choose how people come into the groups.",
    )


class GroupForm(forms.Form):
    """A group: its name, its stages and zones, its people."""

    title = Words(limit=limits.NAME, label="Name", asked="Give the group a name.")
    segments = some_of([], label="Which stages and zones?")
    members = some_of([], label="Who is in it?")

    def __init__(
        self, *args: Any, places: tuple[PlaceRow, ...], people: tuple[Person, ...], group_id: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["segments"].choices = [(str(place.id), place.title) for place in places]  # type: ignore[attr-defined]
        self.fields["members"].choices = [  # type: ignore[attr-defined]
            (str(person.id), _who(person, group_id)) for person in people
        ]
        if not people:
            del self.fields["members"]

    def draft(self) -> GroupDraft:
        """What was said."""
        data = self.cleaned_data
        return GroupDraft(
            title=data["title"],
            segment_ids=[int(pk) for pk in data["segments"]],
            member_ids=[int(pk) for pk in data.get("members", [])],
        )


def _who(person: Person, group_id: int) -> str:
    """Somebody in the list: their name and sector, and the group that they would leave."""
    name = f"{person.name or 'No name given'}, {person.sector}"
    return f"{name} (now in {person.group})" if person.group_id not in (None, group_id) else name
