"""Settings from an environment: what is read, what is refused in one clear sentence, what is kept where."""

import json
import logging
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env
from config.lock import AlreadyServed, only_server
from config.log import OneLine
from config.secret import kept_secret
from tests.support.live_site import ROOT

pytestmark = pytest.mark.embedded

SERVER = {
    "SERVER": "1",
    "DATABASE_URL": "postgresql://ada:p%40ss@db.example:5433/journey",
    "REDIS_URL": "redis://:secret@redis.example:6379/0",
    "SECRET_KEY": "s" * 50,
    "BASE_URL": "https://journey.example",
    "ALLOWED_HOSTS": "journey.example, other.example",
}


def settings_with(given: dict[str, str], data_dir: Path, *names: str) -> Any:
    """What settings hold in a process with this environment; its last line of complaint when it does not start."""
    script = (
        "import json, config.settings as s;"
        f"print(json.dumps({{n: getattr(s, n) for n in {list(names)!r}}}, default=str))"
    )
    bare = {name: value for name, value in os.environ.items() if name not in env.NAMES}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**bare, "DATA_DIR": str(data_dir), **given},
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def test_without_an_environment_it_is_the_embedded_product(tmp_path):
    found = settings_with(
        {}, tmp_path, "SERVER", "REDIS_URL", "BASE_URL", "DEBUG", "ALLOWED_HOSTS", "DATABASES", "REPORT_ANNOUNCER"
    )
    assert (found["SERVER"], found["REDIS_URL"], found["DEBUG"]) == (False, None, False)
    assert found["BASE_URL"] == "http://127.0.0.1:8000"
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    database = found["DATABASES"]["default"]
    assert (database["ENGINE"], database["NAME"]) == ("django.db.backends.sqlite3", str(tmp_path / "journey.sqlite3"))
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]
    assert found["REPORT_ANNOUNCER"] == "config.worker.announce"


def test_server_is_read_from_its_environment(tmp_path):
    names = (
        *("DATABASES", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"),
        *(
            "SECURE_HSTS_SECONDS",
            "SECURE_CROSS_ORIGIN_OPENER_POLICY",
            "CSRF_TRUSTED_ORIGINS",
            "REPORT_ANNOUNCER",
            "SECURE_PROXY_SSL_HEADER",
        ),
    )
    found = settings_with(SERVER, tmp_path / "none", *names)
    database = found["DATABASES"]["default"]
    assert {name: database[name] for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "journey",
        "USER": "ada",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
    }
    assert found["SECRET_KEY"] == "s" * 50
    assert found["ALLOWED_HOSTS"] == ["journey.example", "other.example"]
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert found["SECURE_CROSS_ORIGIN_OPENER_POLICY"] == "same-origin"
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://journey.example"]
    assert found["REPORT_ANNOUNCER"] == "config.celery.announce"
    assert found["SECURE_PROXY_SSL_HEADER"] is None
    assert not (tmp_path / "none").exists()


def test_parameters_of_the_database_go_over_the_bounds_of_the_settings(tmp_path):
    asked = "?sslmode=verify-full&connect_timeout=9&options=-c%20search_path%3Dours"
    url = SERVER["DATABASE_URL"]
    plain, found = (
        settings_with({**SERVER, "DATABASE_URL": each}, tmp_path, "DATABASES")["DATABASES"]["default"]["OPTIONS"]
        for each in (url, url + asked)
    )
    assert found == {
        **plain,
        "sslmode": "verify-full",
        "connect_timeout": "9",
        "options": f"{plain['options']} -c search_path=ours",
    }


def test_redis_with_tls_is_verified_by_its_settings(tmp_path):
    secure = {**SERVER, "REDIS_URL": "rediss://:secret@redis.example:6379/0?ssl_cert_reqs=required"}
    assert settings_with(secure, tmp_path, "REDIS_URL", "REDIS_TLS") == {
        "REDIS_URL": "rediss://:secret@redis.example:6379/0",
        "REDIS_TLS": {"ssl_cert_reqs": 2, "ssl_check_hostname": True},
    }


def test_proxy_is_trusted_only_when_the_environment_says_so(tmp_path):
    found = settings_with({**SERVER, "TRUSTED_PROXY": "1"}, tmp_path, "SECURE_PROXY_SSL_HEADER")
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SERVER", "maybe", "SERVER is 'maybe'; write 1 or 0."),
        ("TRUSTED_PROXY", "2", "TRUSTED_PROXY is '2'; write 1 or 0."),
        ("PORT", "eighty", "PORT is 'eighty'; write a whole number from 1 to 65535."),
        ("PORT", "0", "PORT is '0'; write a whole number from 1 to 65535."),
        ("PORT", "65536", "PORT is '65536'; write a whole number from 1 to 65535."),
        ("WEB_THREADS", "-4", "WEB_THREADS is '-4'; write a whole number from 1 to 32."),
        ("WEB_THREADS", "٣٣٣", "WEB_THREADS is '٣٣٣'; write a whole number from 1 to 32."),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is 'LOUD'; write one of DEBUG, INFO, WARNING, ERROR."),
        ("SECRET_KEY", "short", "SECRET_KEY has 5 characters; make it at least 50, at random."),
        ("REDIS_URL", "http://redis", "REDIS_URL is not an address that starts with redis:// or rediss:// and a host."),
        ("REDIS_URL", "redis://", "REDIS_URL is not an address that starts with redis:// or rediss:// and a host."),
        (
            "DATABASE_URL",
            "mysql://db/journey",
            "DATABASE_URL is not an address that starts with postgresql:// or postgres:// and a host.",
        ),
        (
            "DATABASE_URL",
            "postgresql://db",
            "DATABASE_URL names no database; write postgresql://user:password@host:port/name.",
        ),
        (
            "DATABASE_URL",
            "postgresql://db:x/journey",
            "DATABASE_URL is not an address that starts with postgresql:// or postgres:// and a host.",
        ),
        (
            "BASE_URL",
            "journey.example",
            "BASE_URL is not an address that starts with http:// or https:// and a host.",
        ),
    ],
)
def test_bad_value_is_refused_in_one_sentence(tmp_path, name, value, sentence):
    assert settings_with({name: value}, tmp_path) == f"django.core.exceptions.ImproperlyConfigured: {sentence}"


