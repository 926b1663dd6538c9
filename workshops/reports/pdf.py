"""Ink: the report's page as tagged PDF. The only module that imports WeasyPrint, and only when it prints."""

from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

from workshops.reports import page
from workshops.reports.contents import Contents

STYLES = ("css/report.css", "css/report-print.css")


class OutsideRequest(RuntimeError):
    """The page asked for something outside itself, which no report does."""


def pdf(contents: Contents) -> bytes:
    """The report as PDF/UA-1. Raises OutsideRequest if anything at all would have to be fetched."""
    return ink(page.html(contents, for_print=True))


def ink(html: str) -> bytes:
    """A page as PDF/UA-1, printed from its own text and our style sheets alone. Raises OutsideRequest."""
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError

    try:
        document = weasyprint.HTML(string=html, url_fetcher=_fetcher())
        return bytes(document.write_pdf(stylesheets=_styles(), pdf_variant="pdf/ua-1", pdf_identifier=b"report"))
    except FatalURLFetchingError as refused:
        raise OutsideRequest(str(refused)) from None


@cache
def _fetcher() -> Any:
    """A fetcher that fetches nothing: the page and its styles are given as text, so every request is foreign."""
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError

    class Refuse(weasyprint.URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            raise FatalURLFetchingError(f"A report fetches nothing; refused {url[:80]}")

    return Refuse()


@cache
def _styles() -> list[Any]:
    """Our style sheets, parsed once in a process."""
    import weasyprint

    return [weasyprint.CSS(string=_text(name), url_fetcher=_fetcher()) for name in STYLES]


def _text(name: str) -> str:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(f"The report's style sheet {name} is not among the static files.")
    return Path(found).read_text(encoding="utf-8")
