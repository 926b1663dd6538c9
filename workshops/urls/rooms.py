"""Routes of the workshop itself: its list, its faces, its life. The stream is served beside Django (config.asgi)."""

from django.urls import path

from workshops.urls.place import W
from workshops.views import rooms

urlpatterns = [
    path("workshops/", rooms.workshop_list, name="workshop_list"),
    path("workshops/new/", rooms.choose_template, name="choose_template"),
    path("workshops/new/<slug:slug>/", rooms.create, name="create"),
    path(W, rooms.board, name="board"),
    path(f"{W}screen/", rooms.screen, name="screen"),
    path(f"{W}table/", rooms.table, name="table"),
    path(f"{W}changes/", rooms.changes, name="changes"),
    path(f"{W}events/", rooms.changes, name="events"),
    path(f"{W}regions/<str:stem>/", rooms.region, name="region"),
    path(f"{W}details/", rooms.details, name="details"),
    path(f"{W}status/", rooms.status, name="status"),
]
