"""Time-stamp tokens (RFC 3161): proof that a signature existed at a time, by somebody other than its signer.

Trust in a time-stamping authority is by its certificate itself: the installation lists those that it believes.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from hashlib import sha256

from asn1crypto import core, tsp

from tegata.pki import der
from tegata.pki.documents import cms
from tegata.pki.documents.errors import Altered, BrokenDocument, UnsupportedForm
from tegata.pki.documents.signer import Signer
from tegata.pki.path.certificate import UnverifiedCertificate
from tegata.pki.path.errors import Expired, NotYetValid

TIME_STAMPING = "1.3.6.1.5.5.7.3.8"  # RFC 3161 §2.3: id-kp-timeStamping, critical and alone
POLICY = "2.25.312345678901234567890123456789012345"
"""The policy of a test installation, under the arc for UUIDs (X.667): nobody is bound by it."""


class TimeStampAuthority:
    """Stamps digests. Serial numbers, like the clock, come from outside."""

    def __init__(self, signer: Signer, serial: Callable[[], int]) -> None:
        self.certificate = signer.certificate
        self._signer = signer
        self._serial = serial

    def token(self, digest: bytes, now: datetime, nonce: int | None = None, *, certificates: bool = True) -> bytes:
        """TimeStampToken over a SHA-256 digest, DER; its certificate only if it is wanted (RFC 3161 §2.4.1 certReq)."""
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": POLICY,
                "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest},
                "serial_number": self._serial(),
                "gen_time": now.replace(microsecond=0),
                "nonce": core.Integer(nonce) if nonce is not None else None,
            }
        )
        return cms.sign(info.dump(), self._signer, now, content_type=cms.TST_INFO, certificates=certificates)


def attribute(token: bytes) -> bytes:
    """The unsigned attribute that carries a token in a signer's info (RFC 3161 appendix A)."""
    return cms.attribute(cms.TIME_STAMP_TOKEN, token)


def read(token: bytes, signature: bytes, trusted: Collection[bytes]) -> datetime:
    """The time at which a trusted authority saw this signature value.

    Raises Altered, UnsupportedForm, BrokenDocument, or the PathError of a certificate out of its time.
    """
    opened = cms.open_signed(token)
    stamp = opened.signatures[0]
    if opened.content_type != der.oid(cms.TST_INFO) or len(opened.signatures) != 1:
        raise UnsupportedForm("the time-stamp is no token of RFC 3161")
    if stamp.certificate.encoded not in trusted:
        raise UnsupportedForm("the time-stamp is by an authority that is not trusted here")
    digest_name, digest, moment = _info(opened.content)
    if digest_name != "sha256":
        raise UnsupportedForm("the time-stamp's digest is not SHA-256")
    if digest != sha256(signature).digest():
        raise Altered("the time-stamp is about another signature")
    _check_authority(stamp.certificate, moment)
    return moment


def _info(content: bytes) -> tuple[str, bytes, datetime]:
    """What a TSTInfo says: name of the digest, digest, time. Even a trusted authority's bytes may be broken."""
    try:
        info = tsp.TSTInfo.load(content, strict=True)
        imprint = info["message_imprint"]
        moment = info["gen_time"].native
        if not isinstance(moment, datetime):
            raise TypeError("no time")
        return imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native, moment
    except (ValueError, TypeError, KeyError) as error:
        raise BrokenDocument(f"the time-stamp's content is not TSTInfo: {error}") from error


def _check_authority(certificate: UnverifiedCertificate, moment: datetime) -> None:
    if certificate.extended_key_usage != (der.oid(TIME_STAMPING),):
        raise UnsupportedForm("the time-stamp's certificate is not one for time-stamping alone")
    if moment < certificate.not_before:
        raise NotYetValid(certificate.not_before)
    if moment > certificate.not_after:
        raise Expired(certificate.not_after)
