"""The real program in processes of its own: ``manage.py serve`` when embedded, the commands of ``docker-compose.yml``
(web and worker) on a server. One place knows the command lines; benches start the same.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import yaml

from config.env import NAMES
from tests.support.servers import ServerTrouble, end_with_parent, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
STOPS_WITHIN = 5.0  # seconds, streams open or not

ROOM = "room.test"
"""A name of this machine that makes no secure context of a page, as a LAN address makes none; loopback addresses do."""


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in."""

    email: str
    password: str
    role: str


@dataclass
class Process:
    """One running program and where its log goes."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        """Its process id, which is also the id of its group."""
        return self.popen.pid

    def tail(self, size: int = 3000) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-size:]

    def ended(self) -> bool:
        """Whether it and every child of it are gone.

        A child whose parent went first is the machine's to reap, which a container's first process may never do: dead
        is dead, reaped or not.
        """
        if self.popen.poll() is None:
            return False
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, _, group = stat.read_text().rpartition(")")[2].split()[:3]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(group) == self.pid and state not in "ZX":
                return False
        return True

    def kill(self) -> None:
        """End it and its children at once, as a power cut would."""
        if not self.ended():
            os.killpg(self.pid, signal.SIGKILL)
        self.popen.wait()

    def stop(self) -> None:
        """Ask it to end; raises ServerTrouble when it or a child is still there after five seconds."""
        begun = time.monotonic()
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
        try:
            wait_until(self.ended, seconds=STOPS_WITHIN, what=f"{self.name} stops")
        except ServerTrouble as trouble:
            self.kill()
            raise ServerTrouble(f"{trouble} ({time.monotonic() - begun:.1f} s)\n{self.tail()}") from None


def compose_command(service: str) -> list[str]:
    """The command that ``docker-compose.yml`` gives a service."""
    command = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"][service]["command"]
    return [str(part) for part in command]


class LiveSite:
    """A site of its own: own data folder or database, own port, own accounts.

    ``database_url`` and ``redis_url`` make it a server of one web process and one worker; without them it is embedded.
    """

    def __init__(self, *, database_url: str | None = None, redis_url: str | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="journey-site-"))
        self.host = "127.0.0.1"
        self.port = free_port()
        self.server = database_url is not None
        self.processes: dict[str, Process] = {}
        self.accounts: dict[str, Account] = {}
        self.env = {name: value for name, value in os.environ.items() if name not in NAMES}
        self.env |= {
            "DATA_DIR": str(self.folder / "data"),
            "PORT": str(self.port),
            "ALLOWED_HOSTS": f"127.0.0.1,{ROOM}",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONUNBUFFERED": "1",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        }
        if database_url is not None and redis_url is not None:
            self.env |= {
                "DATABASE_URL": database_url,
                "REDIS_URL": redis_url,
                "SECRET_KEY": secrets.token_urlsafe(48),
                "SERVER": "1",
                "BASE_URL": self.url,
            }

    @property
    def url(self) -> str:
        """The site's origin, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    def manage(self, *arguments: str) -> str:
        """What ``manage.py`` prints in this site's environment; raises ServerTrouble with its words when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            text=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise ServerTrouble(f"manage.py {' '.join(arguments)} ended with {done.returncode}\n{done.stderr[-3000:]}")
        return done.stdout

    def demo_workshop(self, template: str | None = None) -> str:
        """The public id of a new demo workshop."""
        wanted = ("--template", template) if template else ()
        return self.manage("demo_workshop", *wanted).strip().splitlines()[-1]

    def start(self) -> Self:
        """Prepare the database and the accounts, start the program and return when it is ready."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_library")
        people = json.loads(self.manage("demo_accounts", "--json"))
        self.accounts = {
            person["role"]: Account(person["email"], person["password"], person["role"]) for person in people
        }
        if self.server:
            self.run("worker")
        self.run("web")
        return self

    def run(self, name: str) -> Process:
        """Start the web process or the worker; the web process is ready on return."""
        log = self.folder / f"{name}.log"
        with log.open("ab") as output:
            popen = subprocess.Popen(
                self.command(name),
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=end_with_parent(signal.SIGTERM),  # noqa: PLW1509 -- no other thread holds a lock here
            )
        process = self.processes[name] = Process(name, popen, log)
        if name == "web":
            try:
                wait_until(lambda: self.ready(process), seconds=60, what=f"{self.url}/health/ready", every=0.05)
            except ServerTrouble as trouble:
                process.kill()
                raise ServerTrouble(f"{trouble}\n{process.tail()}") from None
        return process

    def command(self, name: str) -> list[str]:
        """The command line of the web process or the worker."""
        if not self.server:
            return [sys.executable, "manage.py", "serve"]
        command = compose_command(name)
        for option, value in (("--host", "127.0.0.1"), ("--port", str(self.port))):
            if option in command:
                command[command.index(option) + 1] = value
        return [sys.executable, *command[1:]] if command[0] == "python" else [sys.executable, "-m", *command]

    def ready(self, process: Process) -> bool:
        """Whether the site says it is ready; raises ServerTrouble when the process has ended."""
        if process.popen.poll() is not None:
            raise ServerTrouble(f"{process.name} ended with {process.popen.returncode}")
        try:
            with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def stop(self) -> None:
        """Stop every process, the web process first, and delete the site's files."""
        troubles = []
        for name in ("web", "worker"):
            if name in self.processes:
                try:
                    self.processes.pop(name).stop()
                except ServerTrouble as trouble:
                    troubles.append(str(trouble))
        shutil.rmtree(self.folder, ignore_errors=True)
        if troubles:
            raise ServerTrouble("\n".join(troubles))

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
