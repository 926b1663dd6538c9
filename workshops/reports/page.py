"""The page of a report: the accessible original, the same words on screen and on paper."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from workshops.reports import pictures
from workshops.reports.contents import Contents, PlaceRow
from workshops.reports.summary import shortened

LINE = 5
"""Most stages on one line of the ribbon."""

SHORT = 10
"""The summary's ribbon shows at most this many stages; a longer pathway is cut to its hottest places."""


@dataclass(frozen=True)
class Section:
    """A section of the report: its anchor and its heading."""

    anchor: str
    title: str


SECTIONS = (
    Section("summary", "Summary"),
    Section("person", "The person"),
    Section("pathway", "The pathway"),
    Section("workforce", "Workforce now and needed"),
    Section("capability", "Capability and gaps"),
    Section("overlay", "Learner overlay"),
    Section("ideas", "Ideas by enabler"),
    Section("priorities", "Priorities"),
    Section("plan", "Action plan"),
    Section("roles", "New roles"),
    Section("measures", "Measures"),
    Section("people", "Who took part"),
    Section("surveys", "What people said before and after"),
    Section("next", "Parking lot and next steps"),
    Section("notes", "Notes on the data"),
)
"""All sections in their order; a report leaves out those that have nothing to say (``sections``)."""


@dataclass(frozen=True)
class Figure:
    """A number on the first page and what it counts."""

    number: int
    label: str


@dataclass(frozen=True)
class Pictures:
    """The report's pictures as geometry. ``is_cut`` says that the summary's ribbon shows the hottest places only."""

    ribbon: pictures.Ribbon
    summary: pictures.Ribbon
    is_cut: bool
    pyramid: pictures.Pyramid
    star: pictures.Star
    effort: pictures.Effort | None
    timelines: tuple[pictures.Timeline, ...]


def html(contents: Contents, *, for_print: bool) -> str:
    """The report as a whole HTML page for paper; for a screen its sections, which ``report_page.html`` frames."""
    template = "reports/report_print.html" if for_print else "reports/sections.html"
    return render_to_string(template, {**context(contents), "for_print": for_print})


def sections(contents: Contents) -> tuple[Section, ...]:
    """The sections of this report. Where a reader would miss one, its neighbour says that there is nothing in it."""
    told = {
        "priorities": bool(contents.priorities.rows),
        "roles": bool(contents.new_roles.checks or contents.new_roles.unchecked),
        "measures": bool(contents.plan.measured),
        "surveys": bool(contents.surveys),
        "next": bool(contents.notes.parked or contents.notes.pledges),
    }
    return tuple(section for section in SECTIONS if told.get(section.anchor, True))


def context(contents: Contents) -> dict[str, Any]:
    """What the report's templates need."""
    return {
        "contents": contents,
        "sections": sections(contents),
        "section": {section.anchor: section for section in sections(contents)},
        "pictures": _pictures(contents),
        "figures": _figures(contents),
        "footer": f"{shortened(contents.cover.title, 80)} · {contents.cover.kind}",
    }


def _figures(contents: Contents) -> tuple[Figure, ...]:
    """What the workshop amounts to, at a glance."""
    zones = sum(row.place.is_zone for row in contents.pathway)
    found = (
        (len(contents.pathway) - zones, "stage"),
        (zones, "transition zone"),
        (len(contents.workforce), "role needed", "roles needed"),
        (len(contents.capability.gaps), "gap"),
        (contents.capability.unknown, "depth not known", "depths not known"),
        (len(contents.ideas.standing), "idea"),
        (len(contents.plan.owned), "action agreed", "actions agreed"),
    )
    return tuple(Figure(number, words[0] if number == 1 else (*words, f"{words[0]}s")[1]) for number, *words in found)


def _pictures(contents: Contents) -> Pictures:
    short = _hottest(contents.pathway)
    return Pictures(
        ribbon=_ribbon(contents.pathway),
        summary=_ribbon(short),
        is_cut=len(short) < len(contents.pathway),
        pyramid=pictures.pyramid(contents.capability.levels),
        star=pictures.star(
            [
                pictures.StarPoint(point.enabler.label, point.ideas, point.enabler.value)
                for point in contents.ideas.points
            ]
        ),
        effort=_effort(contents),
        timelines=pictures.timelines(
            [
                pictures.TimelineAction(action.number, action.text, action.start_on, action.due_on)
                for action in contents.plan.owned
                if action.due_on
            ]
        ),
    )


def _effort(contents: Contents) -> pictures.Effort | None:
    """The square of impact and effort; None while no idea stands on it."""
    points = [
        pictures.EffortPoint(row.idea.number, row.placement.impact, row.placement.effort)
        for row in contents.priorities.rows
        if row.placement
    ]
    return pictures.effort(points) if points else None


def _ribbon(rows: tuple[PlaceRow, ...]) -> pictures.Ribbon:
    segments = [
        pictures.RibbonSegment(
            id=row.place.id,
            title=row.place.title if row.place.is_zone else f"{row.place.number} {row.place.title}",
            is_zone=row.place.is_zone,
            letters=row.place.letters,
            from_id=row.place.from_id,
            to_id=row.place.to_id,
            heat=row.heat,
            heat_words=row.heat_words,
            roles=row.roles,
        )
        for row in rows
    ]
    return pictures.ribbon(segments, stage_width=140, zone_width=44, wrap=LINE)


def _hottest(rows: tuple[PlaceRow, ...]) -> tuple[PlaceRow, ...]:
    """All rows of a short pathway; of a long one the places with the largest gaps and most roles, in its order."""
    if sum(not row.place.is_zone for row in rows) <= SHORT:
        return rows
    ranked = sorted(range(len(rows)), key=lambda at: (-rows[at].heat, -rows[at].roles, at))
    return tuple(rows[at] for at in sorted(ranked[:SHORT]))
