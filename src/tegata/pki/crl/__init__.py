"""Certificate revocation lists (RFC 5280 §5), whole or partitioned by municipality: built and looked up."""

from tegata.pki.crl.building import Window, build, day_begins, entries, entry, window
from tegata.pki.crl.loading import CrlSignatureInvalid, Head, LoadedCrl, MalformedCrl, RevokedEntry, read_head
from tegata.pki.crl.page import Page

__all__ = [
    "CrlSignatureInvalid",
    "Head",
    "LoadedCrl",
    "MalformedCrl",
    "Page",
    "RevokedEntry",
    "Window",
    "build",
    "day_begins",
    "entries",
    "entry",
    "read_head",
    "window",
]
