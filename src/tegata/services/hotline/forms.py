"""What operators type while somebody is on the line, what checkers and holders send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tegata.rules.card_numbers import SERIAL_KIND, SERIAL_LENGTH
from tegata.rules.numbers import InvalidNumber, digits
from tegata.services.hotline.rules import Happened, WrongSerials, parse_serials

HAPPENED = [
    (Happened.STOLEN.value, _("Stolen")),
    (Happened.LOST.value, _("Lost")),
    (Happened.FOUND.value, _("The caller found somebody else's card")),
    (Happened.FOUND_AGAIN.value, _("Found again after a stop")),
]
_OFF = {"autocomplete": "off"}


class SerialField(forms.CharField):
    """A serial number of a card: 16 digits, with or without spaces."""

    def clean(self, value: Any) -> str:
        """Return the 16 digits, or nothing where nothing is asked for."""
        typed: str = super().clean(value)
        if not typed:
            return ""
        try:
            return digits(SERIAL_KIND, "".join(typed.split()), SERIAL_LENGTH)
        except InvalidNumber as wrong:
            raise forms.ValidationError(
                _("A serial number has 16 digits: it stands at the lower left of the photo.")
            ) from wrong


class CallForm(forms.Form):
    """Who and what: it finds the record and is forgotten."""

    happened = forms.ChoiceField(label=_("What happened?"), choices=HAPPENED, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name of the holder"),
        required=False,
        max_length=200,
        help_text=_("The whole name, in kanji or kana."),
        widget=forms.TextInput(attrs=_OFF),
    )
    birth = forms.DateField(label=_("Date of birth"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    serial = SerialField(
        label=_("Serial number of the card"),
        required=False,
        max_length=24,
        help_text=_("Only for a card that somebody else found: the 16 digits on its face."),
        widget=forms.TextInput(attrs=_OFF),
    )

    def clean(self) -> dict[str, Any]:
        """A found card is named by its number, everything else by name and birth date."""
        sent: dict[str, Any] = super().clean() or {}
        found = sent.get("happened") == Happened.FOUND.value
        for field in ("serial",) if found else ("name", "birth"):
            if not sent.get(field) and field not in self.errors:
                self.add_error(field, _("Ask the caller for this: without it nobody can be found."))
        if not found:
            sent["serial"] = ""
        return sent


class AnswerForm(forms.Form):
    """What the caller said to one question."""

    said = forms.CharField(label=_("What the caller says"), max_length=300, widget=forms.TextInput(attrs=_OFF))


class PoliceForm(forms.Form):
    """The number of a report to the police."""

    number = forms.CharField(
        label=_("Number of the report to the police"),
        max_length=40,
        help_text=_("As the police gave it: station and number. No names."),
        widget=forms.TextInput(attrs=_OFF),
    )


class CheckForm(forms.Form):
    """The card that somebody shows."""

    serial = SerialField(label=_("Serial number of the card"), max_length=24, widget=forms.TextInput(attrs=_OFF))


class ListForm(forms.Form):
    """Many cards at once."""

    serials = forms.CharField(
        label=_("Serial numbers"),
        help_text=_("One a line. Take them from the shipment's manifest or from the count of the stock."),
        max_length=40000,
        widget=forms.Textarea(attrs={"rows": 10, **_OFF}),
    )
    number = forms.CharField(label=_("Number of the report to the police"), required=False, max_length=40)

    def clean_serials(self) -> str:
        """The text as it was typed; lines that are no serial numbers are named."""
        text: str = self.cleaned_data["serials"]
        try:
            parse_serials(text)
        except WrongSerials as wrong:
            raise forms.ValidationError(wrong_lines(wrong)) from wrong
        return text


def wrong_lines(wrong: WrongSerials) -> str:
    """What is wrong with a list, its lines named."""
    lines = ", ".join(wrong.lines[:20])
    return _("These are no serial numbers of cards, so nothing was listed: %(lines)s") % {"lines": lines}
