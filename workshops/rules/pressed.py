"""What a press was made upon: where the room stood when the button was read.

Two people press *Next* in the same second, or a press arrives minutes late: a verb that moves, closes, opens, reveals
or ends would then act on whatever stands there by then. Each says what it was pressed upon, in one of the texts below,
and is refused when that has gone by. What people write has versions instead (``seen``).
"""


def part(status: str, item_id: int | None) -> str:
    """The workshop's status and the part of its agenda that the room is in."""
    return f"{status}-{item_id or 0}"


def step(item_id: int | None, number: int, *, is_private: bool) -> str:
    """The part, the step of its technique, and whether words are hidden."""
    return f"{item_id or 0}-{number}-{'silent' if is_private else 'open'}"


def spotlight(segment_id: int | None) -> str:
    """The segment that everybody was brought to."""
    return f"segment-{segment_id or 0}"
