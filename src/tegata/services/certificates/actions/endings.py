"""The end of certificates: what is to be told to an authority is written down first, and told once, as soon as it is there."""

from uuid import UUID

from django.db import transaction

from tegata.ground import audit, outbox
from tegata.ground.act import Act
from tegata.ground.ids import new_id
from tegata.ground.ports import plugged
from tegata.pki.names import Kind
from tegata.pki.revocation import EFFECTS, CertificateStatus, LifeEvent, State
from tegata.services.cards import api as cards
from tegata.services.cards.events import CardExpiring
from tegata.services.certificates.events import CertificateEnded, CertificateResumed
from tegata.services.certificates.models import Certificate, Ending, Order
from tegata.services.certificates.rules import Authorities, AuthorityAway, OrderState, reason_of
from tegata.services.residents import api as residents

RESUME = "RESUME"


@transaction.atomic
def end(act: Act, resident_id: UUID, card_id: UUID, event: LifeEvent, kind: Kind | None = None) -> None:
    """An event touches a card's certificates (of one kind, or both), and the orders under way for it.

    For handlers, and for the counter: the holder asks to stop (CARD_RETURNED), a key is known to another (KEY_COMPROMISED).
    """
    kinds = [one for one in Kind if kind in (None, one) and EFFECTS[event].on(one) is not None]
    words = [one.value for one in kinds]
    for row in _living(resident_id, card_id, words):
        ask_end(act, resident_id, card_id, Kind(row.kind), row.serial, event.name)
    if event is not LifeEvent.LOSS_REPORTED_BY_PHONE:
        _stop_orders(act, resident_id, card_id, words, event)
        Certificate.objects.filter(resident_id=resident_id, card_id=card_id).update(reissue_since=None)


@transaction.atomic
def attributes_changed(act: Act, resident_id: UUID, version: int, town: str) -> None:
    """One of the four attributes changed: signature certificates over an older version of the record end. For a handler."""
    event, kind = LifeEvent.ATTRIBUTES_CHANGED, Kind.SIGNATURE
    orders = Order.objects.select_for_update().filter(resident_id=resident_id, kind=kind.value)
    orders.filter(state=OrderState.PREPARED.value, record_version__lt=version).update(ends_with=event.name)
    rows = Certificate.objects.select_for_update().filter(
        resident_id=resident_id, kind=kind.value, state=State.GOOD.value, record_version__lt=version
    )
    for row in rows:
        ask_end(act, resident_id, row.card_id, kind, row.serial, event.name)
        row.town, row.reissue_since = town, act.today
        row.save(update_fields=["town", "reissue_since"])


@transaction.atomic
def resume(act: Act, resident_id: UUID, card_id: UUID) -> None:
    """The card is in use again: lift holds where the installation's policy lets them be lifted. For a handler."""
    for row in _living(resident_id, card_id, [kind.value for kind in Kind]):
        ask_end(act, resident_id, card_id, Kind(row.kind), row.serial, RESUME)


@transaction.atomic
def installed(act: Act, resident_id: UUID, card_id: UUID) -> None:
    """The chip holds the newest certificates now: older ones of the card are superseded. For a handler and the counter."""
    rows = Certificate.objects.select_for_update().filter(resident_id=resident_id, card_id=card_id)
    for kind in Kind:
        of_kind = list(rows.filter(kind=kind.value).order_by("-issued_at", "-serial"))
        if of_kind and of_kind[0].installed_at is None:
            of_kind[0].installed_at = act.at
            of_kind[0].save(update_fields=["installed_at"])
            for older in of_kind[1:]:
                _supersede(act, older)
    audit.record(act, "certificates installed", subject=resident_id, thing=card_id)


def _supersede(act: Act, row: Certificate) -> None:
    """A newer one is on the chip; one that never was on it is discarded."""
    row.notice_on = row.reissue_since = None
    row.save(update_fields=["notice_on", "reissue_since"])
    if row.state != State.REVOKED:
        event = LifeEvent.RENEWAL if row.installed_at else LifeEvent.DISCARDED_BEFORE_HANDOVER
        ask_end(act, row.resident_id, row.card_id, Kind(row.kind), row.serial, event.name)


