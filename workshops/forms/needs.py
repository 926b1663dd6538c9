"""Forms of a segment's content."""

from typing import Any

from django import forms

from learners.queries import offer_cards, role_titles
from learners.rules import ConversationStep, Depth, LearnerStage, OfferStatus, Pillar, WorkforceKind
from workshops.forms.fields import WithDatalist, Words, one_of, some_of
from workshops.models import OfferLink, PersonNeed, WorkforceNeed
from workshops.queries.board import Head
from workshops.rules import limits
from workshops.rules.codes import DeploymentChange, NeedSource
from workshops.services.needs import NeedDraft, OfferDraft, PersonNeedDraft

NOT_KNOWN = ""
STEP_CHOICES = [(NOT_KNOWN, "Not said"), *((s.value, f"{s.label}: {s.summary.lower()}") for s in ConversationStep)]
STAGE_CHOICES = [(s.value, f"{s.label}: {s.summary.lower()}") for s in LearnerStage]


class NeedForm(forms.Form):
    """A role that is needed here.

    A ``short`` one asks who is here and folds the rest away: how deep is asked later in the day. Until then a role
    needs the least depth.
    """

    DEPTHS = ("depth_needed", "depth_now", "learner_stages")
    MORE = ("step", "pillars", "deployment", "note")
    """The fields that are folded away; in a short form the depths are, too."""

    title = Words(
        limit=limits.TITLE,
        label="Who is needed?",
        help_text="Type to find a role, or write your own.",
        asked="Say who is needed.",
    )
    kind = one_of(
        WorkforceKind.choices,
        label="Formal or informal",
        help_text="Only for a title of your own; roles of the library know theirs.",
        initial=WorkforceKind.FORMAL,
        asked="Say whether the role is formal or informal.",
    )
    depth_needed = one_of(
        [(d.value, f"{d.value} {d.label}") for d in Depth if d],
        label="Depth needed",
        asked="Choose how deep.",
    )
    depth_now = one_of(
        [(NOT_KNOWN, "Not known"), *((str(d.value), f"{d.value} {d.label}") for d in Depth)],
        label="Depth now",
        help_text="The team's estimate, never one person's.",
        required=False,
    )
    learner_stages = some_of(STAGE_CHOICES, label="Which learners are here?")
    step = one_of(STEP_CHOICES, label="Kind of conversation here", required=False)
    pillars = some_of(Pillar.choices, label="Pillars to grow")
    deployment = forms.ChoiceField(
        label="What changes", choices=[("", "Not said"), *DeploymentChange.choices], required=False
    )
    note = Words(label="Note", rows=2, required=False)

    def __init__(self, *args: Any, short: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.short = short
        title, needed = self.fields["title"], self.fields["depth_needed"]
        title.widget = WithDatalist(lambda: [role.title for role in role_titles()])
        if short:
            title.label, title.error_messages["required"] = "Who is here, paid or not?", "Say who is here."
            needed.initial = NeedDraft.depth_needed
            needed.help_text = "The room is asked later. It starts at 1."

    def has_folded_error(self) -> bool:
        """Whether a folded field has an error, so that it has to be seen."""
        return any(self[name].errors for name in (*self.MORE, *(self.DEPTHS if self.short else ())))

    @staticmethod
    def initial_of(need: WorkforceNeed) -> dict[str, Any]:
        """The form's values for a need as it stands."""
        values = {name: getattr(need, name) for name in NeedDraft.__dataclass_fields__}
        return {**values, "depth_now": NOT_KNOWN if need.depth_now is None else str(need.depth_now)}

    def draft(self) -> NeedDraft:
        """What was said."""
        data = dict(self.cleaned_data)
        data["depth_needed"] = int(data["depth_needed"])
        data["depth_now"] = None if data["depth_now"] == NOT_KNOWN else int(data["depth_now"])
        return NeedDraft(**data)


class PersonNeedForm(forms.Form):
    """What the person needs here. With ``heads`` it asks for which stage or zone."""

    segment = forms.TypedChoiceField(
        label="For which stage or zone?",
        coerce=int,
        error_messages={
            "required": "Choose a stage or zone.",
            "invalid_choice": "This one has been taken off the board. Choose another.",
        },
    )
    text = Words(rows=3, asked="Write what is needed.")
    source = one_of(
        NeedSource.choices,
        label="Where does this come from?",
        initial=NeedSource.PERSONA,
        asked="Say where this comes from.",
    )

    def __init__(
        self, *args: Any, heads: tuple[Head, ...] | None = None, person_word: str = "person", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = f"What does the {person_word} need here?"
        if heads is None:
            del self.fields["segment"]
        else:
            self.fields["segment"].choices = [(head.id, head.title) for head in heads]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(word: PersonNeed) -> dict[str, Any]:
        """The form's values for a need as it stands."""
        return {"text": word.text, "source": word.source}

    def draft(self) -> PersonNeedDraft:
        """What was said."""
        return PersonNeedDraft(text=self.cleaned_data["text"], source=self.cleaned_data["source"])


class OfferForm(forms.Form):
    """Learning against a need."""

    title = Words(
        limit=limits.TITLE,
        label="Which learning?",
        help_text="Type to find an offer, or write your own.",
        asked="Say which learning.",
    )
    learner_stage = one_of(STAGE_CHOICES, label="For which learners?", asked="Choose a learner stage.")
    status = one_of(OfferStatus.choices, label="Is it there?", asked="Say whether it is there.")
    note = Words(label="Note", rows=2, required=False)

    def __init__(self, *args: Any, suggested: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = dict.fromkeys([*(suggested or []), *(offer.title for offer in offer_cards())])
        self.fields["title"].widget = WithDatalist(list(titles))

    @staticmethod
    def initial_of(link: OfferLink) -> dict[str, Any]:
        """The form's values for an offer as it stands."""
        return {name: getattr(link, name) for name in OfferDraft.__dataclass_fields__}

    def draft(self) -> OfferDraft:
        """What was said."""
        return OfferDraft(**self.cleaned_data)


class PlaceForm(forms.Form):
    """Which learner stages the people of a need are at."""

    learner_stages = some_of(STAGE_CHOICES, label="Which learners are here?")


class MoveNeedForm(forms.Form):
    """Another segment for a need, moved or copied there."""

    segment = forms.TypedChoiceField(
        label="To which segment?", coerce=int, error_messages={"required": "Choose a stage or zone."}
    )
    how = one_of(
        [("move", "Move it there"), ("copy", "Copy it there and keep it here")],
        label="Move or copy",
        initial="move",
        asked="Say whether to move or to copy it.",
    )

    def __init__(self, *args: Any, heads: tuple[Head, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["segment"].choices = [(head.id, head.title) for head in heads]  # type: ignore[attr-defined]
