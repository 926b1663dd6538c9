"""Routes of what is asked outside the room: invitations, surveys, offers that exist already."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
