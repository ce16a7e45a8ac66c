"""What each certificate looks like, byte for byte: roots, both end-entity kinds, and the OCSP responder's.

Source: certificates read from real cards where they could be (authentication, roots); several secondary sources for the
signature certificate. Extensions stand in the order in which they were read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from hashlib import sha1

from tegata.pki import der, names, oids
from tegata.pki.holder import Holder
from tegata.pki.names import Kind, Naming
from tegata.rules.municipalities import Municipality

VERSION_3 = der.context(0, der.integer(2))
JAPAN = timezone(timedelta(hours=9), "JST")

# [guess] three digits and a letter end a common name; on the only card seen they were 003 and A.
COMMON_NAME_TAIL = "003A"


@dataclass(frozen=True, slots=True)
class Issuer:
    """The facts of an authority that go into what it issues: kind, names, key and the serial of its own certificate."""

    kind: Kind
    naming: Naming
    public_key: bytes
    algorithm: bytes
    serial: int

    @property
    def name(self) -> bytes:
        """Its Name, DER."""
        return names.authority(self.kind, self.naming)

    @property
    def key_id(self) -> bytes:
        """SubjectKeyIdentifier by RFC 5280 §4.2.1.2 method 1."""
        return key_id(self.public_key)


@dataclass(frozen=True, slots=True)
class Validity:
    """From the second of issue to the last second of the last day (23:59:59 in Japan)."""

    not_before: datetime
    not_after: datetime

    def __bytes__(self) -> bytes:
        return der.sequence(der.time(self.not_before), der.time(self.not_after))


def key_id(public_key: bytes) -> bytes:
    """SHA-1 of the key's bits, without the unused-bits octet."""
    bits = der.children(public_key, der.whole(public_key))[1]
    return sha1(public_key[bits.content + 1 : bits.end], usedforsecurity=False).digest()


def extension(oid: str, value: bytes, *, critical: bool = False) -> bytes:
    """One Extension; FALSE is the default and therefore absent."""
    flag = der.boolean(value=True) if critical else b""
    return der.sequence(der.oid(oid), flag, der.octet_string(value))


def root(issuer: Issuer, validity: Validity) -> bytes:
    """To-be-signed bytes of an authority's own certificate."""
    alternative = der.sequence(names.directory_name(names.authority_in_japanese(issuer.kind)))
    extensions = (
        extension(oids.KEY_USAGE, der.named_bits(5, 6), critical=True),  # keyCertSign, cRLSign
        extension(oids.SUBJECT_ALT_NAME, alternative),
        extension(oids.BASIC_CONSTRAINTS, der.sequence(der.boolean(value=True)), critical=True),
        extension(oids.CRL_DISTRIBUTION_POINTS, _points(issuer.name)),
        extension(oids.SUBJECT_KEY_IDENTIFIER, der.octet_string(issuer.key_id)),
    )
    return _to_be_signed(issuer, issuer.serial, bytes(validity), issuer.name, issuer.public_key, b"".join(extensions))


def ocsp_responder(issuer: Issuer, serial: int, validity: Validity, public_key: bytes) -> bytes:
    """To-be-signed bytes of a delegated responder's certificate (RFC 6960 §4.2.2.2). [guess] how the real one looks."""
    subject = names.encode(
        (oids.COUNTRY, "JP"),
        (oids.ORGANISATION, issuer.naming.organisation),
        (oids.ORGANISATIONAL_UNIT, names.ENGLISH[issuer.kind]),
        (oids.COMMON_NAME, "OCSP Responder"),
    )
    extensions = (
        extension(oids.KEY_USAGE, der.named_bits(0), critical=True),
        extension(oids.EXTENDED_KEY_USAGE, der.sequence(der.oid(oids.OCSP_SIGNING))),
        extension(oids.OCSP_NOCHECK, der.NULL),
        _authority_key_identifier(issuer),
        extension(oids.SUBJECT_KEY_IDENTIFIER, der.octet_string(key_id(public_key))),
    )
    return _to_be_signed(issuer, serial, bytes(validity), subject, public_key, b"".join(extensions))


