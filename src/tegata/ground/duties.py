"""Duties (職務) of an office: sets of permissions under a name. Which there are is plugged in under `duties` and `apart`."""

from collections.abc import Iterable, Mapping
from typing import Protocol, cast

from tegata.ground.offices import Office
from tegata.ground.ports import NotPlugged, plugged


class Post(Protocol):
    """What a duty is called, at which office it is, what it may do."""

    @property
    def label(self) -> object:
        """The duty in words."""

    @property
    def office(self) -> Office:
        """Where it is."""

    @property
    def permissions(self) -> frozenset[str]:
        """What it may do."""


class NotTogether(PermissionError):
    """No one person may have all of these permissions."""

    def __init__(self, others: Iterable[str]) -> None:
        self.others = ", ".join(sorted(others))
        super().__init__(f"no one person may have this together with {self.others}")


def posts(office: Office) -> dict[str, Post]:
    """The duties of an office by name; none where none are plugged in."""
    all_posts = cast("Mapping[str, Post]", _plugged("duties", {}))
    return {str(name): post for name, post in all_posts.items() if post.office is office}


def require_apart(held: Iterable[str], wanted: str) -> None:
    """Refuse a permission that must not lie in one hand with those held. Raises NotTogether."""
    together = {*held, wanted}
    for group in cast("Iterable[frozenset[str]]", _plugged("apart", ())):
        if wanted in group and group <= together:
            raise NotTogether(group - {wanted})


def _plugged(word: str, otherwise: object) -> object:
    try:
        return plugged(word)
    except NotPlugged:
        return otherwise
