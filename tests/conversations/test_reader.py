"""Every session of the reader with a really personalised card in either maker's chip, over the port that real readers use."""

import io
from collections.abc import Callable
from hashlib import new

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from PIL import Image
from tests.conversations import personalised
from tests.conversations.personalised import HANAKO, PINS

from tegata.cardspec import common, face, jpki, resident, text
from tegata.cardspec.applications import APPLICATIONS
from tegata.cardspec.codecs import text as text_files
from tegata.cardspec.model import Application
from tegata.chip.card import MAKERS, Card, Interface
from tegata.pki.names import Kind
from tegata.reader import (
    CardSigner,
    CommonSession,
    Connection,
    FaceSession,
    InProcess,
    JpkiSession,
    ReaderError,
    ResidentSession,
    TextSession,
)
from tegata.reader.errors import (
    AccessDenied,
    CardError,
    CardRemoved,
    FileNotFound,
    LastTryRefused,
    MalformedAnswer,
    NotAnIndividualNumberCard,
    PinBlocked,
    WrongPin,
)
from tegata.reader.sessions import Session
from tegata.wire.cvc import PublicKey


@pytest.fixture(params=[(maker, interface) for maker in MAKERS for interface in Interface], ids=str)
def card(request: pytest.FixtureRequest) -> Card:
    maker, interface = request.param
    return personalised.plugged(personalised.hanako().image, maker, interface)


@pytest.fixture
def connection(card: Card) -> InProcess:
    return InProcess(card)


HOLDER_PINS: list[tuple[type[Session], int, str, str]] = [
    (JpkiSession, jpki.AUTHENTICATION_PIN, PINS.authentication, "8765"),
    (JpkiSession, jpki.SIGNATURE_PASSWORD, PINS.signature, "NEWPASSWORD12345"),
    (TextSession, text.PIN, PINS.text, "7654"),
    (ResidentSession, resident.PIN, PINS.register, "6543"),
]
each_pin = pytest.mark.parametrize(("kind", "fid", "right", "other"), HOLDER_PINS, ids=["auth", "sign", "text", "reg"])


def test_text(connection: InProcess) -> None:
    session = TextSession(connection)
    with pytest.raises(AccessDenied):
        session.attributes()
    session.verify(text.PIN, PINS.text)
    found = session.attributes()
    assert (found.name, found.address, found.birth, found.sex) == (
        HANAKO.name,
        HANAKO.address,
        HANAKO.birth,
        HANAKO.sex,
    )
    assert session.number() == HANAKO.individual_number
    number_file = bytes(text_files.IndividualNumber(HANAKO.individual_number))
    digests = session.digests()
    assert (digests.number_digest, digests.attributes_digest) == text_files.SignedDigests.digests_of(number_file, found)
    assert session.card_key().public_key == PublicKey.of(personalised.keys(0).text)


def test_the_two_verification_numbers_open_one_thing_each(connection: InProcess) -> None:
    session = TextSession(connection)
    session.verify(text.NUMBER_A, HANAKO.individual_number)
    assert session.number() == HANAKO.individual_number
    with pytest.raises(AccessDenied):
        session.attributes()
    fresh = TextSession(InProcess(personalised.plugged(personalised.hanako().image)))
    fresh.verify(text.NUMBER_B, personalised.hanako().number_b)
    assert fresh.attributes().name == HANAKO.name
    with pytest.raises(AccessDenied):
        fresh.number()


def test_a_long_text_record_is_read_the_same() -> None:
    card = personalised.plugged(personalised.make(HANAKO, long_record=True).image)
    session = TextSession(InProcess(card))
    session.verify(text.PIN, PINS.text)
    assert session.attributes() == text_files.BasicAttributes(
        HANAKO.name, HANAKO.address, HANAKO.birth, HANAKO.sex, long=True
    )


def test_the_face_of_the_card(connection: InProcess) -> None:
    session = FaceSession(connection)
    session.verify(face.NUMBER_B, personalised.hanako().number_b)
    found = session.card_face()
    with Image.open(io.BytesIO(found.portrait)) as portrait:
        portrait.load()
        assert (portrait.format, portrait.mode, portrait.size) == ("JPEG2000", "L", (240, 320))
        darkest, lightest = portrait.getextrema()
        assert isinstance(darkest, int | float)
        assert isinstance(lightest, int | float)
        assert darkest < 64
        assert lightest > 192
    for name in ("name_image", "address_image", "code_image"):
        with Image.open(io.BytesIO(getattr(found, name))) as picture:
            assert (picture.format, picture.mode) == ("PNG", "1")
    assert (found.birth, found.sex, found.expiry) == (HANAKO.birth, HANAKO.sex, personalised.hanako().expires)
    with pytest.raises(AccessDenied):
        session.number_image()


