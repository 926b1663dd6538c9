"""Typed readers of the environment: the only place that reads it.

Each reader raises ``ImproperlyConfigured`` with one sentence that names the variable, what it got and what it wants.
Every name the product reads stands in ``NAMES``; a test compares it with ``docker-compose.yml``.
"""

import os
import re
from ipaddress import IPv6Address
from pathlib import Path
from ssl import CERT_REQUIRED
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

NAMES: dict[str, str] = {
    "DATA_DIR": "folder for the embedded database, the secret key and the lock (default: data/ in the checkout)",
    "DATABASE_URL": "postgresql://user:password@host:port/name, with libpq's parameters (?sslmode=verify-full) or a "
    "socket (///name?host=/run/postgresql); without it the embedded SQLite database is used",
    "REDIS_URL": "redis://[:password@]host:port/0, or rediss:// with TLS, always verified "
    "(?ssl_ca_certs=/path/to/ca.pem for an authority of your own); bell of the web processes and broker of the workers",
    "SECRET_KEY": "at least 50 characters; embedded it is made at first start and kept in DATA_DIR",
    "SERVER": "1 when several processes or machines serve the product (named by docker-compose.yml)",
    "ALLOWED_HOSTS": "comma-separated host names that this site answers to, without scheme or port (default: localhost "
    "addresses)",
    "BASE_URL": "https://host[:port] where people reach the site, its host one of ALLOWED_HOSTS; join links and QR "
    "codes are made from it",
    "TRUSTED_PROXY": "1 when a proxy in front sets X-Forwarded-Proto",
    "PORT": "port that the embedded server listens on (default 8000)",
    "WEB_THREADS": "threads that answer pages in one web process (default 4)",
    "LOG_LEVEL": "DEBUG, INFO, WARNING or ERROR (default INFO)",
}

SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
REDIS_TLS = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_cert_reqs")
HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
"""What Django takes from a Host header (RFC 1034), IPv6 addresses apart."""

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
    if not (value.isascii() and value.isdecimal()) or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number from {least} to {most}.")
    return int(value)


def port(text: str) -> int:
    """A port from a command line. Raises ValueError for anything else, which argparse tells."""
    if not _is_port(text):
        raise ValueError(text)
    return int(text)


def is_set(name: str) -> bool:
    """Whether the variable says anything."""
    return _read(name) is not None


