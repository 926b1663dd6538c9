"""How every working screen of the library answers a form: one page, one save, every refusal with the words kept."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from accounts.services import PatientDataRefused
from learners.forms import LibraryForm
from learners.services.records import EditConflict, Saved, TitleTaken


def answer_form(
    request: HttpRequest,
    form: LibraryForm,
    *,
    page: str,
    context: Mapping[str, Any],
    save: Callable[[], Saved[Any]],
    onward: Callable[[Any], str],
) -> HttpResponse:
    """Show the form, or save it and go on (303). Refused: 422. Saved by somebody else meanwhile: 409, both texts shown.

    ``form.initial`` holds what is stored now with its revision. Only the page of a conflict hands that revision out:
    saving again is then a decision of whoever has read both texts.
    """
    shown = {"form": form, "seen": form["seen"].value(), "is_conflict": False, **context}
    if request.method != "POST":
        return render(request, page, shown)
    if form.is_valid():
        try:
            saved = save()
        except EditConflict:
            now = {"seen": form.initial["seen"], "is_conflict": True, "differences": form.differences()}
            return render(request, page, shown | now, status=409)
        except TitleTaken:
            form.add_error("title", "There is one with this title already.")
        except PatientDataRefused as refused:
            form.add_findings(refused.findings)
        else:
            messages.success(request, "Saved.")
            for warning in saved.warnings:
                messages.warning(request, warning.sentence)
            return see_other(onward(saved.record))
    return render(request, page, shown, status=422)


def posted(request: HttpRequest) -> Any:
    """What a form was sent, or None when it is only opened."""
    return request.POST if request.method == "POST" else None


def searched(request: HttpRequest) -> str:
    """What somebody looks for, without null characters, which PostgreSQL compares with nothing."""
    return request.GET.get("q", "").replace("\x00", "").strip()


def see_other(url: str) -> HttpResponseRedirect:
    """Go on to a page after a save (303)."""
    return HttpResponseRedirect(url, status=303)