def test_the_number_as_an_image_needs_the_number_itself(connection: InProcess) -> None:
    session = FaceSession(connection)
    session.verify(face.NUMBER_A, HANAKO.individual_number)
    with Image.open(io.BytesIO(session.number_image().image)) as picture:
        assert (picture.format, picture.size) == ("PNG", (72, 12))


def test_the_birth_date_opens_the_birth_date(connection: InProcess) -> None:
    session = FaceSession(connection)
    session.verify(face.BIRTH_DATE_PIN, "550217")  # Shōwa 55
    found = session.birth_date()
    assert (found.birth, found.public_key) == (HANAKO.birth, PublicKey.of(personalised.keys(0).face))
    with pytest.raises(AccessDenied):
        session.card_face()


def test_what_is_free_to_read(connection: InProcess) -> None:
    made = personalised.hanako()
    information = FaceSession(connection).information()
    assert information.municipality == HANAKO.municipality.code5
    assert FaceSession(connection).issuer_certificate().subject.number == f"{HANAKO.municipality.code5}21"
    assert TextSession(connection).issuer_certificate().public_key == PublicKey.of(personalised.issuer().issuing)
    record = CommonSession(connection).record()
    assert (record.serial, record.municipality, record.expiry) == (
        made.serial[:15],
        HANAKO.municipality.code5,
        made.expires,
    )
    assert JpkiSession(connection).token_information().serial == made.serial


def test_the_resident_code(connection: InProcess) -> None:
    session = ResidentSession(connection)
    with pytest.raises(AccessDenied):
        session.code()
    session.verify(resident.PIN, PINS.register)
    assert session.code() == HANAKO.resident_code


def test_certificates(connection: InProcess) -> None:
    session, made = JpkiSession(connection), personalised.hanako()
    presence = session.presence()
    assert presence.signature
    assert presence.authentication
    assert session.certificate("auth") == made.certificates[Kind.AUTHENTICATION].certificate
    assert session.certificate("auth-ca") == made.certificates[Kind.AUTHENTICATION].authority
    assert session.certificate("sign-ca") == made.certificates[Kind.SIGNATURE].authority
    with pytest.raises(AccessDenied):
        session.certificate("sign")
    session.verify(jpki.SIGNATURE_PASSWORD, PINS.signature)
    assert session.certificate("sign") == made.certificates[Kind.SIGNATURE].certificate


@pytest.mark.parametrize("which", ["auth", "sign"])
@pytest.mark.parametrize("algorithm", [SHA256(), SHA384(), SHA512()], ids=lambda item: item.name)
def test_a_signature_verifies_by_the_certificate_on_the_card(
    connection: InProcess, which: str, algorithm: HashAlgorithm
) -> None:
    session = JpkiSession(connection)
    digest = new(algorithm.name, b"what is signed").digest()
    with pytest.raises(AccessDenied):
        session.sign_digest(which, algorithm.name, digest)
    _, pin = JpkiSession.KEYS[which]
    session.verify(pin, {"auth": PINS.authentication, "sign": PINS.signature}[which])
    signer = CardSigner(session, which)
    signature = signer.sign_digest(algorithm.name, digest)
    key = x509.load_der_x509_certificate(signer.certificate).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(signature, digest, padding.PKCS1v15(), Prehashed(algorithm))
    assert signer.issuer_certificates == (session.certificate(f"{which}-ca"),)


def test_asking_for_the_pins_states_costs_nothing(connection: InProcess) -> None:
    for application in APPLICATIONS:
        session = Session(connection)
        session.application = application
        full = {secret.fid: secret.tries for secret in application.secrets}
        assert session.pin_states() == full
        assert session.pin_states() == full


@each_pin
def test_a_wrong_pin_counts_and_a_right_one_counts_no_more(
    connection: InProcess, kind: type[Session], fid: int, right: str, other: str
) -> None:
    session = kind(connection)
    tries = session.tries_left(fid)
    assert tries is not None
    with pytest.raises(WrongPin) as caught:
        session.verify(fid, other)
    assert caught.value.tries_left == tries - 1
    assert other not in str(caught.value)
    assert session.tries_left(fid) == tries - 1
    session.verify(fid, right)
    assert session.tries_left(fid) == tries


def spend(session: Session, fid: int, wrong: str, *, leaving: int) -> None:
    while (session.tries_left(fid) or 0) > leaving:
        with pytest.raises(WrongPin):
            session.verify(fid, wrong, allow_last_try=True)


