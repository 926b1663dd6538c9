"""What the forms of the room have in common: texts as they can be read, and a sentence for whatever is left out."""

import importlib
import inspect
import pkgutil

import pytest
from django import forms

from tests import make
from workshops import forms as of_workshops
from workshops.forms.asking import ExistingOfferForm, ReplyForm
from workshops.forms.fields import Words
from workshops.forms.people import NameForm
from workshops.forms.structure import CreateForm, JoinForm
from workshops.models import Question
from workshops.rules.texts import readable

UNSEEN = [
    *("\u200b", "\u2060", "\ufeff", "\u061c", "\u200e", "\u200f", "\x00", "\x07", "\x7f", "\x85"),
    *(chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
]
MODULES = [
    importlib.import_module(f"{of_workshops.__name__}.{each.name}")
    for each in pkgutil.iter_modules(of_workshops.__path__)
]
EVERY_FORM = sorted(
    {
        form
        for module in MODULES
        for _, form in inspect.getmembers(module, inspect.isclass)
        if issubclass(form, forms.Form) and form is not forms.Form
    },
    key=lambda form: form.__name__,
)


@pytest.mark.parametrize("sign", UNSEEN, ids=lambda sign: f"U+{ord(sign):04X}")
def test_what_nobody_sees_is_taken_out_wherever_it_stands(sign):
    assert readable(f"{sign}Ward{sign} rota{sign}") == "Ward rota"
    assert readable(sign * 3) == ""


@pytest.mark.parametrize(
    "text",
    ["Two\nlines\tand a tab", "👩\u200d⚕️", "می\u200cخواهم", "Zoë – “quoted”", "日本語", "e\u0301", "✔", "1"],
)
def test_what_somebody_sees_is_kept(text):
    assert readable(text) == text


@pytest.mark.parametrize(
    "text", ["\u200d", "\u200c \u200d", "\u3164", "\u2800\u2800", "\u00ad", "\ufe0f", "\u0301", " \n\t "]
)
def test_text_without_a_sign_that_somebody_sees_is_empty(text):
    assert readable(text) == ""


def test_line_ends_are_one_character():
    assert readable("a\r\nb\rc") == "a\nb\nc"


def test_words_that_nobody_sees_are_none():
    field = Words(asked="Write your idea.")
    with pytest.raises(forms.ValidationError, match=r"Write your idea\."):
        field.clean("\u200b\u2060 ")
    assert field.clean(" \u202eRotate\u202c ") == "Rotate"


def test_name_at_the_door_on_the_list_in_a_reply_and_of_an_offer_are_read_alike():
    turned = "Ada\u202e"
    door = JoinForm({"name": turned, "sector": "acute"})
    asked = ReplyForm({"sector": "acute", "answer-7": turned}, questions=[Question(pk=7, kind="text", text="Why?")])
    told = ExistingOfferForm({"organisation": turned, "title": turned, "contact": turned})
    named = NameForm({"name": turned})
    assert all(form.is_valid() for form in (door, asked, told, named))
    assert (door.newcomer().name, named.draft().name, asked.reply().texts) == ("Ada", "Ada", {7: "Ada"})
    assert (told.told().organisation, told.told().title, told.told().contact) == ("Ada", "Ada", "Ada")


@pytest.mark.parametrize("form", EVERY_FORM, ids=lambda form: form.__name__)
def test_every_field_that_is_needed_has_a_sentence_of_its_own(form):
    bare = forms.Field.default_error_messages["required"]
    without = [
        name for name, field in form.base_fields.items() if field.required and field.error_messages["required"] == bare
    ]
    assert without == []


@pytest.mark.django_db
def test_workshop_without_a_system_is_told_which_field_is_missing():
    form = CreateForm({"title": "Falls"}, systems=[make.system()])
    assert not form.is_valid()
    assert dict(form.errors) == {
        "system": ["Choose the system that the workshop belongs to."],
        "mode": ["Choose how people meet."],
    }
