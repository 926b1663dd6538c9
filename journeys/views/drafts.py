"""Pages that edit a template's draft, part by part."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.services import PatientDataRefused
from journeys import access, queries
from journeys.forms import AboutForm, LearningForm, PartForm, PersonaForm, PublishForm, SeenForm, StageForm, ZoneForm
from journeys.models import TemplateVersion
from journeys.rules import PathwayContent, missing_for_publishing, parse_content
from journeys.services import edits
from journeys.services.drafts import Unsound, discard_draft, publish_draft, save_draft
from learners.queries import framework_choices, offer_choices, role_choices
from learners.services.records import EditConflict
from learners.views.editing import answer_form, posted, see_other

_editing = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def draft_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft with the way to each of its parts, and what is missing before it may be published."""
    _, draft = access.draft(request, slug)
    return _show(request, draft, PublishForm(initial={"seen": draft.revision}))


@_editing
def draft_about(request: HttpRequest, slug: str) -> HttpResponse:
    """Title, population, start and end."""
    by, draft = access.draft(request, slug)
    form = AboutForm(
        posted(request),
        content=parse_content(draft.content),
        seen=draft.revision,
        frameworks=framework_choices(),
    )
    return _answer(request, by, draft, form, "About the pathway", lambda _: form.next_content)


@_editing
def draft_learning(request: HttpRequest, slug: str) -> HttpResponse:
    """The learning offers to suggest first."""
    by, draft = access.draft(request, slug)
    content = parse_content(draft.content)
    form = LearningForm(posted(request), content=content, seen=draft.revision, offers=offer_choices())
    return _answer(request, by, draft, form, "Learning to suggest first", lambda _: form.next_content)


@_editing
def draft_persona(request: HttpRequest, slug: str, place: int | None = None) -> HttpResponse:
    """One persona, or a new one."""
    by, draft = access.draft(request, slug)
    persona, place = _part(request, parse_content(draft.content).personas, place)
    form = PersonaForm(posted(request), persona=persona, seen=draft.revision)
    heading = f"Persona {persona.name}" if persona else "New persona"
    return _answer(request, by, draft, form, heading, lambda now: edits.with_persona(now, place, form.persona))


@_editing
def draft_stage(request: HttpRequest, slug: str, key: str | None = None) -> HttpResponse:
    """One stage with its workforce needs, or a new one."""
    by, draft = access.draft(request, slug)
    content = parse_content(draft.content)
    keys = [stage.key for stage in content.stages]
    stage, place = _part(
        request, content.stages, keys.index(key) if key in keys else None if key is None else len(keys)
    )
    form = StageForm(posted(request), stage=stage, seen=draft.revision, roles=role_choices())
    return _answer(
        request,
        by,
        draft,
        form,
        f"Stage {stage.title}" if stage else "New stage",
        lambda now: edits.with_stage(
            now, place, form.stage(stage.key if stage else edits.free_key(now, form.cleaned_data["title"]))
        ),
        page="journeys/stage_form.html",
    )


@_editing
def draft_zone(request: HttpRequest, slug: str, place: int | None = None) -> HttpResponse:
    """One transition zone, or a new one."""
    by, draft = access.draft(request, slug)
    content = parse_content(draft.content)
    zone, place = _part(request, content.zones, place)
    form = ZoneForm(posted(request), zone=zone, content=content, seen=draft.revision)
    heading = "Transition zone" if zone else "New transition zone"
    return _answer(request, by, draft, form, heading, lambda now: edits.with_zone(now, place, form.zone))


@require_POST
def draft_persona_remove(request: HttpRequest, slug: str, place: int) -> HttpResponse:
    """Take a persona out."""
    return _change(request, slug, lambda now: edits.without_persona(now, place))


