"""How a view of the room answers: who is let in, what a refusal looks like, what a save says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from accounts.services import PatientDataRefused
from learners.views.editing import see_other
from workshops import access
from workshops.access import Visit
from workshops.forms import free_text
from workshops.live.regions import frame
from workshops.models import Contribution, Words, Workshop
from workshops.queries.room import card
from workshops.rules.audiences import Audience
from workshops.rules.rights import Right
from workshops.services.editing import Command, Conflict, Gone, Invalid, Outcome, Passed, Refused

NO_KEY = "This form did not arrive whole, so nothing was changed. Please load the page again and send it once more."
_PREPARING = ("prepare", "around", "rehearsal")
"""Pages beside the board that forms come from and lead back to."""
FRAGMENT, PAGE = "workshops/panel_fragment.html", "workshops/panel_page.html"


class Request(HttpRequest):
    """A request as our middleware leaves it."""

    htmx: HtmxDetails


type Inner[**P] = Callable[Concatenate[Request, Visit, P], HttpResponseBase]
type Outer[**P] = Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]


def at_workshop[**P](view: Inner[P]) -> Outer[P]:
    """Make a view of somebody at a workshop: it gets their visit instead of the workshop's public id."""

    @login_not_required
    @wraps(view)
    def outer(request: HttpRequest, public_id: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            visit = access.visit(request, public_id)
        except access.NotSignedIn:
            if getattr(request, "htmx", False) or typed_words(request):
                return handed_back(request, None, "You are signed out. Sign in again; your words are kept here.", 401)
            return redirect_to_login(request.get_full_path())
        except access.Waiting:
            return waits(request, public_id)
        except access.Removed:
            return handed_back(request, None, "The facilitator has shown you out of this workshop.", 403)
        except PermissionDenied as refused:
            return handed_back(request, None, str(refused) or "This is not for you.", 403)
        try:
            return view(request, visit, *args, **kwargs)  # type: ignore[arg-type]  # the middleware has added htmx
        except NoKey:
            return handed_back(request, visit, NO_KEY, 400)
        except PermissionDenied as refused:
            return handed_back(request, visit, str(refused) or "This is not for you.", 403)
        except ObjectDoesNotExist as unknown:
            raise Http404 from unknown

    return cast("Outer[P]", outer)


class NoKey(Exception):
    """A change came without an operation key: its form did not arrive whole, or was not one of ours."""


class FreshKey:
    """An operation key that is another one each time it is written, so that no two forms of a page share one."""

    def __str__(self) -> str:
        return str(uuid4())


@dataclass(frozen=True)
class Panel:
    """A panel with a form: its heading, where it posts to, and what stands around the form.

    In one that is ``of_words`` a scribe may say that the words are of others.
    """

    heading: str
    action: str
    form: Form
    submit_label: str = "Save"
    hint: str = ""
    version: int | None = None
    of_words: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    template: str = "workshops/panels/form.html"


def context(request: Request, visit: Visit, **more: Any) -> dict[str, Any]:
    """What every page and panel of the room is told."""
    audience = Audience(visit.actor.kind)
    return {
        **frame(card(visit.workshop), audience),
        "layout": FRAGMENT if request.htmx else PAGE,
        "key": FreshKey(),
        "came_from": _came_from(request),
        **more,
    }


def panel(request: Request, visit: Visit, page: Panel, status: int = 200) -> HttpResponse:
    """Show a panel with its form."""
    more = {
        "heading": page.heading,
        "form": page.form,
        "action": page.action,
        "submit_label": page.submit_label,
        "hint": page.hint,
        "version": page.version,
        "scribe": page.of_words and visit.is_scribe,
        **page.extra,
    }
    return render(request, page.template, context(request, visit, **more), status=status)


def save[M: models.Model](
    request: Request,
    visit: Visit,
    page: Panel,
    call: Callable[[Command], Outcome[M]],
    *,
    said: str,
    then: Callable[[Outcome[M]], Mapping[str, Any]] | None = None,
) -> HttpResponse:
    """Check the form, call the verb, and answer with what came of it, in a sentence."""
    if not page.form.is_valid():
        return panel(request, visit, page, status=422)
    try:
        outcome = call(command(request, visit))
    except PatientDataRefused as refused:
        for finding in refused.findings:
            page.form.add_error(finding.field if finding.field in page.form.fields else None, finding.sentence)
        return panel(request, visit, page, status=422)
    except Invalid as invalid:
        page.form.add_error(invalid.field if invalid.field in page.form.fields else None, str(invalid))
        return panel(request, visit, page, status=422)
    except Conflict as conflict:
        return _conflict(request, visit, page, conflict)
    except Refused as refused:
        return handed_back(request, visit, str(refused), 403)
    except Passed as passed:
        return handed_back(request, visit, str(passed), 409)
    except Gone as gone:
        return handed_back(request, visit, str(gone), 410)
    return saved(request, visit, outcome, said=said, more=dict(then(outcome)) if then else {})


def act[M: models.Model](
    request: Request,
    visit: Visit,
    call: Callable[[Command], Outcome[M]],
    *,
    said: str,
    undo: str = "",
    then: Callable[[Outcome[M]], Mapping[str, Any]] | None = None,
) -> HttpResponse:
    """Call a verb that has no form of its own, such as removing, and answer; ``undo`` is where to take it back."""
    try:
        outcome = call(command(request, visit))
    except Invalid as invalid:
        return handed_back(request, visit, str(invalid), 422)
    except Refused as refused:
        return handed_back(request, visit, str(refused), 403)
    except Passed as passed:
        return handed_back(request, visit, str(passed), 409)
    except Gone as gone:
        return handed_back(request, visit, str(gone), 410)
    more = {"undo": undo, **(dict(then(outcome)) if then else {})}
    return saved(request, visit, outcome, said=said, more=more)


def saved[M: models.Model](
    request: Request, visit: Visit, outcome: Outcome[M], *, said: str, more: Mapping[str, Any]
) -> HttpResponse:
    """Say that it is saved, with the number that it is saved under; without script, back to the board."""
    remarks = [finding.sentence for finding in outcome.warnings]
    if isinstance(outcome.target, Words) and outcome.target.is_hidden and outcome.target.removed_at is None:
        remarks.append("Nobody else sees it before it is shown to all.")
    if not request.htmx:
        for remark in remarks:
            messages.warning(request, remark)
        if more.get("undo"):
            page = context(request, visit, **{"said": said, "remarks": remarks, **more})
            return render(request, "workshops/panels/saved.html", page)
        messages.success(request, said)
        came_from = _came_from(request)
        back = url(visit, came_from) if came_from else board_url(visit)
        response: HttpResponse = see_other(more.get("back") or back)
    else:
        page = context(request, visit, **{"said": said, "remarks": remarks, **more})
        response = render(request, "workshops/panels/saved.html", page)
    response["X-Number"] = str(outcome.number)
    if not outcome.repeated and isinstance(outcome.target, Contribution | Workshop):
        response["X-Version"] = str(outcome.target.version)
    return response


def handed_back(request: HttpRequest, visit: Visit | None, sentence: str, status: int) -> HttpResponse:
    """Refuse in a sentence, and hand back every word that was typed, for copying."""
    htmx = bool(getattr(request, "htmx", False))
    page = {
        "sentence": sentence,
        "words": typed_words(request),
        "layout": FRAGMENT if htmx else PAGE,
        "base": board_url(visit) if visit else reverse("workshops:home"),
        "workshop": card(visit.workshop) if visit else None,
        "hand_in": visit is not None and visit.may(Right.HAND_IN) and not visit.workshop.is_private,
        "key": FreshKey(),
    }
    return render(request, "workshops/panels/refused.html", page, status=status)


def waits(request: HttpRequest, public_id: str) -> HttpResponse:
    """The waiting room's page, whatever was asked for; only its own address answers as found."""
    if getattr(request, "htmx", False) or typed_words(request):
        return handed_back(request, None, "You are in the waiting room. The facilitator lets you in.", 403)
    place = reverse("workshops:waiting", args=[public_id])
    status = 200 if request.path == place else 403
    return render(request, "workshops/waiting.html", {"waiting_url": place}, status=status)


def typed_words(request: HttpRequest) -> list[str]:
    """Every free text of a form that was sent."""
    named = [name for name in request.POST if name.rpartition("-")[2] in free_text.names()]
    return [value for name in named for value in request.POST.getlist(name) if value.strip()]


def named_id(value: str) -> int | None:
    """The id that an address names; None when it is none."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None


def command(request: HttpRequest, visit: Visit) -> Command:
    """Who asks, when, and under which operation key. Raises NoKey."""
    key = operation_key(request)
    by_scribe = request.POST.get("scribe") == "1"
    upon = request.POST.get("upon") or request.GET.get("upon") or ""
    return Command(
        workshop_id=visit.workshop.pk, by=visit.actor, at=timezone.now(), key=key, by_scribe=by_scribe, upon=upon
    )


def operation_key(request: HttpRequest) -> UUID:
    """The key of a change. Raises NoKey when there is none: such a change would be another one each time it arrives."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError as none:
        raise NoKey from none


def seen_version(request: HttpRequest) -> int:
    """The version that the form was drawn from; 0 when it does not say, which conflicts with every change."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def board_url(visit: Visit) -> str:
    """Where the board of a visit is."""
    return reverse("workshops:board", args=[visit.workshop.public_id])


def url(visit: Visit, name: str, *args: object) -> str:
    """The address of something in this workshop."""
    return reverse(f"workshops:{name}", args=[visit.workshop.public_id, *args])


def need_right(visit: Visit, right: Right) -> None:
    """Raise PermissionDenied with the table's sentence when the visit lacks the right."""
    visit.check(right)


def _came_from(request: HttpRequest) -> str:
    said = request.POST.get("from") or request.GET.get("from")
    return said if said in _PREPARING else ""


def _conflict(request: Request, visit: Visit, page: Panel, conflict: Conflict) -> HttpResponse:
    """Both texts, and three ways on: mine over theirs, theirs, or both as two entries (design I5)."""
    theirs = page.extra["initial_of"](conflict.current)
    rows = []
    for name, bound in page.form.fields.items():
        mine_value, their_value = page.form.cleaned_data.get(name), theirs.get(name)
        mine, other = _in_words(bound, mine_value), _in_words(bound, their_value)
        if mine != other:
            rows.append({"label": bound.label, "mine": mine, "theirs": other})
    more = {
        "heading": "Somebody else changed this while you were writing",
        "rows": rows,
        "action": page.action,
        "version": conflict.current.version,
        "fields": [
            (name, value) for name, values in request.POST.lists() for value in values if name in page.form.fields
        ],
        "both": page.extra.get("both", ""),
    }
    return render(request, "workshops/panels/conflict.html", context(request, visit, **more), status=409)


def _in_words(bound: Any, value: Any) -> str:
    values = value if isinstance(value, list | tuple) else [value]
    names = {str(code): str(label) for code, label in getattr(bound, "choices", [])}
    return ", ".join(names.get("" if v is None else str(v), "" if v is None else str(v)) for v in values) or "nothing"
