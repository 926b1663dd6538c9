"""The way to people and systems for a view: it starts at whoever asks."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import System, User
from accounts.rules.roles import AccountRole


def person(request: HttpRequest) -> User:
    """The signed-in person. Raises PermissionDenied for a participant or nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def administrator(request: HttpRequest) -> User:
    """The signed-in person when they are an administrator of any system; otherwise raises PermissionDenied."""
    user = person(request)
    if not user.system_roles.filter(role=AccountRole.ADMIN).exists():
        raise PermissionDenied
    return user


def systems_of(user: User, *roles: AccountRole) -> QuerySet[System]:
    """The systems where the person has one of the roles (any role when none is named), by name."""
    # Person and role in one condition: in two they could be met by the roles of two people.
    held = user.system_roles.filter(role__in=roles or AccountRole.values)
    return System.objects.filter(pk__in=held.values("system")).order_by("name", "pk")
