"""What a card's image refuses, and what loading refuses: nothing outside the specification gets into a chip."""

import math
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.conversations import specimen
from tests.conversations.talk import enter, send
from tests.unit.chip import small

from tegata.cardspec import common, face, jpki, text
from tegata.chip.card import MAKERS, Card
from tegata.chip.image import ApplicationImage, CardImage, ImageError
from tegata.chip.loading import load
from tegata.chip.memory import RamMemory
from tegata.chip.store import StoreFull


def card_of(aid: bytes, application: ApplicationImage) -> CardImage:
    return CardImage({aid: application}, {}, specimen.ISSUER_KEY)


@pytest.mark.parametrize(
    ("application", "image", "fault"),
    [
        (jpki.JPKI, ApplicationImage(files={0x0018: b""}), "0018 is no ElementaryFile"),
        (jpki.JPKI, ApplicationImage(files={0x0006: bytes(159)}), "EF 0006 has 160 bytes, not 159"),
        (common.COMMON, ApplicationImage(files={0x0001: b""}), "EF 0001 is a record file"),
        (common.COMMON, ApplicationImage(records={0x0002: (b"",)}), "EF 0002 is no record file"),
        (jpki.JPKI, ApplicationImage(secrets={0x0018: b"12345"}), "0018 has 4 to 4 characters, not 5"),
        (jpki.JPKI, ApplicationImage(secrets={0x001B: b"abc123"}), "001B has a character outside"),
        (text.TEXT, ApplicationImage(secrets={0x0012: b"1234"}), "0012 is blocked from issue"),
        (jpki.JPKI, ApplicationImage(keys={0x0001: b""}), "0001 is no Key"),
    ],
)
def test_an_image_refuses_what_is_not_specified(application: object, image: ApplicationImage, fault: str) -> None:
    with pytest.raises(ImageError, match=fault):
        card_of(application.aid, image)


def test_an_image_refuses_foreign_applications_keys_and_atrs() -> None:
    with pytest.raises(ImageError, match="no application of the card has the AID A000"):
        card_of(b"\xa0\0", ApplicationImage())
    with pytest.raises(ImageError, match="has 32 bytes, not 16"):
        CardImage({}, {}, bytes(16))
    with pytest.raises(ImageError, match="comes from the chip's maker"):
        CardImage({}, {0x5F51: b""}, bytes(32))


def test_an_image_cannot_be_changed_and_does_not_tell_its_key() -> None:
    contents = {jpki.AUTHENTICATION_PIN: b"1234"}
    image = card_of(jpki.JPKI.aid, ApplicationImage(secrets=contents))
    contents[jpki.AUTHENTICATION_PIN] = b"9999"
    assert image.applications[jpki.JPKI.aid].secrets[jpki.AUTHENTICATION_PIN] == b"1234"
    assert specimen.ISSUER_KEY.hex() not in repr(image)
    assert repr(specimen.ISSUER_KEY) not in repr(image)


def pkcs8(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def broken_rsa() -> bytes:
    """A key with another modulus. (With another prime OpenSSL still signs rightly, by the long way.)"""
    encoded = bytearray(pkcs8(specimen.keys().authentication))
    modulus = specimen.keys().authentication.public_key().public_numbers().n.to_bytes(256)
    encoded[encoded.index(modulus) + 60] ^= 1
    return bytes(encoded)


def composite_rsa() -> bytes:
    """A key all of whose numbers fit, but for p, which is no prime: only a trial signature sees it."""
    exponent, q = 65537, specimen.keys().authentication.private_numbers().q
    halves = rsa.generate_private_key(exponent, 1024).private_numbers()  # noqa: S505 - to make a broken one
    p = halves.p * halves.q
    d = pow(exponent, -1, math.lcm(p - 1, q - 1))
    public = rsa.RSAPublicNumbers(exponent, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    return pkcs8(numbers.private_key(unsafe_skip_rsa_key_validation=True))


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: b"not a key", "is no PKCS #8 private key"),
        (lambda: pkcs8(rsa.generate_private_key(65537, 3072)), "is not RSA-2048"),
        (lambda: pkcs8(ec.generate_private_key(ec.SECP256R1())), "is not RSA-2048"),
        (broken_rsa, "does not sign for its public half"),
        (composite_rsa, "does not sign for its public half"),
    ],
)
def test_loading_refuses_keys_that_do_not_work(make: Callable[[], bytes], fault: str) -> None:
    memory = RamMemory()
    image = card_of(jpki.JPKI.aid, ApplicationImage(keys={jpki.AUTHENTICATION_KEY: make()}))
    with pytest.raises(ImageError, match=fault):
        load(memory, image, MAKERS["a"])
    assert memory.read(0, memory.size) == bytes(memory.size)


@pytest.mark.parametrize("maker", small.MAKER_NAMES)
def test_a_card_too_big_for_its_memory_leaves_it_blank(maker: str) -> None:
    memory = RamMemory(16 * 1024)
    with pytest.raises(StoreFull):
        load(memory, specimen.image(), MAKERS[maker])
    assert MAKERS[maker].mount(memory) is None


def test_what_an_image_leaves_out_is_empty_on_the_card() -> None:
    """A child below fifteen has no signature certificate: its file is empty, its password blocked, its key silent."""
    memory = RamMemory()
    load(memory, small.image(), MAKERS["a"])
    card = Card(memory, MAKERS["a"])
    enter(card, jpki.JPKI)
    assert send(card, "00B0820000") == "6B00"
    assert send(card, "00200098 Lc", specimen.PIN) == "9000"
    assert send(card, "802A0097 Lc 00", b"x") == "6985"
    assert send(card, "00A4040C Lc", face.FACE.aid) == "6A82"
    enter(card, common.COMMON)
    assert send(card, "00B2010C00") == "6A83"
