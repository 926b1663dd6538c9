"""A page in one browser: news is put into it as ``static/js/live.js`` does, to compare the result with a reload."""

import re
from typing import Any

from django.test.html import Element, parse_html

TOKEN = re.compile(r'data-(?:csrf|now)="[^"]*"')
"""What differs from one answer to the next although nothing changed."""


class Page:
    """The page as somebody holds it, and the number it has."""

    def __init__(self, html: str) -> None:
        self.root = parse_html(TOKEN.sub("", html))
        self.number = int(attributes(self.element("main"))["data-number"])

    def element(self, identity: str) -> Element:
        """The element with this id; raises KeyError when there is none."""
        found = find(self.root, identity)
        if found is None:
            raise KeyError(identity)
        return found

    def apply(self, message: dict[str, Any]) -> None:
        """Put a message in place; raises AssertionError for a message that the browser could not use."""
        assert message["whole"] is False
        assert message["after"] <= self.number
        for stem, html in message["regions"].items():
            replace(self.element(stem), parse_html(html))
        for stem in message["gone"]:
            remove(self.root, stem)
        self.number = message["number"]
        main = self.element("main")
        main.attributes = [(n, str(self.number) if n == "data-number" else v) for n, v in main.attributes]

    def refetch_own(self, fresh: "Page") -> None:
        """Take the personal region from a fresh page: its owner fetches it, it comes in no message."""
        if find(self.root, "mine") is not None:
            replace(self.element("mine"), fresh.element("mine"))

    def regions(self) -> dict[str, str]:
        """Every outermost region by its stem, as normalised HTML, but for the personal one, which no stream carries."""
        return {stem: str(element) for stem, element in outermost(self.root) if stem != "mine"}

    def __str__(self) -> str:
        return str(self.root)


def attributes(element: Element) -> dict[str, str]:
    """The attributes of an element by name."""
    return {name: value or "" for name, value in element.attributes}


def find(element: Element, identity: str) -> Element | None:
    """The element with this id, in depth."""
    if attributes(element).get("id") == identity:
        return element
    for child in element.children:
        if isinstance(child, Element):
            found = find(child, identity)
            if found is not None:
                return found
    return None


def replace(old: Element, new: Element) -> None:
    """Put another element in an element's place."""
    old.name, old.attributes, old.children = new.name, new.attributes, new.children


def remove(element: Element, identity: str) -> None:
    """Take the element with this id out, wherever it is."""
    kept = []
    for child in element.children:
        if isinstance(child, Element):
            if attributes(child).get("id") == identity:
                continue
            remove(child, identity)
        kept.append(child)
    element.children = kept


def outermost(element: Element) -> list[tuple[str, Element]]:
    """The regions that stand in no other region."""
    if "data-region" in attributes(element):
        return [(attributes(element)["data-region"], element)]
    return [pair for child in element.children if isinstance(child, Element) for pair in outermost(child)]
