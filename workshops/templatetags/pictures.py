"""Small marks for templates that draw hundreds of them: each is drawn once in a process."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from workshops.reports.pictures import depth_mark as mark

register = template.Library()


@register.simple_tag
def depth_mark(needed: int, now: int | None) -> SafeString:
    """The three bars of a needed depth and the depth now."""
    return _drawn(needed, now)


@cache
def _drawn(needed: int, now: int | None) -> SafeString:
    return render_to_string("pictures/depth_mark.html", {"mark": mark(needed, now)})
