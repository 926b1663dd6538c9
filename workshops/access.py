"""The way to a workshop: whoever asks is somebody to it, or it does not exist for them (design 8).

May see and may do are one question: the table in ``rules.rights``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from accounts.access import systems_of
from accounts.models import System, SystemRole, User
from accounts.rules.roles import AccountRole
from journeys.models import TemplateVersion
from workshops.models import Membership, Report, ReportFile, SurveyLink, Words, Workshop
from workshops.queries.prepared import Prepared
from workshops.rules import rights
from workshops.rules.codes import ReportStatus, ReportVariant, WorkshopRole, WorkshopStatus
from workshops.rules.rights import Actor, ActorKind, Right
from workshops.services.people import token_hash

KIND_OF_ROLE: dict[str, ActorKind] = {
    AccountRole.ADMIN: ActorKind.FACILITATOR,
    AccountRole.FACILITATOR: ActorKind.FACILITATOR,
    AccountRole.WORKFORCE_LEAD: ActorKind.LEAD,
    AccountRole.VIEWER: ActorKind.VIEWER,
}
_WORKSHOP = Prepared(lambda public_id: Workshop.objects.filter(public_id=public_id), str)
_SYSTEM = Prepared(lambda system_id: System.objects.filter(pk=system_id))
_SEAT = Prepared(
    lambda workshop_id, hashed: Membership.objects.filter(workshop=workshop_id, token_hash=hashed), int, str
)
_KEPT_SEAT = Prepared(lambda membership_id: Membership.objects.filter(pk=membership_id))
STRENGTH = (ActorKind.FACILITATOR, ActorKind.LEAD, ActorKind.VIEWER)


class NotSignedIn(Exception):
    """Nobody is signed in and no seat is held: the way in is to sign in or to join."""


class Removed(Exception):
    """The seat was taken away: the sentence to show, and the words to hand back."""


class Waiting(Exception):
    """The seat is in the waiting room: nothing of the workshop is to be seen before a facilitator lets them in."""


@dataclass(frozen=True)
class Visit:
    """Somebody at a workshop that they may see."""

    workshop: Workshop
    actor: Actor
    session_key: str | None = None
    role: str = field(default=WorkshopRole.PARTICIPANT, compare=False)

    @property
    def is_scribe(self) -> bool:
        """Whether they may write down what others said."""
        return self.actor.kind is ActorKind.FACILITATOR or self.role == WorkshopRole.SCRIBE

    def may(self, right: Right) -> bool:
        """Whether they may do this now."""
        return rights.may(self.actor.kind, right, WorkshopStatus(self.workshop.status))

    def check(self, right: Right) -> None:
        """Raise PermissionDenied with the table's sentence when they may not."""
        sentence = rights.refusal(self.actor.kind, right, WorkshopStatus(self.workshop.status))
        if sentence is not None:
            raise PermissionDenied(sentence)


def seat_cookie(public_id: str) -> str:
    """The name of the cookie that holds a participant's token for one workshop."""
    return f"seat-{public_id}"


def visit(request: HttpRequest, public_id: str) -> Visit:
    """Whoever asks, at the workshop with this public id.

    Raises Http404 when it does not exist for them, NotSignedIn when nobody is known to ask, Removed and Waiting. The
    token of a place that was merged leads to the place that was kept.
    """
    user = request.user if isinstance(request.user, User) else None
    token = request.COOKIES.get(seat_cookie(public_id))
    workshop = _workshop(public_id)
    if workshop is not None and user is not None:
        kind = _kind_of(user, workshop.system)
        if kind is not None:
            return Visit(workshop, Actor(kind, user_id=user.pk), request.session.session_key)
    if workshop is not None and token:
        membership = _SEAT.first(workshop.pk, token_hash(token))
        if membership is not None and membership.merged_into_id is not None:
            membership = _KEPT_SEAT.first(membership.merged_into_id)
        if membership is not None:
            if membership.removed_at is not None:
                raise Removed
            if membership.is_waiting:
                raise Waiting
            actor = Actor(kind_of_member(membership.role), membership_id=membership.pk)
            found = Visit(workshop, actor, role=membership.role)
            found.check(Right.SEE)
            return found
    if user is None and not token:
        raise NotSignedIn
    raise Http404("No such workshop.")


def seat_of(request: HttpRequest, workshop: Workshop) -> Membership | None:
    """The place that this device already holds in the workshop, also when it was taken away."""
    token = request.COOKIES.get(seat_cookie(workshop.public_id))
    return workshop.memberships.filter(token_hash=token_hash(token)).first() if token else None


def is_staff_here(request: HttpRequest, workshop: Workshop) -> bool:
    """Whether the signed-in person has a role in the workshop's system."""
    return isinstance(request.user, User) and _kind_of(request.user, workshop.system) is not None


def workshops_of(user: User) -> list[Workshop]:
    """The workshops of the person's systems, newest first (domain B.5:27)."""
    return list(
        Workshop.objects.filter(system__in=systems_of(user)).select_related("system").order_by("-created_at", "-pk")
    )


