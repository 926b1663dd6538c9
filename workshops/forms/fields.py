"""Fields that several forms share."""

from collections.abc import Callable
from typing import Any

from django import forms

from learners.rules import StarEnabler
from workshops.rules import limits, texts

ENABLER_CHOICES = [("", "Not sorted yet"), *((e.value, e.label) for e in StarEnabler)]


class Words(forms.CharField):
    """Free text as it can be read, with the room's limit and a sentence that says by how much it is too long."""

    def __init__(self, *, limit: int = limits.TEXT, rows: int | None = None, asked: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("strip", True)
        if rows:
            kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
        messages = kwargs.pop("error_messages", {})
        super().__init__(
            error_messages={"required": asked or "Write something here.", **messages},
            **kwargs,
        )
        self.limit = limit

    def to_python(self, value: Any) -> str:
        """What can be read of the text, with line ends of one character, as they are counted while somebody types."""
        return str(super().to_python(texts.readable(str(value)) if value else value))

    def validate(self, value: str) -> None:
        """Refuse a text that is too long."""
        super().validate(value)
        if len(value) > self.limit:
            raise forms.ValidationError(f"Keep it to {self.limit:,} characters. This has {len(value):,}.")


def one_of(choices: list[tuple[Any, str]], *, asked: str = "", **kwargs: Any) -> forms.ChoiceField:
    """Radio buttons, one of them; ``asked`` is said when one is needed and none is chosen."""
    messages = {"required": asked} if asked else {}
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=messages, **kwargs)


def some_of(choices: list[tuple[Any, str]], **kwargs: Any) -> forms.MultipleChoiceField:
    """Tick boxes, any of them, none as well."""
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, required=False, **kwargs)


class WithDatalist(forms.TextInput):
    """A text box that offers titles while somebody types; any other words do as well.

    Titles that a function gives are read when the box is drawn: a form that is saved needs none.
    """

    template_name = "components/datalist_input.html"

    def __init__(
        self, options: list[str] | Callable[[], list[str]] | None = None, attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__(attrs)
        self.options = options or []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The widget with its options."""
        context = super().get_context(name, value, attrs)
        identity = context["widget"]["attrs"].get("id", name)
        context["widget"]["attrs"]["list"] = f"{identity}-options"
        context["widget"]["attrs"]["autocomplete"] = "off"
        context["widget"]["options"] = self.options() if callable(self.options) else self.options
        return context
