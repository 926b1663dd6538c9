"""Everybody who may ask, and a world in which each of them is somebody: two systems, three workshops, one of
everything in each. Routes get their arguments from here.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

from django.conf import settings

from accounts.models import Organisation, System, User
from accounts.rules.roles import AccountRole, Sector
from accounts.services import grant_role
from journeys.models import PathwayTemplate, TemplateVersion
from journeys.queries import version_content
from journeys.services.drafts import start_draft
from tests.learners.people import shipped_library
from tests.support.forms import Browser
from workshops.access import seat_cookie
from workshops.models import ExistingOffer, InviteLine, Membership, Report, ReportFile, SurveyLink, Workshop
from workshops.rules.codes import ReportStatus, SurveyKind, WorkshopStatus
from workshops.rules.invites import Wanted
from workshops.rules.rights import PRODUCT
from workshops.services import (
    answering,
    asking,
    choosing,
    grouping,
    groups,
    ideas,
    impacts,
    invites,
    needs,
    notes,
    people,
    plan,
    polls,
    reporting,
    running,
)
from workshops.services.editing import Command

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TEMPLATE = "frailty"
PASSWORD = "seventeen hinges on one ribbon"

ACTORS = (
    "nobody",
    "participant here",
    "participant elsewhere",
    "removed participant",
    "facilitator here",
    "facilitator elsewhere",
    "workforce lead here",
    "viewer here",
    "admin here",
    "deactivated staff",
)
"""Here: the workshop that is asked for, or its system. Elsewhere: another workshop of that system for participants,
another system for facilitators. Deactivated staff hold a session from when they were a facilitator here."""


WAITING = "waiting participant"
"""Stands in the waiting room of the workshop here: no column of the table, since every answer is the same."""


@dataclass(frozen=True)
class Place:
    """One workshop with one of everything; ``pks`` are by the model's name."""

    workshop: Workshop
    pks: dict[str, int]


@dataclass(frozen=True)
class World:
    """Three workshops and everybody's cookies."""

    here: Place
    sibling: Place
    elsewhere: Place
    cookies: dict[str, dict[str, str]]

    def client(self, actor: str, *, enforce_csrf_checks: bool = False) -> Browser:
        """A browser of one of the actors."""
        client = Browser(enforce_csrf_checks=enforce_csrf_checks)
        client.cookies = SimpleCookie(self.cookies[actor])
        return client

    def arguments(self, name: str, wanted: list[str], ids_of: Place | None = None) -> dict[str, Any]:
        """Arguments of a route: everything of the workshop here, or its workshop and the ids of another place."""
        pks = (ids_of or self.here).pks
        known: dict[str, Any] = {
            "public_id": self.here.workshop.public_id,
            "code": self.here.workshop.join_code,
            "stem": "ask",
            "work": "workforce",
            "segment_pk": pks["segment"],
            "need_pk": pks["need"],
            "number": self.number(name, pks),
            "slug": SLUGS.get(name.partition(":")[2].partition("_")[0], TEMPLATE),
            "place": 0,
            "kind": "before",
            "note_kind": "parking",
            "uidb36": "1",
        }
        if "pk" in wanted:
            known["pk"] = pks[noun_of(name)]
        if "token" in wanted:
            known["token"] = self.token(name)
        known["key"] = version_content(self.draft_id()).stages[0].key if name.startswith("journeys:") else "unknown-key"
        return {each: known[each] for each in wanted}

    @staticmethod
    def number(name: str, pks: dict[str, int]) -> int:
        """The number of a template version, or of a report in its workshop."""
        return 1 if name.startswith("journeys:") else pks["report"]

    def token(self, name: str) -> str:
        """The token of the link to the questions before the day, or to the return of existing offers."""
        link = SurveyLink.objects.filter(workshop=self.here.workshop)
        found = link.filter(survey=None) if name == "workshops:offer_tell" else link.filter(survey__kind="before")
        return found.get().token

    @staticmethod
    def draft_id() -> int:
        """The draft of the template."""
        return TemplateVersion.objects.get(template__slug=TEMPLATE, published_at=None).pk


SLUGS = {"role": "nurse", "offer": "rotation", "framework": "frailty"}
NOUNS = (
    "item",
    "segment",
    "person_need",
    "need",
    "offer",
    "idea",
    "action",
    "member",
    "group",
    "invite",
    "link",
    "existing",
    *("cluster", "note", "impact"),
    *("poll", "tally"),
)


def noun_of(name: str) -> str:
    """What a route's ``pk`` is an id of."""
    return next(noun for noun in NOUNS if name.partition(":")[2].startswith(noun))


def make_world() -> World:
    """Make everything, through the services."""
    shipped_library()
    systems = {slug: System.objects.create(slug=slug, name=slug.title()) for slug in ("here", "elsewhere")}
    staff = {
        "facilitator here": (AccountRole.FACILITATOR, "here"),
        "facilitator elsewhere": (AccountRole.FACILITATOR, "elsewhere"),
        "workforce lead here": (AccountRole.WORKFORCE_LEAD, "here"),
        "viewer here": (AccountRole.VIEWER, "here"),
        "admin here": (AccountRole.ADMIN, "here"),
        "deactivated staff": (AccountRole.FACILITATOR, "here"),
    }
    users: dict[str, User] = {}
    for actor, (role, slug) in staff.items():
        users[actor] = User.objects.create_user(f"{actor.replace(' ', '.')}@example.org", PASSWORD, name=actor)
        grant_role(user=users[actor], system=systems[slug], role=role, by=None, at=NOON)
    cookies: dict[str, dict[str, str]] = {actor: {} for actor in ACTORS}
    for actor, user in users.items():
        client = Browser()
        client.force_login(user)
        cookies[actor] = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    User.objects.filter(pk=users["deactivated staff"].pk).update(is_active=False)
    here, sibling = (make_place(systems["here"], reports=count) for count in (1, 2))
    elsewhere = make_place(systems["elsewhere"], reports=3)
    for actor, place in (("participant here", here), ("participant elsewhere", sibling), ("removed participant", here)):
        seat = take_seat(place.workshop)
        cookies[actor] = {seat_cookie(place.workshop.public_id): seat.token}
        if actor == "removed participant":
            do = Command(workshop_id=place.workshop.pk, by=PRODUCT, at=NOON)
            people.remove_member(do, membership_id=seat.membership.pk)
    waiting = take_seat(here.workshop)
    Membership.objects.filter(pk=waiting.membership.pk).update(is_waiting=True)
    cookies[WAITING] = {seat_cookie(here.workshop.public_id): waiting.token}
    template = PathwayTemplate.objects.get(slug=TEMPLATE)
    start_draft(template=template, by=users["admin here"], at=NOON)
    return World(here, sibling, elsewhere, cookies)