def hand_down(name: str, value: str) -> None:
    """Give the variable to the processes that this one starts, as if they had been started with it."""
    if name not in NAMES:
        raise KeyError(f"{name} is not listed in config.env.NAMES")
    os.environ[name] = value


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words. Raises ImproperlyConfigured for anything else."""
    value = (_read(name) or default).upper()
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(allowed)}.")
    return value


def hosts(name: str, default: tuple[str, ...]) -> list[str]:
    """Comma-separated host names as a browser sends them, without scheme, port or path; ``*`` is left to the checks.

    A leading dot stands for every name below. Raises ImproperlyConfigured for whatever could never match a request.
    """
    value = _read(name)
    if value is None:
        return list(default)
    found: list[str] = []
    for part in filter(None, map(str.strip, value.split(","))):
        dot = "." if part.startswith(".") else ""
        host = host_name(part.removeprefix("."))
        if host is None and part != "*":
            raise ImproperlyConfigured(
                f"{name} holds {part!r}; write host names or addresses only, without scheme, port, path or wildcard, "
                "for example journey.example.org,192.168.1.20,[::1]."
            )
        found.append(f"{dot}{host or part}")
    return found


def host_name(text: str) -> str | None:
    """The host as a browser writes it in its Host header, or None when none would."""
    if text.startswith("[") and text.endswith("]"):
        try:
            found = IPv6Address(text[1:-1])
        except ValueError:
            return None
        return None if found.scope_id else f"[{found.compressed}]"
    host = text.lower()
    return host if len(host) <= 253 and HOST_NAME.fullmatch(host) else None


def folder(name: str, default: Path) -> Path:
    """An absolute folder path; it need not exist yet. Raises ImproperlyConfigured for the home of nobody."""
    value = _read(name)
    try:
        return Path(value).expanduser().resolve() if value else default
    except (RuntimeError, OSError) as unknown:
        raise ImproperlyConfigured(f"{name} is {value!r}, which leads to no folder; write a whole path.") from unknown


def secret(name: str) -> str | None:
    """A secret of at least 50 characters, or None. Raises ImproperlyConfigured for a short one."""
    value = _read(name)
    if value is not None and len(value) < 50:
        raise ImproperlyConfigured(f"{name} has {len(value)} characters; make it at least 50, at random.")
    return value


def address(name: str) -> str | None:
    """Scheme, host and port where people reach the site, as a browser writes them, or None when it is unset.

    Small letters, and no port that the scheme implies, because an Origin is compared letter by letter. Raises
    ImproperlyConfigured for anything more (user, path, query, fragment) and for hosts that no request can name.
    """
    value = _read(name)
    if value is None:
        return None
    parts = _parts(name, value, schemes=("http", "https"))
    wanted = f"{name} is {value!r}; write only scheme, host and port, for example https://journey.example.org."
    if "@" in parts.netloc:
        raise ImproperlyConfigured(f"{name} names a user; write only scheme, host and port.")
    if parts.path.strip("/") or parts.path.startswith("//") or "?" in value or "#" in value:
        raise ImproperlyConfigured(wanted)
    plain = parts.hostname or ""
    host = host_name(f"[{plain}]" if ":" in plain else plain)
    if host is None:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; a host holds only letters a to z, digits, hyphens and dots, or is an address."
        )
    implied = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, implied) else "")


def redis(name: str) -> tuple[str | None, dict[str, Any]]:
    """The address of Redis without a query, and how TLS to it is verified; None and nothing when it is unset.

    The options are named as redis-py and Celery name them alike. A certificate is always checked, against the
    authorities of the machine and those of the file ``ssl_ca_certs``. Raises ImproperlyConfigured for anything that
    one of the two users would overlook.
    """
    value = _read(name)
    if value is None:
        return None, {}
    parts = _parts(name, value, schemes=("redis", "rediss"))
    if not re.fullmatch(r"/?|/[0-9]{1,5}", parts.path) or "#" in value:
        raise ImproperlyConfigured(f"{name} ends in something else than the number of a database, such as /0.")
    given = _query(name, parts.query)
    encrypted = parts.scheme == "rediss"
    for key in given:
        if not encrypted or key not in REDIS_TLS:
            raise ImproperlyConfigured(
                f"{name} holds the parameter {key!r}; with rediss:// it may hold {', '.join(REDIS_TLS)}, "
                "with redis:// none."
            )
    if given.pop("ssl_cert_reqs", "required").lower() not in ("required", "cert_required"):
        raise ImproperlyConfigured(f"{name} asks not to check the certificate; name its authority as ssl_ca_certs.")
    for key, path in given.items():
        if not os.access(path, os.R_OK) or not Path(path).is_file():
            raise ImproperlyConfigured(f"{name} names a file as {key} that cannot be read: {path}")
    bare = parts._replace(query="").geturl()
    return bare, {"ssl_cert_reqs": CERT_REQUIRED, "ssl_check_hostname": True, **given} if encrypted else {}


def database(name: str) -> dict[str, Any] | None:
    """Django's settings of the PostgreSQL database that the variable names, or None when it is unset.

    libpq reads the address, so that sockets, several hosts, percent-encoded names and every parameter of it mean what
    they mean to ``psql``; parameters stand under OPTIONS. Raises ImproperlyConfigured for those that it does not know
    and for what is said twice.
    """
    value = _read(name)
    if value is None:
        return None
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict
    from psycopg.pq import Conninfo

    no_address = f"{name} is not an address that starts with postgresql:// or postgres:// and a host."
    if not value.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured(no_address)
    plain, _, query = value.partition("?")
    asked = _query(name, query)
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    unknown = sorted(key for key in asked if key not in known and (key, asked[key]) != ("ssl", "true"))
    if unknown:
        raise ImproperlyConfigured(f"{name} holds parameters that PostgreSQL does not know: {', '.join(unknown)}.")
    if asked.get("sslmode", "prefer") not in SSL_MODES:
        raise ImproperlyConfigured(f"{name} holds an unknown sslmode; write one of {', '.join(SSL_MODES)}.")
    try:
        twice = sorted(set(conninfo_to_dict(plain)) & set(asked))
        given: dict[str, Any] = conninfo_to_dict(value)
    except ProgrammingError:
        # libpq's own sentence may repeat a part of the password.
        raise ImproperlyConfigured(
            f"{name} cannot be read; write signs such as @ : / ? % in names and passwords percent-encoded."
        ) from None
    if twice:
        raise ImproperlyConfigured(f"{name} says twice: {', '.join(twice)}.")
    port = str(given.pop("port", "")).strip(",")
    if not all(each == "" or _is_port(each) for each in port.split(",")):
        raise ImproperlyConfigured(no_address)
    if "dbname" not in given and "service" not in given:
        raise ImproperlyConfigured(f"{name} names no database; write postgresql://user:password@host:port/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.pop("dbname", ""),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", ""),
        "PORT": port,
        "OPTIONS": given,
    }


def _parts(name: str, value: str, *, schemes: tuple[str, ...]) -> SplitResult:
    try:
        parts = urlsplit(value)
        bad = parts.scheme not in schemes or not parts.hostname or (parts.port is not None and parts.port < 1)
        bad = bad or not value.isprintable() or " " in value
    except ValueError:
        bad, parts = True, urlsplit("")
    if bad:
        starts = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} is not an address that starts with {starts} and a host.")
    return parts


def _query(name: str, query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True, strict_parsing=True) if query else []
    except ValueError:
        raise ImproperlyConfigured(f"{name} holds a parameter without a value after its question mark.") from None
    twice = sorted({key for key, _ in pairs if [other for other, _ in pairs].count(key) > 1})
    if twice:
        raise ImproperlyConfigured(f"{name} says twice: {', '.join(twice)}.")
    return dict(pairs)


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535
