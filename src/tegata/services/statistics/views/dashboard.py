"""The dashboard: the figures of a place on a day beside the ministry's, and why a rate can pass 100 %."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages.access import public_page
from tegata.services.statistics import queries
from tegata.services.statistics.rules import SMALLEST_SHOWN, population_day
from tegata.services.statistics.views import tables
from tegata.services.statistics.views.choice import Chosen, choice, named

AWASHIMA = "155861"
"""粟島浦村, the first town whose rate of cards issued passed 100 %."""

LAST_DAYS = 31


@public_page(title=_("Card statistics"))
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show it: seven queries, whatever the number of rows."""
    form, chosen = choice(request)
    figures = queries.figures(chosen.place, chosen.day)
    published = queries.published(chosen.place)
    parts = _parts(chosen)
    context: dict[str, Any] = {
        "form": form,
        "chosen": chosen,
        "figures": figures,
        "summary": tables.summary(figures, published[-1] if published else None),
        "days": tables.days(queries.over_time(chosen.place, chosen.day)[-LAST_DAYS:]),
        "published": tables.published(published),
        "ages": tables.ages(queries.by_age(chosen.place, chosen.day), queries.published_ages()),
        "reasons": tables.reasons(queries.reasons(chosen.place, chosen.day)),
        "parts": None if chosen.is_town else tables.parts(parts, chosen.day),
        "over": [named(each.town) for each in parts if (each.issued_rate or 0) > 100],
        "base_day": population_day(chosen.day),
        "awashima": queries.published(AWASHIMA)[-1],
        "smallest": SMALLEST_SHOWN,
    }
    return render(request, "statistics/dashboard.html", context)


def _parts(chosen: Chosen) -> list[queries.Figures]:
    if chosen.is_town:
        return []
    return queries.by_town(chosen.place, chosen.day) if chosen.place else queries.by_prefecture(chosen.day)
