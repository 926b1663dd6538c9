"""Routes of the agenda: moving the room, its clock, writing in silence, being done."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
