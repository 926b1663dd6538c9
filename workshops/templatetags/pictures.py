"""Small marks for templates that show hundreds of them."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workshops.reports.pictures.drawn import depth_name, depth_svg
from workshops.rules.overlay import depth_words

register = template.Library()


@register.simple_tag(takes_context=True)
def depth_mark(context: dict[str, Any], needed: int, now: int | None) -> SafeString:
    """The three bars of a needed depth and the depth now; on paper by name, so that the printer reads each once."""
    if context.get("for_print"):
        return format_html(
            '<img class="depth-mark" src="{}" alt="{}">', depth_name(needed, now), depth_words(needed, now)
        )
    return depth_svg(needed, now)