def ask_end(act: Act, resident_id: UUID, card_id: UUID, kind: Kind, serial: int, event: str) -> None:
    """Write down that an authority is to be told, in the caller's transaction. Open twice, it is told once."""
    Ending.objects.get_or_create(
        resident_id=resident_id,
        kind=kind.value,
        serial=serial,
        event=event,
        done_at=None,
        defaults={"id": new_id(act.at), "card_id": card_id, "asked_at": act.at},
    )


def tell_authorities(act: Act, limit: int = 100) -> int:
    """Tell what waits, in order. For the continual task. Returns how many were told; 0 when an authority is away."""
    authorities: Authorities = plugged("authorities")
    done = 0
    for row in list(Ending.objects.filter(done_at=None).order_by("id")[:limit]):
        try:
            status = _told(act, authorities, row)
        except AuthorityAway:
            return done
        _mirror(act, row, status)
        done += 1
    return done


def _told(act: Act, authorities: Authorities, row: Ending) -> CertificateStatus:
    kind = Kind(row.kind)
    if row.event == RESUME:
        return authorities.resume(kind, row.serial, act.at)
    return authorities.apply(kind, row.serial, LifeEvent[row.event], act.at)


@transaction.atomic(durable=True)
def _mirror(act: Act, row: Ending, status: CertificateStatus) -> None:
    """Our record follows the authority's."""
    if not Ending.objects.filter(resident_id=row.resident_id, id=row.id, done_at=None).update(done_at=act.at):
        return
    one = Certificate.objects.select_for_update().get(resident_id=row.resident_id, kind=row.kind, serial=row.serial)
    reason = reason_of(status)
    if (one.state, one.reason) == (status.state.value, reason):
        return
    one.state, one.reason, one.changed_at = status.state.value, reason, act.at
    if status.state is State.REVOKED:
        one.notice_on = None
    one.save()
    audit.record(act, f"certificates {status.state}", subject=row.resident_id, thing=one.id, facts={"why": row.event})
    which = (row.resident_id, row.card_id, row.kind, row.serial)
    if status.state is State.GOOD:
        outbox.announce(act.at, CertificateResumed(*which, status.since))
    else:
        outbox.announce(act.at, CertificateEnded(*which, reason, act.today, status.since))


@transaction.atomic
def send_notice(act: Act, resident_id: UUID, certificate_id: UUID) -> bool:
    """The notice (有効期限通知書) about certificates that end before their card, once. Returns whether it was sent now."""
    row = Certificate.objects.select_for_update().get(resident_id=resident_id, id=certificate_id)
    if row.notice_on is None or row.notice_on > act.today:
        return False
    card = cards.card(resident_id, row.card_id)
    row.notice_on = None
    row.save(update_fields=["notice_on"])
    if not card.is_held or row.state != State.GOOD or row.installed_at is None:
        return False
    facts: dict[str, str | int | bool] = {"card": str(row.card_id), "expires": row.expires.isoformat()}
    facts["post office"] = cards.post_office_renews(card.town, act.today)
    residents.tell(act, resident_id, "certificates expiring", facts)
    audit.record(act, "certificates notice", subject=resident_id, thing=row.card_id)
    outbox.announce(act.at, CardExpiring(resident_id, row.card_id, card.town, "certificates", row.expires))
    return True


def _living(resident_id: UUID, card_id: UUID, kinds: list[str]) -> list[Certificate]:
    rows = Certificate.objects.select_for_update().filter(resident_id=resident_id, card_id=card_id, kind__in=kinds)
    return list(rows.exclude(state=State.REVOKED.value).order_by("serial"))


def _stop_orders(act: Act, resident_id: UUID, card_id: UUID, kinds: list[str], event: LifeEvent) -> None:
    """What was only asked is cancelled; what an authority may have issued already ends as soon as that is known."""
    orders = Order.objects.select_for_update().filter(resident_id=resident_id, card_id=card_id, kind__in=kinds)
    orders.filter(state=OrderState.ASKED.value).update(
        state=OrderState.CANCELLED.value, fault=event.name, finished_at=act.at
    )
    orders.filter(state=OrderState.PREPARED.value).update(ends_with=event.name)
