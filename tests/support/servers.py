"""Throw-away PostgreSQL and Redis on free loopback ports, for tests and benches.

Both keep their files in a temporary folder, are stopped by their own process id, and end by themselves when the process
that started them dies.
"""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
import redis

PR_SET_PDEATHSIG = 1


class ServerTrouble(Exception):
    """A server did not start or stop in time; the text ends with the tail of its log."""


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(reached: Callable[[], bool], *, seconds: float, what: str, every: float = 0.02) -> None:
    """Ask again and again until the condition is reached; raises ServerTrouble when the time is up."""
    deadline = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > deadline:
            raise ServerTrouble(f"{what}: not within {seconds:g} s")
        time.sleep(every)


def end_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """For ``preexec_fn``: the child gets the signal when its parent dies (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, int(death_signal))


class Server:
    """A program of ours in a temporary folder, on one port for its whole life."""

    name = "server"
    stop_signal = signal.SIGTERM

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"journey-{self.name}-"))
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """The command line that runs the program in the foreground."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether the program accepts work now."""
        raise NotImplementedError

    def owner(self) -> int | None:
        """The user that the program must run as, or None for ours."""
        return None

    @property
    def log(self) -> Path:
        """What the program wrote."""
        return self.folder / "log"

    def start(self) -> Self:
        """Start the program and return when it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self.owner(),
                start_new_session=True,
                preexec_fn=end_with_parent(self.stop_signal),  # noqa: PLW1509 -- no other thread holds a lock here
            )
        try:
            wait_until(self._answers_or_died, seconds=30, what=f"{self.name} on port {self.port}")
        except ServerTrouble as trouble:
            self.stop(kill=True)
            raise ServerTrouble(f"{trouble}\n{self.tail()}") from None
        return self

    def _answers_or_died(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise ServerTrouble(f"{self.name} ended with {self.process.returncode}")
        return self.answers()

    def tail(self, size: int = 2000) -> str:
        """The end of the log."""
        return self.log.read_text(errors="replace")[-size:] if self.log.exists() else ""

    def stop(self, *, kill: bool = False) -> None:
        """Stop the program and keep its files; ``kill`` gives it no time."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL if kill else self.stop_signal)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def remove(self) -> None:
        """Stop the program and delete its files."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.remove()


class Redis(Server):
    """A Redis with a password, without files."""

    name = "redis"

    def __init__(self) -> None:
        super().__init__()
        self.password = secrets.token_hex(16)

    @property
    def url(self) -> str:
        """What REDIS_URL takes."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        """Loopback only, nothing written to disk, nothing thrown away when memory is short."""
        program = shutil.which("redis-server") or "redis-server"
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "requirepass": self.password,
            "save": "",
            "appendonly": "no",
            "maxmemory-policy": "noeviction",
            "dir": str(self.folder),
        }
        return [program, *(part for name, value in options.items() for part in (f"--{name}", value))]

    def answers(self) -> bool:
        """Whether it says PONG."""
        client = redis.Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=1)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


class PostgreSQL(Server):
    """A PostgreSQL cluster that trusts its own machine.

    ``durable`` leaves fsync on, for benches; tests write faster without it. PostgreSQL refuses to run as root, so root
    starts it as the user ``postgres``, or ``nobody`` where there is none.
    """

    name = "postgresql"
    stop_signal = signal.SIGINT  # "fast": ends sessions, then stops cleanly
    user = "journey"

    def __init__(self, *, durable: bool = False) -> None:
        super().__init__()
        self.durable = durable
        self.programs = self._programs()
        self.folder.chmod(0o755)

    @staticmethod
    def _programs() -> Path:
        found = sorted(
            Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parent.parent.name)
        )
        program = found[-1] if found else Path(shutil.which("postgres") or "")
        if not program.is_file():
            raise ServerTrouble("Please install PostgreSQL (for example: sudo apt-get install postgresql).")
        return program.parent

    def owner(self) -> int | None:
        """An unprivileged user when we are root."""
        if os.getuid() != 0:
            return None
        known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
        return known.get("postgres", known.get("nobody"))

    def url(self, database: str = "postgres") -> str:
        """What DATABASE_URL takes."""
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{database}"

    def start(self) -> Self:
        """Make the cluster at the first start, then run it."""
        data = self.folder / "data"
        if not data.exists():
            data.mkdir(mode=0o700)
            owner = self.owner()
            if owner is not None:
                os.chown(data, owner, -1)
            subprocess.run(
                [
                    *(self.programs / "initdb", "--pgdata", data, "--username", self.user, "--auth=trust"),
                    *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
                ],
                cwd=self.folder,
                user=owner,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        return super().start()

    def command(self) -> list[str]:
        """Loopback only, no socket file."""
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": 200,
            "shared_buffers": "64MB",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.folder / "data"), *options]

    def answers(self) -> bool:
        """Whether it lets us in."""
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def fresh_database(self) -> str:
        """The URL of a new, empty database."""
        return new_database(self.url())


def new_database(url: str) -> str:
    """The URL of a new, empty database beside the given one; its user must be allowed to make databases."""
    name = f"fresh_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return f"{url.rsplit('/', 1)[0]}/{name}"
