"""Forms of what is asked outside the room: invite plan, questions, replies, offers that exist already."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.rules.roles import Sector
from learners.rules import LearnerStage
from workshops.forms.fields import Words, one_of
from workshops.models import InviteLine, Question
from workshops.rules import asking, limits
from workshops.rules.codes import QuestionKind
from workshops.rules.invites import Wanted
from workshops.services.answering import OfferTold, Reply
from workshops.services.asking import Wording, WordingDraft
from workshops.services.invites import InvitesDraft, LineDraft

SECTORS = [("", "Choose one"), *Sector.choices]


def _people(label: str) -> forms.IntegerField:
    wrong = dict.fromkeys(("invalid", "min_value", "max_value"), "Write a number from 0 to 999.")
    return forms.IntegerField(
        label=label, min_value=0, max_value=999, required=False, localize=False, error_messages=wrong
    )


class LineForm(forms.Form):
    """One line of the invite plan."""

    line_id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    sector = forms.ChoiceField(
        label="Sector", choices=SECTORS, required=False, error_messages={"required": "Choose a sector."}
    )
    role = Words(limit=limits.TITLE, label="Who", required=False)
    is_frontline = forms.BooleanField(label="Frontline", required=False)
    wanted = _people("Wanted")
    confirmed = _people("Said yes")

    @staticmethod
    def initial_of(line: InviteLine | Wanted) -> dict[str, Any]:
        """The form's values for a line as it stands, or as it is proposed."""
        said = {name: getattr(line, name) for name in ("sector", "role", "is_frontline", "wanted", "confirmed")}
        return {**said, "line_id": line.pk, "seen": line.version} if isinstance(line, InviteLine) else said

    def clean_sector(self) -> str:
        """The sector, which every line that says anything has."""
        sector: str = self.cleaned_data["sector"]
        if not sector and (self.data.get(self.add_prefix("line_id")) or not self._says_nothing()):
            raise forms.ValidationError("Choose a sector.")
        return sector

    @property
    def is_blank(self) -> bool:
        """Whether this is the empty line at the end."""
        return not self.cleaned_data["sector"]

    def draft(self, *, removed: bool = False) -> LineDraft:
        """What was said."""
        data = self.cleaned_data
        says = Wanted(data["sector"], data["role"], data["is_frontline"], data["wanted"] or 0, data["confirmed"] or 0)
        return LineDraft(says, data["line_id"], data["seen"] or 0, removed=removed)

    def _says_nothing(self) -> bool:
        said = (self.data.get(self.add_prefix(name), "") for name in ("role", "is_frontline", "wanted", "confirmed"))
        return not any(value.strip() not in ("", "0") for value in said)


class InvitesForm:
    """The whole invite plan in one form: its lines, and an empty one at the end."""

    def __init__(self, data: Any = None, *, lines: list[InviteLine] | tuple[Wanted, ...] = ()) -> None:
        self.data = data
        count = _count(data, limits.INVITES + 1) if data is not None else len(lines) + 1
        initial = [LineForm.initial_of(line) for line in lines]
        self.lines = [
            LineForm(data, prefix=f"line-{place}", initial=initial[place] if place < len(initial) else None)
            for place in range(count)
        ]

    def is_valid(self) -> bool:
        """Whether every line is."""
        return all(line.is_valid() for line in self.lines)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Every sentence with the id of its box."""
        return _sentences(self.lines)

    def draft(self, *, removed: str = "") -> InvitesDraft:
        """What was said; ``removed`` is the id of a line that goes."""
        return InvitesDraft(
            tuple(
                line.draft(removed=bool(removed) and str(line.cleaned_data["line_id"]) == removed)
                for line in self._said()
            )
        )

    def box_of(self, name: str) -> str:
        """The id of the box whose text the guard calls so (``InvitesDraft.texts``)."""
        return self._said()[int(name.removeprefix("line-"))]["role"].id_for_label

    def overtaken(self, rows: tuple[InviteLine, ...]) -> "InvitesForm":
        """The form with the same words, as if it had been drawn from what stands now: saving it again is a decision."""
        seen = {line.add_prefix("seen"): str(row.version) for row, line in self._meeting(rows)}
        return InvitesForm({**{name: self.data[name] for name in self.data}, **seen})

    def said_meanwhile(self, rows: tuple[InviteLine, ...]) -> list[tuple[str, str]]:
        """What somebody else made of the lines, each with the id of its box."""
        return [(line["wanted"].id_for_label, _meanwhile(row)) for row, line in self._meeting(rows)]

    def _said(self) -> list[LineForm]:
        return [line for line in self.lines if not line.is_blank]

    def _meeting(self, rows: tuple[InviteLine, ...]) -> list[tuple[InviteLine, LineForm]]:
        by_id = {line.cleaned_data["line_id"]: line for line in self.lines}
        return [(row, by_id[row.pk]) for row in rows]


class QuestionForm(forms.Form):
    """One question of a survey; without words it goes."""

    text = Words(limit=300, label="Question", rows=2, required=False)
    kind = forms.ChoiceField(label="Answered", choices=QuestionKind.choices, initial=QuestionKind.TEXT, required=False)


class QuestionsForm:
    """All questions of a survey in one form, and an empty one at the end."""

    def __init__(self, data: Any = None, *, questions: list[Wording]) -> None:
        count = _count(data, limits.QUESTIONS + 1) if data is not None else len(questions) + 1
        self.questions = [
            QuestionForm(
                data, prefix=f"question-{place}", initial=vars(questions[place]) if place < len(questions) else {}
            )
            for place in range(count)
        ]

    def is_valid(self) -> bool:
        """Whether every question is."""
        return all(question.is_valid() for question in self.questions)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Every sentence with the id of its box."""
        return _sentences(self.questions)

    def draft(self) -> WordingDraft:
        """What was said, without questions that have no words."""
        said = [question.cleaned_data for question in self.questions if question.cleaned_data["text"]]
        return WordingDraft(tuple(Wording(each["kind"] or QuestionKind.TEXT.value, each["text"]) for each in said))


