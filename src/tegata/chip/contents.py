"""What the chip's memory holds, read with types and kept at hand until the power goes."""

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key

from tegata.cardspec.applications import CARD_MANAGER_AID
from tegata.chip import records
from tegata.chip.store import Kind, ObjectId, Store


class Contents:
    """The objects of one chip. A blank chip (no store) holds nothing."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._read: dict[ObjectId, bytes | None] = {}
        self._keys: dict[ObjectId, RSAPrivateKey] = {}

    def has_application(self, aid: bytes) -> bool:
        """Whether this card holds the application."""
        return aid == CARD_MANAGER_AID or self._get(ObjectId(aid, Kind.APPLICATION)) is not None

    def file(self, aid: bytes, fid: int) -> bytes:
        """The content of a transparent file; empty if the card has none."""
        return self._get(ObjectId(aid, Kind.FILE, fid)) or b""

    def records(self, aid: bytes, fid: int) -> tuple[bytes, ...]:
        """The records of a record file."""
        return records.decode(self._get(ObjectId(aid, Kind.RECORDS, fid)) or b"")

    def reference(self, aid: bytes, fid: int) -> bytes | None:
        """Reference data in the form of `references`; None if the secret has no value: never set, or taken away."""
        return self._get(ObjectId(aid, Kind.REFERENCE, fid)) or None

    def tries(self, aid: bytes, fid: int) -> int:
        """Tries left; none for a secret that the card does not hold."""
        kept = self._get(ObjectId(aid, Kind.TRIES, fid))
        return kept[0] if kept else 0

    def key(self, aid: bytes, fid: int) -> RSAPrivateKey | None:
        """A private key, ready to sign; checked when the card was loaded."""
        name = ObjectId(aid, Kind.KEY, fid)
        if name not in self._keys:
            encoded = self._get(name)
            if encoded is None:
                return None
            key = load_der_private_key(encoded, password=None, unsafe_skip_rsa_key_validation=True)
            if not isinstance(key, RSAPrivateKey):
                raise TypeError("loading lets no other keys in")
            self._keys[name] = key
        return self._keys[name]

    def data_object(self, tag: int) -> bytes | None:
        """An object of GET DATA."""
        return self._get(ObjectId(CARD_MANAGER_AID, Kind.DATA_OBJECT, tag))

    def issuer_key(self) -> bytes | None:
        """The issuer's key of this card."""
        return self._get(ObjectId(CARD_MANAGER_AID, Kind.ISSUER_KEY))

    def write(self, changes: Mapping[ObjectId, bytes]) -> None:
        """All or nothing, in memory when it returns. Raises MemoryFault, StoreFull."""
        if changes and self._store:
            self._store.put(changes)
            self._read.update(changes)
            for name in changes:
                self._keys.pop(name, None)

    def _get(self, name: ObjectId) -> bytes | None:
        if name not in self._read and self._store:
            self._read[name] = self._store.get(name)
        return self._read.get(name)
