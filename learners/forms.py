"""Forms of the library's working screens; ``facts`` is what a valid one says."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms

from accounts.rules.patient_data import Finding
from learners.rules import (
    ACADEMIC_LEVEL_HIGHEST,
    ACADEMIC_LEVEL_LOWEST,
    CAREER_LEVEL_HIGHEST,
    CAREER_LEVEL_LOWEST,
    Coverage,
    Depth,
    LearnerStage,
    OfferType,
    PayBand,
    TierWords,
    WorkforceKind,
    depth_falls,
)
from learners.services.facts import Facts, FrameworkFacts, OfferFacts, RoleFacts, TierFacts

DEPTHS = [(depth.value, f"{depth.value} {depth.label}") for depth in Depth if depth]


class LibraryForm(forms.Form):
    """What every form of the library can say about a refused save."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Show what the patient-data guard refused at the fields that hold it."""
        for finding in findings:
            self.add_error(finding.field if finding.field in self.fields else None, finding.sentence)

    def differences(self) -> list[tuple[str, str]]:
        """Label and stored text of every field in which what was sent differs from ``initial``."""
        return [
            (str(self[name].label), _shown(self.fields[name], self.get_initial_for_field(self.fields[name], name)))
            for name in self.changed_data
            if name != "seen" and not self[name].is_hidden
        ]


class EditForm(LibraryForm):
    """A form that edits one thing; ``seen`` is the revision that whoever edits has seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class RecordForm(EditForm):
    """What every record of the library says."""

    title = forms.CharField(max_length=160)
    source = forms.CharField(
        label="Where it comes from",
        max_length=300,
        help_text="In words for people: publisher and title, or who says so",
    )
    own_knowledge = forms.BooleanField(
        label="Own knowledge, to be reviewed",
        required=False,
        help_text="Take the mark away once somebody of the field agrees",
    )
    review_on = forms.DateField(
        label="Review date", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    is_published = forms.BooleanField(
        label="Published", required=False, help_text="Unpublished records are seen by administrators only"
    )

    @property
    def common(self) -> dict[str, Any]:
        """The cleaned values of the fields that every record has."""
        return {name: self.cleaned_data[name] for name in ("title", "source", "own_knowledge", "review_on")}


class RoleForm(RecordForm):
    """One role."""

    kind = forms.ChoiceField(label="Workforce kind", choices=WorkforceKind.choices)
    career_level_from = forms.IntegerField(
        label="Lowest career level",
        required=False,
        min_value=CAREER_LEVEL_LOWEST,
        max_value=CAREER_LEVEL_HIGHEST,
        help_text="1 to 9; leave both levels empty when the career framework does not speak of the role",
    )
    career_level_to = forms.IntegerField(
        label="Highest career level", required=False, min_value=CAREER_LEVEL_LOWEST, max_value=CAREER_LEVEL_HIGHEST
    )
    pay_band = forms.ChoiceField(label="Indicative pay band", choices=PayBand.choices)
    regulator = forms.CharField(required=False, max_length=80, help_text="Leave empty when the role has none")
    description = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    field_order = (
        "seen",
        "title",
        "kind",
        "career_level_from",
        "career_level_to",
        "pay_band",
        "regulator",
        "description",
    )

    def clean(self) -> dict[str, Any]:
        """Both levels or none, the lowest first."""
        cleaned = super().clean() or {}
        low, high = cleaned.get("career_level_from"), cleaned.get("career_level_to")
        if not self.errors and (low is None) != (high is None):
            self.add_error("career_level_to", "Give both career levels, or neither.")
        elif low is not None and high is not None and low > high:
            self.add_error("career_level_to", "The highest career level cannot be below the lowest.")
        return cleaned

    @property
    def facts(self) -> RoleFacts:
        """What the valid form says."""
        names = ("kind", "career_level_from", "career_level_to", "pay_band", "regulator", "description")
        return RoleFacts(**self.common, **{name: self.cleaned_data[name] for name in names})


class OfferForm(RecordForm):
    """One learning offer."""

    learner_stage = forms.ChoiceField(label="Learner stage", choices=LearnerStage.choices)
    offer_type = forms.ChoiceField(label="Kind of learning", choices=OfferType.choices)
    academic_level = forms.IntegerField(
        label="Academic level",
        required=False,
        min_value=ACADEMIC_LEVEL_LOWEST,
        max_value=ACADEMIC_LEVEL_HIGHEST,
        help_text="1 to 8, or empty",
    )
    length = forms.CharField(label="Usual length", required=False, max_length=160)

    field_order = ("seen", "title", "learner_stage", "offer_type", "academic_level", "length")

    @property
    def facts(self) -> OfferFacts:
        """What the valid form says."""
        names = ("learner_stage", "offer_type", "academic_level", "length")
        return OfferFacts(**self.common, **{name: self.cleaned_data[name] for name in names})


class TierForm(LibraryForm):
    """One tier of a framework; an empty row is no tier."""

    rank = forms.IntegerField(min_value=1, max_value=99)
    code = forms.CharField(max_length=20)
    title = forms.CharField(max_length=160)
    depth = forms.TypedChoiceField(choices=DEPTHS, coerce=int, initial=1)


class RowForms(forms.BaseFormSet):  # type: ignore[type-arg]  # not generic at run time
    """Rows in a form; a stored one can be taken out."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Say "Remove" as everywhere else in the library."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Remove this row"


