"""Host names: under which this site is asked for, told, and answers.

Health is told to whoever asks under any name, everything else only under ALLOWED_HOSTS.
"""

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.http.request import validate_host

from config import env, views

PROBES = {"/health/live": views.live, "/health/ready": views.ready}
"""What load balancers ask by address, or by the name of a machine of theirs; the answer is one word."""


class HealthByAddress:
    """Middleware that answers the probes before anything looks at the host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """One word for a probe; all else goes on."""
        probe = PROBES.get(request.path_info)
        return self.get_response(request) if probe is None else probe(request)


def listen_on(host: str, port: int) -> None:
    """Let BASE_URL and ALLOWED_HOSTS follow where the embedded server listens, unless the environment names them."""
    here = _asked_as(host)
    if here is None or settings.SERVER:
        return
    if not env.is_set("ALLOWED_HOSTS") and not validate_host(here, settings.ALLOWED_HOSTS):
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, here]
        env.hand_down("ALLOWED_HOSTS", ",".join(settings.ALLOWED_HOSTS))
    if not env.is_set("BASE_URL"):
        settings.BASE_URL = f"http://{here}" + ("" if port == 80 else f":{port}")
        settings.CSRF_TRUSTED_ORIGINS = [settings.BASE_URL]
        env.hand_down("BASE_URL", settings.BASE_URL)


def surprises(host: str, port: int) -> list[str]:
    """What somebody who starts the embedded server like this may not expect, each with what to set."""
    found = []
    site = urlsplit(settings.BASE_URL)
    is_direct = site.scheme == "http" and not settings.SECURE_PROXY_SSL_HEADER
    site_port = site.port or 80
    if not _only_here(host) and all(_only_here(name.strip("[]")) for name in settings.ALLOWED_HOSTS):
        found.append(
            f"It listens on {host}, but answers only to {', '.join(settings.ALLOWED_HOSTS)}. To let phones in, set "
            f"ALLOWED_HOSTS to the address of this machine and BASE_URL to http://ADDRESS:{port}."
        )
    if is_direct and site_port != port:
        found.append(
            f"BASE_URL leads to port {site_port}, but it listens on port {port}. Join links work only if "
            f"something passes {site_port} on to {port}; otherwise set BASE_URL or PORT."
        )
    if is_direct and _only_here(host) and not _only_here(site.hostname or ""):
        found.append(
            f"BASE_URL is {settings.BASE_URL}, but it listens on {host}, where only this machine reaches it. "
            "To let phones in, add --host 0.0.0.0."
        )
    return found


def _asked_as(host: str) -> str | None:
    """The name under which a browser asks for what listens there; None when no browser could."""
    try:
        found = ip_address(host)
    except ValueError:
        return env.host_name(host)
    if found.is_unspecified:
        return "127.0.0.1" if found.version == 4 else "[::1]"
    return env.host_name(host if found.version == 4 else f"[{host}]")


def _only_here(host: str) -> bool:
    """Whether only this machine reaches what has this name."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
