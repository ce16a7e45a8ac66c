"""The authority's side of an order: its token kept, redeemed, and the certificate written down; see `orders`.

All orders of one card go through each step together: two kinds cost one transaction a step, not two.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tegata.ground import audit, outbox
from tegata.ground.act import Act
from tegata.ground.ports import plugged
from tegata.pki.holder import Holder, HolderError
from tegata.pki.lint import LintError
from tegata.pki.names import Kind
from tegata.pki.revocation import LifeEvent, State
from tegata.rules.calendar import JST
from tegata.rules.expiry import ExpiryError, certificate_expiry
from tegata.rules.municipalities import municipality
from tegata.services.certificates.actions.endings import ask_end
from tegata.services.certificates.events import CertificateIssued
from tegata.services.certificates.models import Certificate, CertificateSerial, Order
from tegata.services.certificates.queries import OPEN_WORDS, key_of, newest_by_kind, view_of
from tegata.services.certificates.rules import Authorities, AuthorityAway, CertificateRefused, OrderState, notice_on
from tegata.services.residents import api as residents

REFUSALS = (HolderError, LintError, ExpiryError)


def advance(act: Act, orders: Sequence[Order]) -> dict[Kind, bytes]:
    """Take orders of one card as far as they go; the rows are kept as the database has them. Returns the certificates."""
    authorities: Authorities = plugged("authorities")
    _prepare(act, authorities, [order for order in orders if order.state == OrderState.ASKED])
    _issue(act, authorities, [order for order in orders if order.state == OrderState.PREPARED])
    return {Kind(order.kind): _issued(authorities, order) for order in orders}


def _issued(authorities: Authorities, order: Order) -> bytes:
    if order.state != OrderState.ISSUED or order.serial is None:
        raise CertificateRefused(f"there is no certificate for this order ({order.fault or order.state})")
    certificate = authorities.issued(Kind(order.kind), order.serial)
    if certificate is None:
        raise AuthorityAway("its records do not have the certificate")
    return certificate


def _prepare(act: Act, authorities: Authorities, orders: Sequence[Order]) -> None:
    """The tokens are committed before they are redeemed. Who prepares second drops its own token."""
    if not orders:
        return
    person = residents.record(orders[0].resident_id)
    holder = Holder(person.name, person.address, person.birth, person.sex, municipality(person.place.code6))
    before = newest_by_kind(orders[0].resident_id, card_id=orders[0].card_id)
    prepared: list[dict[str, str | int | date]] = []
    for order in orders:
        kind = Kind(order.kind)
        try:
            not_after = _not_after(act, person.birth, order, before)
            token, serial = authorities.prepare(kind, holder, bytes(order.public_key), not_after, act.at)
        except REFUSALS as refusal:
            _refuse(act, order, type(refusal).__name__)
            raise
        expires = not_after.astimezone(JST).date()
        prepared.append({"token": token, "serial": serial, "expires": expires, "record_version": person.version})
    _keep_tokens(orders, prepared)


@transaction.atomic(durable=True)
def _keep_tokens(orders: Sequence[Order], prepared: Sequence[Mapping[str, str | int | date]]) -> None:
    for order, facts in zip(orders, prepared, strict=True):
        new = {"state": OrderState.PREPARED.value, **facts}
        still = Order.objects.filter(
            resident_id=order.resident_id, id=order.id, state=OrderState.ASKED.value, asked_at=order.asked_at
        )
        if not still.update(**new):
            order.refresh_from_db()
            continue
        for name, value in new.items():
            setattr(order, name, value)


def _not_after(act: Act, birth: date, order: Order, before: Mapping[Kind, Certificate]) -> datetime:
    old, authentication = before.get(Kind(order.kind)), before.get(Kind.AUTHENTICATION)
    limit = authentication if order.kind == Kind.SIGNATURE and authentication else None
    return certificate_expiry(
        birth=birth,
        issued=act.today,
        card_expires=order.card_expires,
        renews=old.expires if old and old.state == State.GOOD else None,
        authentication_ends=limit.expires if limit and view_of(limit).is_good_on(act.today) else None,
    )


def _issue(act: Act, authorities: Authorities, orders: Sequence[Order]) -> None:
    """Redeem the tokens and write the certificates down, once; a cancelled order whose token was not redeemed ends here."""
    issued = []
    for order in orders:
        kind, serial = Kind(order.kind), order.serial or 0
        if order.ends_with and authorities.issued(kind, serial) is None:
            _refuse(act, order, order.ends_with, OrderState.CANCELLED)
            order.refresh_from_db()
        else:
            authorities.issue(kind, order.token, serial)
            issued.append(order)
    recorded = _record(act, issued) if issued else set()
    for order in issued:
        if order.id in recorded:
            order.state, order.finished_at = OrderState.ISSUED.value, act.at
        else:  # somebody else wrote it down
            order.refresh_from_db()


@transaction.atomic(durable=True)
def _record(act: Act, orders: Sequence[Order]) -> set[UUID]:
    """Certificates of one resident. Returns the orders that were recorded now."""
    resident_id, tokens = orders[0].resident_id, {order.id: order.token for order in orders}
    mine = Order.objects.select_for_update().filter(
        resident_id=resident_id, id__in=list(tokens), state=OrderState.PREPARED.value
    )
    rows = [row for row in mine.order_by("id") if row.token == tokens[row.id]]
    if not rows:
        return set()
    before = newest_by_kind(resident_id)
    certificates = [_certificate(act, row, before.get(Kind(row.kind))) for row in rows]
    Certificate.objects.bulk_create(certificates)
    CertificateSerial.objects.bulk_create(
        CertificateSerial(serial=key_of(Kind(one.kind), one.serial), resident_id=resident_id, card_id=one.card_id)
        for one in certificates
    )
    mine.filter(id__in=[row.id for row in rows]).update(state=OrderState.ISSUED.value, finished_at=act.at)
    for row, one in zip(rows, certificates, strict=True):
        if event := row.ends_with or (LifeEvent.ATTRIBUTES_CHANGED.name if _is_outdated(row) else ""):
            ask_end(act, resident_id, row.card_id, Kind(row.kind), one.serial, event)
    audit.record_all(
        act, [audit.Note("certificates issue", resident_id, one.id, {"serial": one.serial}) for one in certificates]
    )
    outbox.announce_all(
        act.at,
        [
            CertificateIssued(resident_id, one.card_id, one.kind, one.serial, one.expires, act.at)
            for one in certificates
        ],
    )
    return {row.id for row in rows}


def _certificate(act: Act, row: Order, before: Certificate | None) -> Certificate:
    assert row.serial is not None  # noqa: S101 - kept with the token
    assert row.expires is not None  # noqa: S101
    return Certificate(
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
        notice_on=notice_on(row.expires, row.card_expires) if row.kind == Kind.AUTHENTICATION else None,
    )


def _is_outdated(row: Order) -> bool:
    """Whether what a signature certificate says changed while it was being made."""
    if row.kind == Kind.AUTHENTICATION:
        return False
    if residents.version(row.resident_id) == row.record_version:
        return False
    now, *former = residents.history(row.resident_id)
    return now.four_attributes != next(one for one in former if one.version == row.record_version).four_attributes


@transaction.atomic(durable=True)
def _refuse(act: Act, order: Order, fault: str, state: OrderState = OrderState.REFUSED) -> None:
    Order.objects.filter(resident_id=order.resident_id, id=order.id, state__in=OPEN_WORDS).update(
        state=state.value, fault=fault, finished_at=act.at
    )
    audit.record(act, f"certificates order {state.value}", subject=order.resident_id, thing=order.id)
