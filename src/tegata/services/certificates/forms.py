"""What holders and staff type: a reader and a PIN, a serial number. A PIN is never shown again and never kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tegata.ground.ports import NotPlugged, plugged
from tegata.rules.card_numbers import SERIAL_KIND, SERIAL_LENGTH
from tegata.rules.numbers import InvalidNumber, digits

OWN_READER = "home"
"""The reader beside the person, where the installation names no other."""


class SignInForm(forms.Form):
    """The reader the card lies on, and the four digits of the authentication PIN, typed by the holder."""

    reader = forms.ChoiceField(label=_("Card reader"))
    pin = forms.RegexField(
        r"^\d{4}\Z",
        label=_("PIN of the user authentication certificate (4 digits)"),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "4"}),
        error_messages={"invalid": _("The PIN has four digits. Nothing was sent to the card.")},
        help_text=_("After three wrong PINs the card is locked; the town hall unlocks it."),
    )
    last_try = forms.BooleanField(
        label=_("Only one try is left: try all the same"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *arguments: Any, here: str = "", **options: Any) -> None:
        super().__init__(*arguments, **options)
        names = [here] if here else [OWN_READER]
        own = [(name, _("The reader beside me")) for name in names]
        self.fields["reader"].choices = [*own, *((name, name) for name in _readers())]  # type: ignore[attr-defined]


def _readers() -> list[str]:
    try:
        found: list[str] = plugged("readers")()
    except NotPlugged:
        return []
    return found


class SerialForm(forms.Form):
    """Which card: the number on its face."""

    serial = forms.CharField(
        label=_("Serial number of the card (16 digits)"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_serial(self) -> str:
        """The digits without spaces."""
        try:
            return digits(SERIAL_KIND, "".join(self.cleaned_data["serial"].split()), SERIAL_LENGTH)
        except InvalidNumber as wrong:
            raise forms.ValidationError(
                _("A serial number has 16 digits: it stands at the lower left of the photo.")
            ) from wrong
