"""Routes of ideas: add, tidy, check; and what they would do."""

from django.urls import path

from workshops.urls.place import W
from workshops.views import grouping, ideas, impacts

urlpatterns = [
    path(f"{W}ideas/add/", ideas.idea_add, name="idea_add"),
    path(f"{W}ideas/<int:pk>/", ideas.idea, name="idea"),
    path(f"{W}ideas/<int:pk>/edit/", ideas.idea_edit, name="idea_edit"),
    path(f"{W}ideas/<int:pk>/move/", ideas.idea_move, name="idea_move"),
    path(f"{W}ideas/<int:pk>/remove/", ideas.idea_remove, name="idea_remove"),
    path(f"{W}ideas/<int:pk>/restore/", ideas.idea_restore, name="idea_restore"),
    path(f"{W}ideas/<int:pk>/instead/", ideas.idea_instead, name="idea_instead"),
    path(f"{W}ideas/<int:pk>/check/", ideas.idea_check, name="idea_check"),
    path(f"{W}ideas/<int:pk>/park/", grouping.idea_park, name="idea_park"),
    path(f"{W}ideas/<int:pk>/unpark/", grouping.idea_unpark, name="idea_unpark"),
    path(f"{W}ideas/<int:pk>/merge/", grouping.idea_merge, name="idea_merge"),
    path(f"{W}ideas/<int:pk>/unmerge/", grouping.idea_unmerge, name="idea_unmerge"),
    path(f"{W}ideas/<int:pk>/split/", grouping.idea_split, name="idea_split"),
    path(f"{W}ideas/<int:pk>/ungroup/", grouping.idea_ungroup, name="idea_ungroup"),
    path(f"{W}clusters/add/", grouping.cluster_add, name="cluster_add"),
    path(f"{W}clusters/<int:pk>/", grouping.cluster, name="cluster"),
    path(f"{W}clusters/<int:pk>/rename/", grouping.cluster_rename, name="cluster_rename"),
    path(f"{W}clusters/<int:pk>/fill/", grouping.cluster_fill, name="cluster_fill"),
    path(f"{W}clusters/<int:pk>/remove/", grouping.cluster_remove, name="cluster_remove"),
    path(f"{W}clusters/<int:pk>/restore/", grouping.cluster_restore, name="cluster_restore"),
    path(f"{W}impacts/add/", impacts.impact_add, name="impact_add"),
    path(f"{W}impacts/<int:pk>/edit/", impacts.impact_edit, name="impact_edit"),
    path(f"{W}impacts/<int:pk>/remove/", impacts.impact_remove, name="impact_remove"),
    path(f"{W}impacts/<int:pk>/restore/", impacts.impact_restore, name="impact_restore"),
]
