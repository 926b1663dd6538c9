"""What one edit makes of a pathway's content. Each takes a content and gives the next one; nothing is stored here."""

from dataclasses import replace

from django.utils.text import slugify

from journeys.rules import PathwayContent, PersonaContent, StageContent, ZoneContent


def with_persona(content: PathwayContent, place: int | None, persona: PersonaContent) -> PathwayContent:
    """The persona at its place, or added at the end."""
    return replace(content, personas=_put(content.personas, place, persona))


def without_persona(content: PathwayContent, place: int) -> PathwayContent:
    """The content without the persona at this place."""
    return replace(content, personas=_drop(content.personas, place))


def with_stage(content: PathwayContent, place: int | None, stage: StageContent) -> PathwayContent:
    """The stage at its place, or added at the end."""
    return replace(content, stages=_put(content.stages, place, stage))


def without_stage(content: PathwayContent, key: str) -> PathwayContent:
    """The content without the stage and without the zones that join it. Raises ValueError for an unknown key."""
    return replace(
        content,
        stages=_drop(content.stages, _place(content, key)),
        zones=tuple(zone for zone in content.zones if key not in {zone.from_key, zone.to_key}),
    )


def with_stage_moved(content: PathwayContent, key: str, *, by: int) -> PathwayContent:
    """The stage ``by`` places later (earlier when negative), at most to an end; zones stay with their stages."""
    place = _place(content, key)
    rest = _drop(content.stages, place)
    target = min(max(place + by, 0), len(rest))
    return replace(content, stages=(*rest[:target], content.stages[place], *rest[target:]))


def with_zone(content: PathwayContent, place: int | None, zone: ZoneContent) -> PathwayContent:
    """The zone at its place, or added at the end."""
    return replace(content, zones=_put(content.zones, place, zone))


def without_zone(content: PathwayContent, place: int) -> PathwayContent:
    """The content without the zone at this place."""
    return replace(content, zones=_drop(content.zones, place))


def free_key(content: PathwayContent, title: str) -> str:
    """A key for a new stage that no other stage has."""
    stem = slugify(title)[:50].strip("-") or "stage"
    taken = {"new"} | {stage.key for stage in content.stages}
    return next(key for key in (stem, *(f"{stem}-{number}" for number in range(2, 1000))) if key not in taken)


def _place(content: PathwayContent, key: str) -> int:
    return [stage.key for stage in content.stages].index(key)


def _put[T](items: tuple[T, ...], place: int | None, item: T) -> tuple[T, ...]:
    return (*items, item) if place is None else (*items[:place], item, *items[place + 1 :])


def _drop[T](items: tuple[T, ...], place: int) -> tuple[T, ...]:
    return (*items[:place], *items[place + 1 :])
