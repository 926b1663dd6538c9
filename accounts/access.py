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
    mine = System.objects.filter(system_roles__user=user)
    if roles:
        mine = mine.filter(system_roles__role__in=roles)
    return mine.distinct().order_by("name", "pk")
