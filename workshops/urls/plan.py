"""Routes of the plan: ideas, choosing, actions, notes."""

from django.urls import path

from workshops.urls.place import W
from workshops.views import ideas, plan

urlpatterns = [
    path(f"{W}ideas/add/", ideas.idea_add, name="idea_add"),
    path(f"{W}ideas/<int:pk>/", ideas.idea, name="idea"),
    path(f"{W}ideas/<int:pk>/edit/", ideas.idea_edit, name="idea_edit"),
    path(f"{W}ideas/<int:pk>/remove/", ideas.idea_remove, name="idea_remove"),
    path(f"{W}ideas/<int:pk>/restore/", ideas.idea_restore, name="idea_restore"),
    path(f"{W}actions/add/", plan.action_add, name="action_add"),
    path(f"{W}actions/<int:pk>/", plan.action, name="action"),
    path(f"{W}actions/<int:pk>/edit/", plan.action_edit, name="action_edit"),
    path(f"{W}actions/<int:pk>/remove/", plan.action_remove, name="action_remove"),
    path(f"{W}actions/<int:pk>/restore/", plan.action_restore, name="action_restore"),
]