@each_pin
def test_the_last_try_is_spent_only_when_told(
    connection: InProcess, kind: type[Session], fid: int, right: str, other: str
) -> None:
    session = kind(connection)
    spend(session, fid, other, leaving=1)
    with pytest.raises(LastTryRefused):
        session.verify(fid, right)
    with pytest.raises(LastTryRefused):
        session.change(fid, right, other)
    assert session.tries_left(fid) == 1
    session.verify(fid, right, allow_last_try=True)
    assert session.tries_left(fid) == session.application.by_fid[fid].tries  # type: ignore[union-attr] # a Secret


@each_pin
def test_a_blocked_pin_stays_blocked_and_says_so(
    card: Card, kind: type[Session], fid: int, right: str, other: str
) -> None:
    session = kind(InProcess(card))
    spend(session, fid, other, leaving=0)
    card.power_off()
    again = kind(InProcess(card))
    assert again.tries_left(fid) == 0
    with pytest.raises(PinBlocked) as caught:
        again.verify(fid, right)
    assert caught.value.tries_left == 0
    with pytest.raises(PinBlocked):
        again.change(fid, right, other)


@each_pin
def test_the_holder_changes_each_of_the_four(card: Card, kind: type[Session], fid: int, right: str, other: str) -> None:
    kind(InProcess(card)).change(fid, right, other)
    card.power_off()
    session = kind(InProcess(card))
    with pytest.raises(WrongPin):
        session.verify(fid, right)
    session.verify(fid, other)


@each_pin
def test_a_change_with_the_wrong_old_value_changes_nothing(
    connection: InProcess, kind: type[Session], fid: int, right: str, other: str
) -> None:
    session = kind(connection)
    with pytest.raises(WrongPin):
        session.change(fid, other, other)
    session.verify(fid, right)


MISSHAPEN = [
    (JpkiSession, jpki.AUTHENTICATION_PIN, ("", "123", "12345", "12a4", "１２３４")),
    (JpkiSession, jpki.SIGNATURE_PASSWORD, ("", "ABC12", "A" * 17, "abc123", "ABC 12")),
    (FaceSession, face.NUMBER_B, ("1234567890123", "123456789012345", "1234567890123A")),
    (FaceSession, face.BIRTH_DATE_PIN, ("19800217",)),
]


@pytest.mark.parametrize(("kind", "fid", "values"), MISSHAPEN)
def test_what_cannot_be_right_is_not_sent(
    connection: InProcess, kind: type[Session], fid: int, values: tuple[str, ...]
) -> None:
    session = kind(connection)
    before = session.pin_states()
    for value in values:
        with pytest.raises(ValueError, match="has") as caught:
            session.verify(fid, value)
        assert not value or value not in str(caught.value)
    assert session.pin_states() == before


def test_a_new_pin_that_cannot_be_is_refused_before_the_old_one_is_asked(connection: InProcess) -> None:
    session = JpkiSession(connection)
    with pytest.raises(ValueError, match="4 digits"):
        session.change(jpki.AUTHENTICATION_PIN, "0000", "12345")
    assert session.tries_left(jpki.AUTHENTICATION_PIN) == 3


def test_what_is_printed_cannot_be_changed(connection: InProcess) -> None:
    session = TextSession(connection)
    with pytest.raises(ValueError, match="printed"):
        session.change(text.NUMBER_A, HANAKO.individual_number, HANAKO.individual_number)
    with pytest.raises(TypeError):
        session.verify(text.SIGNING_KEY, "1234")


class Scripted:
    """A card that answers what the script says, then as the real one. A None in the script: it leaves the reader."""

    def __init__(self, card: Card, *script: bytes | None) -> None:
        self._card, self._script = card, list(script)
        self.heard: list[bytes] = []

    def transmit(self, command: bytes) -> bytes:
        self.heard.append(command)
        if not self._script:
            return self._card.respond(command)
        answer = self._script.pop(0)
        if answer is None:
            raise CardRemoved
        return answer


def test_a_lost_first_command_is_sent_again(card: Card) -> None:
    scripted = Scripted(card, b"\x6f\x00")
    assert CommonSession(scripted).record().municipality == HANAKO.municipality.code5
    assert scripted.heard[0] == scripted.heard[1]


def test_a_card_that_goes_on_with_6f00_is_believed(card: Card) -> None:
    scripted = Scripted(card, b"\x6f\x00", b"\x6f\x00")
    with pytest.raises(CardError) as caught:
        CommonSession(scripted).record()
    assert (caught.value.sw, len(scripted.heard)) == (0x6F00, 2)


