"""Reads. What comes out are values; who may see them is decided where an Act is at hand."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Min, Q

from tegata.ground.models import AuditEntry
from tegata.pki.names import Kind
from tegata.pki.revocation import State
from tegata.services.cards import api as cards
from tegata.services.certificates.models import Certificate, CertificateSerial, Ending, Order
from tegata.services.certificates.rules import OPEN, OrderState, entitled
from tegata.services.residents import api as residents

OPEN_WORDS = sorted(state.value for state in OPEN)


class UnknownCertificate(LookupError):
    """No certificate of this kind and serial number was issued through this system."""

    def __init__(self) -> None:
        super().__init__("no certificate of this serial number was issued for a card of this system")


class UnknownPlace(LookupError):
    """There is no such place in the list."""


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """An entry of the audit log as the person it is about sees it. `chain` is a town's code or an office."""

    at: datetime
    office: str
    chain: str
    verb: str
    purpose: str
    outcome: str


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate as other rooms see it. `on_card`: the chip was written. `reason` is the CRLReason's standard name."""

    resident_id: UUID
    card_id: UUID
    kind: Kind
    serial: int
    issued_at: datetime
    expires: date
    state: State
    reason: str
    changed_at: datetime
    predecessor: int | None
    on_card: bool
    record_version: int

    def is_good_on(self, today: date) -> bool:
        """Whether it was not ended and has not expired."""
        return self.state is State.GOOD and today <= self.expires


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order to an authority, as staff see the queue."""

    order_id: UUID
    resident_id: UUID
    card_id: UUID
    kind: Kind
    state: OrderState
    asked_at: datetime
    fault: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for the authorities: certificates to be made, ends to be told, and since when the oldest waits."""

    orders: int
    endings: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Links:
    """Serial numbers that belong together (証明書紐付け, 新旧紐付け): of the same holder, None where there is none."""

    predecessor: int | None
    successor: int | None
    newest: int
    other_kind: int | None


@dataclass(frozen=True, slots=True)
class OwedCertificate:
    """A holder whose signature certificate ended by a change of the record and was not issued anew."""

    resident_id: UUID
    card_id: UUID
    since: date


def key_of(kind: Kind, serial: int) -> str:
    """The directory's key."""
    return f"{kind.value}:{serial:08X}"


def certificates_of(resident_id: UUID, card_id: UUID) -> tuple[CertificateView, ...]:
    """A card's certificates, the newest first."""
    rows = Certificate.objects.filter(resident_id=resident_id, card_id=card_id).order_by("-issued_at", "-serial")
    return tuple(view_of(row) for row in rows)


def all_of(resident_id: UUID) -> tuple[CertificateView, ...]:
    """A resident's certificates on all cards, the newest first."""
    rows = Certificate.objects.filter(resident_id=resident_id).order_by("-issued_at", "-serial")
    return tuple(view_of(row) for row in rows)


def by_serial(kind: Kind, serial: int) -> CertificateView:
    """The certificate of a serial number. Raises UnknownCertificate."""
    found = CertificateSerial.objects.filter(serial=key_of(kind, serial)).first()
    row = found and Certificate.objects.filter(resident_id=found.resident_id, kind=kind.value, serial=serial).first()
    if not row:
        raise UnknownCertificate
    return view_of(row)


def current(resident_id: UUID, card_id: UUID, kind: Kind) -> CertificateView | None:
    """The newest certificate of a kind on a card, whatever its state."""
    row = newest(resident_id, kind, card_id=card_id)
    return None if row is None else view_of(row)


def newest(resident_id: UUID, kind: Kind, **more: UUID) -> Certificate | None:
    """The newest row of a kind."""
    rows = Certificate.objects.filter(resident_id=resident_id, kind=kind.value, **more)
    return rows.order_by("-issued_at", "-serial").first()


def newest_by_kind(resident_id: UUID, **more: UUID) -> dict[Kind, Certificate]:
    """The newest rows of both kinds, with one query; few rows a resident."""
    rows = Certificate.objects.filter(resident_id=resident_id, **more).order_by("issued_at", "serial")
    return {Kind(row.kind): row for row in rows}


def missing(resident_id: UUID, card_id: UUID, today: date) -> tuple[Kind, ...]:
    """Which certificates the card should have, and has no good one of: what the counter issues before the holder goes."""
    card, person = cards.card(resident_id, card_id), residents.record(resident_id)
    good = {one.kind for one in certificates_of(resident_id, card_id) if one.is_good_on(today) and one.on_card}
    wanted = [kind for kind in Kind if entitled(kind, person.birth, today, face_only=card.face_only)]
    return tuple(kind for kind in wanted if kind not in good)


