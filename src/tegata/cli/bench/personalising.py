"""Personalising: everything beside the making of keys, which nothing can make shorter."""

import secrets
from collections.abc import Iterator
from datetime import date

from tegata.chip.card import MAKERS
from tegata.chip.loading import load
from tegata.chip.memory import RamMemory
from tegata.chip.personalisation import (
    CardIssuer,
    Certified,
    Order,
    Pins,
    new_keys,
    personalise,
    sample_face,
    sample_person,
)
from tegata.cli.bench.harness import Bar, Row, cost_row, seconds_each


def rows() -> Iterator[Row]:
    """A whole card (images, records, signatures, chip loaded) on top of its six keys."""
    issuer, keys = CardIssuer.generate(secrets.token_bytes(32)), new_keys()
    filler = Certified(b"\x30\x82\x06\x3c" + bytes(1596), b"\x30\x82\x06\x3c" + bytes(1596))
    order = Order(sample_person(1), sample_face(1), Pins(), 1, 1, date(2026, 1, 1))

    def rest() -> None:
        made = personalise(order, issuer, keys, lambda asked, *_: dict.fromkeys(asked, filler), secrets.randbelow)
        load(RamMemory(), made.image, MAKERS["a"])

    making, beside_it = seconds_each(new_keys, rest, rounds=25)
    name = "personalising a card / its six RSA-2048 key generations (s)"
    yield cost_row(name, making + beside_it, making, Bar(at_most=1.15))
