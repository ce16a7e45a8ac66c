"""Every record of a card verifies over exactly its range; the ranges are counted here, byte by byte, and not asked of codecs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from tests.conversations import personalised
from tests.conversations.personalised import HANAKO, MADE_ON, PINS, plugged

from tegata.cardspec import common, face, jpki, resident, text
from tegata.cardspec.applications import PIN_REFERENCES
from tegata.cardspec.codecs.card_manager import DataObject
from tegata.cardspec.codecs.face import CardFace
from tegata.cardspec.codecs.jpki import CertificatePresence
from tegata.chip.image import CardImage
from tegata.chip.personalisation import (
    CardKeys,
    CardKeysBroken,
    Certified,
    MissingGlyph,
    Order,
    OrderError,
    Person,
    PersonalisedCard,
    PhotoError,
    Pins,
    new_keys_der,
    personalise,
)
from tegata.pki import der
from tegata.pki.keys.sealed import Hardness, seal, unseal
from tegata.pki.names import Kind
from tegata.reader import InProcess, JpkiSession
from tegata.reader.errors import PinBlocked
from tegata.rules.card_numbers import SerialNumber
from tegata.rules.expiry import StayEndMissing, StayOver
from tegata.rules.pins import PinFormatError, PinKind
from tegata.rules.residence import Residence
from tegata.wire.cvc import BadCardSignature, CardVerifiableCertificate, PublicKey
from tegata.wire.digestinfo import of_face_record

FOREIGNER = replace(
    HANAKO,
    name="ＴＥＧＡＴＡ　ＡＮＮＡ",
    kana="",
    alias="手形　杏奈",
    residence=Residence.MID_TO_LONG_TERM,
    stay_ends=date(2028, 3, 31),
)
CHILD = replace(HANAKO, birth=date(2015, 5, 5))
SIGNATURE = 256


def under_fifteen(keys: Mapping[Kind, bytes], person: Person, card_expires: date) -> Mapping[Kind, Certified]:
    auth = {kind: key for kind, key in keys.items() if kind is Kind.AUTHENTICATION}
    return personalised.certify_all(auth, person, card_expires)


def child() -> PersonalisedCard:
    return personalise(
        personalised.order(CHILD), personalised.issuer(), personalised.keys(0), under_fifteen, lambda limit: limit - 1
    )


CARDS: dict[str, Callable[[], PersonalisedCard]] = {
    "national": personalised.hanako,
    "long record": lambda: personalised.make(HANAKO, long_record=True),
    "foreigner": lambda: personalised.make(FOREIGNER),
    "child": child,
}


@pytest.fixture(scope="module", params=CARDS)
def card(request: pytest.FixtureRequest) -> PersonalisedCard:
    return CARDS[request.param]()


def file(image: CardImage, aid: bytes, fid: int) -> bytes:
    return image.applications[aid].files[fid]


ISSUING = PublicKey.of(personalised.issuer().issuing)
RANGES = {
    "digests: two of 35 bytes": (text.TEXT.aid, text.DIGESTS, 5, 75),
    "key of the text": (text.TEXT.aid, text.CARD_KEY, 5, 275),
    "birth date and key": (face.FACE.aid, face.BIRTH_DATE, 5, 286),
    "number image and key": (face.FACE.aid, face.NUMBER_IMAGE, 5, -SIGNATURE - 5),
    "text issuer": (text.TEXT.aid, text.ISSUER_CERTIFICATE, 10, 307),
    "face issuer": (face.FACE.aid, face.ISSUER_CERTIFICATE, 10, 307),
}


@pytest.mark.parametrize(("aid", "fid", "start", "end"), RANGES.values(), ids=RANGES)
def test_a_signature_covers_exactly_its_range(
    card: PersonalisedCard, aid: bytes, fid: int, start: int, end: int
) -> None:
    raw = file(card.image, aid, fid)
    end = end % len(raw)
    key = ISSUING
    if fid == text.ISSUER_CERTIFICATE:
        key = personalised.issuer().trusted_keys[CardVerifiableCertificate.from_bytes(raw).issuer]
    assert fid != text.ISSUER_CERTIFICATE or len(raw) == 568
    signature = raw[-SIGNATURE:]
    key.verify(signature, raw[start:end])
    for first, last in ((start - 1, end), (start + 1, end), (start, end - 1), (start, end + 1)):
        with pytest.raises(BadCardSignature):
            key.verify(signature, raw[first:last])


def test_the_face_is_signed_as_three_runs(card: PersonalisedCard) -> None:
    """The offset table in the file says where DF22 … DF2A start."""
    raw = file(card.image, face.FACE.aid, face.FACE_RECORD)
    assert raw[:3] == b"\xff\x20\x82"
    table = raw[8 : 8 + 18]
    at = [int.from_bytes(table[index : index + 2]) for index in range(0, 18, 2)]
    person, images, photo = raw[at[0] : at[3]], raw[at[3] : at[5]], raw[at[5] : at[6]]
    signature = raw[at[7] - SIGNATURE : at[7]]
    ISSUING.verify_padded(signature, of_face_record(person, images, photo))
    for runs in ((person, images + photo), (images, person, photo), (person, images, photo + raw[at[6] : at[6] + 1])):
        with pytest.raises(BadCardSignature):
            ISSUING.verify_padded(signature, of_face_record(*runs))


def test_the_digests_are_of_what_lies_beside_them(card: PersonalisedCard) -> None:
    number, attributes = (
        file(card.image, text.TEXT.aid, fid) for fid in (text.INDIVIDUAL_NUMBER, text.BASIC_ATTRIBUTES)
    )
    digests = file(card.image, text.TEXT.aid, text.DIGESTS)
    header = 5 if attributes[2] == 0x82 else 4 if attributes[2] == 0x81 else 3
    assert digests[8:40] == sha256(number).digest()
    assert digests[43:75] == sha256(attributes[header + 11 :]).digest()
    assert len(number) == 17


def test_numbers_of_the_card(card: PersonalisedCard) -> None:
    assert card.serial == str(SerialNumber(1, 2026, 42))
    assert card.security_code in {"1234", "9999"}
    secrets = card.image.applications[text.TEXT.aid].secrets
    assert secrets[text.NUMBER_A] == card.person.individual_number.encode()
    assert secrets[text.NUMBER_B] == card.number_b.encode()
    assert card.number_b.endswith(f"{card.expires.year}{card.security_code}")
    assert card.image.applications[face.FACE.aid].secrets[face.NUMBER_B] == card.number_b.encode()
    for aid, fid in ((common.COMMON.aid, common.CARD_RECORD), (resident.RESIDENT.aid, resident.CARD_RECORD)):
        (record,) = card.image.applications[aid].records[fid]
        assert record[2:17] == card.serial[:15].encode()
    assert card.image.data_objects[DataObject.EXPIRY] == card.expires.strftime("%Y%m%d").encode()
    assert card.image.issuer_key == personalised.issuer().card_key(card.serial)


def test_the_holders_four_secrets_are_where_they_belong() -> None:
    image = personalised.hanako().image
    found = {aid: dict(application.secrets) for aid, application in image.applications.items()}
    assert found[jpki.JPKI.aid] == {
        jpki.AUTHENTICATION_PIN: PINS.authentication.encode(),
        jpki.SIGNATURE_PASSWORD: PINS.signature.encode(),
    }
    assert found[text.TEXT.aid][text.PIN] == PINS.text.encode()
    assert found[resident.RESIDENT.aid][resident.PIN] == PINS.register.encode()
    assert found[face.FACE.aid][face.BIRTH_DATE_PIN] == b"550217"


def test_under_fifteen_there_is_nothing_for_signatures() -> None:
    made = child()
    application = made.image.applications[jpki.JPKI.aid]
    assert set(made.certificates) == {Kind.AUTHENTICATION}
    assert not {jpki.SIGNATURE_CERTIFICATE, jpki.SIGNATURE_CA} & set(application.files)
    assert set(application.secrets) == {jpki.AUTHENTICATION_PIN}
    assert set(application.keys) == {jpki.AUTHENTICATION_KEY}
    presence = CertificatePresence.from_bytes(application.files[jpki.CERTIFICATE_PRESENCE])
    assert (presence.signature, presence.authentication) == (False, True)
    assert made.expires == date(2031, 5, 5)
    session = JpkiSession(InProcess(plugged(made.image)))
    assert session.tries_left(jpki.SIGNATURE_PASSWORD) == 0
    with pytest.raises(PinBlocked):
        session.verify(jpki.SIGNATURE_PASSWORD, PINS.signature)
    session.verify(jpki.AUTHENTICATION_PIN, PINS.authentication)
    assert len(session.sign_digest("auth", "sha256", bytes(32))) == SIGNATURE


def test_a_foreigners_card_ends_with_the_stay_and_shows_the_alias() -> None:
    made = personalised.make(FOREIGNER)
    assert made.expires == date(2028, 3, 31)
    without = personalised.make(replace(FOREIGNER, alias=None))
    pictures = [
        CardFace.from_bytes(file(it.image, face.FACE.aid, face.FACE_RECORD)).name_image for it in (made, without)
    ]
    assert pictures[0] != pictures[1]
    attributes = file(made.image, text.TEXT.aid, text.BASIC_ATTRIBUTES)
    assert FOREIGNER.name.encode() in attributes


def test_a_long_record_has_a_long_length() -> None:
    short = file(personalised.hanako().image, text.TEXT.aid, text.BASIC_ATTRIBUTES)
    long = file(personalised.make(HANAKO, long_record=True).image, text.TEXT.aid, text.BASIC_ATTRIBUTES)
    assert long[:3] == b"\xff\x20\x82"
    assert int.from_bytes(long[3:5]) == len(long) - 5
    assert short.endswith(long[-60:])


class Certifier:
    """Counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(
        self, public_keys: Mapping[Kind, bytes], person: Person, card_expires: date
    ) -> Mapping[Kind, Certified]:
        self.asked += len(public_keys)
        return personalised.certify_all(public_keys, person, card_expires)


