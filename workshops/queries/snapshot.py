"""The workshop at one moment as plain data: what a report is made from, and the same for ever after."""

from collections import Counter
from typing import Any

from accounts.rules.roles import Sector
from workshops.models import (
    Action,
    Idea,
    Membership,
    OfferLink,
    Persona,
    PersonNeed,
    Segment,
    SegmentStar,
    WorkforceNeed,
    Workshop,
    ZoneHolder,
)
from workshops.queries import snapshot_day as day
from workshops.queries.room import card
from workshops.rules.codes import WorkshopRole

FORMAT = 2
"""The shape that is written today. Reports are made from older shapes too (``workshops.reports.formats``)."""


def snapshot(workshop: Workshop) -> dict[str, Any]:
    """Everything that a report tells, as JSON-ready data, in a constant number of queries.

    Names and authors of contributions are left out, and so is every word that is not revealed yet. Call it inside the
    transaction that holds the workshop's row lock: the parts then belong to one moment.
    """
    owner = {"workshop": workshop, "removed_at": None}
    zones = Segment.objects.filter(**owner).order_by("position", "pk")
    needs = (
        WorkforceNeed.objects.filter(**owner, is_hidden=False, segment__removed_at=None)
        .select_related("role")
        .order_by("segment__position", "pk")
    )
    offers = (
        OfferLink.objects.filter(**owner, need__removed_at=None, need__is_hidden=False, need__segment__removed_at=None)
        .select_related("offer")
        .order_by("pk")
    )
    ideas = (
        Idea.objects.filter(**owner, is_hidden=False)
        .select_related("cluster", "absorbed_by", "split_from")
        .order_by("number")
        .prefetch_related("segments", "needs")
    )
    stars = Counter(
        SegmentStar.objects.filter(segment__workshop=workshop).order_by("pk").values_list("segment_id", flat=True)
    )
    holders = {
        pk: {"relationship": relationship, "information": information, "risk": risk}
        for pk, relationship, information, risk in ZoneHolder.objects.filter(**owner)
        .order_by("pk")
        .values_list("segment_id", "relationship", "information", "risk")
    }
    here = Membership.objects.filter(workshop=workshop, removed_at=None, is_waiting=False)
    sectors = Counter(here.values_list("sector", flat=True).order_by("pk"))
    version = workshop.template_version
    return {
        "format": FORMAT,
        "as_of": workshop.last_event,
        "workshop": {
            "title": workshop.title,
            "challenge": workshop.challenge,
            "population": workshop.population,
            "starts": workshop.starts,
            "ends": workshop.ends,
            "person_word": workshop.person_word,
            "sponsor": workshop.sponsor,
            "outcome": workshop.outcome,
            "mode": workshop.mode,
            "status": workshop.status,
            "held_on": workshop.held_on.isoformat() if workshop.held_on else None,
            "system": workshop.system.name,
            "template": version.template.title if version else "",
            "template_version": version.number if version else None,
            "framework": workshop.framework.title if workshop.framework else "",
            "framework_publisher": workshop.framework.publisher if workshop.framework else "",
            "framework_year": workshop.framework.year if workshop.framework else None,
        },
        "personas": list(
            Persona.objects.filter(workshop=workshop)
            .order_by("pk")
            .values("name", "age_band", "situation", "matters", "worries")
        ),
        "segments": [
            {
                "id": segment.pk,
                "kind": segment.kind,
                "title": segment.title,
                "settings": segment.settings,
                "person_need": segment.person_need,
                "from_id": segment.from_stage_id,
                "to_id": segment.to_stage_id,
                "kinds": segment.kinds,
                "stake": segment.stake,
                "stars": stars[segment.pk],
                "holder": holders.get(segment.pk),
            }
            for segment in zones
        ],
        "person_needs": list(
            PersonNeed.objects.filter(**owner, is_hidden=False, segment__removed_at=None)
            .order_by("pk")
            .values("id", "segment_id", "text", "source", "by_scribe")
        ),
        "needs": [
            {
                "id": need.pk,
                "segment_id": need.segment_id,
                "title": need.title,
                "kind": need.kind,
                "career_level_from": need.role.career_level_from if need.role else None,
                "career_level_to": need.role.career_level_to if need.role else None,
                "pay_band": need.role.pay_band if need.role else "",
                "depth_needed": need.depth_needed,
                "depth_now": need.depth_now,
                "step": need.step,
                "learner_stages": need.learner_stages,
                "pillars": need.pillars,
                "deployment": need.deployment,
                "note": need.note,
                "by_scribe": need.by_scribe,
            }
            for need in needs
        ],
        "offers": [
            {
                "id": link.pk,
                "need_id": link.need_id,
                "title": link.title,
                "learner_stage": link.learner_stage,
                "status": link.status,
                "note": link.note,
                "academic_level": link.offer.academic_level if link.offer else None,
                "length": link.offer.length if link.offer else "",
            }
            for link in offers
        ],
        "ideas": [
            {
                "number": idea.number,
                "text": idea.text,
                "enabler": idea.enabler,
                "status": idea.status,
                "by_scribe": idea.by_scribe,
                "cluster": idea.cluster.title if idea.cluster and idea.cluster.removed_at is None else "",
                "absorbed_by": idea.absorbed_by.number if idea.absorbed_by else None,
                "split_from": idea.split_from.number if idea.split_from else None,
                "segment_ids": [segment.pk for segment in idea.segments.all() if segment.removed_at is None],
                "need_ids": [need.pk for need in idea.needs.all() if need.removed_at is None and not need.is_hidden],
            }
            for idea in ideas
        ],
        "actions": [
            {
                "number": action.number,
                "text": action.text,
                "idea_number": action.idea.number if action.idea else None,
                "owner": action.owner,
                "organisation": action.organisation,
                "start_on": action.start_on.isoformat() if action.start_on else None,
                "due_on": action.due_on.isoformat() if action.due_on else None,
                "resources": action.resources,
                "outcome": action.outcome,
                "measure": action.measure,
                "lever": action.lever,
                "horizon": action.horizon,
                "aim": action.aim,
                "enabler": action.enabler,
                "status": action.status,
            }
            for action in Action.objects.filter(**owner).select_related("idea").order_by("number")
        ],
        "participation": {sector.value: sectors[sector.value] for sector in Sector if sectors[sector.value]},
        "has_experts": here.filter(role=WorkshopRole.EXPERT_BY_EXPERIENCE).exists(),
        "role_checks": day.role_checks(workshop),
        "impacts": day.impacts(workshop),
        "rounds": day.rounds(workshop),
        "scores": day.scores(workshop),
        "polls": day.polls(workshop),
        "notes": day.notes(workshop),
        "agenda": day.agenda(workshop),
        "invites": day.invites(workshop),
        "existing_offers": day.existing_offers(workshop),
        "surveys": day.surveys(workshop),
    }


def paper_snapshot(workshop: Workshop) -> dict[str, Any]:
    """The same, with the way into the room: what canvases and join cards are printed from."""
    shown = card(workshop)
    return {
        **snapshot(workshop),
        "join": {"code": shown.join_code, "url": shown.join_url, "place": shown.join_place},
    }
