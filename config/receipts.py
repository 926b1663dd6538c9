"""Receipts: every answer to an entry of a page's outbox says, with the entry's own key, what became of it.

Whatever stands between a page and this site may answer in its place: a network's sign-in page, a company's proxy.
Only an answer that echoes the key was made here (docs/http.md, "Saving").
"""

import re
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

OPERATION, OUTCOME = "X-Operation", "X-Outcome"

OURS = "X-Workshop"
"""The public id that was asked for, on every answer of ours: by it a page knows what is not this site's."""
WORKSHOP = re.compile(r"^/w/([a-z0-9]{12})/")

FINAL = frozenset({400, 403, 404, 405, 409, 410, 413, 422})
"""Refusals that stay the same however often the entry is sent."""


class ReceiptMiddleware:
    """Stands around everything else, so that refusals of other middleware have their receipt too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and add the receipt that the request asked for, and whose answer it is."""
        response = self.get_response(request)
        below = WORKSHOP.match(request.path)
        if below:
            response[OURS] = below[1]
        key = asked(request.headers.get(OPERATION, ""))
        if key and request.method == "POST":
            response[OPERATION] = key
            response[OUTCOME] = outcome(
                response.status_code, has_number="X-Number" in response, is_kept="X-Keep" in response
            )
        return response


def asked(value: str) -> str:
    """The operation key that a request names, as it is written there; empty when it is none."""
    try:
        return value if str(UUID(value)) == value else ""
    except ValueError:
        return ""


def outcome(status: int, *, has_number: bool, is_kept: bool) -> str:
    """``saved`` or ``refused``, for good; ``keep`` when the entry is to be kept and sent again."""
    if has_number and 200 <= status < 400:
        return "saved"
    return "refused" if status in FINAL and not is_kept else "keep"
