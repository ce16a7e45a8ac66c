"""The note field (追記欄) of the card's front: what is written into it, and how much it holds.

Order 85 of 2014 art. 25: changes of what is printed are noted on the card. It is small; when it is full, a new card is made.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from tegata.rules.calendar import wareki, western
from tegata.rules.expiry import NoteFieldFull

NOTE_LINES = 4
"""[guess] How many lines fit is not public; that real fields run full is."""
COLUMNS = 60
"""[guess] Columns of a line; a kanji takes two."""
FACE_ONLY = "顔認証"
"""[guess] What a face-only card (顔認証マイナンバーカード) says of itself."""


def address_note(day: date, address: str) -> str:
    """The new address and the day of the entry."""
    return f"{wareki(day)}　住所　{address}"


def name_note(day: date, name: str) -> str:
    """The new name, with former name and alias as they are printed."""
    return f"{wareki(day)}　氏名　{name}"


def expiry_note(day: date, expires: date) -> str:
    """The new last day of the card."""
    return f"{wareki(day)}　有効期限　{western(expires)}まで"


def with_note(notes: Sequence[str], note: str) -> tuple[str, ...]:
    """The field's entries with one more. Raises NoteFieldFull: the card has to be made anew."""
    lines_of((*notes, note))
    return *notes, note


def lines_of(notes: Sequence[str]) -> list[str]:
    """The lines of the field. Raises NoteFieldFull."""
    lines = [line for note in notes for line in _wrapped(note)]
    if len(lines) > NOTE_LINES:
        raise NoteFieldFull(f"the note field holds {NOTE_LINES} lines; the card has to be made anew")
    return lines


def _wrapped(note: str) -> Iterator[str]:
    line, used = "", 0
    for character in note:
        columns = _columns(character)
        if used + columns > COLUMNS:
            yield line
            line, used = "", 0
        line, used = line + character, used + columns
    yield line


def _columns(character: str) -> int:
    """None for what only changes the character before it, such as a variation selector."""
    if unicodedata.category(character) == "Mn":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1
