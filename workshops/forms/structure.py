"""Forms of the pathway and of the workshop itself."""

from typing import Any

from django import forms

from accounts.models import System
from accounts.rules.roles import Sector
from journeys.rules import SegmentKind, Setting, TransitionKind
from workshops.forms.fields import Words, one_of, some_of
from workshops.models import Segment, Workshop
from workshops.queries.board import Head
from workshops.rules import agendas, limits
from workshops.rules.codes import WorkshopMode
from workshops.services.people import Newcomer
from workshops.services.running import WorkshopDraft
from workshops.services.structure import SegmentDraft


def _offer_places(form: forms.Form, heads: tuple[Head, ...], *, at_the_end: bool = True) -> None:
    """Let ``after`` choose among the start and behind each segment; the end, unless somebody says another."""
    field = form.fields["after"]
    field.choices = [("", "At the start"), *((head.id, f"After {head.title}") for head in heads)]  # type: ignore[attr-defined]
    if at_the_end and heads:
        field.initial = heads[-1].id


class StageForm(forms.Form):
    """A stage of the pathway."""

    title = Words(limit=limits.TITLE, label="Title", asked="Give the stage a title.")
    person_need = Words(label="What the person needs here", rows=2, required=False)
    settings = some_of(Setting.choices, label="Where care happens")
    after = forms.TypedChoiceField(label="Where does it stand?", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, heads: tuple[Head, ...] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if heads is None:
            del self.fields["after"]
        else:
            _offer_places(self, heads)

    def draft(self) -> SegmentDraft:
        """What was said."""
        data = self.cleaned_data
        return SegmentDraft(title=data["title"], person_need=data["person_need"], settings=data["settings"])


class ZoneForm(forms.Form):
    """A transition zone."""

    title = Words(limit=limits.TITLE, label="Title", asked="Give the transition zone a title.")
    from_stage = forms.TypedChoiceField(
        label="From which stage?",
        coerce=int,
        error_messages={"required": "Choose the stage that the zone comes from."},
    )
    to_stage = forms.TypedChoiceField(
        label="To which stage?",
        coerce=int,
        help_text="A zone may skip stages, or lead back.",
        error_messages={"required": "Choose the stage that the zone leads to."},
    )
    kinds = some_of(TransitionKind.choices, label="Why does this zone matter?")
    stake = Words(label="What is at stake", rows=2, required=False)
    person_need = Words(label="What the person needs here", rows=2, required=False)

    def __init__(self, *args: Any, heads: tuple[Head, ...] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if heads is None:
            del self.fields["from_stage"], self.fields["to_stage"]
        else:
            stages = [(head.id, head.title) for head in heads if not head.is_zone]
            for name in ("from_stage", "to_stage"):
                self.fields[name].choices = stages  # type: ignore[attr-defined]

    def draft(self) -> SegmentDraft:
        """What was said."""
        data = self.cleaned_data
        return SegmentDraft(
            title=data["title"], person_need=data["person_need"], kinds=data["kinds"], stake=data["stake"]
        )


def segment_form(segment: Segment, data: Any = None) -> StageForm | ZoneForm:
    """The form for an existing segment of either kind."""
    initial = {name: getattr(segment, name) for name in SegmentDraft.__dataclass_fields__}
    form = StageForm if segment.kind == SegmentKind.STAGE else ZoneForm
    return form(data, initial=initial)


class MoveSegmentForm(forms.Form):
    """Another place for a segment."""

    after = forms.TypedChoiceField(label="Where to?", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, heads: tuple[Head, ...], moving: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self, tuple(head for head in heads if head.id != moving), at_the_end=False)


class NewPlaceForm(forms.Form):
    """A place for a stage whose name stands already; the end, unless somebody says another."""

    after = forms.TypedChoiceField(label="Where does it stand?", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, heads: tuple[Head, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self, heads)


class DescribeForm(forms.Form):
    """What a workshop is about."""

    title = Words(limit=limits.TITLE, label="Title of the workshop", asked="Give the workshop a title.")
    challenge = Words(
        limit=300,
        label="The challenge in one sentence",
        help_text="For example: too many people with frailty wait in hospital for a plan that could be made at home.",
        rows=2,
        required=False,
    )
    outcome = Words(
        limit=300,
        label="The outcome that is wanted",
        help_text="What will be different for people a year from now?",
        rows=2,
        required=False,
    )
    sponsor = Words(
        limit=limits.TITLE,
        label="Sponsor",
        help_text="Who takes the report to a decision: a name or a post.",
        required=False,
    )
    population = Words(limit=300, label="For whom", rows=2, required=False)
    starts = Words(limit=300, label="The pathway starts with", required=False)
    ends = Words(limit=300, label="It ends with", required=False)
    mode = one_of(
        WorkshopMode.choices,
        label="How do people meet?",
        initial=WorkshopMode.IN_ROOM,
        asked="Choose how people meet.",
    )
    held_on = forms.DateField(
        label="Date",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as day, month and year, like 31/3/2027."},
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y"],
    )

    @staticmethod
    def initial_of(workshop: Workshop) -> dict[str, Any]:
        """The form's values for a workshop as it stands."""
        return {name: getattr(workshop, name) for name in WorkshopDraft.__dataclass_fields__}

    def draft(self) -> WorkshopDraft:
        """What was said."""
        data = dict(self.cleaned_data)
        data.pop("system", None)
        data.pop("agenda", None)
        return WorkshopDraft(**data)


class CreateForm(DescribeForm):
    """A new workshop, in one of the systems where one may open it, with an agenda of its own to start from."""

    agenda = forms.ChoiceField(
        label="Agenda",
        required=False,
        choices=[
            ("", "The usual one for how people meet"),
            *((agenda.slug, f"{agenda.title}. {agenda.summary}") for agenda in agendas.shipped().values()),
        ],
        help_text="Its parts, times and prompts can be changed before and during the day.",
    )
    system = forms.ModelChoiceField(
        label="System",
        queryset=System.objects.none(),
        empty_label=None,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose the system that the workshop belongs to."),
    )

    def __init__(self, *args: Any, systems: list[System], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["system"]
        field.queryset = System.objects.filter(pk__in=[each.pk for each in systems]).order_by("name")  # type: ignore[attr-defined]
        field.initial = systems[0].pk


class CodeForm(forms.Form):
    """A join code as somebody types it."""

    code = Words(
        limit=40,
        label="Join code",
        help_text="8 letters and digits, from the screen or your invitation.",
        asked="Type the join code.",
    )


class JoinForm(forms.Form):
    """Who comes in."""

    name = Words(
        limit=limits.NAME,
        label="First name",
        help_text="If you like. It is shown to the facilitator only, never beside what you write.",
        required=False,
    )
    sector = forms.ChoiceField(
        label="Where do you come from?",
        choices=[("", "Choose one"), *Sector.choices],
        error_messages={"required": "Choose where you come from."},
    )

    def newcomer(self) -> Newcomer:
        """Who it is."""
        return Newcomer(name=self.cleaned_data["name"], sector=self.cleaned_data["sector"])
