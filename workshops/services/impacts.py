"""What an idea, or the whole plan, would do: effects that are wanted, and effects that are not (domain B.2)."""

from dataclasses import dataclass

from workshops.models import Idea, ImpactStatement
from workshops.rules import limits, regions
from workshops.rules.phases import Work
from workshops.rules.rights import Right
from workshops.services.editing import Edit, Gone, verb

STEMS = (regions.IDEAS, regions.PRIORITIES)


@dataclass(frozen=True)
class ImpactDraft:
    """An effect in somebody's words, wanted or not, under one of the four aims or none."""

    text: str
    kind: str
    aim: str = ""

    def texts(self) -> dict[str, str]:
        """The free texts, by field."""
        return {"text": self.text}


@verb("impact.added", Right.CONTRIBUTE, Work.IMPACT)
def add_impact(edit: Edit, *, draft: ImpactDraft, idea_id: int | None = None) -> ImpactStatement:
    """Say what an idea would do, or the whole plan when no idea is named; raises Gone when the idea was removed."""
    idea = edit.own(Idea, idea_id) if idea_id is not None else None
    if idea is not None and idea.is_hidden:
        raise Gone("This idea is still written in silence. Say what it would do after the reveal.")
    edit.room_for(ImpactStatement, limits.NOTES, "notes")
    impact = ImpactStatement.objects.create(workshop=edit.workshop, idea=idea, **vars(draft))
    edit.touch(*STEMS)
    return impact


@verb("impact.edited", Right.CONTRIBUTE, Work.IMPACT)
def edit_impact(edit: Edit, *, impact_id: int, seen: int, draft: ImpactDraft) -> ImpactStatement:
    """Change what was said of an effect; raises Conflict when somebody changed it since version ``seen``."""
    impact = edit.own(ImpactStatement, impact_id)
    same = all(getattr(impact, name) == value for name, value in vars(draft).items())
    edit.check_version(impact, seen, same=same)
    if not same:
        for name, value in vars(draft).items():
            setattr(impact, name, value)
        impact.version += 1
        impact.save()
        edit.touch(*STEMS)
    return impact


@verb("impact.removed", Right.CONTRIBUTE, Work.IMPACT)
def remove_impact(edit: Edit, *, impact_id: int) -> ImpactStatement:
    """Take an effect off; undo brings it back."""
    return _set_removed(edit, impact_id, removed=True)


@verb("impact.restored", Right.CONTRIBUTE, Work.IMPACT)
def restore_impact(edit: Edit, *, impact_id: int) -> ImpactStatement:
    """Bring a removed effect back."""
    return _set_removed(edit, impact_id, removed=False)


def _set_removed(edit: Edit, impact_id: int, *, removed: bool) -> ImpactStatement:
    impact = edit.any(ImpactStatement, impact_id)
    if (impact.removed_at is not None) != removed:
        if not removed:
            edit.room_for(ImpactStatement, limits.NOTES, "notes")
        impact.removed_at = edit.at if removed else None
        impact.save(update_fields=["removed_at"])
        edit.touch(*STEMS)
    return impact
