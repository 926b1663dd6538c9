"""What was asked outside the room and what came back: invite plan, surveys, links, offers that exist already.

Answers come back without their author, and none at all before five people have answered (domain B.5:11). While a survey
is open its results move on in steps of five replies.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Sum

from accounts.rules.roles import Sector
from workshops.models import (
    Answer,
    ExistingOffer,
    InviteLine,
    Membership,
    Question,
    Response,
    Survey,
    SurveyLink,
    Workshop,
)
from workshops.rules import asking, invites, limits
from workshops.rules.codes import QuestionKind, SurveyKind


class SectorPlan(NamedTuple):
    """A sector in numbers: how many are wanted, have said yes, and are in the room."""

    label: str
    wanted: int
    confirmed: int
    here: int


@dataclass(frozen=True)
class InvitePlan:
    """Who is wanted in the room: living lines, removed ones, and the sums."""

    lines: tuple[InviteLine, ...]
    removed: tuple[InviteLine, ...]
    sectors: tuple[SectorPlan, ...]
    warnings: tuple[str, ...]

    @property
    def wanted(self) -> int:
        """How many are wanted in all."""
        return sum(line.wanted for line in self.lines)

    @property
    def confirmed(self) -> int:
        """How many have said yes."""
        return sum(line.confirmed for line in self.lines)

    @property
    def here(self) -> int:
        """How many are in the room."""
        return sum(sector.here for sector in self.sectors)


@dataclass(frozen=True)
class LinkRow:
    """A link that works, and where it leads."""

    id: int
    token: str
    url: str
    made_at: datetime


@dataclass(frozen=True)
class SectorReplies:
    """How many of a sector replied, of those who said yes or, before anybody did, who are wanted: ``asked``."""

    sector: str
    asked: int
    replied: int

    @property
    def label(self) -> str:
        """The sector in words."""
        return Sector(self.sector).label

    @property
    def percent(self) -> int | None:
        """The reply rate, at most 100; None when nobody of the sector is in the invite plan."""
        return min(100, round(100 * self.replied / self.asked)) if self.asked else None


@dataclass(frozen=True)
class QuestionResult:
    """A question and, once five people have answered it, what they said."""

    text: str
    kind: str
    answers: int
    counts: tuple[int, ...]
    mean: float | None
    texts: tuple[str, ...]

    @property
    def enough(self) -> bool:
        """Whether what was said may be shown."""
        return self.answers >= limits.ENOUGH_ANSWERS

    @property
    def is_scale(self) -> bool:
        """Whether the answers are numbers from 0 to 10."""
        return self.kind == QuestionKind.SCALE


@dataclass(frozen=True)
class SurveyResult:
    """A survey with its replies in sum; the questions tell of those that are ``counted``.

    ``of_confirmed`` says whether those who said yes are ``asked``, or those who are wanted.
    """

    kind: str
    opened_at: datetime | None
    closed_at: datetime | None
    replies: int
    counted: int
    of_confirmed: bool
    questions: tuple[QuestionResult, ...]
    sectors: tuple[SectorReplies, ...]

    @property
    def asked(self) -> int:
        """How many said yes or, before anybody did, are wanted."""
        return sum(each.asked for each in self.sectors)

    @property
    def silent(self) -> tuple[str, ...]:
        """The sectors that the plan has somebody in and nobody replied from."""
        return tuple(each.label for each in self.sectors if each.asked and not each.replied)

    @property
    def is_open(self) -> bool:
        """Whether replies are taken."""
        return self.opened_at is not None and self.closed_at is None

    @property
    def few(self) -> bool:
        """Whether there are too few replies to show anything."""
        return self.replies < limits.ENOUGH_ANSWERS

    @property
    def label(self) -> str:
        """When people are asked."""
        return SurveyKind(self.kind).label


@dataclass(frozen=True)
class Earlier:
    """What one device replied before, by question's id."""

    sector: str
    said: dict[int, int | str]


def invite_plan(workshop_id: int) -> InvitePlan:
    """The invite plan beside who is in. Two queries."""
    rows = list(InviteLine.objects.filter(workshop_id=workshop_id).order_by("pk"))
    lines = tuple(row for row in rows if row.removed_at is None)
    here = Counter(
        Membership.objects.filter(workshop_id=workshop_id, removed_at=None, is_waiting=False).values_list(
            "sector", flat=True
        )
    )
    sectors = []
    for sector in Sector:
        own = [line for line in lines if line.sector == sector]
        if own or here[sector.value]:
            wanted, confirmed = sum(line.wanted for line in own), sum(line.confirmed for line in own)
            sectors.append(SectorPlan(sector.label, wanted, confirmed, here[sector.value]))
    return InvitePlan(
        lines, tuple(row for row in rows if row.removed_at is not None), tuple(sectors), invites.warnings(_plain(lines))
    )


