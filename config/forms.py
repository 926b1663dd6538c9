"""How every form is drawn: NHS.UK markup from our own templates."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Widgets, fields and forms come from ``templates/``."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
