"""The secret key of an embedded installation: made at first start, readable by its owner only."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def kept_secret(path: Path) -> str:
    """The secret in the file; made there with owner-only rights when it is missing or empty.

    The file appears whole or not at all, so that a full disk or a power cut leaves no half of a key. Raises
    ImproperlyConfigured when the file cannot be read or made, or holds something else.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists() or path.stat().st_size == 0:
            _make(path)
        value = path.read_text(encoding="ascii").strip()
    except OSError as trouble:
        raise ImproperlyConfigured(f"The secret key cannot be kept in {path} ({trouble.strerror}).") from trouble
    except UnicodeDecodeError as garbled:
        raise ImproperlyConfigured(
            f"{path} does not hold a secret key; move it away, and a new one is made."
        ) from garbled
    if len(value) < 50:
        raise ImproperlyConfigured(f"{path} holds no whole secret key; move it away, and a new one is made.")
    return value


def _make(path: Path) -> None:
    whole = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
        file.flush()
        os.fsync(file.fileno())
    try:
        if path.exists():
            whole.replace(path)  # the empty one that is there
        else:
            path.hardlink_to(whole)
    except FileExistsError:
        pass  # another process was first, and its key is the one
    except OSError:
        whole.replace(path)  # a file system without hard links
    finally:
        whole.unlink(missing_ok=True)
