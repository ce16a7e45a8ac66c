"""Two people on the same thing at once: one wins, the other is told."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the record since it was shown. Nothing was written; look again and decide again."""

    def __init__(self) -> None:
        super().__init__(
            "somebody else changed this since you opened it; nothing of yours was written. Look at it again"
        )


def require_version(shown: int | None, kept: int) -> None:
    """Refuse a decision that was made over an older version. None: the caller decided just now, under the row's lock."""
    if shown is not None and shown != kept:
        raise ChangedMeanwhile
