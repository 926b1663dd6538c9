"""A workshop from its making to its close: create, describe, open, replace the code."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import System, User
from accounts.services import audit, screen
from journeys.models import TemplateVersion
from journeys.queries import version_content
from journeys.rules import PathwayContent, SegmentKind
from learners.models import Role
from workshops.models import Persona, Segment, WorkforceNeed, Workshop
from workshops.rules import agendas, join_codes, limits, regions
from workshops.rules.codes import STATUS_MOVES, WorkshopMode, WorkshopStatus
from workshops.rules.rights import Right
from workshops.services import choosing, clock, polls
from workshops.services.agenda import copy_agenda, leave
from workshops.services.editing import Edit, Invalid, at_part, verb
from workshops.services.writing import reveal_all

PUBLIC_ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True)
class WorkshopDraft:
    """What a facilitator says about a workshop in the guided form."""

    title: str
    challenge: str = ""
    sponsor: str = ""
    outcome: str = ""
    population: str = ""
    starts: str = ""
    ends: str = ""
    mode: str = WorkshopMode.IN_ROOM
    held_on: date | None = None

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        free = ("title", "challenge", "sponsor", "outcome", "population", "starts", "ends")
        return {name: getattr(self, name) for name in free}


def create_workshop(
    *, system: System, version: TemplateVersion, draft: WorkshopDraft, by: User | None, at: datetime, agenda: str = ""
) -> Workshop:
    """Make a workshop with its own copies of a published template version (domain B.4, B.5:20) and of an agenda.

    ``agenda`` names a shipped one; blank takes the usual one for the way in which people meet.

    Raises PatientDataRefused, and ValueError when the version is a draft.
    """
    if version.published_at is None:
        raise ValueError("a workshop starts from a published version")
    screen(place="workshop.created", texts=draft.texts(), at=at)
    content = version_content(version.pk)
    with transaction.atomic():
        workshop = Workshop.objects.create(
            public_id="".join(secrets.choice(PUBLIC_ID_ALPHABET) for _ in range(12)),
            system=system,
            template_version=version,
            framework=version.template.framework,
            person_word=content.person_word,
            suggestions={
                "own": list(content.own),
                **{stage: list(slugs) for stage, slugs in content.learning.items()},
            },
            join_code=_unused_code(),
            created_by=by,
            lead=by,
            created_at=at,
            **vars(draft),
        )
        _copy_pathway(workshop, content)
        copy_agenda(workshop, agendas.shipped()[agenda] if agenda else agendas.usual(draft.mode))
        audit(by=by, at=at, verb="workshop.created", subject=workshop.public_id, detail={"system": system.slug})
    return workshop


@verb("workshop.described", Right.RUN)
def describe_workshop(edit: Edit, *, seen: int, draft: WorkshopDraft) -> Workshop:
    """Change what is said about the workshop; raises Conflict when somebody changed it since version ``seen``."""
    workshop = edit.workshop
    same = all(getattr(workshop, name) == value for name, value in vars(draft).items())
    edit.check_version(workshop, seen, same=same)
    if not same:
        for name, value in vars(draft).items():
            setattr(workshop, name, value)
        workshop.version += 1
        workshop.save(update_fields=[*vars(draft), "version"])
        edit.touch(regions.TITLE, regions.ASK, regions.ROOM)
    return workshop


@verb("workshop.status", Right.KEEP, upon=at_part)
def set_status(edit: Edit, *, status: str) -> Workshop:
    """Move the workshop on in its life (domain B.5:19); its clock stands while it is not live.

    At the end of the day nothing stays hidden that was written in silence, and at the close neither: nobody could read,
    show or report it afterwards.

    Raises Invalid for a move that does not exist.
    """
    workshop = edit.workshop
    if workshop.status != status:
        if status not in STATUS_MOVES[WorkshopStatus(workshop.status)]:
            now = WorkshopStatus(workshop.status).label.lower()
            raise Invalid("status", f"That step is not possible while the workshop is {now}.")
        workshop.status = status
        workshop.save(update_fields=["status"])
        # What people may do changes with the status, so every region with controls is drawn anew.
        edit.touch(*regions.FIXED)
        if status == WorkshopStatus.LIVE:
            clock.go_on(edit)
        elif status in (WorkshopStatus.PAUSED, WorkshopStatus.REVIEW):
            clock.hold(edit)
        if status in (WorkshopStatus.REVIEW, WorkshopStatus.CLOSED):
            reveal_all(edit)
        if status == WorkshopStatus.REVIEW:
            leave(edit)
            choosing.close_with_phase(edit, taken=())
            polls.close_with_phase(edit, taken=())
    return workshop


@verb("workshop.code", Right.RUN)
def replace_code(edit: Edit) -> Workshop:
    """Give the workshop a new join code; the old one works no more, people inside stay inside (domain B.5:26)."""
    edit.workshop.join_code = _unused_code()
    edit.workshop.save(update_fields=["join_code"])
    edit.touch(regions.ROOM)
    return edit.workshop


def _unused_code() -> str:
    while Workshop.objects.filter(join_code=(code := join_codes.new_code())).exists():
        continue
    return code


def _copy_pathway(workshop: Workshop, content: PathwayContent) -> None:
    for person in content.personas:
        Persona.objects.create(
            workshop=workshop,
            name=person.name,
            age_band=person.age_band,
            situation=person.who,
            matters=person.matters,
            worries=person.worries,
            is_invented=True,
        )
    roles = {role.slug: role for role in Role.objects.all()}
    stages: dict[str, Segment] = {}
    position = 0
    needs: list[WorkforceNeed] = []
    for stage in content.stages:
        stages[stage.key] = Segment.objects.create(
            workshop=workshop,
            kind=SegmentKind.STAGE,
            position=position,
            title=stage.title,
            settings=list(stage.settings),
            person_need=stage.need,
        )
        # Room after each stage for the zones that start there.
        position += 1 + sum(zone.from_key == stage.key for zone in content.zones)
        for need in stage.needs:
            role = roles[need.role]
            needs.append(
                WorkforceNeed(
                    workshop=workshop,
                    segment=stages[stage.key],
                    role=role,
                    title=role.title,
                    kind=role.kind,
                    depth_needed=need.depth,
                    step=need.step,
                )
            )
    WorkforceNeed.objects.bulk_create(needs)
    taken: dict[str, int] = {}
    keys = list(stages)
    # A zone to the next stage stands nearest to it; those that skip or loop stand before that.
    for zone in sorted(content.zones, key=lambda z: keys.index(z.to_key) == keys.index(z.from_key) + 1):
        first, second = stages[zone.from_key], stages[zone.to_key]
        taken[zone.from_key] = taken.get(zone.from_key, 0) + 1
        Segment.objects.create(
            workshop=workshop,
            kind=SegmentKind.TRANSITION,
            position=first.position + taken[zone.from_key],
            title=f"{first.title} to {second.title[:1].lower()}{second.title[1:]}"[: limits.TITLE],
            from_stage=first,
            to_stage=second,
            kinds=list(zone.kinds),
            stake=zone.stake,
        )
