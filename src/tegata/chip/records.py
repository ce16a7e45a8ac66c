"""Record files as the chip keeps them: each record behind its length, two bytes."""

from collections.abc import Sequence


def encode(records: Sequence[bytes]) -> bytes:
    """The content of a record file, record 1 first."""
    return b"".join(len(record).to_bytes(2) + record for record in records)


def decode(content: bytes) -> tuple[bytes, ...]:
    """Record 1 first."""
    found, at = [], 0
    while at < len(content):
        end = at + 2 + int.from_bytes(content[at : at + 2])
        found.append(content[at + 2 : end])
        at = end
    return tuple(found)
