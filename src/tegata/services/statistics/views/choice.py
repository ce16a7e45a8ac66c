"""What is shown: the place and the day that the reader chose, and how they are called."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tegata.ground.clock import day_in_japan, now
from tegata.services.statistics.forms import ChoiceForm
from tegata.services.statistics.queries import is_prefecture, place_name


@dataclass(frozen=True, slots=True)
class Chosen:
    """A place, empty for the nation, and a day."""

    place: str
    day: date

    @property
    def name(self) -> str:
        """The place's name in the reader's language."""
        return named(self.place)

    @property
    def is_town(self) -> bool:
        """Whether the place has no parts."""
        return bool(self.place) and not is_prefecture(self.place)

    @property
    def query(self) -> str:
        """The query string that leads here again."""
        return query(self.place, self.day)


def choice(request: HttpRequest) -> tuple[ChoiceForm, Chosen]:
    """Return the form and what is shown; what was chosen wrongly is told on the form, and the nation shown."""
    today = day_in_japan(now())
    form = ChoiceForm({"day": today.isoformat(), **request.GET.dict()}, today=today)
    if not form.is_valid():
        return form, Chosen("", today)
    return form, Chosen(form.cleaned_data["place"], form.cleaned_data["day"])


def query(place: str, day: date) -> str:
    """Return the query string of a place and a day."""
    return urlencode({"place": place, "day": day.isoformat()})


def named(place: str) -> str:
    """Return what a place is called in the reader's language."""
    return place_name(place, japanese=get_language() == "ja") if place else _("The nation")
