"""What is asked outside the room: the mix of the invite plan, surveys and their results, links, offers told by link."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db.models import Model

from accounts.models import PatientDataFlag
from accounts.services import PatientDataRefused
from tests import make
from tests.make import NOON, do, row
from workshops.models import (
    Answer,
    Event,
    ExistingOffer,
    InviteLine,
    Operation,
    Question,
    Response,
    Survey,
    SurveyLink,
    Workshop,
)
from workshops.queries import asking as queries
from workshops.queries.around import Step, around, next_of
from workshops.queries.suggestions import offer_titles
from workshops.reports import pictures
from workshops.rules import asking as rules
from workshops.rules import limits
from workshops.rules.codes import SurveyKind
from workshops.rules.invites import USUAL, Wanted, warnings
from workshops.services import agenda, answering, asking, invites, structure, zones
from workshops.services.answering import OfferTold, Reply
from workshops.services.asking import Wording, WordingDraft
from workshops.services.editing import Gone, Invalid, Refused
from workshops.services.invites import InvitesDraft, LineDraft

pytestmark = pytest.mark.django_db

NHS_NUMBER = "943 476 5919"
SOCIAL = Wanted("social_care", "Care workers", is_frontline=True, wanted=4, confirmed=2)
LIVED = Wanted("person_or_carer", wanted=2, confirmed=1)


def plan(at: Workshop, *lines: Wanted | LineDraft) -> None:
    drafts = tuple(each if isinstance(each, LineDraft) else LineDraft(each) for each in lines)
    invites.save_invites(do(at), draft=InvitesDraft(drafts))


def survey(at: Workshop, kind: str = "before") -> Survey:
    """A survey that is open."""
    return row(asking.open_survey(do(at), kind=kind))


def link_of(asked: Survey) -> SurveyLink:
    return asked.links.get()


def ids(asked: Survey, kind: str) -> list[int]:
    return list(asked.questions.filter(kind=kind).order_by("position").values_list("pk", flat=True))


def answer(asked: Survey, device: str, *, sector: str = "acute", number: int | None = None, text: str = "") -> None:
    numbers = {ids(asked, "scale")[0]: number} if number is not None else {}
    texts = {ids(asked, "text")[0]: text} if text else {}
    answering.answer_survey(link_id=link_of(asked).pk, reply=Reply(sector, numbers, texts), device=device, at=NOON)


# --- The mix ------------------------------------------------------------------------------------------------------


def test_the_mix_asks_for_frontline_social_care_and_lived_experience():
    assert [sentence.split(" ")[0] for sentence in warnings([])] == ["Frontline", "Social", "No"]
    assert warnings([SOCIAL, LIVED]) == ()
    silent = [replace(SOCIAL, confirmed=0), replace(LIVED, confirmed=0)]
    assert warnings(silent) == (
        "Nobody from the frontline has said yes yet.",
        "Nobody from social care has said yes yet.",
        "No person or carer with lived experience has said yes yet.",
    )
    assert warnings([replace(SOCIAL, is_frontline=False), LIVED]) == (
        "Frontline staff are not wanted yet. They do the work that this map is about.",
    )


def test_the_usual_mix_is_for_25_and_lacks_nobody():
    assert sum(line.wanted for line in USUAL) == 25
    assert warnings([replace(line, confirmed=line.wanted) for line in USUAL]) == ()


def test_plan_is_saved_whole_with_sums_beside_who_is_in(workshop):
    plan(workshop, SOCIAL, LIVED, Wanted("acute", "Ward nurses", wanted=3))
    make.seat(workshop, sector="acute")
    make.seat(workshop, sector="education")
    found = queries.invite_plan(workshop.pk)
    assert (found.wanted, found.confirmed, found.here) == (9, 3, 2)
    assert [(each.label, each.wanted, each.confirmed, each.here) for each in found.sectors] == [
        ("Hospital", 3, 0, 1),
        ("Social care", 4, 2, 0),
        ("Education", 0, 0, 1),
        ("Person or carer with lived experience", 2, 1, 0),
    ]


def test_line_is_changed_removed_and_put_back(workshop):
    plan(workshop, SOCIAL)
    line = InviteLine.objects.get()
    plan(workshop, LineDraft(replace(SOCIAL, confirmed=4), line.pk, line.version))
    line.refresh_from_db()
    assert (line.confirmed, line.version) == (4, 2)
    plan(workshop, LineDraft(replace(SOCIAL, confirmed=4), line.pk, line.version, removed=True))
    assert queries.invite_plan(workshop.pk).lines == ()
    invites.restore_invite(do(workshop), line_id=line.pk)
    assert [each.pk for each in queries.invite_plan(workshop.pk).lines] == [line.pk]


def test_plan_read_before_somebody_saved_changes_nothing(workshop):
    plan(workshop, SOCIAL, LIVED)
    first, second = InviteLine.objects.order_by("pk")
    plan(workshop, LineDraft(replace(SOCIAL, wanted=9), first.pk, 1))
    mine = LineDraft(replace(SOCIAL, wanted=1), first.pk, 1), LineDraft(replace(LIVED, wanted=7), second.pk, 1)
    with pytest.raises(invites.PlanChanged) as changed:
        plan(workshop, *mine)
    assert [each.wanted for each in changed.value.rows] == [9]
    assert list(InviteLine.objects.order_by("pk").values_list("wanted", flat=True)) == [9, 2]


def test_plan_has_a_bound(workshop):
    plan(workshop, *[LIVED] * limits.INVITES)
    with pytest.raises(Invalid, match="at most 60 lines"):
        plan(workshop, LIVED)
    assert InviteLine.objects.count() == limits.INVITES


def test_line_of_another_workshop_does_not_exist(workshop):
    plan(workshop, SOCIAL)
    with pytest.raises(InviteLine.DoesNotExist):
        plan(make.workshop(), LineDraft(SOCIAL, InviteLine.objects.get().pk, 1))


def test_declaration_keeps_who_and_when(workshop):
    who = make.facilitator(workshop)
    invites.declare(do(workshop, who))
    workshop.refresh_from_db()
    assert (workshop.declared_by_id, workshop.declared_at) == (who.user_id, NOON)


# --- Questions ------------------------------------------------------------------------------------------------------


def test_shipped_questions_are_ten_before_and_three_after():
    assert [len(asking.shipped(kind)) for kind in SurveyKind] == [10, 3]
    assert [each.kind for each in asking.shipped("after")] == ["scale", "scale", "text"]
    assert all(len(each.text) <= 300 for kind in SurveyKind for each in asking.shipped(kind))


def test_first_use_copies_the_questions_and_they_are_the_workshops_own(workshop):
    asked = survey(workshop)
    assert [(each.kind, each.text) for each in queries.questions_of(asked)] == [
        (each.kind, each.text) for each in asking.shipped("before")
    ]
    own = WordingDraft((Wording("scale", "How sure are you?"), Wording("text", "Why?")))
    asking.word_survey(do(workshop), kind="before", seen=1, draft=own)
    assert [each.text for each in queries.questions_of(asked)] == ["How sure are you?", "Why?"]
    assert queries.questions_of(survey(make.workshop()))[0].text == asking.shipped("before")[0].text


def test_wording_is_fixed_from_the_first_reply_on(workshop):
    asked = survey(workshop)
    answer(asked, "one", number=3)
    with pytest.raises(Invalid, match="the wording is fixed"):
        asking.word_survey(do(workshop), kind="before", seen=1, draft=WordingDraft((Wording("text", "Other?"),)))
    assert asked.questions.count() == 10


@pytest.mark.parametrize(("count", "sentence"), [(0, "at least one question"), (21, "at most 20 questions")])
def test_survey_has_bounds(workshop, count, sentence):
    with pytest.raises(Invalid, match=sentence):
        asking.word_survey(do(workshop), kind="after", seen=1, draft=WordingDraft((Wording("text", "Why?"),) * count))


def test_questions_read_before_somebody_saved_are_not_written_over(workshop):
    asking.word_survey(do(workshop), kind="after", seen=1, draft=WordingDraft((Wording("text", "Theirs?"),)))
    with pytest.raises(asking.WordingChanged):
        asking.word_survey(do(workshop), kind="after", seen=1, draft=WordingDraft((Wording("text", "Mine?"),)))
    assert list(Question.objects.values_list("text", flat=True)) == ["Theirs?"]


# --- Replies --------------------------------------------------------------------------------------------------------


def test_one_device_has_one_reply_and_another_has_another(workshop):
    asked = survey(workshop)
    answer(asked, "phone", sector="acute", number=3, text="First")
    answer(asked, "phone", sector="vcse", number=7)
    answer(asked, "other", number=1)
    replies = Response.objects.order_by("pk")
    assert [(each.sector, [a.number for a in each.answers.all()]) for each in replies] == [
        ("vcse", [7]),
        ("acute", [1]),
    ]
    assert queries.earlier_reply(asked, "phone") == queries.Earlier("vcse", {ids(asked, "scale")[0]: 7})
    assert queries.earlier_reply(asked, "stranger") is None


def test_reply_holds_nothing_of_who_sent_it(workshop):
    asked, after = survey(workshop), survey(workshop, "after")
    answer(asked, "phone", number=3)
    answering.answer_survey(
        link_id=link_of(after).pk, reply=Reply("acute", {ids(after, "scale")[0]: 5}), device="phone", at=NOON
    )
    columns = {field.name for model in (Response, Answer) for field in model._meta.concrete_fields}
    assert columns == {"id", "survey", "sector", "device", "response", "question", "number", "text"}
    digests = set(Response.objects.values_list("device", flat=True))
    assert len(digests) == 2
    assert all("phone" not in each and len(each) == 64 for each in digests)
    assert not Operation.objects.filter(verb__startswith="survey").exists()


def test_close_takes_no_more_replies_and_forgets_the_devices(workshop):
    asked = survey(workshop)
    answer(asked, "phone", number=3)
    asking.close_survey(do(workshop, seconds=5), kind="before")
    with pytest.raises(Refused, match="These questions are closed"):
        answer(asked, "other", number=3)
    assert list(Response.objects.values_list("device", flat=True)) == [""]
    asking.open_survey(do(workshop, seconds=9), kind="before")
    asked.refresh_from_db()
    assert (asked.opened_at, asked.closed_at) == (do(workshop, seconds=9).at, None)
    assert asked.links.count() == 1
    answer(asked, "phone", number=4)
    assert Response.objects.count() == 2


def test_nhs_number_is_refused_and_what_was_caught_is_not_kept(workshop):
    asked = survey(workshop)
    with pytest.raises(PatientDataRefused) as refused:
        answer(asked, "phone", text=f"She is {NHS_NUMBER}")
    assert [each.field for each in refused.value.findings] == [rules.field_of(ids(asked, "text")[0])]
    assert not Response.objects.exists()
    assert list(PatientDataFlag.objects.values_list("place", "kind", "outcome")) == [
        ("survey.answered", "nhs_number", "blocked")
    ]


def test_answer_to_a_question_that_was_taken_out_is_not_lost_in_silence(workshop):
    asked = survey(workshop)
    old = ids(asked, "text")[0]
    asking.word_survey(do(workshop), kind="before", seen=1, draft=WordingDraft((Wording("text", "New?"),)))
    with pytest.raises(Gone, match="questions were changed"):
        answering.answer_survey(
            link_id=link_of(asked).pk, reply=Reply("acute", {}, {old: "Words"}), device="a", at=NOON
        )


def test_replies_have_a_bound(workshop, monkeypatch):
    monkeypatch.setattr(limits, "REPLIES", 2)
    asked = survey(workshop)
    for device in ("one", "two", "two"):
        answer(asked, device, number=1)
    with pytest.raises(Invalid, match="No more replies"):
        answer(asked, "three", number=1)


# --- Results --------------------------------------------------------------------------------------------------------


def test_under_five_answers_nothing_is_shown(workshop):
    asked = survey(workshop)
    for device in range(4):
        answer(asked, str(device), number=9, text=f"Words {device}")
    found = queries.results(workshop.pk)["before"]
    assert (found.replies, found.counted, found.few) == (4, 0, True)
    asking.close_survey(do(workshop), kind="before")
    found = queries.results(workshop.pk)["before"]
    assert (found.replies, found.counted, found.few) == (4, 4, True)
    assert [(each.answers, each.counts, each.mean, each.texts) for each in found.questions[:2]] == [
        (4, (), None, ())
    ] * 2
    assert "Words" not in json.dumps(queries.for_snapshot(workshop))
    assert pictures.scale(found.questions[0].counts, found.questions[0].mean) is None


def test_from_five_answers_on_mean_and_words_are_shown_in_an_order_that_tells_nothing(workshop):
    asked = survey(workshop)
    for device, text in enumerate(("more time", "A list", "", "zeal", "beds", "Care")):
        answer(asked, str(device), number=device, text=text)
    asking.close_survey(do(workshop), kind="before")
    scale, free = queries.results(workshop.pk)["before"].questions[:2]
    assert (scale.counts, scale.mean) == ((1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0), 2.5)
    assert free.texts == ("A list", "beds", "Care", "more time", "zeal")
    assert queries.results(workshop.pk)["before"].questions[2].answers == 0


def test_results_of_an_open_survey_move_on_in_steps_of_five_replies(workshop):
    asked = survey(workshop)

    def told() -> tuple[int, tuple[int, ...], list[str]]:
        found = queries.results(workshop.pk)["before"]
        [kept] = queries.for_snapshot(workshop)
        assert (kept["questions"][0]["counts"], kept["questions"][1]["texts"]) == (
            list(found.questions[0].counts),
            list(found.questions[1].texts),
        )
        return found.replies, found.questions[0].counts[:2], list(found.questions[1].texts)

    first = [f"First {device}" for device in range(5)]
    for device, words in enumerate(first):
        answer(asked, str(device), number=0, text=words)
    for late in range(4):
        answer(asked, f"late {late}", number=1, text=f"Late {late}")
        assert told() == (6 + late, (5, 0), first)
    answer(asked, "late 4", number=1, text="Late 4")
    everything = [*first, *(f"Late {late}" for late in range(5))]
    assert told() == (10, (5, 5), everything)
    answer(asked, "last", number=1, text="The last")
    assert told() == (11, (5, 5), everything)
    asking.close_survey(do(workshop), kind="before")
    assert told() == (11, (5, 6), [*everything, "The last"])


def test_a_question_with_fewer_than_five_answers_is_hidden_among_others(workshop):
    asked = survey(workshop)
    for device in range(6):
        answer(asked, str(device), number=5, text="Alone" if device == 0 else "")
    scale, text = queries.results(workshop.pk)["before"].questions[:2]
    assert (scale.mean, text.answers, text.texts) == (5.0, 1, ())


def test_reply_rate_by_sector_counts_those_who_said_yes(workshop):
    plan(workshop, SOCIAL, LIVED, Wanted("acute", wanted=5))
    asked = survey(workshop)
    answer(asked, "one", sector="social_care", number=1)
    answer(asked, "two", sector="vcse", number=1)
    found = queries.results(workshop.pk)["before"]
    assert [(each.sector, each.asked, each.replied, each.percent) for each in found.sectors] == [
        ("social_care", 2, 1, 50),
        ("vcse", 0, 1, None),
        ("person_or_carer", 1, 0, 0),
    ]
    assert found.silent == ("Person or carer with lived experience",)
    assert (found.asked, found.of_confirmed) == (3, True)


def test_before_anybody_said_yes_the_rate_counts_who_is_wanted(workshop):
    plan(workshop, Wanted("acute", wanted=5))
    found = queries.results(survey(workshop).workshop_id)["before"]
    assert [(each.asked, each.replied) for each in found.sectors] == [(5, 0)]
    assert (found.asked, found.of_confirmed) == (5, False)


def test_snapshot_is_json_and_holds_surveys_that_were_opened(workshop):
    asking.word_survey(do(workshop), kind="after", seen=1, draft=WordingDraft((Wording("text", "Why?"),)))
    asked = survey(workshop)
    for device in range(5):
        answer(asked, str(device), number=device)
    [kept] = queries.for_snapshot(workshop)
    assert kept == json.loads(json.dumps(kept))
    assert (kept["kind"], kept["replies"]) == ("before", 5)
    assert kept["sectors"] == [{"sector": "acute", "asked": 0, "replied": 5}]
    assert kept["questions"][0] == {
        "text": asking.shipped("before")[0].text,
        "kind": "scale",
        "answers": 5,
        "counts": [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0],
        "mean": 2.0,
        "texts": [],
    }


def test_results_take_as_many_queries_for_many_replies_as_for_one(workshop, django_assert_num_queries):
    asked = survey(workshop)
    answer(asked, "one", number=1)
    with django_assert_num_queries(5):
        queries.results(workshop.pk)
    for device in range(5):
        answer(asked, str(device), number=1, text="Words")
    with django_assert_num_queries(5):
        queries.results(workshop.pk)


def test_picture_of_a_scale_draws_what_was_said():
    drawn = pictures.scale((0, 2, 4), 1.7)
    assert drawn is not None
    assert drawn.words == "On a scale from 0 to 2: 2 chose 1, 4 chose 2. Mean 1.7 of 6 answers."
    assert [bar.height for bar in drawn.bars] == [0.0, 43.0, 86.0]
    assert all(bar.top + bar.height == drawn.floor for bar in drawn.bars)


# --- Links and offers -------------------------------------------------------------------------------------------------


def test_fresh_link_leads_to_the_same_survey_and_the_first_goes_on(workshop):
    asked = survey(workshop)
    first = link_of(asked)
    fresh = row(asking.make_link(do(workshop), kind="before"))
    assert [each.id for each in queries.links(workshop.pk, "before")] == [fresh.pk, first.pk]
    for link in (first, fresh):
        reply = Reply("acute", {ids(asked, "scale")[0]: 1})
        answering.answer_survey(link_id=link.pk, reply=reply, device=str(link.pk), at=NOON)
    assert Response.objects.filter(survey=asked).count() == 2
    assert len({first.token, fresh.token}) == 2
    assert len(fresh.token) == 24


def test_ended_link_takes_nothing(workshop):
    asked = survey(workshop)
    link = link_of(asked)
    asking.end_link(do(workshop), link_id=link.pk)
    assert queries.links(workshop.pk, "before") == ()
    reply = Reply("acute", {ids(asked, "scale")[0]: 1})
    with pytest.raises(Gone, match="leads nowhere"):
        answering.answer_survey(link_id=link.pk, reply=reply, device="one", at=NOON)


def test_text_to_send_names_the_silent():
    silent = ("Hospital", "Social care", "Education")
    said = rules.survey_letter("before", title="Falls", url="https://x/s/1/", minutes=10, silent=silent)
    assert "We have not heard from hospital, social care and education yet" in said
    assert "https://x/s/1/" in said
    assert "It takes about 10 minutes" in said
    assert "not heard" not in rules.survey_letter("after", title="Falls", url="u", minutes=2)


def test_offer_told_twice_with_one_key_is_kept_once(workshop):
    link = row(asking.make_link(do(workshop), kind=""))
    told, key = OfferTold("The trust", "Preceptorship", "getting_on", 12, "Education lead"), uuid4()
    for _ in range(2):
        answering.tell_offer(link_id=link.pk, told=told, key=key, at=NOON)
    answering.tell_offer(link_id=link.pk, told=told, key=uuid4(), at=NOON)
    assert ExistingOffer.objects.filter(workshop=workshop).count() == 2
    assert offer_titles(workshop) == ["Preceptorship", "A course of our own", "Volunteering"]


def test_link_to_a_survey_takes_no_offer(workshop):
    with pytest.raises(Gone):
        answering.tell_offer(link_id=link_of(survey(workshop)).pk, told=OfferTold("A", "B"), key=uuid4(), at=NOON)


def test_offer_with_an_nhs_number_is_refused(workshop):
    link = row(asking.make_link(do(workshop), kind=""))
    with pytest.raises(PatientDataRefused):
        answering.tell_offer(link_id=link.pk, told=OfferTold("A", "B", contact=NHS_NUMBER), key=uuid4(), at=NOON)
    assert not ExistingOffer.objects.exists()


def test_told_offer_is_taken_off_for_good(workshop):
    link = row(asking.make_link(do(workshop), kind=""))
    answering.tell_offer(link_id=link.pk, told=OfferTold("A", "B"), key=uuid4(), at=NOON)
    asking.remove_existing_offer(do(workshop), offer_id=ExistingOffer.objects.get().pk)
    assert queries.existing_offers(workshop.pk) == []


# --- Steps and verbs ------------------------------------------------------------------------------------------------


def test_steps_say_how_everything_stands(workshop):
    states = {step.title: step.state for part in around(workshop).parts for step in part.steps}
    assert states == {
        "Say what it is about": "Not yet",
        "Trim the pathway": "To look at",
        "Invite the right mix": "Not yet",
        "Ask everybody before the day": "Not yet",
        "Collect learning that exists": "Not yet",
        "Open it for pre-work": "Done",
        "Rehearse and sign": "Not yet",
        "Print for the room": "",
        "Run the workshop": "Under way",
        "Ask how it was": "Not yet",
        "Make the report": "Not yet",
    }


def test_pathway_is_trimmed_once_somebody_has_changed_it(workshop):
    def state() -> str:
        [step] = [step for part in around(workshop).parts for step in part.steps if step.path == "prepare/"]
        return step.state

    zones.star_segment(do(workshop, make.participant(workshop)), segment_id=make.stage(workshop).pk)
    assert state() == "To look at"
    structure.remove_segment(do(workshop), segment_id=make.stage(workshop, "Back home").pk)
    assert state() == "Done"


def test_what_is_only_to_be_looked_at_is_next_when_nothing_else_is_left():
    everything = Step("First", "To look at", "", "", ""), Step("Second", "Not yet", "", "", "")
    assert next_of(everything) is everything[1]
    assert next_of(everything[:1]) is everything[0]
    assert next_of(()) is None


def test_survey_says_whether_people_are_wanted_or_have_said_yes(workshop):
    def words() -> str:
        [step] = [step for part in around(workshop).parts for step in part.steps if step.path == "surveys/before/"]
        return step.words

    plan(workshop, Wanted("acute", "Ward nurses", wanted=25))
    asked = survey(workshop)
    answer(asked, "one", number=1)
    assert words() == "1 reply so far; 25 wanted."
    plan(workshop, LIVED)
    assert words() == "1 reply so far; 1 has said yes."


@pytest.mark.parametrize(
    ("status", "title"),
    [
        ("draft", "Say what it is about"),
        ("pre_work", "Say what it is about"),
        ("live", "Run the workshop"),
        ("review", "Ask how it was"),
        ("archived", None),
    ],
)
def test_next_step_is_the_first_that_is_not_done_at_this_time(workshop, status, title):
    workshop.status = status
    step = around(workshop).next_step
    assert (step.title if step else None) == title


def test_mix_that_lacks_a_voice_is_never_done(workshop):
    plan(workshop, replace(SOCIAL, wanted=2))
    [step] = [step for part in around(workshop).parts for step in part.steps if step.path == "invites/"]
    assert (step.state, step.words) == ("Under way", "2 of 2 have said yes.")
    assert len(step.remarks) == 1
    plan(workshop, LIVED, replace(LIVED, wanted=0))
    [step] = [step for part in around(workshop).parts for step in part.steps if step.path == "invites/"]
    assert (step.state, step.remarks) == ("Done", ())


QUIET = {
    "declare": lambda at: invites.declare(do(at, again=True)),
    "word": lambda at: asking.word_survey(
        do(at, again=True), kind="before", seen=1, draft=WordingDraft((Wording("text", "Why?"),))
    ),
    "open": lambda at: asking.open_survey(do(at, again=True), kind="before"),
    "close": lambda at: asking.close_survey(do(at, again=True), kind="before"),
    "link": lambda at: asking.make_link(do(at, again=True), kind=""),
}


@pytest.mark.parametrize("name", QUIET)
def test_what_no_face_shows_makes_no_event(workshop, name):
    outcome = QUIET[name](workshop)
    workshop.refresh_from_db()
    assert (outcome.number, workshop.last_event, Event.objects.count()) == (0, 0, 0)


MAKING: dict[str, tuple[type[Model], dict[str, object]]] = {
    "make_link": (SurveyLink, {"kind": ""}),
    "open_survey": (Question, {"kind": "after"}),
}


@pytest.mark.parametrize("name", MAKING)
def test_the_same_operation_sent_again_changes_nothing(workshop, name):
    model, fields = MAKING[name]
    command = do(workshop, again=True)
    first = getattr(asking, name)(command, **fields)
    count = model._default_manager.count()
    again = getattr(asking, name)(command, **fields)
    assert (again.repeated, again.target, model._default_manager.count()) == (True, first.target, count)


def test_participants_prepare_nothing(workshop):
    with pytest.raises(Refused):
        asking.open_survey(do(workshop, make.participant(workshop)), kind="before")
    assert not Survey.objects.exists()


def test_questions_after_the_day_open_with_the_close_and_stay_closed_once_closed(workshop):
    close = workshop.agenda.filter(phase="close").get()
    join = workshop.agenda.filter(phase="join").get()
    agenda.move_to(do(workshop), item_id=join.pk)
    assert queries.open_link(workshop.pk, "after") is None
    agenda.move_to(do(workshop), item_id=close.pk)
    after = Survey.objects.get(kind="after")
    assert queries.open_link(workshop.pk, "after") == f"/s/{link_of(after).token}/"
    asking.close_survey(do(workshop), kind="after")
    agenda.move_to(do(workshop), item_id=join.pk)
    agenda.move_to(do(workshop), item_id=close.pk)
    assert queries.open_link(workshop.pk, "after") is None
