"""The form renderer: `{{ form }}` is an accessible form everywhere. Set as FORM_RENDERER."""

from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_noop

REQUIRED = gettext_noop("This field is required.")
"""Django's own text: named here so that our Japanese for it, which says what to do, is the one shown."""


class Renderer(TemplatesSetting):
    """Labels, required marks, hints and errors tied to their field, in the house's templates."""

    form_template_name = "ground/forms/form.html"
    field_template_name = "ground/forms/field.html"
