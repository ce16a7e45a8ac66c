"""What staff type: a serial number."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SerialForm(forms.Form):
    """A certificate's serial number, as programs print it."""

    serial = forms.RegexField(
        r"^[0-9A-Fa-f]{1,40}\Z",
        label=_("Serial number of the certificate"),
        required=False,
        strip=True,
        help_text=_("Hexadecimal, as it is printed by programs: 05000001."),
        error_messages={"invalid": _("A serial number is written with the digits 0 to 9 and the letters A to F.")},
    )

    def clean_serial(self) -> str:
        """Capital letters, eight digits at least: as the log has it."""
        typed: str = self.cleaned_data["serial"]
        return f"{int(typed, 16):08X}" if typed else ""
