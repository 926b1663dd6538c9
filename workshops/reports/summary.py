"""The page for a board: five gaps, five ideas, the next actions, and what is asked of the reader."""

from dataclasses import dataclass

from learners.rules import OfferStatus
from workshops.reports.choices import Priorities
from workshops.reports.holders import Holders
from workshops.reports.overlay import Overlay
from workshops.reports.plan import ActionRow, IdeaRow, Ideas, Plan
from workshops.reports.workforce import Capability, GapRow
from workshops.rules.codes import ActionStatus, IdeaStatus

HEADLINES = 5
_LENGTH = 130


@dataclass(frozen=True)
class Headline:
    """A numbered idea or action in one breath; ``dots`` are those of the last round."""

    number: int
    text: str
    idea: IdeaRow | None = None
    action: ActionRow | None = None
    dots: int = 0


@dataclass(frozen=True)
class Summary:
    """What a reader with two minutes must know."""

    challenge: str
    gaps: tuple[GapRow, ...]
    gap_count: int
    ideas: tuple[Headline, ...]
    idea_count: int
    actions: tuple[Headline, ...]
    action_count: int
    asks: tuple[str, ...]
    was_voted: bool


def summary(
    challenge: str,
    *,
    depths: Capability,
    ideas: Ideas,
    priorities: Priorities,
    plan: Plan,
    overlay: Overlay,
    holders: Holders,
) -> Summary:
    """The five largest gaps; five ideas; the next five dated actions that are still open.

    Ideas that were taken forward come first, then those with most dots.
    """
    dots = {row.idea.number: row.dots[-1] for row in priorities.rows if row.dots}
    carried = sorted(
        (idea for idea in ideas.rows if idea.status in (IdeaStatus.TAKEN_FORWARD, IdeaStatus.OPEN)),
        key=lambda idea: (idea.status != IdeaStatus.TAKEN_FORWARD, -dots.get(idea.number, 0), idea.number),
    )
    due = [action for action in plan.owned if action.status != ActionStatus.DONE]
    return Summary(
        challenge=challenge,
        gaps=depths.gaps[:HEADLINES],
        gap_count=len(depths.gaps),
        ideas=tuple(
            Headline(idea.number, shortened(idea.text), idea=idea, dots=dots.get(idea.number, 0))
            for idea in carried[:HEADLINES]
        ),
        idea_count=len(ideas.standing),
        actions=tuple(Headline(action.number, shortened(action.text), action=action) for action in due[:HEADLINES]),
        action_count=len(plan.owned),
        asks=_asks(depths, plan, overlay, holders),
        was_voted=any(dots.values()),
    )


def shortened(text: str, length: int = _LENGTH) -> str:
    """The text on one line, cut at a word with an ellipsis when it is longer than ``length`` characters."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    head = line[: length - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[length // 2 :] else head).rstrip(" ,;:.") + "…"


def _asks(depths: Capability, plan: Plan, overlay: Overlay, holders: Holders) -> tuple[str, ...]:
    statuses = dict(overlay.statuses)
    asks = []
    if holders.nobody:
        zones = ", ".join(row.place.number for row in holders.nobody[:HEADLINES])
        more = " and others" if len(holders.nobody) > HEADLINES else ""
        asks.append(f"Say who holds the person where nobody does: between stages {zones}{more}.")
    if depths.gaps:
        first = depths.gaps[0]
        asks.append(
            f"Agree who leads on the largest gap: {shortened(first.row.title, 60)} "
            f"at “{shortened(first.row.place.title, 60)}”."
        )
    if plan.proposals:
        asks.append(f"Give an owner and a date to {_count(len(plan.proposals), 'proposed action')}, or let it go.")
    if statuses[OfferStatus.MISSING]:
        asks.append(
            f"Decide on {_count(statuses[OfferStatus.MISSING], 'learning offer')} that the group found missing."
        )
    if depths.unknown:
        asks.append(f"Find out the depth now of {_count(depths.unknown, 'role')} that nobody in the room knew.")
    if depths.spare:
        asks.append(f"Use what is there: {_count(len(depths.spare), 'role')} could do more than is asked of them now.")
    return tuple(asks)


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
