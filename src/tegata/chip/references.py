"""Reference data as the chip keeps them: length and value in a field of fixed size, so that comparing takes one time.

Plain, not hashed: whoever can read the memory can also try ten thousand PINs, and finds the keys beside them.
"""

from hmac import compare_digest

LONGEST = 16


def encode(value: bytes) -> bytes:
    """A reference of 1 to 16 bytes as 17."""
    if len(value) > LONGEST:
        raise ValueError(f"a reference has at most {LONGEST} bytes")
    return bytes((len(value),)) + value.ljust(LONGEST, b"\0")


def matches(kept: bytes, presented: bytes) -> bool:
    """Whether the bytes presented are the reference, in constant time."""
    return compare_digest(kept, encode(presented))