def order(person: Person = HANAKO, photo: bytes | None = None, pins: Pins = PINS) -> Order:
    return Order(person, personalised.photo(0) if photo is None else photo, pins, 1, 42, MADE_ON)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (order(photo=b"no photo"), PhotoError),
        (order(replace(HANAKO, name="手形　😀")), MissingGlyph),
        (order(replace(HANAKO, address="見本町😀")), MissingGlyph),
        (order(replace(FOREIGNER, alias="😀")), MissingGlyph),
        (order(replace(HANAKO, former_name="😀")), MissingGlyph),
        (order(pins=Pins(authentication="12345")), PinFormatError),
        (order(pins=Pins(signature="abc123")), PinFormatError),
        (order(replace(FOREIGNER, stay_ends=None)), StayEndMissing),
        (order(replace(FOREIGNER, stay_ends=date(2026, 1, 1))), StayOver),
    ],
    ids=lambda item: item.__name__ if isinstance(item, type) else "",
)
def test_nothing_is_certified_for_a_card_that_cannot_be_made(asked: Order, error: type[Exception]) -> None:
    certifier = Certifier()
    with pytest.raises(error):
        personalise(asked, personalised.issuer(), personalised.keys(0), certifier, lambda limit: limit - 1)
    assert certifier.asked == 0


