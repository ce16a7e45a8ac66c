"""Getting a certificate in three steps: asked, prepared, issued. Whatever dies in between, one order is one certificate.

Asked and committed; the authority prepares and its token is committed; the token is redeemed and the certificate recorded. A
token redeemed before a crash gives the same certificate again, and a preparation that nobody remembers is never redeemed.
"""

import hashlib
import logging
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tegata.chip.personalisation import Certified
from tegata.ground import audit, outbox
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.ground.ports import plugged
from tegata.pki.holder import Holder, HolderError
from tegata.pki.lint import LintError
from tegata.pki.names import Kind
from tegata.pki.revocation import LifeEvent, State
from tegata.rules.calendar import JST
from tegata.rules.expiry import ExpiryError, UnderFifteen, certificate_expiry, require_signature_age
from tegata.rules.municipalities import municipality
from tegata.services.cards import api as cards
from tegata.services.certificates.actions.endings import ask_end
from tegata.services.certificates.events import CertificateIssued
from tegata.services.certificates.models import Certificate, CertificateSerial, Order
from tegata.services.certificates.queries import OPEN_WORDS, current, key_of, newest
from tegata.services.certificates.rules import Authorities, AuthorityAway, CertificateRefused, OrderState, notice_on
from tegata.services.residents import api as residents

log = logging.getLogger(__name__)
REFUSALS = (HolderError, LintError, ExpiryError)


def certify(
    act: Act, resident_id: UUID, card_id: UUID, kind: Kind, public_key: bytes, card_expires: date
) -> Certified | None:
    """A certificate for a key (SubjectPublicKeyInfo) of a card, with its authority's, DER; None under 15 for signatures.

    For production and counter, outside transactions. What it says of the person is the resident record's. Asked again for
    the same key it is the same certificate. Raises AuthorityAway: the order waits, ask again later; CertificateRefused, and
    what the rules of expiry and the lint raise.
    """
    try:
        order_id = ask(act, resident_id, card_id, kind, public_key, card_expires)
    except UnderFifteen:
        return None
    certificate = _advance(act, resident_id, order_id)
    authorities: Authorities = plugged("authorities")
    return Certified(certificate, authorities.authority_certificate(kind))


@transaction.atomic(durable=True)
def ask(act: Act, resident_id: UUID, card_id: UUID, kind: Kind, public_key: bytes, card_expires: date) -> UUID:
    """First step: the order is there, whatever happens next. Raises CertificateRefused, UnderFifteen."""
    card = cards.card(resident_id, card_id)
    if not card.is_alive or card.state is cards.State.SUSPENDED:
        raise CertificateRefused("the card is stopped or invalid; certificates are put on cards in use only")
    if kind is Kind.SIGNATURE:
        if card.face_only:
            raise CertificateRefused("a face-only card has no signature certificate")
        require_signature_age(residents.record(resident_id).birth, act.today)
    digest = hashlib.sha256(public_key).hexdigest()
    key = {"resident_id": resident_id, "card_id": card_id, "kind": kind.value, "key_digest": digest}
    fresh = {
        "id": new_id(act.at),
        "public_key": public_key,
        "card_expires": card_expires,
        "state": OrderState.ASKED.value,
        "asked_at": act.at,
    }
    row, made = Order.objects.select_for_update().get_or_create(**key, defaults=fresh)
    if made:
        older = Order.objects.select_for_update().filter(resident_id=resident_id, card_id=card_id, kind=kind.value)
        _drop(act, older.exclude(id=row.id))
        audit.record(act, "certificates ask", subject=resident_id, thing=row.id, facts={"kind": kind.value})
    elif row.state in (OrderState.REFUSED, OrderState.CANCELLED):
        row.state, row.token, row.fault, row.ends_with = OrderState.ASKED.value, "", "", ""
        row.card_expires, row.asked_at, row.finished_at = card_expires, act.at, None
        row.save()
    return row.id


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
            _advance(act, resident_id, order_id)
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


def _advance(act: Act, resident_id: UUID, order_id: UUID) -> bytes:
    authorities: Authorities = plugged("authorities")
    order = Order.objects.get(resident_id=resident_id, id=order_id)
    if order.state == OrderState.ASKED:
        order = _prepare(act, authorities, order)
    if order.state == OrderState.PREPARED:
        order = _issue(act, authorities, order)
    if order.state != OrderState.ISSUED or order.serial is None:
        raise CertificateRefused(f"there is no certificate for this order ({order.fault or order.state})")
    certificate = authorities.issued(Kind(order.kind), order.serial)
    if certificate is None:
        raise AuthorityAway("its records do not have the certificate")
    return certificate


