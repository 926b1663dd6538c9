"""TLS to Redis is verified by both of its users: the bell of the web processes and Celery's broker."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from config.env import NAMES
from tests.support.live_site import ROOT
from tests.support.servers import Redis

pytestmark = pytest.mark.server

# What the two users do, in a process with the environment of a server: ring, hear a ring, announce a report.
USERS = """
import asyncio, json, logging
logging.disable(logging.CRITICAL)
from config.celery import announce
from workshops.events import bell

def told():
    try:
        announce(7)
    except OSError:
        return False
    return True

async def heard():
    rings, found = bell.rings(), asyncio.Event()
    async def listen():
        async for ring in rings:
            assert ring == (5, 6)
            found.set()
            return
    listening = asyncio.create_task(listen())
    while not found.is_set():
        bell._local.away_until = 0.0
        await asyncio.to_thread(bell.ring, 5, 6)
        if bell._local.away_until:
            break
        await asyncio.sleep(0.02)
    listening.cancel()
    return found.is_set()

print(json.dumps({"Celery": told(), "bell": asyncio.run(heard())}))
"""

# The other half of the bell alone: whether a subscription is made.
SUBSCRIBER = """
import asyncio, logging
logging.disable(logging.CRITICAL)
import config.celery
from workshops.events import bell
bell.PAUSE = 0.05

async def main():
    tries = 0
    async def count(seconds):
        nonlocal tries
        tries += 1
        if tries == 3:
            raise SystemExit("refused")
    bell.asyncio.sleep = count
    print("subscribing", flush=True)
    async for ring in bell.rings():
        raise SystemExit("heard")

asyncio.run(main())
"""


def openssl(*arguments: str, folder: Path) -> None:
    program = shutil.which("openssl")
    assert program is not None, "Please install openssl."
    subprocess.run([program, *arguments], cwd=folder, check=True, capture_output=True)


def authority(folder: Path, name: str) -> Path:
    """A certificate authority of our own."""
    openssl(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"),
        *("-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem"),
        *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
        folder=folder,
    )
    return folder / f"{name}.pem"


class EncryptedRedis(Redis):
    """A Redis that speaks TLS only, with a certificate for 127.0.0.1 by its own authority."""

    def __init__(self, subject: str = "IP:127.0.0.1") -> None:
        super().__init__()
        self.folder.chmod(0o755)
        self.authority = authority(self.folder, "ours")
        (self.folder / "names").write_text(
            f"subjectAltName={subject}\nauthorityKeyIdentifier=keyid\nextendedKeyUsage=serverAuth\n"
        )
        openssl(
            *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=redis"),
            *("-keyout", "redis.key", "-out", "redis.csr"),
            folder=self.folder,
        )
        openssl(
            *("x509", "-req", "-in", "redis.csr", "-CA", "ours.pem", "-CAkey", "ours.key", "-CAcreateserial"),
            *("-days", "2", "-extfile", "names", "-out", "redis.pem"),
            folder=self.folder,
        )

    def command(self) -> list[str]:
        tls = {
            "tls-port": str(self.port),
            "tls-cert-file": "redis.pem",
            "tls-key-file": "redis.key",
            "tls-ca-cert-file": "ours.pem",
            "tls-auth-clients": "no",
        }
        plain = super().command()
        plain[plain.index("--port") + 1] = "0"
        return [*plain, *(part for name, value in tls.items() for part in (f"--{name}", value))]

    def client(self) -> redis.Redis:
        return redis.Redis(
            port=self.port, password=self.password, ssl=True, ssl_ca_certs=str(self.authority), ssl_check_hostname=False
        )

    def answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except redis.ConnectionError:
            return False

    @property
    def bare_url(self) -> str:
        return f"rediss://:{self.password}@127.0.0.1:{self.port}/0"

    def url_with(self, trusted: Path) -> str:
        return f"{self.bare_url}?ssl_ca_certs={trusted}"


def in_server(script: str, redis_url: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if name not in NAMES}
    server = {
        "SERVER": "1",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": redis_url,
        "SECRET_KEY": "s" * 50,
        "BASE_URL": "http://127.0.0.1",
    }
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={**bare, **server}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def encrypted():
    with EncryptedRedis() as server:
        yield server


def test_both_users_accept_the_authority_that_is_named(encrypted):
    encrypted.client().flushall()
    done = in_server(USERS, encrypted.url_with(encrypted.authority))
    assert (done.stderr, json.loads(done.stdout)) == ("", {"Celery": True, "bell": True})
    assert encrypted.client().llen("celery") == 1


@pytest.mark.parametrize("named", ["another", "none"])
def test_both_users_refuse_every_other_authority(encrypted, tmp_path, named):
    encrypted.client().flushall()
    url = encrypted.url_with(authority(tmp_path, "theirs")) if named == "another" else encrypted.bare_url
    done = in_server(USERS, url)
    assert (done.stderr, json.loads(done.stdout)) == ("", {"Celery": False, "bell": False})
    assert encrypted.client().llen("celery") == 0


def test_both_users_refuse_a_certificate_of_another_machine():
    with EncryptedRedis("DNS:redis.example") as other:
        done = in_server(USERS, other.url_with(other.authority))
        assert (done.stderr, json.loads(done.stdout)) == ("", {"Celery": False, "bell": False})
        assert other.client().llen("celery") == 0


def test_subscription_is_not_made_to_a_redis_of_another_authority(encrypted, tmp_path):
    done = in_server(SUBSCRIBER, encrypted.url_with(authority(tmp_path, "theirs")))
    assert (done.stdout, done.stderr) == ("subscribing\n", "refused\n")
    assert encrypted.client().pubsub_numsub("journey-overlay:bell") == [(b"journey-overlay:bell", 0)]