class BaseTiers(RowForms):
    """The tiers of one framework."""

    def kept(self) -> list[TierForm]:
        """The forms of the tiers that stay, by rank."""
        kept = [form for form in self.forms if form.has_changed() or form.initial]
        kept = [form for form in kept if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        return sorted(kept, key=lambda form: form.cleaned_data["rank"])

    def clean(self) -> None:
        """Ranks and codes once each, depth never falling (B.5:10)."""
        if any(self.errors):
            return
        tiers = [form.cleaned_data for form in self.kept()]
        if not tiers:
            raise forms.ValidationError("A framework has at least one tier.")
        for name, sentence in (("rank", "Two tiers have the same rank."), ("code", "Two tiers have the same code.")):
            if len({tier[name] for tier in tiers}) < len(tiers):
                raise forms.ValidationError(sentence)
        if depth_falls(TierWords(tier["rank"], tier["title"], tier["depth"]) for tier in tiers):
            raise forms.ValidationError("A higher tier cannot reach less deep than a lower one.")


TierForms = cast(
    type[BaseTiers],
    forms.formset_factory(
        TierForm, formset=BaseTiers, extra=2, can_delete=True, can_delete_extra=False, max_num=20, validate_max=True
    ),
)


class FrameworkForm(RecordForm):
    """One framework with its tiers in rows."""

    publisher = forms.CharField(max_length=200)
    year = forms.IntegerField(required=False, min_value=1900, max_value=2200)
    coverage = forms.ChoiceField(label="Speaks about", choices=Coverage.choices)
    covered_roles = forms.MultipleChoiceField(
        label="Listed roles", required=False, widget=forms.CheckboxSelectMultiple, help_text="Only for “Listed roles”"
    )
    note = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    field_order = ("seen", "title", "publisher", "year", "note", "coverage", "covered_roles")

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, roles: Sequence[tuple[str, str]], initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        cast(forms.MultipleChoiceField, self.fields["covered_roles"]).choices = roles
        self.tiers = TierForms(data, initial=initial.get("tiers", ()), prefix="tiers", form_kwargs={"label_suffix": ""})

    def is_valid(self) -> bool:
        """Both the framework and its tiers."""
        tiers_are_valid = self.tiers.is_valid()
        return super().is_valid() and tiers_are_valid

    def clean(self) -> dict[str, Any]:
        """Roles are listed exactly when the coverage says so."""
        cleaned = super().clean() or {}
        is_listed = cleaned.get("coverage") == Coverage.LISTED
        if is_listed and not cleaned.get("covered_roles"):
            self.add_error("covered_roles", "Choose the roles that the framework speaks about.")
        if not is_listed and cleaned.get("covered_roles"):
            self.add_error("covered_roles", "Choose “Listed roles” above, or take the roles away.")
        return cleaned

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """A finding in a tier belongs to that tier's row."""
        kept = self.tiers.kept()
        for finding in findings:
            prefix, _, rest = finding.field.partition("-")
            if prefix == "tiers":
                place, _, name = rest.partition("-")
                kept[int(place)].add_error(name, finding.sentence)
            else:
                super().add_findings([finding])

    def differences(self) -> list[tuple[str, str]]:
        """The framework's own differences, then the stored tiers when they differ from those sent."""
        differences = super().differences()
        if self.tiers.has_changed():
            stored = "; ".join(f"{tier['code']} {tier['title']}" for tier in self.initial.get("tiers", ()))
            differences.append(("Tiers", stored))
        return differences

    @property
    def facts(self) -> FrameworkFacts:
        """What the valid form says."""
        names = ("publisher", "year", "coverage", "note")
        return FrameworkFacts(
            **self.common,
            **{name: self.cleaned_data[name] for name in names},
            covered_roles=tuple(sorted(self.cleaned_data["covered_roles"])),
            tiers=tuple(
                TierFacts(**{name: form.cleaned_data[name] for name in ("code", "title", "depth")})
                for form in self.tiers.kept()
            ),
        )


def initial_of(facts: Facts, *, is_published: bool, revision: int) -> dict[str, Any]:
    """The first content of a record's form."""
    initial = vars(facts) | {"is_published": is_published, "seen": revision}
    if isinstance(facts, FrameworkFacts):
        initial["covered_roles"] = list(facts.covered_roles)
        initial["tiers"] = [vars(tier) | {"rank": rank} for rank, tier in enumerate(facts.tiers, start=1)]
    return initial


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        chosen = value if isinstance(value, list | tuple) else [value]
        return ", ".join(str(label) for code, label in cast(Any, field.choices) if code in chosen)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else str(value)
