"""Answering by link without an account: the questions on one page, offers one by one, and what the desk sees of it."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.support.actors import NOON
from tests.support.forms import Browser
from tests.web.pages import boxes, handed_back, words
from workshops.models import ExistingOffer, InviteLine, Response, Survey, SurveyLink, Workshop
from workshops.rules import asking as rules
from workshops.rules.rights import PRODUCT
from workshops.services import asking
from workshops.services.editing import Command

pytestmark = pytest.mark.django_db

NHS_NUMBER = "943 476 5919"


@pytest.fixture
def survey(world) -> Survey:
    return Survey.objects.get(workshop=world.here.workshop, kind="before")


@pytest.fixture
def url(survey) -> str:
    return reverse("workshops:survey_answer", args=[survey.links.get().token])


@pytest.fixture
def offers_url(world) -> str:
    link = SurveyLink.objects.get(workshop=world.here.workshop, survey=None)
    return reverse("workshops:offer_tell", args=[link.token])


@pytest.fixture
def desk(world):
    return world.client("facilitator here")


def command(workshop: Workshop) -> Command:
    return Command(workshop_id=workshop.pk, by=PRODUCT, at=NOON)


def field(survey: Survey, kind: str, place: int = 0) -> str:
    return rules.field_of(survey.questions.filter(kind=kind).order_by("position")[place].pk)


def send(survey: Survey, url: str, *, client: Browser | None = None, number: int = 7, text: str = ""):
    client = client or Browser()
    client.get(url)
    said = {"sector": "acute", field(survey, "scale"): str(number), field(survey, "text"): text}
    return client.post(url, said)


def test_questions_are_asked_on_one_page_without_an_account(survey, url):
    answer = Browser().get(url)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert all(question.text in words(answer) for question in survey.questions.all())
    assert "Nobody learns who answered what." in words(answer)


def test_one_device_has_one_reply_and_may_change_it(survey, url):
    phone = Browser()
    assert send(survey, url, client=phone, number=7, text="A shared record").status_code == 303
    again = phone.get(url)
    assert "You have answered" in words(again)
    form = boxes(phone.get(url, {"change": "1"}))
    assert (form[field(survey, "scale")], form[field(survey, "text")]) == (["7"], ["A shared record"])
    assert send(survey, url, client=phone, number=2).status_code == 303
    assert Response.objects.filter(survey=survey).count() == 1
    assert send(survey, url, number=9).status_code == 303
    assert Response.objects.filter(survey=survey).count() == 2


def test_cookie_of_the_device_goes_to_surveys_only(survey, url):
    phone = Browser()
    phone.get(url)
    cookie = phone.cookies["answering"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/s/", True, "Lax")
    assert len(cookie.value) >= 32
    send(survey, url, client=phone)
    assert phone.cookies["answering"].value == cookie.value


def test_one_answer_is_enough_and_none_is_too_few(survey, url):
    phone = Browser()
    nothing = phone.post(url, {"sector": "vcse"})
    assert nothing.status_code == 422
    assert "Answer at least one question." in words(nothing)
    no_sector = phone.post(url, {field(survey, "text"): "Time"})
    assert no_sector.status_code == 422
    assert "Choose where you come from." in words(no_sector)
    assert boxes(no_sector)[field(survey, "text")] == ["Time"]
    assert phone.post(url, {"sector": "vcse", field(survey, "scale"): "0"}).status_code == 303
    assert [answer.number for answer in Response.objects.get(survey=survey).answers.all()] == [0]


def test_nhs_number_is_refused_at_its_question_and_the_words_stay(survey, url):
    text = f"Mrs A, {NHS_NUMBER}, waited"
    refused = send(survey, url, text=text)
    assert refused.status_code == 422
    assert "This looks like an NHS number. Please take it out" in words(refused)
    assert boxes(refused)[field(survey, "text")] == [text]
    assert not Response.objects.filter(survey=survey).exists()


def test_soft_sign_is_saved_with_a_remark(survey, url):
    phone = Browser()
    assert send(survey, url, client=phone, text="Ring 020 7946 0018").status_code == 303
    assert "It may hold a phone number" in words(phone.get(url))


@pytest.mark.parametrize("value", ["11", "-1", "many"])
def test_number_outside_the_scale_is_refused(survey, url, value):
    answer = Browser().post(url, {"sector": "acute", field(survey, "scale"): value})
    assert answer.status_code == 422
    assert not Response.objects.filter(survey=survey).exists()


def test_unknown_and_ended_links_say_the_same(world, survey, url, offers_url):
    for link in SurveyLink.objects.filter(workshop=world.here.workshop):
        asking.end_link(command(world.here.workshop), link_id=link.pk)
    pages = [Browser().get(each) for each in (url, offers_url, "/s/2345/", "/o/2345/")]
    assert {each.status_code for each in pages} == {404}
    assert len({re.sub(r'data-csrf="[^"]*"', "", each.text) for each in pages}) == 1
    assert rules.FORGOTTEN in words(pages[0])
    assert send(survey, url).status_code == 404


def test_link_of_one_kind_opens_nothing_of_the_other(url, offers_url):
    assert Browser().get(url.replace("/s/", "/o/")).status_code == 404
    assert Browser().get(offers_url.replace("/o/", "/s/")).status_code == 404


def test_closed_survey_says_so_kindly_and_hands_late_words_back(world, survey, url):
    phone = Browser()
    phone.get(url)
    asking.close_survey(command(world.here.workshop), kind="before")
    late = send(survey, url, client=phone, text="More time at home")
    assert late.status_code == 409
    assert rules.CLOSED in words(late)
    assert "More time at home" in late.text
    assert Browser().get(url).status_code == 200
    assert not Response.objects.filter(survey=survey).exists()


def test_participant_need_not_say_the_sector_again(world, survey, url):
    page = world.client("participant here").get(url)
    assert re.search(r'<option value="acute" selected', page.text)
    assert not re.search(r'<option value="\w+" selected', world.client("participant elsewhere").get(url).text)


def test_way_from_the_room_to_the_last_questions(world, at):
    after = Survey.objects.get(workshop=world.here.workshop, kind="after")
    phone = world.client("participant here")
    answer = phone.get(at("after"))
    assert answer.headers["Location"] == reverse("workshops:survey_answer", args=[after.links.get().token])
    asking.close_survey(command(world.here.workshop), kind="after")
    assert phone.get(at("after")).status_code == 403


def test_offers_are_told_one_after_the_other_and_the_organisation_stays_in_its_box(world, offers_url):
    phone = Browser()
    said = {"organisation": "Mid’s trust", "title": "Rotation", "places": "12", "contact": "Education lead"}
    key = str(uuid4())
    for _ in range(2):
        assert phone.post(offers_url, {**said, "key": key}).status_code == 303
    page = phone.get(offers_url)
    assert "Thank you: “Rotation” is noted." in words(page)
    assert (boxes(page)["organisation"], boxes(page)["title"]) == (["Mid’s trust"], [""])
    told = ExistingOffer.objects.get(workshop=world.here.workshop, title="Rotation")
    assert (told.places, told.learner_stage, told.contact) == (12, "", "Education lead")


def test_offer_that_lacks_something_keeps_the_words(offers_url):
    answer = Browser().post(offers_url, {"title": "Rotation", "places": "x"})
    assert answer.status_code == 422
    assert "Say which organisation offers it." in words(answer)
    assert "Write a number from 0 to 100,000." in words(answer)
    assert boxes(answer)["title"] == ["Rotation"]


def test_planted_cookie_of_the_teller_is_ignored(offers_url):
    phone = Browser()
    phone.cookies["telling"] = "planted"
    assert boxes(phone.get(offers_url))["organisation"] == [""]


def test_desk_shows_nothing_under_five_replies_and_then_mean_picture_table_and_words(survey, url, desk, at):
    for number in range(4):
        send(survey, url, number=number, text=f"Words {number}")
    page = desk.get(at("survey", "before"))
    assert "Shown from five replies on" in words(page)
    assert "Words" not in words(page).split("What they said")[1]
    assert "<svg" not in page.text.split("What they said")[1]
    send(survey, url, number=4, text="Words 4")
    page = desk.get(at("survey", "before"))
    assert "5 answers, mean 2.0" in words(page)
    assert "1 chose 0, 1 chose 1, 1 chose 2, 1 chose 3, 1 chose 4. Mean 2 of 5 answers." in words(page)
    assert "Words 0 Words 1 Words 2 Words 3 Words 4" in words(page)


def test_lead_reads_results_and_has_no_controls(world, survey, url, at):
    for number in range(5):
        send(survey, url, number=number)
    page = world.client("workforce lead here").get(at("survey", "before"))
    assert page.status_code == 200
    assert "Replies so far: <b>5</b>." in page.text
    assert "5 answers, mean 2.0" in words(page)
    assert "<form" not in page.text.split("<main")[1].split("</main")[0]


def test_small_numbers_of_replies_are_for_whoever_runs_the_workshop(world, survey, url, desk, at):
    for sector in ("acute", "vcse", "vcse"):
        Browser().post(url, {"sector": sector, field(survey, "scale"): "1"})
    desk_table, lead_table = (
        re.sub(r"\s+", " ", words(client.get(at("survey", "before"))).split("Who replied")[1])
        for client in (desk, world.client("workforce lead here"))
    )
    assert "Hospital not in the plan 1 –" in desk_table
    assert "There are 3." in desk_table
    assert "Hospital 0 fewer than 5 –" in lead_table
    assert "There are" not in lead_table
    lead = world.client("workforce lead here").get(at("survey", "before"))
    assert "Replies so far: <b>fewer than 5</b>." in lead.text
    Response.objects.filter(survey=survey, sector="vcse").delete()
    assert "Replies are coming in." in words(world.client("workforce lead here").get(at("survey", "before")))


def test_open_survey_says_that_results_move_in_steps(survey, url, desk, at):
    for number in range(6):
        send(survey, url, number=number)
    page = words(desk.get(at("survey", "before")))
    assert "6 replies so far" in page
    assert "Of the first 5 replies. Results move on in steps of five replies" in page
    assert "5 answers, mean 2.0" in page
    desk.post(at("survey_close", "before"), {"key": str(uuid4())})
    page = words(desk.get(at("survey", "before")))
    assert "steps of five" not in page
    assert "6 answers, mean 2.5" in page


def test_text_to_send_holds_the_newest_link_and_names_the_silent(world, survey, url, desk, at):
    send(survey, url)
    desk.post(at("survey_link_add", "before"), {"key": str(uuid4())})
    page = desk.get(at("survey", "before"))
    newest = survey.links.order_by("-pk")[0]
    assert f"/s/{newest.token}/" in page.text.split('id="letter"')[1].split("</textarea")[0]
    assert "We have not heard from social care yet" in page.text
    assert f"/s/{newest.token}/" != url


def test_questions_are_edited_until_the_first_reply(world, survey, url, desk, at):
    path = at("survey_questions", "before")
    page = boxes(desk.get(path))
    assert page["lines"] == ["11"]
    said = {"lines": "2", "question-0-text": "How sure are you?", "question-0-kind": "scale", "question-1-text": " "}
    assert desk.post(path, {**said, "version": "1"}).status_code == 303
    assert [question.text for question in survey.questions.all()] == ["How sure are you?"]
    overtaken = desk.post(path, {**said, "question-0-text": "Mine?", "version": "1"})
    assert overtaken.status_code == 409
    assert boxes(overtaken)["question-0-text"] == ["Mine?"]
    assert boxes(overtaken)["version"] == ["2"]
    assert "How sure are you?" in words(overtaken)
    send_one = {"sector": "acute", field(survey, "scale"): "4"}
    assert Browser().post(url, send_one).status_code == 303
    fixed = desk.post(path, {**said, "question-0-text": "Mine?", "version": "2"})
    assert (fixed.status_code, "the wording is fixed" in words(fixed)) == (422, True)
    assert boxes(fixed)["question-0-text"] == ["Mine?"]


def test_question_with_an_nhs_number_is_refused(survey, desk, at):
    said = {"lines": "1", "version": "1", "question-0-text": f"About {NHS_NUMBER}?", "question-0-kind": "text"}
    refused = desk.post(at("survey_questions", "before"), said)
    assert refused.status_code == 422
    assert 'href="#id_question-0-text">This looks like an NHS number.' in refused.text
    assert survey.questions.count() == 10


def test_questions_of_somebody_signed_out_come_back_to_copy(at):
    said = {"lines": "1", "question-0-text": "How sure are you?", "question-0-kind": "scale"}
    answer = Browser().post(at("survey_questions", "before"), said)
    assert (answer.status_code, handed_back(answer)) == (401, ["How sure are you?"])


def test_usual_mix_is_a_proposal_until_it_is_saved(world, desk, at):
    InviteLine.objects.filter(workshop=world.here.workshop).delete()
    assert "It is not saved yet." not in words(desk.get(at("invites")))
    assert "It is not saved yet." in words(desk.get(at("invites"), {"usual": "1"}))
    assert not InviteLine.objects.filter(workshop=world.here.workshop).exists()


def line(**fields: str) -> dict[str, str]:
    return {f"line-0-{name}": value for name, value in fields.items()}


def test_plan_is_edited_on_one_page(world, desk, at):
    stored = InviteLine.objects.get(workshop=world.here.workshop)
    said = line(line_id=str(stored.pk), seen="1", sector="acute", role="Ward nurses", wanted="5", confirmed="")
    new = {"line-1-sector": "vcse", "line-1-role": "Link workers", "line-1-wanted": "2"}
    assert desk.post(at("invites"), {"lines": "2", **said, **new}).status_code == 303
    page = desk.get(at("invites"))
    assert "0 of 7 have said yes." in words(page)
    overtaken = desk.post(at("invites"), {"lines": "1", **said, "line-0-wanted": "6"})
    assert overtaken.status_code == 409
    assert "with 5 wanted, 0 said yes. Save again to put yours in its place." in words(overtaken)
    assert (boxes(overtaken)["line-0-wanted"], boxes(overtaken)["line-0-seen"]) == (["6"], ["2"])
    removed = {"lines": "1", **said, "line-0-seen": "2", "remove": str(stored.pk)}
    assert desk.post(at("invites"), removed).status_code == 303
    stored.refresh_from_db()
    assert stored.removed_at is not None
    assert "Put back" in words(desk.get(at("invites")))


def test_line_that_is_wrong_keeps_its_words(world, desk, at):
    refused = desk.post(at("invites"), {"lines": "1", **line(role="Lecturers", wanted="many")})
    assert refused.status_code == 422
    assert "Choose a sector." in words(refused)
    assert "Write a number from 0 to 999." in words(refused)
    assert boxes(refused)["line-0-role"] == ["Lecturers"]
    caught = desk.post(at("invites"), {"lines": "1", **line(sector="acute", role=NHS_NUMBER)})
    assert 'href="#id_line-0-role">This looks like an NHS number.' in caught.text
    assert InviteLine.objects.filter(workshop=world.here.workshop).count() == 1


@pytest.mark.parametrize("lines", ["", "-1", "x", "99999", "²"])
def test_plan_that_says_no_number_of_lines_changes_nothing(world, desk, at, lines):
    assert desk.post(at("invites"), {"lines": lines}).status_code == 303
    assert InviteLine.objects.filter(workshop=world.here.workshop, removed_at=None).count() == 1


def test_usual_mix_is_offered_and_not_saved_by_looking(world, desk, at):
    InviteLine.objects.filter(workshop=world.here.workshop).delete()
    page = boxes(desk.get(at("invites"), {"usual": "1"}))
    assert page["lines"] == ["9"]
    assert not InviteLine.objects.filter(workshop=world.here.workshop).exists()


def test_steps_are_on_the_desk_and_say_what_is_next(world, desk, at):
    assert at("around") in desk.get(at("board")).text
    page = words(desk.get(at("around")))
    assert "Next Run the workshop" in page
    assert "The information-governance declaration is not signed yet." in page
    assert desk.post(at("declare"), {"key": str(uuid4())}).status_code == 303
    assert "Declaration signed by facilitator here." in words(desk.get(at("around")))


def test_frame_holds_sponsor_and_outcome(world, desk, at):
    page = boxes(desk.get(at("details"), {"from": "around"}))
    said = {"title": "Falls", "mode": "online", "version": page["version"][0], "from": "around"}
    answer = desk.post(at("details"), {**said, "sponsor": "Chief nurse", "outcome": "Fewer waits"})
    assert (answer.status_code, answer.headers["Location"]) == (303, at("around"))
    kept = Workshop.objects.get(pk=world.here.workshop.pk)
    assert (kept.sponsor, kept.outcome) == ("Chief nurse", "Fewer waits")


def test_bytes_of_the_rehearsal_do_not_shrink_on_the_way(desk, at):
    answer = desk.get(at("rehearsal_load"), headers={"Accept-Encoding": "gzip"})
    assert len(answer.content) >= 200_000
    assert "no-store" in answer.headers["Cache-Control"]


def test_unknown_survey_is_not_found(desk, at):
    assert desk.get(at("survey", "sideways")).status_code == 404
    assert desk.post(at("survey_open", "sideways")).status_code == 404
