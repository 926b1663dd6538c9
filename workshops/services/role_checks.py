"""The seven questions to an idea for a new role: it does not become an agreed action before they are answered.

Source: domain A.3 and B.5:15. "Not known yet" is an answer.
"""

from dataclasses import dataclass

from django.db import models

from learners.rules import StarEnabler
from workshops.models import Action, Idea, NewRoleCheck
from workshops.rules import regions
from workshops.rules.codes import OWNED_STATUSES, IdeaStatus
from workshops.rules.phases import Work
from workshops.rules.rights import Right
from workshops.services.editing import Edit, Gone, Invalid, verb


@dataclass(frozen=True)
class CheckDraft:
    """The seven answers; a blank one is still open."""

    need_left: str = ""
    adds: str = ""
    education: str = ""
    scope: str = ""
    supervision: str = ""
    time_to_post: str = ""
    funding: str = ""

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return dict(vars(self))


@verb("check.answered", Right.PLAN, Work.ACTION)
def answer_check(edit: Edit, *, idea_id: int, seen: int, draft: CheckDraft) -> NewRoleCheck:
    """Answer the seven questions to an idea; raises Conflict when somebody changed an answer since version ``seen``.

    ``seen`` is 0 while nobody has answered. Raises Invalid when an agreed action hangs on answers that are taken away.
    """
    idea = edit.own(Idea, idea_id)
    if idea.status == IdeaStatus.MERGED:
        raise Gone("This idea is part of another one now. Your words are still here to copy.")
    check = NewRoleCheck.objects.filter(idea=idea).first()
    if check is not None:
        same = all(getattr(check, name) == value for name, value in vars(draft).items())
        edit.check_version(check, seen, same=same)
        if same:
            return check
    else:
        check = NewRoleCheck(workshop=edit.workshop, idea=idea, version=0)
    for name, value in vars(draft).items():
        setattr(check, name, value)
    if idea.enabler == StarEnabler.NEW_ROLES and not check.is_answered and _has_agreed_action(idea):
        raise Invalid("", f"An agreed action hangs on idea {idea.number}: each question needs an answer.")
    check.version += 1
    check.save()
    edit.touch_words(idea, regions.IDEAS, regions.ACTIONS)
    return check


def require(idea: Idea | None) -> None:
    """Raise Invalid unless an action of this idea may be agreed (domain B.5:15)."""
    if idea is None:
        return
    stands = idea.absorbed_by if idea.status == IdeaStatus.MERGED and idea.absorbed_by else idea
    if stands.enabler == StarEnabler.NEW_ROLES and not _is_answered(stands):
        raise Invalid(
            "status",
            f"Idea {stands.number} is for a new role: answer its seven questions first. “Not known yet” is an answer.",
        )


def check_stays(idea: Idea) -> None:
    """Raise Invalid when an idea would be for a new role with an agreed action and its questions unanswered."""
    if idea.enabler == StarEnabler.NEW_ROLES and not _is_answered(idea) and _has_agreed_action(idea):
        raise Invalid(
            "enabler",
            f"An agreed action hangs on idea {idea.number}. For a new role, answer the seven questions first.",
        )


def check_row(row: models.Model) -> None:
    """As ``require`` and ``check_stays``, for a row that was put back to what it said before."""
    if isinstance(row, Action) and row.removed_at is None and row.status in OWNED_STATUSES:
        require(row.idea)
    if isinstance(row, Idea) and row.removed_at is None:
        check_stays(row)


def _is_answered(idea: Idea) -> bool:
    check = NewRoleCheck.objects.filter(idea=idea).first()
    return check is not None and check.is_answered


def _has_agreed_action(idea: Idea) -> bool:
    """Whether an agreed action hangs on an idea or on one that it took in."""
    agreed = Action.objects.filter(removed_at=None, status__in=OWNED_STATUSES)
    return agreed.filter(idea=idea).exists() or agreed.filter(idea__absorbed_by=idea).exists()
