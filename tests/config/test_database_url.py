"""What DATABASE_URL says reaches PostgreSQL: sockets, encoded names and the parameters of libpq."""

import os
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from config import env
from tests.support.servers import PostgreSQL

pytestmark = pytest.mark.server


class OnSocket(PostgreSQL):
    """A PostgreSQL that is reached by a socket only."""

    def command(self) -> list[str]:
        command = super().command()
        self.folder.chmod(0o777)
        command[command.index("unix_socket_directories=")] = f"unix_socket_directories={self.folder}"
        command[command.index("listen_addresses=127.0.0.1")] = "listen_addresses="
        return command

    def answers(self) -> bool:
        try:
            psycopg.connect(host=str(self.folder), port=self.port, user=self.user, dbname="postgres").close()
        except psycopg.OperationalError:
            return False
        return True


@pytest.fixture(autouse=True)
def own_connections(django_db_blocker):
    """Connections of this test only; the database of the suite is not needed."""
    with django_db_blocker.unblock():
        yield


def row(monkeypatch, url: str, query: str) -> Any:
    """The row that Django reads through a connection of its own to what the variable names."""
    monkeypatch.setenv("DATABASE_URL", url)
    found = env.database("DATABASE_URL")
    assert found is not None
    handler = ConnectionHandler({"default": found})
    try:
        with handler["default"].cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()
    finally:
        handler.close_all()


def test_socket_and_encoded_names_are_carried_out(monkeypatch):
    with OnSocket() as server:
        name = "a journey/1 @Coast"
        with psycopg.connect(
            host=str(server.folder), port=server.port, user=server.user, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        encoded = "a%20journey%2F1%20%40Coast"
        folder = str(server.folder)
        asked = "SELECT current_database(), inet_server_addr() IS NULL, current_setting('application_name')"
        for url in (
            f"postgresql:///{encoded}?host={folder}&port={server.port}&user={server.user}&application_name=a%2Bb+c",
            f"postgresql://{server.user}@{folder.replace('/', '%2F')}:{server.port}/{encoded}?application_name=a%2Bb+c",
        ):
            assert row(monkeypatch, url, asked) == (name, True, "a+b+c")


def test_encryption_that_is_asked_for_is_not_given_up(monkeypatch):
    plain = os.environ["DATABASE_URL"].partition("?")[0]
    plain = f"{plain.rsplit('/', 1)[0]}/postgres"
    assert row(monkeypatch, plain, "SELECT 1") == (1,)
    for mode in ("require", "verify-ca", "verify-full"):
        with pytest.raises(OperationalError, match=r"SSL|root certificate"):
            row(monkeypatch, f"{plain}?sslmode={mode}", "SELECT 1")


def test_own_options_stand_beside_the_bounds_and_go_over_them(monkeypatch):
    """The settings put their bounds first: what stands later wins in PostgreSQL."""
    own: dict[str, Any] = settings.DATABASES["default"]
    options = str(own["OPTIONS"]["options"])
    assert options.startswith("-c statement_timeout=15000 ")
    plain = f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/postgres"
    both = f"{options} -c statement_timeout=9s".replace(" ", "%20").replace("=", "%3D")
    asked = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
    assert row(monkeypatch, f"{plain}?options={both}", asked) == ("9s", "8s")
