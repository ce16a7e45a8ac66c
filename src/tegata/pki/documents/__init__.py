"""Signed documents: CMS, PDF (PAdES) and XML (XAdES), signed by a card and verified against an installation's trust."""

from tegata.pki.documents.errors import Altered, BrokenDocument, DocumentError, NotSigned, UnsupportedForm
from tegata.pki.documents.signer import KeySigner, Signer
from tegata.pki.documents.verification import Form, Trust, VerifiedDocument, VerifiedSignature, form_of, verify

__all__ = [
    "Altered",
    "BrokenDocument",
    "DocumentError",
    "Form",
    "KeySigner",
    "NotSigned",
    "Signer",
    "Trust",
    "UnsupportedForm",
    "VerifiedDocument",
    "VerifiedSignature",
    "form_of",
    "verify",
]
