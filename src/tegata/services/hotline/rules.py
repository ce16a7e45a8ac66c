"""Decisions of the hot line: what a caller is asked, what a call may do, what a checker is told.

[guess] all of it: no rule book of the real line (0120-95-0178, day and night) was found.

A stop costs the holder a visit to the town hall; a stolen card in use costs more. So a stop needs little, and lifting one
needs the holder at the counter, with the card, identified.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tegata.rules.addresses import same_address
from tegata.rules.card_numbers import SERIAL_KIND, SERIAL_LENGTH
from tegata.rules.names import kana_key, search_key
from tegata.rules.numbers import InvalidNumber, digits

PHONE = "0120-95-0178"
"""マイナンバー総合フリーダイヤル. In a sandbox nobody answers; pages say so."""


class Happened(StrEnum):
    """What the caller tells."""

    STOLEN = "stolen"
    LOST = "lost"
    FOUND = "found"  # somebody else's card, found by the caller
    FOUND_AGAIN = "found again"  # the caller's own, after a stop


@dataclass(frozen=True, slots=True)
class Person:
    """What answers are compared with. Never shown to the operator, who types what the caller says."""

    kana: str
    address: str
    building: str
    head: str
    household: int
    since: date


class Question(StrEnum):
    """Identity questions from the resident record, in the order in which they are asked."""

    ADDRESS = "address"
    KANA = "kana"
    HEAD = "head"  # 世帯主
    HOUSEHOLD = "household"  # how many live in it
    SINCE = "since"  # the year of becoming a resident of the town


QUESTIONS_VERSION = 1
"""Goes into every call: with which list it was asked."""

QUESTIONS: dict[int, tuple[Question, ...]] = {1: tuple(Question)}
"""All versions ever used. Nothing that stands on the card is a good question for whoever has it: of these the address is the
one that does, so it never suffices alone."""


def _addressed(said: str, person: Person) -> bool:
    """With the prefecture or without, with the building or without."""
    line = person.address.removesuffix(person.building).rstrip()
    return any(same_address(said, whole[start:]) for whole in (line, person.address) for start in _beginnings(whole))


def _beginnings(line: str) -> tuple[int, ...]:
    """Where an address may begin: at the prefecture, or behind it (three characters and 都道府県, or four)."""
    return (0, *(index for index in (3, 4) if line[index - 1 : index] in tuple("都道府県")))


_RIGHT: dict[Question, Callable[[str, Person], bool]] = {
    Question.ADDRESS: _addressed,
    Question.KANA: lambda said, person: kana_key(said) == kana_key(person.kana),
    Question.HEAD: lambda said, person: search_key(said) == search_key(person.head) != "",
    Question.HOUSEHOLD: lambda said, person: said == str(person.household),
    Question.SINCE: lambda said, person: said == str(person.since.year),
}


def is_right(question: Question, said: str, person: Person) -> bool:
    """Whether an answer agrees with the record, whatever its way of writing."""
    return bool(said.strip()) and _RIGHT[question](said.strip(), person)


class Identified(StrEnum):
    """How sure it is that the caller is the holder."""

    NOT_FOUND = "not found"  # no record, or several, has this name and birth date
    UNSURE = "unsure"
    SURE = "sure"


ENOUGH_RIGHT, TOO_MANY_WRONG = 2, 2


def identified(found: bool, answers: Sequence[bool]) -> Identified:
    """Return how sure it is after some answers: two right ones and at most one wrong."""
    if not found:
        return Identified.NOT_FOUND
    right = sum(answers)
    sure = right >= ENOUGH_RIGHT and len(answers) - right < TOO_MANY_WRONG
    return Identified.SURE if sure else Identified.UNSURE


class Wish(StrEnum):
    """What a call can ask for."""

    STOP = "stop"
    LIFT = "lift"


class Decision(StrEnum):
    """What is decided, each with its reason."""

    STOP_THEFT = "theft"  # a thief has it now: stop first, ask later
    STOP_LOSS = "loss"
    STOP_STRANGERS_FIND = "find"  # it is in other hands, and the serial number proves that it is there
    NOT_FOUND = "not found"
    ASK_MORE = "ask more"  # whoever knows a name and a birthday could take somebody's card out of use
    ONLY_AT_THE_COUNTER = "counter"  # a voice proves nothing, and the card has to be seen

    @property
    def is_yes(self) -> bool:
        """Whether the wish is carried out."""
        return self in {Decision.STOP_THEFT, Decision.STOP_LOSS, Decision.STOP_STRANGERS_FIND}


_STOP: dict[tuple[Happened, Identified], Decision] = {
    (Happened.STOLEN, Identified.UNSURE): Decision.STOP_THEFT,
    (Happened.STOLEN, Identified.SURE): Decision.STOP_THEFT,
    (Happened.LOST, Identified.UNSURE): Decision.ASK_MORE,
    (Happened.LOST, Identified.SURE): Decision.STOP_LOSS,
    (Happened.FOUND, Identified.UNSURE): Decision.STOP_STRANGERS_FIND,
    (Happened.FOUND, Identified.SURE): Decision.STOP_STRANGERS_FIND,
}
"""Deny by default. Nobody is refused a stop for good: the town hall does it too, and the holder on the web."""


def decide(wish: Wish, happened: Happened, who: Identified) -> Decision:
    """Return what a call leads to."""
    if wish is Wish.LIFT or happened is Happened.FOUND_AGAIN:
        return Decision.ONLY_AT_THE_COUNTER
    return _STOP.get((happened, who), Decision.NOT_FOUND)


class Shown(StrEnum):
    """What whoever is shown a card is told of it, and nothing else."""

    IN_USE = "in use"
    STOPPED = "stopped"  # reported lost or stolen
    ENDED = "ended"
    NOT_HANDED_OVER = "not handed over"  # nobody can have it lawfully
    UNKNOWN = "unknown"  # no card has this number: a forgery, or a slip of the pen


class WrongSerials(ValueError):
    """Some lines of a list are no serial numbers of cards. `lines` are those, as they were typed."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(
            "some lines are no serial numbers of cards; nothing was stopped. Correct them and send it again"
        )
        self.lines = tuple(lines)


def parse_serials(text: str) -> tuple[str, ...]:
    """Return the serial numbers of a list, one a line or parted by spaces or commas, each once. Raises WrongSerials."""
    typed = text.replace(",", " ").replace("、", " ").split()
    wrong = [line for line in typed if not _is_serial(line)]
    if wrong or not typed:
        raise WrongSerials(wrong)
    return tuple(dict.fromkeys(digits(SERIAL_KIND, line, SERIAL_LENGTH) for line in typed))


def _is_serial(text: str) -> bool:
    try:
        digits(SERIAL_KIND, text, SERIAL_LENGTH)
    except InvalidNumber:
        return False
    return True
