"""The ribbon: stages as arrows, transition zones as hinges between them, skipping and looping zones on arcs above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from workshops.reports.pictures.lettering import TextLine, width, wrapped
from workshops.reports.pictures.marks import Heat, heat

ARROW = 60
TIP = 10
TITLE_SIZE = 13
WORDS_SIZE = 11
PITCH = 38
"""Height of one level of arcs."""


@dataclass(frozen=True)
class RibbonSegment:
    """A stage or zone to draw. ``heat`` is its largest gap, 0 to 3; ``letters`` are those of a zone's kinds."""

    id: int
    title: str
    is_zone: bool
    letters: str
    from_id: int | None
    to_id: int | None
    heat: int
    heat_words: str
    roles: int


@dataclass(frozen=True)
class RibbonStage:
    """An arrow with its title, its heat and words below."""

    id: int
    title: str
    arrow: str
    lines: tuple[TextLine, ...]
    heat: Heat
    words: tuple[TextLine, ...]


@dataclass(frozen=True)
class RibbonHinge:
    """A diamond with the letters of a zone. A raised one sits on an arc and hangs a thread down to its column."""

    id: int
    title: str
    diamond: str
    letters: TextLine
    size: float
    thread: str
    heat: Heat | None
    words: tuple[TextLine, ...]


@dataclass(frozen=True)
class RibbonArc:
    """The way of a zone that skips stages or loops back; where it leaves the line, a label says whither."""

    path: str
    head: str
    labels: tuple[TextLine, ...]


@dataclass(frozen=True)
class RibbonLine:
    """One line of the ribbon, one picture. ``words`` is its text alternative."""

    width: int
    height: int
    words: str
    stages: tuple[RibbonStage, ...]
    hinges: tuple[RibbonHinge, ...]
    arcs: tuple[RibbonArc, ...]


@dataclass(frozen=True)
class Ribbon:
    """The whole pathway: one line on the board, several on paper."""

    lines: tuple[RibbonLine, ...]


@dataclass(frozen=True)
class _Slot:
    """Where a segment stands: which line, from where, how wide."""

    segment: RibbonSegment
    number: int
    line: int
    x: int
    width: int

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def leaves(self) -> float:
        """Where an arc rises, right of the middle, so that it does not meet one that arrives."""
        return self.middle + 16

    @property
    def arrives(self) -> float:
        """Where an arc comes down."""
        return self.middle - 16


@dataclass(frozen=True)
class _Way:
    """A zone on an arc, between two stages anywhere on the ribbon."""

    zone: _Slot
    start: _Slot
    end: _Slot

    @property
    def lines(self) -> range:
        found = (self.zone.line, self.start.line, self.end.line)
        return range(min(found), max(found) + 1)


def ribbon(
    segments: Sequence[RibbonSegment],
    stage_width: int = 172,
    zone_width: int = 46,
    wrap: int | None = None,
    open_zone_width: int | None = None,
) -> Ribbon:
    """Draw the segments in this order, widths in pixels. ``wrap`` is the largest number of stages on a line.

    ``open_zone_width`` is the width of a zone that holds roles, when it differs from an empty one's.
    """
    widths = (stage_width, zone_width, zone_width if open_zone_width is None else open_zone_width)
    slots = _slots(segments, widths, wrap)
    by_id = {slot.segment.id: slot for slot in slots}
    ways = [
        _Way(slot, by_id[slot.segment.from_id], by_id[slot.segment.to_id])
        for slot in slots
        if slot.segment.is_zone
        and slot.segment.from_id in by_id
        and slot.segment.to_id in by_id
        and not _is_between(slot, by_id[slot.segment.from_id], by_id[slot.segment.to_id])
    ]
    count = max((slot.line for slot in slots), default=-1) + 1
    across = max((slot.x + slot.width for slot in slots), default=0)
    return Ribbon(tuple(_line(index, slots, ways, across) for index in range(count)))


def _slots(segments: Sequence[RibbonSegment], widths: tuple[int, int, int], wrap: int | None) -> list[_Slot]:
    stage_width, zone_width, open_width = widths
    stages = sum(not segment.is_zone for segment in segments)
    lines = max(1, ceil(stages / wrap)) if wrap else 1
    on_a_line = max(1, ceil(stages / lines))
    slots: list[_Slot] = []
    number, line, x = 0, 0, 0
    for segment in segments:
        if not segment.is_zone:
            if number and number % on_a_line == 0:
                line, x = line + 1, 0
            number += 1
        across = (open_width if segment.roles else zone_width) if segment.is_zone else stage_width
        slots.append(_Slot(segment, number, line, x, across))
        x += across
    return slots


def _is_between(zone: _Slot, start: _Slot, end: _Slot) -> bool:
    """Whether a zone lies where it belongs: after one stage and before the next one."""
    return end.number == start.number + 1 and zone.number == start.number


def _line(index: int, slots: Sequence[_Slot], ways: Sequence[_Way], across: int) -> RibbonLine:
    here = [slot for slot in slots if slot.line == index]
    crossing = [way for way in ways if index in way.lines]
    levels = _levels(index, crossing, across)
    top = PITCH * (max(levels.values(), default=-1) + 1) + 6
    raised = {way.zone.segment.id: _height(top, levels[way.zone.segment.id]) for way in crossing}
    stages = tuple(_stage(slot, top) for slot in here if not slot.segment.is_zone)
    hinges = tuple(_hinge(slot, top, raised.get(slot.segment.id)) for slot in here if slot.segment.is_zone)
    arcs = tuple(_arc(way, index, across, top, raised[way.zone.segment.id]) for way in crossing)
    below = max((len(stage.words) for stage in stages), default=1)
    return RibbonLine(
        width=across,
        height=top + ARROW + 16 + 13 * below + 4,
        words=". ".join(f"{_kind(slot)}{slot.segment.title}: {slot.segment.heat_words}" for slot in here) + ".",
        stages=stages,
        hinges=hinges,
        arcs=arcs,
    )