def test_secrets_do_not_show() -> None:
    assert "1111" not in repr(PINS)
    assert "SIGN22" not in repr(order())


def test_a_card_in_transport_state_has_no_usable_pin() -> None:
    made = personalise(
        replace(order(), pins=None), personalised.issuer(), personalised.keys(0), Certifier(), lambda n: n - 1
    )
    for kind in PinKind:
        for application, fid in PIN_REFERENCES[kind]:
            assert fid not in made.image.applications[application.aid].secrets
    assert set(made.certificates) == set(Kind)
    session = JpkiSession(InProcess(plugged(made.image)))
    assert set(session.pin_states().values()) == {0}
    for value in ("0000", "1234", PINS.authentication):
        with pytest.raises(PinBlocked):
            session.verify(jpki.AUTHENTICATION_PIN, value)


def test_a_face_only_card_has_the_authentication_certificate_alone() -> None:
    asked = replace(order(), pins=None, face_only=True)
    certifier = Certifier()
    made = personalise(asked, personalised.issuer(), personalised.keys(0), certifier, lambda n: n - 1)
    assert (set(made.certificates), certifier.asked, made.notes) == ({Kind.AUTHENTICATION}, 1, ("顔認証",))
    assert JpkiSession(InProcess(plugged(made.image))).presence() == CertificatePresence(False, True)


def test_a_face_only_card_with_pins_is_refused() -> None:
    certifier = Certifier()
    with pytest.raises(OrderError):
        personalise(
            replace(order(), face_only=True), personalised.issuer(), personalised.keys(0), certifier, lambda n: n - 1
        )
    assert certifier.asked == 0


def test_keys_made_ahead_come_back_from_a_sealed_pool() -> None:
    pool = [personalised.keys(0), personalised.keys(1)]
    raw = der.sequence(*(keys.to_bytes() for keys in pool))
    opened = unseal(seal(raw, b"passphrase", bytes(16), bytes(12), Hardness(1024, 1, 1)), b"passphrase")
    found = [CardKeys.from_bytes(der.raw(opened, item)) for item in der.children(opened, der.whole(opened))]
    assert [keys.to_bytes() for keys in found] == [keys.to_bytes() for keys in pool]
    made = personalise(order(), personalised.issuer(), found[0], Certifier(), lambda n: n - 1)
    assert made.face_key == PublicKey.of(personalised.keys(0).face)


@pytest.mark.parametrize(
    "spoil", [lambda raw: raw[:-1], lambda raw: raw[:0], lambda raw: raw[:4], lambda raw: bytes(len(raw))]
)
def test_a_broken_pool_entry_is_refused(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(CardKeysBroken):
        CardKeys.from_bytes(spoil(personalised.keys(0).to_bytes()))
    five = der.whole(personalised.keys(0).to_bytes())
    raw = personalised.keys(0).to_bytes()
    with pytest.raises(CardKeysBroken):
        CardKeys.from_bytes(der.sequence(*(der.raw(raw, item) for item in der.children(raw, five)[:5])))


def test_new_keys_come_from_other_processes() -> None:
    assert repr(CardKeys.from_bytes(new_keys_der())) == "CardKeys(…)"
