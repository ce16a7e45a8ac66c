"""A card's key pairs as bytes, so that another process can make them. It imports nothing that needs the settings."""

from tegata.chip.personalisation import new_keys


def key_set() -> bytes:
    """A fresh set."""
    return new_keys().to_bytes()
