"""An office's own key: made once, sealed in the home folder under a passphrase of its own, opened by nobody else's.

The passphrase comes from TEGATA_<NAME>_PASSPHRASE; a sandbox keeps one it made beside the seal.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from tegata.pki.keys import sealed

_one_at_a_time = Lock()


def kept_key(home: Path, name: str, make: Callable[[], bytes]) -> bytes:
    """The key of this name, made by `make` the first time. Raises KeyUnavailable."""
    with _one_at_a_time:
        return _kept(home, name, make)


def _kept(home: Path, name: str, make: Callable[[], bytes]) -> bytes:
    passphrase = os.environ.get(f"TEGATA_{name.upper()}_PASSPHRASE", "").encode() or _kept_passphrase(home, name)
    file = home / f"{name}.sealed"
    if not file.exists():
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        _place(file, sealed.seal(make(), passphrase, salt, nonce))
    return sealed.unseal(file.read_bytes(), passphrase)


def _kept_passphrase(home: Path, name: str) -> bytes:
    file = home / f"{name}.passphrase"
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
