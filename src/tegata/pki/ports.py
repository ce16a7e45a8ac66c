"""What an authority needs of a store, and the values that pass. SQLite does it in `tegata.server.ca_store`."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from tegata.pki.revocation import CertificateStatus, StatusChange


class StoreUnavailable(Exception):
    """The store cannot be reached or written. Nothing was done; try again."""


class TokenUnknown(LookupError):
    """No certificate was prepared under this token."""


class TokenSpent(Exception):
    """The token was redeemed before: the certificate it stood for exists. Prepare a new one."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A certificate that may be signed once: checked, linted, recorded. `partition`: municipality code of 5 digits."""

    token: str
    serial: int
    to_be_signed: bytes
    partition: str
    not_after: datetime
    prepared_at: datetime


class Draft(Protocol):
    """An open transaction in which certificates are prepared: serial numbers are drawn and bytes recorded together."""

    def next_serial(self) -> int:
        """The next number of the authority's one counter; never given twice."""

    def record(self, prepared: Prepared) -> None:
        """Keep what may be signed, before it is."""


class Redemption(Protocol):
    """An open transaction in which tokens are redeemed: what to sign, and where the certificates go."""

    @property
    def prepared(self) -> Sequence[Prepared]:
        """What the tokens stand for, in the order in which they were given."""

    def record(self, seals: Sequence[bytes]) -> None:
        """Keep what follows the to-be-signed bytes in each certificate; the tokens are spent when the transaction ends."""


class RevokedRow(NamedTuple):
    """What a CRL needs of a certificate: serial, when (seconds since 1970, UTC) and the reason's number."""

    serial: int
    at: int
    reason: int


class Change(NamedTuple):
    """A change of status. Numbers begin at 1 and have no gaps; `partition` and `not_after` are the certificate's."""

    number: int
    serial: int
    status: CertificateStatus
    partition: str
    not_after: datetime


class Store(Protocol):
    """One authority's records. Every method is one transaction. Raises StoreUnavailable."""

    def draft(self) -> AbstractContextManager[Draft]:
        """Prepare certificates; all of them are recorded when the context ends, or none."""

    def redeem(self, tokens: Sequence[str]) -> AbstractContextManager[Redemption]:
        """Open tokens for their one use. Raises TokenUnknown or TokenSpent, and then none is spent."""

    def unfinished(self) -> list[Prepared]:
        """What was prepared and never issued: what a crash may have left."""

    def certificate(self, serial: int) -> bytes | None:
        """A certificate that was issued, DER."""

    def status(self, serial: int, at: datetime | None = None) -> CertificateStatus | None:
        """The status now, or as it was; None for a serial never issued."""

    def change(self, serial: int, change: StatusChange) -> None:
        """Append to the history. Raises LookupError for a serial never issued; the rule was asked before."""

    def listed(self, partition: str | None, at: datetime) -> Iterable[bytes]:
        """CRL entries of a partition's held and revoked certificates whose validity has not ended, encoded, many a piece, by
        serial (None: of all partitions, one after the other).
        """

    def next_crl_numbers(self, partitions: Sequence[str | None]) -> list[int]:
        """The next number of each partition's CRL; they only ever grow."""

    def serials(self) -> list[int]:
        """Serial numbers of all certificates issued, ascending."""

    def statuses(self, after: int, limit: int) -> Sequence[tuple[int, CertificateStatus]]:
        """Up to `limit` certificates with greater serials, ascending, each with its status now."""

    def partitions(self) -> list[str]:
        """Partitions for which certificates were issued, ascending."""

    def version(self) -> int:
        """The number of the last change of a status, 0 before the first; a list made at the same version is still true."""

    def changed_partitions(self, after: int) -> list[str]:
        """Partitions with a change of status whose number is greater, ascending."""

    def changes(self, after: int, limit: int) -> Sequence[Change]:
        """Up to `limit` changes of status with greater numbers, in their order."""
