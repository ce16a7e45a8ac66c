"""The card face judged where the card is not: genuine files and a live answer pass, each forgery fails under its own name."""

from dataclasses import replace

import pytest
from tests.conversations import personalised
from tests.conversations.personalised import plugged, with_application

from tegata.cardspec import face
from tegata.cardspec.codecs import face as face_files
from tegata.chip.card import MAKERS
from tegata.chip.personalisation import portrait
from tegata.reader import FaceSession, InProcess
from tegata.reader.authenticity import AlteredRecord, CopiedChip, FaceFiles, UnknownIssuer, accept_face, read_face
from tegata.reader.errors import MalformedAnswer, WrongPin

CHALLENGE = bytes(range(32))
TRUSTED = personalised.issuer().trusted_keys


def files(maker: str = "a", challenge: bytes = CHALLENGE) -> FaceFiles:
    made = personalised.hanako()
    return read_face(FaceSession(InProcess(plugged(made.image, maker))), made.number_b, challenge)


@pytest.mark.parametrize("maker", MAKERS)
def test_a_genuine_card_is_accepted(maker: str) -> None:
    found, issuer = accept_face(files(maker), TRUSTED, CHALLENGE)
    assert (found.birth, str(issuer)) == (personalised.HANAKO.birth, "9000023/001")


def test_the_individual_number_is_nowhere_in_it_nor_its_digest() -> None:
    made = personalised.hanako()
    sent = b"".join((files().issuer_certificate, files().record, files().answer))
    assert made.person.individual_number.encode() not in sent


def test_an_answer_to_another_challenge_is_a_copy() -> None:
    with pytest.raises(CopiedChip):
        accept_face(files(challenge=CHALLENGE[::-1]), TRUSTED, CHALLENGE)


def test_the_files_on_another_chip_are_a_copy() -> None:
    """Every byte that can be read was copied; the key cannot be read."""
    made = personalised.hanako()
    other = personalised.taro().image.applications[face.FACE.aid]
    copied = replace(made.image.applications[face.FACE.aid], keys=other.keys)
    card = plugged(with_application(made.image, face.FACE, copied))
    read = read_face(FaceSession(InProcess(card)), made.number_b, CHALLENGE)
    with pytest.raises(CopiedChip):
        accept_face(read, TRUSTED, CHALLENGE)


def test_another_portrait_is_altered() -> None:
    record = face_files.CardFace.from_bytes(files().record)
    forged = replace(record, portrait=portrait(personalised.photo(5)))
    with pytest.raises(AlteredRecord):
        accept_face(replace(files(), record=bytes(forged)), TRUSTED, CHALLENGE)


def test_an_issuer_of_ones_own_is_unknown() -> None:
    made = personalised.make(personalised.HANAKO, personalised.other_issuer())
    read = read_face(FaceSession(InProcess(plugged(made.image))), made.number_b, CHALLENGE)
    with pytest.raises(UnknownIssuer):
        accept_face(read, TRUSTED, CHALLENGE)


@pytest.mark.parametrize("broken", [{"record": b""}, {"record": b"\xff\x20\x01"}, {"issuer_certificate": b"x" * 568}])
def test_what_is_no_file_is_said_so(broken: dict[str, bytes]) -> None:
    with pytest.raises(MalformedAnswer):
        accept_face(replace(files(), **broken), TRUSTED, CHALLENGE)


def test_the_wrong_number_costs_a_try_and_is_no_forgery() -> None:
    with pytest.raises(WrongPin) as caught:
        read_face(FaceSession(InProcess(plugged(personalised.hanako().image))), "1" * 14, CHALLENGE)
    assert caught.value.tries_left == 9
