"""The way to the library for a view: everybody with an account reads what is published, administrators read all."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from accounts.access import administrator, person
from learners.models import Framework, LearningOffer, Role


def is_administrator(request: HttpRequest) -> bool:
    """Whether whoever asks may edit the library. Raises PermissionDenied for a participant or nobody."""
    person(request)
    try:
        administrator(request)
    except PermissionDenied:
        return False
    return True


def role(request: HttpRequest, slug: str) -> Role:
    """A role that may be read. Raises Http404."""
    return _readable(request, Role.objects.filter(slug=slug).first())


def offer(request: HttpRequest, slug: str) -> LearningOffer:
    """A learning offer that may be read. Raises Http404."""
    return _readable(request, LearningOffer.objects.filter(slug=slug).first())


def framework(request: HttpRequest, slug: str) -> Framework:
    """A framework that may be read, with tiers and covered roles. Raises Http404."""
    found = Framework.objects.filter(slug=slug).prefetch_related("tiers", "covered_roles").first()
    return _readable(request, found)


def _readable[M: (Role, LearningOffer, Framework)](request: HttpRequest, record: M | None) -> M:
    if record is None or not (record.is_published or is_administrator(request)):
        raise Http404
    person(request)
    return record
