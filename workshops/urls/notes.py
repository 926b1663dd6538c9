"""Routes of notes: the lists beside the map, and the parking lot with its ways home."""

from django.urls import path

from workshops.urls.place import W
from workshops.views import notes

urlpatterns = [
    path(f"{W}notes/", notes.note_list, name="note_list"),
    path(f"{W}notes/<str:note_kind>/add/", notes.note_add, name="note_add"),
    path(f"{W}notes/<int:pk>/", notes.note, name="note"),
    path(f"{W}notes/<int:pk>/edit/", notes.note_edit, name="note_edit"),
    path(f"{W}notes/<int:pk>/remove/", notes.note_remove, name="note_remove"),
    path(f"{W}notes/<int:pk>/restore/", notes.note_restore, name="note_restore"),
    path(f"{W}notes/<int:pk>/take/", notes.note_take, name="note_take"),
    path(f"{W}notes/<int:pk>/close/", notes.note_close, name="note_close"),
    path(f"{W}notes/<int:pk>/reopen/", notes.note_reopen, name="note_reopen"),
]
