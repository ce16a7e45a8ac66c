"""The counter with a really made card: PINs, new certificates and keys, through a desk that never holds the issuer's key."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from tests.conversations import personalised
from tests.conversations.personalised import HANAKO, PINS

from tegata.cardspec import common, face, jpki, resident, text
from tegata.cardspec.applications import CARD_MANAGER_AID
from tegata.cardspec.codecs.card_manager import DataObject
from tegata.cardspec.codecs.jpki import CertificatePresence
from tegata.cardspec.issuer_commands import Target, authentication_code
from tegata.chip.card import MAKERS, Card, Interface
from tegata.chip.personalisation import Changes, NotOrdered, personalise, rewritten
from tegata.pki.names import Kind
from tegata.reader import (
    Connection,
    DeskSession,
    InProcess,
    JpkiSession,
    ReaderError,
    ResidentSession,
    TextSession,
)
from tegata.reader.authenticity import PrintedFace, check, check_number
from tegata.reader.errors import AccessDenied, CardError, NotAsWritten, NotAuthorised, PinBlocked, WrongForm, WrongPin
from tegata.rules.municipalities import municipality
from tegata.rules.pins import PinKind

CERTIFICATE = (jpki.JPKI.aid, jpki.AUTHENTICATION_CERTIFICATE)
SIGNATURE_CERTIFICATE = (jpki.JPKI.aid, jpki.SIGNATURE_CERTIFICATE)
EXPIRY = (CARD_MANAGER_AID, DataObject.EXPIRY)


@pytest.fixture(params=[(maker, interface) for maker in MAKERS for interface in Interface], ids=str)
def card(request: pytest.FixtureRequest) -> Card:
    maker, interface = request.param
    return personalised.plugged(personalised.hanako().image, maker, interface)


def centre(serial: str) -> Callable[[bytes, bytes], bytes]:
    """An issuing centre that refuses nobody."""
    return lambda message, aid: authentication_code(personalised.issuer().card_key(serial), message, aid)


@pytest.fixture
def desk(card: Card) -> DeskSession:
    return DeskSession(InProcess(card), centre(personalised.hanako().serial))


def test_a_blocked_pin_is_unlocked_and_keeps_its_value(card: Card, desk: DeskSession) -> None:
    session = TextSession(InProcess(card))
    for left in (2, 1, 0):
        with pytest.raises(WrongPin) as wrong:
            session.verify(text.PIN, "0000", allow_last_try=True)
        assert wrong.value.tries_left == left
    desk.unlock(text.TEXT, text.PIN)
    session.verify(text.PIN, PINS.text)


@pytest.mark.parametrize(
    ("kind", "value", "references"),
    [
        (PinKind.AUTHENTICATION, "8642", [(JpkiSession, jpki.AUTHENTICATION_PIN)]),
        (PinKind.SIGNATURE, "NEW4LIFE", [(JpkiSession, jpki.SIGNATURE_PASSWORD)]),
        (PinKind.TEXT, "8642", [(TextSession, text.PIN)]),
        (PinKind.REGISTER, "8642", [(ResidentSession, resident.PIN)]),
    ],
)
def test_each_pin_is_set(
    card: Card, desk: DeskSession, kind: PinKind, value: str, references: list[tuple[type[TextSession], int]]
) -> None:
    desk.set_pin(kind, value)
    for session, fid in references:
        session(InProcess(card)).verify(fid, value)
    desk.take_pin_away(kind)
    for session, fid in references:
        with pytest.raises(PinBlocked):
            session(InProcess(card)).verify(fid, value)


@pytest.mark.parametrize(("kind", "value"), [(PinKind.TEXT, "12345"), (PinKind.SIGNATURE, "ABCDEF")])
def test_what_cannot_be_a_pin_is_not_sent(desk: DeskSession, kind: PinKind, value: str) -> None:
    with pytest.raises(WrongForm) as refused:
        desk.set_pin(kind, value)
    assert value not in str(refused.value)


def test_a_renewed_certificate_and_its_key_come_together(card: Card, desk: DeskSession) -> None:
    public_key = desk.new_key("auth")
    certified = personalised.certify(Kind.AUTHENTICATION, public_key, HANAKO, personalised.hanako().expires)
    desk.rewrite({CERTIFICATE: certified.certificate, EXPIRY: b"20370217"})
    written = desk.commit()
    assert desk.read_back(written, {}) == {(jpki.JPKI.aid, jpki.AUTHENTICATION_KEY)}
    session = JpkiSession(InProcess(card))
    assert session.certificate("auth") == certified.certificate
    session.verify(jpki.AUTHENTICATION_PIN, PINS.authentication)
    signature = session.sign_digest("auth", "sha256", bytes(32))
    key = load_der_public_key(public_key)
    assert isinstance(key, RSAPublicKey)
    assert key.recover_data_from_signature(signature, PKCS1v15(), SHA256()) == bytes(32)


def test_a_file_behind_a_secret_is_read_back_with_it(card: Card, desk: DeskSession) -> None:
    desk.rewrite({SIGNATURE_CERTIFICATE: b"\x30\x82\x00\x01x", (common.COMMON.aid, common.CARD_RECORD): b"\x01\x1c"})
    written = desk.commit()
    assert desk.read_back(written, {}) == {SIGNATURE_CERTIFICATE}
    opened = {(jpki.JPKI.aid, jpki.SIGNATURE_PASSWORD): PINS.signature}
    assert desk.read_back(written, opened) == frozenset()
    with pytest.raises(NotAsWritten):
        desk.read_back({**written, SIGNATURE_CERTIFICATE: b"other"}, opened)


def test_a_file_is_emptied(desk: DeskSession) -> None:
    desk.rewrite({CERTIFICATE: b""})
    assert desk.read_back(desk.commit(), {}) == frozenset()


def test_abort_leaves_everything(card: Card, desk: DeskSession) -> None:
    desk.abort()
    before = JpkiSession(InProcess(card)).certificate("auth")
    desk.rewrite({CERTIFICATE: b"x"})
    desk.abort()
    assert JpkiSession(InProcess(card)).certificate("auth") == before
    with pytest.raises(CardError) as refused:
        desk.commit()
    assert refused.value.sw == 0x6985


def test_what_may_not_change_ends_the_transaction(card: Card, desk: DeskSession) -> None:
    before = JpkiSession(InProcess(card)).certificate("auth")
    desk.rewrite({CERTIFICATE: b"x"})
    with pytest.raises(CardError):
        desk.rewrite({(text.TEXT.aid, text.INDIVIDUAL_NUMBER): bytes(17)})
    desk.rewrite({EXPIRY: b"20370217"})
    assert desk.commit() == {EXPIRY: b"20370217"}
    assert JpkiSession(InProcess(card)).certificate("auth") == before


def test_the_centre_of_another_card_is_refused(card: Card) -> None:
    desk = DeskSession(InProcess(card), centre("0126000000000436"))
    with pytest.raises(NotAuthorised) as refused:
        desk.unlock(face.FACE, face.NUMBER_B)
    assert refused.value.tries_left == 9


class Meddler:
    """A desk's computer that changes one file on its way to the card."""

    def __init__(self, inner: Connection) -> None:
        self._inner = inner

    def transmit(self, command: bytes) -> bytes:
        return self._inner.transmit(command.replace(b"20370217", b"20990217"))


