"""Forms that ask one thing first: who is here, what the person needs and where, an idea before its links."""

from uuid import uuid4

import pytest

from accounts.rules.roles import AccountRole
from tests import make
from tests.make import do, row
from workshops.models import PersonNeed, WorkforceNeed
from workshops.rules.codes import WorkshopPhase
from workshops.services import ideas, polls

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
FOLDED = "Say more now (depth, learners, note)"


@pytest.fixture
def desk(workshop):
    return make.signed_in(make.user(AccountRole.FACILITATOR, at=workshop.system))


def at(workshop, path):
    return f"/w/{workshop.public_id}/{path}"


def form_of(client, workshop, path):
    return client.get(at(workshop, path), headers=HTMX).content.decode()


def test_the_workforce_part_asks_who_is_here_and_folds_the_rest(workshop, desk):
    segment = workshop.segments.order_by("pk").first()
    path = f"segments/{segment.pk}/needs/add/"
    assert FOLDED not in form_of(desk, workshop, path)
    make.ask(workshop, WorkshopPhase.WORKFORCE_NOW)
    page = form_of(desk, workshop, path)
    before, folded = page.split("<details")
    assert ("Who is here, paid or not?" in before, "Depth needed" in before) == (True, False)
    assert (FOLDED in folded, "Depth needed" in folded, " open>" in folded.split("<summary")[0]) == (True, True, False)
    make.ask(workshop, WorkshopPhase.CAPABILITY)
    assert FOLDED not in form_of(desk, workshop, path)


def test_a_role_said_in_short_needs_the_least_depth(workshop, desk):
    make.ask(workshop, WorkshopPhase.WORKFORCE_NOW)
    segment = workshop.segments.order_by("pk").first()
    address = at(workshop, f"segments/{segment.pk}/needs/add/")
    fields = {"key": str(uuid4()), "kind": "informal", "depth_needed": "1", "depth_now": ""}
    page = form_of(desk, workshop, f"segments/{segment.pk}/needs/add/")
    assert "checked" in page.split('name="depth_needed"')[1].split(">")[0]
    refused = desk.post(address, {**fields, "title": ""}, headers=HTMX)
    assert (refused.status_code, "Say who is here." in refused.content.decode()) == (422, True)
    assert desk.post(address, {**fields, "title": "A neighbour"}, headers=HTMX).status_code == 200
    need = WorkforceNeed.objects.get(title="A neighbour")
    assert (need.depth_needed, need.depth_now, need.kind) == (1, None, "informal")


def test_what_the_person_needs_can_be_said_of_another_stage(workshop, desk):
    here, there = workshop.segments.order_by("position", "pk")[:2]
    path = f"segments/{here.pk}/person-needs/add/"
    page = form_of(desk, workshop, path)
    assert f'<option value="{here.pk}" selected>' in page
    sent = {"text": "A key safe", "source": "persona"}
    assert desk.post(at(workshop, path), {**sent, "key": str(uuid4())}, headers=HTMX).status_code == 200
    moved = desk.post(at(workshop, path), {**sent, "segment": there.pk, "key": str(uuid4())}, headers=HTMX)
    assert f"segments/{there.pk}/person-needs/add/" in moved.content.decode()
    assert list(PersonNeed.objects.order_by("pk").values_list("segment", flat=True)) == [here.pk, there.pk]
    wrong = desk.post(at(workshop, path), {**sent, "segment": 10**9, "key": str(uuid4())}, headers=HTMX)
    assert (wrong.status_code, "Choose another." in wrong.content.decode()) == (422, True)


def test_an_idea_is_its_words_and_its_enabler_with_links_folded(workshop, desk):
    segment = workshop.segments.order_by("pk").first()
    plain, linked = form_of(desk, workshop, "ideas/add/"), form_of(desk, workshop, f"ideas/add/?segment={segment.pk}")
    assert ('<details class="nhsuk-details">' in plain, '<details class="nhsuk-details" open>' in linked) == (
        True,
        True,
    )
    assert plain.index("Which enabler") < plain.index("Link it to stages or roles") < plain.index("About which stages")


def test_a_refused_action_leads_to_the_questions_alone(workshop, desk):
    idea = row(ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("A navigator", "new_roles")))
    whole = {"text": "T", "owner": "Ada", "organisation": "The trust", "due_on": "2027-01-31", "status": "agreed"}
    page = desk.post(at(workshop, f"actions/add/?idea={idea.pk}"), {**whole, "key": str(uuid4())}, headers=HTMX)
    said = page.content.decode()
    assert said.count(f'href="{at(workshop, f"ideas/{idea.pk}/check/")}"') == 1
    assert 'href="#id_status"' not in said
    answers = {f"{name}_unknown": "on" for name in ("need_left", "adds", "education", "scope", "supervision")}
    answers |= {"time_to_post_unknown": "on", "funding": "The levy", "key": str(uuid4())}
    saved = desk.post(at(workshop, f"ideas/{idea.pk}/check/"), answers, headers=HTMX).content.decode()
    assert f'href="{at(workshop, f"actions/add/?idea={idea.pk}")}"' in saved


def test_each_answer_of_a_poll_says_what_it_means(workshop):
    poll = row(polls.open_poll(do(workshop), need_id=make.need(workshop).pk))
    page = form_of(make.seated(workshop), workshop, f"polls/{poll.pk}/")
    assert "Nobody here has it yet" in page