def results(workshop_id: int) -> dict[str, SurveyResult]:
    """The workshop's surveys with their results, by kind; without those that nobody has touched. Five queries."""
    surveys = list(Survey.objects.filter(workshop_id=workshop_id).order_by("pk"))
    if not surveys:
        return {}
    asked, of_confirmed = _asked(workshop_id)
    replies: dict[int, Counter[str]] = {survey.pk: Counter() for survey in surveys}
    came: dict[int, list[int]] = {survey.pk: [] for survey in surveys}
    found = Response.objects.filter(survey__in=surveys).order_by("pk")
    for pk, survey_id, sector in found.values_list("pk", "survey_id", "sector"):
        replies[survey_id][sector] += 1
        came[survey_id].append(pk)
    heard = {survey.pk: came[survey.pk][: _counted(survey, len(came[survey.pk]))] for survey in surveys}
    told = {pk for of_survey in heard.values() for pk in of_survey}
    questions: dict[int, list[Question]] = {survey.pk: [] for survey in surveys}
    for question in Question.objects.filter(survey__in=surveys).order_by("position"):
        questions[question.survey_id].append(question)
    answers: dict[int, list[Answer]] = {}
    for answer in Answer.objects.filter(question__survey__in=surveys):
        if answer.response_id in told:
            answers.setdefault(answer.question_id, []).append(answer)
    return {
        survey.kind: SurveyResult(
            survey.kind,
            survey.opened_at,
            survey.closed_at,
            len(came[survey.pk]),
            len(heard[survey.pk]),
            of_confirmed,
            tuple(_result(question, answers.get(question.pk, [])) for question in questions[survey.pk]),
            tuple(
                SectorReplies(sector.value, asked[sector.value], replies[survey.pk][sector.value])
                for sector in Sector
                if asked[sector.value] or replies[survey.pk][sector.value]
            ),
        )
        for survey in surveys
    }


def for_snapshot(workshop: Workshop) -> list[dict[str, Any]]:
    """The surveys that were opened, as JSON-ready data: replies by sector, and results from five answers on."""
    return [
        {
            "kind": survey.kind,
            "replies": survey.replies,
            "sectors": [asdict(each) for each in survey.sectors],
            "questions": [
                {**asdict(each), "counts": list(each.counts), "texts": list(each.texts)} for each in survey.questions
            ],
        }
        for survey in results(workshop.pk).values()
        if survey.opened_at is not None
    ]


def survey_of(workshop_id: int, kind: str) -> Survey | None:
    """The survey of a kind; None before somebody has touched it. One query."""
    return Survey.objects.filter(workshop_id=workshop_id, kind=kind).first()


def questions_of(survey: Survey) -> list[Question]:
    """The questions in order. One query."""
    return list(survey.questions.order_by("position"))


def links(workshop_id: int, kind: str) -> tuple[LinkRow, ...]:
    """The working links to the survey of a kind or, with a blank kind, to the offers; newest first. One query."""
    rows = SurveyLink.objects.filter(workshop_id=workshop_id, ended_at=None).order_by("-pk")
    rows = rows.filter(survey__kind=kind) if kind else rows.filter(survey=None)
    return tuple(LinkRow(row.pk, row.token, _url(kind, row.token), row.made_at) for row in rows)


def open_link(workshop_id: int, kind: str) -> str | None:
    """The path of the newest working link to a survey that is open now; None when there is none. One query."""
    token = (
        SurveyLink.objects.filter(
            workshop_id=workshop_id,
            ended_at=None,
            survey__kind=kind,
            survey__opened_at__isnull=False,
            survey__closed_at=None,
        )
        .order_by("-pk")
        .values_list("token", flat=True)
        .first()
    )
    return f"/s/{token}/" if token else None


def existing_offers(workshop_id: int) -> list[ExistingOffer]:
    """The learning that organisations said they offer already. One query."""
    return list(ExistingOffer.objects.filter(workshop_id=workshop_id).order_by("organisation", "title", "pk"))


def earlier_reply(survey: Survey, device: str) -> Earlier | None:
    """What this device replied before; None when it did not, or when the survey has closed since. Two queries."""
    response = Response.objects.filter(survey=survey, device=asking.device_digest(survey.pk, device)).first()
    if response is None:
        return None
    said: dict[int, int | str] = {
        answer.question_id: answer.text if answer.number is None else answer.number for answer in response.answers.all()
    }
    return Earlier(response.sector, said)


def _plain(lines: Iterable[InviteLine]) -> list[invites.Wanted]:
    return [invites.Wanted(line.sector, line.role, line.is_frontline, line.wanted, line.confirmed) for line in lines]


def _counted(survey: Survey, replies: int) -> int:
    return asking.counted(replies, is_open=survey.opened_at is not None and survey.closed_at is None)


def _asked(workshop_id: int) -> tuple[Counter[str], bool]:
    """How many of each sector said yes or, before anybody did, are wanted; and whether it is those who said yes."""
    rows = list(
        InviteLine.objects.filter(workshop_id=workshop_id, removed_at=None)
        .order_by("sector")
        .values_list("sector")
        .annotate(wanted=Sum("wanted"), confirmed=Sum("confirmed"))
    )
    anybody = any(confirmed for _, _, confirmed in rows)
    return Counter({sector: confirmed if anybody else wanted for sector, wanted, confirmed in rows}), anybody


def _result(question: Question, answers: list[Answer]) -> QuestionResult:
    numbers = [answer.number for answer in answers if answer.number is not None]
    # In the order of the alphabet, so that the order says nothing about who wrote when.
    texts = sorted((answer.text for answer in answers if answer.text), key=str.casefold)
    count = len(numbers) if question.kind == QuestionKind.SCALE else len(texts)
    if count < limits.ENOUGH_ANSWERS:
        return QuestionResult(question.text, question.kind, count, (), None, ())
    if question.kind == QuestionKind.TEXT:
        return QuestionResult(question.text, question.kind, count, (), None, tuple(texts))
    counts = tuple(numbers.count(value) for value in range(asking.LARGEST + 1))
    return QuestionResult(question.text, question.kind, count, counts, round(sum(numbers) / count, 1), ())


def _url(kind: str, token: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}/{'s' if kind else 'o'}/{token}/"
