"""Pages of the house itself: health, and the errors that no app owns."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import saving, schema
from config.troubles import trouble_of


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("live\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers, has this version's tables and takes changes. Redis is left out: edits go on without it."""
    try:
        why = saving.unready() or ("" if schema.is_complete() else "the database has other tables")
    except DatabaseError as away:
        why = trouble_of(away) or "the database does not answer"
    return HttpResponse(
        f"not ready: {why}\n" if why else "ready\n", status=503 if why else 200, content_type="text/plain"
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or came from elsewhere: say so, and that nothing was saved. A page with script keeps it."""
    answer = render(request, "errors/csrf.html", status=403)
    answer["X-Keep"] = "1"
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing here, or nothing that is yours: a page, or a few words where only a part of one was asked for."""
    if getattr(request, "htmx", False):
        words = {"sentence": "This is no longer here. Somebody may have removed it.", "words": _typed(request)}
        page = {**words, "layout": "workshops/panel_fragment.html", "base": "/", "workshop": None}
        return render(request, "workshops/panels/refused.html", page, status=404)
    return render(request, "404.html", status=404)


def _typed(request: HttpRequest) -> list[str]:
    return [str(value) for name, value in request.POST.items() if name not in ("key", "version") and len(value) > 12]
