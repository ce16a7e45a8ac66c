"""The port between the chip's kernel and a maker's memory layout: named objects, changed all at once or not at all."""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple, Protocol

from tegata.chip.memory import MemoryFault


class Kind(IntEnum):
    """What an object is. The numbers are written to memory: they never change."""

    APPLICATION = 1  # is there: the application can be selected
    FILE = 2
    RECORDS = 3
    REFERENCE = 4
    TRIES = 5
    KEY = 6
    DATA_OBJECT = 7
    ISSUER_KEY = 8


class ObjectId(NamedTuple):
    """The application's AID (the card manager's for what belongs to the whole card), the kind, the EF id or tag."""

    owner: bytes
    kind: Kind
    number: int = 0

    def encode(self) -> bytes:
        """As the makers write it: kind 1, number 2, owner up to the end."""
        return bytes((self.kind,)) + self.number.to_bytes(2) + self.owner

    @classmethod
    def decode(cls, raw: bytes) -> "ObjectId":
        """The other way round."""
        return cls(raw[3:], Kind(raw[0]), int.from_bytes(raw[1:3]))


class StoreFull(MemoryFault):
    """No room for these objects in this memory."""


class Store(Protocol):
    """Port. One implementation per maker."""

    def get(self, object_id: ObjectId) -> bytes | None:
        """The content; None if there is no such object."""

    def put(self, changes: Mapping[ObjectId, bytes]) -> None:
        """Set all of these or, if the power fails on the way, none. Raises StoreFull, MemoryFault."""
