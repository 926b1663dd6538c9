"""Actions: what is to be done, by whom, by when."""

from dataclasses import dataclass
from datetime import date

from workshops.models import Action, Idea
from workshops.rules import limits, regions
from workshops.rules.codes import OWNED_STATUSES, ActionStatus, IdeaStatus
from workshops.rules.phases import Work
from workshops.rules.rights import Right
from workshops.services import role_checks
from workshops.services.editing import Edit, Invalid, verb


@dataclass(frozen=True)
class ActionDraft:
    """What is to be done, by whom, by when, with what and to which end. The owner is a name or a post."""

    text: str
    owner: str = ""
    organisation: str = ""
    due_on: date | None = None
    enabler: str = ""
    status: str = ActionStatus.PROPOSED
    start_on: date | None = None
    resources: str = ""
    outcome: str = ""
    measure: str = ""
    lever: str = ""
    horizon: str = ""
    aim: str = ""

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        names = ("text", "owner", "organisation", "resources", "outcome", "measure")
        return {name: getattr(self, name) for name in names}


@verb("action.added", Right.PLAN, Work.ACTION)
def add_action(edit: Edit, *, draft: ActionDraft, idea_id: int | None = None) -> Action:
    """Add an action, from an idea or straight. Without owner, organisation and date it stays proposed."""
    idea = edit.own(Idea, idea_id) if idea_id is not None else None
    action = make_action(edit, draft, idea)
    edit.touch(regions.ACTIONS)
    if idea is not None:
        if idea.status == IdeaStatus.OPEN:
            idea.status = IdeaStatus.TAKEN_FORWARD
            idea.version += 1
            idea.save(update_fields=["status", "version"])
        edit.touch(regions.IDEAS)
    return action


@verb("action.edited", Right.PLAN, Work.ACTION)
def edit_action(edit: Edit, *, action_id: int, seen: int, draft: ActionDraft) -> Action:
    """Change an action; raises Conflict when somebody changed it since version ``seen``."""
    action = edit.own(Action, action_id)
    same = all(getattr(action, name) == value for name, value in vars(draft).items())
    edit.check_version(action, seen, same=same)
    if not same:
        _check_dates(draft)
        _check_owned(draft, action.idea)
        for name, value in vars(draft).items():
            setattr(action, name, value)
        action.version += 1
        action.save()
        edit.touch(regions.ACTIONS)
    return action


@verb("action.removed", Right.PLAN, Work.ACTION)
def remove_action(edit: Edit, *, action_id: int) -> Action:
    """Take an action off the plan; undo brings it back."""
    return _set_removed_action(edit, action_id, removed=True)


@verb("action.restored", Right.PLAN, Work.ACTION)
def restore_action(edit: Edit, *, action_id: int) -> Action:
    """Bring a removed action back under its number."""
    return _set_removed_action(edit, action_id, removed=False)


def make_action(edit: Edit, draft: ActionDraft, idea: Idea | None = None) -> Action:
    """Write an action under the next number; raises Invalid when it does not hold together or no more fit."""
    edit.room_for(Action, limits.ACTIONS, "actions")
    _check_dates(draft)
    _check_owned(draft, idea)
    edit.workshop.last_action += 1
    edit.workshop.save(update_fields=["last_action"])
    return Action.objects.create(workshop=edit.workshop, number=edit.workshop.last_action, idea=idea, **vars(draft))


def _check_dates(draft: ActionDraft) -> None:
    """Raise Invalid when the action is due before it starts (domain B.5:16)."""
    if draft.start_on is not None and draft.due_on is not None and draft.due_on < draft.start_on:
        raise Invalid("due_on", "This is before the start. An action is due on the day it starts or later.")


def _check_owned(draft: ActionDraft, idea: Idea | None) -> None:
    if draft.status in OWNED_STATUSES:
        role_checks.require(idea)
        for name, sentence in (
            ("owner", "An agreed action has an owner: a name or a post. Or leave it proposed."),
            ("organisation", "An agreed action names the owner's organisation. Or leave it proposed."),
            ("due_on", "An agreed action has a due date. Or leave it proposed."),
        ):
            if not getattr(draft, name):
                raise Invalid(name, sentence)


def _set_removed_action(edit: Edit, action_id: int, *, removed: bool) -> Action:
    action = edit.any(Action, action_id)
    if (action.removed_at is not None) != removed:
        if not removed:
            edit.room_for(Action, limits.ACTIONS, "actions")
            if action.status in OWNED_STATUSES:
                role_checks.require(action.idea)
        action.removed_at = edit.at if removed else None
        action.save(update_fields=["removed_at"])
        edit.touch(regions.ACTIONS, regions.IDEAS)
    return action
