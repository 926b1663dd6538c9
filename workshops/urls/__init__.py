"""Routes of the room, by noun."""

from workshops.urls import agenda, asking, choosing, ideas, notes, paper, pathway, people, plan, rooms, writing

app_name = "workshops"

urlpatterns = [
    *people.urlpatterns,
    *writing.urlpatterns,
    *rooms.urlpatterns,
    *agenda.urlpatterns,
    *pathway.urlpatterns,
    *ideas.urlpatterns,
    *plan.urlpatterns,
    *notes.urlpatterns,
    *choosing.urlpatterns,
    *asking.urlpatterns,
    *paper.urlpatterns,
]
