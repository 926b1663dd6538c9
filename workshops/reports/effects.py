"""What ideas and the plan would do, wanted or not; and the seven questions to every idea for a new role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from learners.rules import StarEnabler
from workshops.reports.plan import IdeaRow
from workshops.rules import limits
from workshops.rules.codes import AimQuadrant, ImpactKind

QUESTIONS = (
    ("need_left", "What need is left after redeploying and upskilling?"),
    ("adds", "What does it add, rather than rename?"),
    ("education", "Which education leads to it?"),
    ("scope", "Scope and level"),
    ("supervision", "Supervision and governance"),
    ("time_to_post", "Time to the first person in post"),
    ("funding", "Funding"),
)
"""The seven questions (domain A.3, B.4) as a report asks them."""

OPEN = "Not answered yet"


@dataclass(frozen=True)
class EffectRow:
    """One effect. Without an idea it is of the whole plan."""

    kind: ImpactKind
    aim: AimQuadrant | None
    text: str
    idea_number: int | None


@dataclass(frozen=True)
class RoleCheck:
    """The answers to one idea for a new role."""

    idea: IdeaRow
    answers: tuple[tuple[str, str], ...]
    open: int

    @property
    def unknown(self) -> int:
        """How many answers say that it is not known yet."""
        return sum(answer == limits.NOT_KNOWN for _, answer in self.answers)

    @property
    def known(self) -> int:
        """How many questions have an answer that says something."""
        return len(self.answers) - self.open - self.unknown


@dataclass(frozen=True)
class NewRoles:
    """The checks, by number, and the ideas for new roles that nobody has checked."""

    checks: tuple[RoleCheck, ...]
    unchecked: tuple[IdeaRow, ...]


def effects(snapshot: Mapping[str, Any]) -> tuple[EffectRow, ...]:
    """All effects: wanted ones first, then by aim, then as they were written."""
    kinds, aims = list(ImpactKind), [*AimQuadrant, None]
    rows = [
        EffectRow(
            kind=ImpactKind(row["kind"]),
            aim=AimQuadrant(row["aim"]) if row["aim"] else None,
            text=row["text"],
            idea_number=row["idea_number"],
        )
        for row in snapshot["impacts"]
    ]
    return tuple(sorted(rows, key=lambda row: (kinds.index(row.kind), aims.index(row.aim))))


def new_roles(snapshot: Mapping[str, Any], ideas: Sequence[IdeaRow]) -> NewRoles:
    """The checks of ideas that still stand."""
    answers = {row["idea_number"]: row for row in snapshot["role_checks"]}
    standing = sorted((idea for idea in ideas if idea.is_standing), key=lambda idea: idea.number)
    return NewRoles(
        checks=tuple(
            RoleCheck(
                idea=idea,
                answers=tuple((question, answers[idea.number][name] or OPEN) for name, question in QUESTIONS),
                open=sum(not answers[idea.number][name] for name, _ in QUESTIONS),
            )
            for idea in standing
            if idea.number in answers
        ),
        unchecked=tuple(
            idea for idea in standing if idea.enabler == StarEnabler.NEW_ROLES and idea.number not in answers
        ),
    )
