"""Pages of templates and their versions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import administrator
from journeys import access, queries
from journeys.forms import TemplateForm
from journeys.rules import parse_content
from journeys.services.drafts import save_template, start_draft
from learners.access import is_administrator
from learners.views.editing import answer_form, posted, searched, see_other


@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    """Pathway templates, searched by ``q``."""
    may_edit, search = is_administrator(request), searched(request)
    cards = queries.template_cards(search=search, drafts=may_edit)
    return render(request, "journeys/template_list.html", {"cards": cards, "search": search, "may_edit": may_edit})


@require_safe
def template_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One template with its versions."""
    template = access.template(request, slug)
    may_edit = is_administrator(request)
    versions = queries.version_cards(template.pk, drafts=may_edit)
    context = {
        "template": template,
        "versions": versions,
        "may_edit": may_edit,
        "has_draft": any(version.published_at is None for version in versions),
    }
    return render(request, "journeys/template.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def template_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change where a template comes from, its mark and its review date."""
    by, template = administrator(request), access.template(request, slug)
    names = ("source", "own_knowledge", "next_review_on")
    initial = {name: getattr(template, name) for name in names} | {"seen": template.revision}
    form = TemplateForm(posted(request), initial=initial)
    back = reverse("journeys:template_page", args=[slug])
    return answer_form(
        request,
        form,
        page="learners/record_form.html",
        context={"heading": f"Source and review of {template.title}", "back": back},
        save=lambda: save_template(template=template, **form.cleaned_data, by=by, at=timezone.now()),
        onward=lambda _: back,
    )


@require_safe
def version_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version to read: what a workshop would start from."""
    version = access.version(request, slug, number)
    context = {
        "version": version,
        "pathway": queries.readable(parse_content(version.content)),
        "may_edit": is_administrator(request),
    }
    return render(request, "journeys/version.html", context)


@require_POST
def draft_start(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the next draft, or go to the one at work."""
    by, template = administrator(request), access.template(request, slug)
    start_draft(template=template, by=by, at=timezone.now())
    return see_other(reverse("journeys:draft_page", args=[slug]))
