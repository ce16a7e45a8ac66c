"""The centre's decisions: the life of an order, leases, and quality control field by field."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.offices import START

from tegata.rules.sex import Sex
from tegata.services.production import rules
from tegata.services.production.rules import CardSays, NotAsOrdered, State

CARD = CardSays(
    "見本　花子", "東京都清瀬市", date(1990, 5, 6), Sex.FEMALE, date(2036, 5, 6), "0126", "13221", b"p", b"c", True
)
OTHER = {
    "name": "見本　太郎",
    "address": "東京都千代田区",
    "birth": date(1990, 5, 7),
    "sex": Sex.MALE,
    "expiry": date(2031, 5, 6),
    "serial": "0127",
    "municipality": "13101",
    "portrait": b"q",
    "certificate": None,
    "can_sign": False,
}


def test_a_card_as_ordered_passes() -> None:
    rules.inspect(CARD, replace(CARD))


@pytest.mark.parametrize("field", CardSays.__slots__)
def test_every_field_that_differs_is_found_and_named(field: str) -> None:
    with pytest.raises(NotAsOrdered) as found:
        rules.inspect(CARD, replace(CARD, **{field: OTHER[field]}))  # type: ignore[arg-type]
    assert found.value.field == field
    assert str(OTHER[field]) not in str(found.value) or field == "can_sign"


@given(st.sampled_from(State), st.sampled_from(State))
def test_what_has_left_the_centre_never_comes_back(now: State, then: State) -> None:
    if now in (State.SENT, State.WITHDRAWN) or then not in rules.NEXT[now]:
        with pytest.raises(rules.WrongState):
            rules.require_step(now, then)
    else:
        rules.require_step(now, then)


@pytest.mark.parametrize(
    ("state", "until", "may"),
    [
        (State.WAITING, None, True),
        (State.MAKING, START, True),
        (State.MAKING, START + timedelta(seconds=1), False),
        (State.MAKING, None, False),
        (State.CHECKED, None, False),
        (State.STOPPED, None, False),
        (State.SENT, START, False),
    ],
)
def test_only_what_waits_or_lost_its_maker_is_taken_up(state: State, until: datetime | None, *, may: bool) -> None:
    assert rules.may_take_up(state, until, START) is may


def test_after_some_cards_thrown_away_a_person_has_to_look() -> None:
    states = [rules.after_a_fault(attempts) for attempts in range(1, rules.MOST_ATTEMPTS + 1)]
    assert states == [State.WAITING] * (rules.MOST_ATTEMPTS - 1) + [State.STOPPED]
