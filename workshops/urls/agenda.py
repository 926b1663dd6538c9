"""Routes of the agenda: moving the room, its clock, being done."""

from django.urls import path

from workshops.urls.place import W
from workshops.views import agenda

urlpatterns = [
    path("now/", agenda.now, name="now"),
    path(f"{W}run/", agenda.run, name="run"),
    path(f"{W}agenda/start/", agenda.agenda_start, name="agenda_start"),
    path(f"{W}agenda/items/add/", agenda.part_add, name="part_add"),
    path(f"{W}agenda/items/<int:pk>/go/", agenda.item_go, name="item_go"),
    path(f"{W}agenda/items/<int:pk>/edit/", agenda.item_edit, name="item_edit"),
    path(f"{W}agenda/items/<int:pk>/move/", agenda.item_move, name="item_move"),
    path(f"{W}agenda/items/<int:pk>/remove/", agenda.item_remove, name="item_remove"),
    path(f"{W}clock/pause/", agenda.clock_pause, name="clock_pause"),
    path(f"{W}clock/resume/", agenda.clock_resume, name="clock_resume"),
    path(f"{W}clock/add/", agenda.clock_add, name="clock_add"),
    path(f"{W}clock/borrow/", agenda.clock_borrow, name="clock_borrow"),
    path(f"{W}segments/<int:pk>/spotlight/", agenda.segment_spotlight, name="segment_spotlight"),
    path(f"{W}spotlight/release/", agenda.spotlight_release, name="spotlight_release"),
    path(f"{W}write/<str:work>/", agenda.where_to, name="where_to"),
    path(f"{W}done/", agenda.done, name="done"),
    path(f"{W}done/undo/", agenda.done_undo, name="done_undo"),
]
