"""Forms of a template's draft: each edits one part of the content and gives the next content."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from django import forms

from accounts.rules.patient_data import Finding
from journeys.rules import (
    NeedContent,
    PathwayContent,
    PersonaContent,
    Setting,
    StageContent,
    TransitionKind,
    ZoneContent,
)
from learners.forms import DEPTHS, EditForm, LibraryForm, RowForms
from learners.rules import ConversationStep, LearnerStage

type Choices = Sequence[tuple[str, str]]


class LinesField(forms.CharField):
    """Short texts, one on each line."""

    widget = forms.Textarea

    def __init__(self, *, each: int, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=6000, widget=forms.Textarea(attrs={"rows": 5}), **kwargs)
        self.each = each

    def prepare_value(self, value: Any) -> Any:
        """Lines for the box; what was typed stays as it is."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        """A tuple of texts without empty lines."""
        lines = tuple(line.strip() for line in super().clean(value).splitlines() if line.strip())
        if any(len(line) > self.each for line in lines):
            raise forms.ValidationError(f"Keep each line to {self.each} characters.")
        return lines

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the lines differ, whatever ends them."""
        return [line.strip() for line in (data or "").splitlines() if line.strip()] != list(initial or ())


class PartForm(EditForm):
    """A form for one part of a draft."""

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """The fields of the findings are key paths in the content; the last name in a path is the field's."""
        named = [replace(finding, field=finding.field.rsplit(".", 1)[-1].split("[")[0]) for finding in findings]
        super().add_findings(named)


class MarkedForm(PartForm):
    """What stages and zones say of where they come from."""

    source = forms.CharField(label="Where it comes from", required=False, max_length=300)
    own_knowledge = forms.BooleanField(label="Own knowledge, to be reviewed", required=False)

    @property
    def mark(self) -> dict[str, Any]:
        """The cleaned source and mark."""
        return {name: self.cleaned_data[name] for name in ("source", "own_knowledge")}


