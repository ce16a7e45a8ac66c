"""What staff send about numbers: the purpose of a read, a number from a form, the reason of a change."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tegata.ground.offices import Office
from tegata.rules.numbers import InvalidNumber, parse_individual_number
from tegata.services.numbering.rules.purposes import ChangeReason, NumberPurpose

PURPOSES = {
    NumberPurpose.SOCIAL_SECURITY: _("social security"),
    NumberPurpose.TAX: _("tax"),
    NumberPurpose.DISASTER: _("disaster relief"),
    NumberPurpose.NOTIFICATION: _("notification of the number"),
    NumberPurpose.CARD_ISSUANCE: _("issuing the card"),
}


class PurposeForm(forms.Form):
    """For what the number is read: only what this office reads for is offered."""

    purpose = forms.ChoiceField(
        label=_("Purpose"), widget=forms.RadioSelect, help_text=_("Each read is recorded with its purpose.")
    )

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [one for one in NumberPurpose if office.value in one.offices]
        self.fields["purpose"].choices = [(one.value, _label(one)) for one in offered]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> NumberPurpose:
        """The purpose."""
        return {one.value: one for one in NumberPurpose}[self.cleaned_data["purpose"]]


class FindForm(PurposeForm):
    """Whose number stands on a form."""

    number = forms.CharField(
        label=_("Individual Number"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_number(self) -> str:
        """The 12 digits."""
        try:
            return parse_individual_number(self.cleaned_data["number"])
        except InvalidNumber as fault:
            text = _("This is no Individual Number; compare its 12 digits with the form.")
            raise forms.ValidationError(text) from fault


class ChangeForm(forms.Form):
    """Why the number is changed."""

    why = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            (ChangeReason.ON_REQUEST.value, _("It leaked and may be misused; the person asks for it")),
            (ChangeReason.EX_OFFICIO.value, _("It leaked and may be misused; ex officio")),
        ],
        widget=forms.RadioSelect,
    )


def _label(purpose: NumberPurpose) -> str:
    name = purpose.ja if get_language() == "ja" else PURPOSES[purpose]
    return f"{name} ({purpose.law})"
