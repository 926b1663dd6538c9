"""Scripts for operators: a check says "there" exactly when it is there."""

import os
import re
import runpy
import subprocess
import sys
import threading
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.embedded

ROOT = Path(__file__).resolve().parents[1]
PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")


def parts(tmp_path: Path, *libraries: str) -> tuple[int, str]:
    """Exit code and complaint of the script on a machine that has these libraries, and many others after them."""
    listed = "".join(f"\t{name} (libc6,x86-64) => /lib/{name}\n" for name in libraries)
    others = "".join(
        f"\tlibother{number}.so.1 (libc6,x86-64) => /lib/libother{number}.so.1\n" for number in range(9999)
    )
    (tmp_path / "list").write_text(listed + others)
    for name, text in (("ldconfig", f'cat "{tmp_path}/list"'), ("sudo", "exit 1"), ("id", "echo 1000")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        [ROOT / "scripts/system-parts", "pango"],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_libraries_that_are_there_are_never_missed(tmp_path):
    assert [parts(tmp_path, *PANGO) for _ in range(20)] == [(0, "")] * 20


@pytest.mark.parametrize("missing", PANGO)
def test_library_that_is_missing_is_named(tmp_path, missing):
    there = [f"{name}.1" if name == missing else name for name in PANGO]
    package = {
        "libpango-1.0.so.0": "libpango-1.0-0",
        "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
        "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    }[missing]
    assert parts(tmp_path, *there) == (
        1,
        f"Please install: {package} (for example: sudo apt-get install {package})\n",
    )


def test_no_script_and_no_health_check_reads_only_the_beginning_of_an_answer():
    """``grep -q`` and ``head`` leave at the first hit; what they read then ends by a signal, which counts as "no"."""
    texts = {
        name: (ROOT / name).read_text()
        for name in (
            ".ci/run",
            "Makefile",
            "Dockerfile",
            "docker-compose.yml",
            "scripts/system-parts",
            "deploy/Caddyfile",
        )
    }
    leaves = re.compile(r"\|\s*(?:e|f)?grep\s+-\w*[qm]|\|\s*(?:head|sed\s+\S*q)\b")
    assert [name for name, text in texts.items() if leaves.search(text)] == []


def test_health_checks_ask_what_the_others_will_use():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert services["redis"]["healthcheck"]["test"] == ["CMD-SHELL", '[ "$$(redis-cli ping)" = PONG ]']
    assert services["db"]["healthcheck"]["test"][:4] == ["CMD", "pg_isready", "--host", "127.0.0.1"]


class Answering(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_request(self, *said: object) -> None:
        return


@pytest.fixture
def answering():
    """Starts a web server on this machine that answers everything with one status; returns its port."""
    with ExitStack() as running:

        def start(status: int) -> int:
            site = HTTPServer(("127.0.0.1", 0), type("Site", (Answering,), {"status": status}))
            running.callback(site.server_close)
            running.callback(site.shutdown)
            threading.Thread(target=site.serve_forever, args=(0.01,)).start()
            return int(site.server_port)

        yield start


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (302, 1)])
def test_health_of_a_web_container_is_its_own_whatever_proxy_the_network_has(answering, status, code):
    web = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["web"]["healthcheck"]["test"]
    assert web[:3] == ["CMD", "python", "-c"]
    script = web[3].replace("8000", str(answering(status)))
    proxy = f"http://127.0.0.1:{answering(200 if code else 503)}"
    without = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    asked = {**without, "http_proxy": proxy}
    done = subprocess.run([sys.executable, "-c", script], env=asked, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


def test_the_daily_loop_chooses_what_a_change_is_about():
    """The script is no module; its function is called as it stands."""
    quick = runpy.run_path(str(ROOT / "scripts/quick"))
    tests = {
        "tests/workshops/test_people.py": "from workshops.services import merging, people",
        "tests/workshops/test_notes.py": "from workshops.services import notes",
        "tests/workshops/test_undo.py": "from workshops.services import (\n    notes,\n    people,\n)",
        "tests/config/test_bridge.py": "from config.bridge import Pages",
    }
    always = list(quick["ALWAYS"])
    chosen = quick["chosen"]
    assert chosen([Path("workshops/services/people.py")], tests) == [
        *always,
        "tests/workshops/test_people.py",
        "tests/workshops/test_undo.py",
    ]
    assert chosen([Path("config/bridge.py")], tests) == [*always, "tests/config/test_bridge.py"]
    assert chosen([Path("tests/workshops/test_notes.py")], tests) == [*always, "tests/workshops/test_notes.py"]
    assert chosen([Path("templates/base.html"), Path("docs/http.md")], tests) == [*always, *quick["PAGES"]]
    many = {f"tests/test_{number}.py": "from workshops.services import notes" for number in range(99)}
    assert len(chosen([Path("workshops/services/notes.py")], many)) == len(always) + quick["MOST_FILES"]
