"""The data folder of an embedded installation: there, writable, and for its owner only."""

import contextlib
import os
import stat
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

DATABASE = "journey.sqlite3"
OURS = (DATABASE, "secret-key", "server.lock", "demo-accounts.json", "test.sqlite3")
"""How the names of our files begin; SQLite adds -wal, -shm and -journal."""


def own_folder(folder: Path) -> Path:
    """The folder, made if need be, with rights for its owner only on it and on what we keep in it.

    A folder that also holds something of somebody else, or that everybody may write to, keeps its own rights; our
    files in it do not. Raises ImproperlyConfigured with one sentence when it cannot be used.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        entries = sorted(folder.iterdir())
    except (FileExistsError, NotADirectoryError) as taken:
        raise ImproperlyConfigured(f"DATA_DIR leads to a file, not to a folder: {folder}") from taken
    except OSError as trouble:
        raise ImproperlyConfigured(f"DATA_DIR cannot be used: {folder} ({trouble.strerror})") from trouble
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"DATA_DIR cannot be written to by this user: {folder}")
    ours = [entry for entry in entries if entry.name.startswith(OURS)]
    for entry in ours:
        _own_file(entry)
    if len(ours) == len([entry for entry in entries if not entry.name.startswith(".")]):
        found = folder.stat()
        if found.st_uid == os.geteuid() and not found.st_mode & stat.S_ISVTX:
            _narrow(folder, found.st_mode)
    # SQLite gives its -wal and -shm files the rights that the database has, so it must never begin with others.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(folder / DATABASE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return folder


def _own_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:  # SQLite took its -wal away meanwhile
        return
    if not stat.S_ISREG(mode):
        raise ImproperlyConfigured(f"DATA_DIR holds something else than a file where ours belongs: {path}")
    if not os.access(path, os.R_OK | os.W_OK) and path.exists():
        raise ImproperlyConfigured(f"DATA_DIR holds a file that this user may not read and write: {path}")
    _narrow(path, mode)


def _narrow(path: Path, mode: int) -> None:
    """Take the rights of group and others away. Some file systems keep none, and then there is nothing to take."""
    if mode & 0o077:
        with contextlib.suppress(PermissionError, FileNotFoundError):
            path.chmod(stat.S_IMODE(mode) & ~0o077)
