"""Routes of choosing: dots, impact and effort, polls, stars, who holds a zone."""

from django.urls import path

from workshops.urls.place import W
from workshops.views import choosing, polls, zones

urlpatterns = [
    path(f"{W}dots/", choosing.vote, name="vote"),
    path(f"{W}scores/", choosing.scores, name="scores"),
    path(f"{W}rounds/", choosing.rounds, name="rounds"),
    path(f"{W}rounds/open/", choosing.round_open, name="round_open"),
    path(f"{W}rounds/close/", choosing.round_close, name="round_close"),
    path(f"{W}rounds/paper/", choosing.round_paper, name="round_paper"),
    path(f"{W}ideas/<int:pk>/dots/place/", choosing.idea_dot_place, name="idea_dot_place"),
    path(f"{W}ideas/<int:pk>/dots/take/", choosing.idea_dot_take, name="idea_dot_take"),
    path(f"{W}ideas/<int:pk>/dots/tally/", choosing.idea_tally, name="idea_tally"),
    path(f"{W}ideas/<int:pk>/score/", choosing.idea_score, name="idea_score"),
    path(f"{W}tallies/<int:pk>/remove/", choosing.tally_remove, name="tally_remove"),
    path(f"{W}needs/<int:pk>/poll/", polls.need_poll, name="need_poll"),
    path(f"{W}polls/<int:pk>/", polls.poll, name="poll"),
    path(f"{W}polls/<int:pk>/answer/", polls.poll_answer, name="poll_answer"),
    path(f"{W}polls/<int:pk>/close/", polls.poll_close, name="poll_close"),
    path(f"{W}polls/<int:pk>/tally/", polls.poll_tally, name="poll_tally"),
    path(f"{W}polls/<int:pk>/use/", polls.poll_use, name="poll_use"),
    path(f"{W}segments/<int:pk>/holder/", zones.segment_holder, name="segment_holder"),
    path(f"{W}segments/<int:pk>/star/", zones.segment_star, name="segment_star"),
    path(f"{W}segments/<int:pk>/unstar/", zones.segment_unstar, name="segment_unstar"),
]
