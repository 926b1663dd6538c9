"""Ink: the report's page as tagged PDF. The only module that imports WeasyPrint, and only when it prints."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

from workshops.reports import page
from workshops.reports.contents import Contents
from workshops.reports.letters import printable
from workshops.reports.pictures.drawn import named

STYLES = ("css/report.css", "css/report-print.css")
PAPER_STYLES = ("css/paper-print.css",)


class OutsideRequest(RuntimeError):
    """The page asked for something outside itself, which no report does."""


def pdf(contents: Contents) -> bytes:
    """The report as PDF/UA-1. Raises OutsideRequest if anything at all would have to be fetched."""
    return ink(page.html(contents, for_print=True))


def warm() -> None:
    """Load WeasyPrint, the style sheets and the fonts, about two seconds that a waiting person should not wait for."""
    ink('<html lang="en"><title>Nothing</title><table><tr><th scope="row">No</th><td>thing</td></tr></table></html>')


def ink(html: str, styles: tuple[str, ...] = STYLES) -> bytes:
    """A page as PDF/UA-1, printed from its own text, our style sheets and our marks alone. Raises OutsideRequest."""
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError

    try:
        with _seldom_collected():
            document = weasyprint.HTML(string=printable(html), url_fetcher=_fetcher())
            return bytes(
                document.write_pdf(stylesheets=_styles(styles), pdf_variant="pdf/ua-1", pdf_identifier=b"report")
            )
    except FatalURLFetchingError as refused:
        raise OutsideRequest(str(refused)) from None


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """A large report makes a million objects that live to its end; looking for garbage among them takes an eighth."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@cache
def _fetcher() -> Any:
    """A fetcher that serves our named marks and nothing else: every other request is foreign and ends the printing."""
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

    class Marks(weasyprint.URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            drawing = named(url)
            if drawing is None:
                raise FatalURLFetchingError(f"A report fetches nothing from outside; refused {url[:80]}")
            return URLFetcherResponse(url, drawing, {"Content-Type": "image/svg+xml"})

    return Marks()


@cache
def _styles(names: tuple[str, ...]) -> list[Any]:
    """Our style sheets of these names, parsed once in a process."""
    import weasyprint

    return [weasyprint.CSS(string=_text(name), url_fetcher=_fetcher()) for name in names]


def _text(name: str) -> str:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(f"The report's style sheet {name} is not among the static files.")
    return Path(found).read_text(encoding="utf-8")
