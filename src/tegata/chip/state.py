"""What a chip knows until the power goes, and what a command wants done: both are values, applied in one place.

No command changes anything itself: it returns an `Outcome`, and `kernel` applies it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tegata.cardspec.applications import CARD_MANAGER_AID
from tegata.cardspec.issuer_commands import Purpose
from tegata.cardspec.model import Application
from tegata.chip.store import ObjectId
from tegata.wire.apdu import Response


@dataclass(frozen=True, slots=True)
class Session:
    """A secure-messaging session: AES-128 key and the number of commands it has protected."""

    key: bytes = field(repr=False)
    counter: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """The volatile security status (ISO/IEC 7816-4 §9). `application` None: the card manager is current.

    `issuer_for`: what the issuer has authenticated for; `pending`: what its COMMIT would write, keys as PKCS #8.
    """

    application: Application | None = None
    current: int | None = None
    verified: frozenset[int] = frozenset()
    session: Session | None = None
    challenge: bytes = field(default=b"", repr=False)
    issuer_for: Purpose | None = None
    pending: Mapping[ObjectId, bytes] = field(default_factory=dict, repr=False)
    just_powered: bool = True

    @property
    def aid(self) -> bytes:
        """The AID of what is current."""
        return self.application.aid if self.application else CARD_MANAGER_AID

    def entering(self, application: Application | None) -> "Status":
        """After SELECT by name: another application drops all status; the same one keeps it, without a current EF."""
        if application is self.application:
            return replace(self, current=None)
        return Status(application=application, just_powered=False)

    def with_verified(self, fid: int) -> "Status":
        """After this reference was presented rightly."""
        return replace(self, current=fid, verified=self.verified | {fid})

    def without_issuer(self) -> "Status":
        """After an authentication was used or went wrong: its challenge and what was pending are gone."""
        return replace(self, challenge=b"", issuer_for=None, pending={})

    def without_verified(self, fid: int) -> "Status":
        """After this reference was presented wrongly, or set anew."""
        return replace(self, current=fid, verified=self.verified - {fid})


_SUCCESS = Response()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command answers and wants done, in this order: `writes` all at once, then `then` or the rest.

    `then` is what may only happen once the writes are in memory; its own outcome takes the place of this one.
    `status` None: as it was.
    """

    response: Response = _SUCCESS
    status: Status | None = None
    writes: Mapping[ObjectId, bytes] = field(default_factory=dict)
    then: Callable[[], "Outcome"] | None = None
