"""What a command may ask of the chip it runs on: contents to read, random bytes, and the maker's personality."""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa

from tegata.chip.contents import Contents
from tegata.chip.makers import Personality

Entropy = Callable[[int], bytes]
"""So many random bytes. A chip has a hardware generator; here the operating system's by default."""

KeyMaker = Callable[[], rsa.RSAPrivateKey]


def make_key() -> rsa.RSAPrivateKey:
    """A new RSA-2048 key pair, as the chip's own generator makes one."""
    return rsa.generate_private_key(65537, 2048)


@dataclass(frozen=True, slots=True)
class Hardware:
    """Given to every command."""

    contents: Contents
    entropy: Entropy
    personality: Personality
    make_key: KeyMaker = make_key
