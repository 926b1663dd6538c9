"""Which product the suite runs on: the embedded one (SQLite file, in-process bell) or the server (PostgreSQL, Redis).

The environment is set here before Django reads its settings. PostgreSQL is started once; every worker process of the
suite has its own database in it, its own Redis (channels have no database of their own) and its own data folder.
"""

import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from config.env import NAMES
from tests.support.servers import PostgreSQL, Redis, Server

PROFILES = ("embedded", "server")
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def only_this_machine(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: a test that reaches for another machine fails."""
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise RuntimeError(f"a test reached for {address[0]}")


def begin(config: pytest.Config) -> None:
    """Start what the profile needs, set the environment and load Django's settings."""
    from django.conf import settings

    if settings.configured:
        raise pytest.UsageError("Django's settings were read before the profile was set; unset DJANGO_SETTINGS_MODULE.")
    sys.addaudithook(only_this_machine)
    profile = config.getoption("--profile")
    in_worker = hasattr(config, "workerinput")
    postgresql_url = os.environ.get("DATABASE_URL") if in_worker else None
    for name in NAMES:
        os.environ.pop(name, None)

    data_dir = Path(tempfile.mkdtemp(prefix="journey-test-"))
    config.add_cleanup(lambda: shutil.rmtree(data_dir, ignore_errors=True))
    os.environ |= {"DATA_DIR": str(data_dir), "LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "config.settings"}
    if profile == "server":
        if postgresql_url is None:
            postgresql = started(config, PostgreSQL())
            postgresql_url = postgresql.url("journey")
        os.environ |= {
            "DATABASE_URL": postgresql_url,
            "REDIS_URL": started(config, Redis()).url,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "SERVER": "1",
            "BASE_URL": "http://testserver",
        }
    # The real hash takes a tenth of a second a user; the live site keeps it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Worker processes of the suite inherit this environment and must set their own before Django reads it.
    del os.environ["DJANGO_SETTINGS_MODULE"]


def started[S: Server](config: pytest.Config, server: S) -> S:
    """The server, running until the suite ends."""
    config.add_cleanup(server.remove)
    return server.start()
