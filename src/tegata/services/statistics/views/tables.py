"""The tables under the charts: every figure that a chart draws can be read without it."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tegata.ground.pages.access import Title
from tegata.ground.pages.parts import Column, Link, Table
from tegata.services.statistics.queries import Figures, Point, Published
from tegata.services.statistics.rules import SMALLEST_SHOWN, Measure, Reason
from tegata.services.statistics.views.choice import named, query

REASONS: dict[Reason, Title] = {
    Reason.DIED: gettext_lazy("Died"),
    Reason.EXPIRED: gettext_lazy("Expired"),
    Reason.LOST: gettext_lazy("Lost"),
    Reason.RENEWED: gettext_lazy("Renewed"),
    Reason.MOVED_ABROAD: gettext_lazy("Moved abroad"),
    Reason.OTHER: gettext_lazy("Own wish and other"),
}
COMING: dict[Measure, Title] = {
    Measure.INSURANCE: gettext_lazy("Registered for health insurance"),
    Measure.ACCOUNTS: gettext_lazy("Accounts registered for public money"),
}
"""Measures of rooms that do not exist yet."""


def count(value: int | None) -> str:
    """A count as it is shown: a small one is not."""
    return f"<{SMALLEST_SHOWN}" if value is None else f"{value:,}"


def rate(value: float | None) -> str:
    """A rate in per cent; a dash where there is none."""
    return "–" if value is None else f"{value:.1f} %"


def age(lowest: int | None) -> str:
    """A band of ages: 0–4, 90 and over."""
    if lowest is None:
        return ""
    return _("90 and over") if lowest == 90 else f"{lowest}–{lowest + 4}"


def summary(here: Figures, published: Published | None) -> Table:
    """The figures of the place, and the ministry's last ones of the same place."""
    issued, people, share = "–", "–", "–"
    if published:
        issued, people, share = count(published.issued), count(published.population), rate(published.rate)
    heading = _("Japan, %(day)s") % {"day": published.day.isoformat()} if published else _("Japan")
    rows = [
        [_("Population"), count(here.population), "–"],
        [_("Population of the 1 January before"), count(here.base_population), people],
        [_("Applications, cumulative"), count(here.applications), "–"],
        [_("Cards issued, cumulative"), count(here.issued), issued],
        [_("Cards cancelled, cumulative"), count(here.cancelled), "–"],
        [_("Cards held, net"), count(here.held), "–"],
        [_("Issued, of the population of the 1 January before"), rate(here.issued_rate), share],
        [_("Held, of the population"), rate(here.held_rate), "–"],
        *([str(label), _("not counted yet"), "–"] for label in COMING.values()),
    ]
    columns = [Column(_("Figure")), Column(_("This system"), number=True), Column(heading, number=True)]
    return Table(_("Figures"), columns, rows)


def days(points: Sequence[Point]) -> Table:
    """The last days on which something was counted."""
    columns = [Column(_("Day")), *(Column(label, number=True) for label in series_names())]
    rows = [
        [point.day.isoformat(), *map(count, (point.applications, point.issued, point.held, point.cancelled))]
        for point in reversed(points)
    ]
    return Table(_("The last days on which something was counted"), columns, rows, empty=_("Nothing was counted yet."))


def series_names() -> tuple[str, str, str, str]:
    """The four series of a Point."""
    return _("Applications, cumulative"), _("Issued, cumulative"), _("Held, net"), _("Cancelled")


def published(rows: Sequence[Published]) -> Table:
    """The ministry's series of the place, the newest first."""
    columns = [
        Column(_("Day")),
        Column(_("Issued, cumulative"), number=True),
        Column(_("Population"), number=True),
        Column(_("Population as of")),
        Column(_("Rate"), number=True),
    ]
    lines = [
        [row.day.isoformat(), count(row.issued), count(row.population), row.population_day.isoformat(), rate(row.rate)]
        for row in reversed(rows)
    ]
    return Table(_("Cards issued in Japan"), columns, lines, empty=_("The ministry's series does not name this place."))


def ages(bands: Sequence[Figures], japan: Sequence[Published]) -> Table:
    """By band of ages, with the nation's last published rate beside."""
    real = {row.age: row.rate for row in japan}
    here = {band.age: band for band in bands}
    columns = [
        Column(_("Age reached this year")),
        *(Column(label, number=True) for label in (_("Population"), _("Issued, cumulative"), _("Held, net"))),
        Column(_("Held, of the population"), number=True),
        Column(_("Issued in Japan on 2022-12-31"), number=True),
    ]
    rows = []
    for lowest in sorted({band for band in (*here, *real) if band is not None}):
        band = here.get(lowest)
        figures = [count(band.population), count(band.issued), count(band.held)] if band else ["0", "0", "0"]
        rows.append([age(lowest), *figures, rate(band.held_rate if band else None), rate(real.get(lowest))])
    return Table(_("By age"), columns, rows)


def reasons(counts: Sequence[tuple[Reason, int | None]]) -> Table:
    """Cancelled cards by reason."""
    rows = [[REASONS[reason], count(number)] for reason, number in counts]
    return Table(_("Cards cancelled, by reason"), [Column(_("Reason")), Column(_("Cards"), number=True)], rows)


def parts(figures: Sequence[Figures], day: date) -> Table:
    """The prefectures of the nation or the towns of a prefecture, each with a link to its own page."""
    columns = [
        Column(_("Place")),
        *(Column(label, number=True) for label in (_("Population"), *series_names())),
        Column(_("Issued, of the population of the 1 January before"), number=True),
        Column(_("Held, of the population"), number=True),
    ]
    address = reverse("statistics:dashboard")
    rows = [
        [
            Link(named(each.town), f"{address}?{query(each.town, day)}"),
            *map(count, (each.population, each.applications, each.issued, each.held, each.cancelled)),
            rate(each.issued_rate),
            rate(each.held_rate),
        ]
        for each in figures
    ]
    return Table(_("By place"), columns, rows, empty=_("Nothing was counted yet."))
