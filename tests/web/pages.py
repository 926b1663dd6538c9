"""How a test reads a page: what its boxes hold, what it says at a field, what it hands back."""

from html.parser import HTMLParser
from typing import Protocol


class Answer(Protocol):
    """What the test client brings back."""

    @property
    def text(self) -> str:
        """The body."""
        ...


class _Reader(HTMLParser):
    """Values of boxes by name, texts of read-only boxes, and all words; templates for scripts are not on the page."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.kept: list[str] = []
        self.words: list[str] = []
        self.box: str | None = None
        self.templates = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        name = named.get("name")
        self.templates += tag == "template"
        if self.templates:
            return
        if tag == "textarea":
            self.box = name or ""
            (self.values.setdefault(name, []) if name else self.kept).append("")
        elif tag == "input" and name and (named.get("type") not in {"checkbox", "radio"} or "checked" in named):
            self.values.setdefault(name, []).append(named.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self.templates -= tag == "template"
        if tag == "textarea":
            self.box = None

    def handle_data(self, data: str) -> None:
        if self.templates:
            return
        if self.box is None:
            self.words.append(data)
        else:
            boxes = self.values[self.box] if self.box else self.kept
            boxes[-1] += data.removeprefix("\n")


def _read(answer: Answer) -> _Reader:
    reader = _Reader()
    reader.feed(answer.text)
    return reader


def boxes(answer: Answer) -> dict[str, list[str]]:
    """What every box of the page holds, by its name; of radio buttons and tick boxes those that are on."""
    return _read(answer).values


def handed_back(answer: Answer) -> list[str]:
    """The words that a refusal hands back for copying."""
    return _read(answer).kept


def words(answer: Answer) -> str:
    """Everything that the page says, without markup, in single spaces."""
    return " ".join(" ".join(_read(answer).words).split())


def is_page(answer: Answer) -> bool:
    """Whether it is a whole page rather than a fragment for a panel."""
    return answer.text.lstrip().lower().startswith("<!doctype html>")