def make_place(system: System, *, reports: int) -> Place:
    """A live workshop with one of everything, and reports numbered up to ``reports``, the last one ready."""
    Organisation.objects.get_or_create(system=system, name="Community trust", sector=Sector.COMMUNITY)
    version = TemplateVersion.objects.select_related("template__framework").get(template__slug=TEMPLATE, number=1)
    draft = running.WorkshopDraft(title=f"Frailty {system.slug}")
    workshop = running.create_workshop(system=system, version=version, draft=draft, by=None, at=NOON)
    do = Command(workshop_id=workshop.pk, by=PRODUCT, at=NOON)
    running.set_status(do, status=WorkshopStatus.LIVE)
    segment = workshop.segments.order_by("position").first()
    need = workshop.needs.order_by("segment__position", "pk").first()
    assert segment is not None
    assert need is not None
    word = needs.add_person_need(do, segment_id=segment.pk, draft=needs.PersonNeedDraft(text="To be heard")).target
    learning = needs.OfferDraft(title="Rotation", learner_stage="getting_on", status="planned")
    offer = needs.add_offer(do, need_id=need.pk, draft=learning).target
    idea = ideas.add_idea(do, draft=ideas.IdeaDraft(text="One shared supervisor")).target
    assert word is not None
    assert offer is not None
    assert idea is not None
    action = plan.add_action(do, draft=plan.ActionDraft(text="Find the first six people"), idea_id=idea.pk).target
    assert action is not None
    group = groups.add_group(do).target
    assert group is not None
    for _ in range(reports):
        reporting.request_report(do)
    Report.objects.filter(workshop=workshop).update(status=ReportStatus.READY, progress=100)
    report = Report.objects.get(workshop=workshop, number=reports)
    ReportFile.objects.create(report=report, content=b"%PDF-1.7", checksum="0" * 64)
    workshop.refresh_from_db()
    pks = {
        "segment": segment.pk,
        "item": workshop.agenda.earliest("position").pk,
        "need": need.pk,
        "person_need": word.pk,
        "offer": offer.pk,
        "idea": idea.pk,
        "action": action.pk,
        "member": take_seat(workshop).membership.pk,
        "report": reports,
        "group": group.pk,
        **ask_around(do),
        **beside_the_map(do, idea.pk),
        **chosen_from(do, need.pk),
    }
    return Place(workshop, pks)


def chosen_from(do: Command, need_id: int) -> dict[str, int]:
    """An open poll, and an open round with dots from paper."""
    poll = polls.open_poll(do, need_id=need_id).target
    idea = ideas.add_idea(do, draft=ideas.IdeaDraft(text="Share a rota", enabler="supply")).target
    opened = choosing.open_round(do).target
    assert poll is not None
    assert idea is not None
    assert opened is not None
    choosing.tally_dots(do, idea_id=idea.pk, dots=1, people=1)
    return {"poll": poll.pk, "tally": opened.tallies.get().pk}


def beside_the_map(do: Command, idea_id: int) -> dict[str, int]:
    """A cluster, a parked point, and an effect of an idea."""
    cluster = grouping.add_cluster(do, draft=grouping.ClusterDraft("Supervision")).target
    note = notes.add_note(do, draft=notes.NoteDraft("parking", "The car park itself")).target
    impact = impacts.add_impact(do, draft=impacts.ImpactDraft("Fewer handovers", "intended"), idea_id=idea_id).target
    assert cluster is not None
    assert note is not None
    assert impact is not None
    return {"cluster": cluster.pk, "note": note.pk, "impact": impact.pk}


def ask_around(do: Command) -> dict[str, int]:
    """An invite plan of one line, both surveys open, a link for existing offers and one told by it."""
    line = invites.LineDraft(Wanted(Sector.SOCIAL_CARE, "Care workers", is_frontline=True, wanted=2))
    invites.save_invites(do, draft=invites.InvitesDraft((line,)))
    for kind in SurveyKind:
        asking.open_survey(do, kind=kind)
    link = asking.make_link(do, kind="").target
    assert link is not None
    told = answering.OfferTold("Community trust", "Preceptorship")
    answering.tell_offer(link_id=link.pk, told=told, key=uuid4(), at=NOON)
    return {
        "invite": InviteLine.objects.get(workshop=do.workshop_id).pk,
        "link": link.pk,
        "existing": ExistingOffer.objects.get(workshop=do.workshop_id).pk,
    }


def take_seat(workshop: Workshop) -> people.Seat:
    """A new participant."""
    return people.join(
        workshop_id=workshop.pk, newcomer=people.Newcomer(name="", sector=Sector.ACUTE), key=uuid4(), device="", at=NOON
    )
