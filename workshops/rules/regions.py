"""Stems: the names of the parts of the board that change. One stem names partial, URL, element id and event."""

TITLE = "title"
ASK = "ask"
ROOM = "room"
RIBBON = "ribbon"
BOARD = "board"
COVERAGE = "coverage"
IDEAS = "ideas"
ACTIONS = "actions"
REPORTS = "reports"
CLOCK = "clock"
SPOTLIGHT = "spotlight"
PROGRESS = "progress"
PRIORITIES = "priorities"
NOTES = "notes"
PICTURE = "picture"
MINE = "mine"

FIXED = (
    *(TITLE, ASK, CLOCK, ROOM, SPOTLIGHT, RIBBON, PICTURE, BOARD, COVERAGE, PROGRESS, IDEAS, PRIORITIES, ACTIONS),
    *(NOTES, REPORTS),
)
"""The stems that are drawn once for an audience. ``MINE`` is drawn for one person and fetched by them only."""

DRAWN_WITH: dict[str, tuple[str, ...]] = {
    ASK: (PICTURE,),
    IDEAS: (PICTURE, PRIORITIES),
    PRIORITIES: (PICTURE,),
    ACTIONS: (PICTURE,),
    ROOM: (PICTURE, COVERAGE),
    RIBBON: (PICTURE,),
    NOTES: (PICTURE,),
    CLOCK: (PICTURE,),
    PROGRESS: (PICTURE,),
    BOARD: (PICTURE,),
}
"""Regions that show the same facts as another one, and are drawn anew with it."""

_SEGMENT = "segment-"


def segment(pk: int) -> str:
    """The stem of one segment's column."""
    return f"{_SEGMENT}{pk}"


def segment_id(stem: str) -> int | None:
    """The segment that a stem names, or None when it names none."""
    number = stem.removeprefix(_SEGMENT)
    return (
        int(number)
        if stem.startswith(_SEGMENT) and number.isascii() and number.isdecimal() and len(number) < 19
        else None
    )


def drawn_with(stem: str) -> tuple[str, ...]:
    """The regions that are drawn anew with this one: what stands on a segment is on the projector as well."""
    return (PICTURE,) if segment_id(stem) is not None else DRAWN_WITH.get(stem, ())


def is_stem(name: str) -> bool:
    """Whether this is a stem at all."""
    return name in FIXED or segment_id(name) is not None


def merged(changes: list[list[str]]) -> list[str]:
    """The stems of several events, each once; a change of the whole board takes in every segment."""
    stems = dict.fromkeys(each for change in changes for stem in change for each in (stem, *drawn_with(stem)))
    if BOARD in stems:
        stems = {stem: None for stem in stems if segment_id(stem) is None}
    return list(stems)
