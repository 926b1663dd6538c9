"""Routes of the map: segments, what is needed there, learning offers."""

from django.urls import path

from workshops.urls.place import W
from workshops.views import needs, segments

urlpatterns = [
    path(f"{W}prepare/", segments.prepare, name="prepare"),
    path(f"{W}stages/add/", segments.stage_add, name="stage_add"),
    path(f"{W}zones/add/", segments.zone_add, name="zone_add"),
    path(f"{W}segments/<int:pk>/", segments.segment, name="segment"),
    path(f"{W}segments/<int:pk>/edit/", segments.segment_edit, name="segment_edit"),
    path(f"{W}segments/<int:pk>/move/", segments.segment_move, name="segment_move"),
    path(f"{W}segments/<int:pk>/remove/", segments.segment_remove, name="segment_remove"),
    path(f"{W}segments/<int:pk>/restore/", segments.segment_restore, name="segment_restore"),
    path(f"{W}segments/<int:segment_pk>/needs/add/", needs.need_add, name="need_add"),
    path(f"{W}segments/<int:segment_pk>/person-needs/add/", needs.person_need_add, name="person_need_add"),
    path(f"{W}needs/depth-words/", needs.depth_words, name="depth_words"),
    path(f"{W}needs/<int:pk>/", needs.need, name="need"),
    path(f"{W}needs/<int:pk>/edit/", needs.need_edit, name="need_edit"),
    path(f"{W}needs/<int:pk>/move/", needs.need_move, name="need_move"),
    path(f"{W}needs/<int:pk>/place/", needs.need_place, name="need_place"),
    path(f"{W}needs/<int:pk>/remove/", needs.need_remove, name="need_remove"),
    path(f"{W}needs/<int:pk>/restore/", needs.need_restore, name="need_restore"),
    path(f"{W}needs/<int:need_pk>/offers/add/", needs.offer_add, name="offer_add"),
    path(f"{W}person-needs/<int:pk>/", needs.person_need, name="person_need"),
    path(f"{W}person-needs/<int:pk>/edit/", needs.person_need_edit, name="person_need_edit"),
    path(f"{W}person-needs/<int:pk>/remove/", needs.person_need_remove, name="person_need_remove"),
    path(f"{W}person-needs/<int:pk>/restore/", needs.person_need_restore, name="person_need_restore"),
    path(f"{W}offers/<int:pk>/", needs.offer, name="offer"),
    path(f"{W}offers/<int:pk>/edit/", needs.offer_edit, name="offer_edit"),
    path(f"{W}offers/<int:pk>/remove/", needs.offer_remove, name="offer_remove"),
    path(f"{W}offers/<int:pk>/restore/", needs.offer_restore, name="offer_restore"),
]
