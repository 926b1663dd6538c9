"""The real program as people start it: ready, signed in to, and stopped."""

import urllib.request
from urllib.parse import urlsplit

import pytest
from django.urls import reverse


def test_program_is_ready_and_answers_without_details(live_site):
    for path in ("/health/live", "/health/ready"):
        with urllib.request.urlopen(live_site.url + path, timeout=5) as answer:
            assert answer.status == 200


def test_demo_accounts_cover_every_role_with_passwords_of_their_own(live_site):
    assert sorted(live_site.accounts) == ["admin", "facilitator", "viewer", "workforce_lead"]
    assert len({account.password for account in live_site.accounts.values()}) == 4
    assert min(len(account.password) for account in live_site.accounts.values()) >= 12


@pytest.mark.browser
@pytest.mark.parametrize("name", ["workshops:home", "account_login"])
def test_first_pages_are_open_to_strangers(page, axe, name):
    page.goto(reverse(name))
    assert page.url.endswith(reverse(name))
    assert axe(page) == []


@pytest.mark.browser
def test_stranger_is_asked_to_sign_in_for_a_list_of_workshops(page):
    page.goto(reverse("workshops:workshop_list"))
    assert urlsplit(page.url).path == reverse("account_login")


@pytest.mark.browser
def test_facilitator_signs_in(visitors, axe):
    page = visitors.signs_in("facilitator")
    page.wait_for_url(f"**{reverse('workshops:workshop_list')}")
    assert axe(page) == []


@pytest.mark.browser
def test_wrong_password_gets_a_sentence_and_keeps_the_address(visitors, live_site, axe):
    account = live_site.accounts["facilitator"]
    page = visitors.page()
    page.goto(reverse("account_login"))
    page.locator("input[name=login]").fill(account.email)
    page.locator("input[name=password]").fill("not the password at all")
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.locator(".nhsuk-error-summary, .nhsuk-error-message").first.wait_for()
    assert page.locator("input[name=login]").input_value() == account.email
    assert axe(page) == []


def test_program_stops_and_starts_again_with_the_same_data(a_live_site):
    site = a_live_site()
    public_id = site.demo_workshop()
    site.processes["web"].stop()
    site.run("web")
    with urllib.request.urlopen(f"{site.url}/health/ready", timeout=5) as answer:
        assert answer.status == 200
    assert public_id
    site.stop()
