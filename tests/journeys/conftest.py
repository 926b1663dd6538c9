"""Imports of models stand inside: pytest reads this file before the profile has set the environment."""

import pytest
from django.test import Client


@pytest.fixture
def admin(db):
    from accounts.rules.roles import AccountRole
    from tests.learners.people import somebody

    return somebody("ada@example.org", AccountRole.ADMIN)


@pytest.fixture
def admin_client(admin) -> Client:
    client = Client()
    client.force_login(admin)
    return client


@pytest.fixture
def facilitator_client(db) -> Client:
    from accounts.rules.roles import AccountRole
    from tests.learners.people import somebody

    client = Client()
    client.force_login(somebody("fay@example.org", AccountRole.FACILITATOR))
    return client


@pytest.fixture
def library(db) -> None:
    from tests.learners.people import shipped_library

    shipped_library()