def test_later_6f00_is_not_sent_again(card: Card) -> None:
    scripted = Scripted(card, b"\x90\x00", b"\x6f\x00")
    with pytest.raises(CardError):
        CommonSession(scripted).record()
    assert len(scripted.heard) == 2


ACTS: dict[str, Callable[[Connection], object]] = {
    "read": lambda card: TextSession(card).issuer_certificate(),
    "record": lambda card: CommonSession(card).record(),
    "verify": lambda card: TextSession(card).verify(text.PIN, PINS.text),
    "change": lambda card: TextSession(card).change(text.PIN, PINS.text, "5555"),
    "states": lambda card: TextSession(card).pin_states(),
    "certificate": lambda card: JpkiSession(card).certificate("auth"),
}


class Faulty:
    """The real card, but its answer to one command is another. None: it leaves the reader."""

    def __init__(self, at: int, answer: bytes | None) -> None:
        self._card = personalised.plugged(personalised.hanako().image)
        self._at, self._answer = at, answer
        self.heard = 0

    def transmit(self, command: bytes) -> bytes:
        self.heard += 1
        if self.heard != self._at:
            return self._card.respond(command)
        if self._answer is None:
            raise CardRemoved
        return self._answer


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("answer", [None, b"", b"\x90", bytes(300), b"\x12\x34", b"\x62\x00"], ids=repr)
def test_whatever_a_card_does_the_reader_has_a_word_for_it(
    act: Callable[[Connection], object], answer: bytes | None
) -> None:
    whole = Faulty(0, None)
    act(whole)
    assert whole.heard >= 3
    for at in range(1, whole.heard + 1):
        with pytest.raises(CardRemoved if answer is None else ReaderError) as caught:
            act(Faulty(at, answer))
        assert caught.value.code


def test_removed_in_the_middle(card: Card) -> None:
    with pytest.raises(CardRemoved):
        TextSession(Scripted(card, b"\x90\x00", None)).issuer_certificate()


@pytest.mark.parametrize(
    "garbage", [b"", b"\xff\x20\x00", b"\xff\x20\x82\xff\xff", b"\x00" * 40], ids=lambda raw: raw.hex()[:12]
)
def test_files_that_say_nothing_are_malformed_answers(garbage: bytes) -> None:
    answers = (b"\x90\x00", b"\x90\x00", garbage + b"\x90\x00")
    card = personalised.plugged(personalised.hanako().image)
    reads: tuple[Callable[[Scripted], object], ...] = (
        lambda it: TextSession(it).attributes(),
        lambda it: TextSession(it).number(),
        lambda it: TextSession(it).issuer_certificate(),
        lambda it: FaceSession(it).card_face(),
        lambda it: JpkiSession(it).certificate("auth"),
        lambda it: JpkiSession(it).token_information(),
        lambda it: CommonSession(it).record(),
        lambda it: ResidentSession(it).code(),
    )
    for read in reads:
        with pytest.raises(MalformedAnswer):
            read(Scripted(card, *answers))


def test_a_file_without_an_end_is_given_up() -> None:
    class Endless:
        def transmit(self, command: bytes) -> bytes:
            return (bytes(256) if command[1] == 0xB0 else b"") + b"\x90\x00"

    with pytest.raises(MalformedAnswer, match="end"):
        TextSession(Endless()).issuer_certificate()


def test_another_card_is_named_as_one(card: Card) -> None:
    with pytest.raises(NotAnIndividualNumberCard):
        TextSession(Scripted(card, b"\x6a\x82")).number()
    with pytest.raises(FileNotFound):
        TextSession(Scripted(card, b"\x90\x00", b"\x6a\x82")).number()


@pytest.mark.parametrize(
    ("answer", "left"), [("6983", 0), ("6984", 0), ("63C2", 2), ("63C0", 0), ("9000", None), ("6300", None)]
)
def test_other_chips_answers_to_the_query(card: Card, answer: str, left: int | None) -> None:
    scripted = Scripted(card, b"\x90\x00", b"\x90\x00", bytes.fromhex(answer))
    assert TextSession(scripted).tries_left(text.PIN) == left


def test_sessions_speak_of_distinct_applications() -> None:
    kinds: list[type[Session]] = [JpkiSession, TextSession, FaceSession, CommonSession, ResidentSession]
    found: set[Application] = {kind.application for kind in kinds}
    assert found == {jpki.JPKI, text.TEXT, face.FACE, common.COMMON, resident.RESIDENT}
