"""What is printed of a snapshot: the report, or paper for the room. Each is a page and the style sheets it wears."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from workshops.reports import page, pdf
from workshops.reports.contents import contents
from workshops.reports.paper import paper
from workshops.rules.codes import ReportVariant

_TEMPLATES = {
    ReportVariant.CANVASES: "reports/canvases.html",
    ReportVariant.CARDS: "reports/cards.html",
}

FILE_NAMES = {
    ReportVariant.REPORT: "report",
    ReportVariant.CANVASES: "canvases",
    ReportVariant.CARDS: "join-cards",
}
"""How a printed file is called, before its number."""


@dataclass(frozen=True)
class Printable:
    """A whole page for paper and the names of its style sheets."""

    html: str
    styles: tuple[str, ...]


def printable(variant: ReportVariant, snapshot: Mapping[str, Any], *, number: int, made_at: datetime) -> Printable:
    """The page of a variant. Raises KeyError or ValueError for what no snapshot of it holds."""
    if variant == ReportVariant.REPORT:
        made = contents(snapshot, number=number, made_at=made_at)
        return Printable(page.html(made, for_print=True), pdf.STYLES)
    html = render_to_string(_TEMPLATES[variant], {"paper": paper(snapshot, number=number), "made_at": made_at})
    return Printable(html, pdf.PAPER_STYLES)
