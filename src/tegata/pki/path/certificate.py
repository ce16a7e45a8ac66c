"""A certificate taken apart (RFC 5280 §4): fast, strict, and unverified until `validation` says otherwise.

What many certificates share (key usage, policies, the authority's names) is read once and remembered by its bytes.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from tegata.pki import der, oids
from tegata.pki.path.errors import MalformedCertificate

LARGEST = 65_536
REMEMBERED = 4096  # twice a certificate of ours; larger ones are read, and leave nothing in memory
DIGITAL_SIGNATURE, NON_REPUDIATION, KEY_CERT_SIGN = 0x80, 0x40, 0x04
"""Bits of the first octet of KeyUsage (RFC 5280 §4.2.1.3)."""

_AUTHORITY_KEY_IDENTIFIER = der.oid(oids.AUTHORITY_KEY_IDENTIFIER)
_BASIC_CONSTRAINTS = der.oid(oids.BASIC_CONSTRAINTS)
_CERTIFICATE_POLICIES = der.oid(oids.CERTIFICATE_POLICIES)
_CRL_DISTRIBUTION_POINTS = der.oid(oids.CRL_DISTRIBUTION_POINTS)
_EXTENDED_KEY_USAGE = der.oid(oids.EXTENDED_KEY_USAGE)
_KEY_USAGE = der.oid(oids.KEY_USAGE)
_SUBJECT_ALT_NAME = der.oid(oids.SUBJECT_ALT_NAME)
_SUBJECT_KEY_IDENTIFIER = der.oid(oids.SUBJECT_KEY_IDENTIFIER)


class UnverifiedCertificate(NamedTuple):
    """The fields of a certificate that nobody has vouched for yet. Names, keys and algorithms are DER."""

    encoded: bytes
    to_be_signed: bytes
    algorithm: bytes
    signature: bytes
    serial: int
    issuer: bytes
    subject: bytes
    not_before: datetime
    not_after: datetime
    public_key: bytes
    extensions: dict[bytes, der.Extension]

    def __repr__(self) -> str:
        """Nothing of the holder: a certificate ends up in logs."""
        return f"UnverifiedCertificate(serial={self.serial:08X})"

    @classmethod
    def parse(cls, encoded: bytes) -> "UnverifiedCertificate":
        """Read a DER certificate. Raises MalformedCertificate."""
        try:
            return _remembered(encoded) if len(encoded) <= REMEMBERED else _parse(encoded)
        except (ValueError, IndexError) as error:  # MalformedDer, or a structure of too few or too many parts
            raise MalformedCertificate(f"not a certificate: {error}") from error

    @property
    def key_usage(self) -> int | None:
        """First octet of the bits; None when the extension is absent."""
        value = self._value(_KEY_USAGE)
        return None if value is None else _first_octet_of_bits(value)

    @property
    def extended_key_usage(self) -> tuple[bytes, ...] | None:
        """Object identifiers with tag and length; None when the extension is absent."""
        value = self._value(_EXTENDED_KEY_USAGE)
        return None if value is None else _items(value)

    @property
    def policies(self) -> tuple[bytes, ...]:
        """Policy identifiers with tag and length; empty when the extension is absent."""
        value = self._value(_CERTIFICATE_POLICIES)
        return () if value is None else _policies(value)

    @property
    def is_authority(self) -> bool:
        """CA:TRUE in the basic constraints of a version 3 certificate."""
        return self.path_length is not None

    @property
    def path_length(self) -> int | None:
        """How many authorities may follow below it: a large number for no limit, None when it is no authority."""
        value = self._value(_BASIC_CONSTRAINTS)
        return None if value is None else _path_length(value)

    @property
    def authority_key_id(self) -> bytes | None:
        """The key id of the issuer, if it is named."""
        value = self._value(_AUTHORITY_KEY_IDENTIFIER)
        return None if value is None else _authority_key_id(value)

    @property
    def subject_key_id(self) -> bytes | None:
        """The id of its own key, if it is named."""
        value = self._value(_SUBJECT_KEY_IDENTIFIER)
        return None if value is None else _octets(value)

    @property
    def crl_point(self) -> bytes | None:
        """The directory name (DER) of its one distribution point, if it has one of that form."""
        value = self._value(_CRL_DISTRIBUTION_POINTS)
        return None if value is None else _directory_name(value)

    @property
    def other_names(self) -> dict[bytes, str]:
        """The otherName texts of its subject alternative name by type identifier (tag and length included)."""
        value = self._value(_SUBJECT_ALT_NAME)
        try:
            return {} if value is None else dict(_other_names(value))
        except (der.MalformedDer, UnicodeDecodeError, ValueError) as error:
            raise MalformedCertificate(f"subjectAltName: {error}") from error

    def other_name(self, oid: str) -> str | None:
        """One of the attributes by its dotted identifier."""
        return self.other_names.get(der.oid(oid))

    def _value(self, oid: bytes) -> bytes | None:
        found = self.extensions.get(oid)
        return None if found is None else found.value


def _parse(encoded: bytes) -> UnverifiedCertificate:
    if len(encoded) > LARGEST:
        raise der.MalformedDer(f"larger than {LARGEST} bytes")
    tbs, algorithm, signature = der.signed_parts(encoded)
    version, serial, inner, issuer, validity, subject, public_key, *rest = der.children(encoded, tbs)
    if der.raw(encoded, version) != _VERSION_3 or der.raw(encoded, inner) != algorithm:
        raise der.MalformedDer("version 3, and the same algorithm inside and outside (RFC 5280 §4.1.1.2)")
    not_before, not_after = (der.read_time(encoded, item) for item in der.children(encoded, validity))
    return UnverifiedCertificate(
        encoded,
        der.raw(encoded, tbs),
        algorithm,
        signature,
        der.read_integer(encoded, serial),
        der.raw(encoded, issuer),
        der.raw(encoded, subject),
        not_before,
        not_after,
        der.raw(encoded, public_key),
        _extensions(encoded, rest[-1]) if rest and rest[-1].tag == 0xA3 else {},
    )


_remembered = lru_cache(maxsize=1024)(_parse)  # a signer's certificate comes with each of its documents
_VERSION_3 = der.context(0, der.integer(2))


def _extensions(encoded: bytes, explicit: der.Node) -> dict[bytes, der.Extension]:
    listed = der.expect(encoded, explicit.content, der.Tag.SEQUENCE, explicit.end)
    read = _remembered_extension if len(encoded) <= REMEMBERED else _extension
    items = [read(der.raw(encoded, item)) for item in der.children(encoded, listed)]
    found = {item.oid: item for item in items}
    if len(found) != len(items):
        raise der.MalformedDer("an extension stands twice (RFC 5280 §4.2)")
    return found


def _extension(encoded: bytes) -> der.Extension:
    found = der.read_extension(encoded, der.whole(encoded))
    if found.oid in _READERS:  # whatever validation will ask for is read now: nothing malformed is found later
        _READERS[found.oid](found.value)
    return found


_remembered_extension = lru_cache(maxsize=4096)(_extension)


@lru_cache(maxsize=256)
def _octets(value: bytes) -> bytes:
    return der.content(value, der.whole(value, der.Tag.OCTET_STRING))


@lru_cache(maxsize=256)
def _first_octet_of_bits(value: bytes) -> int:
    bits = der.whole(value, der.Tag.BIT_STRING)
    return value[bits.content + 1] if bits.end > bits.content + 1 else 0


@lru_cache(maxsize=256)
def _items(value: bytes) -> tuple[bytes, ...]:
    return tuple(der.raw(value, item) for item in der.children(value, der.whole(value)))


@lru_cache(maxsize=256)
def _policies(value: bytes) -> tuple[bytes, ...]:
    listed = der.children(value, der.whole(value))
    return tuple(
        der.raw(value, der.expect(value, item.content, der.Tag.OBJECT_IDENTIFIER, item.end)) for item in listed
    )


@lru_cache(maxsize=256)
def _path_length(value: bytes) -> int | None:
    parts = der.children(value, der.whole(value))
    if not parts or der.raw(value, parts[0]) != der.boolean(value=True):
        return None
    return der.read_integer(value, parts[1]) if len(parts) > 1 else 1 << 30


@lru_cache(maxsize=256)
def _authority_key_id(value: bytes) -> bytes | None:
    parts = der.children(value, der.whole(value))
    return der.content(value, parts[0]) if parts and parts[0].tag == 0x80 else None


@lru_cache(maxsize=4096)
def _directory_name(value: bytes) -> bytes | None:
    """DistributionPoint → fullName → directoryName; None for every other form."""
    points = der.children(value, der.whole(value))
    if len(points) != 1:
        return None
    at = points[0]
    for tag in (0xA0, 0xA0, 0xA4):
        at = der.node(value, at.content, at.end)
        if at.tag != tag:
            return None
    return der.content(value, at)


def _other_names(value: bytes) -> list[tuple[bytes, str]]:
    found = []
    for name in der.children(value, der.whole(value)):
        if name.tag == 0xA0:
            kind, explicit = der.children(value, name)
            text = der.expect(value, explicit.content, der.Tag.UTF8_STRING, explicit.end)
            found.append((der.raw(value, kind), der.content(value, text).decode()))
    return found


_READERS: dict[bytes, Callable[[bytes], object]] = {
    der.oid(oids.KEY_USAGE): _first_octet_of_bits,
    der.oid(oids.EXTENDED_KEY_USAGE): _items,
    der.oid(oids.CERTIFICATE_POLICIES): _policies,
    der.oid(oids.BASIC_CONSTRAINTS): _path_length,
    der.oid(oids.AUTHORITY_KEY_IDENTIFIER): _authority_key_id,
    der.oid(oids.SUBJECT_KEY_IDENTIFIER): _octets,
    der.oid(oids.CRL_DISTRIBUTION_POINTS): _directory_name,
}
