"""Keys of an authority behind one port: sealed files by default, a PKCS #11 token in earnest."""

from tegata.pki.keys.port import SigningKey
from tegata.pki.keys.software import SoftwareKey

__all__ = ["SigningKey", "SoftwareKey"]
