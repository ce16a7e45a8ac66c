"""What the card does once the holder has agreed: the four acts, each from secret to result. Nothing here remembers anything.

The result is text for JSON; bytes are Base64. The Individual Number is read by none of them.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from tegata.cardspec import jpki, text
from tegata.pki.documents import cms
from tegata.reader import CardSigner, Connection, FaceSession, JpkiSession, TextSession
from tegata.reader.authenticity import read_face
from tegata.reader.binding import bound
from tegata.reader.errors import ReaderError, WrongForm
from tegata.rules.card_numbers import verification_number_b
from tegata.rules.numbers import InvalidNumber
from tegata.rules.pins import PinKind, normalise
from tegata.terminals.agent.asking import Action, Ask

Result = Mapping[str, str]


class NoCertificate(ReaderError):
    """The card has no certificate for this act: `which` is sign or auth."""

    code = "no-certificate"

    def __init__(self, which: str) -> None:
        super().__init__("the card has no certificate for this: its holder is under 15, or did not want one")
        self.which = which


@dataclass(frozen=True, slots=True, repr=False)
class Typed:
    """What the holder typed: a PIN, or what is printed on the card. `last_try`: spend it if only one is left."""

    pin: str = ""
    birth: str = ""
    expiry_year: str = ""
    security_code: str = ""
    last_try: bool = False

    @property
    def number_b(self) -> str:
        """照合番号B. Raises WrongForm."""
        try:
            return verification_number_b(date.fromisoformat(self.birth), int(self.expiry_year), self.security_code)
        except (InvalidNumber, ValueError) as error:
            raise WrongForm(
                "birth date, year of expiry (4 digits) and security code (4 digits) are on the card"
            ) from error


def perform(ask: Ask, origin: str, typed: Typed, connection: Connection, now: datetime) -> Result:
    """Do it. Raises the reader's errors: WrongPin and PinBlocked with the tries left, LastTryRefused, WrongForm."""
    if ask.action is Action.FORM_FILL:
        return _form_fill(typed, connection)
    if ask.document is not None:
        return _sign_document(ask.document, typed, connection, now)
    signed = bound(origin, ask.action.value, ask.challenge or b"")
    if ask.action is Action.READ_FACE:
        return _read_face(signed, typed, connection)
    return _sign_challenge("sign" if ask.action is Action.SIGN else "auth", signed, typed, connection)


def _session(which: str, typed: Typed, connection: Connection) -> JpkiSession:
    session = JpkiSession(connection)
    presence = session.presence()
    if not (presence.signature if which == "sign" else presence.authentication):
        raise NoCertificate(which)
    kind, fid = {
        "sign": (PinKind.SIGNATURE, jpki.SIGNATURE_PASSWORD),
        "auth": (PinKind.AUTHENTICATION, jpki.AUTHENTICATION_PIN),
    }[which]
    session.verify(fid, normalise(kind, typed.pin), allow_last_try=typed.last_try)
    return session


def _sign_document(document: bytes, typed: Typed, connection: Connection, now: datetime) -> Result:
    signer = CardSigner(_session("sign", typed, connection))
    return {"cms": _text(cms.sign(document, signer, now))}


def _sign_challenge(which: str, signed: bytes, typed: Typed, connection: Connection) -> Result:
    session = _session(which, typed, connection)
    signature = session.sign_digest(which, "sha256", sha256(signed).digest())
    return {"signature": _text(signature), "certificate": _text(session.certificate(which))}


def _read_face(signed: bytes, typed: Typed, connection: Connection) -> Result:
    files = read_face(FaceSession(connection), typed.number_b, signed)
    return {
        "issuer_certificate": _text(files.issuer_certificate),
        "record": _text(files.record),
        "answer": _text(files.answer),
    }


def _form_fill(typed: Typed, connection: Connection) -> Result:
    session = TextSession(connection)
    session.verify(text.NUMBER_B, typed.number_b, allow_last_try=typed.last_try)
    found = session.attributes()
    return {
        "name": found.name,
        "address": found.address,
        "birth": found.birth.isoformat(),
        "sex": found.sex.name.lower(),
    }


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
