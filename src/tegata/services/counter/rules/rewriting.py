"""Rewriting a card in use as steps: chip, note field, the officer reads it back, entered. And what stands in the note field.

Kikuyo 2023: a new address that could not be read. Naka ward of Yokohama 2023: the chip kept the old one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from tegata.rules.fees import CertificateOccasion
from tegata.rules.note_field import address_note, expiry_note, name_note, with_note
from tegata.services.counter.rules.desk import DeskRefused, Errand


class State(StrEnum):
    """Where a rewriting stands."""

    BEGUN = "begun"
    WRITTEN = "written"  # the chip has it
    PRINTED = "printed"  # the note field has it; nobody has read it yet
    DONE = "done"
    STOPPED = "stopped"


class Verb(StrEnum):
    """What is done."""

    WRITE = "write"
    PRINT = "print"
    READ_BACK = "read back"
    UNREADABLE = "unreadable"
    FINISH = "finish"  # where nothing is printed
    STOP = "stop"


OPEN = frozenset({State.BEGUN, State.WRITTEN, State.PRINTED})
STEPS: Mapping[Verb, tuple[frozenset[State], State]] = MappingProxyType(
    {
        Verb.WRITE: (frozenset({State.BEGUN}), State.WRITTEN),
        Verb.PRINT: (frozenset({State.WRITTEN, State.PRINTED}), State.PRINTED),
        Verb.READ_BACK: (frozenset({State.PRINTED}), State.DONE),
        Verb.UNREADABLE: (frozenset({State.PRINTED}), State.WRITTEN),
        Verb.FINISH: (frozenset({State.WRITTEN}), State.DONE),
        Verb.STOP: (frozenset({State.BEGUN}), State.STOPPED),
    }
)
PRINTS = frozenset({Errand.MOVE, Errand.EXTENSION})

_FIRST = {
    State.BEGUN: "write the chip first",
    State.WRITTEN: "the chip is written; print the note field next",
    State.PRINTED: "read the new line on the card, and say whether it can be read",
    State.DONE: "this is done already",
    State.STOPPED: "this was stopped; begin anew",
}


def next_state(verb: Verb, now: State, errand: Errand) -> State:
    """Return the state after a step. Raises DeskRefused."""
    frm, to = STEPS[verb]
    wrong_way = (verb is Verb.FINISH) is (errand in PRINTS) and verb in (Verb.FINISH, Verb.PRINT)
    if now not in frm or wrong_way:
        raise DeskRefused(f"{verb.value}: {_FIRST[now]}")
    return to


_FREE = {
    Errand.MOVE: CertificateOccasion.ADDRESS_OR_NAME_CHANGED,
    Errand.EXTENSION: CertificateOccasion.NEW_STAY,
    Errand.RESUME: CertificateOccasion.HOLD_LIFTED,
}
_WHY_ENDED = {
    "": CertificateOccasion.RENEWAL,
    "superseded": CertificateOccasion.ADDRESS_OR_NAME_CHANGED,
    "certificateHold": CertificateOccasion.HOLD_LIFTED,
}


def occasion_of(errand: Errand, ended: Collection[tuple[str, date]], today: date) -> CertificateOccasion:
    """Why certificates are made anew, which decides what they cost.

    `ended`: of the newest certificate of each kind the reason of its end, empty while it is good, and its last day. What ended for
    another reason than a changed record or a stop ended at its holder's wish; one that costs decides.
    """
    if errand in _FREE:
        return _FREE[errand]
    found = [
        CertificateOccasion.EXPIRED if not reason and last < today else _WHY_ENDED.get(reason, AT_WILL)
        for reason, last in ended
    ]
    return max(found, key=lambda one: one.costs, default=CertificateOccasion.RENEWAL)


AT_WILL = CertificateOccasion.LOST_OR_ENDED_AT_WILL


@dataclass(frozen=True, slots=True)
class Said:
    """What card or record says of a holder: the two things that are noted, and the last day."""

    name: str
    address: str
    expires: date


def new_notes(notes: Sequence[str], printed: Said, record: Said, day: date) -> tuple[str, ...]:
    """The entries of the note field afterwards: what differs from what the card says last, each once.

    Raises NoteFieldFull: the card is made anew, free of charge.
    """
    field = tuple(notes)
    if _says(field, _kind(name_note(day, "")), printed.name) != record.name:
        field = with_note(field, name_note(day, record.name))
    if _says(field, _kind(address_note(day, "")), printed.address) != record.address:
        field = with_note(field, address_note(day, record.address))
    ends = expiry_note(day, record.expires)
    if record.expires != printed.expires and _says(field, _kind(ends), "") != _value(ends):
        field = with_note(field, ends)
    return field


def _says(field: Sequence[str], kind: str, printed: str) -> str:
    """What the last entry of a kind says; without one, what was printed when the card was made."""
    return next((_value(one) for one in reversed(field) if _kind(one) == kind), printed)


def _kind(note: str) -> str:
    """The second part: day, kind, value, with a wide space between."""
    return [*note.split("　", 2), ""][1]


def _value(note: str) -> str:
    return [*note.split("　", 2), "", ""][2]
