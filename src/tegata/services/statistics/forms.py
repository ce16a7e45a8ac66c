"""What readers of the statistics choose: a place and a day."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tegata.rules.municipalities import prefectures
from tegata.services.statistics.queries import place_name, prefecture_of, towns_of


class ChoiceForm(forms.Form):
    """A place (the nation, a prefecture, a town of the prefecture chosen before) and a day, today at the latest."""

    place = forms.ChoiceField(label=_("Place"), required=False)
    day = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        japanese = get_language() == "ja"
        prefecture = prefecture_of(str(self.data.get("place", "")))
        choices: list[Any] = [("", _("The nation"))]
        choices += [
            (_("Prefectures"), [(each.code6, place_name(each.code6, japanese=japanese)) for each in prefectures()])
        ]
        if prefecture:
            towns = [(code, place_name(code, japanese=japanese)) for code in towns_of(prefecture)]
            choices.append((_("Towns"), towns))
        self.fields["place"].choices = choices  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        """Today where no day is given; there are no figures of the future."""
        day: date = self.cleaned_data["day"] or self.today
        if day > self.today:
            raise forms.ValidationError(_("There are no figures of days to come: choose today or an earlier day."))
        return day
