"""Loading a CRL: signature first, then an index by serial number that costs eight bytes an entry.

Entries with serials of four bytes have 37 bytes and are indexed by that stride; any other list is walked entry by entry.
"""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from operator import ge
from typing import NamedTuple, Self

from tegata.pki import der, oids, signatures
from tegata.pki.revocation import Reason

STRIDE = 37
STRIDE_HEAD = bytes.fromhex("30230204")  # SEQUENCE of 35, INTEGER of 4
CRITICAL_UNDERSTOOD = {der.oid(oids.ISSUING_DISTRIBUTION_POINT)}


class MalformedCrl(ValueError):
    """The bytes are no CRL in the form of RFC 5280, or have a critical extension that is not understood."""


class CrlSignatureInvalid(ValueError):
    """The CRL was not signed by this authority's key, or was altered."""


class RevokedEntry(NamedTuple):
    """One certificate on a CRL; when and why are read when they are asked for."""

    serial: int
    encoded: bytes

    @property
    def at(self) -> datetime:
        """When it was revoked or held."""
        _, at, *_ = der.children(self.encoded, der.whole(self.encoded))
        return der.read_time(self.encoded, at)

    @property
    def reason(self) -> Reason:
        """Why; unspecified when the entry does not say."""
        _, _, *rest = der.children(self.encoded, der.whole(self.encoded))
        for extensions in rest:
            for item in der.children(self.encoded, extensions):
                found = der.read_extension(self.encoded, item)
                if found.oid == der.oid(oids.REASON_CODE):
                    code = der.read_integer(found.value, der.whole(found.value, der.Tag.ENUMERATED))
                    return Reason(code) if code in _REASONS else Reason.UNSPECIFIED
        return Reason.UNSPECIFIED


class LoadedCrl:
    """A CRL whose signature was verified, ready for look-ups. `load` makes one.

    `distribution_point` is the directory name (DER) of the issuing distribution point, None on a complete list.
    """

    def __init__(self, data: bytes, header: "Head", issuer_public_key: bytes) -> None:
        self.data = data
        self.issuer_public_key = issuer_public_key
        self.issuer_name = header.issuer_name
        self.this_update = header.this_update
        self.next_update = header.next_update
        self.number = header.number
        self.distribution_point = header.distribution_point
        self._index = _Index(header.entries)

    @classmethod
    def load(cls, data: bytes, issuer_public_key: bytes) -> Self:
        """Verify by the issuer's SubjectPublicKeyInfo and index. Raises MalformedCrl or CrlSignatureInvalid."""
        try:
            signatures.verify_signed(data, issuer_public_key)
            return cls(data, _head(data), issuer_public_key)
        except signatures.BadSignature as error:
            raise CrlSignatureInvalid("the CRL was not signed by this authority, or was altered") from error
        except ValueError as error:  # MalformedDer, or too few fields
            raise MalformedCrl(f"not a CRL: {error}") from error

    def __len__(self) -> int:
        return len(self._index)

    def lookup(self, serial: int) -> RevokedEntry | None:
        """The entry of a serial number; None when it is not on the list."""
        return self._index.find(serial)


@dataclass(slots=True)
class Head:
    """What a list says of itself; its entries as they lie. Nothing of it is verified."""

    issuer_name: bytes
    this_update: datetime
    next_update: datetime | None
    entries: bytes
    number: int | None = None
    distribution_point: bytes | None = None


def read_head(data: bytes) -> Head:
    """Everything of TBSCertList but the entries themselves (RFC 5280 §5.1). Raises MalformedCrl."""
    try:
        return _head(data)
    except ValueError as error:
        raise MalformedCrl(f"not a CRL: {error}") from error


def _head(data: bytes) -> Head:
    tbs = der.expect(data, der.whole(data).content, der.Tag.SEQUENCE)
    version, _, name, this_update, *rest = der.children(data, tbs)
    if der.raw(data, version) != der.integer(1):
        raise der.MalformedDer("a CRL with extensions is version 2")
    header = Head(der.raw(data, name), der.read_time(data, this_update), None, b"")
    places = [_PLACES.get(item.tag, 0) for item in rest]
    if 0 in places or any(a >= b for a, b in pairwise(places)):
        raise der.MalformedDer("a field that is unknown, stands twice, or stands in another's place")
    for item in rest:
        if item.tag == der.Tag.SEQUENCE:
            header.entries = der.content(data, item)
        elif item.tag == 0xA0:
            _read_extensions(data, item, header)
        else:
            header.next_update = der.read_time(data, item)
    return header


