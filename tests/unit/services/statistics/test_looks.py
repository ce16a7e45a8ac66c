"""The dashboard in a real browser: charts drawn, tables without script, nothing that somebody could not use."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.browser import accessible, picture, valid_html

from tegata.services.statistics import actions
from tegata.services.statistics.rules import Measure, Reason, Standing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def a_town() -> None:
    chance = random.Random(2016)
    for index in range(120):
        who, born = UUID(int=index), chance.randint(1930, 2024)
        town = chance.choice(["132217", "132217", "132012"])
        day = date(2026, 1, 1) + timedelta(days=chance.randint(0, 60))
        actions.restate(who, Standing(town, born), date(2024, 1, 1), lambda one: replace(one, lives=True, version=1))
        actions.count(Measure.APPLICATIONS, town, born, day, "web")
        if chance.random() < 0.8:
            actions.count(Measure.ISSUED, town, born, day + timedelta(days=25))
            hold(who, 1, day + timedelta(days=25))
        if chance.random() < 0.3:
            actions.count(
                Measure.CANCELLED, town, born, day + timedelta(days=28), chance.choice([Reason.LOST, Reason.RENEWED])
            )
            hold(who, -1, day + timedelta(days=28))


def hold(who: UUID, cards: int, day: date) -> None:
    actions.restate(who, Standing("132217", 1980), day, lambda one: replace(one, held=one.held + cards))


@pytest.mark.parametrize(("language", "width"), [("ja", 1280), ("en", 390)])
def test_the_dashboard_can_be_used(
    a_town: None, live_server: LiveServer, visit: Callable[..., Page], language: str, width: int
) -> None:
    page = visit(live_server.url, "/statistics/?place=130001", language=language, width=width)
    page.wait_for_selector("#main figure:nth-of-type(4) canvas")
    assert page.locator("canvas").count() == 4
    accessible(page)
    valid_html(page.content())
    picture(page, f"statistics-{language}")


def test_the_tables_are_there_without_script(a_town: None, live_server: LiveServer, visit: Callable[..., Page]) -> None:
    page = visit(live_server.url, "/statistics/", java_script_enabled=False)
    assert page.locator("canvas").count() == 0
    assert page.locator("table").count() == 6