def reissues_owed(town: str, day: date, limit: int = 200) -> list[OwedCertificate]:
    """Holders of a town owed a signature certificate since `day` or before: the end-of-day list."""
    rows = Certificate.objects.filter(town=town, reissue_since__lte=day).order_by("reissue_since", "resident_id")
    return [
        OwedCertificate(row.resident_id, row.card_id, row.reissue_since)
        for row in rows[:limit]
        if row.reissue_since is not None
    ]


def links_of(kind: Kind, serial: int) -> Links:
    """Old to new, and signature to authentication. Raises UnknownCertificate."""
    one = by_serial(kind, serial)
    after = Certificate.objects.filter(resident_id=one.resident_id, kind=kind.value, predecessor=serial).first()
    last = newest(one.resident_id, kind)
    other = newest(one.resident_id, Kind.SIGNATURE if kind is Kind.AUTHENTICATION else Kind.AUTHENTICATION)
    return Links(
        one.predecessor,
        after.serial if after else None,
        last.serial if last else serial,
        other.serial if other else None,
    )


def queue() -> Queue:
    """What waits for the authorities. Two queries."""
    orders = Order.objects.filter(state__in=OPEN_WORDS).aggregate(number=Count("id"), oldest=Min("asked_at"))
    endings = Ending.objects.filter(done_at=None).aggregate(number=Count("id"), oldest=Min("asked_at"))
    first = [one["oldest"] for one in (orders, endings) if one["oldest"]]
    return Queue(orders["number"], endings["number"], min(first, default=None))


def waiting() -> int:
    """How many orders and endings wait for the authorities."""
    return Order.objects.filter(state__in=OPEN_WORDS).count() + Ending.objects.filter(done_at=None).count()


def open_orders(limit: int = 100, after: UUID | None = None) -> list[OrderView]:
    """Orders that wait, the oldest first."""
    rows = Order.objects.filter(state__in=OPEN_WORDS).order_by("id")
    if after is not None:
        rows = rows.filter(id__gt=after)
    return [_order_view(row) for row in rows[:limit]]


def orders_of(resident_id: UUID, card_id: UUID) -> tuple[OrderView, ...]:
    """A card's orders, the oldest first."""
    rows = Order.objects.filter(resident_id=resident_id, card_id=card_id).order_by("id")
    return tuple(_order_view(row) for row in rows)


def to_notice(today: date, limit: int) -> list[tuple[UUID, UUID]]:
    """Certificates about whose expiry the notice is due, by index: (resident, certificate's id)."""
    rows = Certificate.objects.filter(notice_on__lte=today).order_by("notice_on")
    return list(rows.values_list("resident_id", "id")[:limit])


def acts_about(resident_id: UUID, after: str = "", size: int = 50) -> tuple[list[RecordedAct], str]:
    """The audit log about one person, the newest first: a page, and the token after which there are more, or empty.

    Raises UnknownPlace for a token that names no entry about this person.
    """
    rows = AuditEntry.objects.filter(subject=resident_id).order_by("-at", "-chain", "-number")
    if after:
        chain, _, number = after.partition("-")
        last = rows.filter(chain=chain, number=int(number)).first() if number.isdecimal() else None
        if last is None:
            raise UnknownPlace
        older = Q(at__lt=last.at) | Q(at=last.at, chain__lt=chain) | Q(at=last.at, chain=chain, number__lt=last.number)
        rows = rows.filter(older)
    found = list(rows[: size + 1])
    acts = [RecordedAct(one.at, one.office, one.chain, one.verb, one.purpose, one.outcome) for one in found[:size]]
    return acts, f"{found[size - 1].chain}-{found[size - 1].number}" if len(found) > size else ""


def view_of(row: Certificate) -> CertificateView:
    """A row as a value."""
    return CertificateView(
        row.resident_id,
        row.card_id,
        Kind(row.kind),
        row.serial,
        row.issued_at,
        row.expires,
        State(row.state),
        row.reason,
        row.changed_at,
        row.predecessor,
        row.installed_at is not None,
        row.record_version,
    )


def _order_view(row: Order) -> OrderView:
    return OrderView(
        row.id, row.resident_id, row.card_id, Kind(row.kind), OrderState(row.state), row.asked_at, row.fault
    )
