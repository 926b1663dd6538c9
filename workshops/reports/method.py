"""How the room worked: the agenda as planned and as it ran, and what came to the board by a scribe's hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workshops.rules.codes import AgendaKind, Technique


@dataclass(frozen=True)
class AgendaRow:
    """A part of the agenda. ``actual`` is how many minutes it took; None when it was not begun or not ended."""

    session: int
    title: str
    technique: str
    planned: int
    actual: int | None


@dataclass(frozen=True)
class Method:
    """The agenda by session, planned and actual minutes together, and what a scribe entered, in words."""

    rows: tuple[AgendaRow, ...]
    sessions: int
    planned: int
    actual: int
    by_scribe: tuple[str, ...]

    @property
    def was_run(self) -> bool:
        """Whether any part of the agenda was run to its end."""
        return any(row.actual is not None for row in self.rows)


def method(snapshot: Mapping[str, Any]) -> Method:
    """The agenda in its order; empty when the workshop has none."""
    rows = tuple(_row(item) for item in snapshot["agenda"])
    return Method(
        rows=rows,
        sessions=max((row.session for row in rows), default=1),
        planned=sum(row.planned for row in rows),
        actual=sum(row.actual or 0 for row in rows),
        by_scribe=_by_scribe(snapshot),
    )


def _row(item: Mapping[str, Any]) -> AgendaRow:
    is_break = item["kind"] == AgendaKind.BREAK
    return AgendaRow(
        session=item["session"],
        title=item["title"],
        technique="Break" if is_break else Technique(item["technique"]).label,
        planned=item["minutes"],
        actual=_minutes(item["started_at"], item["ended_at"]),
    )


def _minutes(started_at: str | None, ended_at: str | None) -> int | None:
    if started_at is None or ended_at is None:
        return None
    seconds = (datetime.fromisoformat(ended_at) - datetime.fromisoformat(started_at)).total_seconds()
    return max(0, round(seconds / 60))


def _by_scribe(snapshot: Mapping[str, Any]) -> tuple[str, ...]:
    """What a scribe wrote down for others, by kind."""
    dots = sum(tally["dots"] for each in snapshot["rounds"] for tally in each["tallies"])
    kinds = (
        (_marked(snapshot["person_needs"]), "need of the person", "needs of the person"),
        (_marked(snapshot["needs"]), "role", "roles"),
        (_marked(snapshot["polls"]), "poll, in part or whole", "polls, in part or whole"),
        (_marked(snapshot["ideas"]), "idea", "ideas"),
        (dots, "dot", "dots"),
        (_marked(snapshot["notes"]), "note", "notes"),
    )
    return tuple(f"{count} {one if count == 1 else many}" for count, one, many in kinds if count)


def _marked(rows: Sequence[Mapping[str, Any]]) -> int:
    return sum(row["by_scribe"] for row in rows)
