"""Our records against the authorities': nothing missing, nothing twice, every status the same. And links for those entitled."""

from dataclasses import dataclass

from django.db import transaction

from tegata.ground import audit
from tegata.ground.act import Act
from tegata.ground.ports import plugged
from tegata.pki.names import Kind
from tegata.pki.revocation import CertificateStatus
from tegata.services.certificates.models import Certificate
from tegata.services.certificates.permissions import Permission
from tegata.services.certificates.queries import Links, key_of, links_of
from tegata.services.certificates.rules import Authorities, reason_of


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What does not agree, as keys of the directory of serials. All empty: the books are right."""

    compared: int
    missing_there: tuple[str, ...] = ()
    """In our records, and the authority never issued it."""
    missing_here: tuple[str, ...] = ()
    """Issued, and not in our records (cards made outside this system are there too)."""
    twice: tuple[str, ...] = ()
    """More than one certificate for one order."""
    differ: tuple[str, ...] = ()
    """The status differs. What still waits to be told differs until it is."""

    @property
    def is_right(self) -> bool:
        """Whether everything agrees."""
        return not (self.missing_there or self.missing_here or self.twice or self.differ)


def reconcile(act: Act) -> Reconciliation:
    """Compare everything. Raises NotAllowed, AuthorityAway."""
    act.require(Permission.RECONCILE)
    authorities: Authorities = plugged("authorities")
    found = Reconciliation(0)
    for kind in Kind:
        found = _joined(found, _compared(kind, dict(authorities.statuses(kind))))
    with transaction.atomic():
        audit.record(act, "certificates reconcile", facts={"compared": found.compared, "right": found.is_right})
    return found


def links(act: Act, kind: Kind, serial: int) -> Links:
    """Serial numbers that belong together, for those entitled to ask; every answer is written down. Raises NotAllowed,
    UnknownCertificate."""
    act.require(Permission.LINKS)
    found = links_of(kind, serial)
    with transaction.atomic():
        audit.record(act, "certificates links", thing=key_of(kind, serial))
    return found


def _compared(kind: Kind, there: dict[int, CertificateStatus]) -> Reconciliation:
    missing_there, twice, differ, seen, orders = [], [], [], set[int](), set[object]()
    for row in Certificate.objects.filter(kind=kind.value).order_by("serial").iterator():
        key, status = key_of(kind, row.serial), there.get(row.serial)
        seen.add(row.serial)
        if row.id in orders:
            twice.append(key)
        orders.add(row.id)
        if status is None:
            missing_there.append(key)
        elif (row.state, row.reason) != (status.state.value, reason_of(status)):
            differ.append(key)
    missing_here = [key_of(kind, serial) for serial in sorted(there.keys() - seen)]
    return Reconciliation(len(seen), tuple(missing_there), tuple(missing_here), tuple(twice), tuple(differ))


def _joined(one: Reconciliation, other: Reconciliation) -> Reconciliation:
    return Reconciliation(
        one.compared + other.compared,
        one.missing_there + other.missing_there,
        one.missing_here + other.missing_here,
        one.twice + other.twice,
        one.differ + other.differ,
    )