_PLACES = {der.Tag.UTC_TIME: 1, der.Tag.GENERALIZED_TIME: 1, der.Tag.SEQUENCE: 2, 0xA0: 3}
"""nextUpdate, revokedCertificates, crlExtensions: each optional, each once, in this order."""


def _read_extensions(data: bytes, explicit: der.Node, header: Head) -> None:
    for item in der.children(data, der.expect(data, explicit.content, der.Tag.SEQUENCE, explicit.end)):
        extension = der.read_extension(data, item)
        if extension.oid == der.oid(oids.CRL_NUMBER):
            header.number = der.read_integer(extension.value, der.whole(extension.value, der.Tag.INTEGER))
        elif extension.oid == der.oid(oids.ISSUING_DISTRIBUTION_POINT):
            header.distribution_point = _directory_name(extension.value)
        elif extension.critical and extension.oid not in CRITICAL_UNDERSTOOD:
            raise der.MalformedDer("a critical extension that is not understood (RFC 5280 §5.2)")


def _directory_name(value: bytes) -> bytes:
    """The one directory name of an IssuingDistributionPoint; other scopes (only CA, only some reasons) are refused."""
    items = der.children(value, der.whole(value))
    if len(items) != 1 or items[0].tag != 0xA0:
        raise der.MalformedDer("an issuing distribution point that is not one full name")
    full_name = der.expect(value, items[0].content, 0xA0, items[0].end)
    general_name = der.expect(value, full_name.content, 0xA4, full_name.end)
    return der.content(value, general_name)


class _Index:
    """Serial numbers in ascending order, and where each entry starts."""

    def __init__(self, entries: bytes) -> None:
        self._entries = entries
        self._has_stride = _has_stride(entries)
        self._serials, self._offsets = _strided(entries) if self._has_stride else _walk(entries)
        if any(map(ge, self._serials, islice(self._serials, 1, None))):
            self._sort()

    def _sort(self) -> None:
        """RFC 5280 asks for no order; among doubled serials the first stands."""
        order = sorted(range(len(self._serials)), key=self._serials.__getitem__)
        self._serials = [self._serials[i] for i in order]
        self._offsets = [self._offsets[i] for i in order]

    def __len__(self) -> int:
        return len(self._serials)

    def find(self, serial: int) -> RevokedEntry | None:
        at = bisect_left(self._serials, serial)
        if at == len(self._serials) or self._serials[at] != serial:
            return None
        start = self._offsets[at]
        end = start + STRIDE if self._has_stride else der.node(self._entries, start).end
        return RevokedEntry(serial, self._entries[start:end])


def places(entries: bytes) -> tuple[Sequence[int], Sequence[int]]:
    """Serial number and offset of each entry, as they lie. Raises MalformedDer."""
    return _strided(entries) if _has_stride(entries) else _walk(entries)


def _strided(entries: bytes) -> tuple[Sequence[int], Sequence[int]]:
    """Serial numbers of entries of one size, octet by octet for all of them at once."""
    octets = bytearray(len(entries) // STRIDE * 4)
    for column in range(4):
        octets[column::4] = entries[4 + column :: STRIDE]
    serials = array("I", bytes(octets))
    if sys.byteorder == "little":
        serials.byteswap()
    return serials, range(0, len(entries), STRIDE)


def _has_stride(entries: bytes) -> bool:
    count, rest = divmod(len(entries), STRIDE)
    if rest or not count:
        return False
    heads = (entries[i::STRIDE] == STRIDE_HEAD[i : i + 1] * count for i in range(4))
    return all(heads) and max(entries[4::STRIDE]) < 0x80


def _walk(entries: bytes) -> tuple[Sequence[int], Sequence[int]]:
    serials: list[int] = []
    offsets: list[int] = []
    at = 0
    while at < len(entries):
        item = der.expect(entries, at, der.Tag.SEQUENCE)
        serials.append(der.read_integer(entries, der.node(entries, item.content, item.end)))
        offsets.append(at)
        at = item.end
    return serials, offsets


_REASONS = frozenset(reason.value for reason in Reason)
