"""The overlay: segments across, the four learner stages down, cut into sheets that fit a page; and the offers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from learners.rules import LearnerStage, OfferStatus
from workshops.reports.places import Place
from workshops.reports.workforce import NOTHING, WorkforceRow, heat
from workshops.rules.overlay import hole

SHEET = 27
"""Width of a sheet in units: a column with something on it takes four, an empty zone one."""

TALLEST = 12
"""Most roles of a cell in one row; more go on in a row of their own, so that every row fits a page below its head."""

_WIDE, _NARROW = 4, 1


@dataclass(frozen=True)
class MatrixOffer:
    """A learning offer in a cell; ``times`` counts how many roles of the cell it is for."""

    title: str
    status: OfferStatus
    times: int


@dataclass(frozen=True)
class MatrixCell:
    """Where a segment and a learner stage meet. ``hole`` speaks when roles are here but none of them in this stage."""

    stage: LearnerStage | None
    rows: tuple[WorkforceRow, ...]
    offers: tuple[MatrixOffer, ...]
    hole: str
    is_narrow: bool


@dataclass(frozen=True)
class MatrixHead:
    """The head of a column. ``is_narrow`` for a zone with nothing on it."""

    place: Place
    heat: int
    heat_words: str
    roles: int
    is_narrow: bool


@dataclass(frozen=True)
class MatrixRow:
    """One learner stage over the columns of a sheet; without a stage: roles that nobody has placed yet.

    ``is_continued`` says that the row above is the same stage and was full.
    """

    stage: LearnerStage | None
    cells: tuple[MatrixCell, ...]
    is_continued: bool = False


@dataclass(frozen=True)
class MatrixSheet:
    """As many columns as fit a page side by side."""

    title: str
    heads: tuple[MatrixHead, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True)
class OfferRow:
    """An offer in one status for one learner stage, with everybody it is for."""

    stage: LearnerStage
    title: str
    status: OfferStatus
    roles: tuple[str, ...]
    level: str
    length: str


@dataclass(frozen=True)
class Overlay:
    """The matrix in sheets, the holes counted by learner stage, the offers, and how many have each status."""

    sheets: tuple[MatrixSheet, ...]
    holes: tuple[tuple[LearnerStage, int], ...]
    offers: tuple[OfferRow, ...]
    statuses: tuple[tuple[OfferStatus, int], ...]
    unplaced: int


@dataclass(frozen=True)
class _Column:
    head: MatrixHead
    cells: tuple[MatrixCell, ...]


def overlay(snapshot: Mapping[str, Any], places: Mapping[int, Place], rows: Sequence[WorkforceRow]) -> Overlay:
    """The matrix of all segments, and the table of offers."""
    rows_by_id = {row.id: row for row in rows}
    columns = [_column(place, rows, snapshot["offers"], rows_by_id) for place in places.values()]
    offers = _offers(snapshot["offers"], rows_by_id)
    return Overlay(
        sheets=tuple(_sheet(chunk) for chunk in _chunks(columns)),
        holes=tuple(
            (stage, sum(any(cell.stage == stage and cell.hole for cell in column.cells) for column in columns))
            for stage in LearnerStage
        ),
        offers=offers,
        statuses=tuple(
            (status, sum(offer["status"] == status for offer in snapshot["offers"])) for status in OfferStatus
        ),
        unplaced=sum(not row.stages for row in rows),
    )


def _column(
    place: Place,
    rows: Sequence[WorkforceRow],
    offers: Sequence[Mapping[str, Any]],
    rows_by_id: Mapping[int, WorkforceRow],
) -> _Column:
    here = [row for row in rows if row.place == place]
    learning = [offer for offer in offers if rows_by_id[offer["need_id"]].place == place]
    is_narrow = place.is_zone and not here
    level, words = heat(here)
    cells = [
        MatrixCell(
            stage=stage,
            rows=(present := tuple(row for row in here if stage in row.stages)),
            offers=_merged(offer for offer in learning if offer["learner_stage"] == stage),
            hole="" if present else hole(stage, len(here)),
            is_narrow=is_narrow,
        )
        for stage in LearnerStage
    ]
    cells.append(MatrixCell(None, tuple(row for row in here if not row.stages), (), "", is_narrow))
    return _Column(MatrixHead(place, level, words, len(here), is_narrow), tuple(cells))


def _merged(offers: Iterable[Mapping[str, Any]]) -> tuple[MatrixOffer, ...]:
    counts: dict[tuple[str, OfferStatus], int] = {}
    for offer in offers:
        key = (offer["title"], OfferStatus(offer["status"]))
        counts[key] = counts.get(key, 0) + 1
    return tuple(MatrixOffer(title, status, times) for (title, status), times in counts.items())


def _chunks(columns: Sequence[_Column]) -> list[list[_Column]]:
    """The columns in as few sheets as they need, of about the same width each."""
    total = sum(_units(column) for column in columns)
    each = total / max(1, ceil(total / SHEET))
    chunks: list[list[_Column]] = []
    used = 0
    for column in columns:
        is_full = bool(chunks) and (used >= each or used + _units(column) > SHEET)
        if not chunks or (is_full and not column.head.is_narrow) or used + _units(column) > SHEET:
            chunks.append([])
            used = 0
        chunks[-1].append(column)
        used += _units(column)
    return chunks


def _units(column: _Column) -> int:
    return _NARROW if column.head.is_narrow else _WIDE


def _sheet(columns: Sequence[_Column]) -> MatrixSheet:
    stages = [*LearnerStage, None]
    rows = [row for at, stage in enumerate(stages) for row in _rows(stage, [column.cells[at] for column in columns])]
    if not any(cell.rows for cell in rows[-1].cells):
        rows.pop()
    return MatrixSheet(
        title=_stretch([column.head.place for column in columns]),
        heads=tuple(column.head for column in columns),
        rows=tuple(rows),
    )


def _rows(stage: LearnerStage | None, cells: Sequence[MatrixCell]) -> list[MatrixRow]:
    """The row of a stage, or several when a cell is too full for one; offers stand below a cell's last roles."""
    tallest = max((len(cell.rows) for cell in cells), default=0)
    parts = max(1, ceil(tallest / TALLEST))
    return [
        MatrixRow(stage, tuple(_part(cell, part) for cell in cells), is_continued=part > 0) for part in range(parts)
    ]


