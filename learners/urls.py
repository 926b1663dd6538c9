"""Routes of the library; included under ``library/``."""

from django.urls import path

from learners.views import library

app_name = "learners"
urlpatterns = [
    path("", library.index, name="index"),
    path("roles/", library.role_list, name="role_list"),
    path("roles/new/", library.role_new, name="role_new"),
    path("roles/<slug:slug>/", library.role_page, name="role_page"),
    path("roles/<slug:slug>/edit/", library.role_edit, name="role_edit"),
    path("offers/", library.offer_list, name="offer_list"),
    path("offers/new/", library.offer_new, name="offer_new"),
    path("offers/<slug:slug>/", library.offer_page, name="offer_page"),
    path("offers/<slug:slug>/edit/", library.offer_edit, name="offer_edit"),
    path("frameworks/", library.framework_list, name="framework_list"),
    path("frameworks/new/", library.framework_new, name="framework_new"),
    path("frameworks/<slug:slug>/", library.framework_page, name="framework_page"),
    path("frameworks/<slug:slug>/edit/", library.framework_edit, name="framework_edit"),
]
