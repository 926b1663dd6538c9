"""What a verb changed in its row, kept with its operation so that one's own last change can be undone and redone."""

from datetime import datetime
from typing import Any

from django.db import models

from workshops.models import Action, Idea, Note, OfferLink, PersonNeed, WorkforceNeed

UNDOABLE: dict[str, type[models.Model]] = {
    model._meta.model_name or "": model for model in (PersonNeed, WorkforceNeed, OfferLink, Idea, Action, Note)
}
"""The models whose rows are somebody's words, by name."""
_LINKS: dict[type[models.Model], tuple[str, ...]] = {Idea: ("segments", "needs")}
_KEPT_OUT = frozenset({"id", "workshop", "version", "number", "author", "by_scribe", "is_hidden", "revealed_at"})


def can_be_undone(row: models.Model) -> bool:
    """Whether changes of this row can be undone by whoever made them."""
    return type(row) in UNDOABLE.values()


def values(row: models.Model) -> dict[str, Any]:
    """What a row says, by column, as JSON holds it; linked rows as sorted ids."""
    said: dict[str, Any] = {
        field.attname: field.value_to_string(row) if getattr(row, field.attname) is not None else None
        for field in row._meta.concrete_fields
        if field.name not in _KEPT_OUT
    }
    for name in _LINKS.get(type(row), ()):
        said[name] = sorted(getattr(row, name).values_list("pk", flat=True))
    return said


def record(
    target: models.Model, read: dict[tuple[str, int], dict[str, Any]], *, at: datetime, changed: bool
) -> dict[str, Any]:
    """What an operation keeps of its change; empty when there is nothing to take back.

    A row that was not read before is new: taking it back removes it.
    """
    if not changed or not can_be_undone(target):
        return {}
    name = target._meta.model_name or ""
    before = read.get((name, target.pk))
    if before is None:
        return {"model": name, "before": {"removed_at": at.isoformat()}, "after": {"removed_at": None}}
    after = values(target)
    differing = [column for column, value in after.items() if before[column] != value]
    if not differing:
        return {}
    return {
        "model": name,
        "before": {column: before[column] for column in differing},
        "after": {column: after[column] for column in differing},
    }


def put(row: models.Model, said: dict[str, Any]) -> None:
    """Make a row say these values again and save it."""
    for column, value in said.items():
        if column in _LINKS.get(type(row), ()):
            getattr(row, column).set(value)
        else:
            field = next(each for each in row._meta.concrete_fields if each.attname == column)
            setattr(row, column, None if value is None else field.to_python(value))
    row.save()
