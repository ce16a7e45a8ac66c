"""The chip's rows: a signature beside the bare one, and the rest of a JPKI conversation."""

import secrets
from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo

from tegata.cardspec import jpki
from tegata.chip.card import MAKERS, Card
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
from tegata.wire import digestinfo

MILLISECOND = 1e-3


def rows() -> Iterator[Row]:
    """Signing and the conversation, for each maker's chip."""
    keys, issuer = new_keys(), CardIssuer.generate(secrets.token_bytes(32))
    filler = Certified(b"\x30\x82\x06\x3c" + bytes(1596), b"\x30\x82\x06\x3c" + bytes(1596))
    order = Order(sample_person(1), sample_face(1), Pins(), 1, 1, date(2026, 1, 1))
    made = personalise(order, issuer, keys, lambda asked, *_: dict.fromkeys(asked, filler), secrets.randbelow)
    info = digestinfo.encode("sha256", sha256(b"document").digest())
    for name, maker in MAKERS.items():
        memory = RamMemory()
        load(memory, made.image, maker)
        card = Card(memory, maker)
        yield _signature(name, card, keys.authentication, info)
        yield _conversation(name, card)


def _signature(name: str, card: Card, key: object, info: bytes) -> Row:
    for command in _verify():
        card.respond(command)
    card.respond(bytes.fromhex("00A4020C020017"))
    sign = bytes.fromhex("802A0080") + bytes((len(info),)) + info + b"\0"
    if card.respond(sign)[-2:] != b"\x90\x00":
        raise RuntimeError("the card did not sign")
    bare = key.sign  # type: ignore[attr-defined]
    ours, limit = seconds_each(
        lambda: card.respond(sign), lambda: bare(info, padding.PKCS1v15(), NoDigestInfo()), rounds=15, repeat=40
    )
    return cost_row(f"chip {name}: sign in process / bare RSA-2048 signature (s)", ours, limit, Bar(at_most=1.15))


def _verify() -> list[bytes]:
    aid = bytes.fromhex("00A4040C0A") + jpki.JPKI.aid
    return [aid, bytes.fromhex("00A4020C020018"), bytes.fromhex("0020008004") + b"1234"]


def _conversation(name: str, card: Card) -> Row:
    """Select, read a certificate of 1.6 kB in chunks of 256, verify: all that is not the signature."""
    reads = [bytes((0x00, 0xB0, at, 0x00, 0x00)) for at in range(7)]
    commands = [*_verify(), bytes.fromhex("00A4020C02000A"), *reads]

    def talk() -> None:
        for command in commands:
            if card.respond(command)[-2:] != b"\x90\x00":
                raise RuntimeError("the card refused a command")

    (ours,) = seconds_each(talk, rounds=9, repeat=20)
    return cost_row(f"chip {name}: select, verify, read 1.6 kB (s) / 1 ms", ours, MILLISECOND, Bar(at_most=1.0))
