"""What whoever manages staff accounts sends."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from tegata.ground import duties
from tegata.ground.offices import Office
from tegata.ground.permissions import Permission


class EmployForm(forms.Form):
    """A new account with one duty."""

    login = forms.CharField(
        label=_("Login"),
        max_length=40,
        validators=[RegexValidator(r"^[a-z0-9.-]+$", _("Small letters, digits, dots and hyphens only."))],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    display_name = forms.CharField(
        label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    duty = forms.ChoiceField(label=_("Duty"))
    password = forms.CharField(
        label=_("First password"),
        min_length=12,
        strip=False,
        help_text=_("At least 12 characters. Hand it over in person."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, post.label) for name, post in duties.posts(office).items()]
        self.fields["duty"].choices = choices  # type: ignore[attr-defined]


class GrantForm(forms.Form):
    """One permission more, of those that the office's duties have."""

    permission = forms.ChoiceField(label=_("Permission"))

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = frozenset().union(*(post.permissions for post in duties.posts(office).values()))
        choices = [(str(each), str(each)) for each in sorted(known - {Permission.MANAGE_STAFF})]
        self.fields["permission"].choices = choices  # type: ignore[attr-defined]
