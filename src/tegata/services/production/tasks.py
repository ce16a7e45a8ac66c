"""Making cards, one at a time, by as many makers as there are cores; and making keys ahead while nothing waits.

take up → keys → certificates → chip and face → read back → finish. Each step can be repeated; a maker killed anywhere in
between leaves an order that the next one finishes, with the same serial number, the same keys and the same certificates.
"""

import secrets
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Protocol
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_lazy as _

from tegata.chip.personalisation import (
    CardIssuer,
    CardKeys,
    Certified,
    MissingGlyph,
    Order,
    PersonalisedCard,
    PersonError,
    PhotoError,
    Pins,
    new_keys,
    personalise,
    portrait,
)
from tegata.chip.personalisation.person import Person
from tegata.chip.printing import DoesNotFit
from tegata.ground.act import Act
from tegata.ground.clock import now
from tegata.ground.pages import gauges
from tegata.ground.ports import plugged
from tegata.ground.schedule import MAKING, continually
from tegata.pki.names import Kind
from tegata.reader import CommonSession, Connection, JpkiSession
from tegata.reader.authenticity import NotAuthentic, check
from tegata.reader.errors import ReaderError
from tegata.rules.card_numbers import make_security_code
from tegata.rules.expiry import ExpiryError
from tegata.rules.municipalities import municipality
from tegata.services.applications import api as applications
from tegata.services.certificates import api as certificates
from tegata.services.numbering import api as numbering
from tegata.services.production import actions, queries
from tegata.services.production.actions import Claim, ClaimLost
from tegata.services.production.rules import CardSays, NotAsOrdered, inspect
from tegata.services.residents import api as residents

MAKER = 1
"""The maker's two digits at the head of the serial number."""
KEYS_AHEAD = 24
gauges.register("production.orders", _("Cards to be made"), lambda _act: queries.waiting())
CANNOT_BE_MADE = (MissingGlyph, DoesNotFit, PhotoError, PersonError, ExpiryError)
"""Faults of the order, not of the machine: a person has to look."""


class Plastic(Protocol):
    """Port `plastic`: the physical cards. What is made under an id replaces what a killed maker left under it."""

    def make(self, card_id: UUID, order: Order, made: PersonalisedCard) -> None:
        """Make the chip and print both sides, whole or not at all."""

    def open(self, card_id: UUID) -> AbstractContextManager[Connection]:
        """The finished card in the centre's reader."""

    def destroy(self, card_id: UUID) -> None:
        """Shred it. Harmless when it is gone."""


@continually("production.make", MAKING)
def make(act: Act) -> int:
    """Make the next card. Returns 1 when one was finished or given up, 0 when nothing waits or an authority is away."""
    taken = actions.claim(act, MAKER, make_security_code(secrets.randbelow))
    if taken is None:
        return 0
    try:
        return _made_or_given_up(act, taken)
    except ClaimLost:  # another maker has the order; nothing of this one's counts, also no refusal
        return 0


def _made_or_given_up(act: Act, taken: Claim) -> int:
    try:
        return _make(act, taken)
    except certificates.AuthorityAway as away:
        actions.put_back(act, taken, type(away).__name__)
        return 0
    except CANNOT_BE_MADE as fault:
        actions.stop(act, taken, type(fault).__name__)
    except (NotAsOrdered, NotAuthentic, ReaderError) as fault:
        _hold_on(act, taken)
        _plastic().destroy(taken.card_id)
        actions.throw_away(act, taken, getattr(fault, "field", type(fault).__name__))
    return 1


def _hold_on(act: Act, taken: Claim) -> None:
    """Before plastic is touched: a maker that was slow must not replace or shred the card of the one that came after it."""
    actions.hold_on(replace(act, at=now()), taken)


@continually("production.keys", MAKING)
def make_keys_ahead(act: Act) -> int:
    """Make one key set while no order waits. It takes as long as six RSA keys do, so one at a time."""
    if queries.something_waits() or queries.keys_ahead() >= KEYS_AHEAD:
        return 0
    stock(act, new_keys())
    return 1


def stock(act: Act, keys: CardKeys) -> None:
    """Put a key set, made here or elsewhere, to those made ahead; sealed."""
    actions.stock_keys(act, _seal(keys))


