"""One embedded server for each data folder: a lock beside the database."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyServed(Exception):
    """Another process serves this data folder."""


@contextmanager
def only_server(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; raises AlreadyServed when another process does. The system frees it when we die."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(folder / "server.lock", os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise AlreadyServed(
                f"Another server already uses {folder}. Stop it, or set DATA_DIR to another folder."
            ) from taken
        yield
