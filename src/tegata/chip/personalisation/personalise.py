"""Putting a card together: numbers, images, files, signatures, certificates, secrets. Clock and randomness are parameters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Protocol

from tegata.chip.image import CardImage
from tegata.chip.personalisation import files
from tegata.chip.personalisation.card_keys import CardKeys, public_key
from tegata.chip.personalisation.issuer import CardIssuer
from tegata.chip.personalisation.person import Person
from tegata.pki.names import Kind
from tegata.rules.card_numbers import SerialNumber, birth_digits, make_security_code, verification_number_b
from tegata.rules.expiry import card_expiry
from tegata.rules.note_field import FACE_ONLY
from tegata.rules.pins import PinKind, check_pin
from tegata.wire.cvc import PublicKey


class OrderError(ValueError):
    """An order that contradicts itself. The text says what to do."""


@dataclass(frozen=True, slots=True, repr=False)
class Pins:
    """The four secrets that the holder chooses."""

    authentication: str = "1234"
    signature: str = "ABC123"
    text: str = "1234"
    register: str = "1234"

    def check(self) -> None:
        """Raise PinFormatError for the first that is not of its form."""
        for kind in PinKind:
            check_pin(kind, self.of(kind))

    def of(self, kind: PinKind) -> str:
        """The secret of a kind."""
        return {
            PinKind.AUTHENTICATION: self.authentication,
            PinKind.SIGNATURE: self.signature,
            PinKind.TEXT: self.text,
            PinKind.REGISTER: self.register,
        }[kind]


@dataclass(frozen=True, slots=True, repr=False)
class Order:
    """One card to be made. `photo` is JPEG or PNG; `running` makes the serial number; `long_record` see the text codec.

    `pins` None: transport state, every PIN is blocked until its holder sets it at the handover. `face_only`
    (顔認証マイナンバーカード): no PINs and no signature certificate.
    """

    person: Person
    photo: bytes
    pins: Pins | None
    maker: int
    running: int
    made_on: date
    received_on: date | None = None
    long_record: bool = False
    face_only: bool = False

    def check(self) -> None:
        """Raise PinFormatError or OrderError."""
        if self.face_only and self.pins:
            raise OrderError("a face-only card has no PINs: leave them out, or order an ordinary card")
        if self.pins:
            self.pins.check()


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate and its authority's, DER."""

    certificate: bytes
    authority: bytes


class Certifier(Protocol):
    """Port: whoever asks the two authorities."""

    def __call__(
        self, public_keys: Mapping[Kind, bytes], person: Person, card_expires: date
    ) -> Mapping[Kind, Certified]:
        """Certify the public keys (SubjectPublicKeyInfo) of a card; those the person gets (under 15: not for signatures)."""


@dataclass(frozen=True, slots=True, repr=False)
class KeptCard:
    """What the issuer keeps of a card that it made. `face_key` tells this card's face record from every other."""

    serial: str
    municipality: str
    expires: date
    face_key: PublicKey


@dataclass(frozen=True, slots=True, repr=False)
class PersonalisedCard:
    """Everything of one new card: what the chip will hold, and what is printed on it and beside it.

    `notes` stand in the note field (追記欄).
    """

    image: CardImage
    person: Person
    serial: str
    security_code: str
    expires: date
    certificates: dict[Kind, Certified]
    face_key: PublicKey
    notes: tuple[str, ...] = ()

    @property
    def kept(self) -> KeptCard:
        """What the issuer must keep to be able to rewrite the card."""
        return KeptCard(self.serial, self.person.municipality.code5, self.expires, self.face_key)

    @property
    def number_b(self) -> str:
        """照合番号B of the card."""
        return verification_number_b(self.person.birth, self.expires.year, self.security_code)


def personalise(
    order: Order, issuer: CardIssuer, keys: CardKeys, certify: Certifier, below: Callable[[int], int]
) -> PersonalisedCard:
    """Make the contents of a card. `below(n)` gives a random 0 ≤ x < n.

    Raises PhotoError, MissingGlyph, PinFormatError, OrderError, and what the rules of expiry and the authorities raise; then
    nothing is made.
    """
    order.check()
    person = order.person
    serial = str(SerialNumber(order.maker, order.made_on.year, order.running))
    security_code = make_security_code(below)
    expires = card_expiry(
        birth=person.birth,
        issued=order.made_on,
        received=order.received_on,
        residence=person.residence,
        stay_ends=person.stay_ends,
    )
    drawn = files.draw(person, order.photo, security_code)
    pairs = {Kind.SIGNATURE: keys.signature, Kind.AUTHENTICATION: keys.authentication}
    if order.face_only:
        del pairs[Kind.SIGNATURE]
    certificates = dict(certify({kind: public_key(key) for kind, key in pairs.items()}, person, expires))
    facts = files.Facts(
        person=person,
        serial=serial,
        expires=expires,
        number_b=verification_number_b(person.birth, expires.year, security_code),
        birth_pin=birth_digits(person.birth),
        long_record=order.long_record,
        secrets={kind: order.pins.of(kind).encode() for kind in PinKind} if order.pins else {},
        certificates={kind: (item.certificate, item.authority) for kind, item in certificates.items()},
        keys={field.name: getattr(keys, field.name) for field in fields(CardKeys)},
    )
    image = files.image(facts, drawn, issuer)
    notes = (FACE_ONLY,) if order.face_only else ()
    face_key = PublicKey.of(keys.face)
    return PersonalisedCard(image, person, serial, security_code, expires, certificates, face_key, notes)
