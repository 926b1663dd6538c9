"""Addresses and host names of the environment: carried out whole, or refused in one sentence."""

import logging
from pathlib import Path
from ssl import CERT_REQUIRED
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http.request import split_domain_port, validate_host
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from config import env, hosts
from config.checks import addresses_agree
from config.log import OneLine, RefusedHosts

pytestmark = pytest.mark.embedded

ORIGIN = "write only scheme, host and port, for example https://journey.example.org."
NUMBERED = "REDIS_URL ends in something else than the number of a database, such as /0."
TLS = "with rediss:// it may hold ssl_ca_certs, ssl_certfile, ssl_keyfile, ssl_cert_reqs, with redis:// none."
NAMES_ONLY = (
    "write host names or addresses only, without scheme, port, path or wildcard, "
    "for example journey.example.org,192.168.1.20,[::1]."
)
LETTERS = "a host holds only letters a to z, digits, hyphens and dots, or is an address."
MODES = "disable, allow, prefer, require, verify-ca, verify-full"

SOCKET_PARTS = {"HOST": "/run/postgresql", "NAME": "journey", "PORT": "", "USER": "", "OPTIONS": {}}


def database(monkeypatch, url: str) -> dict[str, object]:
    monkeypatch.setenv("DATABASE_URL", url)
    found = env.database("DATABASE_URL")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql:///journey?host=/run/postgresql", SOCKET_PARTS),
        ("postgresql://%2Frun%2Fpostgresql/journey", SOCKET_PARTS),
        ("postgresql:///journey", {"HOST": "", "NAME": "journey", "PORT": ""}),
        ("postgres://db/the%20%2Fjourney", {"HOST": "db", "NAME": "the /journey", "PORT": ""}),
        (
            "postgresql://a%40da:p%3Fs%2Fs@db:5433/journey?sslmode=verify-full&sslrootcert=/etc/ca.pem",
            {
                "USER": "a@da",
                "PASSWORD": "p?s/s",
                "PORT": "5433",
                "OPTIONS": {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"},
            },
        ),
        ("postgresql://db/journey?ssl=true", {"OPTIONS": {"sslmode": "require"}}),
        ("postgresql://[::1]:5432/journey", {"HOST": "::1", "PORT": "5432"}),
        (
            "postgresql://one:1,two:2/journey?target_session_attrs=read-write",
            {"HOST": "one,two", "PORT": "1,2", "OPTIONS": {"target_session_attrs": "read-write"}},
        ),
        ("postgresql://db/journey?application_name=a%2Bb+c", {"OPTIONS": {"application_name": "a+b+c"}}),
        ("postgresql://db?service=journey", {"NAME": "", "OPTIONS": {"service": "journey"}}),
        ("postgresql://Db.Example/Journey", {"HOST": "Db.Example", "NAME": "Journey"}),
    ],
)
def test_database_is_what_libpq_understands(monkeypatch, url, expected):
    found = database(monkeypatch, url)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "DATABASE_URL",
            "postgresql://db/journey?sslmod=verify-full",
            "DATABASE_URL holds parameters that PostgreSQL does not know: sslmod.",
        ),
        (
            "DATABASE_URL",
            "postgresql://db/journey?pool=5&sslmode=require&conn_max_age=1",
            "DATABASE_URL holds parameters that PostgreSQL does not know: conn_max_age, pool.",
        ),
        (
            "DATABASE_URL",
            "postgresql://db/journey?sslmode=verify_full",
            f"DATABASE_URL holds an unknown sslmode; write one of {MODES}.",
        ),
        ("DATABASE_URL", "postgresql://db/journey?host=other", "DATABASE_URL says twice: host."),
        ("DATABASE_URL", "postgresql://db/journey?sslmode=allow&sslmode=require", "DATABASE_URL says twice: sslmode."),
        (
            "DATABASE_URL",
            "postgresql://db/journey?sslmode",
            "DATABASE_URL holds a parameter without a value after its question mark.",
        ),
        (
            "DATABASE_URL",
            "postgresql://ada:p%zz@db/journey",
            "DATABASE_URL cannot be read; write signs such as @ : / ? % in names and passwords percent-encoded.",
        ),
        (
            "DATABASE_URL",
            "postgresql:///?host=/run/postgresql",
            "DATABASE_URL names no database; write postgresql://user:password@host:port/name.",
        ),
        (
            "REDIS_URL",
            "redis://redis:6379/journey",
            NUMBERED,
        ),
        (
            "REDIS_URL",
            "redis://redis/0/1",
            NUMBERED,
        ),
        (
            "REDIS_URL",
            "redis://redis/0#1",
            NUMBERED,
        ),
        (
            "REDIS_URL",
            "redis://redis/0?db=3",
            f"REDIS_URL holds the parameter 'db'; {TLS}",
        ),
        (
            "REDIS_URL",
            "redis://redis/0?ssl_cert_reqs=required",
            f"REDIS_URL holds the parameter 'ssl_cert_reqs'; {TLS}",
        ),
        (
            "REDIS_URL",
            "rediss://redis/0?ssl_cert_reqs=none",
            "REDIS_URL asks not to check the certificate; name its authority as ssl_ca_certs.",
        ),
        (
            "REDIS_URL",
            "rediss://redis/0?ssl_ca_certs=/no/such.pem",
            "REDIS_URL names a file as ssl_ca_certs that cannot be read: /no/such.pem",
        ),
        (
            "BASE_URL",
            "https://journey.example/app",
            f"BASE_URL is 'https://journey.example/app'; {ORIGIN}",
        ),
        (
            "BASE_URL",
            "https://journey.example/?a=1",
            f"BASE_URL is 'https://journey.example/?a=1'; {ORIGIN}",
        ),
        (
            "BASE_URL",
            "https://journey.example#",
            f"BASE_URL is 'https://journey.example#'; {ORIGIN}",
        ),
        ("BASE_URL", "https://ada:pw@journey.example", "BASE_URL names a user; write only scheme, host and port."),
        (
            "BASE_URL",
            "http://my_laptop:8000",
            f"BASE_URL is 'http://my_laptop:8000'; {LETTERS}",
        ),
        ("BASE_URL", "http://[::1", "BASE_URL is not an address that starts with http:// or https:// and a host."),
        ("BASE_URL", "https://a b", "BASE_URL is not an address that starts with http:// or https:// and a host."),
        ("PORT", "٣٣", "PORT is '٣٣'; write a whole number from 1 to 65535."),
        ("DATA_DIR", "~no-such-user/x", "DATA_DIR is '~no-such-user/x', which leads to no folder; write a whole path."),
        *(
            (
                "ALLOWED_HOSTS",
                f"ok.example,{host}",
                f"ALLOWED_HOSTS holds {host!r}; {NAMES_ONLY}",
            )
            for host in (
                *("https://journey.example", "journey.example:8000", "journey.example/", "*.journey.example", "::1"),
                *(
                    "[::1]:8000",
                    "my_laptop",
                    "journey.example.",
                    "jürney.example",
                    "a b",
                    "..example",
                    "[fe80::1%eth0]",
                ),
            )
        ),
    ],
)
def test_value_that_would_be_dropped_is_refused(monkeypatch, name, value, sentence):
    monkeypatch.setenv(name, value)
    readers = {
        "DATABASE_URL": env.database,
        "REDIS_URL": env.redis,
        "BASE_URL": env.address,
        "ALLOWED_HOSTS": lambda name: env.hosts(name, ()),
        "PORT": lambda name: env.number(name, 8000, least=1, most=65535),
        "DATA_DIR": lambda name: env.folder(name, Path("/")),
    }
    with pytest.raises(ImproperlyConfigured) as refused:
        readers[name](name)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://journey.example", "https://journey.example"),
        ("https://journey.example/", "https://journey.example"),
        ("HTTPS://Journey.Example:443/", "https://journey.example"),
        ("http://192.168.1.20:80", "http://192.168.1.20"),
        ("http://192.168.1.20:8000", "http://192.168.1.20:8000"),
        ("https://journey.example:80", "https://journey.example:80"),
        ("http://[0:0::1]:8000", "http://[::1]:8000"),
    ],
)
def test_address_is_written_as_a_browser_writes_an_origin(monkeypatch, value, expected):
    monkeypatch.setenv("BASE_URL", value)
    assert env.address("BASE_URL") == expected


