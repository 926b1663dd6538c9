"""Voting, placing, polls, stars and holders as people meet them: pages without script, panels with it."""

import re

import pytest

from tests import make
from tests.make import do, row
from workshops.models import Membership
from workshops.rules.audiences import Audience
from workshops.services import choosing, ideas, polls, zones

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

HTMX = {"HX-Request": "true"}


@pytest.fixture
def everybody(workshop):
    return make.faces(workshop)


@pytest.fixture
def desk(everybody):
    return everybody.clients[Audience.FACILITATOR]


@pytest.fixture
def phone(everybody):
    return everybody.clients[Audience.PARTICIPANT]


@pytest.fixture
def base(workshop):
    return f"/w/{workshop.public_id}/"


@pytest.fixture
def idea(workshop):
    return row(ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Rotate", "supply")))


def text(answer, status=200):
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_dots_are_placed_and_taken_back_without_script(workshop, phone, base, idea):
    choosing.open_round(do(workshop))
    assert "<b>5 of 5</b> dots left" in text(phone.get(base + "dots/"))
    answer = phone.post(f"{base}ideas/{idea.pk}/dots/place/")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{base}dots/#vote-{idea.pk}")
    assert "<b>4 of 5</b> dots left" in text(phone.get(base + "dots/"))
    phone.post(f"{base}ideas/{idea.pk}/dots/take/")
    assert "<b>5 of 5</b> dots left" in text(phone.get(base + "dots/"))


def test_ballot_is_the_answer_and_the_pressed_button_keeps_the_focus(workshop, phone, base, idea):
    choosing.open_round(do(workshop))
    path = f"{base}ideas/{idea.pk}/dots/place/"
    answer = phone.post(path, headers=HTMX)
    assert f'id="place-{idea.pk}" autofocus>' in text(answer)
    assert answer.headers["X-Number"] == str(workshop.events.count())
    phone.post(path, headers=HTMX)
    refused = text(phone.post(path, headers=HTMX), 422)
    assert '<span class="dots-no">Two on one idea is the most.</span>' in refused
    assert f'id="place-{idea.pk}" aria-disabled="true" autofocus>' in refused


def test_phones_offer_dots_until_the_round_is_over(workshop, phone, base, idea):
    make.ask(workshop, "prioritise")
    offered = 'id="tool-dot"'
    assert offered in text(phone.get(base))
    opened = row(choosing.open_round(do(workshop)))
    assert offered in text(phone.get(base))
    choosing.close_round(do(workshop), round_id=opened.pk)
    assert offered not in text(phone.get(base))
    choosing.open_round(do(workshop))
    assert offered in text(phone.get(base))


def test_where_dots_lie_is_on_no_page_before_the_round_is_closed(workshop, everybody, desk, phone, base, idea):
    opened = row(choosing.open_round(do(workshop)))
    before = {audience: everybody.page(audience) for audience in everybody.clients}
    phone.post(f"{base}ideas/{idea.pk}/dots/place/")
    for audience in everybody.clients:
        page = everybody.page(audience)
        assert f"priority-{idea.pk}" not in page
        assert page.count(f'ideas/{idea.pk}/"') == before[audience].count(f'ideas/{idea.pk}/"')
    # The same number in the counts whichever idea it lies on.
    assert "1 person has begun." in " ".join(everybody.page(Audience.PARTICIPANT).split())
    desk.post(base + "rounds/close/")
    for audience in (Audience.FACILITATOR, Audience.LEAD, Audience.VIEWER, Audience.PARTICIPANT):
        assert f'id="priority-{idea.pk}"' in everybody.page(audience)
    assert opened.dots.count() == 1


def test_facilitator_opens_and_closes_a_round(workshop, desk, base, idea):
    ideas.add_idea(do(workshop), draft=ideas.IdeaDraft("Unsorted"))
    page = text(desk.get(base + "rounds/"))
    assert "<b>1</b> idea to vote on. <b>1</b> without an enabler is left out" in page
    assert "Give" not in page
    assert "Ensure this value is less than or equal to 10" in text(
        desk.post(base + "rounds/open/", {"budget": 11}), 422
    )
    assert "The round is open." in text(desk.post(base + "rounds/open/", {"budget": 3}, headers=HTMX))
    assert "Round 1 is open" in text(desk.get(base + "rounds/"))
    assert "The round is closed." in text(desk.post(base + "rounds/close/", headers=HTMX))
    assert "The round is closed already." in text(desk.post(base + "rounds/close/", headers=HTMX), 422)
    assert workshop.rounds.get().budget == 3
    assert idea.dots.count() == 0


def test_dots_from_paper_are_entered_and_taken_back(workshop, desk, base, idea):
    opened = row(choosing.open_round(do(workshop)))
    assert "Rotate" in text(desk.get(base + "rounds/paper/"))
    path = f"{base}ideas/{idea.pk}/dots/tally/"
    assert "Two on one idea is the most" in text(desk.post(path, {"dots": 9, "people": 2}, headers=HTMX), 422)
    assert "marked as from paper" in text(desk.post(path, {"dots": 3, "people": 2}, headers=HTMX))
    assert "3 dots of 2 people" in text(desk.get(base + "rounds/paper/"))
    tally = opened.tallies.get().pk
    assert "The tally is taken back." in text(desk.post(f"{base}tallies/{tally}/remove/", headers=HTMX))
    assert opened.tallies.count() == 0


def test_idea_is_placed_by_the_room_and_by_a_group(workshop, desk, phone, base, idea):
    path = f"{base}ideas/{idea.pk}/score/"
    assert "Choose an impact." in text(desk.post(path, {"effort": 1}), 422)
    assert "is placed." in text(desk.post(path, {"impact": 5, "effort": 2}, headers=HTMX))
    assert "Somebody else changed this" in text(desk.post(path, {"impact": 1, "effort": 2}, headers=HTMX), 409)
    assert "The facilitator places them for the room" in text(phone.get(path), 403)
    group = workshop.breakouts.create(number=1, title="Table 1")
    Membership.objects.filter(workshop=workshop).update(breakout=group)
    assert "As Table 1 sees it." in text(phone.get(path))
    assert "is placed." in text(phone.post(path, {"impact": 2, "effort": 2}, headers=HTMX))
    assert set(idea.scores.values_list("breakout__title", "impact")) == {(None, 5), ("Table 1", 2)}


def test_poll_is_asked_answered_and_used(workshop, desk, phone, base):
    need = make.need(workshop)
    few = "Under five answers no result is shown"
    assert few in text(desk.get(f"{base}needs/{need.pk}/"))
    assert few not in text(phone.get(f"{base}needs/{need.pk}/"))
    desk.post(f"{base}needs/{need.pk}/poll/")
    poll = need.polls.get()
    assert "How deep is Nurse now?" in text(phone.get(base))
    panel = f"{base}polls/{poll.pk}/"
    assert text(phone.get(panel)).count('class="poll-button"') == 4
    phone.post(panel + "answer/", {"depth": 2})
    assert "your answer" in text(phone.get(panel))
    assert "<b>1</b> answer so far" in text(desk.get(panel))
    assert few in text(desk.get(panel))
    assert few not in text(phone.get(panel))
    assert "average" not in text(desk.get(panel))
    for _ in range(4):
        polls.answer_poll(do(workshop, make.participant(workshop)), poll_id=poll.pk, depth=1)
    assert few not in text(desk.get(panel))
    desk.post(panel + "tally/", {"depth_1": 5})
    desk.post(panel + "close/")
    assert "<b>1.1</b> on average" in text(desk.get(panel))
    assert "How deep is Nurse now?" not in text(phone.get(base))
    desk.post(panel + "use/")
    need.refresh_from_db()
    assert need.depth_now == 1


def test_few_answers_are_no_result_on_any_page(workshop, everybody, base):
    poll = row(polls.open_poll(do(workshop), need_id=make.need(workshop).pk))
    for depth in (3, 3, 3, 3):
        polls.answer_poll(do(workshop, make.participant(workshop)), poll_id=poll.pk, depth=depth)
    polls.close_poll(do(workshop), poll_id=poll.pk)
    for audience in (Audience.FACILITATOR, Audience.LEAD, Audience.VIEWER, Audience.PARTICIPANT):
        page = text(everybody.clients[audience].get(f"{base}polls/{poll.pk}/"))
        assert "Too few answers to show a result: it takes five" in page
        assert ("set the depth by hand" in page) is (audience is Audience.FACILITATOR)
        assert "average" not in page


def test_segment_is_starred_and_the_star_taken_back(workshop, phone, base):
    zone = next(segment for segment in make.segments(workshop) if segment.kind == "transition")
    panel = f"{base}segments/{zone.pk}/"
    assert "This worries me: star it" in text(phone.get(panel))
    assert "Starred. Your name is not shown." in text(phone.post(panel + "star/", headers=HTMX))
    assert "Take my star back" in text(phone.get(panel))
    assert "1 person is worried about this" in re.sub("<[^>]*>", "", text(phone.get(base)))
    phone.post(panel + "unstar/", headers=HTMX)
    assert "worried about this" not in text(phone.get(base))


def test_zone_says_who_holds_it(workshop, desk, phone, base):
    zone = next(segment for segment in make.segments(workshop) if segment.kind == "transition")
    path = f"{base}segments/{zone.pk}/holder/"
    assert "Nobody" in text(phone.get(path))
    phone.post(path, {"relationship": "Nurse", "information": "not known yet", "risk": "NOBODY"}, headers=HTMX)
    holder = workshop.zone_holders.get()
    assert (holder.relationship, holder.information, holder.risk) == ("Nurse", "", "Nobody")
    board = text(desk.get(base))
    assert "nobody holds the risk" in board
    assert "Relationship: Nurse" in board
    assert f"{zone.title} (risk)" in board
    zones.hold_zone(do(workshop), segment_id=zone.pk, seen=1, draft=zones.HolderDraft("Doctor"))
    answer = phone.post(path, {"relationship": "Porter", "version": 1}, headers=HTMX)
    assert "Somebody else changed this" in text(answer, 409)
