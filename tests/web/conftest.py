"""The world of ``tests/support/actors.py``, made once for each file. Imports stand inside, as in the other folders."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

if TYPE_CHECKING:
    from tests.support.actors import World


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> "Iterator[World]":
    """Committed once; each test's own changes are rolled back."""
    from django.core.management import call_command

    from tests.support.actors import make_world

    with django_db_blocker.unblock():
        yield make_world()
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def at(world: "World") -> Callable[..., str]:
    """The address of a route in the workshop here."""
    from django.urls import reverse

    def address(name: str, *arguments: Any) -> str:
        return reverse(f"workshops:{name}", args=[world.here.workshop.public_id, *arguments])

    return address
