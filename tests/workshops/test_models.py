"""Each named constraint, broken once."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from tests import make
from tests.make import NOON
from workshops.models import (
    Action,
    AgendaItem,
    Answer,
    Breakout,
    DepthAnswer,
    DepthPoll,
    Dot,
    DotTally,
    Event,
    ExistingOffer,
    Idea,
    ImpactStatement,
    InviteLine,
    JoinFailure,
    Membership,
    Note,
    OfferLink,
    Operation,
    Persona,
    PersonNeed,
    Question,
    Report,
    Response,
    Score,
    Segment,
    SegmentStar,
    Survey,
    VoteRound,
    WorkforceNeed,
    Workshop,
)

pytestmark = pytest.mark.django_db

KEY = "0b5f8f7e-0d3c-4a1e-9b93-0e5d6a8f0a11"
OWNED = {"owner": "Ada", "organisation": "The trust", "due_on": date(2027, 1, 31)}

BROKEN: dict[str, tuple[type[models.Model], list[dict[str, object]]]] = {
    "workshops_workshop_mode_known": (Workshop, [{"mode": "lost"}]),
    "workshops_workshop_status_known": (Workshop, [{"status": "lost"}]),
    "workshops_workshop_phase_known": (Workshop, [{"phase": "lost"}]),
    "workshops_workshop_door_known": (Workshop, [{"door": "lost"}]),
    "workshops_workshop_one_clock": (Workshop, [{"ends_at": NOON, "seconds_left": 60}]),
    "workshops_agendaitem_position_once": (AgendaItem, [{"position": 90}]),
    "workshops_agendaitem_phase_or_break": (
        AgendaItem,
        [{"kind": "break"}, {"phase": ""}, {"phase": "lost"}, {"kind": "lost"}],
    ),
    "workshops_agendaitem_technique_known": (AgendaItem, [{"technique": "lost"}]),
    "workshops_agendaitem_minutes": (AgendaItem, [{"minutes": 0}, {"minutes": 241}]),
    "workshops_breakout_number_once": (Breakout, [{}]),
    "workshops_membership_sector_known": (Membership, [{"sector": "lost"}, {"sector": ""}]),
    "workshops_membership_role_known": (Membership, [{"role": "lost"}]),
    "workshops_joinfailure_once": (JoinFailure, [{}]),
    "workshops_persona_is_invented": (Persona, [{"is_invented": False}]),
    "workshops_segment_position_once": (Segment, [{"position": 0}]),
    "workshops_segment_zone_joins_two": (
        Segment,
        [
            {"kind": "transition"},
            {"kind": "lost"},
            {"from_stage": "first"},
            {"kind": "transition", "to_stage": "first"},
        ],
    ),
    "workshops_segment_zone_joins_different": (
        Segment,
        [{"kind": "transition", "from_stage": "first", "to_stage": "first"}],
    ),
    "workshops_personneed_source_known": (PersonNeed, [{"source": "lost"}]),
    "workshops_workforceneed_depth_needed": (WorkforceNeed, [{"depth_needed": 0}, {"depth_needed": 4}]),
    "workshops_workforceneed_depth_now": (WorkforceNeed, [{"depth_now": 4}]),
    "workshops_workforceneed_kind_known": (WorkforceNeed, [{"kind": "lost"}]),
    "workshops_workforceneed_step_known": (WorkforceNeed, [{"step": "lost"}]),
    "workshops_workforceneed_deployment_known": (WorkforceNeed, [{"deployment": "lost"}]),
    "workshops_offerlink_stage_known": (OfferLink, [{"learner_stage": "lost"}]),
    "workshops_offerlink_status_known": (OfferLink, [{"status": "lost"}]),
    "workshops_idea_number_once": (Idea, [{}]),
    "workshops_idea_enabler_known": (Idea, [{"number": 2, "enabler": "lost"}]),
    "workshops_idea_status_known": (Idea, [{"number": 2, "status": "lost"}]),
    "workshops_idea_merged_has_survivor": (Idea, [{"number": 2, "status": "merged"}]),
    "workshops_impact_kind_known": (ImpactStatement, [{"kind": "lost"}, {"kind": ""}]),
    "workshops_impact_aim_known": (ImpactStatement, [{"aim": "lost"}]),
    "workshops_note_kind_known": (Note, [{"kind": "lost"}, {"kind": ""}]),
    "workshops_note_phase_known": (Note, [{"phase": "lost"}]),
    "workshops_action_number_once": (Action, [{}]),
    "workshops_action_enabler_known": (Action, [{"number": 2, "enabler": "lost"}]),
    "workshops_action_status_known": (Action, [{"number": 2, "status": "lost"}]),
    "workshops_action_due_after_start": (
        Action,
        [{"number": 2, "start_on": date(2027, 2, 1), "due_on": date(2027, 1, 31)}],
    ),
    "workshops_action_lever_known": (Action, [{"number": 2, "lever": "lost"}]),
    "workshops_action_horizon_known": (Action, [{"number": 2, "horizon": "lost"}]),
    "workshops_action_aim_known": (Action, [{"number": 2, "aim": "lost"}]),
    "workshops_voteround_number_once": (VoteRound, [{"closed_at": NOON}]),
    "workshops_voteround_one_open": (VoteRound, [{"number": 2}]),
    "workshops_voteround_budget": (
        VoteRound,
        [{"number": 2, "closed_at": NOON, "budget": 0}, {"number": 2, "closed_at": NOON, "budget": 11}],
    ),
    "workshops_dot_place_once": (Dot, [{"nth": 2}]),
    "workshops_dot_nth_once": (Dot, [{"place": 2}]),
    "workshops_dot_within_budget": (Dot, [{"place": 6, "nth": 2}, {"place": 0, "nth": 2}]),
    "workshops_dot_on_one": (Dot, [{"place": 2, "nth": 3}, {"place": 2, "nth": 0}]),
    "workshops_dottally_within_people": (DotTally, [{"dots": 3}, {"dots": 0}]),
    "workshops_score_once": (Score, [{}]),
    "workshops_score_room_once": (Score, [{"breakout": None}]),
    "workshops_score_range": (Score, [{"impact": 0}, {"impact": 6}, {"effort": 0}, {"effort": 6}]),
    "workshops_depthpoll_one_open": (DepthPoll, [{}]),
    "workshops_depthanswer_once": (DepthAnswer, [{}]),
    "workshops_depthanswer_depth": (DepthAnswer, [{"voter": "", "depth": 4}]),
    "workshops_depthanswer_people": (DepthAnswer, [{"voter": "", "people": 0}]),
    "workshops_segmentstar_once": (SegmentStar, [{}]),
    "workshops_action_agreed_is_owned": (
        Action,
        [
            {"number": 2, "status": status, **OWNED, missing: None if missing == "due_on" else ""}
            for status in ("agreed", "in_progress", "blocked", "done")
            for missing in OWNED
        ],
    ),
    "workshops_event_number_once": (Event, [{}]),
    "workshops_operation_once": (Operation, [{}]),
    "workshops_report_number_once": (Report, [{}]),
    "workshops_report_status_known": (Report, [{"number": 2, "status": "lost"}]),
    "workshops_report_variant_known": (Report, [{"number": 2, "variant": "lost"}]),
    "workshops_report_running_is_leased": (
        Report,
        [
            {"number": 2, "status": "running"},
            {"number": 2, "status": "running", "owner": "w"},
            {"number": 2, "status": "running", "lease_until": NOON},
        ],
    ),
    "workshops_inviteline_sector_known": (InviteLine, [{"sector": "lost"}, {"sector": ""}]),
    "workshops_survey_kind_once": (Survey, [{}]),
    "workshops_survey_kind_known": (Survey, [{"kind": "lost"}]),
    "workshops_question_position_once": (Question, [{"position": 0}]),
    "workshops_question_kind_known": (Question, [{"position": 9, "kind": "lost"}]),
    "workshops_response_once": (Response, [{}]),
    "workshops_response_sector_known": (Response, [{"device": "", "sector": "lost"}, {"device": "", "sector": ""}]),
    "workshops_answer_once": (Answer, [{}]),
    "workshops_answer_number": (Answer, [{"number": 11}]),
    "workshops_existingoffer_stage_known": (ExistingOffer, [{"learner_stage": "lost"}]),
}


def whole(model: type[models.Model], at: Workshop) -> dict[str, object]:
    """The fields of a row that the database takes."""
    stage, need = make.stage(at), make.need(at)
    codes = {"public_id": "222222222222", "join_code": "22222222"}
    survey, _ = Survey.objects.get_or_create(workshop=at, kind="after")
    question, _ = Question.objects.get_or_create(survey=survey, position=8, kind="scale", text="T")
    response, _ = Response.objects.get_or_create(survey=survey, sector="acute", device="other")
    idea, _ = Idea.objects.get_or_create(workshop=at, number=77, text="T")
    voted, _ = VoteRound.objects.get_or_create(workshop=at, number=77, opened_at=NOON, closed_at=NOON)
    voter, _ = Membership.objects.get_or_create(workshop=at, token_hash="v", sector="acute", joined_at=NOON)
    group, _ = Breakout.objects.get_or_create(workshop=at, number=77, title="T")
    asked, _ = DepthPoll.objects.get_or_create(workshop=at, need=need, opened_at=NOON, closed_at=NOON)
    Score.objects.get_or_create(workshop=at, idea=idea, breakout=None, impact=1, effort=1)
    wholes: dict[type[models.Model], dict[str, object]] = {
        Workshop: {**codes, "system": at.system, "title": "T", "created_at": NOON},
        Breakout: {"workshop": at, "number": 9, "title": "T"},
        AgendaItem: {"workshop": at, "position": 90, "phase": "join", "title": "T", "minutes": 5},
        Membership: {"workshop": at, "token_hash": "h", "sector": "acute", "joined_at": NOON},
        JoinFailure: {"prefix": "AAA", "minute": NOON},
        Persona: {"workshop": at, "name": "Edith"},
        Segment: {"workshop": at, "kind": "stage", "position": 99, "title": "T"},
        PersonNeed: {"workshop": at, "segment": stage, "text": "T"},
        WorkforceNeed: {"workshop": at, "segment": stage, "title": "T", "depth_needed": 1},
        OfferLink: {"workshop": at, "need": need, "title": "T", "learner_stage": "getting_in", "status": "planned"},
        Idea: {"workshop": at, "number": 1, "text": "T"},
        ImpactStatement: {"workshop": at, "kind": "intended", "text": "T"},
        Note: {"workshop": at, "kind": "parking", "text": "T"},
        Action: {"workshop": at, "number": 1, "text": "T"},
        VoteRound: {"workshop": at, "number": 1, "opened_at": NOON},
        Dot: {"round": voted, "membership": voter, "idea": idea, "budget": 5, "place": 1, "nth": 1},
        DotTally: {"round": voted, "idea": idea, "dots": 2, "people": 1},
        Score: {"workshop": at, "idea": idea, "breakout": group, "impact": 1, "effort": 1},
        DepthPoll: {"workshop": at, "need": need, "opened_at": NOON},
        DepthAnswer: {"poll": asked, "voter": "v", "depth": 1},
        SegmentStar: {"segment": stage, "membership": voter},
        Event: {"workshop": at, "number": 1, "kind": "k", "at": NOON},
        Operation: {"workshop": at, "key": KEY, "verb": "v", "by": "product", "number": 1},
        Report: {"workshop": at, "number": 1, "as_of": 0, "snapshot": {}, "requested_at": NOON},
        InviteLine: {"workshop": at, "sector": "acute"},
        Survey: {"workshop": at, "kind": "before"},
        Question: {"survey": survey, "position": 0, "kind": "scale", "text": "T"},
        Response: {"survey": survey, "sector": "acute", "device": "d"},
        Answer: {"response": response, "question": question, "number": 10},
        ExistingOffer: {"workshop": at, "organisation": "O", "title": "T", "at": NOON},
    }  # fmt: skip
    return wholes[model]


def save(model: type[models.Model], fields: dict[str, object]) -> None:
    with transaction.atomic():
        model._default_manager.create(**fields)


@pytest.mark.parametrize("name", BROKEN)
def test_constraint_holds(workshop, name):
    model, wrongs = BROKEN[name]
    fields = whole(model, workshop)
    save(model, fields)
    first = make.stage(workshop)
    fresh = {"token_hash": "other", "public_id": "333333333333", "join_code": "33333333", "position": 100, "key": KEY}
    again = {field: fresh.get(field, value) for field, value in fields.items()}
    for wrong in wrongs:
        given = {field: first if value == "first" else value for field, value in wrong.items()}
        with pytest.raises(IntegrityError) as raised:
            save(model, {**again, **given})
        if not name.endswith(("_once", "_one_open")):
            assert name in str(raised.value)


@pytest.mark.parametrize("status", ["agreed", "in_progress", "blocked", "done"])
def test_owned_action_is_taken(workshop, status):
    save(Action, {**whole(Action, workshop), "status": status, **OWNED})


def test_removed_segment_leaves_its_place(workshop):
    Segment.objects.filter(workshop=workshop, position=0).update(removed_at=NOON)
    save(Segment, {**whole(Segment, workshop), "position": 0})


def test_every_constraint_has_a_case():
    named = {
        constraint.name
        for model in apps.get_app_config("workshops").get_models()
        for constraint in model._meta.constraints
    }
    assert named == set(BROKEN)
