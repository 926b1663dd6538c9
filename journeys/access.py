"""The way to templates for a view: everybody with an account reads published versions, administrators all."""

from django.http import Http404, HttpRequest

from accounts.access import administrator, person
from accounts.models import User
from journeys.models import PathwayTemplate, TemplateVersion
from journeys.rules import TemplateStatus


def template(request: HttpRequest, slug: str) -> PathwayTemplate:
    """A template that may be read. Raises Http404, and PermissionDenied for one that only administrators read."""
    person(request)
    found = PathwayTemplate.objects.filter(slug=slug).select_related("framework").first()
    if found is None:
        raise Http404
    if found.status != TemplateStatus.PUBLISHED:
        administrator(request)
    return found


def version(request: HttpRequest, slug: str, number: int) -> TemplateVersion:
    """A version that may be read; a draft only by administrators. Raises Http404, PermissionDenied."""
    found = template(request, slug).versions.select_related("template").filter(number=number).first()
    if found is None:
        raise Http404
    if found.published_at is None:
        administrator(request)
    return found


def draft(request: HttpRequest, slug: str) -> tuple[User, TemplateVersion]:
    """Whoever may edit, and the template's draft. Raises PermissionDenied; Http404 when there is no draft."""
    by = administrator(request)
    found = (
        TemplateVersion.objects.select_related("template__framework")
        .filter(template__slug=slug, published_at__isnull=True)
        .first()
    )
    if found is None:
        raise Http404
    return by, found
