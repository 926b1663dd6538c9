"""System checks that refuse mixtures in which work would be lost. Each has an id that the docs name."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Notice
from django.http.request import split_domain_port, validate_host


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


@register()
def addresses_agree(app_configs: Sequence[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """People who follow a link to BASE_URL are answered."""
    found: list[CheckMessage] = []
    site = urlsplit(settings.BASE_URL)
    host, _ = split_domain_port(site.netloc)
    if site.netloc and not validate_host(host, settings.ALLOWED_HOSTS):
        found.append(
            Error(
                f"BASE_URL leads to the host {host}, which ALLOWED_HOSTS does not hold: its links would be refused.",
                hint=f"Add {host} to ALLOWED_HOSTS, or set BASE_URL to the address that people use.",
                id="journey.E008",
            )
        )
    if site.scheme == "https" and not settings.SECURE_PROXY_SSL_HEADER:
        found.append(
            Notice(
                "BASE_URL is https, but TRUSTED_PROXY is not set: the proxy that speaks TLS is not believed, and "
                "browsers are not told to come by https only.",
                hint="Let the proxy set X-Forwarded-Proto, and set TRUSTED_PROXY to 1.",
                id="journey.W001",
            )
        )
    return found
