"""A workshop as a group would leave it, with demo accounts: for a first look, for trying things, for tests of size.

Everything goes through the services, so that a demo never shows what the product cannot reach. Where the people of a
role stand on the learner journey is made up here; the product itself never computes it (domain B.5:4).
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from accounts.models import Organisation, System, User
from accounts.rules.roles import AccountRole, Sector
from accounts.services import grant_role
from journeys.models import TemplateVersion
from journeys.queries import version_content
from learners.rules import LearnerStage, OfferStatus, StarEnabler, suggested_stages
from workshops.models import Workshop
from workshops.queries.suggestions import offer_titles
from workshops.rules import limits
from workshops.rules.codes import ActionStatus, NeedSource, WorkshopPhase
from workshops.rules.rights import PRODUCT
from workshops.services import agenda, ideas, needs, people, plan, role_checks, running
from workshops.services.editing import Command

TEMPLATE = "frailty"
SYSTEM = "coastal-place"

ROLES = {
    AccountRole.ADMIN: "admin@demo.example",
    AccountRole.FACILITATOR: "facilitator@demo.example",
    AccountRole.WORKFORCE_LEAD: "lead@demo.example",
    AccountRole.VIEWER: "viewer@demo.example",
}

SECTORS = (
    (Sector.ACUTE, 6),
    (Sector.COMMUNITY, 5),
    (Sector.PRIMARY_CARE, 5),
    (Sector.SOCIAL_CARE, 2),
    (Sector.VCSE, 3),
    (Sector.PERSON_OR_CARER, 2),
)

IDEAS: tuple[tuple[str, StarEnabler | None], ...] = (
    (
        "One awareness session for reception, transport and care-home staff, shared across employers",
        StarEnabler.UPSKILLING,
    ),
    (
        "Rotation between the ambulance service, urgent response and the hospital front door",
        StarEnabler.NEW_WAYS_OF_WORKING,
    ),
    ("Guaranteed interviews for people who finish a pre-employment programme here", StarEnabler.SUPPLY),
    ("Placements that follow the person's pathway instead of the ward", StarEnabler.SUPPLY),
    ("A named co-ordinator who holds the story across the hardest transition zone", StarEnabler.NEW_ROLES),
    ("A clinical champion in each team, with an afternoon a month", StarEnabler.LEADERSHIP),
    ("Practice-based learning to working depth for everyone who assesses", StarEnabler.UPSKILLING),
    ("Shared supervision: one supervisor for four learners, across two employers", StarEnabler.NEW_WAYS_OF_WORKING),
    ("Ask the community groups what already exists before anything new is built", None),
)

ACTIONS: tuple[tuple[int, str, str, str, int | None, ActionStatus], ...] = (
    (
        1,
        "Run the shared awareness session twice and count who came from where",
        "Head of learning",
        "Coastal Training Hub",
        60,
        ActionStatus.AGREED,
    ),
    (
        2,
        "Write the rotation agreement and find the first six people",
        "Lead nurse, urgent response",
        "Coastal Community Trust",
        90,
        ActionStatus.IN_PROGRESS,
    ),
    (
        5,
        "Describe the co-ordinator's scope and test it in one neighbourhood",
        "Programme manager",
        "Coastal ICB",
        120,
        ActionStatus.AGREED,
    ),
    (4, "Ask two universities for placements along the pathway", "", "", None, ActionStatus.PROPOSED),
)

NEW_ROLE = 5
"""The idea above that is for a new role, and so has its seven questions answered."""

ORGANISATIONS = (
    ("Coastal ICB", Sector.OTHER),
    ("Coastal Community Trust", Sector.COMMUNITY),
    ("Coastal Hospitals", Sector.ACUTE),
    ("Coastal Training Hub", Sector.EDUCATION),
    ("Coastal County Council", Sector.LOCAL_GOVERNMENT),
)


@dataclass(frozen=True)
class DemoAccount:
    """A demo account; the password was made at random on this installation."""

    role: str
    email: str
    password: str


def demo_system() -> System:
    """The system that the demo belongs to, with its organisations."""
    system, _ = System.objects.get_or_create(slug=SYSTEM, defaults={"name": "Coastal place"})
    for name, sector in ORGANISATIONS:
        Organisation.objects.get_or_create(system=system, name=name, defaults={"sector": sector})
    return system


def demo_accounts(*, at: datetime) -> list[DemoAccount]:
    """One account for each role. Passwords are made once and kept in the data folder, readable by its owner only.

    A file that does not name every role, such as one that a full disk cut off, is made again with new passwords.
    """
    path = settings.DATA_DIR / "demo-accounts.json"
    kept = _kept_accounts(path)
    if kept:
        return kept
    system = demo_system()
    accounts = []
    for role, email in ROLES.items():
        account = DemoAccount(role.value, email, secrets.token_urlsafe(12))
        user = User.objects.filter(email=email).first() or User.objects.create_user(
            email, name=f"Demo {role.label.lower()}"
        )
        user.set_password(account.password)
        user.save(update_fields=["password"])
        grant_role(user=user, system=system, role=role, by=None, at=at)
        accounts.append(account)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Beside it first, so that the file is there whole or not at all.
    whole = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump([asdict(account) for account in accounts], file)
    whole.replace(path)
    return accounts


def _kept_accounts(path: Path) -> list[DemoAccount]:
    try:
        found = [DemoAccount(**each) for each in json.loads(path.read_text(encoding="utf-8"))]
    except (FileNotFoundError, ValueError, TypeError):
        return []
    return found if {account.role for account in found} == set(ROLES) else []


def demo_workshop_once(*, at: datetime) -> Workshop:
    """The oldest workshop of the demo system; made when there is none."""
    existing = Workshop.objects.filter(system__slug=SYSTEM).order_by("pk").first()
    return existing or demo_workshop(TEMPLATE, at=at)


def demo_workshop(slug: str, *, at: datetime) -> Workshop:
    """A live workshop with everything prepared. Raises TemplateVersion.DoesNotExist for an unknown template."""
    version = (
        TemplateVersion.objects.filter(template__slug=slug, published_at__isnull=False)
        .select_related("template__framework")
        .order_by("-number")
        .first()
    )
    if version is None:
        raise TemplateVersion.DoesNotExist
    demo_accounts(at=at)
    content = version_content(version.pk)
    draft = running.WorkshopDraft(
        title=content.title,
        challenge=f"Too many people wait for a plan that could be made where they live: {content.title.lower()}.",
        population=content.population,
        starts=content.starts,
        ends=content.ends,
        held_on=timezone.localdate(),
    )
    user = User.objects.filter(email=ROLES[AccountRole.FACILITATOR]).first()
    workshop = running.create_workshop(system=demo_system(), version=version, draft=draft, by=user, at=at)
    do = Command(workshop_id=workshop.pk, by=PRODUCT, at=at)
    _run_until(workshop, WorkshopPhase.CAPABILITY, at=at)
    _fill_board(workshop, do)
    _fill_plan(do)
    for sector, count in SECTORS:
        for _ in range(count):
            people.join(
                workshop_id=workshop.pk, newcomer=people.Newcomer(name="", sector=sector), key=uuid4(), device="", at=at
            )
    workshop.refresh_from_db()
    return workshop


def _run_until(workshop: Workshop, phase: WorkshopPhase, *, at: datetime) -> None:
    """Move the room part by part as the agenda plans it, so that this phase has just begun."""
    items = list(workshop.agenda.order_by("position"))
    reached = next(place for place, item in enumerate(items) if item.phase == phase)
    moment = at - timedelta(minutes=sum(item.minutes for item in items[:reached]))
    for place, item in enumerate(items[: reached + 1]):
        do = Command(workshop_id=workshop.pk, by=PRODUCT, at=moment)
        if place == 0:
            agenda.start(do)
        else:
            agenda.move_to(do, item_id=item.pk)
        moment += timedelta(minutes=item.minutes)


def _fill_board(workshop: Workshop, do: Command) -> None:
    titles = offer_titles(workshop)
    rows = workshop.needs.filter(removed_at=None).select_related("role", "segment").order_by("segment__position", "pk")
    for place, need in enumerate(rows):
        # Every third is one short, every seventh not known, every eleventh more than is needed.
        short = 1 if place % 3 == 0 else 2 if place % 8 == 5 else -1 if place % 11 == 6 else 0
        now = None if place % 7 == 4 else min(3, max(0, need.depth_needed - short))
        role = need.role
        stages = list(suggested_stages(role.career_level_from, role.career_level_to)) if role else []
        if not stages and place % 2 == 0:
            stages = [LearnerStage.GETTING_IN]
        draft = needs.NeedDraft(
            title=need.title,
            kind=need.kind,
            depth_needed=need.depth_needed,
            depth_now=now,
            step=need.step,
            learner_stages=[stage.value for stage in stages[:2]],
        )
        needs.edit_need(do, need_id=need.pk, seen=need.version, draft=draft)
        if stages and titles and place % 4 == 1:
            offer = needs.OfferDraft(
                title=titles[place % len(titles)],
                learner_stage=stages[0].value,
                status=list(OfferStatus)[place // 4 % len(OfferStatus)].value,
            )
            needs.add_offer(do, need_id=need.pk, draft=offer)
    for segment in workshop.segments.filter(removed_at=None).order_by("position")[:6:2]:
        words = needs.PersonNeedDraft(
            text="Somebody who has read the plan before they ring the bell", source=NeedSource.LIVED_EXPERIENCE
        )
        needs.add_person_need(do, segment_id=segment.pk, draft=words)


def _fill_plan(do: Command) -> None:
    segments = list(Workshop.objects.get(pk=do.workshop_id).segments.filter(removed_at=None).order_by("position"))
    made: dict[int, int] = {}
    for number, (text, enabler) in enumerate(IDEAS, start=1):
        draft = ideas.IdeaDraft(text=text, enabler=enabler or "", segment_ids=[segments[number % len(segments)].pk])
        idea = ideas.add_idea(do, draft=draft).target
        if idea is not None:
            made[number] = idea.pk
    new_role = role_checks.CheckDraft(
        need_left="The story is lost between two services even with every post filled",
        adds="Somebody who is known on both sides",
        education="A band 6 professional with working depth in frailty",
        scope="No diagnosis and no prescribing",
        supervision="Lead nurse, urgent response",
        time_to_post="Four months",
        funding=limits.NOT_KNOWN,
    )
    role_checks.answer_check(do, idea_id=made[NEW_ROLE], seen=0, draft=new_role)
    for idea_number, text, owner, organisation, days, status in ACTIONS:
        action = plan.ActionDraft(
            text=text,
            owner=owner,
            organisation=organisation,
            due_on=timezone.localdate() + timedelta(days=days) if days else None,
            enabler=IDEAS[idea_number - 1][1] or "",
            status=status,
        )
        plan.add_action(do, draft=action, idea_id=made[idea_number])
