"""Routes of who is in: the front door, the list of people, groups."""

from django.urls import path

from workshops.urls.place import W
from workshops.views import joining, rooms

urlpatterns = [
    path("", joining.home, name="home"),
    path("join/", joining.join_find, name="join_find"),
    path("join/<str:code>/", joining.join, name="join"),
    path(f"{W}qr/", joining.qr, name="qr"),
    path(f"{W}people/", rooms.people_page, name="people"),
    path(f"{W}people/<int:pk>/remove/", rooms.member_remove, name="member_remove"),
    path(f"{W}code/", rooms.code_replace, name="code_replace"),
]