class EndEntityProfile:
    """The certificate of a card under one authority: what all of them share is encoded once."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer = issuer
        self._signature = issuer.kind is Kind.SIGNATURE
        bits = (0, 1) if self._signature else (0,)  # digitalSignature, and nonRepudiation for signatures
        alternative = der.sequence(names.directory_name(names.authority_in_japanese(issuer.kind)))
        self._key_usage = extension(oids.KEY_USAGE, der.named_bits(*bits), critical=True)
        self._client_auth = extension(oids.EXTENDED_KEY_USAGE, der.sequence(der.oid(oids.CLIENT_AUTH)))
        self._policies_and_issuer = _policies(issuer) + extension(oids.ISSUER_ALT_NAME, alternative)
        self._access = _access(issuer) + _authority_key_identifier(issuer)

    def to_be_signed(self, holder: Holder, serial: int, validity: Validity, public_key: bytes) -> bytes:
        """TBSCertificate for a holder's key (SubjectPublicKeyInfo)."""
        town = holder.municipality
        point = names.crl_point(self.issuer.kind, self.issuer.naming, town.prefecture_roman, town.roman)
        names_or_usage = (
            extension(oids.SUBJECT_ALT_NAME, holder.other_names()) if self._signature else self._client_auth
        )
        extensions = (
            self._key_usage
            + names_or_usage
            + self._policies_and_issuer
            + _point_extension(point)
            + self._access
            + extension(oids.SUBJECT_KEY_IDENTIFIER, der.octet_string(key_id(public_key)))
        )
        subject = self._subject(town, serial, validity.not_before)
        return _to_be_signed(self.issuer, serial, bytes(validity), subject, public_key, extensions)

    def _subject(self, town: Municipality, serial: int, issued: datetime) -> bytes:
        if not self._signature:
            return der.sequence(
                _COUNTRY, _attribute(oids.COMMON_NAME, _opaque_id(serial) + town.code5 + COMMON_NAME_TAIL)
            )
        common_name = f"{_stamp(issued)}{town.code5}{serial % 1000:03}A"
        return der.sequence(
            _COUNTRY,
            _attribute(oids.LOCALITY, town.prefecture_roman),
            _attribute(oids.LOCALITY, town.roman),
            _attribute(oids.COMMON_NAME, common_name),
        )


def policy_of(kind: Kind, naming: Naming) -> str:
    """The one policy of a certificate; test systems are known to differ in the signature policy only."""
    if kind is Kind.AUTHENTICATION:
        return oids.POLICY_AUTHENTICATION_CARD
    return oids.POLICY_SIGNATURE_CARD if naming.organisation == "JPKI" else oids.POLICY_SIGNATURE_TEST_CARD


def seal(algorithm: bytes, signature: bytes) -> bytes:
    """What follows the to-be-signed bytes in SIGNED { … } of X.509."""
    return algorithm + der.bit_string(signature)


def certificate(to_be_signed: bytes, algorithm: bytes, signature: bytes) -> bytes:
    """The whole certificate or CRL: SIGNED { … } of X.509."""
    return der.sequence(to_be_signed, seal(algorithm, signature))


def _opaque_id(serial: int) -> str:
    """Fourteen of 0–9 and A–Z. [guess] their meaning is unknown; here the serial number, mixed so that it does not show.

    An affine map modulo a prime below 36 ** 14 keeps them unique without looking anything up.
    """
    value = (serial * _MULTIPLIER + _OFFSET) % _PRIME
    text = ""
    while len(text) < 14:
        value, digit = divmod(value, 36)
        text = _DIGITS[digit] + text
    return text


_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PRIME = (1 << 72) - 93  # the largest prime below 2 ** 72, which is below 36 ** 14
_MULTIPLIER, _OFFSET = 0x9E3779B97F4A7C15F3, 0x2545F4914F6CDD1D5B


def _to_be_signed(
    issuer: Issuer, serial: int, validity: bytes, subject: bytes, public_key: bytes, extensions: bytes
) -> bytes:
    return der.sequence(
        VERSION_3,
        der.integer(serial),
        issuer.algorithm,
        issuer.name,
        validity,
        subject,
        public_key,
        der.context(3, der.sequence(extensions)),
    )


@lru_cache(maxsize=64)
def _stamp(issued: datetime) -> str:
    return issued.astimezone(JAPAN).strftime("%Y%m%d%H%M%S")


@lru_cache(maxsize=4096)
def _point_extension(name: bytes) -> bytes:
    return extension(oids.CRL_DISTRIBUTION_POINTS, _points(name))


def _points(name: bytes) -> bytes:
    """CRLDistributionPoints of one point, which is a directory name and no address."""
    return der.sequence(der.sequence(names.full_name_point(name)))


def _policies(issuer: Issuer) -> bytes:
    qualifier = der.sequence(der.oid(oids.CPS_QUALIFIER), der.wrap(der.Tag.IA5_STRING, issuer.naming.cps_uri.encode()))
    information = der.sequence(der.oid(policy_of(issuer.kind, issuer.naming)), der.sequence(qualifier))
    return extension(oids.CERTIFICATE_POLICIES, der.sequence(information), critical=True)


def _access(issuer: Issuer) -> bytes:
    uri = der.context(6, issuer.naming.ocsp(issuer.kind).encode(), constructed=False)
    return extension(oids.AUTHORITY_INFORMATION_ACCESS, der.sequence(der.sequence(der.oid(oids.OCSP_ACCESS), uri)))


def _authority_key_identifier(issuer: Issuer) -> bytes:
    """Key id, issuer name and serial: all three, as on real cards, so that generations of one name are told apart."""
    value = (
        der.context(0, issuer.key_id, constructed=False)
        + der.context(1, names.directory_name(issuer.name))
        + der.context(2, der.integer_octets(issuer.serial), constructed=False)
    )
    return extension(oids.AUTHORITY_KEY_IDENTIFIER, der.sequence(value))


def _attribute(kind: str, text: str) -> bytes:
    return der.set_of(der.sequence(der.oid(kind), der.utf8(text)))


_COUNTRY = der.set_of(der.sequence(der.oid(oids.COUNTRY), der.printable("JP")))
