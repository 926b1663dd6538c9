"""What a verb changed in people's rows, kept with its operation: so one's own last change can be undone and redone."""

from datetime import datetime
from typing import Any

from django.db import models

from workshops.models import Action, Cluster, Idea, ImpactStatement, Note, OfferLink, PersonNeed, WorkforceNeed

UNDOABLE: dict[str, type[models.Model]] = {
    model._meta.model_name or "": model
    for model in (PersonNeed, WorkforceNeed, OfferLink, Idea, Cluster, Action, Note, ImpactStatement)
}
"""The models whose rows are somebody's words, by name."""
_LINKS: dict[type[models.Model], tuple[str, ...]] = {Idea: ("segments", "needs")}
_KEPT_OUT = frozenset({"id", "workshop", "version", "number", "author", "by_scribe", "is_hidden", "revealed_at"})

type Values = dict[str, Any]
type Rows = dict[str, tuple[models.Model, Values | None]]
"""Rows that a verb took hold of, by name, with what they said then; None for a row that it made."""


def can_be_undone(row: models.Model) -> bool:
    """Whether changes of this row can be undone by whoever made them."""
    return type(row) in UNDOABLE.values()


def name_of(row: models.Model) -> str:
    """A row's name in a record."""
    return f"{row._meta.model_name}-{row.pk}"


def named(name: str) -> tuple[type[models.Model], int]:
    """The model and the id that a row's name in a record stands for."""
    model, _, pk = name.rpartition("-")
    return UNDOABLE[model], int(pk)


def values(row: models.Model) -> Values:
    """What a row says, by column, as JSON holds it; linked rows as sorted ids."""
    said = _columns(row)
    for name in _LINKS.get(type(row), ()):
        said[name] = sorted(getattr(row, name).values_list("pk", flat=True))
    return said


def record(target: models.Model, rows: Rows, *, at: datetime, changed: bool) -> dict[str, Any]:
    """What an operation keeps of its change, by row and column; empty when there is nothing to take back.

    A target that the verb did not take hold of is new: taking it back removes it. Changes of other rows are kept as
    well, so that they are taken back together.
    """
    if not changed or not can_be_undone(target):
        return {}
    before: dict[str, Values] = {}
    after: dict[str, Values] = {}
    for name, (row, said) in {name_of(target): (target, None), **rows}.items():
        if said is None:
            before[name], after[name] = {"removed_at": at.isoformat()}, _columns(row)
        elif now := {column: value for column, value in values(row).items() if said[column] != value}:
            before[name], after[name] = {column: said[column] for column in now}, now
    return {"model": target._meta.model_name, "before": before, "after": after} if after else {}


def still_says(row: models.Model, said: Values) -> bool:
    """Whether a row says these values now."""
    now = values(row)
    return all(now[column] == value for column, value in said.items())


def put(row: models.Model, said: Values) -> None:
    """Make a row say these values again. Linked rows are written at once; the caller saves the row."""
    fields = {field.attname: field for field in row._meta.concrete_fields}
    for column, value in said.items():
        if column in fields:
            setattr(row, column, None if value is None else fields[column].to_python(value))
        else:
            getattr(row, column).set(value)


def _columns(row: models.Model) -> Values:
    return {
        field.attname: field.value_to_string(row) if getattr(row, field.attname) is not None else None
        for field in row._meta.concrete_fields
        if field.name not in _KEPT_OUT
    }
