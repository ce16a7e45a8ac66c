"""What the room needs of the country's trust: the text of a document that one holder signed (port `documents`)."""

from datetime import datetime
from typing import Protocol

LARGEST_DOCUMENT = 64 << 10
"""Bytes. A consent with its certificates is about 6 KiB."""


class Documents(Protocol):
    """Port `documents`."""

    def signed_text(self, document: bytes, now: datetime) -> tuple[bytes, int]:
        """The content of CMS signed data and the serial number of the one signature certificate that signed it, which
        counts now. Raises pki.documents.DocumentError, pki.path.PathError, certificates.AuthorityAway.
        """
