"""The tables as CSV for spreadsheets, safe to open: no cell of ours begins a formula (OWASP, CSV injection)."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from workshops.reports.choices import PriorityRow
from workshops.reports.contents import Contents
from workshops.reports.plan import ActionRow, IdeaRow
from workshops.reports.workforce import NOTHING

Value = str | int | None

_BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_BLANKS = "\\s\ufeff\u200b"
_ENDS_A_CELL = "\\t\\r\\n,;|\"'\u2028\u2029"
_INSIDE = re.compile(f"([{_ENDS_A_CELL}][{_BLANKS}]*)(?=[{_SIGNS}])")
"""A formula's sign after what some program, set to another separator, takes for the end of a cell."""

_FIRST = re.compile(f"[{_BLANKS}]*[{_SIGNS}]|[\t\r\n]")


def workforce_csv(contents: Contents) -> str:
    """The workforce table: one line for each role in a place."""
    header = (
        "Place", "Segment", "Kind of segment", "Role", "Workforce", "Career level", "Indicative band", "Depth needed",
        "Depth now", "Gap", "Conversation step", "Learner stages", "Pillars to grow", "Change", "Note",
    )  # fmt: skip
    rows = (
        (
            row.place.number,
            row.place.title,
            row.place.kind,
            row.title,
            row.kind,
            _blank(row.level),
            _blank(row.band),
            row.needed,
            row.now_words if row.now is None else row.now,
            row.gap_words if row.gap is None else row.gap,
            _blank(row.step),
            ", ".join(stage.label for stage in row.stages),
            ", ".join(row.pillars),
            _blank(row.change),
            row.note,
        )
        for row in contents.workforce
    )
    return _sheet(header, rows)


def actions_csv(contents: Contents) -> str:
    """The action plan: every action by number, proposals and dropped ones included."""
    header = (
        "Number", "Action", "Owner", "Organisation", "Start", "Due", "Status", "Outcome", "Resources", "Measure",
        "Aim", "Lever", "Horizon", "Enabler", "From idea",
    )  # fmt: skip
    return _sheet(header, (_action(row) for row in contents.plan.all))


def ideas_csv(contents: Contents) -> str:
    """Every idea by number, merged ones included, with how the room chose."""
    rounds = contents.priorities.rounds
    header = (
        "Number", "Idea", "Enabler", "Cluster", "Speaks of", "Status", "Takes in", "Split from",
        *(f"Dots in round {each.number}" for each in rounds),
        "Dots entered by a scribe", "Rank", "Impact", "Effort", "Quadrant", "Actions", "Entered by a scribe",
    )  # fmt: skip
    chosen = {row.idea.number: row for row in contents.priorities.rows}
    ideas = sorted(contents.ideas.rows, key=lambda row: row.number)
    return _sheet(header, (_idea(row, chosen.get(row.number), len(rounds)) for row in ideas))


def gaps_csv(contents: Contents) -> str:
    """The gaps, largest first."""
    header = ("Rank", "Role", "Place", "Segment", "Depth needed", "Depth now", "Gap", "Places with this gap", "Ideas")
    rows = (
        (
            gap.rank,
            gap.row.title,
            gap.row.place.number,
            gap.row.place.title,
            gap.row.needed,
            gap.row.now,
            gap.size,
            gap.shared,
            _numbers(gap.ideas),
        )
        for gap in contents.capability.gaps
    )
    return _sheet(header, rows)


def offers_csv(contents: Contents) -> str:
    """The learning offers against the needs."""
    header = ("Learner stage", "Offer", "Status", "For whom (place)", "Level", "Length")
    rows = (
        (
            row.stage.label,
            row.title,
            row.status.label,
            ", ".join(row.roles),
            _blank(row.level),
            _blank(row.length),
        )
        for row in contents.overlay.offers
    )
    return _sheet(header, rows)


def safe(text: str) -> str:
    """The text with an apostrophe before every place where a spreadsheet could see a formula begin."""
    guarded = _INSIDE.sub(r"\1'", text)
    return f"'{guarded}" if _FIRST.match(guarded) else guarded


def _action(row: ActionRow) -> Sequence[Value]:
    return (
        row.number,
        row.text,
        row.owner,
        row.organisation,
        row.start_on.isoformat() if row.start_on else None,
        row.due_on.isoformat() if row.due_on else None,
        row.status.label,
        row.outcome,
        row.resources,
        row.measure,
        row.aim.label if row.aim else None,
        row.lever.label if row.lever else None,
        row.horizon.label if row.horizon else None,
        row.enabler.label if row.enabler else None,
        row.idea_number,
    )


def _idea(row: IdeaRow, chosen: PriorityRow | None, rounds: int) -> Sequence[Value]:
    place = chosen.placement if chosen else None
    return (
        row.number,
        row.text,
        row.enabler.label if row.enabler else None,
        row.cluster,
        ", ".join(row.places),
        row.became,
        _numbers(row.takes_in),
        row.split_from,
        *(chosen.dots if chosen else (0,) * rounds),
        chosen.scribed if chosen else 0,
        chosen.rank if chosen else None,
        place.impact if place else None,
        place.effort if place else None,
        chosen.quadrant.label if chosen and chosen.quadrant else None,
        _numbers(chosen.actions) if chosen else "",
        "yes" if row.by_scribe else "",
    )


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def _blank(text: str) -> str:
    return "" if text == NOTHING else text


def _sheet(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """A file after RFC 4180 with a byte order mark; numbers stay numbers, every text goes through ``safe``."""
    out = io.StringIO(newline="")
    out.write(_BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(header)
    for row in rows:
        writer.writerow([safe(value) if isinstance(value, str) else value for value in row])
    return out.getvalue()
