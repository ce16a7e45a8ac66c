"""The key of the Individual Numbers: made once, sealed in the home folder under a passphrase of its own.

The issuing centre's number office is not the authority: neither key opens the other.
"""

import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings

from tegata.pki.keys import sealed
from tegata.services.numbering.rules.permutation import SYNTHETIC, WHOLE, Space

SEALED, PASSPHRASE = "numbering.sealed", "numbering.passphrase"
SPACES = {"synthetic": SYNTHETIC, "whole": WHOLE}


def numbering_key() -> tuple[Space, bytes]:
    """The space that this installation assigns from, and the permutation's key. Raises KeyUnavailable."""
    return SPACES[settings.NUMBERS], _key(Path(settings.HOME))


@cache
def _key(home: Path) -> bytes:
    passphrase = os.environ.get("TEGATA_NUMBERING_PASSPHRASE", "").encode() or _kept_passphrase(home)
    file = home / SEALED
    if not file.exists():
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        _place(file, sealed.seal(secrets.token_bytes(32), passphrase, salt, nonce))
    return sealed.unseal(file.read_bytes(), passphrase)


def _kept_passphrase(home: Path) -> bytes:
    file = home / PASSPHRASE
    if not file.exists():
        _place(file, secrets.token_urlsafe(24).encode())
    return file.read_bytes()


def _place(file: Path, content: bytes) -> None:
    """Put a file in its place, readable by its owner only; of two processes that start together the first one's stays."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