def test_refusal_never_repeats_a_secret(tmp_path):
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY"):
        assert "pass-word" not in settings_with({name: "x://u:pass-word@h"}, tmp_path)


def test_blank_values_count_as_unset(tmp_path):
    found = settings_with({"SERVER": "  ", "PORT": " ", "REDIS_URL": ""}, tmp_path, "SERVER", "PORT", "REDIS_URL")
    assert found == {"SERVER": False, "PORT": 8000, "REDIS_URL": None}


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("Yes", True), ("ON", True), ("0", False), ("off", False)]
)
def test_flag_is_read_in_usual_words(monkeypatch, value, expected):
    monkeypatch.setenv("SERVER", value)
    assert env.flag("SERVER") is expected


def test_name_that_is_not_listed_is_not_read():
    with pytest.raises(KeyError, match="HOME is not listed"):
        env.text("HOME")


def test_port_of_a_database_must_be_one(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db:99999/journey")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env.database("DATABASE_URL")


def test_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "deeper" / "secret-key"
    made = kept_secret(path)
    assert len(made) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept_secret(path) == made
    assert kept_secret(tmp_path / "other") != made


def test_lock_is_held_by_one_process_and_freed_when_it_goes(tmp_path):
    script = (
        "import pathlib, sys; from config.lock import only_server, AlreadyServed\n"
        "try:\n"
        "    with only_server(pathlib.Path(sys.argv[1])): print('mine')\n"
        "except AlreadyServed as taken: print(taken)"
    )

    def another() -> str:
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    with only_server(tmp_path):
        assert another() == (f"Another server already uses {tmp_path}. Stop it, or set DATA_DIR to another folder.")
        with pytest.raises(AlreadyServed), only_server(tmp_path):
            pass
    assert another() == "mine"


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\x1b[31m", "\u2028", "\x00", "\t", "\x85"])
def test_log_line_stays_one_line(sign):
    record = logging.LogRecord("name", logging.WARNING, "path", 1, "said %s", (f"one{sign}two",), None)
    line = OneLine().format(record)
    assert line.isprintable()
    assert " WARNING name said one\\" in line
    assert line.endswith("two")
