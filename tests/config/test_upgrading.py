"""Upgrading while people work: the web processes of the version before go on writing to the new tables."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tests.support.live_site import ROOT, LiveSite
from tests.support.servers import new_database

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RELEASES = {"f9301c5": ("workshops", "0002_workshop_version"), "7870af2": ("workshops", "0005_handed_in")}
"""Where the tables of each released version stood (docs/upgrading.md)."""


def of_release(name: str) -> Apps:
    """The models as the code of a release has them."""
    return MigrationLoader(None).project_state(RELEASES[name]).apps


@pytest.mark.django_db
@pytest.mark.parametrize("release", RELEASES)
def test_columns_that_older_code_does_not_know_have_a_default_in_the_database(release):
    old, new = of_release(release), MigrationLoader(None).project_state().apps
    known = {model._meta.db_table: {field.column for field in model._meta.local_fields} for model in old.get_models()}
    without = []
    for model in new.get_models():
        table = model._meta.db_table
        if table not in known:
            continue
        with connection.cursor() as cursor:
            found = connection.introspection.get_table_description(cursor, table)
        without += [
            f"{table}.{each.name}"
            for each in found
            if each.name not in known[table] and not each.null_ok and each.default is None
        ]
    assert without == []


@pytest.mark.django_db
def test_ready_says_so_when_an_older_copy_of_the_database_is_put_back(client):
    assert client.get("/health/ready").status_code == 200
    MigrationRecorder(connection).record_unapplied("workshops", "0006_defaults_in_the_database")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.content) == (503, b"not ready: the database has other tables\n")
    MigrationRecorder(connection).record_applied("workshops", "0006_defaults_in_the_database")
    MigrationRecorder(connection).record_applied("workshops", "9999_of_a_newer_version")
    assert client.get("/health/ready").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("release", RELEASES)
def test_older_code_goes_on_writing(release):
    old = of_release(release)

    def make(model, /, **values):
        return old.get_model(model)._default_manager.create(**values)

    system = make("accounts.System", slug="old", name="Old")
    workshop = make(
        "workshops.Workshop",
        system=system,
        public_id="oldworkshop1",
        title="Of the version before",
        join_code="ABCD2345",
        created_at=NOON,
        status="live",
    )
    seat = make("workshops.Membership", workshop=workshop, token_hash="0" * 64, sector="acute", joined_at=NOON)
    segment = make("workshops.Segment", workshop=workshop, position=0, kind="stage", title="At home")
    make("workshops.PersonNeed", workshop=workshop, segment=segment, text="A key")
    make("workshops.WorkforceNeed", workshop=workshop, segment=segment, title="Nurse", depth_needed=2)
    idea = make("workshops.Idea", workshop=workshop, number=1, text="Rotate")
    make("workshops.Action", workshop=workshop, number=1, text="Write it down")
    make("workshops.Report", workshop=workshop, number=1, as_of=1, snapshot={}, requested_at=NOON)
    make("workshops.Operation", workshop=workshop, key=uuid4(), verb="idea.added", by="product", number=1)
    assert (seat.pk, idea.pk) != (None, None)


def empty_site() -> LiveSite:
    """A site on a database without tables."""
    maintenance = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/postgres"
    return LiveSite(database_url=new_database(maintenance), redis_url=os.environ["REDIS_URL"])


@pytest.mark.server
def test_a_migration_waits_its_turn_and_lets_people_write_meanwhile():
    site = empty_site()
    site.manage("migrate", *RELEASES["f9301c5"], "--verbosity", "0")
    with psycopg.connect(site.env["DATABASE_URL"]) as writer:
        # What a writer holds while it works: a workshop's row, and then a table that the migration wants as well.
        writer.execute("SELECT 1 FROM workshops_workshop FOR UPDATE")
        with subprocess.Popen(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=ROOT,
            env=site.env,
            text=True,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as migrating:
            assert migrating.stderr is not None
            assert "The tables are in use; trying again." in migrating.stderr.readline()
            writer.execute("SET lock_timeout = '5s'")
            writer.execute("UPDATE workshops_idea SET text = text")
            writer.commit()
            assert migrating.wait(60) == 0
    assert "[ ]" not in site.manage("showmigrations", "--plan")


@pytest.mark.server
def test_two_who_migrate_do_it_one_after_the_other():
    site = empty_site()
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    both = [
        subprocess.Popen(command, cwd=ROOT, env=site.env, text=True, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    ended = [(each.communicate(timeout=120)[1], each.returncode) for each in both]
    assert ended == [("", 0), ("", 0)]