def _make(act: Act, taken: Claim) -> int:
    record = residents.record(taken.resident_id)
    person = _person(act, record)
    application = applications.application(taken.resident_id, taken.application_id)
    wishes = application.wishes
    order = Order(
        person=person,
        photo=applications.photo(taken.resident_id, taken.application_id),
        pins=_pins(application),
        maker=taken.maker,
        running=taken.running,
        made_on=taken.made_on,
        received_on=application.received,
        face_only=wishes.face_only,
    )
    keys = _keys(act, taken)

    def certify(
        public_keys: Mapping[Kind, bytes],
        person: Person,  # noqa: ARG001 - certificates say what the record says
        card_expires: date,
    ) -> Mapping[Kind, Certified]:
        wanted = {Kind.SIGNATURE: wishes.wants_sign, Kind.AUTHENTICATION: wishes.wants_auth}
        asked = {kind: key for kind, key in public_keys.items() if wanted[kind]}
        return certificates.certify_all(act, record.resident_id, taken.card_id, asked, card_expires)

    made = personalise(order, _issuer(), keys, certify, lambda _: int(taken.security_code))
    _hold_on(act, taken)
    _plastic().make(taken.card_id, order, made)
    inspect(_ordered(made, order), _read_back(taken.card_id, made))
    actions.finish(act, taken, made.kept)
    return 1


def _person(act: Act, record: residents.ResidentRecord) -> Person:
    """The only place outside numbering that holds a number, on its way to the chip (Number Use Act art. 16-2)."""
    return Person(
        name=record.name,
        kana=record.kana,
        address=record.address,
        birth=record.birth,
        sex=record.sex,
        individual_number=numbering.read(act, record.resident_id, numbering.NumberPurpose.CARD_ISSUANCE),
        resident_code=record.resident_code,
        municipality=municipality(record.town),
        residence=record.residence,
        stay_ends=record.stay_ends,
        former_name=record.former_name,
        alias=record.alias,
    )


def _pins(application: applications.ApplicationView) -> Pins | None:
    """Those chosen at application and sealed for the centre; None: the holder types them at the handover."""
    if not application.sealed_pins:
        return None
    seal: applications.CentreSeal = plugged("centre-seal")
    ids = (application.resident_id, application.application_id)
    chosen = applications.unseal(seal.private_key(), application.sealed_pins, *ids)
    return Pins(**{kind.name.lower(): text for kind, text in chosen.items()})


def _ordered(made: PersonalisedCard, order: Order) -> CardSays:
    person = order.person
    return CardSays(
        name=person.name,
        address=person.address,
        birth=person.birth,
        sex=person.sex,
        expiry=made.expires,
        serial=made.serial[:15],
        municipality=person.municipality.code5,
        portrait=portrait(order.photo),
        certificate=made.certificates[Kind.AUTHENTICATION].certificate
        if Kind.AUTHENTICATION in made.certificates
        else None,
        can_sign=Kind.SIGNATURE in made.certificates,
    )


def _read_back(card_id: UUID, made: PersonalisedCard) -> CardSays:
    """What the finished card says to a reader that knows only what is printed on it."""
    with _plastic().open(card_id) as connection:
        genuine = check(connection, made.number_b, _issuer().trusted_keys, secrets.token_bytes(32))
        record = CommonSession(connection).record()
        session = JpkiSession(connection)
        presence = session.presence()
        return CardSays(
            name=genuine.attributes.name,
            address=genuine.attributes.address,
            birth=genuine.attributes.birth,
            sex=genuine.attributes.sex,
            expiry=record.expiry,
            serial=record.serial,
            municipality=record.municipality,
            portrait=genuine.card_face.portrait,
            certificate=session.certificate("auth") if presence.authentication else None,
            can_sign=presence.signature,
        )


def _keys(act: Act, taken: Claim) -> CardKeys:
    sealed = taken.sealed_keys or actions.bind_keys(act, taken, _seal(new_keys()))
    return CardKeys.from_bytes(AESGCM(plugged("pool-key")()).decrypt(sealed[:12], sealed[12:], None))


def _seal(keys: CardKeys) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(plugged("pool-key")()).encrypt(nonce, keys.to_bytes(), None)


def _issuer() -> CardIssuer:
    issuer: CardIssuer = plugged("issuer")()
    return issuer


def _plastic() -> Plastic:
    plastic: Plastic = plugged("plastic")()
    return plastic
