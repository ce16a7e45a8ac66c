"""What a command may ask of the chip it runs on: contents to read, random bytes, and the maker's personality."""

from collections.abc import Callable
from dataclasses import dataclass

from tegata.chip.contents import Contents
from tegata.chip.makers import Personality

Entropy = Callable[[int], bytes]
"""So many random bytes. A chip has a hardware generator; here the operating system's by default."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """Given to every command."""

    contents: Contents
    entropy: Entropy
    personality: Personality
