"""Ideas under the Star's enablers."""

from dataclasses import dataclass, field, replace
from typing import Any

from learners.rules import StarEnabler
from workshops.models import Idea, Segment, Words, WorkforceNeed
from workshops.rules import limits, regions
from workshops.rules.codes import IdeaStatus
from workshops.rules.phases import Work
from workshops.rules.rights import Right
from workshops.services import role_checks
from workshops.services.editing import Edit, Gone, Invalid, verb

STEMS = (regions.IDEAS, regions.COVERAGE, regions.PRIORITIES)
"""Where an idea stands on the board."""


@dataclass(frozen=True)
class IdeaDraft:
    """An idea in somebody's words, with what it speaks of."""

    text: str
    enabler: str = ""
    segment_ids: list[int] = field(default_factory=list)
    need_ids: list[int] = field(default_factory=list)

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"text": self.text}


@verb("idea.added", Right.CONTRIBUTE, Work.IDEA)
def add_idea(edit: Edit, *, draft: IdeaDraft) -> Idea:
    """Add an idea under the workshop's next idea number; numbers never come twice."""
    idea = make_idea(edit, draft)
    edit.touch_words(idea, *STEMS)
    return idea


@verb("idea.edited", Right.CONTRIBUTE, Work.IDEA)
def edit_idea(edit: Edit, *, idea_id: int, seen: int, draft: IdeaDraft) -> Idea:
    """Change an idea; raises Conflict when somebody changed it since version ``seen``, Gone when it was merged."""
    idea = standing(edit, idea_id)
    same = _linked(idea) == (set(draft.segment_ids), set(draft.need_ids))
    same = same and (idea.text, idea.enabler) == (draft.text, draft.enabler)
    edit.check_version(idea, seen, same=same)
    if not same:
        idea.text, idea.enabler = draft.text, draft.enabler
        role_checks.check_stays(idea)
        idea.version += 1
        idea.save()
        _link(edit, idea, draft)
        edit.touch_words(idea, *STEMS, regions.ACTIONS)
    return idea


@verb("idea.moved", Right.CONTRIBUTE, Work.IDEA)
def move_idea(edit: Edit, *, idea_id: int, enabler: str) -> Idea:
    """Put an idea under another point of the Star, or back under none; raises Invalid when there is no such point."""
    idea = standing(edit, idea_id)
    if enabler not in ("", *StarEnabler):
        raise Invalid("enabler", "Choose one of the five points of the Star.")
    if idea.enabler != enabler:
        idea.enabler = enabler
        role_checks.check_stays(idea)
        idea.version += 1
        idea.save(update_fields=["enabler", "version"])
        edit.touch_words(idea, *STEMS)
    return idea


@verb("idea.added", Right.CONTRIBUTE, Work.IDEA)
def add_alternative(edit: Edit, *, idea_id: int, enabler: str) -> Idea:
    """Put the same idea beside a new role under upskilling or new ways of working; a second time changes nothing."""
    idea = standing(edit, idea_id)
    if enabler not in (StarEnabler.UPSKILLING, StarEnabler.NEW_WAYS_OF_WORKING):
        raise Invalid("enabler", "Choose upskilling or new ways of working.")
    there = Idea.objects.filter(
        workshop=edit.workshop, removed_at=None, is_hidden=False, enabler=enabler, text=idea.text
    ).first()
    if there is not None:
        return there
    draft = replace(draft_of(idea), enabler=enabler)
    alternative = make_idea(edit, draft)
    edit.touch_words(alternative, *STEMS)
    return alternative


@verb("idea.parked", Right.TIDY)
def park_idea(edit: Edit, *, idea_id: int) -> Idea:
    """Put an idea aside: it keeps its number and waits, out of the Star and out of the vote."""
    return _set_status(edit, idea_id, IdeaStatus.PARKED)


