"""Getting a certificate in three steps: asked, prepared, issued. Whatever dies in between, one order is one certificate.

Asked and committed; the authority prepares and its token is committed; the token is redeemed and the certificate recorded. A
token redeemed before a crash gives the same certificate again, and a preparation that nobody remembers is never redeemed.
"""

import hashlib
import logging
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tegata.chip.personalisation import Certified
from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.ground.ports import plugged
from tegata.pki.names import Kind
from tegata.pki.revocation import LifeEvent
from tegata.rules.expiry import UnderFifteen, require_signature_age
from tegata.services.cards import api as cards
from tegata.services.certificates.actions.issuing import REFUSALS, advance
from tegata.services.certificates.models import Order
from tegata.services.certificates.queries import OPEN_WORDS
from tegata.services.certificates.rules import Authorities, AuthorityAway, CertificateRefused, OrderState
from tegata.services.residents import api as residents

log = logging.getLogger(__name__)


def certify(
    act: Act, resident_id: UUID, card_id: UUID, kind: Kind, public_key: bytes, card_expires: date
) -> Certified | None:
    """A certificate for one key of a card, as `certify_all`; None under 15 for signatures. For the counter."""
    return certify_all(act, resident_id, card_id, {kind: public_key}, card_expires).get(kind)


def certify_all(
    act: Act, resident_id: UUID, card_id: UUID, public_keys: Mapping[Kind, bytes], card_expires: date
) -> dict[Kind, Certified]:
    """Certificates for keys (SubjectPublicKeyInfo) of a card, with their authority's, DER; for signatures none under 15.

    For production and counter, outside transactions. What they say of the person is the resident record's. Asked again for
    the same keys they are the same certificates. Raises AuthorityAway: the orders wait, ask again later; CertificateRefused,
    and what the rules of expiry and the lint raise.
    """
    try:
        orders = _ask(act, resident_id, card_id, public_keys, card_expires)
    except UnderFifteen:
        others = dict(public_keys)
        del others[Kind.SIGNATURE]
        orders = _ask(act, resident_id, card_id, others, card_expires)
    certificates = advance(act, orders)
    authorities: Authorities = plugged("authorities")
    return {kind: Certified(found, authorities.authority_certificate(kind)) for kind, found in certificates.items()}


def ask(act: Act, resident_id: UUID, card_id: UUID, kind: Kind, public_key: bytes, card_expires: date) -> UUID:
    """First step alone: the order is there, whatever happens next. Raises CertificateRefused, UnderFifteen."""
    return _ask(act, resident_id, card_id, {kind: public_key}, card_expires)[0].id


@transaction.atomic(durable=True)
def _ask(
    act: Act, resident_id: UUID, card_id: UUID, public_keys: Mapping[Kind, bytes], card_expires: date
) -> list[Order]:
    if not public_keys:
        return []
    card = cards.card(resident_id, card_id)
    if not card.is_alive or card.state is cards.State.SUSPENDED:
        raise CertificateRefused("the card is stopped or invalid; certificates are put on cards in use only")
    if Kind.SIGNATURE in public_keys:
        if card.face_only:
            raise CertificateRefused("a face-only card has no signature certificate")
        require_signature_age(residents.record(resident_id).birth, act.today)
    fresh = [_fresh(act, card, kind, key, card_expires) for kind, key in public_keys.items()]
    Order.objects.bulk_create(fresh, ignore_conflicts=True)
    words = [kind.value for kind in public_keys]
    of_kinds = Order.objects.select_for_update().filter(resident_id=resident_id, card_id=card_id, kind__in=words)
    there = list(of_kinds.order_by("id"))
    mine = [next(row for row in there if (row.kind, row.key_digest) == (one.kind, one.key_digest)) for one in fresh]
    made = [row for row, one in zip(mine, fresh, strict=True) if row.id == one.id]
    kinds = {row.kind for row in made}
    if older := [row.id for row in there if row not in made and row.kind in kinds]:
        _drop(act, of_kinds.filter(id__in=older))
    for row in mine:
        if row.state in (OrderState.REFUSED, OrderState.CANCELLED):
            row.state, row.token, row.fault, row.ends_with = OrderState.ASKED.value, "", "", ""
            row.card_expires, row.asked_at, row.finished_at = card_expires, act.at, None
            row.save()
    asked = [audit.Note("certificates ask", resident_id, row.id, {"kind": row.kind}) for row in made]
    audit.record_all(act, asked)
    return mine


def _fresh(act: Act, card: cards.CardView, kind: Kind, public_key: bytes, card_expires: date) -> Order:
    return Order(
        resident_id=card.resident_id,
        id=new_id(act.at),
        card_id=card.card_id,
        kind=kind.value,
        public_key=public_key,
        key_digest=hashlib.sha256(public_key).hexdigest(),
        card_expires=card_expires,
        state=OrderState.ASKED.value,
        asked_at=act.at,
    )


@transaction.atomic
def abandon(act: Act, resident_id: UUID, card_id: UUID) -> None:
    """The chip has dropped its new keys, for a desk could not finish: no certificate is made for them any more.

    Otherwise desks that try again before authorities that are overrun ask them for more and more. For the counter.
    """
    _drop(act, Order.objects.select_for_update().filter(resident_id=resident_id, card_id=card_id))


def _drop(act: Act, orders: QuerySet[Order]) -> None:
    event = LifeEvent.DISCARDED_BEFORE_HANDOVER.name
    orders.filter(state=OrderState.PREPARED.value, ends_with="").update(ends_with=event)
    orders.filter(state=OrderState.ASKED.value).update(
        state=OrderState.CANCELLED.value, fault=event, finished_at=act.at
    )


def finish_orders(act: Act, limit: int = 100) -> int:
    """Go on with what waits. For the continual task. Returns how many orders were finished; 0 when an authority is away."""
    keys = list(Order.objects.filter(state__in=OPEN_WORDS).order_by("id").values_list("resident_id", "id")[:limit])
    done = 0
    for resident_id, order_id in keys:
        try:
            advance(act, [Order.objects.get(resident_id=resident_id, id=order_id)])
        except AuthorityAway:
            return done
        except (*REFUSALS, CertificateRefused):
            pass  # written down in the order
        except Exception as fault:
            log.exception("certificate order %s cannot go on", order_id)
            Order.objects.filter(resident_id=resident_id, id=order_id).update(fault=type(fault).__name__)
            continue
        done += 1
    return done
