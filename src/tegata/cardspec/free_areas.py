"""Free areas of the chip (空き領域): layout only. Each user of an area sees its own file alone.

The law opens two areas; no AID or file layout of either is public: all but the legal bases is our own [guess].
"""

from dataclasses import dataclass
from enum import Enum
from typing import Self

from tegata.cardspec.access import Access, after
from tegata.cardspec.codecs.reading import MalformedFile


class FreeArea(Enum):
    """An area, the article of the Number Act (番号利用法) that opens it, and its AID prefix."""

    RESIDENTS = ("条例利用領域", "Act art. 18 no. 1: a town by ordinance", bytes.fromhex("A000000231F001"))
    EXTENDED = ("拡張利用領域", "Act art. 18 no. 2: a user named by the minister", bytes.fromhex("A000000231F002"))

    def __init__(self, ja: str, law: str, prefix: bytes) -> None:
        self.ja = ja
        self.law = law
        self.prefix = prefix

    def aid(self, user: int) -> bytes:
        """The AID of one user's applet in this area: an applet a user, so the firewall keeps them apart."""
        if not 0 < user < 1 << 32:
            raise ValueError("a user of a free area has a number of 1 to 4 bytes")
        return self.prefix + user.to_bytes(4)


@dataclass(frozen=True, slots=True)
class FreeAreaFile:
    """One user's file: owner, format version, content. Only the owner's reference `OWNER_KEY` opens it."""

    owner: int
    content: bytes
    version: int = 1

    FID = 0x0001
    OWNER_KEY = 0x0011
    CAPACITY = 4096

    @classmethod
    def access(cls) -> Access:
        """Readable after the owner's key only."""
        return after(cls.OWNER_KEY)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the file. Raises MalformedFile."""
        if len(raw) < 8 or len(raw) < 8 + int.from_bytes(raw[5:8]):
            raise MalformedFile("free area: header of owner 4, version 1, length 3, then the content")
        return cls(int.from_bytes(raw[:4]), raw[8 : 8 + int.from_bytes(raw[5:8])], raw[4])

    def __bytes__(self) -> bytes:
        if len(self.content) > self.CAPACITY:
            raise MalformedFile(f"free area: {len(self.content)} bytes, and a file holds {self.CAPACITY}")
        return self.owner.to_bytes(4) + bytes((self.version,)) + len(self.content).to_bytes(3) + self.content
