"""What a form answers: a refusal keeps every word, as a fragment for htmx and as a page without it."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.forms import CharField

from tests.web.pages import boxes, handed_back, is_page, words
from workshops.forms import free_text
from workshops.forms.grouping import SplitForm
from workshops.forms.ideas import CheckForm
from workshops.models import Action, Event, Idea, Membership, PersonNeed, WorkforceNeed, Workshop
from workshops.rules.codes import STATUS_MOVES, STATUS_STEPS, WorkshopStatus

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

HTMX = {"HX-Request": "true"}
NHS_NUMBER = "943 476 5919"
REFUSED = "This looks like an NHS number. Please take it out"

IDEA_VERSION = "2"  # the action that came of it has taken it forward

# Each form of the room: route, what its arguments are ids of, whole and right fields, its free texts.
FORMS: dict[str, tuple[list[str], dict[str, Any], list[str]]] = {
    "details": (
        [],
        {"title": "Frailty", "mode": "online", "version": "1"},
        ["title", "challenge", "outcome", "sponsor", "population", "starts", "ends"],
    ),
    "stage_add": ([], {"title": "A new stage", "settings": ["home"]}, ["title", "person_need"]),
    "segment_edit": (["segment"], {"title": "Renamed", "version": "1"}, ["title", "person_need"]),
    "need_add": (
        ["segment"],
        {"title": "Night porter", "kind": "informal", "depth_needed": "2", "depth_now": "", "pillars": ["research"]},
        ["title", "note"],
    ),
    "need_edit": (
        ["need"],
        {"title": "Night porter", "kind": "informal", "depth_needed": "2", "depth_now": "1", "version": "1"},
        ["title", "note"],
    ),
    "person_need_add": (["segment"], {"text": "To be asked once", "source": "lived_experience"}, ["text"]),
    "person_need_edit": (["person_need"], {"text": "To be asked", "source": "persona", "version": "1"}, ["text"]),
    "offer_add": (["need"], {"title": "A day together", "learner_stage": "getting_in", "status": "missing"}, ["title"]),
    "offer_edit": (
        ["offer"],
        {"title": "Two days", "learner_stage": "getting_in", "status": "missing", "version": "1"},
        ["title", "note"],
    ),
    "idea_add": ([], {"text": "Share one induction", "enabler": "supply"}, ["text"]),
    "idea_edit": (["idea"], {"text": "Share two", "enabler": "", "version": IDEA_VERSION}, ["text"]),
    "action_add": ([], {"text": "Write the agreement", "status": "proposed"}, ["text", "owner", "organisation"]),
    "action_edit": (["action"], {"text": "Write it", "status": "dropped", "version": "1"}, ["text", "owner"]),
}
WITH_TEXT = [(name, field) for name, (_, _, texts) in FORMS.items() for field in texts]
LONGEST = {
    "title": 160,
    "owner": 160,
    "organisation": 160,
    "challenge": 300,
    "outcome": 300,
    "sponsor": 160,
    "population": 300,
    "starts": 300,
    "ends": 300,
}


def whole(name: str, **changed: Any) -> dict[str, Any]:
    return FORMS[name][1] | {"key": str(uuid4())} | changed


@pytest.fixture
def url(world, at):
    return lambda name: at(name, *(world.here.pks[noun] for noun in FORMS[name][0]))


@pytest.fixture
def desk(world):
    return world.client("facilitator here")


@pytest.fixture
def phone(world):
    return world.client("participant here")


def events(world) -> int:
    return Event.objects.filter(workshop=world.here.workshop).count()


@pytest.mark.parametrize("name", FORMS)
def test_saved_answers_go_on_with_303_or_say_it_to_htmx(world, desk, url, name):
    before = Workshop.objects.get(pk=world.here.workshop.pk).last_event
    plain = desk.post(url(name), whole(name))
    assert (plain.status_code, plain.headers["Location"]) == (303, f"/w/{world.here.workshop.public_id}/")
    assert plain.headers["X-Number"] == str(before + 1)
    fields = whole(name)
    if "version" in fields:
        fields["version"] = str(int(fields["version"]) + 1)
    short = desk.post(url(name), fields, headers=HTMX)
    assert (short.status_code, is_page(short)) == (200, False)
    adds = name.endswith("_add")
    assert short.headers["X-Number"] == str(before + (2 if adds else 1))  # saying what stands already changes nothing


@pytest.mark.parametrize("name", FORMS)
def test_forms_are_pages_without_htmx_and_fragments_with_it(desk, url, name):
    assert is_page(desk.get(url(name)))
    fragment = desk.get(url(name), headers=HTMX)
    assert not is_page(fragment)
    assert {"key", "csrfmiddlewaretoken"} <= set(boxes(fragment))


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize(("name", "field"), WITH_TEXT)
def test_text_that_is_too_long_is_refused_with_its_length_and_kept(world, desk, url, name, field, headers):
    limit, before = LONGEST.get(field, 2000), events(world)
    text = "ä" * (limit + 7)
    answer = desk.post(url(name), whole(name, **{field: text}), headers=headers)
    assert (answer.status_code, is_page(answer)) == (422, not headers)
    assert f"Keep it to {limit:,} characters. This has {limit + 7:,}." in words(answer)
    assert boxes(answer)[field] == [text]
    assert events(world) == before


@pytest.mark.parametrize(("name", "field"), WITH_TEXT)
def test_nhs_number_is_refused_at_its_field_and_stays_in_the_box_only(world, desk, url, name, field):
    before = events(world)
    answer = desk.post(url(name), whole(name, **{field: f"Ask {NHS_NUMBER} first"}), headers=HTMX)
    assert answer.status_code == 422
    assert REFUSED in words(answer)
    assert boxes(answer)[field] == [f"Ask {NHS_NUMBER} first"]
    assert events(world) == before


@pytest.mark.parametrize("name", [name for name, (_, fields, _) in FORMS.items() if name.endswith("_add")])
def test_everything_else_that_was_chosen_is_kept_as_well(desk, url, name):
    fields, text = whole(name), FORMS[name][2][0]
    kept = boxes(desk.post(url(name), fields | {text: ""}, headers=HTMX))
    chosen = {
        each: value for each, value in FORMS[name][1].items() if each not in {text, "enabler", "status", "deployment"}
    }
    assert {each: kept.get(each) for each in chosen} == {
        each: value if isinstance(value, list) else [value] for each, value in chosen.items()
    }


def test_softer_sign_of_a_patient_is_saved_with_a_remark(phone, url):
    answer = phone.post(url("idea_add"), whole("idea_add", text="Ring Mrs Jones about it"), headers=HTMX)
    assert answer.status_code == 200
    assert "Please check that nobody can be recognised." in words(answer).replace("please", "Please")
    assert Idea.objects.filter(text="Ring Mrs Jones about it").exists()


@pytest.mark.parametrize(
    ("name", "field", "value", "sentence"),
    [
        ("need_add", "title", "", "Say who is needed."),
        ("need_add", "depth_needed", "", "Choose how deep."),
        ("need_add", "depth_needed", "4", "Select a valid choice"),
        ("need_add", "depth_now", "7", "Select a valid choice"),
        ("need_add", "learner_stages", ["nowhere"], "Select a valid choice"),
        ("need_add", "title", "\u200b\u2060\u202e", "Say who is needed."),
        ("offer_add", "status", "soon", "Select a valid choice"),
        ("idea_add", "enabler", "luck", "Select a valid choice"),
        ("idea_add", "segments", ["x"], "Select a valid choice"),
        ("action_add", "due_on", "31 February 2027", "Write the date as day, month and year, like 31/3/2027."),
        ("action_add", "status", "agreed", "An agreed action has an owner: a name or a post. Or leave it proposed."),
    ],
)
def test_each_field_has_its_sentence(desk, url, name, field, value, sentence):
    answer = desk.post(url(name), whole(name, **{field: value}), headers=HTMX)
    assert answer.status_code == 422
    assert sentence in words(answer)


@pytest.mark.parametrize("typed", ["2027-03-31", "31/3/2027", "31/3/27", "31 March 2027", "31 Mar 2027"])
def test_dates_are_read_as_people_write_them(desk, url, typed):
    desk.post(url("action_add"), whole("action_add", text=f"By {typed}", due_on=typed))
    assert str(Action.objects.get(text=f"By {typed}").due_on) == "2027-03-31"


def test_same_key_twice_is_one_entry_with_the_same_number(phone, url):
    fields = whole("idea_add", text="Once only")
    first, second = (phone.post(url("idea_add"), fields, headers=HTMX) for _ in range(2))
    assert first.headers["X-Number"] == second.headers["X-Number"]
    assert Idea.objects.filter(text="Once only").count() == 1


@pytest.mark.parametrize("whose", ["sibling", "elsewhere"])
def test_ids_of_other_workshops_in_fields_are_no_choices(world, desk, at, whose):
    here, there = world.here.pks, getattr(world, whose).pks
    before = events(world)
    for name, nouns, fields in (
        ("need_move", ["need"], {"segment": there["segment"], "how": "move"}),
        ("need_move", ["need"], {"segment": there["segment"], "how": "copy"}),
        ("segment_move", ["segment"], {"after": there["segment"]}),
        ("stage_add", [], whole("stage_add", after=there["segment"])),
        ("zone_add", [], {"title": "x", "from_stage": there["segment"], "to_stage": here["segment"]}),
        ("idea_add", [], whole("idea_add", segments=[there["segment"]])),
        ("idea_add", [], whole("idea_add", needs=[there["need"]])),
    ):
        answer = desk.post(at(name, *(here[noun] for noun in nouns)), fields, headers=HTMX)
        assert (name, answer.status_code) == (name, 422)
    assert events(world) == before
    assert desk.get(at("action_add") + f"?idea={there['idea']}").status_code == 404


def test_conflict_shows_both_texts_and_each_of_three_ways_works(world, phone, desk, url, at):
    pk, edit = world.here.pks["idea"], url("idea_edit")
    desk.post(edit, whole("idea_edit", text="Their words"))
    conflict = phone.post(edit, whole("idea_edit", text="My words"), headers=HTMX)
    assert (conflict.status_code, is_page(conflict)) == (409, False)
    assert {"Yours", "Theirs"} <= set(words(conflict).split())
    assert "My words" in words(conflict)
    assert "Their words" in words(conflict)
    assert Idea.objects.get(pk=pk).text == "Their words"
    kept = boxes(conflict)
    assert (kept["text"], kept["version"]) == (["My words"], ["3"])
    assert f'formaction="{at("idea_add")}"' in conflict.text
    again = {name: values for name, values in kept.items() if name != "csrfmiddlewaretoken"}
    assert phone.post(at("idea_add"), again | {"choice": "both", "key": str(uuid4())}, headers=HTMX).status_code == 200
    assert sorted(Idea.objects.filter(text__endswith="words").values_list("text", flat=True)) == [
        "My words",
        "Their words",
    ]
    assert phone.post(edit, again | {"choice": "mine", "key": str(uuid4())}, headers=HTMX).status_code == 200
    assert Idea.objects.get(pk=pk).text == "My words"


def test_edit_without_a_version_is_a_conflict_rather_than_an_overwrite(phone, url):
    fields = whole("person_need_edit", text="Other words")
    for version in ({}, {"version": ["x"]}, {"version": ["9" * 40]}, {"version": ["²"]}):
        answer = phone.post(url("person_need_edit"), {k: v for k, v in fields.items() if k != "version"} | version)
        assert (answer.status_code, is_page(answer)) == (409, True)


def test_edit_of_what_is_gone_hands_the_words_back(world, phone, desk, url, at):
    desk.post(at("idea_remove", world.here.pks["idea"]), {"key": str(uuid4())})
    for headers in ({}, HTMX):
        answer = phone.post(url("idea_edit"), whole("idea_edit", text="Written meanwhile"), headers=headers)
        assert (answer.status_code, is_page(answer), handed_back(answer)) == (410, not headers, ["Written meanwhile"])
    assert phone.get(url("idea_edit")).status_code == 404


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (WorkshopStatus.PAUSED, "The workshop is paused just now. Your words are kept here."),
        (WorkshopStatus.REVIEW, "The workshop is in review and takes no more entries from phones."),
        (WorkshopStatus.CLOSED, "The workshop is closed; nothing changes any more."),
    ],
)
def test_closed_status_refuses_and_hands_back_the_words_and_nothing_else(world, phone, url, status, sentence):
    Workshop.objects.filter(pk=world.here.workshop.pk).update(status=status)
    fields = whole("need_add", title="Said too late", note="But said", csrfmiddlewaretoken="secret", version="1")
    answer = phone.post(url("need_add"), fields, headers=HTMX)
    assert answer.status_code == 403
    assert sentence in words(answer)
    assert {"Said too late", "But said"} <= set(handed_back(answer))
    assert {"secret", fields["key"], "1"} & set(handed_back(answer)) == set()
    assert not WorkforceNeed.objects.filter(title="Said too late").exists()


def test_draft_is_not_open_to_its_participants(world, phone, at):
    Workshop.objects.filter(pk=world.here.workshop.pk).update(status=WorkshopStatus.DRAFT)
    answer = phone.get(at("board"))
    assert answer.status_code == 403
    assert "The workshop is still being prepared." in words(answer)


def test_somebody_shown_out_is_told_and_keeps_the_words(world, url):
    removed = world.client("removed participant")
    answer = removed.post(url("person_need_add"), whole("person_need_add", text="One more thing"), headers=HTMX)
    assert (answer.status_code, is_page(answer)) == (403, False)
    assert "The facilitator has shown you out of this workshop." in words(answer)
    assert "One more thing" in handed_back(answer)
    assert not PersonNeed.objects.filter(text="One more thing").exists()


def test_somebody_signed_out_meanwhile_is_told_and_keeps_the_words(world, url):
    nobody = world.client("nobody")
    answer = nobody.post(url("idea_add"), whole("idea_add", text="One more thing"), headers=HTMX)
    assert (answer.status_code, handed_back(answer)[0]) == (401, "One more thing")
    page = nobody.post(url("idea_add"), whole("idea_add", text="One more thing"))
    assert (page.status_code, handed_back(page)[0]) == (401, "One more thing")
    empty = nobody.post(url("idea_add"), whole("idea_add", text=""))
    assert (empty.status_code, empty.headers["Location"]) == (302, f"/accounts/login/?next={url('idea_add')}")


@pytest.mark.parametrize("named", ["9" * 6, "9" * 6000, "²", "٣", "x"])
def test_action_from_an_idea_that_does_not_exist_is_not_found(phone, url, named):
    assert phone.get(url("action_add"), {"idea": named}).status_code == 404
    assert phone.get(url("idea_add"), {"segment": named, "need": named}).status_code == 200


def test_removing_offers_undo_and_undo_brings_it_back(world, phone, at):
    pk = world.here.pks["need"]
    for headers in ({}, HTMX):
        removed = phone.post(at("need_remove", pk), {"key": str(uuid4())}, headers=headers)
        assert (removed.status_code, is_page(removed)) == (200, not headers)
        assert f'action="{at("need_restore", pk)}"' in removed.text
        assert phone.get(at("need", pk)).status_code == 404
        assert phone.post(at("need_restore", pk), {"key": str(uuid4())}, headers=HTMX).status_code == 200
        assert phone.get(at("need", pk)).status_code == 200


def test_status_moves_only_where_it_may_and_says_so(world, desk, at):
    for wanted, sentence in (
        ("archived", "That step is not possible while the workshop is live."),
        ("none", "possible"),
    ):
        answer = desk.post(at("status"), {"status": wanted}, headers=HTMX)
        assert answer.status_code == 422
        assert sentence in words(answer)
    assert desk.post(at("status"), {"status": "paused"}, headers=HTMX).status_code == 200


def test_showing_somebody_out_closes_their_way_at_once(world, desk, phone, at):
    member = Membership.objects.filter(workshop=world.here.workshop, removed_at=None).order_by("-pk")
    for each in member:
        assert desk.post(at("member_remove", each.pk), {"key": str(uuid4())}).headers["Location"] == at("people")
    assert phone.get(at("board")).status_code == 403


def test_line_ends_count_as_they_are_typed_and_are_kept_as_one_character(world, phone, url):
    typed = "\r\n".join(["x" * 199] * 10)
    answer = phone.post(url("person_need_add"), whole("person_need_add", text=typed + "x"), headers=HTMX)
    assert answer.status_code == 200
    assert PersonNeed.objects.latest("pk").text == "\n".join(["x" * 199] * 10) + "x"
    assert len(PersonNeed.objects.latest("pk").text) == 2000


def test_no_two_forms_of_a_page_share_an_operation_key(desk, at):
    for name in ("prepare", "people", "run"):
        keys = re.findall(r'name="key" value="([0-9a-f-]{36})"', desk.get(at(name)).text)
        assert len(keys) > 1
        assert len(set(keys)) == len(keys)


def test_a_form_opened_from_prepare_leads_back_there(world, desk, url, at):
    page = desk.get(f"{url('stage_add')}?from=prepare").text
    assert '<input type="hidden" name="from" value="prepare">' in page
    assert f'href="{at("prepare")}">Back to stages and zones' in page
    assert desk.post(url("stage_add"), whole("stage_add", **{"from": "prepare"})).headers["Location"] == at("prepare")
    assert desk.post(url("stage_add"), whole("stage_add", **{"from": "elsewhere"})).headers["Location"] == at("board")


@pytest.mark.parametrize("status", [status for status in WorkshopStatus if status != WorkshopStatus.LIVE])
def test_every_step_of_a_workshops_life_has_a_button_in_words(world, desk, at, status):
    Workshop.objects.filter(pk=world.here.workshop.pk).update(status=status)
    page = desk.get(at("run")).text
    offered = re.findall(r'name="status" value="(\w+)">\s*<button[^>]*>([^<]+)</button>', page)
    begins = {"live"} if status in (WorkshopStatus.DRAFT, WorkshopStatus.PRE_WORK) else set[str]()
    assert {value for value, _ in offered} == {each.value for each in STATUS_MOVES[status]} - begins
    assert ("Start: Join</button>" in page) == bool(begins)  # the agenda's own first step makes it live
    assert [label for value, label in offered] == [
        STATUS_STEPS[status, WorkshopStatus(value)] for value, label in offered
    ]


@pytest.mark.parametrize("field", sorted(free_text.names() - {"code"}))
@pytest.mark.parametrize("prefix", ["", "form-3-"])
def test_whatever_is_typed_into_any_form_comes_back_when_somebody_is_shown_out(world, at, field, prefix):
    answer = world.client("removed participant").post(at("details"), {f"{prefix}{field}": "  Typed, line\r\nby line "})
    assert answer.status_code == 403
    assert handed_back(answer) == ["  Typed, line\r\nby line "]


def test_boxes_of_words_that_forms_make_for_themselves_are_known():
    made = {**SplitForm(number=1).fields, **CheckForm().fields}
    words = {name for name, field in made.items() if isinstance(field, CharField)}
    assert words == free_text.MADE_WITH_THEIR_FORM
