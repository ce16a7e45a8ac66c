"""Certificate revocation lists (RFC 5280 §5), whole or partitioned by municipality: built and looked up."""

from tegata.pki.crl.building import Window, build, window
from tegata.pki.crl.loading import CrlSignatureInvalid, LoadedCrl, MalformedCrl, RevokedEntry

__all__ = ["CrlSignatureInvalid", "LoadedCrl", "MalformedCrl", "RevokedEntry", "Window", "build", "window"]
