"""How values are written: dates in the reader's calendar, yen, masked identifiers; and the components as tags."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from tegata.ground.clock import day_in_japan
from tegata.ground.pages import parts
from tegata.ground.pages.access import Title
from tegata.rules import calendar

register = template.Library()


@register.filter
def wareki(value: date | datetime | None) -> str:
    """A day: 令和8年4月1日 in Japanese (2026年4月1日 before 1873), 2026-04-01 in English; a dash for None."""
    if value is None or value == "":
        return "–"
    day = day_in_japan(value) if isinstance(value, datetime) else value
    if get_language() != "ja":
        return day.isoformat()
    return calendar.wareki(day) if day >= calendar.FIRST_GREGORIAN_DAY else calendar.western(day)


@register.filter
def moment(value: datetime | None) -> str:
    """A moment to the minute, by the clock of Japan."""
    if value is None:
        return "–"
    return f"{wareki(value)} {value.astimezone(calendar.JST):%H:%M}"


@register.filter
def yen(value: int) -> str:
    """An amount: 1,000円 or ¥1,000."""
    return f"{value:,}円" if get_language() == "ja" else f"¥{value:,}"


@register.filter
def masked(value: str, shown: int = 4) -> SafeString:
    """All but the last characters covered; what is heard says so in words."""
    ending = value[-shown:] if len(value) > shown else ""
    spoken = gettext("ending in %(ending)s") % {"ending": ending} if ending else gettext("hidden")
    covered = "•" * (len(value) - len(ending)) + ending
    return format_html('<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>', covered, spoken)


@register.filter
def first_input(field: BoundField) -> str:
    """The id that the error summary leads to: the input's, or the first one's of a group."""
    return field.id_for_label or (field.subwidgets[0].id_for_label if field.subwidgets else "") or field.auto_id


@register.inclusion_tag("ground/breadcrumb.html")
def breadcrumb(*trail: str) -> dict[str, Any]:
    """`{% breadcrumb "label" "/address" "label" "/address" "this page" %}`."""
    pairs = [{"label": trail[i], "href": trail[i + 1] if i + 1 < len(trail) else ""} for i in range(0, len(trail), 2)]
    return {"trail": pairs}


@register.inclusion_tag("ground/notice.html")
def notice(notice: parts.Notice) -> dict[str, Any]:
    """A message."""
    return {"notice": notice}


@register.inclusion_tag("ground/table.html")
def table(table: parts.Table) -> dict[str, Any]:
    """A table, or what is said when it has no rows."""
    return {"table": table}


@register.inclusion_tag("ground/steps.html")
def steps(steps: parts.Steps) -> dict[str, Any]:
    """The progress of a wizard."""
    return {"steps": steps, "total": len(steps.labels), "label": steps.labels[steps.current - 1]}


@register.inclusion_tag("ground/summary_list.html")
def summary_list(items: Sequence[parts.Item]) -> dict[str, Any]:
    """What was said or is recorded, line by line."""
    return {"items": items}


@register.inclusion_tag("ground/queue.html")
def queue(queue: parts.Queue) -> dict[str, Any]:
    """The progress of long work."""
    return {"queue": queue}


@register.inclusion_tag("ground/empty.html")
def empty(text: Title, href: str = "", label: Title = "") -> dict[str, Any]:
    """That there is nothing, and what could be done about it."""
    return {"text": text, "href": href, "label": label}
