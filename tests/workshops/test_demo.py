"""The demo's accounts: made once, kept whole, and made again when what is kept is no list of them."""

import json
import stat
from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from accounts.models import User
from workshops import demo

pytestmark = [pytest.mark.embedded, pytest.mark.django_db]

AT = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture
def kept(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "demo-accounts.json"


def test_accounts_are_made_once_and_kept_for_their_owner_only(kept):
    made = demo.demo_accounts(at=AT)
    assert [account.role for account in made] == list(demo.ROLES)
    assert json.loads(kept.read_text()) == [asdict(account) for account in made]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["demo-accounts.json"]
    assert demo.demo_accounts(at=AT) == made


@pytest.mark.parametrize(
    "held", ["", '[{"role": "admin", "email": "admin@de', "[]", '{"a": 1}', "[1]", "null", "\x00" * 350]
)
def test_file_that_was_cut_off_is_made_again_with_passwords_that_work(kept, held):
    first = demo.demo_accounts(at=AT)
    kept.write_text(held)
    made = demo.demo_accounts(at=AT)
    assert [account.email for account in made] == [account.email for account in first]
    assert all(User.objects.get(email=each.email).check_password(each.password) for each in made)
    assert json.loads(kept.read_text()) == [asdict(account) for account in made]


def test_file_without_one_of_the_roles_is_made_again(kept):
    first = demo.demo_accounts(at=AT)
    kept.write_text(json.dumps([asdict(account) for account in first[1:]]))
    assert [account.role for account in demo.demo_accounts(at=AT)] == list(demo.ROLES)
