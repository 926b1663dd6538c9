"""Before the day: who is wanted in the room, and the information-governance declaration."""

from collections.abc import Iterable
from dataclasses import dataclass

from workshops.models import InviteLine, Workshop
from workshops.rules import invites, limits, regions
from workshops.rules.rights import Right
from workshops.services.editing import Edit, Invalid, verb

_COLUMNS = ("sector", "role", "is_frontline", "wanted", "confirmed")


@dataclass(frozen=True)
class LineDraft:
    """One line of the plan as somebody wants it; ``line_id`` is None for a new one, ``seen`` the version it was."""

    says: invites.Wanted
    line_id: int | None = None
    seen: int = 0
    removed: bool = False


@dataclass(frozen=True)
class InvitesDraft:
    """The whole plan, as it stands in one form."""

    lines: tuple[LineDraft, ...]

    def texts(self) -> dict[str, str]:
        """The free texts, by line."""
        return {f"line-{place}": line.says.role for place, line in enumerate(self.lines)}


class PlanChanged(Exception):
    """Somebody saved lines of the plan since they were read; ``rows`` are what stands now (design I5)."""

    def __init__(self, rows: Iterable[InviteLine]) -> None:
        super().__init__("Somebody else changed this plan while you were writing.")
        self.rows = tuple(rows)


@verb("invites.saved", Right.RUN)
def save_invites(edit: Edit, *, draft: InvitesDraft) -> Workshop:
    """Save the invite plan: new lines, changed ones, removed ones, all or none (domain C.1).

    Raises PlanChanged when lines say something else than when they were read, and Invalid beyond the limit. The board
    shows of the plan only which sectors are still without a voice.
    """
    stored = {row.pk: row for row in InviteLine.objects.filter(workshop=edit.workshop)}
    changed: list[InviteLine] = []
    overtaken: list[InviteLine] = []
    for line in draft.lines:
        row = InviteLine(workshop=edit.workshop) if line.line_id is None else stored.get(line.line_id)
        if row is None:
            raise InviteLine.DoesNotExist
        if _stands(row, line) and line.line_id is not None:
            continue
        if line.line_id is not None and row.version != line.seen:
            overtaken.append(row)
            continue
        for column in _COLUMNS:
            setattr(row, column, getattr(line.says, column))
        row.version += line.line_id is not None
        row.removed_at = edit.at if line.removed else None
        changed.append(row)
    if overtaken:
        raise PlanChanged(overtaken)
    living = {row.pk for row in stored.values() if row.removed_at is None}
    if len(living) + sum(row.pk is None for row in changed) > limits.INVITES:
        raise Invalid("", limits.SENTENCES["invites"])
    for row in changed:
        row.save()
    if changed:
        edit.touch(regions.COVERAGE)
    return edit.workshop


@verb("invites.restored", Right.RUN)
def restore_invite(edit: Edit, *, line_id: int) -> InviteLine:
    """Bring a removed line of the plan back."""
    row = edit.any(InviteLine, line_id)
    if row.removed_at is not None:
        edit.room_for(InviteLine, limits.INVITES, "invites")
        row.removed_at = None
        row.version += 1
        row.save(update_fields=["removed_at", "version"])
        edit.touch(regions.COVERAGE)
    return row


@verb("workshop.declared", Right.RUN)
def declare(edit: Edit) -> Workshop:
    """Sign the information-governance declaration; the latest signature counts. The board does not show it."""
    edit.workshop.declared_by_id = edit.by.user_id
    edit.workshop.declared_at = edit.at
    edit.workshop.save(update_fields=["declared_by", "declared_at"])
    return edit.workshop


def _stands(row: InviteLine, line: LineDraft) -> bool:
    same = all(getattr(row, column) == getattr(line.says, column) for column in _COLUMNS)
    return same and (row.removed_at is not None) == line.removed
