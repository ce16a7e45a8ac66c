"""The tables as CSV (RFC 4180), streamed: UTF-8 with a byte order mark, so that spreadsheets read the names right."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from tegata.ground.pages.access import public_page
from tegata.services.statistics import queries
from tegata.services.statistics.queries import Figures
from tegata.services.statistics.rules import SMALLEST_SHOWN
from tegata.services.statistics.views.choice import Chosen, choice, named

Row = Sequence[object]


@public_page(title=_("Card statistics"))
def download(request: HttpRequest, name: str) -> StreamingHttpResponse:
    """Stream one table. The first line names its columns, in English for programs. Raises Http404."""
    _form, chosen = choice(request)
    if name not in TABLES:
        raise Http404
    response = StreamingHttpResponse(_lines(TABLES[name](chosen)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{chosen.place or "all"}-{chosen.day}.csv"'
    return response


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    yield "\ufeff"
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: object) -> object:
    return f"<{SMALLEST_SHOWN}" if value is None else value


def _counts(each: Figures) -> list[object]:
    return [each.population, each.applications, each.issued, each.held, each.cancelled]


COUNTS = ["population", "applications", "issued", "held", "cancelled"]


def _towns(chosen: Chosen) -> Iterator[Row]:
    yield ["day", "code", "place", *COUNTS, "population_1_january"]
    for each in queries.by_town(chosen.place, chosen.day):
        yield [chosen.day, each.town, named(each.town), *_counts(each), each.base_population]


def _ages(chosen: Chosen) -> Iterator[Row]:
    yield ["day", "code", "age_from", *COUNTS]
    for each in queries.by_age(chosen.place, chosen.day):
        yield [chosen.day, chosen.place, each.age, *_counts(each)]


def _days(chosen: Chosen) -> Iterator[Row]:
    yield ["day", "code", "applications", "issued", "held", "cancelled"]
    for point in queries.over_time(chosen.place, chosen.day):
        yield [point.day, chosen.place, point.applications, point.issued, point.held, point.cancelled]


def _reasons(chosen: Chosen) -> Iterator[Row]:
    yield ["day", "code", "reason", "cards"]
    for reason, number in queries.reasons(chosen.place, chosen.day):
        yield [chosen.day, chosen.place, reason.value, number]


def _published(chosen: Chosen) -> Iterator[Row]:
    yield ["day", "code", "issued", "population", "population_day"]
    for row in queries.published(chosen.place):
        yield [row.day, row.place, row.issued, row.population, row.population_day]


TABLES: dict[str, Callable[[Chosen], Iterator[Row]]] = {
    "towns": _towns,
    "ages": _ages,
    "days": _days,
    "reasons": _reasons,
    "published": _published,
}
"""By the name in the address. What is too small for the page is too small for a file."""