class ReplyForm(forms.Form):
    """A survey as it is answered: where somebody comes from, and every question; one answer is enough."""

    sector = forms.ChoiceField(
        label="Where do you come from?",
        choices=SECTORS,
        error_messages={"required": "Choose where you come from."},
    )

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[asking.field_of(question.pk)] = _scale(question) if _is_scale(question) else _text(question)

    def clean(self) -> dict[str, Any]:
        """Refuse a reply that says nothing."""
        data = super().clean() or {}
        said = any(data.get(asking.field_of(question.pk)) not in ("", None) for question in self.questions)
        if not said and not any(name != "sector" for name in self.errors):
            raise forms.ValidationError("Answer at least one question. Leave out whatever you like.")
        return data

    def reply(self) -> Reply:
        """What was said."""
        data = self.cleaned_data
        named = {question: data[asking.field_of(question.pk)] for question in self.questions}
        return Reply(
            data["sector"],
            {question.pk: int(value) for question, value in named.items() if _is_scale(question) and value != ""},
            {question.pk: value for question, value in named.items() if not _is_scale(question) and value},
        )


class ExistingOfferForm(forms.Form):
    """Learning that an organisation offers already."""

    organisation = Words(limit=limits.TITLE, label="Your organisation", asked="Say which organisation offers it.")
    title = Words(
        limit=limits.TITLE,
        label="What do you offer?",
        help_text="A course, a placement, a rotation, supervision: one at a time.",
        asked="Say what you offer.",
    )
    learner_stage = one_of(
        [
            *((each.value, f"{each.label}: {each.summary.lower()}") for each in LearnerStage),
            ("", "Several, or not sure"),
        ],
        label="For which learners?",
        required=False,
    )
    places = forms.IntegerField(
        label="Places a year",
        min_value=0,
        max_value=100_000,
        required=False,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Write a number from 0 to 100,000."),
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-5", "inputmode": "numeric"}),
    )
    contact = Words(
        limit=limits.TITLE,
        label="Whom can we ask?",
        help_text="A post or a team, rather than a person’s number.",
        required=False,
    )

    def told(self) -> OfferTold:
        """What was said."""
        return OfferTold(**self.cleaned_data)


def _sentences(forms_of_lines: Sequence[forms.Form]) -> list[tuple[str, str]]:
    return [
        (field.id_for_label, str(error))
        for form in forms_of_lines
        for field in form
        for error in form[field.name].errors
    ]


def _meanwhile(row: InviteLine) -> str:
    if row.removed_at is not None:
        now = f"removed the line “{row}”"
    else:
        now = f"saved “{row}” with {row.wanted} wanted, {row.confirmed} said yes"
    return f"Somebody else {now}. Save again to put yours in its place."


def _count(data: Any, most: int) -> int:
    """How many lines a form says that it has, as far as that is possible."""
    said = data.get("lines", "")
    return min(int(said), most) if said.isascii() and said.isdecimal() and len(said) < 5 else 0


def _is_scale(question: Question) -> bool:
    return question.kind == QuestionKind.SCALE


def _scale(question: Question) -> forms.ChoiceField:
    numbers = [(str(number), str(number)) for number in range(asking.LARGEST + 1)]
    return forms.ChoiceField(
        label=question.text,
        choices=[*numbers, ("", "No answer")],
        help_text="0 is not at all, 10 is very much.",
        required=False,
        widget=forms.RadioSelect(attrs={"class": "scale"}),
    )


def _text(question: Question) -> Words:
    return Words(label=question.text, rows=3, required=False)
