"""System checks that refuse mixtures in which work would be lost. Each has an id that the docs name."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def profile_is_whole(app_configs: Sequence[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The settings are the embedded profile or the server profile, not half of each."""
    found: list[CheckMessage] = []
    on_sqlite = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
    if settings.SERVER and on_sqlite:
        found.append(
            Error(
                "SERVER is set but there is no DATABASE_URL: SQLite cannot be shared by several processes or machines.",
                hint="Name a PostgreSQL database, or leave SERVER out.",
                id="journey.E001",
            )
        )
    if settings.SERVER and not settings.REDIS_URL:
        found.append(
            Error(
                "SERVER is set but there is no REDIS_URL: several web processes would not hear each other, "
                "and no worker would be told of a report.",
                hint="Name a Redis server, or leave SERVER out.",
                id="journey.E002",
            )
        )
    if not settings.SECRET_KEY:
        found.append(
            Error(
                "SERVER is set but there is no SECRET_KEY: each process would make its own and sign everybody out.",
                hint="Make one of at least 50 random characters and give it to every process.",
                id="journey.E003",
            )
        )
    if not on_sqlite and not settings.REDIS_URL:
        found.append(
            Error(
                "DATABASE_URL is set but there is no REDIS_URL: a shared database means several processes, and they "
                "need the bell.",
                hint="Name a Redis server, or leave DATABASE_URL out.",
                id="journey.E004",
            )
        )
    if on_sqlite and settings.REDIS_URL:
        found.append(
            Error(
                "REDIS_URL is set but there is no DATABASE_URL: workers elsewhere cannot reach an embedded database.",
                hint="Name a PostgreSQL database, or leave REDIS_URL out.",
                id="journey.E005",
            )
        )
    if "*" in settings.ALLOWED_HOSTS:
        found.append(
            Error(
                "ALLOWED_HOSTS holds *: join links could be forged with any host name.",
                hint="List the host names of this site.",
                id="journey.E006",
            )
        )
    if settings.SERVER and not settings.BASE_URL:
        found.append(
            Error(
                "SERVER is set but there is no BASE_URL: join links and QR codes need the address of this site.",
                hint="Write https:// and the host name where people reach it.",
                id="journey.E007",
            )
        )
    return found
