"""A browser without script whose forms carry what the product's forms carry: an operation key, a new one each time."""

from typing import Any
from uuid import uuid4

from django.test import Client


class Browser(Client):
    """As Django's test client; a POST that names no ``key`` gets one. ``key=""`` sends none."""

    def post(self, path: Any, data: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Send a form."""
        if data is None or isinstance(data, dict):
            data = {"key": str(uuid4()), **(data or {})}
        return super().post(path, data, *args, **kwargs)