def test_what_was_changed_on_the_way_is_not_written(card: Card) -> None:
    desk = DeskSession(Meddler(InProcess(card)), centre(personalised.hanako().serial))
    desk.rewrite({EXPIRY: b"20370217"})
    with pytest.raises(NotAuthorised):
        desk.commit()
    plain = DeskSession(InProcess(card), centre(personalised.hanako().serial))
    with pytest.raises(NotAsWritten):
        plain.read_back({EXPIRY: b"20370217"}, {})


def test_a_centre_that_refuses_stops_the_desk(card: Card) -> None:
    def refusing(message: bytes, aid: bytes) -> bytes:
        raise ReaderError("not ordered")

    with pytest.raises(ReaderError, match="not ordered"):
        DeskSession(InProcess(card), refusing).new_key("sign")


def test_a_move_in_one_act(card: Card) -> None:
    """Address in text and face, a new signature key with its certificate; afterwards the card is genuine as before."""
    made, issuer, connection = personalised.hanako(), personalised.issuer(), InProcess(card)
    moved = replace(HANAKO.holder, address="北海道札幌市中央区北一条西二丁目", municipality=municipality("01101"))
    ordered: dict[Target, bytes] = {}
    desk = DeskSession(connection, lambda message, aid: issuer.authorise(made.serial, message, aid, ordered))
    present = desk.present(made.number_b)
    public_key = desk.new_key("sign")
    certified = personalised.certify(Kind.SIGNATURE, public_key, HANAKO, made.expires)
    files = rewritten(made.kept, present, Changes(holder=moved, certificates={Kind.SIGNATURE: certified}), issuer)
    desk.rewrite(files)
    key = load_der_public_key(public_key)
    assert isinstance(key, RSAPublicKey)
    ordered.update(files)
    with pytest.raises(NotOrdered):
        desk.commit()
    ordered[jpki.JPKI.aid, jpki.SIGNATURE_KEY] = key.public_numbers().n.to_bytes(256)
    opened_by = {
        (face.FACE.aid, face.NUMBER_B): made.number_b,
        (text.TEXT.aid, text.NUMBER_B): made.number_b,
        (jpki.JPKI.aid, jpki.SIGNATURE_PASSWORD): PINS.signature,
    }
    assert desk.read_back(desk.commit(), opened_by) == {(jpki.JPKI.aid, jpki.SIGNATURE_KEY)}
    printed = PrintedFace(name=HANAKO.name, address=moved.address, expiry=made.expires)
    check(connection, made.number_b, issuer.trusted_keys, bytes(32), printed)
    assert check_number(connection, PINS.text, issuer.trusted_keys) == HANAKO.individual_number
    signer = JpkiSession(connection)
    signer.verify(jpki.SIGNATURE_PASSWORD, PINS.signature)
    found = key.recover_data_from_signature(signer.sign_digest("sign", "sha256", bytes(32)), PKCS1v15(), SHA256())
    assert found == bytes(32)


