"""The card on a desk's reader: that it is the right one, what it says, and a session that the issuing centre authorises.

Nothing here is in a transaction: a chip takes seconds.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Protocol
from uuid import UUID

from tegata.cardspec.applications import PIN_REFERENCES
from tegata.cardspec.codecs.jpki import CertificatePresence
from tegata.cardspec.codecs.present import PresentCard
from tegata.chip.personalisation import Person
from tegata.ground.act import Act
from tegata.ground.ports import plugged
from tegata.reader import CommonSession, Connection, DeskSession, JpkiSession
from tegata.reader.channel import Channel
from tegata.rules.card_numbers import SERIAL_KIND, verification_number_b
from tegata.rules.numbers import luhn_check_digit
from tegata.rules.pins import PinKind
from tegata.services.cards import api as cards
from tegata.services.counter.rules.desk import NotThisCardOnDesk
from tegata.services.production import api as production


class Face(Protocol):
    """What is printed on a card, as the desk's scanner reads it. `notes`: the note field's entries."""

    @property
    def person(self) -> Person:
        """Who is shown."""

    @property
    def security_code(self) -> str:
        """The four digits below the photo."""

    @property
    def expires(self) -> date:
        """The last day that was printed when the card was made."""

    @property
    def notes(self) -> tuple[str, ...]:
        """The entries of the note field."""


class Plastic(Protocol):
    """Port `plastic`, the counter's part: printer and shredder."""

    def open(self, card_id: UUID) -> AbstractContextManager[Connection]:
        """The card in a reader; raises when there is nothing to read any more."""

    def printed(self, card_id: UUID) -> Face:
        """What is printed on it."""

    def print_notes(self, card_id: UUID, notes: tuple[str, ...]) -> None:
        """Print the note field, with all its entries. Twice the same is once."""

    def destroy(self, card_id: UUID) -> None:
        """Cut it. Harmless when it is cut already."""


def plastic() -> Plastic:
    """Printer and shredder."""
    found: Plastic = plugged("plastic")()
    return found


@contextmanager
def card_on(desk: str, card: cards.CardView) -> Iterator[Connection]:
    """The card on the desk's reader, known by the serial number in its chip.

    Raises NotThisCardOnDesk; ReaderError when there is none.
    """
    with plugged("desk")(desk) as connection:
        if CommonSession(connection).record().serial != card.serial[:15]:
            raise NotThisCardOnDesk
        yield connection


def desk_session(act: Act, connection: Connection, order: UUID) -> DeskSession:
    """A session in which the issuing centre authorises what was ordered, and nothing else."""
    return DeskSession(connection, lambda message, aid: production.authorise(act, order, message, aid))


def nobody_authorises(challenge_and_context: bytes, aid: bytes) -> bytes:  # noqa: ARG001 - the port's names
    """For sessions that only read. Raises ChangeRefused."""
    raise production.ChangeRefused("reading a card asks the issuing centre for nothing")


def read_with_number_b(desk: str, card: cards.CardView) -> PresentCard:
    """What the card on the desk says. Raises NotThisCardOnDesk, ReaderError."""
    with card_on(desk, card) as connection:
        return DeskSession(connection, nobody_authorises).present(number_b(card))


def number_b(card: cards.CardView) -> str:
    """照合番号B, from what is printed on the card."""
    face = plastic().printed(card.card_id)
    return verification_number_b(face.person.birth, face.expires.year, face.security_code)


def pin_tries(connection: Connection) -> dict[PinKind, int | None]:
    """The fewest tries left of each PIN's references, none spent; None: it has no value."""
    channel, found = Channel(connection), dict[PinKind, int | None]()
    for kind, references in PIN_REFERENCES.items():
        lefts = []
        for application, fid in references:
            channel.select_application(application.aid)
            lefts.append(channel.tries_left(fid))
        found[kind] = None if None in lefts else min(left for left in lefts if left is not None)
    return found


def presence(connection: Connection) -> CertificatePresence:
    """Which certificates the chip holds."""
    return JpkiSession(connection).presence()


def kinds_on(connection: Connection) -> frozenset[str]:
    """The same as the words `sign` and `auth`."""
    there = presence(connection)
    return frozenset(word for word, has in (("sign", there.signature), ("auth", there.authentication)) if has)


def card_lying_on(desk: str) -> cards.CardView:
    """Which card lies on the reader, by the serial number in its chip. Raises ReaderError, UnknownCard."""
    with plugged("desk")(desk) as connection:
        body = CommonSession(connection).record().serial
    return cards.by_serial(body + luhn_check_digit(SERIAL_KIND, body))