@verb("idea.unparked", Right.TIDY)
def unpark_idea(edit: Edit, *, idea_id: int) -> Idea:
    """Bring a parked idea back into play."""
    return _set_status(edit, idea_id, IdeaStatus.OPEN)


@verb("idea.removed", Right.CONTRIBUTE, Work.IDEA)
def remove_idea(edit: Edit, *, idea_id: int) -> Idea:
    """Take an idea off the list with what it took in; its number stays its own, and undo brings it back."""
    return _set_removed(edit, idea_id, removed=True)


@verb("idea.restored", Right.CONTRIBUTE, Work.IDEA)
def restore_idea(edit: Edit, *, idea_id: int) -> Idea:
    """Bring a removed idea back under its number."""
    return _set_removed(edit, idea_id, removed=False)


def make_idea(edit: Edit, draft: IdeaDraft, *, out_of: Words | None = None) -> Idea:
    """Write an idea under the next number; raises Invalid when the workshop holds no more.

    An idea that comes out of words that stand there keeps their author, their mark and their silence.
    """
    edit.room_for(Idea, limits.IDEAS, "ideas")
    edit.workshop.last_idea += 1
    edit.workshop.save(update_fields=["last_idea"])
    idea = Idea.objects.create(
        workshop=edit.workshop,
        number=edit.workshop.last_idea,
        text=draft.text,
        enabler=draft.enabler,
        **(edit.words() if out_of is None else _origin(out_of)),
    )
    if draft.segment_ids or draft.need_ids:
        _link(edit, idea, draft)
    return idea


def standing(edit: Edit, idea_id: int) -> Idea:
    """An idea that stands by itself; raises Gone when it was removed or is part of another one now."""
    idea = edit.own(Idea, idea_id)
    if idea.status == IdeaStatus.MERGED and idea.absorbed_by is not None:
        raise Gone(
            f"Idea {idea.number} is part of idea {idea.absorbed_by.number} now. Your words are still here to copy."
        )
    return idea


def draft_of(idea: Idea) -> IdeaDraft:
    """What an idea says now, as a draft."""
    segments, needs = _linked(idea)
    return IdeaDraft(idea.text, idea.enabler, sorted(segments), sorted(needs))


def _origin(words: Words) -> dict[str, Any]:
    return {"author_id": words.author_id, "by_scribe": words.by_scribe, "is_hidden": words.is_hidden}


def _linked(idea: Idea) -> tuple[set[int], set[int]]:
    return set(idea.segments.values_list("pk", flat=True)), set(idea.needs.values_list("pk", flat=True))


def _link(edit: Edit, idea: Idea, draft: IdeaDraft) -> None:
    segments = Segment.objects.filter(workshop=edit.workshop, removed_at=None, pk__in=draft.segment_ids)
    needs = WorkforceNeed.objects.filter(workshop=edit.workshop, removed_at=None, pk__in=draft.need_ids)
    idea.segments.set(segments)
    idea.needs.set(needs)


def _set_status(edit: Edit, idea_id: int, status: IdeaStatus) -> Idea:
    idea = standing(edit, idea_id)
    if status == IdeaStatus.OPEN and idea.actions.filter(removed_at=None).exists():
        status = IdeaStatus.TAKEN_FORWARD
    if idea.status != status:
        idea.status = status
        idea.version += 1
        idea.save(update_fields=["status", "version"])
        edit.touch_words(idea, *STEMS)
    return idea


def _set_removed(edit: Edit, idea_id: int, *, removed: bool) -> Idea:
    idea = edit.any(Idea, idea_id)
    if (idea.removed_at is not None) != removed:
        if removed:
            idea.removed_at = edit.at
        else:
            edit.room_for(Idea, limits.IDEAS, "ideas")
            edit.bring_back(idea)
        idea.save(update_fields=["removed_at", "is_hidden"])
        edit.touch_words(idea, *STEMS, regions.ACTIONS)
    return idea
