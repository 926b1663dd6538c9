"""What the day made, as plain data for the snapshot: choices, checks, notes, the agenda, who was invited and asked.

One query each, or two. Nothing here names an author, and what must not be counted out is not even frozen: a vote that
is still open, and the answers to a poll or a survey that fewer than five people gave (domain B.5:11).
"""

from collections import Counter, defaultdict
from typing import Any

from django.db.models import Count, Sum

from workshops.models import (
    AgendaItem,
    DepthAnswer,
    DepthPoll,
    Dot,
    DotTally,
    ExistingOffer,
    ImpactStatement,
    InviteLine,
    NewRoleCheck,
    Note,
    Score,
    VoteRound,
    Workshop,
)
from workshops.queries import asking
from workshops.rules.polls import is_enough

Row = dict[str, Any]

_SHOWN = {"idea__removed_at": None, "idea__is_hidden": False}


def role_checks(workshop: Workshop) -> list[Row]:
    """The seven answers to each idea for a new role."""
    rows = (
        NewRoleCheck.objects.filter(workshop=workshop, removed_at=None, **_SHOWN)
        .select_related("idea")
        .order_by("idea__number")
    )
    return [
        {"idea_number": row.idea.number, **{name: getattr(row, name) for name in NewRoleCheck.QUESTIONS}}
        for row in rows
    ]


def impacts(workshop: Workshop) -> list[Row]:
    """What ideas, or the whole plan, would do; those of the whole plan without an idea's number."""
    rows = (
        ImpactStatement.objects.filter(workshop=workshop, removed_at=None)
        .exclude(idea__isnull=False, idea__removed_at__isnull=False)
        .exclude(idea__isnull=False, idea__is_hidden=True)
        .order_by("pk")
        .values_list("idea__number", "kind", "aim", "text")
    )
    return [{"idea_number": number, "kind": kind, "aim": aim, "text": text} for number, kind, aim, text in rows]


def rounds(workshop: Workshop) -> list[Row]:
    """The rounds of dots that are closed: dots by idea, and those that a scribe entered apart."""
    closed = VoteRound.objects.filter(workshop=workshop, closed_at__isnull=False).order_by("number")
    of_round = {"round__workshop": workshop, "round__closed_at__isnull": False, **_SHOWN}
    dots: dict[int, list[Row]] = defaultdict(list)
    for pk, number, count in (
        Dot.objects.filter(**of_round)
        .order_by("round__number", "idea__number")
        .values_list("round_id", "idea__number")
        .annotate(count=Count("pk"))
    ):
        dots[pk].append({"idea_number": number, "dots": count})
    tallies: dict[int, list[Row]] = defaultdict(list)
    for pk, number, count in (
        DotTally.objects.filter(**of_round)
        .order_by("round__number", "idea__number")
        .values_list("round_id", "idea__number")
        .annotate(count=Sum("dots"))
    ):
        tallies[pk].append({"idea_number": number, "dots": count})
    return [
        {"number": row.number, "budget": row.budget, "dots": dots[row.pk], "tallies": tallies[row.pk]} for row in closed
    ]


def scores(workshop: Workshop) -> list[Row]:
    """Impact and effort as the room and its groups see them; the room's own without a group."""
    rows = (
        Score.objects.filter(workshop=workshop, removed_at=None, **_SHOWN)
        .order_by("idea__number", "breakout__number", "pk")
        .values_list("idea__number", "breakout__title", "impact", "effort")
    )
    return [
        {"idea_number": number, "group": group or "", "impact": impact, "effort": effort}
        for number, group, impact, effort in rows
    ]


def polls(workshop: Workshop) -> list[Row]:
    """The last closed poll of each need: how many answered each depth, or no ``counts`` when they are not enough."""
    closed = DepthPoll.objects.filter(
        workshop=workshop, closed_at__isnull=False, need__removed_at=None, need__is_hidden=False
    ).order_by("pk")
    last = {need_id: pk for pk, need_id in closed.values_list("pk", "need_id")}
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    tallied: Counter[int] = Counter()
    for pk, depth, people, by_scribe in (
        DepthAnswer.objects.filter(poll__in=last.values())
        .order_by("pk")
        .values_list("poll_id", "depth", "people", "by_scribe")
    ):
        counts[pk][depth] += people
        tallied[pk] += people if by_scribe else 0
    return [
        {
            "need_id": need_id,
            "counts": counts[pk] if is_enough(devices=sum(counts[pk]) - tallied[pk], tallied=tallied[pk]) else None,
            "by_scribe": tallied[pk] > 0,
        }
        for need_id, pk in sorted(last.items())
        if sum(counts[pk])
    ]


def notes(workshop: Workshop) -> list[Row]:
    """Words beside the map, without author; those that are not revealed yet are left out."""
    rows = (
        Note.objects.filter(workshop=workshop, removed_at=None, is_hidden=False)
        .order_by("pk")
        .values_list("kind", "phase", "text", "home", "closed_at", "by_scribe")
    )
    return [
        {"kind": kind, "phase": phase, "text": text, "home": home, "is_closed": closed_at is not None, "by_scribe": by}
        for kind, phase, text, home, closed_at, by in rows
    ]


def agenda(workshop: Workshop) -> list[Row]:
    """The parts of the agenda with their planned minutes, and when each began and ended."""
    return [
        {
            "session": item.session,
            "kind": item.kind,
            "phase": item.phase,
            "title": item.title,
            "minutes": item.minutes,
            "technique": item.technique,
            "started_at": item.started_at.isoformat() if item.started_at else None,
            "ended_at": item.ended_at.isoformat() if item.ended_at else None,
        }
        for item in AgendaItem.objects.filter(workshop=workshop).order_by("position")
    ]


def invites(workshop: Workshop) -> list[Row]:
    """How many of each sector were wanted, and how many said yes."""
    rows = (
        InviteLine.objects.filter(workshop=workshop, removed_at=None)
        .order_by("sector")
        .values_list("sector")
        .annotate(wanted=Sum("wanted"), confirmed=Sum("confirmed"))
    )
    return [{"sector": sector, "wanted": wanted, "confirmed": confirmed} for sector, wanted, confirmed in rows]


def existing_offers(workshop: Workshop) -> list[Row]:
    """Learning that organisations said they offer already."""
    rows = (
        ExistingOffer.objects.filter(workshop=workshop)
        .order_by("organisation", "title", "pk")
        .values_list("organisation", "title", "learner_stage", "places")
    )
    return [
        {"organisation": organisation, "title": title, "learner_stage": stage, "places": places}
        for organisation, title, stage, places in rows
    ]


def surveys(workshop: Workshop) -> list[Row]:
    """What people said before and after, already without results under five answers."""
    return asking.for_snapshot(workshop)
