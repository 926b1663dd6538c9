"""Queries of the hot path: written by the ORM once, asked many times.

Of half a millisecond that a small query takes, the ORM spends most on writing the same SQL again. What happens at every
edit, in every room, keeps the text and changes the numbers in it. Models stay the only place that knows the columns.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet

_TOO_LARGE = 1 << 63
"""No row has an id from here on, and SQLite cannot even be asked."""
_MARK = 2_000_000_000
_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: _MARK + place,
    str: lambda place: f"parameter {_MARK + place}",
    UUID: lambda place: UUID(int=_MARK + place),
}
"""Values that stand for the parameters while a query is written; none of them is ever sent."""


@dataclass(frozen=True)
class _Written:
    """A query's text, its fixed and open parameters, and how its columns become values."""

    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    converters: tuple[tuple[int, Any, Any], ...]


class Prepared[M: Model]:
    """A query that ``build`` makes of its parameters; it is called once for each kind of database.

    The parameters are whole numbers unless ``kinds`` says of which types they are: int, str or UUID.
    """

    def __init__(self, build: Callable[..., QuerySet[M, Any]], *kinds: type) -> None:
        self.build = build
        self.kinds = kinds or tuple(int for _ in inspect.signature(build).parameters)
        self.written: dict[str, _Written] = {}
        self.model: type[M] | None = None
        self.columns: list[str] = []

    def rows(self, *values: object) -> list[tuple[Any, ...]]:
        """The rows as the query names them, or every column of the model in its order."""
        written = self.written.get(connection.vendor)
        if written is None:
            written = self.written[connection.vendor] = self._write()
        if any(isinstance(value, int) and value >= _TOO_LARGE for value in values):
            return []
        params = list(written.params)
        for place, which in written.places:
            params[place] = _sent(values[which])
        with connection.cursor() as cursor:
            cursor.execute(written.sql, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if not written.converters:
            return found
        return [self._converted(row, written) for row in found]

    def models(self, *values: object) -> list[M]:
        """The rows as instances of the model."""
        rows = self.rows(*values)
        assert self.model is not None  # the query has been written
        return [self.model.from_db(connection.alias, self.columns, row) for row in rows]

    def first(self, *values: object) -> M | None:
        """The first row as an instance, or None."""
        return next(iter(self.models(*values)), None)

    def get(self, *values: object) -> M:
        """The row as an instance. Raises the model's DoesNotExist."""
        found = self.first(*values)
        if found is None:
            assert self.model is not None  # the query has been written
            raise self.model.DoesNotExist  # type: ignore[attr-defined]  # every model has one
        return found

    @staticmethod
    def _converted(row: tuple[Any, ...], written: _Written) -> tuple[Any, ...]:
        values = list(row)
        for place, convert, expression in written.converters:
            values[place] = convert(values[place], expression, connection)
        return tuple(values)

    def _write(self) -> _Written:
        marks = [_MARKS[kind](place) for place, kind in enumerate(self.kinds)]
        query = self.build(*marks)
        self.model = query.model
        self.columns = [column.attname for column in query.model._meta.concrete_fields]
        if not query.query.values_select:
            query = query.values_list(*self.columns)
        compiler = query.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        sent = [_sent(mark) for mark in marks]
        places = tuple((place, sent.index(value)) for place, value in enumerate(params) if value in sent)
        if {which for _, which in places} != set(range(len(marks))):
            raise ValueError("a parameter of the query does not reach its text")
        found = compiler.get_converters([column for column, _, _ in compiler.select])
        converters = tuple(
            (place, convert, expression) for place, (converts, expression) in found.items() for convert in converts
        )
        return _Written(sql, tuple(params), places, converters)


def _sent(value: object) -> object:
    """A parameter as the database wants it; SQLite keeps a UUID as text."""
    return value.hex if isinstance(value, UUID) and not connection.features.has_native_uuid_field else value
