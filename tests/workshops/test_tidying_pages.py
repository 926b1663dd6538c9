"""Tidying ideas and bringing notes home, as pages without script and as panels."""

from uuid import uuid4

import pytest

from accounts.rules.roles import AccountRole
from tests import make
from tests.make import do, row
from workshops.models import Idea, NewRoleCheck, Note
from workshops.services import grouping, ideas, notes, plan

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(workshop):
    return make.signed_in(make.user(AccountRole.FACILITATOR, at=workshop.system))


@pytest.fixture
def phone(workshop):
    return make.seated(workshop)


def at(workshop, path):
    return f"/w/{workshop.public_id}/{path}"


def add(workshop, text="Rotate", enabler="supply"):
    return row(ideas.add_idea(do(workshop), draft=ideas.IdeaDraft(text, enabler)))


def send(client, path, headers=None, **fields):
    return client.post(path, {"key": str(uuid4()), **fields}, headers=headers)


def test_merging_ticks_the_others_and_sends_one_button(workshop, desk):
    one, two, three = add(workshop), add(workshop, "One rota"), add(workshop, "Learn", "upskilling")
    page = desk.get(at(workshop, f"ideas/{one.pk}/merge/"), headers=HTMX).content.decode()
    assert page.index("2. One rota") < page.index("3. Learn")
    assert f'value="{one.pk}"' not in page
    refused = send(desk, at(workshop, f"ideas/{one.pk}/merge/"), HTMX)
    assert (refused.status_code, "Tick at least one idea." in refused.content.decode()) == (422, True)
    done = send(desk, at(workshop, f"ideas/{one.pk}/merge/"), HTMX, ideas=[two.pk, three.pk])
    assert (done.status_code, "Merged into idea 1." in done.content.decode()) == (200, True)
    assert "takes in 2, 3" in desk.get(at(workshop, "regions/ideas/")).content.decode()
    panel = desk.get(at(workshop, f"ideas/{two.pk}/"), headers=HTMX).content.decode()
    assert "It is part of" in panel
    assert "idea 1: Rotate" in panel


def test_an_edit_of_an_idea_that_was_merged_meanwhile_comes_back_as_text(workshop, phone):
    one, two = add(workshop), add(workshop, "One rota")
    grouping.merge_ideas(do(workshop), survivor_id=one.pk, absorbed_ids=[two.pk])
    answer = send(phone, at(workshop, f"ideas/{two.pk}/edit/"), HTMX, text="My better words", version="1")
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "Idea 2 is part of idea 1 now." in page
    assert "My better words" in page


def test_a_split_that_somebody_else_overtook_shows_both_texts(workshop, desk):
    one = add(workshop)
    ideas.edit_idea(do(workshop), idea_id=one.pk, seen=1, draft=ideas.IdeaDraft("Other words", "supply"))
    fields = {"part_1": "Mine", "part_2": "And mine", "version": "1"}
    answer = send(desk, at(workshop, f"ideas/{one.pk}/split/"), HTMX, **fields)
    page = answer.content.decode()
    assert (answer.status_code, "Mine" in page, "Other words" in page) == (409, True, True)


def test_a_phone_moves_an_idea_and_finds_no_way_to_merge(workshop, phone):
    one = add(workshop)
    panel = phone.get(at(workshop, f"ideas/{one.pk}/"), headers=HTMX).content.decode()
    assert ("Move to…" in panel, "Merge…" in panel) == (True, False)
    assert send(phone, at(workshop, f"ideas/{one.pk}/move/"), enabler="leadership").status_code == 303
    assert send(phone, at(workshop, f"ideas/{one.pk}/move/?enabler=upskilling")).status_code == 303
    assert send(phone, at(workshop, f"ideas/{one.pk}/move/"), enabler="luck").status_code == 422
    assert Idea.objects.get().enabler == "upskilling"
    refused = send(phone, at(workshop, f"ideas/{one.pk}/merge/"), ideas=[one.pk])
    assert (refused.status_code, "Only a facilitator groups" in refused.content.decode()) == (403, True)


def test_a_new_role_is_asked_first_at_one_tap_each(workshop, desk):
    one = add(workshop, "A navigator", "new_roles")
    assert "Have we asked first?" in desk.get(at(workshop, "regions/ideas/")).content.decode()
    page = desk.get(at(workshop, f"ideas/{one.pk}/check/"), headers=HTMX).content.decode()
    assert page.count("Not known yet</label>") == 7
    fields = {f"{name}_unknown": "on" for name in NewRoleCheck.QUESTIONS if name != "funding"}
    send(desk, at(workshop, f"ideas/{one.pk}/check/"), HTMX, funding="The levy", **fields)
    check = NewRoleCheck.objects.get()
    assert (check.is_answered, check.scope, check.funding, check.version) == (True, "Not known yet", "The levy", 1)
    assert "Have we asked first?" not in desk.get(at(workshop, "regions/ideas/")).content.decode()


