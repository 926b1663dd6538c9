"""Routes of the pathway templates; included under ``library/templates/``."""

from django.urls import path

from journeys.views import drafts, templates

app_name = "journeys"
urlpatterns = [
    path("", templates.template_list, name="template_list"),
    path("<slug:slug>/", templates.template_page, name="template_page"),
    path("<slug:slug>/edit/", templates.template_edit, name="template_edit"),
    path("<slug:slug>/versions/<int:number>/", templates.version_page, name="version_page"),
    path("<slug:slug>/draft/", drafts.draft_page, name="draft_page"),
    path("<slug:slug>/draft/start/", templates.draft_start, name="draft_start"),
    path("<slug:slug>/draft/about/", drafts.draft_about, name="draft_about"),
    path("<slug:slug>/draft/learning/", drafts.draft_learning, name="draft_learning"),
    path("<slug:slug>/draft/personas/new/", drafts.draft_persona, name="draft_persona_new"),
    path("<slug:slug>/draft/personas/<int:place>/", drafts.draft_persona, name="draft_persona"),
    path("<slug:slug>/draft/personas/<int:place>/remove/", drafts.draft_persona_remove, name="draft_persona_remove"),
    path("<slug:slug>/draft/stages/new/", drafts.draft_stage, name="draft_stage_new"),
    path("<slug:slug>/draft/stages/<slug:key>/", drafts.draft_stage, name="draft_stage"),
    path("<slug:slug>/draft/stages/<slug:key>/earlier/", drafts.draft_stage_earlier, name="draft_stage_earlier"),
    path("<slug:slug>/draft/stages/<slug:key>/later/", drafts.draft_stage_later, name="draft_stage_later"),
    path("<slug:slug>/draft/stages/<slug:key>/remove/", drafts.draft_stage_remove, name="draft_stage_remove"),
    path("<slug:slug>/draft/zones/new/", drafts.draft_zone, name="draft_zone_new"),
    path("<slug:slug>/draft/zones/<int:place>/", drafts.draft_zone, name="draft_zone"),
    path("<slug:slug>/draft/zones/<int:place>/remove/", drafts.draft_zone_remove, name="draft_zone_remove"),
    path("<slug:slug>/draft/publish/", drafts.draft_publish, name="draft_publish"),
    path("<slug:slug>/draft/discard/", drafts.draft_discard, name="draft_discard"),
]
