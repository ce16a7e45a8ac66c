"""A genuine card is accepted; every kind of forgery is refused under its own name.

The forger here can write every byte of a chip and has every key that is not the issuer's.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.conversations import personalised
from tests.conversations.personalised import HANAKO, PINS, plugged, with_application, with_file

from tegata.cardspec import face, text
from tegata.cardspec.codecs import face as face_files
from tegata.cardspec.codecs import text as text_files
from tegata.chip.card import MAKERS
from tegata.chip.image import CardImage
from tegata.chip.personalisation import PersonalisedCard, portrait
from tegata.reader import InProcess
from tegata.reader.authenticity import (
    AlteredRecord,
    AuthenticCard,
    CopiedChip,
    FilesDisagree,
    PrintedFace,
    PrintedFaceDiffers,
    UnknownIssuer,
    check,
    check_number,
)
from tegata.reader.errors import WrongPin
from tegata.rules.sex import Sex
from tegata.wire.cvc import CardVerifiableCertificate, KeyId, PublicKey
from tegata.wire.digestinfo import of_face_record

CHALLENGE = bytes(range(32))


def ask(
    image: CardImage,
    made: PersonalisedCard | None = None,
    printed: PrintedFace | None = None,
    trusted: dict[KeyId, PublicKey] | None = None,
    maker: str = "a",
) -> AuthenticCard:
    number_b = (made or personalised.hanako()).number_b
    keys = personalised.issuer().trusted_keys if trusted is None else trusted
    return check(InProcess(plugged(image, maker)), number_b, keys, CHALLENGE, printed)


def genuine() -> CardImage:
    return personalised.hanako().image


def card_face(made: PersonalisedCard) -> face_files.CardFace:
    return face_files.CardFace.from_bytes(made.image.applications[face.FACE.aid].files[face.FACE_RECORD])


def attributes(made: PersonalisedCard) -> text_files.BasicAttributes:
    return text_files.BasicAttributes.from_bytes(made.image.applications[text.TEXT.aid].files[text.BASIC_ATTRIBUTES])


@pytest.mark.parametrize("maker", MAKERS)
def test_a_genuine_card_is_accepted(maker: str) -> None:
    made = personalised.hanako()
    printed = PrintedFace(HANAKO.name, HANAKO.address, HANAKO.birth, HANAKO.sex, made.expires)
    found = ask(genuine(), printed=printed, maker=maker)
    assert found.attributes.name == HANAKO.name
    assert found.card_face == card_face(made)
    assert str(found.issuer) == "9000023/001"


def test_a_long_record_is_as_genuine() -> None:
    made = personalised.make(HANAKO, long_record=True)
    assert ask(made.image, made).attributes.long


def test_the_wrong_verification_number_is_a_wrong_number_and_no_forgery() -> None:
    with pytest.raises(WrongPin):
        check(InProcess(plugged(genuine())), "1" * 14, personalised.issuer().trusted_keys, CHALLENGE)


class TestUnknownIssuer:
    def test_other_keys_under_the_same_ids(self) -> None:
        made = personalised.make(HANAKO, personalised.other_issuer())
        there = ask(made.image, made, trusted=personalised.other_issuer().trusted_keys)
        assert there.attributes.name == HANAKO.name
        with pytest.raises(UnknownIssuer, match="did not sign"):
            ask(made.image, made)

    def test_an_id_that_nobody_here_knows(self) -> None:
        with pytest.raises(UnknownIssuer, match="not trusted"):
            ask(genuine(), trusted={})

    @pytest.mark.parametrize("number", ["9000023", "9000033"])
    def test_both_applications_are_asked(self, number: str) -> None:
        trusted = {key: value for key, value in personalised.issuer().trusted_keys.items() if key.number != number}
        with pytest.raises(UnknownIssuer, match=number):
            ask(genuine(), trusted=trusted)

    @pytest.mark.parametrize(
        ("application", "fid"), [(text.TEXT, text.ISSUER_CERTIFICATE), (face.FACE, face.ISSUER_CERTIFICATE)]
    )
    def test_a_certificate_for_the_forgers_own_key(self, application: object, fid: int) -> None:
        target = text.TEXT if application is text.TEXT else face.FACE
        raw = genuine().applications[target.aid].files[fid]
        certificate = CardVerifiableCertificate.from_bytes(raw)
        forged = replace(certificate, public_key=PublicKey.of(personalised.other_issuer().issuing))
        with pytest.raises(UnknownIssuer, match="did not sign"):
            ask(with_file(genuine(), target, fid, bytes(forged)))


class TestAlteredRecord:
    @pytest.mark.parametrize(
        "change",
        [
            {"name": "別人　花子"},
            {"address": HANAKO.address + "１０号"},
            {"birth": HANAKO.birth - timedelta(days=366)},
            {"sex": Sex.MALE},
        ],
        ids=lambda change: str(*change),
    )
    def test_each_of_the_four_attributes(self, change: dict[str, object]) -> None:
        forged = replace(attributes(personalised.hanako()), **change)  # type: ignore[arg-type] # one field each
        with pytest.raises(AlteredRecord, match="four basic attributes"):
            ask(with_file(genuine(), text.TEXT, text.BASIC_ATTRIBUTES, bytes(forged)))

    def test_attributes_and_digests_by_the_forger(self) -> None:
        """He puts the right digest beside his text, but the signature covers the digests."""
        forged = replace(attributes(personalised.hanako()), name="別人　花子")
        files = genuine().applications[text.TEXT.aid].files
        number = files[text.INDIVIDUAL_NUMBER]
        signature = text_files.SignedDigests.from_bytes(files[text.DIGESTS]).signature
        digests = text_files.SignedDigests(*text_files.SignedDigests.digests_of(number, forged), signature)
        image = with_file(genuine(), text.TEXT, text.BASIC_ATTRIBUTES, bytes(forged))
        with pytest.raises(AlteredRecord, match="digests of the text"):
            ask(with_file(image, text.TEXT, text.DIGESTS, bytes(digests)))

    def test_the_key_of_another_chip(self) -> None:
        """A copied text application with the forger's own key in it answers the challenge, but nobody signed the key."""
        key = personalised.keys(1).text
        before = genuine().applications[text.TEXT.aid]
        signature = text_files.CardKey.from_bytes(before.files[text.CARD_KEY]).signature
        private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        forged = replace(
            before,
            files={**before.files, text.CARD_KEY: bytes(text_files.CardKey(PublicKey.of(key), signature))},
            keys={**before.keys, text.SIGNING_KEY: private},
        )
        with pytest.raises(AlteredRecord, match="card's own key"):
            ask(with_application(genuine(), text.TEXT, forged))

    @pytest.mark.parametrize("field", ["portrait", "name_image", "address_image", "birth", "sex", "public_key"])
    def test_each_signed_part_of_the_face(self, field: str) -> None:
        other = getattr(card_face(personalised.taro()), field)
        own = card_face(personalised.hanako())
        if field == "portrait":
            other = portrait(personalised.photo(5))
        assert getattr(own, field) != other
        forged = replace(own, **{field: other})
        with pytest.raises(AlteredRecord, match="card face"):
            ask(with_file(genuine(), face.FACE, face.FACE_RECORD, bytes(forged)))

    def test_one_bit_of_the_photo(self) -> None:
        own = card_face(personalised.hanako())
        middle = len(own.portrait) // 2
        forged = own.portrait[:middle] + bytes((own.portrait[middle] ^ 1,)) + own.portrait[middle + 1 :]
        with pytest.raises(AlteredRecord, match="photo"):
            ask(with_file(genuine(), face.FACE, face.FACE_RECORD, bytes(replace(own, portrait=forged))))

    def test_expiry_and_code_stand_outside_the_signature_as_on_real_cards(self) -> None:
        """Why the printed expiry is worth comparing, and why the register must be asked."""
        forged = replace(card_face(personalised.hanako()), expiry=date(2099, 1, 1))
        image = with_file(genuine(), face.FACE, face.FACE_RECORD, bytes(forged))
        assert ask(image).card_face.expiry == date(2099, 1, 1)

    def test_another_persons_number(self) -> None:
        other = bytes(text_files.IndividualNumber(personalised.TARO.individual_number))
        image = with_file(genuine(), text.TEXT, text.INDIVIDUAL_NUMBER, other)
        trusted = personalised.issuer().trusted_keys
        assert check_number(InProcess(plugged(genuine())), PINS.text, trusted) == HANAKO.individual_number
        with pytest.raises(AlteredRecord, match="Individual Number"):
            check_number(InProcess(plugged(image)), PINS.text, trusted)

    def test_filler_of_the_number_is_signed_too(self) -> None:
        raw = genuine().applications[text.TEXT.aid].files[text.INDIVIDUAL_NUMBER]
        image = with_file(genuine(), text.TEXT, text.INDIVIDUAL_NUMBER, raw[:-1] + b"\x00")
        with pytest.raises(AlteredRecord, match="Individual Number"):
            check_number(InProcess(plugged(image)), PINS.text, personalised.issuer().trusted_keys)


