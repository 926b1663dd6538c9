"""Snapshots of every age: what older ones do not tell is empty in them, so that their reports can be read for ever."""

from collections.abc import Mapping
from typing import Any

OLDEST, NEWEST = 1, 2

_DAY: dict[str, Any] = {
    "has_experts": False,
    "role_checks": [],
    "impacts": [],
    "rounds": [],
    "scores": [],
    "polls": [],
    "notes": [],
    "agenda": [],
    "invites": [],
    "existing_offers": [],
    "surveys": [],
}
_WORKSHOP = {"sponsor": "", "outcome": ""}
_SEGMENT = {"stars": 0, "holder": None}
_WRITTEN = {"by_scribe": False}
_IDEA = {**_WRITTEN, "cluster": "", "absorbed_by": None, "split_from": None}
_ACTION = {"start_on": None, "resources": "", "outcome": "", "measure": "", "lever": "", "horizon": "", "aim": ""}


def current(snapshot: Mapping[str, Any]) -> Mapping[str, Any]:
    """The snapshot in the shape of today. Raises KeyError or ValueError for what no snapshot is."""
    if snapshot["format"] == NEWEST:
        return snapshot
    if snapshot["format"] != OLDEST:
        raise ValueError(f"No report is made from a snapshot of format {snapshot['format']}.")
    return {
        **_DAY,
        **snapshot,
        "format": NEWEST,
        "workshop": {**_WORKSHOP, **snapshot["workshop"]},
        "segments": [{**_SEGMENT, **row} for row in snapshot["segments"]],
        "person_needs": [{**_WRITTEN, **row} for row in snapshot["person_needs"]],
        "needs": [{**_WRITTEN, **row} for row in snapshot["needs"]],
        "ideas": [{**_IDEA, **row} for row in snapshot["ideas"]],
        "actions": [{**_ACTION, **row} for row in snapshot["actions"]],
    }
