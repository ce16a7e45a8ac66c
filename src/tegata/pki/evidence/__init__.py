"""Evidence of a check, for a court years later: what was asked, by which certificates and status bytes, stamped with a time.

A container of ETSI EN 319 162-1 (ASiC-E with a time-stamp token): the token is over the manifest, the manifest over every file.
"""

from tegata.pki.evidence.checking import CheckedRecord, check
from tegata.pki.evidence.container import EvidenceError
from tegata.pki.evidence.recording import Circumstances, record

__all__ = ["CheckedRecord", "Circumstances", "EvidenceError", "check", "record"]
