"""Regions: the parts of the board as HTML, drawn from the same partials as the page itself."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from learners.rules import LearnerStage
from workshops.models import Segment
from workshops.queries import board, plan, room
from workshops.reports import pictures
from workshops.rules import regions, rights
from workshops.rules.audiences import Audience, sees
from workshops.rules.rights import Right

TEMPLATE = "workshops/board.html"


@dataclass(frozen=True)
class May:
    """What the controls on a face are drawn for."""

    run: bool
    shape: bool
    contribute: bool
    plan: bool
    report: bool


class _Drawn:
    """Columns drawn lately, by segment, audience and revision: the same bytes serve page and event."""

    LIMIT = 6_000

    def __init__(self) -> None:
        self.kept: OrderedDict[tuple[int, Audience, int], SafeString] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: tuple[int, Audience, int]) -> SafeString | None:
        with self.lock:
            html = self.kept.get(key)
            if html is not None:
                self.kept.move_to_end(key)
            return html

    def keep(self, key: tuple[int, Audience, int], html: SafeString) -> None:
        with self.lock:
            self.kept[key] = html
            while len(self.kept) > self.LIMIT:
                self.kept.popitem(last=False)


_drawn = _Drawn()


def may(workshop: room.WorkshopCard, audience: Audience) -> May:
    """What somebody of this audience may do in the workshop now."""
    kind = audience.kind

    def holds(right: Right) -> bool:
        return rights.may(kind, right, workshop.status)

    return May(
        run=holds(Right.RUN),
        shape=holds(Right.SHAPE),
        contribute=holds(Right.CONTRIBUTE),
        plan=holds(Right.PLAN),
        report=holds(Right.REPORT),
    )


def frame(workshop: room.WorkshopCard, audience: Audience) -> dict[str, Any]:
    """What every region and page of the board is told. No query."""
    return {
        "workshop": workshop,
        "audience": audience.value,
        "face": audience.face,
        "may": may(workshop, audience),
        "base": reverse("workshops:board", args=[workshop.public_id]),
        "number": workshop.number,
    }


def draw(workshop: room.WorkshopCard, stem: str, audience: Audience) -> str | None:
    """The HTML of one region for an audience; None when it is not on their face or has gone from the board."""
    if not sees(audience, stem):
        return None
    segment_id = regions.segment_id(stem)
    if segment_id is not None:
        return next(iter(segments(workshop, audience, only=segment_id)), None)
    context = frame(workshop, audience) | contents(workshop, stem, audience)
    return render_to_string(f"{TEMPLATE}#{stem}", context)


def contents(workshop: room.WorkshopCard, stem: str, audience: Audience) -> dict[str, Any]:
    """What a region is drawn from."""
    match stem:
        case regions.TITLE:
            return {}
        case regions.ROOM:
            return {"people": room.people(workshop.id)}
        case regions.BOARD:
            heads = board.heads(workshop.id)
            return {
                "segments": segments(workshop, audience),
                "heads": heads,
                "arcs": board.arcs(heads),
                "stages": list(LearnerStage),
            }
        case regions.COVERAGE:
            return {"coverage": board.coverage(workshop.id)}
        case regions.IDEAS:
            found = plan.ideas(workshop.id)
            star = pictures.star([pictures.StarPoint(p.enabler.label, p.ideas, p.enabler.value) for p in found.star])
            return {"ideas": found, "star": star}
        case regions.ACTIONS:
            return {"actions": plan.actions(workshop.id)}
        case regions.REPORTS:
            return {"reports": room.reports(workshop.id)}
        case regions.RIBBON:
            heads = board.heads(workshop.id)
            return {"heads": heads, "ribbon": _ribbon(heads)}
    return {"personas": room.personas(workshop.id)}


def segments(workshop: room.WorkshopCard, audience: Audience, only: int | None = None) -> list[SafeString]:
    """The columns of the board in order, drawn anew only where something changed. One query, or five.

    A column that changed after the workshop was read may be half old: it is shown, and not kept.
    """
    living = Segment.objects.filter(workshop_id=workshop.id, removed_at=None)
    if only is not None:
        living = living.filter(pk=only)
    order = list(living.order_by("position", "pk").values_list("pk", "revision"))
    html = {pk: _drawn.get((pk, audience, revision)) for pk, revision in order}
    missing = [pk for pk, found in html.items() if found is None]
    if missing:
        context = frame(workshop, audience)
        for column in board.columns(workshop.id, only=missing):
            made = render_to_string(f"{TEMPLATE}#segment", {**context, "column": column})
            html[column.head.id] = made
            if column.head.revision <= workshop.number:
                _drawn.keep((column.head.id, audience, column.head.revision), made)
    return [found for pk, _ in order if (found := html[pk]) is not None]


def _ribbon(heads: tuple[board.Head, ...]) -> pictures.Ribbon:
    return pictures.ribbon(
        [
            pictures.RibbonSegment(
                id=head.id,
                title=head.title,
                is_zone=head.is_zone,
                letters=head.letters,
                from_id=head.from_id,
                to_id=head.to_id,
                heat=head.heat,
                heat_words=head.heat_words,
                roles=head.roles,
            )
            for head in heads
        ],
        wrap=6,
    )
