"""Public ids: UUIDs of version 7 (RFC 9562 §5.7), so that rows made together lie together. They tell nothing of a person."""

import secrets
from datetime import datetime
from uuid import UUID


def new_id(at: datetime) -> UUID:
    """A new id: 48 bits of milliseconds, 74 random bits of the operating system."""
    milliseconds = int(at.timestamp() * 1000)
    random_bits = secrets.randbits(74)
    high, low = random_bits >> 62, random_bits & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
