"""Quick polls "where are we now": mean and spread of what the room answered, from five answers on (domain B.5:11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workshops.reports.workforce import WorkforceRow
from workshops.rules.polls import Result, results


@dataclass(frozen=True)
class PollRow:
    """What the room said of one need; without a result when fewer than five people answered."""

    row: WorkforceRow
    result: Result | None
    by_scribe: bool


def polls(snapshot: Mapping[str, Any], rows: Sequence[WorkforceRow]) -> tuple[PollRow, ...]:
    """The polls in the order of the pathway."""
    asked = {poll["need_id"]: poll for poll in snapshot["polls"]}
    return tuple(_poll(row, asked[row.id]) for row in rows if row.id in asked)


def _poll(row: WorkforceRow, poll: Mapping[str, Any]) -> PollRow:
    # A snapshot holds counts only where they may be told; whose they were it does not hold.
    said = [(depth, people, True) for depth, people in enumerate(poll["counts"] or ()) if people]
    return PollRow(row, results(said), by_scribe=poll["by_scribe"])