def test_hosts_are_written_as_a_browser_writes_them(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", " Journey.Example, .org.example,,[0::0:1] ,10.0.0.1,*")
    assert env.hosts("ALLOWED_HOSTS", ()) == ["journey.example", ".org.example", "[::1]", "10.0.0.1", "*"]


@given(st.text(alphabet="aZ0-._:/[]*@?# é", max_size=12))
def test_host_that_is_taken_can_be_asked_for(text):
    """Whatever the reader takes, Django takes from a request; otherwise it would stand there and never match."""
    found = env.host_name(text)
    if found is not None:
        assert split_domain_port(f"{found}:8000") == (found, "8000")
        assert validate_host(found, [found])


def test_redis_without_tls_has_no_options(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://:secret@redis:6379/0")
    assert env.redis("REDIS_URL") == ("redis://:secret@redis:6379/0", {})


def test_redis_with_tls_is_verified_whatever_is_said(monkeypatch, tmp_path):
    authority = tmp_path / "ca.pem"
    authority.write_text("")
    verified = {"ssl_cert_reqs": CERT_REQUIRED, "ssl_check_hostname": True}
    for query, more in (
        ("", {}),
        ("?ssl_cert_reqs=CERT_REQUIRED", {}),
        (f"?ssl_ca_certs={authority}", {"ssl_ca_certs": str(authority)}),
    ):
        monkeypatch.setenv("REDIS_URL", f"rediss://:p%40@redis:6379/1{query}")
        assert env.redis("REDIS_URL") == ("rediss://:p%40@redis:6379/1", {**verified, **more})


def complaints(monkeypatch, base_url: str, allowed: list[str], *, trusted: bool = True) -> list[str]:
    proxy = ("HTTP_X_FORWARDED_PROTO", "https") if trusted else None
    given = SimpleNamespace(BASE_URL=base_url, ALLOWED_HOSTS=allowed, SECURE_PROXY_SSL_HEADER=proxy)
    monkeypatch.setattr("config.checks.settings", given)
    found = addresses_agree()
    assert all(complaint.hint and complaint.msg.endswith(".") for complaint in found)
    return [str(complaint.id) for complaint in found]


@pytest.mark.parametrize(
    ("base_url", "allowed", "trusted", "expected"),
    [
        ("https://journey.example", ["journey.example"], True, []),
        ("https://a.journey.example:8443", [".journey.example"], True, []),
        ("http://[::1]:8000", ["[::1]"], False, []),
        ("", ["journey.example"], False, []),
        ("https://journey.example", ["other.example"], True, ["journey.E008"]),
        ("http://192.168.1.20:8000", ["localhost", "127.0.0.1", "[::1]"], False, ["journey.E008"]),
        ("https://journey.example", ["journey.example"], False, ["journey.W001"]),
        ("https://journey.example", ["other.example"], False, ["journey.E008", "journey.W001"]),
    ],
)
def test_address_that_is_not_answered_is_refused(monkeypatch, base_url, allowed, trusted, expected):
    assert complaints(monkeypatch, base_url, allowed, trusted=trusted) == expected


LOCAL = ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize(
    ("environment", "host", "port", "base_url", "allowed"),
    [
        ({}, "127.0.0.1", 9000, "http://127.0.0.1:9000", LOCAL),
        ({}, "0.0.0.0", 8000, "http://127.0.0.1:8000", LOCAL),
        ({}, "::", 8000, "http://[::1]:8000", LOCAL),
        ({}, "localhost", 80, "http://localhost", LOCAL),
        ({}, "192.168.1.20", 8000, "http://192.168.1.20:8000", [*LOCAL, "192.168.1.20"]),
        ({"BASE_URL": "http://x.example"}, "127.0.0.1", 9000, "http://127.0.0.1:8000", LOCAL),
        ({"ALLOWED_HOSTS": "x.example"}, "192.168.1.20", 8000, "http://192.168.1.20:8000", LOCAL),
    ],
)
def test_addresses_follow_where_it_listens_unless_they_are_named(
    monkeypatch, settings, environment, host, port, base_url, allowed
):
    settings.BASE_URL, settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS = "http://127.0.0.1:8000", LOCAL, []
    for name in ("BASE_URL", "ALLOWED_HOSTS"):
        monkeypatch.setenv(name, environment.get(name, ""))
    hosts.listen_on(host, port)
    assert [settings.BASE_URL, *settings.ALLOWED_HOSTS] == [base_url, *allowed]
    if not environment:
        assert (settings.CSRF_TRUSTED_ORIGINS, env.text("BASE_URL")) == ([base_url], base_url)
        assert env.text("ALLOWED_HOSTS") == ("" if allowed == LOCAL else ",".join(allowed))


@pytest.mark.parametrize(
    ("base_url", "allowed", "host", "port", "beginnings"),
    [
        ("http://127.0.0.1:8000", LOCAL, "127.0.0.1", 8000, []),
        ("http://192.168.1.20:8000", ["192.168.1.20"], "0.0.0.0", 8000, []),
        ("https://journey.example", ["journey.example"], "127.0.0.1", 8000, []),
        ("http://127.0.0.1:8000", LOCAL, "0.0.0.0", 8000, ["It listens on 0.0.0.0, but answers only to localhost,"]),
        ("http://192.168.1.20", ["192.168.1.20"], "0.0.0.0", 8000, ["BASE_URL leads to port 80, but it listens on"]),
        (
            "http://192.168.1.20:8000",
            ["192.168.1.20"],
            "127.0.0.1",
            8000,
            ["BASE_URL is http://192.168.1.20:8000, but it listens on 127.0.0.1, where only this machine"],
        ),
    ],
)
def test_start_that_lets_nobody_in_is_told(settings, base_url, allowed, host, port, beginnings):
    settings.BASE_URL, settings.ALLOWED_HOSTS, settings.SECURE_PROXY_SSL_HEADER = base_url, allowed, None
    found = hosts.surprises(host, port)
    assert len(found) == len(beginnings)
    assert [text[: len(begin)] for text, begin in zip(found, beginnings, strict=True)] == beginnings


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
@pytest.mark.parametrize("host", ["10.0.0.7", "10.0.0.7:8000", "[fd00::7]", "journey-web-5d9f_x", "evil.example"])
@pytest.mark.django_db
def test_health_answers_under_any_name(client, path, host):
    answer = client.get(path, headers={"host": host})
    assert (answer.status_code, answer.content) == (200, f"{path.removeprefix('/health/')}\n".encode())
    assert host.encode() not in answer.serialize()


@pytest.mark.parametrize("path", ["/health/", "/health/live/", "/health/LIVE", "/accounts/login/", "/nothing"])
def test_nothing_else_does(client, path):
    assert client.get(path, headers={"host": "10.0.0.7"}).status_code == 400


def refused(host: str) -> logging.LogRecord:
    request = RequestFactory().get("/join/ABCDEFGH/", headers={"host": host})
    record = logging.LogRecord("django.security.DisallowedHost", logging.ERROR, "path", 1, "Invalid", (), None)
    record.__dict__["request"] = request  # as logging puts what is given as extra
    return record


def test_refused_host_is_told_once_with_what_to_set():
    told = RefusedHosts()
    first = refused("Evil.example:8000")
    assert told.filter(first)
    assert OneLine().format(first).split(" ", 2)[2] == (
        "ERROR django.security.DisallowedHost A request for the host 'evil.example' was refused. If people reach this "
        "site by that name, add it to ALLOWED_HOSTS, and set BASE_URL to the address that they use."
    )
    assert not told.filter(refused("evil.example"))
    assert not told.filter(refused("evil.example:9"))
    assert told.filter(refused("other.example"))


def test_only_the_first_refused_hosts_are_told():
    told = RefusedHosts()
    records = [refused(f"h{number}.example") for number in range(200)]
    written = [record for record in records if told.filter(record)]
    assert written == records[:50]
    assert written[-1].getMessage().endswith("It is host 50 to be refused; further ones are not told.")
    assert len(told.told) == 50


def test_name_of_a_refused_host_cannot_write_lines_of_its_own():
    told = RefusedHosts()
    record = refused("a\n\x1b[31mb" + "x" * 500)
    assert told.filter(record)
    assert OneLine().format(record).isprintable()
    assert len(OneLine().format(record)) < 450


def test_page_under_a_wrong_name_is_logged_by_the_settings(client, caplog):
    with caplog.at_level("ERROR", logger="django.security.DisallowedHost"):
        logger = logging.getLogger("django.security.DisallowedHost")
        told = [each for each in logger.filters if isinstance(each, RefusedHosts)]
        assert told  # one for each time that this process was told how to log
        for each in told:
            each.told.clear()
        assert [client.get("/", headers={"host": "wrong.example"}).status_code for _ in range(3)] == [400] * 3
    assert [record.getMessage()[:43] for record in caplog.records] == ["A request for the host 'wrong.example' was "]
