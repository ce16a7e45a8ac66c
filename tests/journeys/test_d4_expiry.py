"""D4: how long cards and certificates live, as the table カード等の有効期限 says, seen on cards that were made."""

from datetime import date, timedelta

import pytest
from tests.journeys.conftest import Make
from tests.journeys.rounds import in_use, settle
from tests.offices import START
from tests.offices import clock as office_clock
from tests.unit.services.cards.living import town

from tegata.chip.personalisation import person_from_mapping
from tegata.pki.names import Kind
from tegata.pki.path import UnverifiedCertificate
from tegata.rules.expiry import renewal_opens
from tegata.server.home import Home
from tegata.services.cards import api as cards
from tegata.services.residents import api as residents

BASE = {"name": "見本　葵", "address": "東京都千代田区", "sex": "female", "municipality": "13101"}

# Made on 2026-11-24: (birth, card ends, authentication ends, signature ends or None)
TABLE = [
    (date(1980, 2, 17), date(2036, 2, 17), date(2031, 2, 17), date(2031, 2, 17)),  # 18 or older: 10th and 5th birthday
    (date(2008, 11, 24), date(2036, 11, 24), date(2031, 11, 24), date(2031, 11, 24)),  # 18 today; today does not count
    (date(2008, 11, 26), date(2030, 11, 26), date(2030, 11, 26), date(2030, 11, 26)),  # 17: 5th birthday
    (date(2011, 11, 24), date(2031, 11, 24), date(2031, 11, 24), date(2031, 11, 24)),  # 15 today
    (date(2011, 11, 25), date(2030, 11, 25), date(2030, 11, 25), None),  # 14 until tonight: none for signatures
    (date(1984, 2, 29), date(2036, 2, 29), date(2031, 2, 28), date(2031, 2, 28)),  # 29 February
]


@pytest.mark.parametrize(("birth", "card", "authentication", "signature"), TABLE, ids=str)
def test_the_table(make_card: Make, birth: date, card: date, authentication: date, signature: date | None) -> None:
    made = make_card(f"d4-{birth:%Y%m%d}", person=person_from_mapping(BASE | {"birth": birth}, birth.toordinal()))
    ends = {
        kind: UnverifiedCertificate.parse(item.certificate).not_after.date() for kind, item in made.certificates.items()
    }
    assert made.expires == card
    assert ends.pop(Kind.AUTHENTICATION) == authentication
    assert ends.get(Kind.SIGNATURE) == signature


def test_renewal_opens_three_months_before() -> None:
    assert renewal_opens(date(2031, 2, 17)) == date(2030, 11, 18)


@pytest.mark.django_db(transaction=True)
def test_a_letter_comes_once_and_renewal_is_free(country: Home) -> None:
    """Two to three months before the end; no earlier renewal; the fee only for a lost card, and exactly that."""
    office_clock.moment = START
    card = in_use()
    assert card.expires is not None
    assert not cards.renewal_open(card, office_clock().date())
    office_clock.moment += card.expires - timedelta(days=95) - START.date()
    settle()
    kinds = [letter.kind for letter in residents.letters(card.resident_id)]
    assert kinds.count("card expiring") == 0
    settle(35)
    kinds = [letter.kind for letter in residents.letters(card.resident_id)]
    assert kinds.count("card expiring") == 1
    assert cards.renewal_open(cards.card(card.resident_id, card.card_id), office_clock().date())
    assert (cards.fee("renewal").total, cards.fee("first").total) == (0, 0)
    assert cards.fee("reissue").total == 1000, "800 yen for the card, 200 for its certificates"
    assert cards.fee("reissue", excuse=cards.Excuse.DISASTER).total == 0
    with pytest.raises(cards.WrongFee, match="1000 yen are due"):
        cards.require_right(cards.fee("reissue"), 800)
    settle(61)
    assert not cards.card(card.resident_id, card.card_id).is_held
    with pytest.raises(cards.CardRefused):
        cards.resume(town(), card.resident_id, card.card_id)