def test_the_form_of_an_action_leads_to_the_questions(workshop, desk):
    one = add(workshop, "A navigator", "new_roles")
    where = at(workshop, f"ideas/{one.pk}/check/")
    form = at(workshop, f"actions/add/?idea={one.pk}")
    assert f'href="{where}"' in desk.get(form, headers=HTMX).content.decode()
    whole = {"text": "T", "owner": "Ada", "organisation": "The trust", "due_on": "2027-01-31", "status": "agreed"}
    answer = send(desk, form, HTMX, **whole)
    page = answer.content.decode()
    assert (answer.status_code, f'href="{where}"' in page) == (422, True)
    assert "Idea 1 is for a new role: answer its seven questions first." in page


def test_an_alternative_is_one_press(workshop, phone):
    one = add(workshop, "A navigator", "new_roles")
    answer = send(phone, at(workshop, f"ideas/{one.pk}/instead/"), HTMX, enabler="upskilling")
    assert "It stands under Upskilling too, as idea 2." in answer.content.decode()


def test_an_effect_stands_under_its_idea_and_among_the_priorities(workshop, phone, desk):
    one = add(workshop)
    fields = {"text": "Wards lose hands", "kind": "unintended", "aim": "staff_experience"}
    send(phone, at(workshop, f"impacts/add/?idea={one.pk}"), HTMX, **fields)
    for path in (f"ideas/{one.pk}/", "regions/priorities/"):
        page = desk.get(at(workshop, path), headers=HTMX).content.decode()
        assert ("This might come with it: experience of staff" in page, "Wards lose hands" in page) == (True, True)
    assert send(phone, at(workshop, "impacts/add/?idea=999"), HTMX, **fields).status_code == 404


def test_a_parked_point_finds_its_way_home_at_one_press(workshop, phone, desk):
    assert send(phone, at(workshop, "notes/parking/add/"), text="Who pays for the van?").status_code == 303
    note = Note.objects.get()
    panel = desk.get(at(workshop, f"notes/{note.pk}/"), headers=HTMX).content.decode()
    assert "Make an idea of it" in panel
    assert "Make an idea of it" not in phone.get(at(workshop, f"notes/{note.pk}/"), headers=HTMX).content.decode()
    answer = send(desk, at(workshop, f"notes/{note.pk}/take/"), HTMX, to="idea")
    assert "It is home: Idea 1." in answer.content.decode()
    assert "1 dealt with" in phone.get(at(workshop, "regions/notes/")).content.decode()


def test_a_phase_shows_its_own_list_first(workshop, phone):
    workshop.phase = "purpose"
    workshop.save(update_fields=["phase"])
    notes.add_note(do(workshop), draft=notes.NoteDraft("ground_rule", "Phones on silent"))
    page = phone.get(at(workshop, "regions/notes/")).content.decode()
    assert page.index("No names, no numbers") < page.index("Phones on silent") < page.index("Parking lot")
    assert phone.get(at(workshop, "notes/lost/add/")).status_code == 404


def test_words_written_in_silence_have_no_panel_for_others(workshop, desk, phone):
    actor = make.participant(workshop)
    workshop.is_private = True
    workshop.save(update_fields=["is_private"])
    idea = row(ideas.add_idea(do(workshop, actor), draft=ideas.IdeaDraft("Hush")))
    note = row(notes.add_note(do(workshop, actor), draft=notes.NoteDraft("parking", "Hush")))
    for client in (desk, phone):
        for path in (f"ideas/{idea.pk}/", f"ideas/{idea.pk}/move/", f"ideas/{idea.pk}/edit/", f"notes/{note.pk}/"):
            assert (path, client.get(at(workshop, path)).status_code) == (path, 404)
    assert "Hush" not in desk.get(at(workshop, "notes/")).content.decode()


def test_three_hundred_ideas_stay_small_and_readable(workshop, phone):
    Idea.objects.bulk_create(
        Idea(workshop=workshop, number=n, text=f"Idea of number {n}", enabler="supply") for n in range(1, 301)
    )
    page = phone.get(at(workshop, "regions/ideas/")).content.decode()
    assert "292 more" in page
    assert len(page.encode()) < 250_000


def test_actions_of_what_was_merged_are_listed_with_the_survivor(workshop, desk):
    one, two = add(workshop), add(workshop, "One rota")
    plan.add_action(do(workshop), draft=plan.ActionDraft("Write it"), idea_id=two.pk)
    grouping.merge_ideas(do(workshop), survivor_id=one.pk, absorbed_ids=[two.pk])
    page = desk.get(at(workshop, f"ideas/{one.pk}/"), headers=HTMX).content.decode()
    assert ("Write it" in page, "from idea 2" in page) == (True, True)
