"""What can go wrong with a card, one class a case; each says what to do next. None ever holds a PIN."""

from tegata.wire.status import describe


class ReaderError(Exception):
    """Something is wrong with the card or the way to it. `code` is a stable word for machines."""

    code = "reader"


class ReaderMissing(ReaderError):
    """There is no PC/SC, no reader, or no card in it."""

    code = "no-reader"


class CardRemoved(ReaderError):
    """The card left the reader in the middle of a conversation."""

    code = "card-removed"


class MalformedAnswer(ReaderError):
    """The card's answer is not what the specification allows."""

    code = "malformed-answer"


class CardError(ReaderError):
    """The card refused a command. `sw` is the status word."""

    code = "refused"

    def __init__(self, sw: int, message: str = "the card refused the command") -> None:
        super().__init__(f"{message} ({describe(sw)})")
        self.sw = sw


class NotAnIndividualNumberCard(CardError):
    """The application is not on this card."""

    code = "not-an-individual-number-card"


class FileNotFound(CardError):
    """The card does not have this file."""

    code = "file-not-found"


class AccessDenied(CardError):
    """What opens it was not verified."""

    code = "access-denied"


class WrongPin(CardError):
    """The PIN is wrong; `tries_left` remain."""

    code = "wrong-pin"

    def __init__(self, sw: int, tries_left: int) -> None:
        more = f"{tries_left} tries left" if tries_left else "it is now blocked; it is unlocked at the town hall"
        super().__init__(sw, f"the PIN is wrong: {more}")
        self.tries_left = tries_left


class PinBlocked(CardError):
    """The PIN is blocked after too many wrong tries."""

    code = "pin-blocked"

    def __init__(self, sw: int) -> None:
        super().__init__(sw, "the PIN is blocked; it is unlocked at the town hall")
        self.tries_left = 0


class NotAuthorised(CardError):
    """The code is not that of this card's issuer, or the issuer's key is blocked: `tries_left` remain."""

    code = "not-authorised"

    def __init__(self, sw: int, tries_left: int) -> None:
        dead = "the issuer's key is blocked: the card has to be made anew"
        more = f"is it this card's, and for this act? {tries_left} tries of the issuer's key are left"
        super().__init__(sw, f"the issuer's code was refused: {more if tries_left else dead}")
        self.tries_left = tries_left


class NotAsWritten(ReaderError):
    """What the card says after a transaction is not what was written. The text names the file, never its content."""

    code = "not-as-written"


class WrongForm(ReaderError, ValueError):
    """The value cannot be right, so it was not sent: that would have cost a try. The text says what the form is."""

    code = "wrong-form"


class LastTryRefused(ReaderError):
    """Only one try is left, and nobody said that it may be spent."""

    code = "last-try"

    def __init__(self) -> None:
        super().__init__("only one try is left; a wrong PIN would block it. Say so explicitly to try all the same")
        self.tries_left = 1
