"""Routes of the plan: choosing and actions."""

from django.urls import path

from workshops.urls.place import W
from workshops.views import plan

urlpatterns = [
    path(f"{W}actions/add/", plan.action_add, name="action_add"),
    path(f"{W}actions/<int:pk>/", plan.action, name="action"),
    path(f"{W}actions/<int:pk>/edit/", plan.action_edit, name="action_edit"),
    path(f"{W}actions/<int:pk>/remove/", plan.action_remove, name="action_remove"),
    path(f"{W}actions/<int:pk>/restore/", plan.action_restore, name="action_restore"),
]
