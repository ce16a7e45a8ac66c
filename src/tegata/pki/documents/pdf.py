"""Signed PDFs (PAdES, ETSI EN 319 142-1) through pyHanko, with the signature made by a card.

B-B: the signature. B-T: with a time-stamp. B-LT: with the evidence of its certificate's status appended, so that it can be
checked when the certificate has long ended.
"""

import asyncio
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms as asn1_cms
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tegata.pki import der
from tegata.pki.documents import cms
from tegata.pki.documents.errors import Altered, BrokenDocument, NotSigned, UnsupportedForm
from tegata.pki.documents.signer import DIGEST, Signer, digest_of
from tegata.pki.documents.timestamp import TimeStampAuthority

FIELD = "Signature"
_BROKEN = (
    PdfError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
    AssertionError,
    OSError,
)
"""What pyHanko raises when a file is not what it claims to be."""


class _CardSigner(signers.Signer):
    """pyHanko's signer over our port; a dry run asks for no signature, so that a card is used once."""

    def __init__(self, signer: Signer) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([asn1_x509.Certificate.load(item) for item in signer.issuer_certificates])
        super().__init__(signing_cert=asn1_x509.Certificate.load(signer.certificate), cert_registry=store)
        self._signer = signer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(256)
        return self._signer.sign_digest(digest_algorithm, digest_of(data, digest_algorithm))


class _Stamper(TimeStamper):
    """pyHanko's time-stamper over our authority."""

    def __init__(self, authority: TimeStampAuthority, now: datetime) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._authority = authority
        self._now = now

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> asn1_cms.ContentInfo:
        if md_algorithm != "sha256":
            raise UnsupportedForm("time-stamps here are over SHA-256")
        return asn1_cms.ContentInfo.load(self._authority.token(message_digest, self._now))


class _PdfSigner(signers.PdfSigner):
    """pyHanko asks the clock itself; here the time is a parameter."""

    def __init__(self, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._now
        return session


def sign(document: bytes, signer: Signer, now: datetime, stamps: TimeStampAuthority | None = None) -> bytes:
    """The document with a signature appended: PAdES B-B, or B-T with a time-stamping authority.

    Raises BrokenDocument for what is no PDF, is cut short or encrypted.
    """
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(document), strict=False)
        if writer.prev.encrypted:
            raise UnsupportedForm("the PDF is encrypted; remove its password first")
        taken = {item.field_name for item in writer.prev.embedded_signatures}
        name = next(name for name in (FIELD, *(f"{FIELD}{n}" for n in range(2, 1000))) if name not in taken)
        metadata = signers.PdfSignatureMetadata(field_name=name, md_algorithm=DIGEST, subfilter=SigSeedSubFilter.PADES)
        stamper = None if stamps is None else _Stamper(stamps, now)
        pdf_signer = _PdfSigner(now, metadata, _CardSigner(signer), timestamper=stamper)
        output = io.BytesIO()
        asyncio.run(pdf_signer.async_sign_pdf(writer, output=output))
    except SigningError as error:
        raise UnsupportedForm(f"the PDF does not allow this signature: {error}") from error
    except _BROKEN as error:
        raise BrokenDocument(f"not a PDF that can be signed: {error}") from error
    return output.getvalue()


def add_evidence(
    document: bytes, certificates: Iterable[bytes], ocsps: Iterable[bytes] = (), crls: Iterable[bytes] = ()
) -> bytes:
    """Append the evidence of a certificate's status (document security store): B-LT from B-T."""
    output = io.BytesIO(document)
    DocumentSecurityStore.add_dss(
        output,
        None,
        certs=[asn1_x509.Certificate.load(item) for item in certificates],
        ocsps=[asn1_ocsp.OCSPResponse.load(item) for item in ocsps],
        crls=[asn1_crl.CertificateList.load(item) for item in crls],
    )
    return output.getvalue()


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """One signature in a PDF: intact, and covering all of the file but what is allowed to be appended.

    `container` is its CMS, over the two stretches of `byte_range` (start and length, twice).
    """

    field: str
    signature: cms.IntactSignature
    claimed_time: datetime | None
    ocsps: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    container: bytes
    byte_range: tuple[int, int, int, int]


def open_signed(document: bytes) -> Sequence[PdfSignature]:
    """Check the integrity of every signature. Raises NotSigned, BrokenDocument, UnsupportedForm or Altered."""
    try:
        reader = PdfFileReader(io.BytesIO(document), strict=True)
        if reader.encrypted:
            raise UnsupportedForm("the PDF is encrypted; remove its password first")
        embedded = list(reader.embedded_regular_signatures)
        ocsps, crls = _evidence(reader)
        found = [_check(document, item, ocsps, crls) for item in embedded]
    except SignatureValidationError as error:
        raise Altered(f"the signature in the PDF is not in order: {error}") from error
    except _BROKEN as error:
        raise BrokenDocument(f"not a PDF that can be read: {error}") from error
    if not found:
        raise NotSigned("there is no signature in the PDF")
    return found


def _check(
    document: bytes, embedded: EmbeddedPdfSignature, ocsps: tuple[bytes, ...], crls: tuple[bytes, ...]
) -> PdfSignature:
    embedded.compute_integrity_info()  # type: ignore[no-untyped-call]
    integrity = embedded.summarise_integrity_info()
    if integrity["coverage"] < SignatureCoverageLevel.ENTIRE_REVISION:
        raise Altered("the signature does not cover the whole document")
    if integrity.get("modification_level", ModificationLevel.NONE) is ModificationLevel.OTHER:
        raise Altered("the document was changed after it was signed")
    contents = bytes(embedded.pkcs7_content)
    container = contents[: der.node(contents).end]
    start, first, second, last = embedded.byte_range
    covered = document[start : start + first] + document[second : second + last]
    opened = cms.open_signed(container, covered)
    if len(opened.signatures) != 1:
        raise UnsupportedForm("a PDF signature has one signer")
    claimed = embedded.self_reported_timestamp
    return PdfSignature(
        embedded.field_name, opened.signatures[0], claimed, ocsps, crls, container, (start, first, second, last)
    )


def _evidence(reader: PdfFileReader) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return (), ()
    streams = ([item.get_object().data for item in listed] for listed in (store.ocsps, store.crls))
    ocsps, crls = (tuple(found) for found in streams)
    return ocsps, crls
