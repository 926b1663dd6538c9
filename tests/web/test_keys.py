"""Operation keys: every change of a workshop carries one, and twice is once, also where nobody has an account."""

import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from tests.support.forms import Browser
from tests.test_rights import ROUTES, SAID, url_of
from workshops.access import seat_cookie
from workshops.models import ExistingOffer, Membership, Operation, SurveyLink
from workshops.views.answers import NO_KEY

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
IN_A_WORKSHOP = [name for name, method in SAID if method == "POST" and name.startswith("workshops:")]
WITHOUT = {
    "workshops:join_find": "looks a code up; nothing is written but a count of wrong ones",
    "workshops:survey_answer": "one device has one reply, which takes the place of the one before",
    "workshops:create": "nobody but its maker has it; see test_workshops_list",
}
"""Routes whose POST needs no key, and why sending it twice is no harm."""


@pytest.mark.parametrize("key", ["", "1", "5f0c9a5e-6a39-4c0e-9a53"])
@pytest.mark.parametrize("actor", ["facilitator here", "participant here"])
def test_no_change_of_a_workshop_is_made_without_a_key(world, actor, key):
    """Whatever a form lacks beside its key, nothing is written."""
    client = world.client(actor)
    before = world.here.workshop.events.count(), Operation.objects.count(), Membership.objects.count()
    statuses = {
        name: client.post(url_of(world, ROUTES[name]), {"key": key}).status_code
        for name in IN_A_WORKSHOP
        if name not in WITHOUT
    }
    assert {name: status for name, status in statuses.items() if status not in {400, 403, 404, 422}} == {
        "workshops:join": 303  # this device has a place, or is of the house
    }
    assert (world.here.workshop.events.count(), Operation.objects.count(), Membership.objects.count()) == before


def test_words_of_a_form_without_a_key_are_handed_back(world, at):
    answer = world.client("participant here").post(at("idea_add"), {"text": "Half arrived", "key": ""}, headers=HTMX)
    assert answer.status_code == 400
    assert NO_KEY in answer.content.decode()
    assert "Half arrived" in answer.content.decode()


def come_in(browser: Browser, world, key: str):
    join = reverse("workshops:join", args=[world.here.workshop.join_code])
    return browser.post(join, {"sector": "acute", "name": "", "key": key})


def test_coming_in_twice_under_one_key_is_one_place(world):
    phone, same = Browser(), Browser()
    page = phone.get(reverse("workshops:join", args=[world.here.workshop.join_code])).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    same.cookies.update(phone.cookies)
    before = world.here.workshop.memberships.count()
    first, second = come_in(phone, world, key[1]), come_in(same, world, key[1])
    cookie = seat_cookie(world.here.workshop.public_id)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.cookies[cookie].value == second.cookies[cookie].value
    assert world.here.workshop.memberships.count() == before + 1


def test_a_key_of_somebody_else_opens_nobodys_place(world):
    phone, other = Browser(), Browser()
    key, cookie = str(uuid4()), seat_cookie(world.here.workshop.public_id)
    for each, secret in ((phone, "a" * 32), (other, "b" * 32)):
        each.cookies[settings.CSRF_COOKIE_NAME] = secret
    first, second = come_in(phone, world, key), come_in(other, world, key)
    assert first.cookies[cookie].value != second.cookies[cookie].value


def test_coming_in_without_a_key_is_told(world):
    answer = come_in(Browser(), world, "")
    assert answer.status_code == 400
    assert NO_KEY in answer.content.decode()


def test_an_offer_told_twice_under_one_key_is_told_once(world):
    link = SurveyLink.objects.get(workshop=world.here.workshop, survey=None)
    address = reverse("workshops:offer_tell", args=[link.token])
    told = {"organisation": "Hospice", "title": "Rounds", "learner_stage": "", "places": "", "contact": ""}
    before = ExistingOffer.objects.count()
    key = str(uuid4())
    assert [Browser().post(address, {**told, "key": key}).status_code for _ in range(2)] == [303, 303]
    assert Browser().post(address, {**told, "key": ""}).status_code == 400
    assert ExistingOffer.objects.count() == before + 1
