"""Cards that exist: what is ordered on them and authorised. Two steps: the order is written down before anything is signed.

The new contents of a card are the register's, read here; a desk brings what the card says now, and keys that the chip made.
"""

import json
from collections.abc import Mapping
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from django.db import transaction

from tegata.cardspec import jpki
from tegata.cardspec.codecs.present import PresentCard
from tegata.cardspec.issuer_commands import MODULUS_SIZE, Target, authentication_code, transaction_digest
from tegata.chip.personalisation import CardIssuer, Certified, Changes, rewritten
from tegata.chip.personalisation import KeptCard as Kept
from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.ground.ports import plugged
from tegata.pki.holder import Holder
from tegata.pki.names import Kind
from tegata.rules.municipalities import municipality
from tegata.rules.pins import PinKind
from tegata.services.cards import api as cards
from tegata.services.production.models import ChangeOrder, KeptCard
from tegata.services.production.rules.changes import (
    ORDER_LASTS,
    TERMS,
    Asked,
    ChangeRefused,
    Occasion,
    Ordered,
    context_of,
    references,
    require_authorised,
    require_orderable,
)
from tegata.services.residents import api as residents
from tegata.wire.cvc import PublicKey

KEYS = {Kind.SIGNATURE: jpki.SIGNATURE_KEY, Kind.AUTHENTICATION: jpki.AUTHENTICATION_KEY}


def keep(card_id: UUID, kept: Kept) -> None:
    """Keep what is needed to rewrite a card, in the transaction in which it is finished."""
    facts = {"serial": kept.serial, "municipality": kept.municipality, "expires": kept.expires}
    row = KeptCard(card_id=card_id, **facts, face_key=bytes(kept.face_key))
    written = [*facts, "face_key"]
    KeptCard.objects.bulk_create([row], update_conflicts=True, update_fields=written, unique_fields=["card_id"])


def order_pins(act: Act, resident_id: UUID, card_id: UUID, occasion: Occasion, kinds: tuple[PinKind, ...]) -> UUID:
    """Order that PINs be set, unlocked or taken away. For the counter, which checked its permission and who is there.

    Raises ChangeRefused.
    """
    if not kinds:
        raise ChangeRefused("no PIN is named")
    return _order(act, resident_id, card_id, occasion, kinds)


def order_rewriting(act: Act, resident_id: UUID, card_id: UUID, occasion: Occasion) -> UUID:
    """Order that files be rewritten; which, `work_out` says before anything can be committed. Raises ChangeRefused."""
    return _order(act, resident_id, card_id, occasion, ())


@transaction.atomic
def _order(act: Act, resident_id: UUID, card_id: UUID, occasion: Occasion, kinds: tuple[PinKind, ...]) -> UUID:
    card = cards.card(resident_id, card_id)
    require_orderable(occasion, kinds, card_state=card.state.value, card_valid=_valid(act, card))
    order = ChangeOrder(
        id=new_id(act.at),
        resident_id=resident_id,
        card_id=card_id,
        occasion=occasion.value,
        ordered_by=act.actor,
        ordered_at=act.at,
        until=act.at + ORDER_LASTS,
        left=json.dumps(references(kinds)),
    )
    order.save(force_insert=True)
    audit.record(act, "card change ordered", subject=resident_id, thing=card_id, facts={"occasion": occasion.value})
    return order.id


@transaction.atomic
def work_out(
    act: Act,
    order_id: UUID,
    present: PresentCard,
    certificates: Mapping[Kind, Certified] | None = None,
    new_keys: Mapping[Kind, bytes] | None = None,
) -> Mapping[Target, bytes]:
    """The files to write, from the register and what the card says now; their digest is what may be committed.

    `new_keys`: SubjectPublicKeyInfo of keys that the chip just made, each with its certificate in `certificates`.
    Raises ChangeRefused, NotThisCard, MissingGlyph.
    """
    order = ChangeOrder.objects.select_for_update().get(id=order_id)
    occasion, terms = Occasion(order.occasion), TERMS[Occasion(order.occasion)]
    given, made = certificates or {}, new_keys or {}
    if not (given.keys() | made.keys()) <= terms.keys or order.done_at or order.ordered_by != act.actor:
        raise ChangeRefused(f"{occasion.value}: this was not ordered")
    moduli = {(jpki.JPKI.aid, KEYS[kind]): _modulus(key, given.get(kind)) for kind, key in made.items()}
    card, kept = cards.card(order.resident_id, order.card_id), _kept(order.card_id)
    changes = _changes(occasion, card, given)
    files = rewritten(kept, present, changes, _issuer())
    if not files and not moduli:
        raise ChangeRefused("the card says already what the register says; there is nothing to write")
    order.digest = transaction_digest({**files, **moduli})
    order.municipality = changes.holder.municipality.code5 if changes.holder else kept.municipality
    order.expires = changes.expires or kept.expires
    order.save()
    audit.record(act, "card change worked out", subject=order.resident_id, thing=order.id, facts={"files": len(files)})
    return files


