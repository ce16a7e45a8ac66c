"""Whose application this browser holds: opened by application ID and birth date, or by the holder's screen at the office.

It is narrower than a resident's session: it opens one application and nothing else of the person.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from tegata.ground.act import Act
from tegata.ground.clock import now
from tegata.ground.offices import Office

_KEY, _SALT = "applications", "tegata.applications.screen"
SCREEN_SECONDS = 30 * 60


@dataclass(frozen=True, slots=True)
class Hand:
    """One application in the applicant's own hand. `screen`: it is the office's second screen, forgotten afterwards."""

    resident_id: UUID
    application_id: UUID
    screen: bool = False

    @property
    def act(self) -> Act:
        """The applicant's own act."""
        return Act(f"resident:{self.resident_id}", Office.PUBLIC, now(), "procedure")


def visitor() -> Act:
    """Somebody who has not said yet whose application it is."""
    return Act("resident:unknown", Office.PUBLIC, now(), "procedure")


def hold(request: HttpRequest, hand: Hand) -> None:
    """Keep it in the session; a fresh one, so that nothing of whoever sat here before is left."""
    request.session.flush()
    request.session[_KEY] = [str(hand.resident_id), str(hand.application_id), hand.screen]


def held(request: HttpRequest) -> Hand | None:
    """What the session holds."""
    kept: Any = request.session.get(_KEY)
    return Hand(UUID(kept[0]), UUID(kept[1]), bool(kept[2])) if kept else None


def let_go(request: HttpRequest) -> None:
    """Forget it."""
    request.session.flush()


def screen_token(resident_id: UUID, application_id: UUID, version: int) -> str:
    """A token that opens one application in one version, for half an hour, on the holder's screen."""
    return signing.dumps([str(resident_id), str(application_id), version], salt=_SALT)


def of_screen(token: str) -> tuple[Hand, int] | None:
    """What a token opens; None for a wrong or an old one."""
    try:
        resident, application, version = signing.loads(token, salt=_SALT, max_age=SCREEN_SECONDS)
    except signing.BadSignature:
        return None
    return Hand(UUID(resident), UUID(application), screen=True), int(version)
