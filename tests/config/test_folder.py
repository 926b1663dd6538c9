"""The data folder: for its owner only, and one sentence when it cannot be used."""

import os
import re
import socket
import stat
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import NAMES
from config.folder import own_folder
from config.lock import only_server
from config.secret import kept_secret
from tests.support.live_site import ROOT, LiveSite, compose_command
from tests.support.servers import free_port

pytestmark = pytest.mark.embedded

OURS = ("journey.sqlite3", "journey.sqlite3-wal", "journey.sqlite3-shm", "secret-key", "server.lock")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def run(*command: str, **environment: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command of ours."""
    bare = {name: value for name, value in os.environ.items() if name not in NAMES}
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**bare, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def wide_umask():
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("wide_umask")
def test_new_folder_is_for_its_owner_only(tmp_path):
    folder = own_folder(tmp_path / "deep" / "data")
    assert (mode(folder), mode(folder / "journey.sqlite3")) == (0o700, 0o600)


@pytest.mark.usefixtures("wide_umask")
def test_wider_rights_are_taken_away_and_no_word_with_them(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o777)
    for name in OURS:
        (folder / name).write_text(name)
    own_folder(folder)
    assert mode(folder) == 0o700
    assert {name: (mode(folder / name), (folder / name).read_text()) for name in OURS} == {
        name: (0o600, name) for name in OURS
    }


@pytest.mark.usefixtures("wide_umask")
@pytest.mark.parametrize(("name", "rights"), [("letters.txt", 0o755), (".hidden", 0o755)])
def test_folder_of_others_keeps_its_rights_and_our_files_do_not(tmp_path, name, rights):
    folder = tmp_path / "home"
    folder.mkdir(mode=rights)
    (folder / name).write_text("")
    (folder / "secret-key").write_text("")
    own_folder(folder)
    assert (mode(folder), mode(folder / "secret-key")) == (0o700 if name.startswith(".") else rights, 0o600)
    assert mode(folder / name) == 0o666


@pytest.mark.usefixtures("wide_umask")
def test_folder_that_everybody_may_write_to_keeps_its_rights(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o1777)
    own_folder(folder)
    assert mode(folder) == 0o1777


def test_folder_that_is_none_is_refused(tmp_path):
    taken = tmp_path / "file"
    taken.write_text("")
    for path in (taken, taken / "below"):
        with pytest.raises(ImproperlyConfigured) as refused:
            own_folder(path)
        assert str(refused.value) == f"DATA_DIR leads to a file, not to a folder: {path}"
    (tmp_path / "data" / "secret-key").mkdir(parents=True)
    with pytest.raises(ImproperlyConfigured, match=r"something else than a file where ours belongs: .*secret-key$"):
        own_folder(tmp_path / "data")


def test_secret_that_was_never_written_whole_is_made(tmp_path):
    (tmp_path / "secret-key").write_text("")
    made = kept_secret(tmp_path / "secret-key")
    assert (len(made), mode(tmp_path / "secret-key")) == (86, 0o600)
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


@pytest.mark.parametrize("held", [b"short", b"\xff" * 60])
def test_secret_that_is_none_is_refused(tmp_path, held):
    path = tmp_path / "secret-key"
    path.write_bytes(held)
    with pytest.raises(ImproperlyConfigured, match="move it away, and a new one is made"):
        kept_secret(path)
    assert path.read_bytes() == held


@pytest.mark.parametrize("command", ["serve", "web", "migrate"])
def test_bad_data_folder_is_one_sentence(tmp_path, command):
    taken = tmp_path / "file"
    taken.write_text("")
    assert run(command, DATA_DIR=str(taken)) == (1, "", f"DATA_DIR leads to a file, not to a folder: {taken}\n")


def test_folder_where_none_can_be_made_is_one_sentence():
    code, out, error = run("serve", DATA_DIR="/proc/1/none/data")
    assert (code, out) == (1, "")
    assert re.fullmatch(r"DATA_DIR cannot be used: /proc/1/none/data \([A-Z][\w ]+\)\n", error)


def test_folder_without_the_right_to_write_is_one_sentence():
    # Root may write anywhere: in the process that tries it, it becomes nobody.
    script = (
        "import os, pathlib, sys; from config.folder import own_folder\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setuid(65534)\n"
        "own_folder(pathlib.Path(sys.argv[1]))"
    )
    with tempfile.TemporaryDirectory() as outer:
        Path(outer).chmod(0o755)
        folder = Path(outer) / "data"
        folder.mkdir()
        folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", script, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        sentence = f"DATA_DIR cannot be written to by this user: {folder}"
    assert done.stderr.splitlines()[-1] == f"django.core.exceptions.ImproperlyConfigured: {sentence}"


@pytest.mark.parametrize("command", ["serve", "web"])
def test_port_that_is_taken_is_one_sentence(tmp_path, command):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, out, error = run(command, "--port", str(port), DATA_DIR=str(tmp_path / "data"))
    assert (code, out) == (1, "")
    assert error == (
        f"CommandError: Port {port} on 127.0.0.1 is taken by another program; stop that, or choose another port.\n"
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--host", "192.0.2.1"), "CommandError: The address 192.0.2.1 is not one of this machine.\n"),
        (("--port", "99999"), "manage.py serve: error: argument --port: invalid port value: '99999'\n"),
    ],
)
def test_address_that_cannot_be_listened_on_is_one_sentence(tmp_path, options, sentence):
    code, out, error = run("serve", *options, DATA_DIR=str(tmp_path / "data"), PORT=str(free_port()))
    assert (code != 0, out) == (True, "")
    assert error.endswith(sentence)
    assert "Traceback" not in error


def test_file_that_is_no_database_is_one_sentence(tmp_path):
    (tmp_path / "journey.sqlite3").write_text("minutes of the last meeting, " * 99)
    code, out, error = run("serve", DATA_DIR=str(tmp_path), PORT=str(free_port()))
    assert (code, out) == (1, "")
    assert error == (
        f"CommandError: The database in {tmp_path} cannot be opened (file is not a database). "
        "Set DATA_DIR to another folder, or put a copy of the database there.\n"
    )


def test_environment_that_is_not_understood_is_one_sentence(tmp_path):
    asked = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://ada:pass-word@db/journey?sslmod=require"}
    sentence = "DATABASE_URL holds parameters that PostgreSQL does not know: sslmod.\n"
    assert run("serve", **asked) == (1, "", sentence)


def test_worker_of_a_server_tells_it_in_one_sentence_too():
    bare = {name: value for name, value in os.environ.items() if name not in NAMES}
    done = subprocess.run(
        [sys.executable, "-m", *compose_command("worker")],
        cwd=ROOT,
        env={**bare, "SERVER": "1", "REDIS_URL": "redis://redis/journey"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "REDIS_URL ends in something else than the number of a database, such as /0.\n",
    )


@pytest.mark.parametrize("command", ["serve", "web"])
def test_folder_that_is_served_already_is_one_sentence(tmp_path, command):
    with only_server(tmp_path):
        found = run(command, DATA_DIR=str(tmp_path), PORT=str(free_port()))
    assert found == (
        1,
        "",
        f"CommandError: Another server already uses {tmp_path}. Stop it, or set DATA_DIR to another folder.\n",
    )


class AsReadmeTells(LiveSite):
    """The program started by the line that the README gives for phones in the room."""

    def __init__(self) -> None:
        super().__init__()
        line = re.search(
            r"`ALLOWED_HOSTS=(\S+) BASE_URL=(\S+) (\S+) (manage\.py .+)`", (ROOT / "README.md").read_text()
        )
        assert line is not None
        allowed, base_url, python, command = line.groups()
        assert (python, allowed, base_url) == (".venv/bin/python", "192.168.1.20", "http://192.168.1.20:8000")
        assert command == "manage.py serve --host 0.0.0.0"
        self.options = command.replace("0.0.0.0", "127.0.0.1").split()
        self.env |= {"ALLOWED_HOSTS": allowed, "BASE_URL": base_url.replace("8000", str(self.port))}

    def command(self, name: str) -> list[str]:
        return [sys.executable, *self.options]


def ask(site: LiveSite, path: str, host: str) -> int:
    try:
        with urllib.request.urlopen(
            urllib.request.Request(site.url + path, headers={"Host": host}), timeout=5
        ) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_line_of_the_readme_lets_phones_in_and_keeps_the_folder_closed():
    umask = os.umask(0)
    site = AsReadmeTells()
    try:
        process = site.run("web")
        site_address = f"192.168.1.20:{site.port}"
        printed = re.findall(r"http://[^/,\s]+", process.log.read_text())
        assert set(printed) == {f"http://{site_address}"}
        assert [ask(site, path, site_address) for path in ("/", "/accounts/login/", "/health/ready")] == [200] * 3
        assert [ask(site, "/accounts/login/", "10.9.8.7") for _ in range(3)] == [400] * 3
        assert [ask(site, path, "10.9.8.7") for path in ("/health/live", "/health/ready")] == [200, 200]
        assert process.log.read_text().count("A request for the host '10.9.8.7' was refused.") == 1
        folder = site.folder / "data"
        assert mode(folder) == 0o700
        assert {path.name: mode(path) for path in folder.iterdir()} == dict.fromkeys(
            (*OURS, "demo-accounts.json"), 0o600
        )
    finally:
        os.umask(umask)
        site.stop()
