"""Routes of what is printed: reports, canvases, join cards."""

from django.urls import path

from workshops.urls.place import W
from workshops.views import reporting

urlpatterns = [
    path(f"{W}reports/add/", reporting.report_add, name="report_add"),
    path(f"{W}reports/<int:number>/", reporting.report_page, name="report"),
    path(f"{W}reports/<int:number>/retry/", reporting.report_retry, name="report_retry"),
    path(f"{W}reports/<int:number>/report.pdf", reporting.report_pdf, name="report_pdf"),
    path(f"{W}reports/<int:number>/workforce.csv", reporting.workforce_csv, name="workforce_csv"),
    path(f"{W}reports/<int:number>/actions.csv", reporting.actions_csv, name="actions_csv"),
    path(f"{W}reports/<int:number>/ideas.csv", reporting.ideas_csv, name="ideas_csv"),
    path(f"{W}reports/<int:number>/gaps.csv", reporting.gaps_csv, name="gaps_csv"),
    path(f"{W}reports/<int:number>/offers.csv", reporting.offers_csv, name="offers_csv"),
]
