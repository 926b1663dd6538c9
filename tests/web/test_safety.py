"""What every answer carries, and what no answer does: policies, foreign hosts, markup and formulas of people."""

import csv
import io
import json

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from tests.support.actors import PASSWORD
from tests.support.forms import Browser
from workshops.models import Workshop

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>{{ 7|add:1 }}{% now 'Y' %}</textarea>"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\uff1d1+1", 'x";=1+1', "x\n=1+1"]


@pytest.fixture
def desk(world):
    return world.client("facilitator here")


ANSWERS = {
    "page": ("facilitator here", "get", "board", 200),
    "fragment": ("facilitator here", "get", "idea_add", 200),
    "redirect": ("nobody", "get", "board", 302),
    "refusal": ("removed participant", "get", "board", 403),
    "unknown": ("facilitator elsewhere", "get", "board", 404),
    "method": ("facilitator here", "post", "board", 405),
    "saved": ("facilitator here", "post", "code_replace", 303),
    "invalid": ("facilitator here", "post", "idea_add", 422),
    "json": ("participant here", "get", "changes", 400),
    "picture": ("participant here", "get", "qr", 200),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_every_answer_carries_the_policies(world, at, case):
    actor, method, name, status = ANSWERS[case]
    answer = getattr(world.client(actor), method)(at(name))
    assert answer.status_code == status
    said = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert said == POLICY
    for header, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
    ):
        assert answer.headers[header] == value
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("name", ["board", "screen", "table", "changes", "people"])
def test_what_changes_is_kept_by_no_cache(desk, at, name):
    answer = desk.get(at(name), {"after": "0"})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


def test_downloads_are_attachments_that_no_cache_keeps(world, desk, at):
    number = world.here.pks["report"]
    for name, file in (
        ("report_pdf", f"report-{number}.pdf"),
        ("workforce_csv", f"report-{number}-workforce.csv"),
        ("actions_csv", f"report-{number}-actions.csv"),
    ):
        answer = desk.get(at(name, number))
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{file}"'
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(world):
    client = Browser()
    cache.clear()
    client.post(reverse("account_login"), {"login": "facilitator.here@example.org", "password": PASSWORD})
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_leads_nowhere_else(world, target):
    cache.clear()
    fields = {"login": "facilitator.here@example.org", "password": PASSWORD, "next": target}
    answer = Browser().post(reverse("account_login"), fields)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("workshops:workshop_list"))


def test_foreign_host_is_refused_and_never_repeated(desk, at):
    assert desk.get(at("board"), headers={"Host": "evil.example"}).status_code == 400
    page = desk.get(at("people"), headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert (page.status_code, "evil.example" in page.text) == (200, False)


def test_unknown_pages_are_clear_and_tell_nothing(world, desk):
    for url in ("/nowhere/", "/w/nosuchworksh/", "/workshops/new/no-such-template/"):
        answer = desk.get(url)
        assert answer.status_code == 404
        assert "<h1" in answer.text
        assert "Traceback" not in answer.text
        assert "urlpatterns" not in answer.text


def test_fault_answers_500_without_internals_and_without_half_a_change(world, at, monkeypatch):
    from workshops.events import log

    def broken(**changes):
        raise RuntimeError("the inside of the house")

    monkeypatch.setattr(log, "append", broken)
    before = Workshop.objects.get(pk=world.here.workshop.pk).last_idea
    client = world.client("participant here")
    client.raise_request_exception = False
    answer = client.post(at("idea_add"), {"text": "Half an idea"})
    assert answer.status_code == 500
    assert "the inside of the house" not in answer.text
    assert "RuntimeError" not in answer.text
    assert Workshop.objects.get(pk=world.here.workshop.pk).last_idea == before


def test_text_of_people_is_text_everywhere(world, desk, at):
    pks = world.here.pks
    segment = pks["segment"]
    for name, arguments, fields in (
        ("details", [], {"title": HOSTILE, "challenge": HOSTILE, "mode": "online", "version": "1"}),
        ("segment_edit", [segment], {"title": HOSTILE, "person_need": HOSTILE, "version": "1"}),
        (
            "need_edit",
            [pks["need"]],
            {"title": HOSTILE, "note": HOSTILE, "kind": "formal", "depth_needed": "2", "version": "1"},
        ),
        ("person_need_add", [segment], {"text": HOSTILE, "source": "persona"}),
        ("offer_add", [pks["need"]], {"title": HOSTILE, "learner_stage": "getting_on", "status": "planned"}),
        ("idea_add", [], {"text": HOSTILE}),
        ("action_add", [], {"text": HOSTILE, "owner": HOSTILE, "organisation": HOSTILE, "status": "proposed"}),
        ("report_add", [], {}),
    ):
        assert (name, desk.post(at(name, *arguments), fields).status_code) == (name, 303)
    report = pks["report"] + 1
    pages = [
        at(name, *arguments)
        for name, arguments in (
            ("board", []),
            ("screen", []),
            ("table", []),
            ("prepare", []),
            ("details", []),
            ("segment", [segment]),
            ("segment_edit", [segment]),
            ("need", [pks["need"]]),
            ("need_edit", [pks["need"]]),
            ("offer_add", [pks["need"]]),
            ("idea_add", []),
            ("report", [report]),
        )
    ]
    for actor in ("facilitator here", "participant here"):
        client = world.client(actor)
        texts = [client.get(url).text for url in pages]
        texts += json.loads(client.get(at("changes"), {"after": "0"}).text)["regions"].values()
        for text in texts:
            assert "<img src=x" not in text
            assert "<script>alert" not in text
        assert sum("&lt;img src=x" in text and "{{ 7|add:1 }}" in text for text in texts) > 8


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_sheet_begins_a_formula(world, desk, at, formula):
    text = f"{formula} and words"
    need = {"title": text, "note": text, "kind": "formal", "depth_needed": "1"}
    desk.post(at("need_add", world.here.pks["segment"]), need)
    desk.post(at("action_add"), {"text": text, "owner": text, "organisation": text, "status": "proposed"})
    desk.post(at("report_add"))
    for name in ("workforce_csv", "actions_csv"):
        sheet = desk.get(at(name, world.here.pks["report"] + 1)).content.decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(sheet, newline="")) for cell in row]
        assert [cell for cell in cells if cell.lstrip()[:1] in set("=+-@\uff1d") and not cell.isdecimal()] == []
        assert sum("and words" in cell for cell in cells) >= 2


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/w/%00/", 404),
        ("/w/{id}%00/", 404),
        ("/w/{id}/regions/%00/", 404),
        ("/w/{id}/regions/segment-%00/", 404),
        ("/w/{id}/changes/?after=%00", 400),
        ("/w/{id}/needs/depth-words/?title=a%00b", 200),
        ("/w/{id}/ideas/add/?segment=%00&need=%D9%A3&need=" + "9" * 40, 200),
        ("/w/{id}/actions/add/?idea=%00", 404),
        ("/w/{id}/actions/add/?idea=" + "9" * 40, 404),
        ("/join/%00/", 404),
        ("/workshops/new/%00/", 404),
        ("/library/roles/?q=%00nurse", 200),
        ("/library/offers/?q=%00", 200),
        ("/library/frameworks/?q=%00", 200),
        ("/library/templates/?q=%00", 200),
        ("/%FF%FE/", 404),
    ],
)
def test_strange_addresses_are_answered_like_any_other(world, desk, path, status):
    assert desk.get(path.replace("{id}", world.here.workshop.public_id)).status_code == status
