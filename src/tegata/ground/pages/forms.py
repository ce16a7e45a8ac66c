"""The form renderer: `{{ form }}` is an accessible form everywhere. Set as FORM_RENDERER."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Labels, required marks, hints and errors tied to their field, in the house's templates."""

    form_template_name = "ground/forms/form.html"
    field_template_name = "ground/forms/field.html"