def _prepare(act: Act, authorities: Authorities, order: Order) -> Order:
    """The token is committed before it is redeemed. Who prepares second drops its own token."""
    try:
        version, holder, not_after = _facts(act, order)
        token, serial = authorities.prepare(Kind(order.kind), holder, bytes(order.public_key), not_after, act.at)
    except REFUSALS as refusal:
        _refuse(act, order, type(refusal).__name__)
        raise
    expires = not_after.astimezone(JST).date()
    with transaction.atomic(durable=True):
        Order.objects.filter(
            resident_id=order.resident_id, id=order.id, state=OrderState.ASKED.value, asked_at=order.asked_at
        ).update(state=OrderState.PREPARED.value, token=token, serial=serial, expires=expires, record_version=version)
    return Order.objects.get(resident_id=order.resident_id, id=order.id)


def _facts(act: Act, order: Order) -> tuple[int, Holder, datetime]:
    person, kind = residents.record(order.resident_id), Kind(order.kind)
    holder = Holder(person.name, person.address, person.birth, person.sex, municipality(person.place.code6))
    old = current(order.resident_id, order.card_id, kind)
    authentication = current(order.resident_id, order.card_id, Kind.AUTHENTICATION)
    limit = authentication if kind is Kind.SIGNATURE and authentication else None
    not_after = certificate_expiry(
        birth=person.birth,
        issued=act.today,
        card_expires=order.card_expires,
        renews=old.expires if old and old.state is State.GOOD else None,
        authentication_ends=limit.expires if limit and limit.is_good_on(act.today) else None,
    )
    return person.version, holder, not_after


def _issue(act: Act, authorities: Authorities, order: Order) -> Order:
    """Redeem the token and write the certificate down, once; a cancelled order whose token was not redeemed ends here."""
    kind, serial = Kind(order.kind), order.serial or 0
    if order.ends_with and authorities.issued(kind, serial) is None:
        _refuse(act, order, order.ends_with, OrderState.CANCELLED)
    else:
        authorities.issue(kind, order.token, serial)
        _record(act, order)
    return Order.objects.get(resident_id=order.resident_id, id=order.id)


@transaction.atomic(durable=True)
def _record(act: Act, order: Order) -> None:
    mine = Order.objects.select_for_update().filter(
        resident_id=order.resident_id, id=order.id, state=OrderState.PREPARED.value, token=order.token
    )
    row = mine.first()
    if row is None or row.serial is None or row.expires is None:
        return
    kind = Kind(row.kind)
    before = newest(row.resident_id, kind)
    Certificate(
        resident_id=row.resident_id,
        id=row.id,
        card_id=row.card_id,
        kind=row.kind,
        serial=row.serial,
        issued_at=act.at,
        expires=row.expires,
        record_version=row.record_version,
        state=State.GOOD.value,
        changed_at=act.at,
        predecessor=before.serial if before else None,
        notice_on=notice_on(row.expires, row.card_expires) if kind is Kind.AUTHENTICATION else None,
    ).save(force_insert=True)
    CertificateSerial(serial=key_of(kind, row.serial), resident_id=row.resident_id, card_id=row.card_id).save(
        force_insert=True
    )
    row.state, row.finished_at = OrderState.ISSUED.value, act.at
    row.save(update_fields=["state", "finished_at"])
    event = row.ends_with or (LifeEvent.ATTRIBUTES_CHANGED.name if _is_outdated(row, kind) else "")
    if event:
        ask_end(act, row.resident_id, row.card_id, kind, row.serial, event)
    audit.record(act, "certificates issue", subject=row.resident_id, thing=row.id, facts={"serial": row.serial})
    outbox.announce(act.at, CertificateIssued(row.resident_id, row.card_id, row.kind, row.serial, row.expires))


def _is_outdated(row: Order, kind: Kind) -> bool:
    """Whether what a signature certificate says changed while it was being made."""
    if kind is Kind.AUTHENTICATION:
        return False
    versions = residents.history(row.resident_id)
    said = next(one for one in versions if one.version == row.record_version)
    return said.four_attributes != max(versions, key=lambda one: one.version).four_attributes


@transaction.atomic(durable=True)
def _refuse(act: Act, order: Order, fault: str, state: OrderState = OrderState.REFUSED) -> None:
    Order.objects.filter(resident_id=order.resident_id, id=order.id, state__in=OPEN_WORDS).update(
        state=state.value, fault=fault, finished_at=act.at
    )
    audit.record(act, f"certificates order {state.value}", subject=order.resident_id, thing=order.id)