def may_create(user: User) -> list[System]:
    """The systems in which the person may open workshops. Raises PermissionDenied when there is none."""
    systems = list(systems_of(user, AccountRole.ADMIN, AccountRole.FACILITATOR))
    if not systems:
        raise PermissionDenied("Only facilitators open workshops. Ask the administrator of your system.")
    return systems


def published_version(slug: str) -> TemplateVersion:
    """The latest published version of a template that is not retired; raises Http404."""
    version = (
        TemplateVersion.objects.filter(template__slug=slug, template__status="published", published_at__isnull=False)
        .select_related("template__framework")
        .order_by("-number")
        .first()
    )
    if version is None:
        raise Http404("No such template.")
    return version


def report_of(at: Visit, number: int, *, to_read: bool = False) -> Report:
    """A report of this workshop for somebody who may have reports; raises Http404.

    One ``to_read`` is a report indeed: canvases and cards are for paper only.
    """
    at.check(Right.REPORT)
    report = at.workshop.reports.filter(number=number).select_related("workshop").first()
    if report is None or (to_read and report.variant != ReportVariant.REPORT):
        raise Http404("No such report.")
    return report


def words[W: Words](at: Visit, model: type[W], pk: int) -> W:
    """Words of this workshop, removed or not; raises Http404, also for what somebody else wrote in silence."""
    found = model._default_manager.filter(workshop=at.workshop, pk=pk).first()
    if found is None or (found.is_hidden and found.author_id != at.actor.membership_id):
        raise Http404("Nothing here has that address.")
    return found


def link_of(token: str, *, to_survey: bool) -> SurveyLink | None:
    """The link with this token, to a survey or to the return of existing offers; None when it was ended or never was.

    With the workshop's close the links for offers end, with its archive those of surveys.
    Whoever holds the token may answer: the link is the right.
    """
    takes = rights.ANSWERING if to_survey else rights.TELLING
    links = SurveyLink.objects.filter(
        token=token, ended_at=None, survey__isnull=not to_survey, workshop__status__in=takes
    )
    return links.select_related("survey", "workshop__system").first()


def printed(report: Report) -> bytes:
    """The PDF of a report; raises Http404 while it is not ready."""
    file = ReportFile.objects.filter(report=report).first() if report.status == ReportStatus.READY else None
    if file is None:
        raise Http404("This report is not ready.")
    return bytes(file.content)


def still_seen(visits: Iterable[Visit]) -> set[Visit]:
    """Those of the visits that would still be let in as what they are. Four queries, however many visits there are."""
    visits = set(visits)
    statuses = dict(Workshop.objects.filter(pk__in={v.workshop.pk for v in visits}).values_list("pk", "status"))
    seats = dict(
        Membership.objects.filter(
            pk__in={v.actor.membership_id for v in visits if v.actor.membership_id}, removed_at=None, is_waiting=False
        ).values_list("pk", "role")
    )
    users = {v.actor.user_id for v in visits if v.actor.user_id}
    kinds: dict[tuple[int, int], set[ActorKind]] = {}
    for user_id, system_id, role in SystemRole.objects.filter(user__in=users, user__is_active=True).values_list(
        "user", "system", "role"
    ):
        kinds.setdefault((user_id, system_id), set()).add(KIND_OF_ROLE[role])
    sessions = {
        session.session_key
        for session in Session.objects.filter(session_key__in={v.session_key for v in visits if v.session_key})
        if session.get_decoded().get(SESSION_KEY)
    }

    def holds(one: Visit) -> bool:
        status = statuses.get(one.workshop.pk)
        if status is None or not rights.may(one.actor.kind, Right.SEE, WorkshopStatus(status)):
            return False
        if one.actor.membership_id is not None:
            role = seats.get(one.actor.membership_id)
            return role is not None and kind_of_member(role) is one.actor.kind
        held = kinds.get((one.actor.user_id or 0, one.workshop.system_id), set())
        return one.session_key in sessions and next((k for k in STRENGTH if k in held), None) == one.actor.kind

    return {one for one in visits if holds(one)}


def moved(visits: Iterable[Visit]) -> set[Visit]:
    """Those of the visits whose place was merged into another one, where they go on. One query, or none."""
    ids = {visit.actor.membership_id for visit in visits if visit.actor.membership_id is not None}
    if not ids:
        return set()
    kept = Membership.objects.filter(
        pk__in=ids, merged_into__isnull=False, merged_into__removed_at=None, merged_into__is_waiting=False
    )
    merged = set(kept.values_list("pk", flat=True))
    return {visit for visit in visits if visit.actor.membership_id in merged}


def kind_of_member(role: str) -> ActorKind:
    """What somebody with this role in the workshop is to it: observers read along."""
    return ActorKind.OBSERVER if role == WorkshopRole.OBSERVER else ActorKind.PARTICIPANT


def _workshop(public_id: str) -> Workshop | None:
    workshop = _WORKSHOP.first(public_id)
    if workshop is not None:
        workshop.system = _SYSTEM.get(workshop.system_id)
    return workshop


def _kind_of(user: User, system: System) -> ActorKind | None:
    if not user.is_active:
        return None
    held = {KIND_OF_ROLE[role] for role in user.system_roles.filter(system=system).values_list("role", flat=True)}
    return next((kind for kind in STRENGTH if kind in held), None)
