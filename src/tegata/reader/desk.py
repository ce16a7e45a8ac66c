"""The counter's side of the issuer's commands: PINs set at handover, files rewritten and keys renewed in one transaction.

A desk relays. What it asks the card for is authorised by the issuing centre, which holds the key: the port `Authorise`.
"""

from collections.abc import Mapping
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tegata.cardspec import face, jpki, text
from tegata.cardspec.applications import APPLICATIONS, CARD_MANAGER_AID, PIN_REFERENCES
from tegata.cardspec.codecs.present import PresentCard
from tegata.cardspec.issuer_commands import (
    CHALLENGE_SIZE,
    MODULUS_SIZE,
    Ending,
    IssuerCommand,
    Purpose,
    Target,
    Unlocking,
    context_of,
    encode_target,
    transaction_digest,
)
from tegata.cardspec.model import Application, ElementaryFile, Structure
from tegata.reader.channel import BLOCKED, Channel, error_of
from tegata.reader.connection import Connection
from tegata.reader.errors import AccessDenied, CardError, NotAsWritten, NotAuthorised, WrongForm
from tegata.reader.sessions import FaceSession, JpkiSession, TextSession
from tegata.rules.pins import PinFormatError, PinKind, check_pin
from tegata.wire.apdu import Command
from tegata.wire.status import SW, tries_left

CHUNK = 192
"""Bytes of a file in one command: with its target they fit a short APDU."""


class Authorise(Protocol):
    """Port to the issuing centre."""

    def __call__(self, challenge_and_context: bytes, aid: bytes) -> bytes:
        """The code for this card: `issuer_commands.authentication_code` under its key. Raises if it is not ordered.

        Behind the sixteen bytes of the challenge stands what the code shall count for (`context_of`, for a commit the
        transaction's digest). The centre works the digest out of what it ordered, and never signs another.
        """


