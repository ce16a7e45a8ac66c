"""The key that signs sessions: made once, kept in the home folder, readable by its owner only."""

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """The key of a home; two processes that start together agree on one."""
    file = home / "session.key"
    if not file.exists():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f".session.key.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text()
