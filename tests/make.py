"""What tests of the room are made of: a small pathway, a workshop on it, people and their words."""

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self
from uuid import uuid4

from django.db.models import Model

from accounts.models import System, SystemRole, User
from accounts.rules.roles import AccountRole, Sector
from journeys.models import PathwayTemplate, TemplateVersion
from journeys.rules import NeedContent, PathwayContent, PersonaContent, StageContent, ZoneContent, stored_content
from learners.models import Framework, LearningOffer, Role
from tests.support.forms import Browser
from workshops.access import seat_cookie
from workshops.models import AgendaItem, Membership, Segment, WorkforceNeed, Workshop
from workshops.rules.audiences import Audience
from workshops.rules.codes import WorkshopRole, WorkshopStatus
from workshops.rules.rights import PRODUCT, Actor, ActorKind
from workshops.services import agenda, people, running
from workshops.services.editing import Command, Outcome

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

PATHWAY = PathwayContent(
    title="Falls at home",
    person_word="person",
    framework="frailty",
    population="People over 80",
    sub_cohorts=(),
    starts="A fall",
    ends="Steady again",
    personas=(PersonaContent("Edith", "80 to 89", "Lives alone", "Her garden", "A ward", is_invented=True),),
    stages=(
        StageContent("home", "At home", ("home",), "Somebody who comes", (NeedContent("nurse", 2, "enable"),)),
        StageContent("ward", "On the ward", ("hospital_inpatient",), "Quiet", (NeedContent("doctor", 3, "engage"),)),
        StageContent("back", "Back home", ("home",), "A plan"),
    ),
    zones=(
        ZoneContent("home", "ward", ("direction_or_place",), "The story is lost"),
        ZoneContent("ward", "back", ("direction_or_place", "workforce_capability"), "Nobody calls"),
        ZoneContent("home", "back", ("relationship_and_experience",), "Who comes"),
        ZoneContent("back", "home", ("direction_or_place",), "It begins again"),
    ),
    learning={"getting_in": ("volunteering",)},
    own=("A course of our own",),
)

_numbers = itertools.count(1)


def system(slug: str = "north") -> System:
    return System.objects.get_or_create(slug=slug, defaults={"name": slug.title()})[0]


def user(role: AccountRole | None = None, *, at: System | None = None, email: str = "") -> User:
    """An account; with a role, in the system named or in the one of these tests."""
    made = User.objects.create_user(email or f"somebody-{next(_numbers)}@example.org", name="Somebody")
    if role is not None:
        SystemRole.objects.create(user=made, system=at or system(), role=role)
    return made


def version() -> TemplateVersion:
    """The published version of the small pathway, with the roles and the offer that it names."""
    Role.objects.get_or_create(
        slug="nurse",
        defaults={"title": "Nurse", "kind": "formal", "pay_band": "b5", "career_level_from": 5, "career_level_to": 6},
    )
    Role.objects.get_or_create(slug="doctor", defaults={"title": "Doctor", "kind": "formal", "pay_band": "b8a"})
    Role.objects.get_or_create(
        slug="daughter", defaults={"title": "Daughter", "kind": "informal", "pay_band": "unpaid"}
    )
    LearningOffer.objects.get_or_create(
        slug="volunteering",
        defaults={"title": "Volunteering", "learner_stage": "getting_in", "offer_type": "volunteering"},
    )
    framework, _ = Framework.objects.get_or_create(
        slug="frailty", defaults={"title": "Frailty", "publisher": "Somebody", "coverage": "all", "source": "Test"}
    )
    template, _ = PathwayTemplate.objects.get_or_create(
        slug="falls",
        defaults={
            "title": PATHWAY.title,
            "person_word": PATHWAY.person_word,
            "framework": framework,
            "source": "Test",
            "status": "published",
        },
    )
    found, _ = TemplateVersion.objects.get_or_create(
        template=template,
        number=1,
        defaults={"content": stored_content(PATHWAY), "checksum": "small", "published_at": NOON},
    )
    return found


