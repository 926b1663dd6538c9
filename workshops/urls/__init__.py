"""Routes of the room, by noun."""

from workshops.urls import agenda, asking, choosing, paper, pathway, people, plan, rooms, writing

app_name = "workshops"

urlpatterns = [
    *people.urlpatterns,
    *writing.urlpatterns,
    *rooms.urlpatterns,
    *agenda.urlpatterns,
    *pathway.urlpatterns,
    *plan.urlpatterns,
    *choosing.urlpatterns,
    *asking.urlpatterns,
    *paper.urlpatterns,
]
