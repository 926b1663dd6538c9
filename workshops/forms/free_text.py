"""Which fields of the room's forms people write words into: a refused save hands them back (design I5)."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from django import forms

import workshops.forms
from workshops.forms.ideas import QUESTIONS
from workshops.rules import limits

MADE_WITH_THEIR_FORM = frozenset({*QUESTIONS, *(f"part_{place}" for place in range(1, limits.PARTS + 1))})
"""Fields that a form makes for itself: the questions of a new role's check, the parts of a split idea."""


@cache
def names() -> frozenset[str]:
    """The names of all fields that take words, in every form of the room."""
    found = set(MADE_WITH_THEIR_FORM)
    for module in iter_modules(workshops.forms.__path__):
        for form in vars(import_module(f"workshops.forms.{module.name}")).values():
            if isinstance(form, type) and issubclass(form, forms.Form):
                found |= {name for name, field in form.base_fields.items() if isinstance(field, forms.CharField)}
    return frozenset(found)
