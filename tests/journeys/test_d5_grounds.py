"""D5: the ten grounds of invalidity and expiry, with their clocks: valid on the last day, invalid on the next, and told by OCSP."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from tests.journeys.rounds import GOOD, NEIGHBOUR, answered, in_use, register, settle
from tests.offices import START, act, clock
from tests.unit.services.cards.living import town
from tests.unit.services.residents.newcomers import CHIYODA, registered

from tegata.rules.invalidity import Ground
from tegata.rules.residence import Residence
from tegata.server.home import Home
from tegata.services.cards import api as cards
from tegata.services.cards.api import CardView, ReturnCause
from tegata.services.numbering import api as numbering
from tegata.services.residents import actions as events
from tegata.services.residents import api as residents
from tegata.services.residents.api import Days

pytestmark = [pytest.mark.django_db(transaction=True)]
LAST_DAY = date(2035, 5, 6)


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


def now(ahead: int = 0) -> Days:
    today = register().today
    return Days(today + timedelta(days=ahead), today)


def leave_in_ten_days(card: CardView) -> None:
    events.move_abroad(register(), card.resident_id, now(ahead=10), "フランス")


def leave_town(card: CardView) -> None:
    events.move_out(register(), card.resident_id, now(), "東京都千代田区")


def arrive_and_forget_the_card(card: CardView) -> None:
    leave_town(card)
    settle()
    events.move_in(register(NEIGHBOUR), card.resident_id, now(), CHIYODA)


def die(card: CardView) -> None:
    events.death(register(), card.resident_id, now())


def lose_residence(card: CardView) -> None:
    events.end_stay(register(), card.resident_id, now())


def be_erased(card: CardView) -> None:
    events.erase(register(), card.resident_id, now())


def be_recoded(card: CardView) -> None:
    events.change_resident_code(register(), card.resident_id, now())


def be_renumbered(card: CardView) -> None:
    numbering.change(act(numbering.Permission.CHANGE), card.resident_id, numbering.ChangeReason.ON_REQUEST)


def give_back(card: CardView) -> None:
    cards.returned(town(), card.resident_id, card.card_id, ReturnCause.WISH)


def be_ordered_back(card: CardView) -> None:
    cards.return_ordered(town(), card.resident_id, card.card_id)


def wait(_: CardView) -> None:
    """Nothing happens."""


Happening = Callable[[CardView], None]
TABLE: list[tuple[Happening, int, Ground]] = [
    (leave_in_ten_days, 10, Ground.LEFT_JAPAN),
    (leave_town, 31, Ground.MOVE_IN_NOT_NOTIFIED),
    (arrive_and_forget_the_card, 91, Ground.NOT_CARRIED_ON),
    (die, 0, Ground.DIED),
    (lose_residence, 0, Ground.OUTSIDE_THE_REGISTER),
    (be_erased, 0, Ground.RECORD_ERASED),
    (be_recoded, 0, Ground.RESIDENT_CODE_CORRECTED),
    (be_renumbered, 0, Ground.NUMBER_CHANGED),
    (give_back, 0, Ground.RETURNED),
    (be_ordered_back, 0, Ground.RETURN_ORDERED),
]
"""What happens, after how many days the card is invalid, by which ground."""


@pytest.mark.parametrize(("happen", "days", "ground"), TABLE, ids=[row[2].name.lower() for row in TABLE])
def test_valid_on_the_last_day_and_not_on_the_next(country: Home, happen: Happening, days: int, ground: Ground) -> None:
    card = in_use(_resident(ground))
    settle()
    happen(card)
    settle()
    if days:
        settle(days - 1)
        assert _of(card).is_valid_on(register().today)
        assert answered(country, card)["auth"] == "good"
        settle(1)
    found = _of(card)
    assert (found.ground, found.is_valid_on(register().today)) == (ground, False)
    assert all(answer != "good" for answer in answered(country, card).values())
    assert cards.life_line(card.resident_id, card.card_id)[-1].ground is ground


def test_expiry_is_the_day_after_the_last_day(country: Home) -> None:
    card = in_use()
    assert card.expires == LAST_DAY
    clock.moment += LAST_DAY - START.date()
    settle()
    assert _of(card).is_valid_on(LAST_DAY)
    settle(1)
    assert _of(card).ground is Ground.EXPIRED


def test_who_notifies_after_fourteen_days_is_too_late_and_told_what_to_do(country: Home) -> None:
    card = in_use()
    leave_town(card)
    moved = register().today
    settle(14)
    assert _of(card).is_valid_on(register().today)
    settle(1)
    events.move_in(register(NEIGHBOUR), card.resident_id, Days(moved, register().today), CHIYODA)
    settle()
    assert _of(card).ground is Ground.MOVE_IN_NOT_NOTIFIED
    with pytest.raises(cards.CardRefused, match="new one"):
        cards.carried_on(town(NEIGHBOUR), card.resident_id, card.card_id)


def test_the_clock_of_ninety_days_warns_and_stops_when_the_card_is_carried_on(country: Home) -> None:
    card = in_use()
    arrive_and_forget_the_card(card)
    settle(90)
    assert [letter.kind for letter in residents.letters(card.resident_id)].count("card not carried on") == 3
    cards.carried_on(town(NEIGHBOUR), card.resident_id, card.card_id)
    settle(2)
    assert _of(card).is_valid_on(register().today)
    assert answered(country, card) == GOOD | {"sign": "superseded"}


def _of(card: CardView) -> CardView:
    return cards.card(card.resident_id, card.card_id)


def _resident(ground: Ground) -> UUID:
    """A foreign resident where only one can meet the ground; numbered, as everybody is."""
    if ground is Ground.OUTSIDE_THE_REGISTER:
        who = registered(residence=Residence.MID_TO_LONG_TERM, nationality="フランス", stay_ends=date(2028, 4, 1))
    else:
        who = registered()
    settle()
    return who
