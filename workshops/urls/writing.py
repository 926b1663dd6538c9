"""Routes of writing alone and together: silence, steps, reveal, what is one's own, groups."""

from django.urls import path

from workshops.urls.place import W
from workshops.views import groups, writing

urlpatterns = [
    path(f"{W}regions/mine/", writing.mine, name="mine"),
    path(f"{W}undo/", writing.undo, name="undo"),
    path(f"{W}redo/", writing.redo, name="redo"),
    path(f"{W}writing/", writing.writing_panel, name="writing"),
    path(f"{W}writing/step/", writing.writing_step, name="writing_step"),
    path(f"{W}writing/silence/", writing.writing_silence, name="writing_silence"),
    path(f"{W}writing/reveal/", writing.writing_reveal, name="writing_reveal"),
    path(f"{W}writing/hide/", writing.writing_hide, name="writing_hide"),
    path(f"{W}groups/", groups.group_list, name="group_list"),
    path(f"{W}groups/add/", groups.group_add, name="group_add"),
    path(f"{W}groups/dissolve/", groups.groups_dissolve, name="groups_dissolve"),
    path(f"{W}groups/<int:pk>/", groups.group_edit, name="group_edit"),
]