@require_POST
def draft_stage_remove(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Take a stage out, and the zones that join it."""
    return _change(request, slug, lambda now: edits.without_stage(now, key))


@require_POST
def draft_stage_earlier(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Move a stage one place earlier."""
    return _change(request, slug, lambda now: edits.with_stage_moved(now, key, by=-1))


@require_POST
def draft_stage_later(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Move a stage one place later."""
    return _change(request, slug, lambda now: edits.with_stage_moved(now, key, by=1))


@require_POST
def draft_zone_remove(request: HttpRequest, slug: str, place: int) -> HttpResponse:
    """Take a transition zone out."""
    return _change(request, slug, lambda now: edits.without_zone(now, place))


@require_POST
def draft_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish the draft, or say what is missing."""
    by, draft = access.draft(request, slug)
    form = PublishForm(request.POST, initial={"seen": draft.revision})
    if form.is_valid():
        try:
            publish_draft(draft=draft, **form.cleaned_data, by=by, at=timezone.now())
        except EditConflict:
            return _meanwhile(request, draft)
        except Unsound as unsound:
            form.add_error(None, unsound.sentences)
        except PatientDataRefused as refused:
            form.add_findings(refused.findings)
        else:
            return see_other(reverse("journeys:template_page", args=[slug]))
    return _show(request, draft, form, status=422)


@require_POST
def draft_discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Throw the draft away."""
    by, draft = access.draft(request, slug)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return _meanwhile(request, draft)
    try:
        discard_draft(draft=draft, seen=form.cleaned_data["seen"], by=by, at=timezone.now())
    except EditConflict:
        return _meanwhile(request, draft)
    return see_other(reverse("journeys:template_page", args=[slug]))


def _answer(
    request: HttpRequest,
    by: User,
    draft: TemplateVersion,
    form: PartForm,
    heading: str,
    edit: Callable[[PathwayContent], PathwayContent],
    *,
    page: str = "learners/record_form.html",
) -> HttpResponse:
    back = reverse("journeys:draft_page", args=[draft.template.slug])
    return answer_form(
        request,
        form,
        page=page,
        context={"heading": heading, "back": back},
        save=lambda: save_draft(
            draft=draft,
            content=edit(parse_content(draft.content)),
            seen=form.cleaned_data["seen"],
            by=by,
            at=timezone.now(),
        ),
        onward=lambda _: back,
    )


def _change(request: HttpRequest, slug: str, edit: Callable[[PathwayContent], PathwayContent]) -> HttpResponse:
    by, draft = access.draft(request, slug)
    form = SeenForm(request.POST)
    if not form.is_valid() or form.cleaned_data["seen"] != draft.revision:
        return _meanwhile(request, draft)
    try:
        content = edit(parse_content(draft.content))
        save_draft(draft=draft, content=content, seen=draft.revision, by=by, at=timezone.now())
    except EditConflict:
        return _meanwhile(request, draft)
    except (LookupError, ValueError):
        raise Http404 from None
    return see_other(reverse("journeys:draft_page", args=[slug]))


def _show(request: HttpRequest, draft: TemplateVersion, form: PublishForm, *, status: int = 200) -> HttpResponse:
    content = parse_content(draft.content)
    context = {
        "draft": draft,
        "template": draft.template,
        "pathway": queries.readable(content),
        "missing": missing_for_publishing(
            content, next_review_on=draft.template.next_review_on, today=timezone.localdate()
        ),
        "form": form,
        "seen": form["seen"].value(),
    }
    return render(request, "journeys/draft.html", context, status=status)


def _meanwhile(request: HttpRequest, draft: TemplateVersion) -> HttpResponse:
    """Nothing was changed, because the draft is no longer the one that was shown."""
    return render(request, "journeys/meanwhile.html", {"template": draft.template}, status=409)


def _part[T](request: HttpRequest, parts: tuple[T, ...], place: int | None) -> tuple[T | None, int | None]:
    """The part at a place, or nothing for a new one.

    A part that somebody has taken out meanwhile becomes a new one when its words are sent: they are not lost.
    """
    if place is None or place < len(parts):
        return (None if place is None else parts[place]), place
    if request.method != "POST":
        raise Http404
    return None, None
