"""Receipts: an entry of the outbox is settled by our own answer with its key, and by nothing else."""

from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from config.receipts import ReceiptMiddleware, asked, outcome

pytestmark = [pytest.mark.embedded]

KEY = "5f0c9a5e-6a39-4c0e-9a53-0f1c2b3d4e5f"


def receipt(response: HttpResponse, *, method: str = "POST", key: str = KEY) -> tuple[str | None, str | None]:
    request = RequestFactory().generic(method, "/", headers={"X-Operation": key})
    answer = ReceiptMiddleware(lambda asked: response)(request)
    return answer.headers.get("X-Operation"), answer.headers.get("X-Outcome")


@pytest.mark.parametrize("status", [200, 303])
def test_saved_means_a_number(status):
    assert receipt(HttpResponse(status=status, headers={"X-Number": "7"})) == (KEY, "saved")
    assert receipt(HttpResponse(status=status)) == (KEY, "keep")


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 422])
def test_refusals_are_for_good(status):
    assert receipt(HttpResponse(status=status)) == (KEY, "refused")
    assert receipt(HttpResponse(status=status, headers={"X-Keep": "1"})) == (KEY, "keep")


@pytest.mark.parametrize("status", [302, 401, 408, 425, 429, 500, 502, 503, 504])
def test_everything_else_is_sent_again(status):
    assert receipt(HttpResponse(status=status, headers={"X-Number": "7"} if status > 399 else {})) == (KEY, "keep")


@pytest.mark.parametrize(
    "key", ["", "1", KEY.upper(), f"{{{KEY}}}", KEY.replace("-", ""), f"{KEY}\r\nX-Outcome: saved", "é"]
)
def test_only_a_key_is_echoed(key):
    assert asked(key) == ""


def test_reading_has_no_receipt():
    assert receipt(HttpResponse(), method="GET") == (None, None)
    assert receipt(HttpResponse(headers={"X-Number": "1"}), key="") == (None, None)


def test_outcome_of_a_number_on_a_refusal_is_the_refusal():
    assert outcome(422, has_number=True, is_kept=False) == "refused"


def test_key_comes_back_as_it_was_written():
    key = str(uuid4())
    assert asked(key) == key
