"""People who use the library, and the library itself, as tests need them."""

from datetime import UTC, datetime
from functools import cache

from accounts.models import System, SystemRole, User
from accounts.rules.roles import AccountRole
from journeys.services.library import Shipped, load_library, read_library

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def somebody(email: str, role: AccountRole | None = None) -> User:
    """An account, with a role in the one system of these tests."""
    user = User.objects.create_user(email, name=email.partition("@")[0].title())
    if role:
        system, _ = System.objects.get_or_create(slug="north", name="North")
        SystemRole.objects.create(user=user, system=system, role=role)
    return user


def shipped_library() -> None:
    """What the product ships, loaded."""
    load_library(_files(), at=NOON)


@cache
def _files() -> Shipped:
    return read_library()
