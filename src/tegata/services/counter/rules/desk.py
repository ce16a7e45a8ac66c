"""Other decisions at the desk: the holder's token, the store's time, appointments, which office may renew what."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 12
"""60 bits: nobody hits one in its ten minutes."""

STORE_WINDOW = timedelta(hours=24)
"""[guess] How long after the phone's request a store's terminal sets the signature password."""

SLOT = timedelta(minutes=20)
"""[guess] Length of an appointment."""


class Errand(StrEnum):
    """Why somebody comes, or what is done to a held card."""

    HANDOVER = "handover"
    UNLOCK = "unlock"
    RESET = "reset"
    MOVE = "move"
    RENEWAL = "renewal"
    RESUME = "resume"
    EXTENSION = "extension"
    RETURN = "return"
    STORE = "store"


class DeskRefused(ValueError):
    """This cannot be done here and now. The text says why and what to do."""


class SlotFull(DeskRefused):
    """Nobody else fits into this time."""


class NotThisCardOnDesk(DeskRefused):
    """The card on the reader is another one than the one this act is about."""

    def __init__(self) -> None:
        super().__init__("the card on the reader is not the one this is about; lay the right one on it")


class PrintUnreadable(DeskRefused):
    """The new line of the note field cannot be read (Kikuyo 2023)."""


class StillReadable(DeskRefused):
    """The card answers or can be read after the cut (Taito 2023)."""


class NotEntrusted(DeskRefused):
    """The town has not entrusted this to post offices (Act 120 of 2001)."""


def new_code(below: Callable[[int], int]) -> str:
    """A one-time code for the holder's screen: no letters that look like digits."""
    return "".join(CODE_ALPHABET[below(len(CODE_ALPHABET))] for _ in range(CODE_LENGTH))


def plain_code(typed: str) -> str:
    """What was typed, without what people add."""
    return "".join(character for character in typed.upper() if character in CODE_ALPHABET)


def in_groups(code: str) -> str:
    """As it is shown: ABCD-EFGH-JKLM."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def store_may_set(requested_at: datetime, now: datetime) -> bool:
    """Whether the store's terminal may set the password that was asked for by phone."""
    return requested_at <= now < requested_at + STORE_WINDOW


POST_OFFICE_DOES = frozenset({Errand.RENEWAL, Errand.RESET, Errand.UNLOCK})


def require_office(errand: Errand, office: str, *, entrusted: bool) -> None:
    """Refuse what a post office does not do, or not for this town. Raises NotEntrusted."""
    if office == "post" and not (errand in POST_OFFICE_DOES and entrusted):
        raise NotEntrusted("post offices do this only for towns that entrusted it to them; the town hall does it")