@pytest.mark.parametrize("face_only", [False, True])
def test_a_card_without_pins_gets_them_from_its_holder(face_only: bool) -> None:
    order = replace(personalised.order(HANAKO), pins=None, face_only=face_only)
    made = personalise(order, personalised.issuer(), personalised.keys(0), personalised.certify_all, lambda n: n - 1)
    connection = InProcess(personalised.plugged(made.image))
    desk = DeskSession(connection, centre(made.serial))
    with pytest.raises(CardError):
        desk.unlock(jpki.JPKI, jpki.AUTHENTICATION_PIN)
    for kind in PinKind:
        desk.set_pin(kind, PINS.of(kind))
    session = JpkiSession(connection)
    session.verify(jpki.AUTHENTICATION_PIN, PINS.authentication)
    session.sign_digest("auth", "sha256", bytes(32))
    if face_only:  # what it lacks for an ordinary card
        certified = personalised.certify(Kind.SIGNATURE, desk.new_key("sign"), HANAKO, made.expires)
        desk.rewrite(
            {
                SIGNATURE_CERTIFICATE: certified.certificate,
                (jpki.JPKI.aid, jpki.CERTIFICATE_PRESENCE): bytes(CertificatePresence(True, True)),
            }
        )
        desk.commit()
    session.verify(jpki.SIGNATURE_PASSWORD, PINS.signature)
    session.sign_digest("sign", "sha256", bytes(32))
    for kind in PinKind:
        desk.take_pin_away(kind)
    assert {left for kind in (JpkiSession, ResidentSession) for left in kind(connection).pin_states().values()} == {0}


def test_a_vouched_for_face_reader_has_one_signature(card: Card) -> None:
    made, issuer, connection = personalised.hanako(), personalised.issuer(), InProcess(card)
    reader = DeskSession(connection, lambda message, aid: issuer.vouch(made.serial, message, aid))
    reader.open_without_pin()
    session = JpkiSession(connection)
    assert len(session.sign_digest("auth", "sha256", bytes(32))) == 256
    with pytest.raises(AccessDenied):
        session.sign_digest("auth", "sha256", bytes(32))
    reader.open_without_pin()
    with pytest.raises(AccessDenied):
        session.sign_digest("sign", "sha256", bytes(32))
    for act in (lambda: reader.unlock(jpki.JPKI, jpki.AUTHENTICATION_PIN), lambda: reader.new_key("auth")):
        with pytest.raises(NotOrdered):
            act()
