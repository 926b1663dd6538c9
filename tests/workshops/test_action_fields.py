"""What an action says beside what, who and by when; and how the actions are read back."""

from datetime import date

import pytest

from accounts.services import PatientDataRefused
from tests import make
from tests.make import do, row
from workshops.queries import plan as plans
from workshops.rules.audiences import Audience
from workshops.services import plan
from workshops.services.editing import Invalid

pytestmark = pytest.mark.django_db

FULL = plan.ActionDraft(
    "Share the rota",
    owner="Ward manager",
    organisation="Community trust",
    due_on=date(2027, 3, 31),
    enabler="supply",
    status="agreed",
    start_on=date(2027, 1, 4),
    resources="Two hours a week",
    outcome="One rota",
    measure="Unfilled shifts",
    lever="one_workforce",
    horizon="now",
    aim="staff_experience",
)


def an_action(at, **said):
    return row(plan.add_action(do(at), draft=plan.ActionDraft("T", **said)))


def test_action_keeps_everything_that_is_said_of_it(workshop):
    action = row(plan.add_action(do(workshop), draft=FULL))
    assert {name: getattr(action, name) for name in vars(FULL)} == vars(FULL)
    same = plan.edit_action(do(workshop), action_id=action.pk, seen=1, draft=FULL)
    assert (row(same).version, same.number) == (1, 1)


def test_action_is_not_due_before_it_starts(workshop):
    with pytest.raises(Invalid, match="This is before the start") as raised:
        an_action(workshop, start_on=date(2027, 2, 1), due_on=date(2027, 1, 31))
    assert raised.value.field == "due_on"
    same_day = an_action(workshop, start_on=date(2027, 2, 1), due_on=date(2027, 2, 1))
    with pytest.raises(Invalid, match="This is before the start"):
        plan.edit_action(
            do(workshop),
            action_id=same_day.pk,
            seen=1,
            draft=plan.ActionDraft("T", start_on=date(2027, 2, 2), due_on=date(2027, 2, 1)),
        )


@pytest.mark.parametrize("field", ["owner", "organisation", "resources", "outcome", "measure"])
def test_no_patient_in_any_field(workshop, field):
    with pytest.raises(PatientDataRefused):
        an_action(workshop, **{field: "About 943 476 5919"})
    assert workshop.actions.count() == 0


def test_actions_are_read_back_agreed_by_date_then_proposals_then_dropped(workshop):
    owned = {"owner": "Ada", "organisation": "The trust"}
    an_action(workshop)
    an_action(workshop, **owned, status="agreed", due_on=date(2027, 5, 1))
    an_action(workshop, status="dropped")
    an_action(workshop, **owned, status="in_progress", due_on=date(2027, 4, 1))
    an_action(workshop, **owned)
    found = plans.read_back(plans.actions(workshop.pk))
    assert [action.number for action in found.agreed] == [4, 2]
    assert [action.number for action in found.proposals] == [1, 5]
    assert [action.number for action in found.dropped] == [3]
    assert found.unowned == 1


def test_folded_fields_survive_an_edit_on_the_page(workshop):
    action = row(plan.add_action(do(workshop), draft=FULL))
    desk = make.faces(workshop).clients[Audience.FACILITATOR]
    path = f"/w/{workshop.public_id}/actions/{action.pk}/edit/"
    page = desk.get(path).content.decode()
    assert '<details class="nhsuk-details" data-more open>' in page
    said = {name: value or "" for name, value in vars(FULL).items()}
    answer = desk.post(path, {**said, "text": "Share both rotas", "version": 1}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    action.refresh_from_db()
    assert (action.text, action.measure, action.start_on) == ("Share both rotas", "Unfilled shifts", date(2027, 1, 4))
    shown = desk.get(f"/w/{workshop.public_id}/actions/{action.pk}/").content.decode()
    for words in ("4 January 2027", "Two hours a week", "One rota", "Unfilled shifts", "One workforce"):
        assert words in shown


def test_new_action_is_asked_short_first(workshop):
    desk = make.faces(workshop).clients[Audience.FACILITATOR]
    page = desk.get(f"/w/{workshop.public_id}/actions/add/").content.decode()
    assert '<details class="nhsuk-details" data-more>' in page
    assert page.index('name="due_on"') < page.index("More about this action") < page.index('name="start_on"')