def _part(cell: MatrixCell, part: int) -> MatrixCell:
    last = max(0, ceil(len(cell.rows) / TALLEST) - 1)
    return MatrixCell(
        stage=cell.stage,
        rows=cell.rows[part * TALLEST : (part + 1) * TALLEST],
        offers=cell.offers if part == last else (),
        hole=cell.hole if part == 0 else "",
        is_narrow=cell.is_narrow,
    )


def _stretch(places: Sequence[Place]) -> str:
    numbers = [place.number for place in places if not place.is_zone]
    if not numbers:
        return "Transition zones"
    return f"Stage {numbers[0]}" if len(numbers) == 1 else f"Stages {numbers[0]} to {numbers[-1]}"


def _offers(offers: Sequence[Mapping[str, Any]], rows_by_id: Mapping[int, WorkforceRow]) -> tuple[OfferRow, ...]:
    found: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for offer in offers:
        found.setdefault((offer["learner_stage"], offer["title"], offer["status"]), []).append(offer)
    stages, statuses = list(LearnerStage), list(OfferStatus)
    table = []
    for (stage, title, status), links in found.items():
        rows = (rows_by_id[link["need_id"]] for link in links)
        table.append(
            OfferRow(
                stage=LearnerStage(stage),
                title=title,
                status=OfferStatus(status),
                roles=tuple(dict.fromkeys(f"{row.title} ({row.place.number})" for row in rows)),
                level=next((f"Level {link['academic_level']}" for link in links if link["academic_level"]), NOTHING),
                length=next((link["length"] for link in links if link["length"]), NOTHING),
            )
        )
    table.sort(key=lambda row: (stages.index(row.stage), statuses.index(row.status), row.title.casefold()))
    return tuple(table)
