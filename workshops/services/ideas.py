"""Ideas under the Star's enablers."""

from dataclasses import dataclass, field

from workshops.models import Idea, Segment, WorkforceNeed
from workshops.rules import limits, regions
from workshops.rules.codes import IdeaStatus
from workshops.rules.phases import Work
from workshops.rules.rights import Right
from workshops.services.editing import Edit, verb


@dataclass(frozen=True)
class IdeaDraft:
    """An idea in somebody's words, with what it speaks of."""

    text: str
    enabler: str = ""
    status: str = IdeaStatus.OPEN
    segment_ids: list[int] = field(default_factory=list)
    need_ids: list[int] = field(default_factory=list)

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"text": self.text}


@verb("idea.added", Right.CONTRIBUTE, Work.IDEA)
def add_idea(edit: Edit, *, draft: IdeaDraft) -> Idea:
    """Add an idea under the workshop's next idea number; numbers never come twice."""
    edit.room_for(Idea, limits.IDEAS, "ideas")
    edit.workshop.last_idea += 1
    edit.workshop.save(update_fields=["last_idea"])
    idea = Idea.objects.create(
        workshop=edit.workshop,
        number=edit.workshop.last_idea,
        text=draft.text,
        enabler=draft.enabler,
        status=draft.status,
        **edit.words(),
    )
    if draft.segment_ids or draft.need_ids:
        _link(edit, idea, draft)
    edit.touch_words(idea, regions.IDEAS, regions.COVERAGE)
    return idea


@verb("idea.edited", Right.CONTRIBUTE, Work.IDEA)
def edit_idea(edit: Edit, *, idea_id: int, seen: int, draft: IdeaDraft) -> Idea:
    """Change an idea; raises Conflict when somebody changed it since version ``seen``."""
    idea = edit.own(Idea, idea_id)
    links = set(idea.segments.values_list("pk", flat=True)) == set(draft.segment_ids) and set(
        idea.needs.values_list("pk", flat=True)
    ) == set(draft.need_ids)
    same = links and (idea.text, idea.enabler, idea.status) == (draft.text, draft.enabler, draft.status)
    edit.check_version(idea, seen, same=same)
    if not same:
        idea.text, idea.enabler, idea.status = draft.text, draft.enabler, draft.status
        idea.version += 1
        idea.save()
        _link(edit, idea, draft)
        edit.touch_words(idea, regions.IDEAS, regions.COVERAGE)
    return idea


@verb("idea.removed", Right.CONTRIBUTE, Work.IDEA)
def remove_idea(edit: Edit, *, idea_id: int) -> Idea:
    """Take an idea off the list; its number stays its own, and undo brings it back."""
    return _set_removed(edit, idea_id, removed=True)


@verb("idea.restored", Right.CONTRIBUTE, Work.IDEA)
def restore_idea(edit: Edit, *, idea_id: int) -> Idea:
    """Bring a removed idea back under its number."""
    return _set_removed(edit, idea_id, removed=False)


def _link(edit: Edit, idea: Idea, draft: IdeaDraft) -> None:
    segments = Segment.objects.filter(workshop=edit.workshop, removed_at=None, pk__in=draft.segment_ids)
    needs = WorkforceNeed.objects.filter(workshop=edit.workshop, removed_at=None, pk__in=draft.need_ids)
    idea.segments.set(segments)
    idea.needs.set(needs)


def _set_removed(edit: Edit, idea_id: int, *, removed: bool) -> Idea:
    idea = edit.any(Idea, idea_id)
    if (idea.removed_at is not None) != removed:
        if not removed:
            edit.room_for(Idea, limits.IDEAS, "ideas")
        idea.removed_at = edit.at if removed else None
        idea.save(update_fields=["removed_at"])
        edit.touch_words(idea, regions.IDEAS, regions.COVERAGE, regions.ACTIONS)
    return idea
