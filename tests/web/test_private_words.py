"""Words written in silence, and who wrote what, are on no wire: pages, panels, changes, streams, sheets, reports."""

import json
from dataclasses import replace
from http.cookies import SimpleCookie
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.make import row
from tests.support.actors import NOON, Place
from tests.test_rights import ROUTES, SAID, url_of
from workshops.access import seat_cookie
from workshops.live.news import news
from workshops.models import Membership, Report
from workshops.rules import regions as stems
from workshops.rules.audiences import Audience
from workshops.rules.rights import PRODUCT, Actor, ActorKind
from workshops.services import ideas, needs, notes, people, reporting, writing
from workshops.services.editing import Command

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

SECRET = "Xylophone"
NAME = "Ethelburga"
STREAM = "workshops:events"
READS = [name for name, method in SAID if method == "GET" and name.startswith("workshops:") and name != STREAM]
READERS = ("participant here", "facilitator here", "workforce lead here", "viewer here")
"""Everybody who sees anything of the workshop, once each."""


@pytest.fixture
def quiet(world):
    """Somebody's words of each kind, written in silence in the workshop here; the writer's cookies, and the words."""
    workshop = world.here.workshop
    seat = people.join(
        workshop_id=workshop.pk, newcomer=people.Newcomer(NAME, "acute"), key=uuid4(), device="", at=NOON
    )
    me = Actor(ActorKind.PARTICIPANT, membership_id=seat.membership.pk)
    do = Command(workshop_id=workshop.pk, by=me, at=NOON)
    desk = replace(do, by=PRODUCT)
    writing.start_silence(desk)
    segment = world.here.pks["segment"]
    word = row(needs.add_person_need(do, segment_id=segment, draft=needs.PersonNeedDraft(f"{SECRET} need")))
    idea = row(ideas.add_idea(do, draft=ideas.IdeaDraft(f"{SECRET} idea", "supply", segment_ids=[segment])))
    note = row(notes.add_note(do, draft=notes.NoteDraft(kind="parking", text=f"{SECRET} note")))
    pks = {**world.here.pks, "person_need": word.pk, "idea": idea.pk, "note": note.pk}
    return replace(world, here=Place(workshop, pks)), seat, desk


def read(world, client, name):
    """What a route answers, as text; the ids in its address are those of the hidden words."""
    answer = client.get(url_of(world, ROUTES[name]))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, content.decode(errors="replace")


@pytest.mark.parametrize("actor", READERS)
def test_hidden_words_are_in_nobody_s_answers(quiet, actor):
    world, _, _ = quiet
    client = world.client(actor)
    told = {name for name in READS if SECRET in read(world, client, name)[1]}
    assert told == set()
    idea = world.here.pks["idea"]
    regions = [f"regions/{stem}/" for stem in (*stems.FIXED, f"segment-{world.here.pks['segment']}")]
    for address in (*regions, "changes/?after=0", "changes/?after=0&face=screen", f"actions/add/?idea={idea}"):
        answer = client.get(f"/w/{world.here.workshop.public_id}/{address}")
        assert SECRET not in answer.content.decode(), address


@pytest.mark.parametrize("actor", READERS)
def test_words_that_were_taken_back_in_silence_are_in_nobody_s_answers(quiet, actor):
    world, seat, desk = quiet
    me = replace(desk, by=Actor(ActorKind.PARTICIPANT, membership_id=seat.membership.pk))
    pks = world.here.pks
    needs.remove_person_need(me, person_need_id=pks["person_need"])
    ideas.remove_idea(me, idea_id=pks["idea"])
    notes.remove_note(me, note_id=pks["note"])
    client = world.client(actor)
    assert {name for name in READS if SECRET in read(world, client, name)[1]} == set()


@pytest.mark.parametrize("actor", READERS)
def test_the_panels_of_hidden_words_do_not_exist_for_others(quiet, actor):
    world, _, _ = quiet
    names = [name for name in READS if name.partition(":")[2].startswith(("person_need", "idea", "note"))]
    on_words = [name for name in names if "pk" in ROUTES[name].wanted]
    assert len(on_words) >= 5
    answers = {name: read(world, world.client(actor), name)[0] for name in on_words}
    assert set(answers.values()) <= {404, 403}, answers


