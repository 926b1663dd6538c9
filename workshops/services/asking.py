"""Asking outside the room: surveys and the return of existing offers, as the facilitator prepares them (domain C.1)."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workshops.models import ExistingOffer, Question, Response, Survey, SurveyLink, Workshop
from workshops.rules import asking, limits, rights
from workshops.rules.codes import QuestionKind, SurveyKind, WorkshopStatus
from workshops.rules.phases import Work
from workshops.rules.rights import Right
from workshops.services.editing import Edit, Invalid, Refused, verb

FOLDER = Path(__file__).resolve().parent.parent / "library"


@dataclass(frozen=True)
class Wording:
    """One question as it is asked."""

    kind: str
    text: str


@dataclass(frozen=True)
class WordingDraft:
    """All questions of a survey, in order."""

    questions: tuple[Wording, ...]

    def texts(self) -> dict[str, str]:
        """The free texts, by question."""
        return {f"question-{place}": question.text for place, question in enumerate(self.questions)}


class WordingChanged(Exception):
    """Somebody saved other questions since they were read; ``survey`` is what stands now (design I5)."""

    def __init__(self, survey: Survey) -> None:
        super().__init__("Somebody else changed these questions while you were writing.")
        self.survey = survey


@cache
def shipped(kind: str) -> tuple[Wording, ...]:
    """The questions that a survey of this kind starts with, from ``workshops/library/``."""
    rows = json.loads((FOLDER / f"{SurveyKind(kind).value}_survey.json").read_text(encoding="utf-8"))
    return tuple(Wording(QuestionKind(row["kind"]).value, row["text"]) for row in rows)


@verb("survey.worded", Right.RUN)
def word_survey(edit: Edit, *, kind: str, seen: int, draft: WordingDraft) -> Survey:
    """Change the questions of a survey, until the first reply has come in.

    Raises WordingChanged when somebody changed them since version ``seen``, and Invalid.
    """
    survey = _survey(edit, kind)
    stored = list(survey.questions.order_by("position"))
    if [(row.kind, row.text) for row in stored] == [(each.kind, each.text) for each in draft.questions]:
        return survey
    if survey.responses.exists():
        raise Invalid(
            "", "A reply has come in, so the wording is fixed: answers belong to the question as it was asked."
        )
    if not draft.questions:
        raise Invalid("", "A survey asks at least one question.")
    if len(draft.questions) > limits.QUESTIONS:
        raise Invalid("", limits.SENTENCES["questions"])
    if survey.version != seen:
        raise WordingChanged(survey)
    survey.questions.all().delete()
    _write(survey, draft.questions)
    survey.version += 1
    survey.save(update_fields=["version"])
    return survey


@verb("survey.opened", Right.ASK)
def open_survey(edit: Edit, *, kind: str) -> Survey:
    """Take replies, by a link that is made with the first opening."""
    return _open(edit, kind)


@verb("survey.closed", Right.ASK)
def close_survey(edit: Edit, *, kind: str) -> Survey:
    """Take no more replies, and forget which device sent which."""
    survey = _survey(edit, kind)
    if survey.opened_at is not None and survey.closed_at is None:
        survey.closed_at = edit.at
        survey.save(update_fields=["closed_at"])
        Response.objects.filter(survey=survey).update(device="")
    return survey


@verb("link.made", Right.ASK)
def make_link(edit: Edit, *, kind: str) -> SurveyLink:
    """A fresh link to the survey of a kind or, with a blank kind, to the return of existing offers.

    Links that were sent before go on working. Raises Refused when it would lead nowhere, and Invalid when there are
    many links already.
    """
    status = WorkshopStatus(edit.workshop.status)
    if not kind and status not in rights.TELLING:
        raise Refused(rights.refusal(edit.by.kind, Right.RUN, status))
    if SurveyLink.objects.filter(workshop=edit.workshop, ended_at=None).count() >= limits.QUESTIONS:
        raise Invalid("", "There are many links already. End one that is not needed any more.")
    return _link(edit, _survey(edit, kind) if kind else None)


@verb("link.ended", Right.ASK)
def end_link(edit: Edit, *, link_id: int) -> SurveyLink:
    """End a link: it leads nowhere any more."""
    link = edit.own(SurveyLink, link_id)
    if link.ended_at is None:
        link.ended_at = edit.at
        link.save(update_fields=["ended_at"])
    return link


@verb("existing.removed", Right.RUN)
def remove_existing_offer(edit: Edit, *, offer_id: int) -> Workshop:
    """Take an offer that somebody told by link off the list, for good: it was told twice, or is none."""
    edit.own(ExistingOffer, offer_id).delete()
    return edit.workshop


def open_with_phase(edit: Edit, *, taken: Collection[Work]) -> None:
    """Open the questions after the day when the room comes to its close; once closed by hand they stay closed."""
    untouched = not edit.workshop.surveys.filter(kind=SurveyKind.AFTER, opened_at__isnull=False).exists()
    if Work.PLEDGE in taken and untouched:
        _open(edit, SurveyKind.AFTER)


def _open(edit: Edit, kind: str) -> Survey:
    survey = _survey(edit, kind)
    if survey.opened_at is None or survey.closed_at is not None:
        survey.opened_at, survey.closed_at = edit.at, None
        survey.save(update_fields=["opened_at", "closed_at"])
    if not survey.links.filter(ended_at=None).exists():
        _link(edit, survey)
    return survey


def _survey(edit: Edit, kind: str) -> Survey:
    """The workshop's survey of a kind under its row lock; the first time with the questions that are shipped."""
    survey = Survey.objects.select_for_update().filter(workshop=edit.workshop, kind=kind).first()
    if survey is None:
        survey = Survey.objects.create(workshop=edit.workshop, kind=kind)
        _write(survey, shipped(kind))
    return survey


def _write(survey: Survey, questions: tuple[Wording, ...]) -> None:
    Question.objects.bulk_create(
        Question(survey=survey, position=place, kind=each.kind, text=each.text) for place, each in enumerate(questions)
    )


def _link(edit: Edit, survey: Survey | None) -> SurveyLink:
    return SurveyLink.objects.create(workshop=edit.workshop, survey=survey, token=asking.new_token(), made_at=edit.at)
