"""What people said before and after the day, without authors; nothing under five answers (domain B.5:11, 12).

Who replied by sector is told to readers of the page on the desk by the same rule as in the report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.rules.roles import Sector
from workshops.reports.people import FEWER, SMALLEST_SHOWN, shown, total
from workshops.rules import limits
from workshops.rules.codes import QuestionKind, SurveyKind


@dataclass(frozen=True)
class Reply:
    """How many of a sector replied, of how many that were asked; ``rate`` is blank where it would tell too much."""

    sector: str
    asked: str
    replied: str
    rate: str


@dataclass(frozen=True)
class AskedRow:
    """A question and what was said: mean and counts of a scale, or texts; ``is_few`` when too few answered."""

    text: str
    is_scale: bool
    is_few: bool
    answers: str
    mean: float | None
    counts: tuple[int, ...]
    texts: tuple[str, ...]

    @property
    def mean_words(self) -> str:
        """The mean with one decimal; a dash while there is none."""
        return "–" if self.mean is None else f"{self.mean:.1f}"


@dataclass(frozen=True)
class SurveyReport:
    """One survey: who replied by sector, and its questions."""

    title: str
    anchor: str
    total: str
    replies: tuple[Reply, ...]
    questions: tuple[AskedRow, ...]

    @property
    def scales(self) -> tuple[AskedRow, ...]:
        """The questions that are answered with a number."""
        return tuple(question for question in self.questions if question.is_scale)

    @property
    def in_words(self) -> tuple[AskedRow, ...]:
        """The questions that are answered in words."""
        return tuple(question for question in self.questions if not question.is_scale)


def surveys(snapshot: Mapping[str, Any]) -> tuple[SurveyReport, ...]:
    """The surveys in the order of time."""
    kinds = list(SurveyKind)
    found = sorted(snapshot["surveys"], key=lambda survey: kinds.index(SurveyKind(survey["kind"])))
    return tuple(_survey(survey) for survey in found)


def replies(sectors: Sequence[Mapping[str, Any]]) -> tuple[str, tuple[Reply, ...]]:
    """How many replied in all and of each sector, as far as that tells of nobody."""
    told = tuple(_reply(sector) for sector in sectors if sector["asked"] or sector["replied"])
    return total([sector["replied"] for sector in sectors]), told


def _survey(survey: Mapping[str, Any]) -> SurveyReport:
    together, by_sector = replies(survey["sectors"])
    return SurveyReport(
        title=SurveyKind(survey["kind"]).label,
        anchor=survey["kind"],
        total=together,
        replies=by_sector,
        questions=tuple(_question(question) for question in survey["questions"]),
    )


def _reply(sector: Mapping[str, Any]) -> Reply:
    asked, replied = sector["asked"], sector["replied"]
    is_told = asked and not 0 < replied < SMALLEST_SHOWN and asked >= SMALLEST_SHOWN
    return Reply(
        sector=Sector(sector["sector"]).label,
        asked=shown(asked),
        replied=shown(replied),
        rate=f"{min(100, round(100 * replied / asked))} %" if is_told else "",
    )


def _question(question: Mapping[str, Any]) -> AskedRow:
    is_few = question["answers"] < limits.ENOUGH_ANSWERS
    return AskedRow(
        text=question["text"],
        is_scale=question["kind"] == QuestionKind.SCALE,
        is_few=is_few,
        answers=FEWER if is_few else str(question["answers"]),
        mean=None if is_few else question["mean"],
        counts=() if is_few else tuple(question["counts"]),
        texts=() if is_few else tuple(sorted(question["texts"], key=str.casefold)),
    )
