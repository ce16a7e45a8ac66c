"""COPY: all lines arrive as they are, over the borders of blocks, and a text that would shift the columns is refused."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from tests.offices import clock

from tegata.ground import copying
from tegata.ground.models import Event

pytestmark = pytest.mark.django_db
COLUMNS = ("kind", "resident_id", "at", "payload")


@pytest.fixture(autouse=True)
def _takes_copy(db: None) -> None:
    if not copying.can_copy():
        pytest.skip("SQLite has no COPY")


def lines(*payloads: str) -> Iterator[str]:
    for payload in payloads:
        yield f"tests.Copied\t{copying.NULL}\t{clock().isoformat()}\t{payload}"


def copied() -> list[str]:
    return list(Event.objects.filter(kind="tests.Copied").order_by("id").values_list("payload", flat=True))


def test_every_line_arrives_as_it_is() -> None:
    payloads = [f"{number} \\ \\N 手形" for number in range(2 * copying.BLOCK + 1)]
    copying.copy_lines("ground_event", COLUMNS, lines(*payloads))
    assert copied() == payloads
    assert set(Event.objects.filter(kind="tests.Copied").values_list("resident_id", flat=True)) == {None}


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "a\nx\ty\tz\tb"])
def test_a_text_that_would_shift_the_columns_is_refused_and_nothing_is_written(text: str) -> None:
    good = ["good"] * copying.BLOCK
    with pytest.raises(ValueError, match="a tab or a line break"), transaction.atomic():
        copying.copy_lines("ground_event", COLUMNS, lines(*good, text))
    assert copied() == []


def test_no_lines_are_no_rows() -> None:
    copying.copy_lines("ground_event", COLUMNS, lines())
    assert copied() == []
