"""What people outside the room send by link, without an account: replies to a survey, offers that exist already.

They are no verbs: whoever answers is nobody to the workshop, and the board does not change.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.rules.patient_data import Finding
from accounts.services import screen
from workshops.models import Answer, ExistingOffer, Operation, Response, Survey, SurveyLink
from workshops.rules import asking, limits, rights
from workshops.services.editing import USED, Gone, Invalid, Refused, fair_turn, locked

_TOLD = "existing.told"


@dataclass(frozen=True)
class Reply:
    """A reply to a survey: the sector, and what was said by question's id."""

    sector: str
    numbers: dict[int, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OfferTold:
    """Learning that an organisation offers already."""

    organisation: str
    title: str
    learner_stage: str = ""
    places: int | None = None
    contact: str = ""


def answer_survey(*, link_id: int, reply: Reply, device: str, at: datetime) -> list[Finding]:
    """Keep a reply; from the same device it takes the place of the one before. Returns what the guard remarked.

    Raises PatientDataRefused, Refused when the survey is closed, Gone when the link is ended, the workshop archived or
    the questions were changed meanwhile, and Invalid.
    """
    texts = {asking.field_of(pk): text for pk, text in reply.texts.items()}
    warnings = screen(place="survey.answered", texts=texts, at=at)
    with fair_turn(), transaction.atomic():
        link = SurveyLink.objects.filter(pk=link_id, ended_at=None, workshop__status__in=rights.ANSWERING).first()
        if link is None or link.survey_id is None:
            raise Gone(asking.FORGOTTEN)
        survey = Survey.objects.select_for_update().get(pk=link.survey_id)
        if survey.opened_at is None or survey.closed_at is not None:
            raise Refused(asking.CLOSED)
        questions = {row.pk: row for row in survey.questions.all()}
        if not {*reply.numbers, *reply.texts} <= set(questions):
            raise Gone(
                "The questions were changed a moment ago. Your words are kept here to copy; open the link again."
            )
        _keep(survey, reply, asking.device_digest(survey.pk, device))
    return warnings


def tell_offer(*, link_id: int, told: OfferTold, key: UUID, at: datetime) -> list[Finding]:
    """Keep an offer that exists already; the same key sent again changes nothing. Returns what the guard remarked.

    Raises PatientDataRefused, Gone when the link is ended or the workshop closed, and Invalid, also for a key that was
    used for something else.
    """
    texts = {"organisation": told.organisation, "title": told.title, "contact": told.contact}
    warnings = screen(place=_TOLD, texts=texts, at=at)
    with fair_turn(), transaction.atomic():
        link = SurveyLink.objects.filter(pk=link_id, ended_at=None, survey=None).first()
        if link is None:
            raise Gone(asking.FORGOTTEN)
        workshop = locked(link.workshop_id)
        if workshop.status not in rights.TELLING:
            raise Gone(asking.FORGOTTEN)
        if _was_told(link, key):
            return warnings
        if ExistingOffer.objects.filter(workshop=workshop).count() >= limits.REPLIES:
            raise Invalid("", limits.SENTENCES["replies"])
        offer = ExistingOffer.objects.create(workshop=workshop, at=at, **vars(told))
        Operation.objects.create(
            workshop=workshop,
            key=key,
            verb=_TOLD,
            by=_by(link),
            number=workshop.last_event,
            target_id=offer.pk,
        )
    return warnings


def _was_told(link: SurveyLink, key: UUID) -> bool:
    earlier = Operation.objects.filter(workshop=link.workshop_id, key=key).first()
    if earlier is not None and (earlier.verb, earlier.by) != (_TOLD, _by(link)):
        raise Invalid("", USED)
    return earlier is not None


def _by(link: SurveyLink) -> str:
    return f"link-{link.pk}"


def _keep(survey: Survey, reply: Reply, digest: str) -> None:
    response = Response.objects.filter(survey=survey, device=digest).first()
    if response is None:
        if survey.responses.count() >= limits.REPLIES:
            raise Invalid("", limits.SENTENCES["replies"])
        response = Response(survey=survey, device=digest)
    response.sector = reply.sector
    response.save()
    response.answers.all().delete()
    Answer.objects.bulk_create(
        [
            *(Answer(response=response, question_id=pk, number=number) for pk, number in reply.numbers.items()),
            *(Answer(response=response, question_id=pk, text=text) for pk, text in reply.texts.items()),
        ]
    )