def workshop(status: str = WorkshopStatus.LIVE, *, at: System | None = None) -> Workshop:
    """A workshop on the small pathway, whose last event is still 0."""
    made = running.create_workshop(
        system=at or system(), version=version(), draft=running.WorkshopDraft(title="Falls"), by=None, at=NOON
    )
    made.status = status
    made.save(update_fields=["status"])
    return made


def facilitator(at: Workshop) -> Actor:
    return Actor(ActorKind.FACILITATOR, user_id=user(AccountRole.FACILITATOR, at=at.system).pk)


def do(at: Workshop, by: Actor = PRODUCT, *, seconds: int = 0, again: bool = False) -> Command:
    """A command on a workshop; ``again`` gives it an operation key."""
    return Command(workshop_id=at.pk, by=by, at=NOON + timedelta(seconds=seconds), key=uuid4() if again else None)


def row[M: Model](outcome: Outcome[M]) -> M:
    """What a verb wrote."""
    assert outcome.target is not None
    return outcome.target


def seat(at: Workshop, name: str = "", sector: str = Sector.COMMUNITY) -> people.Seat:
    return people.join(workshop_id=at.pk, newcomer=people.Newcomer(name, sector), key=uuid4(), device="", at=NOON)


def participant(at: Workshop) -> Actor:
    return Actor(ActorKind.PARTICIPANT, membership_id=seat(at).membership.pk)


def segments(at: Workshop) -> list[Segment]:
    """The living segments in order."""
    return list(at.segments.filter(removed_at=None).order_by("position"))


def stage(at: Workshop, title: str = "At home") -> Segment:
    return at.segments.get(title=title, kind="stage")


def part(at: Workshop, phase: str) -> AgendaItem:
    """The first part of the agenda that is about a phase."""
    found = at.agenda.filter(phase=phase).order_by("position").first()
    assert found is not None, phase
    return found


def ask(at: Workshop, phase: str) -> AgendaItem:
    """Move the room to a phase, the agenda begun or not."""
    found = part(at, phase)
    agenda.move_to(do(at), item_id=found.pk)
    return found


def need(at: Workshop, title: str = "Nurse") -> WorkforceNeed:
    return at.needs.get(title=title)


@dataclass(frozen=True)
class Faces:
    """A workshop as each audience looks at it: a client, and where its page is."""

    workshop: Workshop
    clients: dict[Audience, Browser]

    def only(self, *audiences: Audience) -> Self:
        """The same workshop for some of the audiences."""
        return replace(self, clients={each: self.clients[each] for each in audiences})

    def path(self, audience: Audience) -> str:
        return f"/w/{self.workshop.public_id}/" + ("screen/" if audience is Audience.SCREEN else "")

    def page(self, audience: Audience) -> str:
        """The whole page, drawn now."""
        answer = self.clients[audience].get(self.path(audience))
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()


def faces(at: Workshop) -> Faces:
    """Somebody of each audience."""
    roles = {
        Audience.FACILITATOR: AccountRole.FACILITATOR,
        Audience.LEAD: AccountRole.WORKFORCE_LEAD,
        Audience.VIEWER: AccountRole.VIEWER,
        Audience.SCREEN: AccountRole.FACILITATOR,
    }
    clients = {audience: signed_in(user(role, at=at.system)) for audience, role in roles.items()}
    watching = seat(at)
    Membership.objects.filter(pk=watching.membership.pk).update(role=WorkshopRole.OBSERVER)
    return Faces(at, {**clients, Audience.PARTICIPANT: seated(at), Audience.OBSERVER: seated(at, watching)})


def signed_in(who: User) -> Browser:
    client = Browser()
    client.force_login(who)
    return client


def seated(at: Workshop, taken: people.Seat | None = None) -> Browser:
    """The client of a participant."""
    client = Browser()
    client.cookies[seat_cookie(at.public_id)] = (taken or seat(at)).token
    return client
