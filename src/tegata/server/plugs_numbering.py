"""The key of the Individual Numbers, for the word `numbering-key`.

The issuing centre's number office is not the authority: neither key opens the other.
"""

import secrets
from functools import cache
from pathlib import Path

from django.conf import settings

from tegata.server.kept_key import kept_key
from tegata.services.numbering.rules.permutation import SYNTHETIC, WHOLE, Space

SPACES = {"synthetic": SYNTHETIC, "whole": WHOLE}


def numbering_key() -> tuple[Space, bytes]:
    """The space that this installation assigns from, and the permutation's key. Raises KeyUnavailable."""
    return SPACES[settings.NUMBERS], _key(Path(settings.HOME))


@cache
def _key(home: Path) -> bytes:
    return kept_key(home, "numbering", lambda: secrets.token_bytes(32))