class DeskSession:
    """A card at the counter. One transaction at a time; turning to a reference or reading ends it without effect."""

    def __init__(self, connection: Connection, authorise: Authorise) -> None:
        self._connection = connection
        self._channel = Channel(connection)
        self._authorise = authorise
        self._pending: dict[Target, bytes] | None = None

    # References

    def unlock(self, application: Application, fid: int) -> None:
        """Give a reference its tries back; the value stays. Raises NotAuthorised, CardError 6985 if it has none."""
        self._change_reference(application, fid, Unlocking.RESTORE)

    def set_pin(self, kind: PinKind, value: str) -> None:
        """Give a PIN the value that its holder typed, and full tries. Raises WrongForm before anything is sent."""
        try:
            check_pin(kind, value)
        except PinFormatError as error:
            raise WrongForm(str(error)) from error
        for application, fid in PIN_REFERENCES[kind]:
            self._change_reference(application, fid, Unlocking.RESTORE, value.encode("ascii"))

    def take_pin_away(self, kind: PinKind) -> None:
        """Leave a PIN without value and tries, as on a face-only card (顔認証マイナンバーカード)."""
        for application, fid in PIN_REFERENCES[kind]:
            self._change_reference(application, fid, Unlocking.TAKE_AWAY)

    def open_without_pin(self) -> None:
        """Let the authentication key sign once: the issuer vouches for this reader, which has seen the holder's face."""
        self._pending = None
        self._channel.select_application(jpki.JPKI.aid)
        self._authenticate(Purpose.USE_WITHOUT_PIN, jpki.JPKI.aid)

    def _change_reference(self, application: Application, fid: int, what: Unlocking, value: bytes = b"") -> None:
        self._pending = None
        self._channel.select_application(application.aid)
        self._authenticate(Purpose.CHANGE, application.aid)
        cla, ins = IssuerCommand.UNLOCK_KEY.value
        self._channel.command(ins, what, 0x80 | fid, value, cla=cla)

    # Files and keys

    def present(self, number_b: str) -> PresentCard:
        """What the card says now, for the centre to work out what to rewrite. Raises WrongPin and its like."""
        self._pending = None
        words, picture = TextSession(self._connection), FaceSession(self._connection)
        words.verify(text.NUMBER_B, number_b)
        attributes, digests = words.attributes(), words.digests()
        picture.verify(face.NUMBER_B, number_b)
        return PresentCard(attributes, digests, picture.card_face(), JpkiSession(self._connection).presence())

    def rewrite(self, files: Mapping[Target, bytes]) -> None:
        """Send files to the card, where they wait for `commit`. Raises CardError 6982 for what may not be rewritten."""
        for target, content in files.items():
            pending = self._transaction()
            for at in range(0, max(1, len(content)), CHUNK):
                self._send(IssuerCommand.STAGE, at, encode_target(target) + content[at : at + CHUNK])
            pending[target] = content

    def new_key(self, which: str) -> bytes:
        """Have the card make a new key pair, `auth` or `sign`; the old one works until `commit`.

        Returns SubjectPublicKeyInfo, DER. It takes the card as long as making a key does.
        """
        target = (jpki.JPKI.aid, {"auth": jpki.AUTHENTICATION_KEY, "sign": jpki.SIGNATURE_KEY}[which])
        pending = self._transaction()
        modulus = self._send(IssuerCommand.GENERATE_KEY_PAIR, 0, encode_target(target), ne=MODULUS_SIZE)
        pending[target] = modulus
        key = RSAPublicNumbers(65537, int.from_bytes(modulus)).public_key()
        return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def commit(self) -> Mapping[Target, bytes]:
        """Make all that waits current at once. Returns what was written. Raises NotAuthorised; then nothing is."""
        pending = self._transaction()
        challenge = self._challenge()
        code = self._authorise(challenge + transaction_digest(pending), CARD_MANAGER_AID)
        self._pending = None
        cla, ins = IssuerCommand.COMMIT.value
        self._prove(Command(cla, ins, Ending.COMMIT, 0x00, code))
        return pending

    def abort(self) -> None:
        """Drop all that waits; without a transaction nothing happens."""
        if self._pending is not None:
            self._pending = None
            self._send(IssuerCommand.COMMIT, Ending.ABORT << 8)

    def read_back(self, written: Mapping[Target, bytes], opened_by: Mapping[Target, str]) -> frozenset[Target]:
        """Read what was written and compare. `opened_by`: references to verify, each with its value.

        Returns what could not be read: keys, and what no reference given here opens. Raises NotAsWritten.
        """
        self._pending = None
        unread: set[Target] = set()
        for aid in sorted({aid for aid, _ in written}):
            self._channel.select_application(aid)
            for (owner, fid), value in opened_by.items():
                if owner == aid:
                    self._channel.verify(fid, value.encode("ascii"))
            unread |= {target for target in written if target[0] == aid and not self._matches(target, written[target])}
        return frozenset(unread)

    def _matches(self, target: Target, content: bytes) -> bool:
        """False: it cannot be read."""
        try:
            found = self._read(target)
        except AccessDenied:
            return False
        except CardError as error:
            if error.sw != SW.OFFSET_OUTSIDE_FILE:
                raise
            found = b""  # an empty file
        if found is not None and found != content:
            raise NotAsWritten(f"{target[1]:04X} of {target[0].hex().upper()} is not as it was written; write it again")
        return found is not None

    def _read(self, target: Target) -> bytes | None:
        aid, number = target
        if aid == CARD_MANAGER_AID:
            return self._channel.command(0xCA, number >> 8, number & 0xFF, ne=256)
        item = next(application.by_fid.get(number) for application in APPLICATIONS if application.aid == aid)
        if not isinstance(item, ElementaryFile):
            return None
        if item.structure is Structure.RECORD:
            return self._channel.read_record(number)
        return self._channel.read_file(number)

    # Proof

    def _transaction(self) -> dict[Target, bytes]:
        """What waits; a transaction is opened if none is."""
        if self._pending is None:
            self._channel.select_application(CARD_MANAGER_AID)
            self._authenticate(Purpose.CHANGE, CARD_MANAGER_AID)
            self._pending = {}
        return self._pending

    def _authenticate(self, purpose: Purpose, aid: bytes) -> None:
        code = self._authorise(self._challenge() + context_of(purpose), aid)
        cla, ins = IssuerCommand.EXTERNAL_AUTHENTICATE.value
        self._prove(Command(cla, ins, 0x00, purpose, code))

    def _challenge(self) -> bytes:
        return self._channel.command(0x84, 0x00, 0x00, ne=CHALLENGE_SIZE)

    def _prove(self, command: Command) -> None:
        response = self._channel.send(command)
        left = 0 if response.sw in BLOCKED else tries_left(response.sw)
        if left is not None:
            raise NotAuthorised(response.sw, left)
        if response.sw != SW.SUCCESS:
            raise error_of(response.sw)

    def _send(self, command: IssuerCommand, p1_p2: int, data: bytes = b"", ne: int | None = None) -> bytes:
        """A command of the transaction; if the card refuses, the transaction is over."""
        cla, ins = command.value
        try:
            return self._channel.command(ins, p1_p2 >> 8, p1_p2 & 0xFF, data, ne, cla=cla)
        except CardError:
            self._pending = None
            raise
