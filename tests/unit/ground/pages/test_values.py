"""How values are written in both languages, and that what is shown is escaped."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from tegata.ground.pages import parts
from tegata.ground.templatetags import ground


@pytest.mark.parametrize(
    ("value", "japanese", "english"),
    [
        (date(2019, 5, 1), "令和元年5月1日", "2019-05-01"),
        (date(1872, 12, 31), "1872年12月31日", "1872-12-31"),
        (datetime(2026, 3, 31, 15, 0, tzinfo=UTC), "令和8年4月1日", "2026-04-01"),
        (None, "–", "–"),
    ],
)
def test_a_day(value: date | None, japanese: str, english: str) -> None:
    with translation.override("ja"):
        assert ground.wareki(value) == japanese
    with translation.override("en"):
        assert ground.wareki(value) == english


def test_a_moment_is_by_the_clock_of_japan() -> None:
    with translation.override("en"):
        assert ground.moment(datetime(2026, 3, 31, 15, 5, tzinfo=UTC)) == "2026-04-01 00:05"
    assert ground.moment(None) == "–"


def test_yen() -> None:
    with translation.override("ja"):
        assert ground.yen(1000) == "1,000円"
    with translation.override("en"):
        assert ground.yen(1000) == "¥1,000"


@pytest.mark.parametrize(("value", "seen"), [("1234567890", "••••••7890"), ("1234", "••••"), ("", "")])
def test_what_is_masked_shows_its_end_at_most(value: str, seen: str) -> None:
    html = ground.masked(value)
    assert html.startswith(f'<span aria-hidden="true">{seen}</span>')
    assert value[:-4] == "" or value[:-4] not in html


def test_what_is_shown_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    table = parts.Table(evil, [parts.Column(evil), parts.Column("b")], [[parts.Link(evil, '"'), parts.Tag(evil)]])
    shown = Template("{% table table %}").render(Context({"table": table}))
    assert "<script>" not in shown
    assert '<a href="&quot;">' in shown
    assert 'class="tag tag-neutral"' in shown


def test_a_row_must_fit_its_columns() -> None:
    with pytest.raises(ValueError, match="zip"):
        _ = parts.Table("t", [parts.Column("a")], [["1", "2"]]).lines
