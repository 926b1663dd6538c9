"""Imports of models stand inside: pytest reads this file before the profile has set the environment."""

import pytest


@pytest.fixture(autouse=True)
def _nothing_drawn():
    """Ids come again in the next test's database, so columns that were drawn for this one must go."""
    from workshops.live import regions

    regions._drawn.kept.clear()


@pytest.fixture
def workshop(db):
    """A live workshop on the small pathway."""
    from tests import make

    return make.workshop()
