"""Path validation: whether a certificate counts, for a purpose, at a moment. Unknown, stale and revoked are different errors."""

from tegata.pki.path.certificate import UnverifiedCertificate
from tegata.pki.path.errors import PathError
from tegata.pki.path.purpose import AUTHENTICATION, SIGNATURE, Purpose
from tegata.pki.path.status import CrlSource, Evidence, FirstOf, OcspSource, OcspStaple, StatusSource
from tegata.pki.path.validation import Anchors, ValidatedPath, validate

__all__ = [
    "AUTHENTICATION",
    "SIGNATURE",
    "Anchors",
    "CrlSource",
    "Evidence",
    "FirstOf",
    "OcspSource",
    "OcspStaple",
    "PathError",
    "Purpose",
    "StatusSource",
    "UnverifiedCertificate",
    "ValidatedPath",
    "validate",
]
