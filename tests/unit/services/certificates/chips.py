"""A real chip for a card of these tests: personalised, with certificates that the room got from the authorities."""

from collections.abc import Mapping
from datetime import date

from tests.conversations import personalised
from tests.unit.services.cards.living import centre, ordered, town

from tegata.chip.card import Card
from tegata.chip.personalisation import Certified, Order, Person, personalise
from tegata.chip.personalisation.person import synthetic_number
from tegata.pki.names import Kind
from tegata.rules.municipalities import municipality
from tegata.services.cards import api as cards
from tegata.services.cards.api import CardView
from tegata.services.certificates import api
from tegata.services.residents import api as residents

PIN = personalised.PINS.authentication


def chip_of(resident_id, running: int = 1, key_set: int = 0) -> tuple[CardView, Card]:  # type: ignore[no-untyped-def]
    """A card made, handed over, and its chip with power."""
    card_id = ordered(resident_id)
    record = residents.record(resident_id)
    person = Person(
        record.name,
        record.kana,
        record.address,
        record.birth,
        record.sex,
        synthetic_number(running),
        record.resident_code,
        municipality(record.place.code6),
    )
    today = centre().today

    def certify(keys: Mapping[Kind, bytes], _: Person, ends: date) -> Mapping[Kind, Certified]:
        return api.certify_all(centre(), resident_id, card_id, keys, ends)

    order = Order(person, personalised.photo(0), personalised.PINS, 1, running, today)
    keys = personalised.keys(key_set)
    made = personalise(order, personalised.issuer(), keys, certify, lambda limit: 1234 % limit)
    cards.made(centre(), resident_id, card_id, serial=made.serial, expires=made.expires, made_on=today, maker=1)
    cards.shipped(centre(), resident_id, card_id)
    cards.arrived(town(record.town), resident_id, card_id)
    cards.handed_over(town(record.town), resident_id, card_id)
    return cards.card(resident_id, card_id), personalised.plugged(made.image)
