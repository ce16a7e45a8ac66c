"""What the charts of the dashboard draw, as JSON: for each its kind, its labels and its series. Hidden cells are null."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tegata.ground.pages.access import public_page
from tegata.services.statistics import queries
from tegata.services.statistics.views.choice import Chosen, choice
from tegata.services.statistics.views.tables import REASONS, age, series_names

Values = Sequence[float | None]


@public_page(title=gettext_lazy("Card statistics"))
def charts(request: HttpRequest) -> JsonResponse:
    """Return the four charts of a place and a day."""
    _form, chosen = choice(request)
    return JsonResponse(
        {
            "days": _days(chosen),
            "published": _published(chosen),
            "ages": _ages(chosen),
            "reasons": _reasons(chosen),
        }
    )


def _days(chosen: Chosen) -> dict[str, Any]:
    points = queries.over_time(chosen.place, chosen.day)
    values: list[Values] = [
        [point.applications for point in points],
        [point.issued for point in points],
        [point.held for point in points],
        [point.cancelled for point in points],
    ]
    return _chart("line", [point.day.isoformat() for point in points], dict(zip(series_names(), values, strict=True)))


def _published(chosen: Chosen) -> dict[str, Any]:
    rows = queries.published(chosen.place)
    return _chart(
        "line",
        [row.day.isoformat() for row in rows],
        {_("Issued in Japan, cumulative, per cent"): [row.rate for row in rows]},
    )


def _ages(chosen: Chosen) -> dict[str, Any]:
    held = {band.age: band.held_rate for band in queries.by_age(chosen.place, chosen.day)}
    japan = {row.age: row.rate for row in queries.published_ages()}
    bands = sorted({band for band in (*held, *japan) if band is not None})
    series: dict[str, Values] = {
        _("Held in this system, per cent"): [held.get(band) for band in bands],
        _("Issued in Japan on 2022-12-31, per cent"): [japan.get(band) for band in bands],
    }
    return _chart("bar", [age(band) for band in bands], series)


def _reasons(chosen: Chosen) -> dict[str, Any]:
    counts = queries.reasons(chosen.place, chosen.day)
    return _chart(
        "bar", [str(REASONS[reason]) for reason, _n in counts], {_("Cards"): [number for _r, number in counts]}
    )


def _chart(kind: str, labels: Sequence[str], series: Mapping[str, Values]) -> dict[str, Any]:
    return {"kind": kind, "labels": labels, "series": [{"label": k, "values": list(v)} for k, v in series.items()]}