class TestCopiedChip:
    """All files are copied byte for byte, but private keys do not leave a chip."""

    @pytest.mark.parametrize(
        ("application", "fid"), [(text.TEXT, text.SIGNING_KEY), (face.FACE, face.SIGNING_KEY)], ids=["text", "face"]
    )
    def test_files_without_the_key(self, application: object, fid: int) -> None:
        target = text.TEXT if application is text.TEXT else face.FACE
        before = genuine().applications[target.aid]
        private = personalised.keys(1).face.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        forged = replace(before, keys={**before.keys, fid: private})
        with pytest.raises(CopiedChip):
            ask(with_application(genuine(), target, forged))

    def test_a_recorded_answer_does_not_serve_again(self) -> None:
        """The forger has listened once: his chip repeats the signatures of another challenge."""

        class Replaying:
            def __init__(self) -> None:
                self._card = plugged(genuine())
                self.signatures: list[bytes] = []
                self.replay = False

            def transmit(self, command: bytes) -> bytes:
                if command[:2] != b"\x80\x2a":
                    return self._card.respond(command)
                if self.replay:
                    return self.signatures.pop(0)
                self.signatures.append(self._card.respond(command))
                return self.signatures[-1]

        made, trusted, forger = personalised.hanako(), personalised.issuer().trusted_keys, Replaying()
        assert check(forger, made.number_b, trusted, CHALLENGE).attributes.name == HANAKO.name
        forger.replay = True
        with pytest.raises(CopiedChip):
            check(forger, made.number_b, trusted, CHALLENGE[::-1])