def test_the_writer_sees_and_changes_their_own(quiet):
    world, seat, _ = quiet
    client = world.client("nobody")
    client.cookies = SimpleCookie({seat_cookie(world.here.workshop.public_id): seat.token})
    page = read(world, client, "workshops:board")[1]
    mine = read(world, client, "workshops:mine")[1]
    for kind in ("need", "idea", "note"):
        assert f"{SECRET} {kind}" in page
        assert f"{SECRET} {kind}" in mine
    for name in ("workshops:person_need_edit", "workshops:idea_edit", "workshops:note_edit"):
        status, text = read(world, client, name)
        assert (status, SECRET in text) == (200, True)


def test_no_audience_is_sent_them_and_a_report_does_not_hold_them(quiet):
    world, _, desk = quiet
    workshop = world.here.workshop
    for message in news(workshop.pk, 0, list(Audience)).values():
        assert SECRET not in message.as_json()
    report = row(reporting.request_report(desk))
    assert SECRET not in json.dumps(Report.objects.get(pk=report.pk).snapshot)


def test_the_desk_sees_how_many_there_are(quiet):
    world, _, _ = quiet
    text = read(world, world.client("facilitator here"), "workshops:board")[1]
    assert "<b>3</b> entries written in silence" in text
    assert "Reveal 3" in text


def test_everybody_sees_them_after_the_reveal_and_nobody_who_wrote_them(quiet):
    world, seat, desk = quiet
    writing.reveal(desk)
    reporting.request_report(desk)
    member = Membership.objects.get(pk=seat.membership.pk)
    for actor in ("participant here", "facilitator here", "viewer here"):
        assert f"{SECRET} need" in read(world, world.client(actor), "workshops:board")[1]
    names_people = {"workshops:people", "workshops:member", "workshops:group_edit"}
    for actor in READERS:
        client = world.client(actor)
        for name in set(READS) - names_people:
            text = read(world, client, name)[1]
            assert NAME not in text, (actor, name)
            assert f"membership-{member.pk}" not in text, (actor, name)
            assert member.token_hash not in text, (actor, name)
    snapshots = json.dumps(list(Report.objects.values_list("snapshot", flat=True)))
    assert NAME not in snapshots
    for message in news(world.here.workshop.pk, 0, list(Audience)).values():
        assert NAME not in message.as_json()


@pytest.mark.parametrize("actor", ["participant here", "workforce lead here", "viewer here"])
def test_names_are_in_no_page_of_those_who_do_not_run_the_room(quiet, actor):
    world, _, _ = quiet
    client = world.client(actor)
    assert [name for name in READS if NAME in read(world, client, name)[1]] == []


def test_what_is_one_s_own_is_in_no_stream(quiet):
    world, _, _ = quiet
    for message in news(world.here.workshop.pk, 0, list(Audience)).values():
        assert "mine" not in message.regions
    address = reverse("workshops:region", args=[world.here.workshop.public_id, "mine"])
    assert world.client("viewer here").get(address).status_code == 404


@pytest.mark.parametrize(
    ("actor", "asked"), [("facilitator here", True), ("scribe", True), ("participant here", False)]
)
def test_scribes_and_facilitators_say_when_they_write_for_others(world, at, actor, asked):
    workshop = world.here.workshop
    if actor == "scribe":
        seat = people.join(
            workshop_id=workshop.pk, newcomer=people.Newcomer("", "acute"), key=uuid4(), device="", at=NOON
        )
        Membership.objects.filter(pk=seat.membership.pk).update(role="scribe")
        client = world.client("nobody")
        client.cookies = SimpleCookie({seat_cookie(workshop.public_id): seat.token})
    else:
        client = world.client(actor)
    forms = (at("person_need_add", world.here.pks["segment"]), at("need_add", world.here.pks["segment"]))
    for address in (*forms, at("idea_add"), at("note_add", "parking")):
        assert ('name="scribe"' in client.get(address).content.decode()) is asked, address
    answer = client.post(forms[0], {"text": "Said at table four", "source": "persona", "scribe": "1"})
    assert answer.status_code == (303 if asked else 403)
    marked = workshop.person_needs.filter(text="Said at table four").values_list("by_scribe", flat=True)
    assert list(marked) == ([True] if asked else [])
