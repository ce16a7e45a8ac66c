"""D7: the public page counts what happened in the rooms: applications, cards issued and held, reasons; past 100 % is explained."""

import csv
from datetime import UTC, date, datetime
from io import StringIO
from uuid import UUID

import pytest
from django.test import Client
from tests.journeys.rounds import register, settle
from tests.offices import START, clock
from tests.unit.services.applications.desk import applied, face
from tests.unit.services.cards.living import held, town
from tests.unit.services.residents.newcomers import newcomer

from tegata.services.cards import api as cards
from tegata.services.cards.api import CardView, ReturnCause
from tegata.services.residents import actions as events
from tegata.services.residents.api import Days

pytestmark = [pytest.mark.django_db(transaction=True)]
PEOPLE = 12


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


def villagers() -> list[UUID]:
    """Who lived there on 1 January 2025 already: the base of the old rate until the next one is published."""
    clock.moment = datetime(2024, 12, 1, 1, tzinfo=UTC)
    day = register().today
    people = [newcomer(f"見本　{number}", "ミホン", since=day) for number in "一二三四五六七八九十百千"[:PEOPLE]]
    found = [events.register_first_move_in(register(), one, day, another_person=True).resident_id for one in people]
    settle()
    clock.moment = START
    return found


def lose(card: CardView) -> CardView:
    """Lost, and another one made."""
    cards.returned(town(), card.resident_id, card.card_id, ReturnCause.LOST)
    return held(card.resident_id, "reissue")


def figures(client: Client) -> dict[str, str]:
    """The town's row of the public file."""
    answer = client.get("/statistics/towns.csv?place=132217&day=2026-04-01")
    head, row = csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))  # type: ignore[attr-defined]
    return dict(zip(head, row, strict=True))


def test_what_happened_is_on_the_page_and_in_the_file(client: Client) -> None:
    people = villagers()
    for number, who in enumerate(people[:2]):
        applied(who, face(number + 1))
    first = [held(who) for who in people]
    for card in first[:10]:
        lose(card)
    settle()
    row = figures(client)
    assert (row["population"], row["issued"], row["held"], row["cancelled"]) == ("12", "22", "12", "10")
    assert row["applications"] == "<10", "few are not told"
    page = client.get("/statistics/?place=132217&day=2026-04-01", headers={"accept-language": "en"}).content.decode()
    assert "183.3" in page, "22 cards over 12 people, the old way"
    tokyo = client.get("/statistics/?place=130001&day=2026-04-01", headers={"accept-language": "en"}).content.decode()
    assert "Past 100 % the old way in this system" in tokyo
    reasons = client.get("/statistics/reasons.csv?place=132217&day=2026-04-01")
    assert "10" in b"".join(reasons.streaming_content).decode()  # type: ignore[attr-defined]


def test_the_dead_hold_nothing(client: Client) -> None:
    people = villagers()
    for who in people:
        held(who)
    today = register().today
    events.death(register(), people[0], Days(today, today))
    settle()
    row = figures(client)
    assert (row["population"], row["issued"], row["held"]) == ("11", "12", "11")


def test_a_day_to_come_and_a_place_that_is_none_are_told(client: Client) -> None:
    for query in ("?day=2027-01-01", "?place=999999"):
        page = client.get(f"/statistics/{query}", headers={"accept-language": "en"}).content.decode()
        assert "error-summary" in page
        assert "The nation" in page


def test_the_published_series_is_drawn_beside(client: Client) -> None:
    """Of the real country, from its public data."""
    answer = client.get("/statistics/published.csv")
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert len(rows) > 12
    assert date.fromisoformat(rows[1][0]) < date(2026, 1, 1)
