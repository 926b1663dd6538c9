"""All routes of the product."""

from django.urls import include, path

from config import views

handler404 = "config.views.not_found"

urlpatterns = [
    path("health/live", views.live, name="health_live"),
    path("health/ready", views.ready, name="health_ready"),
    path("accounts/", include("accounts.urls")),
    path("library/templates/", include("journeys.urls")),
    path("library/", include("learners.urls")),
    path("", include("workshops.urls")),
]
