"""Routes of what is asked outside the room: invitations, surveys, offers that exist already."""

from django.urls import path

from workshops.urls.place import W
from workshops.views import answering, asking

urlpatterns = [
    path(f"{W}around/", asking.around, name="around"),
    path(f"{W}invites/", asking.invite_plan, name="invites"),
    path(f"{W}invites/<int:pk>/restore/", asking.invite_restore, name="invite_restore"),
    path(f"{W}surveys/<str:kind>/", asking.survey, name="survey"),
    path(f"{W}surveys/<str:kind>/questions/", asking.survey_questions, name="survey_questions"),
    path(f"{W}surveys/<str:kind>/open/", asking.survey_open, name="survey_open"),
    path(f"{W}surveys/<str:kind>/close/", asking.survey_close, name="survey_close"),
    path(f"{W}surveys/<str:kind>/links/", asking.survey_link_add, name="survey_link_add"),
    path(f"{W}existing-offers/", asking.existing_offers, name="existing_offers"),
    path(f"{W}existing-offers/links/", asking.offers_link_add, name="offers_link_add"),
    path(f"{W}existing-offers/<int:pk>/remove/", asking.existing_offer_remove, name="existing_offer_remove"),
    path(f"{W}links/<int:pk>/end/", asking.link_end, name="link_end"),
    path(f"{W}rehearsal/", asking.rehearsal, name="rehearsal"),
    path(f"{W}rehearsal/load/", asking.rehearsal_load, name="rehearsal_load"),
    path(f"{W}declaration/", asking.declare, name="declare"),
    path(f"{W}after/", asking.after, name="after"),
    path("s/<str:token>/", answering.survey_answer, name="survey_answer"),
    path("o/<str:token>/", answering.offer_tell, name="offer_tell"),
]
