"""What may not be issued, checked on the very bytes that would be signed. Fast, because every certificate passes here.

Not a judge of other people's certificates: it knows this service's profiles. Outside linters look at samples in the tests.
"""

from datetime import UTC, datetime, timedelta

from tegata.pki import der, oids
from tegata.pki.names import Kind
from tegata.pki.profiles import Issuer

LONGEST_LIFE = timedelta(days=6 * 366 + 1)
"""A renewal three months early ends at the sixth birthday after it; nothing lives longer."""

RSA_2048_HEAD = bytes.fromhex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100")
RSA_EXPONENT = bytes.fromhex("0203010001")
P384_HEAD = bytes.fromhex("3076301006072a8648ce3d020106052b8104002203620004")

_COMMON = (
    (oids.CERTIFICATE_POLICIES, True),
    (oids.ISSUER_ALT_NAME, False),
    (oids.CRL_DISTRIBUTION_POINTS, False),
    (oids.AUTHORITY_INFORMATION_ACCESS, False),
    (oids.AUTHORITY_KEY_IDENTIFIER, False),
    (oids.SUBJECT_KEY_IDENTIFIER, False),
)
PROFILE = {
    Kind.SIGNATURE: ((oids.KEY_USAGE, True), (oids.SUBJECT_ALT_NAME, False), *_COMMON),
    Kind.AUTHENTICATION: ((oids.KEY_USAGE, True), (oids.EXTENDED_KEY_USAGE, False), *_COMMON),
}
_ENCODED = {
    kind: [der.oid(oid) + (der.boolean(value=True) if critical else b"") for oid, critical in extensions]
    for kind, extensions in PROFILE.items()
}

_OCTET_STRING = bytes((der.Tag.OCTET_STRING,))


class LintError(ValueError):
    """The certificate must not be issued. The text names the field and the rule; it holds no personal data."""


def check_public_key(public_key: bytes, issuer: Issuer) -> None:
    """RSA-2048 with exponent 65537, or P-384; and not the authority's own key. Raises LintError."""
    rsa = public_key.startswith(RSA_2048_HEAD) and public_key.endswith(RSA_EXPONENT)
    elliptic = public_key.startswith(P384_HEAD)
    if not (rsa and len(public_key) == 294 and public_key[len(RSA_2048_HEAD)] & 0x80) and not (
        elliptic and len(public_key) == 120
    ):
        raise LintError("subjectPublicKeyInfo: RSA-2048 with exponent 65537, or P-384, and nothing else")
    if public_key == issuer.public_key:
        raise LintError("subjectPublicKeyInfo: this is the authority's own key")


def check(to_be_signed: bytes, issuer: Issuer, issuer_ends: datetime) -> None:
    """Every rule over a TBSCertificate of an end entity. Raises LintError."""
    try:
        _check(to_be_signed, issuer, issuer_ends)
    except der.MalformedDer as error:
        raise LintError(f"not DER: {error}") from error


def _check(tbs: bytes, issuer: Issuer, issuer_ends: datetime) -> None:
    version, serial, algorithm, name, validity, _, public_key, extensions = _fields(tbs)
    if der.raw(tbs, version) != der.context(0, der.integer(2)):
        raise LintError("version: v3 (RFC 5280 §4.1.2.1)")
    if der.read_integer(tbs, serial) <= 0 or serial.end - serial.content > 20:
        raise LintError("serialNumber: positive, at most 20 octets (RFC 5280 §4.1.2.2)")
    if der.raw(tbs, algorithm) != issuer.algorithm or der.raw(tbs, name) != issuer.name:
        raise LintError("signature or issuer: not those of this authority")
    _check_validity(tbs, validity, issuer_ends)
    check_public_key(der.raw(tbs, public_key), issuer)
    _check_extensions(tbs, extensions, issuer.kind)


def _fields(tbs: bytes) -> list[der.Node]:
    found = der.children(tbs, der.whole(tbs))
    if len(found) != 8:
        raise LintError("tbsCertificate: eight fields, no unique identifiers (RFC 5280 §4.1.2.8)")
    return found


def _check_validity(tbs: bytes, validity: der.Node, issuer_ends: datetime) -> None:
    times = [der.read_time(tbs, item) for item in der.children(tbs, validity)]
    if len(times) != 2:
        raise LintError("validity: notBefore and notAfter")
    start, end = times
    if (end.hour, end.minute, end.second) != (14, 59, 59):
        raise LintError("notAfter: the last second of a day in Japan, 14:59:59Z")
    if not start < end <= start + LONGEST_LIFE:
        raise LintError("validity: ends after it starts, and within six years")
    if end > issuer_ends.astimezone(UTC):
        raise LintError("notAfter: not after the authority's own certificate")


def _check_extensions(tbs: bytes, explicit: der.Node, kind: Kind) -> None:
    items = der.children(tbs, der.expect(tbs, explicit.content, der.Tag.SEQUENCE, explicit.end))
    expected = _ENCODED[kind]
    found = [tbs[item.content : item.end] for item in items]
    if len(found) != len(expected):
        raise LintError("extensions: those of the profile, each once")
    for start, body in zip(expected, found, strict=True):
        if not body.startswith(start) or body[len(start) : len(start) + 1] != _OCTET_STRING:
            raise LintError("extensions: the profile's, in its order, critical where it says so")
