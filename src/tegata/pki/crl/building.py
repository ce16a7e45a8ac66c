"""Building a CRL: a million entries take about as long as reading them once. Entries come sorted, as rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from tegata.pki import der, names, oids
from tegata.pki.keys.port import SigningKey
from tegata.pki.ports import RevokedRow
from tegata.pki.profiles import JAPAN, Issuer, certificate, extension
from tegata.pki.revocation import Reason

VERSION_2 = der.integer(1)
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Window:
    """From thisUpdate to nextUpdate."""

    this_update: datetime
    next_update: datetime


def window(now: datetime, days: int) -> Window:
    """The window of the CRL that is current at this moment: from midnight in Japan. [guess] the real hour is unknown.

    A change after midnight shows in a list made after it, so a list made at `now` starts at `now`.
    """
    midnight = now.astimezone(JAPAN).replace(hour=0, minute=0, second=0, microsecond=0)
    return Window(now.astimezone(UTC).replace(microsecond=0), (midnight + timedelta(days=days)).astimezone(UTC))


def build(
    issuer: Issuer, key: SigningKey, rows: Iterable[RevokedRow], *, number: int, window: Window, point: bytes | None
) -> bytes:
    """A signed CRL, DER. `rows` are sorted by serial; `point` is the partition's directory name (None: complete list)."""
    entries = b"".join(_entries(rows))
    tbs = der.sequence(
        VERSION_2,
        issuer.algorithm,
        issuer.name,
        der.time(window.this_update),
        der.time(window.next_update),
        der.wrap(der.Tag.SEQUENCE, entries) if entries else b"",  # RFC 5280 §5.1.2.6: absent when empty
        der.context(0, der.sequence(*_extensions(issuer, number, point))),
    )
    return certificate(tbs, issuer.algorithm, key.sign(tbs))


def _extensions(issuer: Issuer, number: int, point: bytes | None) -> Iterator[bytes]:
    yield extension(oids.AUTHORITY_KEY_IDENTIFIER, der.sequence(der.context(0, issuer.key_id, constructed=False)))
    yield extension(oids.CRL_NUMBER, der.integer(number))
    if point is not None:
        yield extension(oids.ISSUING_DISTRIBUTION_POINT, der.sequence(names.full_name_point(point)), critical=True)


def _entries(rows: Iterable[RevokedRow]) -> Iterator[bytes]:
    tails = {reason.value: _reason_extension(reason) for reason in Reason}
    clock = [f"{s // 3600:02}{s // 60 % 60:02}{s % 60:02}Z".encode() for s in range(SECONDS_A_DAY)]
    for row in rows:
        serial, at, reason = row.serial, row.at, row.reason
        days, seconds = divmod(at, SECONDS_A_DAY)
        tail = _day(days) + clock[seconds] + tails[reason]
        if 0x800000 <= serial < 0x80000000:
            yield _HEADS[len(tail)] + serial.to_bytes(4) + tail
        else:
            yield der.sequence(der.integer(serial), tail)


@lru_cache(maxsize=40_000)
def _day(days: int) -> bytes:
    """Tag, length and the first six digits of a UTCTime (or eight of a GeneralizedTime from 2050)."""
    moment = datetime.fromtimestamp(days * SECONDS_A_DAY, UTC)
    return der.time(moment)[:-7]


def _reason_extension(reason: Reason) -> bytes:
    """crlEntryExtensions with the reason; absent for unspecified (RFC 5280 §5.3.1)."""
    if reason is Reason.UNSPECIFIED:
        return b""
    return der.sequence(extension(oids.REASON_CODE, der.enumerated(reason)))


# The head of an entry with a serial of four bytes, by the length of what follows the serial.
_HEADS = {size: bytes((0x30, 6 + size, 0x02, 0x04)) for size in range(10, 60)}
