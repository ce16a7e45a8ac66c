"""The handover (交付) as steps that cannot be passed over, and the wrong-card and wrong-envelope refusals.

Moriyama, Moka and Nasushiobara 2023: cards were handed over without PINs. Rifu 2021, Etajima and Morioka 2023: somebody else's
card. Okuma 2023: two cards in each other's envelope.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from tegata.rules.pins import PinKind

HOLDER_SCREEN_LASTS = timedelta(minutes=10)
"""[guess] How long the holder's screen waits for the PINs."""


class State(StrEnum):
    """Where a handover stands."""

    SCANNED = "scanned"
    IDENTIFIED = "identified"
    COMPARED = "compared"
    PINS_ASKED = "PINs asked"  # the holder's screen is open
    PINS_SET = "PINs set"
    DONE = "done"
    STOPPING = "stopping"  # PINs are being taken out of the chip
    STOPPED = "stopped"


class Verb(StrEnum):
    """What is done in a handover."""

    IDENTIFY = "identify"
    COMPARE = "compare"
    ASK_PINS = "ask PINs"
    SET_PINS = "set PINs"
    HAND_OVER = "hand over"
    STOP = "stop"
    PINS_OUT = "PINs out"


OPEN = frozenset({State.SCANNED, State.IDENTIFIED, State.COMPARED, State.PINS_ASKED, State.PINS_SET, State.STOPPING})

STEPS: Mapping[Verb, tuple[frozenset[State], State]] = MappingProxyType(
    {
        Verb.IDENTIFY: (frozenset({State.SCANNED}), State.IDENTIFIED),
        Verb.COMPARE: (frozenset({State.IDENTIFIED}), State.COMPARED),
        Verb.ASK_PINS: (frozenset({State.COMPARED, State.PINS_ASKED}), State.PINS_ASKED),
        Verb.SET_PINS: (frozenset({State.PINS_ASKED}), State.PINS_SET),
        Verb.HAND_OVER: (frozenset({State.PINS_SET}), State.DONE),
        Verb.STOP: (OPEN, State.STOPPING),
        Verb.PINS_OUT: (frozenset({State.STOPPING}), State.STOPPED),
    }
)


class HandoverRefused(ValueError):
    """The handover cannot go on like this. The text says which step comes first, or what to do."""


class WrongCard(HandoverRefused):
    """The card under the scanner is not this person's. Whose it is is not told."""

    def __init__(self) -> None:
        super().__init__("this card is not this person's; put it back by scanning it, and take the right one")


class WrongEnvelope(HandoverRefused):
    """The address label is of another order than the card."""

    def __init__(self) -> None:
        super().__init__("card and address label are of two orders; take both apart and scan each pair again")


class OldCardMissing(HandoverRefused):
    """The holder has an older card: it is given back, or its loss reported, before the new one goes over the counter."""


class NotAnOldCard(HandoverRefused):
    """What was scanned as the old card is none of this person's that is out. Whose it is is not told."""


class PinsNotSet(HandoverRefused):
    """The chip has a PIN without a value, or lacks a certificate: a card like that is of no use to its holder."""


_FIRST = {
    State.SCANNED: "identify the holder first",
    State.IDENTIFIED: "compare the face first",
    State.COMPARED: "let the holder set the PINs first",
    State.PINS_ASKED: "the holder has not set the PINs yet",
    State.PINS_SET: "the PINs are set; check them and hand the card over",
    State.DONE: "the card is handed over already",
    State.STOPPING: "the handover is being stopped; take the PINs out of the chip",
    State.STOPPED: "the handover was stopped; scan the card again",
}


def next_state(verb: Verb, now: State, *, face_only: bool = False) -> State:
    """Return the state after a step. A face-only card has no PINs: it goes from the comparison to the holder's hand.

    Raises HandoverRefused.
    """
    frm, to = STEPS[verb]
    if face_only and verb is Verb.HAND_OVER:
        frm = frozenset({State.COMPARED})
    if now not in frm or (face_only and verb in (Verb.ASK_PINS, Verb.SET_PINS)):
        raise HandoverRefused(f"{verb.value}: {_FIRST[now]}")
    return to


def require_chip_ready(
    tries: Mapping[PinKind, int | None], *, found: Collection[str], due: Collection[str], face_only: bool = False
) -> None:
    """Refuse a chip with a PIN that has no value, or without a certificate that it should have.

    `tries`: the lowest tries left of each PIN's references; 0 or None: blocked or without a value. Raises PinsNotSet.
    """
    if not face_only:
        for kind in PinKind:
            if kind is PinKind.SIGNATURE and "sign" not in due:
                continue
            if not tries.get(kind):
                raise PinsNotSet(
                    f"the PIN “{kind.value}” is not set on this card; it must not leave the counter like that"
                )
    for one in sorted(due):
        if one not in found:
            raise PinsNotSet(f"the certificate “{one}” is not on this card; it must not leave the counter like that")


def require_old_cards(out: Collection[str], given_back: Collection[str], *, gone: bool) -> None:
    """Refuse to hand over as long as an older card of the holder is out (Number Use Act art. 17; Order 14(9)).

    `out`: serials of what the holder has beside the new card; `given_back`: those scanned now; `gone`: the holder reports the rest
    lost or destroyed. Raises OldCardMissing, NotAnOldCard.
    """
    if set(given_back) - set(out):
        raise NotAnOldCard("this is no old card of this person; scan the one that the holder gives back")
    if set(out) - set(given_back) and not gone:
        raise OldCardMissing("the holder has an older card: scan it as it is given back, or have its loss reported")


def pins_to_set(*, signature: bool) -> tuple[PinKind, ...]:
    """Which PINs the holder sets: without a signature certificate (under 15) there is no signature password [guess]."""
    return tuple(kind for kind in PinKind if signature or kind is not PinKind.SIGNATURE)


class Comparison(StrEnum):
    """How the face was compared."""

    CAMERA = "camera"  # a picture taken now, against the chip's portrait and the application's photo
    TWO_OFFICERS = "two officers"


class NotTheHolder(HandoverRefused):
    """The face is not that of the chip and the application."""


def require_likeness(apart: Mapping[str, float], *, threshold: float, copy: bool) -> float:
    """Refuse a face that is too far from either picture, and a picture that was not taken now. Returns the larger distance.

    `copy`: the picture is the application's photo saved again. Raises NotTheHolder.
    """
    if copy:
        raise NotTheHolder(
            "this is the application's photo, not a picture taken now; take one of the person at the desk"
        )
    for name, distance in apart.items():
        if not distance < threshold:
            raise NotTheHolder(f"the face is not like the {name}; look again, two officers together")
    return max(apart.values())
