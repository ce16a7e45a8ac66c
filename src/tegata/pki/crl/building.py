"""Building a CRL: entries are encoded once, a million of them in about the time of reading them, and joined when listed."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from operator import itemgetter

from tegata.pki import der, names, oids
from tegata.pki.keys.port import SigningKey
from tegata.pki.ports import RevokedRow
from tegata.pki.profiles import JAPAN, Issuer, extension, seal
from tegata.pki.revocation import Reason

VERSION_2 = der.integer(1)
SECONDS_A_DAY = 86_400
UTC_TIME_ENDS = int(datetime(2050, 1, 1, tzinfo=UTC).timestamp())
CHUNK = 8192


@dataclass(frozen=True, slots=True)
class Window:
    """From thisUpdate to nextUpdate."""

    this_update: datetime
    next_update: datetime


def window(now: datetime, days: int) -> Window:
    """The window of the CRL that is current at this moment: from midnight in Japan. [guess] the real hour is unknown.

    A change after midnight shows in a list made after it, so a list made at `now` starts at `now`.
    """
    return Window(now.astimezone(UTC).replace(microsecond=0), day_begins(now) + timedelta(days=days))


def day_begins(now: datetime) -> datetime:
    """The moment from which on the day's lists are due: the last midnight in Japan."""
    return now.astimezone(JAPAN).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def build(
    issuer: Issuer, key: SigningKey, entries: Iterable[bytes], *, number: int, window: Window, point: bytes | None
) -> bytes:
    """A signed CRL, DER. `entries` are encoded, one or many a piece; `point` is the partition's directory name (None: complete
    list).
    """
    chunks = list(entries)
    size = sum(map(len, chunks))
    tbs = der.joined(
        [
            VERSION_2,
            issuer.algorithm,
            issuer.name,
            der.time(window.this_update),
            der.time(window.next_update),
            der.heading(der.Tag.SEQUENCE, size) if size else b"",  # RFC 5280 §5.1.2.6: absent when empty
            *chunks,
            der.context(0, der.sequence(*_extensions(issuer, number, point))),
        ]
    )
    return der.joined([tbs, seal(issuer.algorithm, key.sign(tbs))])


def _extensions(issuer: Issuer, number: int, point: bytes | None) -> Iterator[bytes]:
    yield extension(oids.AUTHORITY_KEY_IDENTIFIER, der.sequence(der.context(0, issuer.key_id, constructed=False)))
    yield extension(oids.CRL_NUMBER, der.integer(number))
    if point is not None:
        yield extension(oids.ISSUING_DISTRIBUTION_POINT, der.sequence(names.full_name_point(point)), critical=True)


def entries(rows: Iterable[RevokedRow]) -> Iterator[bytes]:
    """Entries of many rows, encoded, thousands a piece."""
    for chunk in _chunks(iter(rows)):
        serials, moments, reasons = (list(map(itemgetter(field), chunk)) for field in range(3))
        if _has_stride(serials, moments, reasons):
            yield _columns(serials, moments, reasons)
        else:
            yield b"".join(map(entry, chunk))


def _chunks(rows: Iterator[RevokedRow]) -> Iterator[list[RevokedRow]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _has_stride(serials: Sequence[int], moments: Sequence[int], reasons: Sequence[int]) -> bool:
    """Whether every entry has 37 bytes: serials of four, UTCTime, a reason."""
    return min(serials) >= 1 << 23 and max(serials) < 1 << 31 and max(moments) < UTC_TIME_ENDS and min(reasons) > 0


def _columns(serials: Sequence[int], moments: Sequence[int], reasons: Sequence[int]) -> bytes:
    """A chunk of entries, written column by column: what they share is a template, and slices do the rest."""
    clock = _clock_digits()
    numbers = struct.pack(f">{len(serials)}I", *serials)
    dates = b"".join(map(_day_digits, [moment // SECONDS_A_DAY for moment in moments]))
    times = b"".join([clock[moment % SECONDS_A_DAY] for moment in moments])
    text = bytearray(STRIDE_TEMPLATE * len(serials))
    for column in range(4):
        text[4 + column :: STRIDE] = numbers[column::4]
    for column in range(6):
        text[10 + column :: STRIDE] = dates[column::6]
        text[16 + column :: STRIDE] = times[column::6]
    text[36::STRIDE] = bytes(reasons)
    return bytes(text)


def entry(row: RevokedRow) -> bytes:
    """One entry, encoded (RFC 5280 §5.1.2.6)."""
    at = datetime.fromtimestamp(row.at, UTC)
    return der.sequence(der.integer(row.serial), der.time(at), _reason_extension(Reason(row.reason)))


@lru_cache(maxsize=40_000)
def _day_digits(days: int) -> bytes:
    return f"{datetime.fromtimestamp(days * SECONDS_A_DAY, UTC):%y%m%d}".encode()


@lru_cache(maxsize=1)
def _clock_digits() -> list[bytes]:
    return [f"{s // 3600:02}{s // 60 % 60:02}{s % 60:02}".encode() for s in range(SECONDS_A_DAY)]


def _reason_extension(reason: Reason) -> bytes:
    """crlEntryExtensions with the reason; absent for unspecified (RFC 5280 §5.3.1)."""
    if reason is Reason.UNSPECIFIED:
        return b""
    return der.sequence(extension(oids.REASON_CODE, der.enumerated(reason)))


STRIDE_TEMPLATE = entry(RevokedRow(1 << 24, 0, Reason.SUPERSEDED))
STRIDE = len(STRIDE_TEMPLATE)
