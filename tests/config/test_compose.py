"""The server's deployment cannot be run here, so its files are read and compared with the program."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import server
from config.env import NAMES

ROOT = Path(__file__).resolve().parents[2]

# The image and its command settle these; a server keeps nothing in a data folder.
EMBEDDED_ONLY = {"DATA_DIR", "PORT"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    found: dict[str, Any] = composed["services"]
    return found


def option(command: list[str], name: str) -> str:
    return command[command.index(name) + 1]


def test_services_are_the_ones_of_the_design(services):
    assert sorted(services) == ["db", "migrate", "proxy", "redis", "web", "worker"]


@pytest.mark.parametrize("service", ["web", "worker", "migrate"])
def test_program_gets_every_name_that_the_settings_read(services, service):
    assert set(services[service]["environment"]) == set(NAMES) - EMBEDDED_ONLY


def test_every_name_to_be_filled_in_is_explained_or_has_a_default():
    text = (ROOT / "docker-compose.yml").read_text()
    head = text.split("\n\n", 1)[0]
    explained = set(re.findall(r"^#   ([A-Z_]+)=", head, re.MULTILINE))
    wanted = {name for name, default in re.findall(r"\$\{([A-Z_]+)(:-)?", text) if not default}
    assert wanted == explained


def test_images_are_pinned_to_a_version(services):
    images = [service["image"] for service in services.values()]
    assert [image for image in images if not re.search(r":\d+\.\d+", image)] == []


def test_image_of_the_program_is_built_on_the_python_of_the_checkout():
    wanted = (ROOT / ".python-version").read_text().strip()
    bases = re.findall(r"^FROM python:(\d+\.\d+)\.\d+-", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert bases == [wanted, wanted]


def test_image_of_the_program_carries_the_version_of_the_project(services):
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    assert services["web"]["image"] == f"journey-overlay:{version[1]}"


def test_redis_keeps_what_it_was_told_and_asks_for_a_password(services):
    command = services["redis"]["command"]
    assert option(command, "--appendonly") == "yes"
    assert option(command, "--maxmemory-policy") == "noeviction"
    assert option(command, "--requirepass") == "${REDIS_PASSWORD}"


def test_web_ends_its_streams_before_the_container_is_killed(services):
    assert server.GRACE < 5
    assert services["web"]["stop_grace_period"] == "10s"


def test_worker_takes_one_job_at_a_time(services):
    assert option(services["worker"]["command"], "--prefetch-multiplier") == "1"


def test_only_the_proxy_is_reachable_from_outside(services):
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_proxy_does_not_hold_streams_back():
    caddyfile = (ROOT / "deploy/Caddyfile").read_text()
    assert re.search(r"^\s*flush_interval -1$", caddyfile, re.MULTILINE)
    assert re.search(r"^\s*dynamic a web 8000 ", caddyfile, re.MULTILINE)