class TestFilesDisagree:
    def test_two_genuine_halves_of_two_people(self) -> None:
        hanako, taro = personalised.hanako().image, personalised.taro().image
        strange = taro.applications[face.FACE.aid]
        own = hanako.applications[face.FACE.aid]
        mixed = replace(strange, secrets={**strange.secrets, face.NUMBER_B: own.secrets[face.NUMBER_B]})
        with pytest.raises(FilesDisagree, match="birth date") as caught:
            ask(with_application(hanako, face.FACE, mixed))
        assert caught.value.field == "birth date"

    def test_the_same_birthday_and_another_sex(self) -> None:
        """Signed by the issuer: only he can make such a card, and it is still refused."""
        own = replace(card_face(personalised.hanako()), sex=Sex.MALE)
        signed = personalised.issuer().sign_digest_info(of_face_record(*own.signed_parts))
        image = with_file(genuine(), face.FACE, face.FACE_RECORD, bytes(replace(own, signature=signed)))
        with pytest.raises(FilesDisagree) as caught:
            ask(image)
        assert caught.value.field == "sex"


class TestPrintedFaceDiffers:
    @pytest.mark.parametrize(
        ("printed", "field"),
        [
            (PrintedFace(name="別人　花子"), "name"),
            (PrintedFace(address="東京都清瀬市見本町９"), "address"),
            (PrintedFace(birth=date(2010, 2, 17)), "birth date"),
            (PrintedFace(sex=Sex.MALE), "sex"),
            (PrintedFace(expiry=date(2099, 1, 1)), "expiry"),
        ],
        ids=lambda item: item if isinstance(item, str) else "",
    )
    def test_what_is_printed_otherwise_is_named(self, printed: PrintedFace, field: str) -> None:
        with pytest.raises(PrintedFaceDiffers) as caught:
            ask(genuine(), printed=printed)
        assert caught.value.field == field
        assert HANAKO.name not in str(caught.value)

    def test_what_nobody_read_is_not_compared(self) -> None:
        assert ask(genuine(), printed=PrintedFace()).attributes.name == HANAKO.name


def test_errors_have_words_for_machines() -> None:
    codes = {kind.code for kind in (UnknownIssuer, AlteredRecord, CopiedChip, FilesDisagree, PrintedFaceDiffers)}
    assert codes == {"unknown-issuer", "altered-record", "copied-chip", "files-disagree", "printed-face-differs"}
