"""For whom a region is drawn: the same bytes for everybody of an audience, so nothing personal is in them."""

from enum import StrEnum

from workshops.rules import regions
from workshops.rules.rights import ActorKind


class Audience(StrEnum):
    """Who looks: the kinds of actor, and the projector."""

    FACILITATOR = "facilitator"
    LEAD = "lead"
    VIEWER = "viewer"
    PARTICIPANT = "participant"
    OBSERVER = "observer"
    SCREEN = "screen"

    @property
    def face(self) -> str:
        """Which of the board's three faces they see: desk, phone or screen."""
        return {"participant": "phone", "observer": "phone", "screen": "screen"}.get(self.value, "desk")

    @property
    def kind(self) -> ActorKind:
        """Whose rights the controls are drawn for; the projector has none but to see."""
        return ActorKind.VIEWER if self is Audience.SCREEN else ActorKind(self.value)


_EVERYWHERE = frozenset({regions.TITLE, regions.ASK, regions.CLOCK, regions.ROOM, regions.SPOTLIGHT})
_BOARD = _EVERYWHERE | {regions.BOARD, regions.IDEAS, regions.PRIORITIES, regions.ACTIONS, regions.NOTES}
_DESK = _BOARD | {regions.COVERAGE}
_REGIONS: dict[Audience, frozenset[str]] = {
    Audience.FACILITATOR: _DESK | {regions.PROGRESS, regions.REPORTS},
    Audience.LEAD: _DESK | {regions.REPORTS},
    Audience.VIEWER: _DESK,
    Audience.PARTICIPANT: _BOARD,
    Audience.OBSERVER: _BOARD,
    Audience.SCREEN: _EVERYWHERE | {regions.RIBBON, regions.PICTURE},
}


def sees(audience: Audience, stem: str) -> bool:
    """Whether this part is on the audience's face at all; what is not, is not sent."""
    if regions.segment_id(stem) is not None:
        return regions.BOARD in _REGIONS[audience]
    return stem in _REGIONS[audience]
