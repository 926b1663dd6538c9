"""What is frozen of a workshop: all that the day made, nothing that is hidden, open, too few, or somebody's name."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.make import NOON
from tests.workshops.reports.conftest import report
from workshops.models import (
    AgendaItem,
    Breakout,
    Cluster,
    DepthAnswer,
    DepthPoll,
    Dot,
    DotTally,
    Idea,
    ImpactStatement,
    InviteLine,
    NewRoleCheck,
    Note,
    PersonNeed,
    Score,
    SegmentStar,
    VoteRound,
    WorkforceNeed,
    Workshop,
    ZoneHolder,
)
from workshops.queries.snapshot import paper_snapshot, snapshot

pytestmark = pytest.mark.django_db


def idea(at: Workshop, number: int, **values: Any) -> Idea:
    return Idea.objects.create(workshop=at, number=number, **{"text": f"Idea {number}", "enabler": "supply", **values})


def closed_round(at: Workshop, number: int = 1, **values: Any) -> VoteRound:
    return VoteRound.objects.create(
        workshop=at, number=number, **{"opened_at": NOON, "closed_at": NOON + timedelta(minutes=5), **values}
    )


def dot(given: VoteRound, on: Idea, place: int, nth: int = 1) -> Dot:
    return Dot.objects.create(round=given, idea=on, budget=5, place=place, nth=nth)


def test_words_that_are_not_revealed_are_in_no_report(workshop: Workshop):
    segment, secret = make.stage(workshop), "not for others yet"
    need = make.need(workshop)
    idea(workshop, 1, text=secret, is_hidden=True)
    shown = idea(workshop, 2)
    hidden = WorkforceNeed.objects.create(
        workshop=workshop, segment=segment, title=secret, depth_needed=1, is_hidden=True
    )
    shown.needs.add(need, hidden)
    PersonNeed.objects.create(workshop=workshop, segment=segment, text=secret, is_hidden=True)
    Note.objects.create(workshop=workshop, kind="pledge", text=secret, is_hidden=True)
    poll = DepthPoll.objects.create(workshop=workshop, need=hidden, opened_at=NOON, closed_at=NOON)
    DepthAnswer.objects.create(poll=poll, depth=2, people=9)
    impact = {"workshop": workshop, "kind": "intended", "text": secret}
    ImpactStatement.objects.create(**impact, idea=Idea.objects.get(number=1))
    made = snapshot(workshop)
    assert secret not in json.dumps(made)
    assert made["polls"] == []
    assert [each["number"] for each in made["ideas"]] == [2]
    assert made["ideas"][0]["need_ids"] == [need.pk]
    assert report(made).ideas.rows[0].places == ("Nurse (1)",)


def test_removed_things_are_in_no_report(workshop: Workshop):
    gone = {"removed_at": NOON}
    kept = idea(workshop, 1, cluster=Cluster.objects.create(workshop=workshop, title="A cluster that went", **gone))
    dropped = idea(workshop, 2, **gone)
    Note.objects.create(workshop=workshop, kind="parking", text="A note that went", **gone)
    ImpactStatement.objects.create(workshop=workshop, kind="intended", text="An effect that went", **gone)
    ImpactStatement.objects.create(workshop=workshop, kind="intended", text="Of an idea that went", idea=dropped)
    NewRoleCheck.objects.create(workshop=workshop, idea=kept, adds="A check that went", **gone)
    Score.objects.create(workshop=workshop, idea=kept, impact=5, effort=1, **gone)
    given = closed_round(workshop)
    dot(given, dropped, 1)
    InviteLine.objects.create(workshop=workshop, sector="acute", wanted=9, **gone)
    made = snapshot(workshop)
    assert "went" not in json.dumps(made)
    assert (made["scores"], made["invites"], made["rounds"][0]["dots"]) == ([], [], [])


def test_dots_of_a_round_that_is_open_are_not_frozen(workshop: Workshop):
    chosen = idea(workshop, 1)
    given = closed_round(workshop)
    dot(given, chosen, 1)
    dot(given, chosen, 2, nth=2)
    DotTally.objects.create(round=given, idea=chosen, dots=3, people=4)
    opened = closed_round(workshop, 2, closed_at=None)
    dot(opened, chosen, 1)
    assert snapshot(workshop)["rounds"] == [
        {
            "number": 1,
            "budget": 5,
            "dots": [{"idea_number": 1, "dots": 2}],
            "tallies": [{"idea_number": 1, "dots": 3}],
        }
    ]


@pytest.mark.parametrize(("people", "counts"), [(4, None), (5, [0, 0, 5, 0])])
def test_fewer_than_five_answers_are_not_even_frozen(workshop: Workshop, people: int, counts: list[int] | None):
    need = make.need(workshop)
    older = DepthPoll.objects.create(workshop=workshop, need=need, opened_at=NOON, closed_at=NOON)
    DepthAnswer.objects.create(poll=older, depth=0, people=30)
    poll = DepthPoll.objects.create(workshop=workshop, need=need, opened_at=NOON, closed_at=NOON)
    DepthAnswer.objects.create(poll=poll, depth=2, people=people, by_scribe=True)
    assert snapshot(workshop)["polls"] == [{"need_id": need.pk, "counts": counts, "by_scribe": True}]


def test_answers_to_an_open_poll_are_not_frozen(workshop: Workshop):
    poll = DepthPoll.objects.create(workshop=workshop, need=make.need(workshop), opened_at=NOON)
    DepthAnswer.objects.create(poll=poll, depth=2, people=9)
    assert snapshot(workshop)["polls"] == []


def test_everything_of_the_day_is_frozen_and_told(workshop: Workshop):
    first, second = idea(workshop, 1), idea(workshop, 2, enabler="new_roles", by_scribe=True)
    idea(workshop, 3, status="merged", absorbed_by=first)
    Idea.objects.filter(number=2).update(split_from=first)
    group = Breakout.objects.create(workshop=workshop, number=1, title="Group 1")
    Score.objects.create(workshop=workshop, idea=first, impact=5, effort=2, breakout=group)
    NewRoleCheck.objects.create(workshop=workshop, idea=second, adds="A bridge")
    ImpactStatement.objects.create(workshop=workshop, kind="unintended", aim="cost_per_head", text="Costs more")
    zone = next(segment for segment in make.segments(workshop) if segment.kind == "transition")
    ZoneHolder.objects.create(workshop=workshop, segment=zone, risk="Nobody")
    seat = make.seat(workshop, "Zebedee").membership
    SegmentStar.objects.create(segment=zone, membership=seat)
    Note.objects.create(workshop=workshop, kind="parking", phase="needs", text="Keys", home="Estates", closed_at=NOON)
    InviteLine.objects.create(workshop=workshop, sector="acute", role="Ward clerk", wanted=2, confirmed=1)
    InviteLine.objects.create(workshop=workshop, sector="acute", role="Nurse", wanted=3, confirmed=3)
    AgendaItem.objects.filter(workshop=workshop).delete()
    AgendaItem.objects.create(
        workshop=workshop, position=1, phase="join", title="Join", minutes=15, started_at=NOON,
        ended_at=NOON + timedelta(minutes=17),
    )  # fmt: skip
    made = snapshot(workshop)
    assert json.loads(json.dumps(made)) == made
    assert "Zebedee" not in json.dumps(made)
    told = report(made)
    assert told.ideas.rows[0].takes_in == (3,)
    assert [idea.history for idea in told.ideas.rows if idea.number == 2] == [("split from 1", "entered by a scribe")]
    assert [group.group for group in told.priorities.rows[0].groups] == ["Group 1"]
    assert [check.open for check in told.new_roles.checks] == [6]
    assert [effect.text for effect in told.effects] == ["Costs more"]
    assert [row.place.title for row in told.holders.nobody] == [zone.title]
    assert {row.place.id: row.stars for row in told.pathway}[zone.pk] == 1
    assert [(row.text, row.home, row.is_closed) for row in told.notes.parked] == [("Keys", "Estates", True)]
    assert [(row.wanted, row.confirmed) for row in told.participation.rows if row.sector == "acute"] == [
        (5, "fewer than 5")
    ]
    assert [row.actual for row in told.method.rows] == [17]


def test_people_who_wait_at_the_door_are_not_counted(workshop: Workshop):
    for waits in (False, True):
        seat = make.seat(workshop).membership
        seat.is_waiting = waits
        seat.save()
    assert snapshot(workshop)["participation"] == {"community": 1}


def test_only_paper_holds_the_way_into_the_room(workshop: Workshop):
    code = workshop.join_code
    assert code not in json.dumps(snapshot(workshop))
    join = paper_snapshot(workshop)["join"]
    assert join["code"].replace(" ", "").replace("-", "") == code
    assert code in join["url"]


def test_the_number_of_queries_does_not_grow_with_the_day(workshop: Workshop):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            snapshot(Workshop.objects.get(pk=workshop.pk))
        return len(queries)

    idea(workshop, 1)
    given = closed_round(workshop)
    dot(given, Idea.objects.get(number=1), 1)
    before = count()
    for number in range(2, 12):
        made = idea(workshop, number, enabler="new_roles", split_from=Idea.objects.get(number=1))
        NewRoleCheck.objects.create(workshop=workshop, idea=made, adds="Something")
        dot(given, made, 1)
        ImpactStatement.objects.create(workshop=workshop, kind="intended", text="More", idea=made)
    closed_round(workshop, 2)
    assert count() == before