def authorise(act: Act, order_id: UUID, challenge_and_context: bytes, aid: bytes) -> bytes:
    """The code for one step that was ordered. Raises ChangeRefused for everything else, which stays in the audit log."""
    try:
        return _authorise(act, order_id, challenge_and_context, aid)
    except ChangeRefused as refusal:
        with transaction.atomic():
            audit.refused(act, "card change authorised", thing=order_id, why=str(refusal))
        raise


@transaction.atomic
def _authorise(act: Act, order_id: UUID, challenge_and_context: bytes, aid: bytes) -> bytes:
    order = ChangeOrder.objects.select_for_update().filter(id=order_id).first()
    if order is None:
        raise ChangeRefused("nothing was ordered on this card")
    card = cards.card(order.resident_id, order.card_id)
    left = json.loads(order.left)
    asked = Asked(act.actor, act.at, card.state.value, _valid(act, card), aid, context_of(challenge_and_context))
    require_authorised(_ordered(order, left), asked)
    if aid.hex() in left:
        left[aid.hex()] -= 1
        order.left = json.dumps(left)
        order.save(update_fields=["left"])
    audit.record(act, "card change authorised", subject=order.resident_id, thing=order.id)
    return authentication_code(_issuer().card_key(_kept(order.card_id).serial), challenge_and_context, aid)


@transaction.atomic
def change_done(act: Act, order_id: UUID) -> None:
    """The card has it: nothing more is authorised under this order, and the centre keeps what the card says now."""
    order = ChangeOrder.objects.select_for_update().get(id=order_id)
    if order.done_at is not None:
        return
    order.done_at = act.at
    order.save(update_fields=["done_at"])
    if order.expires is not None:
        facts = {"municipality": order.municipality, "expires": order.expires}
        KeptCard.objects.filter(card_id=order.card_id).update(**facts)
    audit.record(act, "card change done", subject=order.resident_id, thing=order.id)


def _changes(occasion: Occasion, card: cards.CardView, certificates: Mapping[Kind, Certified]) -> Changes:
    """What the register says now; of a renewal only the certificates."""
    terms = TERMS[occasion]
    if not terms.register:
        return Changes(certificates=dict(certificates))
    record = residents.record(card.resident_id)
    holder = Holder(record.name, record.address, record.birth, record.sex, municipality(record.town))
    return Changes(
        holder=holder,
        former_name=record.former_name or None,
        alias=record.alias or None,
        expires=card.expires if terms.expiry else None,
        certificates=dict(certificates),
    )


def _modulus(public_key: bytes, certified: Certified | None) -> bytes:
    """Of a key that the chip made. Its certificate must come with it. Raises ChangeRefused."""
    key = load_der_public_key(public_key)
    if certified is None or not isinstance(key, RSAPublicKey):
        raise ChangeRefused("a new key needs its certificate")
    certificate_key = x509.load_der_x509_certificate(certified.certificate).public_key()
    if certificate_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != public_key:
        raise ChangeRefused("the certificate is for another key than the chip's new one")
    return key.public_numbers().n.to_bytes(MODULUS_SIZE)


def _valid(act: Act, card: cards.CardView) -> bool:
    return card.falls_on is None or act.today < card.falls_on


def _ordered(order: ChangeOrder, left: Mapping[str, int]) -> Ordered:
    return Ordered(
        Occasion(order.occasion),
        str(order.resident_id),
        order.ordered_by,
        order.until,
        left,
        bytes(order.digest),
        order.done_at is not None,
    )


def _kept(card_id: UUID) -> Kept:
    row = KeptCard.objects.get(card_id=card_id)
    return Kept(row.serial, row.municipality, row.expires, PublicKey.from_bytes(bytes(row.face_key)))


def _issuer() -> CardIssuer:
    issuer: CardIssuer = plugged("issuer")()
    return issuer
