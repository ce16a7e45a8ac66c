"""What a room needs of the world and cannot name: asked for by a word, plugged in by settings. Not wired means no."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


class NotPlugged(RuntimeError):
    """Nothing is plugged in under this word: the act that needs it is refused."""


def plugged(word: str) -> Any:
    """The object plugged in for a word: what the dotted path in settings.PLUGS names. Raises NotPlugged."""
    path = settings.PLUGS.get(word)
    if path is None:
        raise NotPlugged(f"nothing is plugged in for {word}; see PLUGS in the settings")
    return _load(path) if isinstance(path, str) else path


@cache
def _load(path: str) -> Any:
    return import_string(path)
