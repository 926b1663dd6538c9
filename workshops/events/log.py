"""The log of one workshop: one number for each change, without gap or repeat (design I3)."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from workshops.models import Workshop
from workshops.rules import regions

REPLAY_LIMIT = 500
"""A reader further behind than this many events reads the whole page again."""


@dataclass(frozen=True)
class News:
    """What is new after a number: the newest number and the stems that changed, or ``whole`` when it is too much."""

    number: int
    stems: tuple[str, ...]
    whole: bool


def append(*, workshop: Workshop, kind: str, stems: Sequence[str], subject: str = "", at: datetime) -> int:
    """Write the next event and return its number.

    The caller holds the workshop's row lock in this transaction: that is what gives numbers an order without gaps. The
    statements are written by hand because everybody else waits for that lock, and the ORM takes four times as long.
    """
    workshop.last_event += 1
    number = workshop.last_event
    changed = list(dict.fromkeys(stems))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO workshops_event (workshop_id, number, kind, stems, subject, at)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [
                workshop.pk,
                number,
                kind,
                json.dumps(changed),
                subject,
                connection.ops.adapt_datetimefield_value(at),
            ],
        )
        cursor.execute("UPDATE workshops_workshop SET last_event = %s WHERE id = %s", [number, workshop.pk])
        if regions.BOARD in changed:
            cursor.execute("UPDATE workshops_segment SET revision = %s WHERE workshop_id = %s", [number, workshop.pk])
            return number
        for stem in changed:
            if (segment_id := regions.segment_id(stem)) is not None:
                cursor.execute(
                    "UPDATE workshops_segment SET revision = %s WHERE workshop_id = %s AND id = %s",
                    [number, workshop.pk, segment_id],
                )
    return number


def since(workshop_id: int, number: int, *, newest: int | None = None) -> News:
    """What is new after ``number`` up to ``newest``, if the caller has read that already. Two queries, or one.

    A number from the future reads as one that is too old.
    """
    if newest is None:
        newest = Workshop.objects.values_list("last_event", flat=True).get(pk=workshop_id)
    if number == newest:
        return News(newest, (), whole=False)
    if not 0 <= newest - number <= REPLAY_LIMIT:
        return News(newest, (), whole=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stems FROM workshops_event WHERE workshop_id = %s AND number > %s AND number <= %s ORDER BY number",
            [workshop_id, number, newest],
        )
        changes = [json.loads(stems) for (stems,) in cursor.fetchall()]
    return News(newest, tuple(regions.merged(changes)), whole=False)


def newest(workshop_ids: Collection[int]) -> dict[int, int]:
    """The newest number of each of the workshops. One query."""
    return dict(Workshop.objects.filter(pk__in=workshop_ids).values_list("pk", "last_event"))