def _kind(slot: _Slot) -> str:
    return "Zone, " if slot.segment.is_zone else ""


def _height(top: int, level: int) -> int:
    return top - 6 - PITCH * level - PITCH // 2 + 4


def _span(way: _Way, line: int, across: int) -> tuple[float, float]:
    """From where to where a way runs on this line."""
    stops = ((way.zone, way.zone.middle), (way.start, way.start.leaves), (way.end, way.end.arrives))
    xs = [x for slot, x in stops if slot.line == line]
    lines = [slot.line for slot in (way.zone, way.start, way.end)]
    if min(lines) < line:
        xs.append(0)
    if max(lines) > line:
        xs.append(across)
    return min(xs), max(xs)


def _levels(line: int, ways: Sequence[_Way], across: int) -> Mapping[int, int]:
    """A level for each way, so that those which share a stretch lie above each other, short ones lowest."""
    levels: dict[int, int] = {}
    taken: list[list[tuple[float, float]]] = []
    for way in sorted(ways, key=lambda way: _span(way, line, across)[1] - _span(way, line, across)[0]):
        low, high = _span(way, line, across)
        level = next(
            (
                at
                for at, spans in enumerate(taken)
                if all(high + 24 < left or right + 24 < low for left, right in spans)
            ),
            len(taken),
        )
        if level == len(taken):
            taken.append([])
        taken[level].append((low, high))
        levels[way.zone.segment.id] = level
    return levels


def _stage(slot: _Slot, top: int) -> RibbonStage:
    segment, left, right = slot.segment, slot.x + 2, slot.x + slot.width - 12
    foot, middle = top + ARROW, top + ARROW / 2
    room = slot.width - 2 - 12 - TIP - 10
    titles = wrapped(segment.title, size=TITLE_SIZE, room=room, lines=3)
    first = middle + 4.5 - 8 * (len(titles) - 1)
    roles = f"{segment.roles} {'role' if segment.roles == 1 else 'roles'}, " if segment.roles else ""
    words = wrapped(f"{roles}{segment.heat_words}", size=WORDS_SIZE, room=slot.width - 16, lines=2)
    return RibbonStage(
        id=segment.id,
        title=segment.title,
        arrow=f"M{left} {top}H{right}L{right + TIP} {middle:g}L{right} {foot}H{left}L{left + TIP} {middle:g}Z",
        lines=tuple(TextLine(text, left + TIP + 6, first + 16 * row) for row, text in enumerate(titles)),
        heat=heat(segment.heat, x=left, y=foot + 6, width=right - left),
        words=tuple(TextLine(text, left, foot + 26 + 13 * row) for row, text in enumerate(words)),
    )


def _hinge(slot: _Slot, top: int, raised: int | None) -> RibbonHinge:
    segment, x = slot.segment, slot.middle
    y, half = (top + ARROW / 2, 20) if raised is None else (raised, 16)
    size = 9 if len(segment.letters) > 2 else 12 if raised is None else 11
    thread = "" if raised is None else f"M{x:g} {raised + half}V{top + ARROW}"
    short = f"gap {segment.heat}" if segment.heat else f"{segment.roles}"
    return RibbonHinge(
        id=segment.id,
        title=segment.title,
        diamond=f"M{x:g} {y - half:g}L{x + half:g} {y:g}L{x:g} {y + half:g}L{x - half:g} {y:g}Z",
        letters=TextLine(segment.letters, x, round(y + 0.35 * size, 1)),
        size=size,
        thread=thread,
        heat=heat(segment.heat, x=x - 14, y=top + ARROW + 6, width=28) if segment.roles else None,
        words=(TextLine(short, x, top + ARROW + 26),) if segment.heat else (),
    )


def _arc(way: _Way, line: int, across: int, top: int, y: int) -> RibbonArc:
    """The way on this line: up from a stage, along, and down to a stage; or in from and out over the edge."""
    low, high = _span(way, line, across)
    starts, ends = way.start.line == line, way.end.line == line
    start = way.start.leaves if starts else (low if way.start.line < line else high)
    end = way.end.arrives if ends else (low if way.end.line < line else high)
    turn = 8 if end >= start else -8
    path = f"M{start:g} {top - 2}V{y + 8}Q{start:g} {y} {start + turn:g} {y}" if starts else f"M{start:g} {y}"
    path += f"H{end - turn:g}Q{end:g} {y} {end:g} {y + 8}V{top - 8}" if ends else f"H{end:g}"
    for far in (low, high):
        if not min(start, end) <= far <= max(start, end):
            path += f"M{far:g} {y}H{min(start, end) + 8 if far < start else max(start, end) - 8:g}"
    head = f"M{end - 5:g} {top - 10}H{end + 5:g}L{end:g} {top - 1}Z" if ends else ""
    lines = (way.zone.line, way.start.line, way.end.line)
    labels = []
    if min(lines) < line:
        labels.append(_edge_label(way, line, across, y, before=True))
    if max(lines) > line:
        labels.append(_edge_label(way, line, across, y, before=False))
    return RibbonArc(path=path, head=head, labels=tuple(labels))


def _edge_label(way: _Way, line: int, across: int, y: int, *, before: bool) -> TextLine:
    """Whence or whither, where a way crosses the edge of a line."""
    comes = way.start.line < line if before else way.start.line > line
    text = f"from {way.start.number}" if comes else f"to {way.end.number}"
    return TextLine(text, 4 if before else across - 4 - width(text, WORDS_SIZE), y - 5)
