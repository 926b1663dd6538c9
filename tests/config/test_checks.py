"""System checks that refuse mixtures in which work would be lost."""

from types import SimpleNamespace

import pytest
from django.core.checks import Error, run_checks

from config.checks import profile_is_whole

SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
POSTGRESQL = {"default": {"ENGINE": "django.db.backends.postgresql"}}
WHOLE_SERVER = {
    "SERVER": True,
    "DATABASES": POSTGRESQL,
    "REDIS_URL": "redis://redis:6379/0",
    "SECRET_KEY": "s" * 50,
    "ALLOWED_HOSTS": ["journey.example"],
    "BASE_URL": "https://journey.example",
}
EMBEDDED = {
    "SERVER": False,
    "DATABASES": SQLITE,
    "REDIS_URL": None,
    "SECRET_KEY": "s" * 50,
    "ALLOWED_HOSTS": ["localhost"],
    "BASE_URL": "http://127.0.0.1:8000",
}


def complaints(monkeypatch: pytest.MonkeyPatch, profile: dict[str, object], **changed: object) -> list[str]:
    monkeypatch.setattr("config.checks.settings", SimpleNamespace(**{**profile, **changed}))
    found = profile_is_whole()
    assert all(isinstance(complaint, Error) and complaint.hint and complaint.msg.endswith(".") for complaint in found)
    return [str(complaint.id) for complaint in found]


@pytest.mark.parametrize("profile", [WHOLE_SERVER, EMBEDDED])
def test_whole_profile_has_no_complaint(monkeypatch, profile):
    assert complaints(monkeypatch, profile) == []


@pytest.mark.parametrize(
    ("profile", "changed", "expected"),
    [
        (WHOLE_SERVER, {"DATABASES": SQLITE}, ["journey.E001", "journey.E005"]),
        (WHOLE_SERVER, {"REDIS_URL": None}, ["journey.E002", "journey.E004"]),
        (WHOLE_SERVER, {"SECRET_KEY": ""}, ["journey.E003"]),
        (EMBEDDED, {"DATABASES": POSTGRESQL}, ["journey.E004"]),
        (EMBEDDED, {"REDIS_URL": "redis://redis:6379/0"}, ["journey.E005"]),
        (EMBEDDED, {"ALLOWED_HOSTS": ["*"]}, ["journey.E006"]),
        (WHOLE_SERVER, {"ALLOWED_HOSTS": ["journey.example", "*"]}, ["journey.E006"]),
        (WHOLE_SERVER, {"BASE_URL": ""}, ["journey.E007"]),
    ],
)
def test_mixture_is_refused(monkeypatch, profile, changed, expected):
    assert complaints(monkeypatch, profile, **changed) == expected


@pytest.mark.django_db
def test_settings_of_this_suite_pass_all_checks():
    # pytest-django puts an object in place of the text for unknown template variables.
    assert [complaint.id for complaint in run_checks() if complaint.id != "templates.E002"] == []
