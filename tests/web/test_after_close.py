"""After the close: what is left to facilitators, on pages that offer nothing that is refused; links from outside."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.make import row
from tests.support.actors import NOON
from tests.support.forms import Browser
from tests.web.pages import handed_back, words
from workshops.models import ExistingOffer, Response, SurveyLink, Workshop
from workshops.queries.people import facilitators
from workshops.rules import asking as rules
from workshops.rules.codes import WorkshopStatus
from workshops.rules.rights import PRODUCT
from workshops.services import (
    agenda,
    answering,
    asking,
    choosing,
    groups,
    invites,
    parts,
    people,
    polls,
    running,
    writing,
)
from workshops.services.editing import Command, Gone, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

CLOSED, ARCHIVED = WorkshopStatus.CLOSED, WorkshopStatus.ARCHIVED
SENTENCES = {
    CLOSED: "The workshop is closed; nothing changes any more.",
    ARCHIVED: "The workshop is archived; nothing changes any more.",
}
PAGES = ("", "prepare/", "run/", "people/", "around/", "surveys/before/", "surveys/after/", "existing-offers/")
PANELS = ("taken-off/", "handed-in/", "readback/", "table/", "screen/")


def put(world, status) -> Workshop:
    """The workshop here in a status, as the day would leave it."""
    at: Workshop = world.here.workshop
    do = Command(workshop_id=at.pk, by=PRODUCT, at=NOON)
    running.set_status(do, status=WorkshopStatus.REVIEW)
    running.set_status(do, status=CLOSED)
    if status == ARCHIVED:
        running.set_status(do, status=ARCHIVED)
    return at


def forms(page: str) -> list[tuple[str, dict[str, str]]]:
    """Every form of a page that posts, with its hidden fields."""
    found = []
    for head, body in re.findall(r'<form([^>]*method="post"[^>]*)>(.*?)</form>', page, re.DOTALL):
        action = re.search(r'action="([^"]*)"', head)
        assert action is not None
        fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', body)
        found.append((unescape(action[1]), dict(fields)))
    return found


@pytest.mark.parametrize("status", [CLOSED, ARCHIVED])
@pytest.mark.parametrize("actor", ["facilitator here", "workforce lead here", "viewer here"])
def test_pages_offer_nothing_that_is_refused(world, status, actor):
    base = f"/w/{put(world, status).public_id}/"
    client, refused, asked = world.client(actor), set(), 0
    pages = [base + path for path in (PAGES + PANELS if actor == "facilitator here" else PAGES[:1])]
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        links = {unescape(link) for link in re.findall(r'(?:href|data-post)="([^"#]*)', answer.text)}
        posts = set(re.findall(r'data-post="([^"]*)"', answer.text))
        assert posts == set(), path
        for link in {link for link in links if link.startswith(base)} - set(pages):
            asked += 1
            if client.get(link).status_code in (403, 405):
                refused.add((path, link))
        for action, fields in forms(answer.text):
            if action.startswith(base):
                asked += 1
                # Only whether it is allowed: what it would do is tested where it lives.
                fields |= {"key": str(uuid4()), "status": "unknown", "user": "0"}
                address = action if "/remove/" not in action else re.sub(r"/\d+/remove/", "/0/remove/", action)
                if client.post(address, fields).status_code == 403:
                    refused.add((path, action))
    assert refused == set()
    assert asked > (10 if actor == "facilitator here" else 0)


LEFT = {
    "status": lambda do, world: running.set_status(do, status=WorkshopStatus.REVIEW),
    "lead": lambda do, world: people.hand_over(do, user_id=facilitators(world.here.workshop).earliest("pk").pk),
    "show out": lambda do, world: people.remove_member(do, membership_id=world.here.pks["member"]),
    "open a survey": lambda do, world: asking.open_survey(do, kind="after"),
    "close a survey": lambda do, world: asking.close_survey(do, kind="after"),
    "link to a survey": lambda do, world: asking.make_link(do, kind="after"),
    "end a link": lambda do, world: asking.end_link(do, link_id=world.here.pks["link"]),
}
OVER = {
    "describe": lambda do, world: running.describe_workshop(do, seen=1, draft=running.WorkshopDraft("Other")),
    "code": lambda do, world: running.replace_code(do),
    "group": lambda do, world: groups.add_group(do),
    "rename": lambda do, world: people.rename_member(
        do, membership_id=world.here.pks["member"], draft=people.NameDraft("Ann")
    ),
    "door": lambda do, world: people.set_door(do, door="locked"),
    "start": lambda do, world: agenda.start(do),
    "part": lambda do, world: parts.add_item(do, draft=parts.PartDraft("More", 5), after_id=None),
    "spotlight": lambda do, world: agenda.spotlight(do, segment_id=world.here.pks["segment"]),
    "silence": lambda do, world: writing.start_silence(do),
    "round": lambda do, world: choosing.open_round(do),
    "poll": lambda do, world: polls.open_poll(do, need_id=world.here.pks["need"]),
    "declare": lambda do, world: invites.declare(do),
    "link for offers": lambda do, world: asking.make_link(do, kind=""),
    "take off an offer": lambda do, world: asking.remove_existing_offer(do, offer_id=world.here.pks["existing"]),
}
ASKING = ("open a survey", "close a survey", "link to a survey", "end a link")


@pytest.mark.parametrize("name", LEFT)
def test_what_is_left_after_the_close(world, name):
    do = Command(workshop_id=put(world, CLOSED).pk, by=PRODUCT, at=NOON)
    assert LEFT[name](do, world).target is not None
    if name in ASKING:
        running.set_status(do, status=ARCHIVED)
        with pytest.raises(Refused) as refused:
            LEFT[name](do, world)
        assert str(refused.value) == SENTENCES[ARCHIVED]


@pytest.mark.parametrize("status", [CLOSED, ARCHIVED])
@pytest.mark.parametrize("name", OVER)
def test_everything_else_is_over(world, status, name):
    at = put(world, status)
    before = Workshop.objects.filter(pk=at.pk).values().get()
    with pytest.raises(Refused) as refused:
        OVER[name](Command(workshop_id=at.pk, by=PRODUCT, at=NOON), world)
    assert str(refused.value) == SENTENCES[status]
    assert Workshop.objects.filter(pk=at.pk).values().get() == before


def test_offers_are_told_until_the_close_and_late_words_come_back(world):
    at = put(world, CLOSED)
    link = SurveyLink.objects.get(workshop=at, survey=None)
    address = reverse("workshops:offer_tell", args=[link.token])
    told = {"organisation": "Care home", "title": "Shadowing", "contact": "", "key": str(uuid4())}
    page, late = Browser().get(address), Browser().post(address, told)
    for answer in (page, late):
        assert answer.status_code == 404
        assert rules.FORGOTTEN in words(answer)
    assert set(handed_back(late)) == {"Care home", "Shadowing"}
    with pytest.raises(Gone):
        answering.tell_offer(link_id=link.pk, told=answering.OfferTold("Care home", "Shadowing"), key=uuid4(), at=NOON)
    assert not ExistingOffer.objects.filter(title="Shadowing").exists()
    running.set_status(Command(workshop_id=at.pk, by=PRODUCT, at=NOON), status=WorkshopStatus.REVIEW)
    assert Browser().post(address, told).status_code == 303


def test_questions_after_the_day_are_answered_until_the_archive(world):
    at = put(world, CLOSED)
    survey = row(asking.open_survey(Command(workshop_id=at.pk, by=PRODUCT, at=NOON), kind="after"))
    link = survey.links.get()
    address = reverse("workshops:survey_answer", args=[link.token])
    question = survey.questions.filter(kind="scale").earliest("position")
    reply = {"sector": "acute", rules.field_of(question.pk): "7"}
    assert Browser().post(address, reply).status_code == 303
    running.set_status(Command(workshop_id=at.pk, by=PRODUCT, at=NOON), status=ARCHIVED)
    for answer in (Browser().get(address), Browser().post(address, reply)):
        assert answer.status_code == 404
        assert rules.FORGOTTEN in words(answer)
    late = answering.Reply("acute", {question.pk: 7})
    with pytest.raises(Gone):
        answering.answer_survey(link_id=link.pk, reply=late, device="another", at=NOON)
    assert Response.objects.filter(survey=survey).count() == 1
    assert world.client("participant here").get(f"/w/{at.public_id}/after/").status_code == 403
