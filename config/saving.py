"""Whether anything can be saved just now: known bad days of the database, told as what they are.

A disk that is full, a database that takes no changes after a failover, one that is away: the product goes on for those
who only read, says to the others that nothing is saved, and comes back by itself.
"""

import logging
import shutil
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from config.troubles import Trouble, trouble_of
from workshops.services.editing import fair_turn
from workshops.views.answers import typed_words

log = logging.getLogger(__name__)

TRY_AGAIN = 5.0
"""Seconds between two tries to save while nothing can be."""
RETRY_AFTER = 20
"""Seconds after which whoever was refused may come back."""
LEAST_FREE = 1_000_000
"""Bytes that the disk of the embedded database must have left."""
_PROBE = "probe"
"""Key of the row that is written to try; too short to be anybody's session."""


class State:
    """What this process knows of saving. Any thread may tell it; ``clock`` gives seconds that only rise."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.lock = threading.Lock()
        self.trouble: Trouble | None = None
        self.tried = 0.0

    def failed(self, trouble: Trouble) -> None:
        """A change was not saved; being busy passes by itself."""
        with self.lock:
            self.tried = self.clock()
            if trouble is not Trouble.BUSY:
                self.trouble = trouble

    def saved(self) -> None:
        """A change was saved after all."""
        with self.lock:
            self.trouble = None

    def takes_a_try(self) -> bool:
        """Whether it is time to try again; true for one caller only."""
        with self.lock:
            if self.trouble is None or self.clock() - self.tried < TRY_AGAIN:
                return False
            self.tried = self.clock()
            return True


state = State()


def try_again() -> None:
    """Save a small row if nothing could be saved and it is time to try."""
    if not state.takes_a_try():
        return
    try:
        with fair_turn():
            Session.objects.update_or_create(
                session_key=_PROBE, defaults={"session_data": "", "expire_date": timezone.now()}
            )
    except Error as error:
        trouble = trouble_of(error)
        if trouble is None:
            raise
        state.failed(trouble)
    else:
        state.saved()
        log.info("changes are saved again")


def unready() -> Trouble | None:
    """Why this process should get no requests; None when it can serve them. Raises Error when the database is away."""
    try_again()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT current_setting('transaction_read_only')")
            takes_changes = cursor.fetchone()[0] == "off"
        else:
            cursor.execute("SELECT 1")
            takes_changes = True
            if shutil.disk_usage(settings.DATA_DIR).free < LEAST_FREE:
                return Trouble.FULL
    if state.trouble is Trouble.AWAY:
        state.saved()  # it has just answered
    return state.trouble or (None if takes_changes else Trouble.READ_ONLY)


def told(request: HttpRequest) -> dict[str, object]:
    """For every template: why nothing can be saved just now, in words; empty when it can."""
    return {"cannot_save": state.trouble.value if state.trouble is not None else ""}


class SavingMiddleware:
    """Answers what a bad day of the database made fail: 503 in words, with the words that were typed.

    It stands around everything that writes, sessions included.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        got_request_exception.connect(_failed, dispatch_uid="config.saving")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on. Each layer inside turns its errors into answers: what they were, the signal has told."""
        response = self.get_response(request)
        trouble = getattr(request, "trouble", None)
        if response.status_code == 500 and trouble is not None:
            return unsaved(request, trouble)
        if response.status_code < 500 and not request.path.startswith("/health/"):
            try_again()
        return response


def _failed(sender: object, request: HttpRequest | None = None, **more: object) -> None:
    """Note what a request failed of."""
    trouble = trouble_of(sys.exc_info()[1])
    if request is not None and trouble is not None:
        state.failed(trouble)
        request.trouble = trouble  # type: ignore[attr-defined]  # read above


def unsaved(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The answer in words, with the form to send again. It asks nothing of the database, not even who this is."""
    words: list[str] = []
    fields: list[tuple[str, str]] = []
    with suppress(SuspiciousOperation, OSError):  # a form that cannot be read has no words
        words = typed_words(request)
        # What has an operation key may be sent twice. A password is handed back to nobody.
        if "key" in request.POST and "password" not in " ".join(request.POST):
            fields = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    page = {
        "why": trouble.value,
        "words": words,
        "fields": fields,
        "is_change": request.method == "POST",
        "path": request.get_full_path(),
    }
    answer = HttpResponse(render_to_string("errors/unsaved.html", page), status=503)
    answer["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(answer)
    return answer