class TemplateForm(EditForm):
    """What a template says of itself, beside its versions."""

    source = forms.CharField(label="Where it comes from", max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    own_knowledge = forms.BooleanField(label="Own knowledge, to be reviewed", required=False)
    next_review_on = forms.DateField(
        label="Next review",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="A template is published only with a date in the future",
    )


class SeenForm(EditForm):
    """A button that changes the draft: only the revision that was seen."""


class PublishForm(SeenForm):
    """Publish the draft."""

    change_note = forms.CharField(label="What has changed", max_length=300)


class AboutForm(PartForm):
    """Title, population, start and end."""

    title = forms.CharField(max_length=160)
    person_word = forms.CharField(
        label="Word for the person", max_length=40, help_text="Patient, person, woman, child, resident"
    )
    framework = forms.ChoiceField(label="Primary framework")
    population = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    sub_cohorts = LinesField(label="Groups within it", each=120, help_text="One on each line")
    starts = forms.CharField(label="Where the pathway starts", max_length=300)
    ends = forms.CharField(label="Where it ends", max_length=300)
    own = LinesField(label="Learning special to this pathway", each=200, help_text="One on each line")
    measures = LinesField(label="What to measure", each=200, help_text="One on each line")

    field_names = (
        "title",
        "person_word",
        "framework",
        "population",
        "sub_cohorts",
        "starts",
        "ends",
        "own",
        "measures",
    )

    def __init__(self, data: Any = None, *, content: PathwayContent, seen: int, frameworks: Choices) -> None:
        self.content = content
        initial = {name: getattr(content, name) for name in self.field_names}
        super().__init__(data, initial=initial | {"seen": seen})
        cast(forms.ChoiceField, self.fields["framework"]).choices = frameworks

    @property
    def next_content(self) -> PathwayContent:
        """The content with what the valid form says."""
        return replace(self.content, **{name: self.cleaned_data[name] for name in self.field_names})


class LearningForm(PartForm):
    """The offers to suggest first, by learner stage."""

    def __init__(self, data: Any = None, *, content: PathwayContent, seen: int, offers: Mapping[str, Choices]) -> None:
        self.content = content
        initial = {stage.value: list(content.learning.get(stage, ())) for stage in LearnerStage}
        super().__init__(data, initial=initial | {"seen": seen})
        for stage in LearnerStage:
            field = forms.MultipleChoiceField(
                label=stage.label,
                required=False,
                choices=offers[stage],
                widget=forms.CheckboxSelectMultiple,
                label_suffix="",
            )
            self.fields[stage.value] = field

    @property
    def next_content(self) -> PathwayContent:
        """The content with what the valid form says."""
        return replace(
            self.content, learning={stage.value: tuple(self.cleaned_data[stage.value]) for stage in LearnerStage}
        )


class PersonaForm(PartForm):
    """One invented person."""

    name = forms.CharField(max_length=80, help_text="An invented first name")
    age_band = forms.CharField(label="Age band", max_length=40)
    who = forms.CharField(label="Who this is", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    matters = forms.CharField(label="What matters to them", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    worries = forms.CharField(label="What worries them", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    is_invented = forms.BooleanField(
        label="This person is invented", error_messages={"required": "Confirm that this person is invented."}
    )

    def __init__(self, data: Any = None, *, persona: PersonaContent | None, seen: int) -> None:
        super().__init__(data, initial=(vars(persona) if persona else {}) | {"seen": seen})

    @property
    def persona(self) -> PersonaContent:
        """What the valid form says."""
        return PersonaContent(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})


class NeedForm(LibraryForm):
    """One role that is needed in a stage; an empty row is no need."""

    role = forms.ChoiceField()
    depth = forms.TypedChoiceField(choices=DEPTHS, coerce=int, initial=1)
    step = forms.ChoiceField(
        label="Conversation step", choices=ConversationStep.choices, initial=ConversationStep.ENGAGE
    )

    def __init__(self, *args: Any, roles: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["role"]).choices = [("", "Choose a role"), *roles]


class BaseNeeds(RowForms):
    """The workforce needs of one stage."""

    @property
    def needs(self) -> tuple[NeedContent, ...]:
        """The needs of the valid forms, in their order."""
        cleaned = [form.cleaned_data for form in self.forms if form.is_valid()]
        return tuple(
            NeedContent(role=need["role"], depth=need["depth"], step=need["step"])
            for need in cleaned
            if need.get("role") and not need.get("DELETE")
        )


NeedForms = cast(
    type[BaseNeeds],
    forms.formset_factory(
        NeedForm, formset=BaseNeeds, extra=3, can_delete=True, can_delete_extra=False, max_num=60, validate_max=True
    ),
)


class StageForm(MarkedForm):
    """One stage with its workforce needs in rows."""

    title = forms.CharField(max_length=120)
    settings = forms.MultipleChoiceField(
        label="Where it happens", choices=Setting.choices, widget=forms.CheckboxSelectMultiple
    )
    need = forms.CharField(
        label="What the person needs here",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="In the person's words",
    )

    field_order = ("seen", "title", "settings", "need")

    def __init__(self, data: Any = None, *, stage: StageContent | None, seen: int, roles: Choices) -> None:
        initial: dict[str, Any] = {"seen": seen}
        if stage:
            initial |= {name: getattr(stage, name) for name in ("title", "need", "source", "own_knowledge")}
            initial["settings"] = list(stage.settings)
        super().__init__(data, initial=initial)
        self.stored_needs = [vars(need) for need in stage.needs] if stage else []
        self.role_titles = dict(roles)
        self.needs = NeedForms(
            data, initial=self.stored_needs, prefix="needs", form_kwargs={"roles": roles, "label_suffix": ""}
        )

    def is_valid(self) -> bool:
        """Both the stage and its needs."""
        needs_are_valid = self.needs.is_valid()
        return super().is_valid() and needs_are_valid

    def differences(self) -> list[tuple[str, str]]:
        """The stage's own differences, then the stored needs when they differ from those sent."""
        differences = super().differences()
        if self.needs.has_changed():
            titles = [self.role_titles.get(need["role"], need["role"]) for need in self.stored_needs]
            differences.append(("Workforce needs", ", ".join(titles)))
        return differences

    def stage(self, key: str) -> StageContent:
        """What the valid form says, under this key."""
        return StageContent(
            key=key,
            title=self.cleaned_data["title"],
            settings=tuple(self.cleaned_data["settings"]),
            need=self.cleaned_data["need"],
            needs=self.needs.needs,
            **self.mark,
        )


class ZoneForm(MarkedForm):
    """One transition zone."""

    from_key = forms.ChoiceField(label="From the stage")
    to_key = forms.ChoiceField(label="To the stage", help_text="Any other stage: zones may skip or loop back")
    kinds = forms.MultipleChoiceField(
        label="Why it matters", choices=TransitionKind.choices, widget=forms.CheckboxSelectMultiple
    )
    stake = forms.CharField(
        label="What is at stake", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    field_order = ("seen", "from_key", "to_key", "kinds", "stake")

    def __init__(self, data: Any = None, *, zone: ZoneContent | None, content: PathwayContent, seen: int) -> None:
        initial = (vars(zone) | {"kinds": list(zone.kinds)}) if zone else {}
        super().__init__(data, initial=initial | {"seen": seen})
        self.others = {(each.from_key, each.to_key) for each in content.zones if each is not zone}
        for name in ("from_key", "to_key"):
            cast(forms.ChoiceField, self.fields[name]).choices = [(stage.key, stage.title) for stage in content.stages]

    def clean(self) -> dict[str, Any]:
        """A zone joins two different stages, and no two zones the same ones in the same direction (B.5:1)."""
        cleaned = super().clean() or {}
        pair = (cleaned.get("from_key"), cleaned.get("to_key"))
        if None not in pair and pair[0] == pair[1]:
            self.add_error("to_key", "Choose another stage than the first.")
        if pair in self.others:
            self.add_error("to_key", "There is a transition zone between these stages already.")
        return cleaned

    @property
    def zone(self) -> ZoneContent:
        """What the valid form says."""
        return ZoneContent(
            from_key=self.cleaned_data["from_key"],
            to_key=self.cleaned_data["to_key"],
            kinds=tuple(self.cleaned_data["kinds"]),
            stake=self.cleaned_data["stake"],
            **self.mark,
        )
