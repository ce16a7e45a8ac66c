"""The centre's key for the feed of changes, for the word `feed-key`."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings

from tegata.server.kept_key import kept_key


class HomeFeedKey:
    """The key in the home folder, P-256."""

    def __init__(self) -> None:
        self._opened: dict[Path, bytes] = {}

    def pkcs8(self) -> bytes:
        """See validation.rules.FeedKey. Raises KeyUnavailable."""
        home = Path(settings.HOME)
        if home not in self._opened:
            self._opened[home] = kept_key(home, "feed", _new)
        return self._opened[home]


feed_key = HomeFeedKey()


def _new() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
