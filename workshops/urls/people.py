"""Routes of who is in: the front door, the list of people, groups."""

from django.urls import path

from workshops.urls.place import W
from workshops.views import closing, joining, people

urlpatterns = [
    path("", joining.home, name="home"),
    path("join/", joining.join_find, name="join_find"),
    path("join/<str:code>/", joining.join, name="join"),
    path(f"{W}qr/", joining.qr, name="qr"),
    path(f"{W}waiting/", joining.waiting, name="waiting"),
    path(f"{W}people/", people.people_page, name="people"),
    path(f"{W}people/admit/", people.admit_all, name="admit_all"),
    path(f"{W}people/<int:pk>/", people.member, name="member"),
    path(f"{W}people/<int:pk>/admit/", people.member_admit, name="member_admit"),
    path(f"{W}people/<int:pk>/group/", people.member_group, name="member_group"),
    path(f"{W}people/<int:pk>/merge/", people.member_merge, name="member_merge"),
    path(f"{W}people/<int:pk>/remove/", people.member_remove, name="member_remove"),
    path(f"{W}people/<int:pk>/rename/", people.member_rename, name="member_rename"),
    path(f"{W}people/<int:pk>/role/", people.member_role, name="member_role"),
    path(f"{W}door/", people.door, name="door"),
    path(f"{W}lead/", people.lead, name="lead"),
    path(f"{W}code/", people.code_replace, name="code_replace"),
    path(f"{W}taken-off/", closing.taken_off, name="taken_off"),
    path(f"{W}readback/", closing.readback, name="readback"),
    path(f"{W}handed-in/", closing.handed_in, name="handed_in"),
]
