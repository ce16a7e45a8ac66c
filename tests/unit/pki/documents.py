"""A signer, whom to trust, and a stamp: what the tests of signed documents share."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from tests.unit.pki.authorities import NOW, Keys, request, rsa_of

from tegata.pki import crl
from tegata.pki.authority import Authority
from tegata.pki.documents import KeySigner, Trust
from tegata.pki.documents.timestamp import TimeStampAuthority
from tegata.pki.keys import SoftwareKey
from tegata.pki.path import Anchors, CrlSource, StatusSource, UnverifiedCertificate

CONTENT = b"what is signed\n"
CLAIMED = datetime(2026, 1, 4, 12, 0, tzinfo=UTC)


@dataclass
class Desk:
    """An authority, somebody with a certificate of it, and a time-stamping authority."""

    authority: Authority
    keys: Keys
    signer: KeySigner
    stamps: TimeStampAuthority

    @property
    def serial(self) -> int:
        return UnverifiedCertificate.parse(self.signer.certificate).serial

    def lists(self, now: datetime = NOW) -> CrlSource:
        """The complete list made now."""
        data = self.authority.crl(None, now)
        return CrlSource([crl.LoadedCrl.load(data, self.authority.issuer.public_key)])

    def trust(self, status: StatusSource | None = None, *, stamped: bool = True) -> Trust:
        """Trust in the authority and (if stamped) in the time-stamping authority."""
        stamps = (self.stamps.certificate,) if stamped else ()
        return Trust(Anchors([self.authority.certificate]), status or self.lists(), stamps)


def desk(authority: Authority, keys: Keys) -> Desk:
    """A desk where one can sign."""
    made = authority.certify(request(keys.holder), NOW)
    signer = KeySigner(rsa_of(keys.holder), made, [authority.certificate])
    return Desk(authority, keys, signer, stamps_of(keys.stamps))


def stamps_of(key: SoftwareKey, usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING) -> TimeStampAuthority:
    """A time-stamping authority with a certificate signed by itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stamps")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(rsa_of(key).public_key())
        .serial_number(9)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=3650))
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    )
    certificate = builder.sign(rsa_of(key), SHA256()).public_bytes(Encoding.DER)
    return TimeStampAuthority(KeySigner(rsa_of(key), certificate), lambda: 1)
