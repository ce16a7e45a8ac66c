"""The dashboard, its charts and its files."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tegata.services.statistics import actions
from tegata.services.statistics.rules import Measure

pytestmark = pytest.mark.django_db
KIYOSE, DAY = "132217", date(2026, 4, 1)


@pytest.fixture(autouse=True)
def cards_in_two_towns() -> None:
    for town, cards in ((KIYOSE, 12), ("155861", 4)):
        for _ in range(cards):
            actions.count(Measure.ISSUED, town, 1980, DAY)


def page(client: Client, query: str = "", language: str = "en") -> str:
    answer = client.get(f"/statistics/{query}", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_open_to_everybody_in_two_languages(client: Client) -> None:
    assert "Card statistics" in page(client)
    assert "カードの普及状況" in page(client, language="ja")


def test_what_is_too_small_is_not_shown_anywhere(client: Client) -> None:
    query = "?place=155861&day=2026-04-01"
    assert "&lt;10" in page(client, query)
    village = client.get(f"/statistics/charts.json{query}").json()
    assert [series["values"] for series in village["days"]["series"]] == [[0], [None], [0], [0]]
    assert read(client, f"ages.csv{query}")[1][5] == "<10"


def read(client: Client, name: str) -> list[list[str]]:
    answer = client.get(f"/statistics/{name}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(StringIO(text)))


def test_towns_come_as_csv(client: Client) -> None:
    rows = read(client, "towns.csv?day=2026-04-01")
    assert [dict(zip(rows[0], row, strict=True))["issued"] for row in rows[1:]] == ["12", "<10"]


@pytest.mark.parametrize("name", ["days", "reasons", "published", "ages"])
def test_every_table_comes_as_csv(client: Client, name: str) -> None:
    rows = read(client, f"{name}.csv?place={KIYOSE}")
    assert len(rows) > 1
    assert all(len(row) == len(rows[0]) for row in rows)


def test_no_other_file_is_there(client: Client) -> None:
    assert client.get("/statistics/residents.csv").status_code == 404


@pytest.mark.parametrize("query", ["?place=999999", "?day=2027-01-01", "?day=yesterday"])
def test_a_wrong_choice_is_told_and_shows_the_nation(client: Client, query: str) -> None:
    text = page(client, query)
    assert "error-summary" in text
    assert "The nation – 2026-04-01" in text


def test_insurance_and_accounts_have_no_invented_figure(client: Client) -> None:
    assert page(client).count("not counted yet") == 2


@pytest.mark.parametrize("query", ["", "?place=130001", f"?place={KIYOSE}"])
def test_queries_do_not_grow(client: Client, query: str, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(8):
        page(client, query)
    for town in ("011002", "012025", "132012"):
        actions.count(Measure.ISSUED, town, 1990, DAY)
    with django_assert_max_num_queries(8):
        page(client, query)
