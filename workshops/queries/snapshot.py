"""The workshop at one moment as plain data: what a report is made from, and the same for ever after."""

from collections import Counter
from typing import Any

from accounts.rules.roles import Sector
from workshops.models import Action, Idea, Membership, OfferLink, Persona, PersonNeed, Segment, WorkforceNeed, Workshop

FORMAT = 1


def snapshot(workshop: Workshop) -> dict[str, Any]:
    """Everything that a report tells, as JSON-ready data. Ten queries. Names and authors of contributions are left out.

    Call it inside the transaction that holds the workshop's row lock: the parts then belong to one moment.
    """
    owner = {"workshop": workshop, "removed_at": None}
    zones = Segment.objects.filter(**owner).order_by("position", "pk")
    needs = (
        WorkforceNeed.objects.filter(**owner, segment__removed_at=None)
        .select_related("role")
        .order_by("segment__position", "pk")
    )
    offers = (
        OfferLink.objects.filter(**owner, need__removed_at=None, need__segment__removed_at=None)
        .select_related("offer")
        .order_by("pk")
    )
    ideas = Idea.objects.filter(**owner, is_hidden=False).order_by("number").prefetch_related("segments", "needs")
    sectors = Counter(
        Membership.objects.filter(workshop=workshop, removed_at=None).values_list("sector", flat=True).order_by("pk")
    )
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
            }
            for segment in zones
        ],
        "person_needs": list(
            PersonNeed.objects.filter(**owner, is_hidden=False, segment__removed_at=None)
            .order_by("pk")
            .values("id", "segment_id", "text", "source")
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
                "segment_ids": [segment.pk for segment in idea.segments.all() if segment.removed_at is None],
                "need_ids": [need.pk for need in idea.needs.all() if need.removed_at is None],
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
                "due_on": action.due_on.isoformat() if action.due_on else None,
                "enabler": action.enabler,
                "status": action.status,
            }
            for action in Action.objects.filter(**owner).select_related("idea").order_by("number")
        ],
        "participation": {sector.value: sectors[sector.value] for sector in Sector if sectors[sector.value]},
    }
