"""Marks as SVG text: there are fifteen depth marks, so each is drawn once in a process however often it is shown."""

import re
from functools import cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from workshops.reports.pictures.marks import depth_mark, rings

_RINGS = {"rings:needed": (1, 2, 3), "rings:now": (0, 1, 2, 3)}
"""Depths to ring with a pen, by the name under which a canvas asks for them."""
_NAME = re.compile(r"depth:([1-3])-([0-3x])")


@cache
def depth_svg(needed: int, now: int | None) -> SafeString:
    """The mark of a needed depth of 1 to 3 and a depth now of 0 to 3, or None."""
    return render_to_string("pictures/depth_mark.html", {"mark": depth_mark(needed, now)})


def depth_name(needed: int, now: int | None) -> str:
    """The name by which a page for paper asks for a mark, as ``depth:3-1``; x stands for not known."""
    return f"depth:{needed}-{'x' if now is None else now}"


def named(name: str) -> str | None:
    """The drawing with this name, or None when there is none."""
    if name in _RINGS:
        return render_to_string("pictures/rings.html", {"rings": rings(_RINGS[name])})
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    return depth_svg(int(found[1]), None if found[2] == "x" else int(found[2]))
