"""Routes of the room, by noun."""

from workshops.urls import agenda, asking, paper, pathway, people, plan, rooms

app_name = "workshops"

urlpatterns = [
    *people.urlpatterns,
    *rooms.urlpatterns,
    *agenda.urlpatterns,
    *pathway.urlpatterns,
    *plan.urlpatterns,
    *asking.urlpatterns,
    *paper.urlpatterns,
]
