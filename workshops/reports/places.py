"""Where things are: the segments of the snapshot with the numbers that every table uses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from journeys.rules import SegmentKind, Setting, TransitionKind


@dataclass(frozen=True)
class Place:
    """A stage or zone. Stages are numbered along the pathway; a zone is named by the stages that it joins, as 3–4."""

    id: int
    number: str
    title: str
    is_zone: bool
    letters: str
    from_id: int | None
    to_id: int | None
    kinds: tuple[str, ...]
    settings: tuple[str, ...]
    need: str
    stake: str

    @property
    def kind(self) -> str:
        """Stage or transition zone, in words."""
        return str((SegmentKind.TRANSITION if self.is_zone else SegmentKind.STAGE).label)


def places(snapshot: Mapping[str, Any]) -> dict[int, Place]:
    """All segments by id, in the order of the pathway."""
    numbers: dict[int, str] = {}
    for segment in snapshot["segments"]:
        if segment["kind"] == SegmentKind.STAGE:
            numbers[segment["id"]] = str(len(numbers) + 1)
    return {segment["id"]: _place(segment, numbers) for segment in snapshot["segments"]}


def _place(segment: Mapping[str, Any], numbers: Mapping[int, str]) -> Place:
    is_zone = segment["kind"] == SegmentKind.TRANSITION
    kinds = [TransitionKind(code) for code in segment["kinds"]]
    ends = f"{numbers.get(segment['from_id'], '?')}–{numbers.get(segment['to_id'], '?')}"
    return Place(
        id=segment["id"],
        number=ends if is_zone else numbers[segment["id"]],
        title=segment["title"],
        is_zone=is_zone,
        letters="".join(kind.letter for kind in kinds),
        from_id=segment["from_id"],
        to_id=segment["to_id"],
        kinds=tuple(kind.label for kind in kinds),
        settings=tuple(Setting(code).label for code in segment["settings"]),
        need=segment["person_need"],
        stake=segment["stake"],
    )
