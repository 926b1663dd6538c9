"""Typed readers of the environment: the only place that reads it.

Each reader raises ``ImproperlyConfigured`` with one sentence that names the variable, what it got and what it wants.
Every name the product reads stands in ``NAMES``; a test compares it with ``docker-compose.yml``.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

NAMES: dict[str, str] = {
    "DATA_DIR": "folder for the embedded database, the secret key and the lock (default: data/ in the checkout)",
    "DATABASE_URL": "postgresql://user:password@host:port/name; without it the embedded SQLite database is used",
    "REDIS_URL": "redis://[:password@]host:port/0; the bell between web processes and the broker of the workers",
    "SECRET_KEY": "at least 50 characters; embedded it is made at first start and kept in DATA_DIR",
    "SERVER": "1 when several processes or machines serve the product (named by docker-compose.yml)",
    "ALLOWED_HOSTS": "comma-separated host names that this site answers to (default: localhost addresses)",
    "BASE_URL": "https://host where people reach the site; join links and QR codes are made from it",
    "TRUSTED_PROXY": "1 when a proxy in front sets X-Forwarded-Proto",
    "PORT": "port that the embedded server listens on (default 8000)",
    "WEB_THREADS": "threads that answer pages in one web process (default 4)",
    "LOG_LEVEL": "DEBUG, INFO, WARNING or ERROR (default INFO)",
}

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def _read(name: str) -> str | None:
    if name not in NAMES:
        raise KeyError(f"{name} is not listed in config.env.NAMES")
    value = os.environ.get(name)
    return value.strip() if value is not None and value.strip() else None


def text(name: str, default: str = "") -> str:
    """The variable as it stands, or the default when it is unset or blank."""
    return _read(name) or default


def flag(name: str) -> bool:
    """A yes or no; unset means no. Raises ImproperlyConfigured for anything else."""
    value = (_read(name) or "").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within bounds. Raises ImproperlyConfigured for anything else."""
    value = _read(name)
    if value is None:
        return default
    if not value.isdecimal() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number from {least} to {most}.")
    return int(value)


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words. Raises ImproperlyConfigured for anything else."""
    value = (_read(name) or default).upper()
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(allowed)}.")
    return value


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A comma-separated list without blanks."""
    value = _read(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else list(default)


def folder(name: str, default: Path) -> Path:
    """An absolute folder path; it need not exist yet."""
    value = _read(name)
    return Path(value).expanduser().resolve() if value else default


def secret(name: str) -> str | None:
    """A secret of at least 50 characters, or None. Raises ImproperlyConfigured for a short one."""
    value = _read(name)
    if value is not None and len(value) < 50:
        raise ImproperlyConfigured(f"{name} has {len(value)} characters; make it at least 50, at random.")
    return value


def url(name: str, *, schemes: tuple[str, ...]) -> str | None:
    """An address with one of the schemes and a host, or None. Raises ImproperlyConfigured for anything else."""
    value = _read(name)
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        bad = parts.scheme not in schemes or not parts.hostname or (parts.port is not None and parts.port < 1)
    except ValueError:
        bad = True
    if bad:
        starts = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} is not an address that starts with {starts} and a host.")
    return value


def database(name: str) -> dict[str, object] | None:
    """Django's settings of the PostgreSQL database that the variable names, or None when it is unset."""
    value = url(name, schemes=("postgresql", "postgres"))
    if value is None:
        return None
    parts = urlsplit(value)
    if not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} names no database; write postgresql://user:password@host:port/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": str(parts.port or 5432),
    }
