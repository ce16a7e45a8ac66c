"""READ BINARY and READ RECORD over every file: the access table is kept, and each fault has its own word."""

import pytest
from tests.conversations import specimen
from tests.conversations.talk import ask, enter, select_file, send, verify

from tegata.cardspec import common, face, jpki, resident, text
from tegata.cardspec.applications import APPLICATIONS
from tegata.cardspec.model import ElementaryFile, Secret, Structure
from tegata.chip.card import Card

VALUES = {
    (jpki.JPKI.aid, jpki.AUTHENTICATION_PIN): specimen.PIN,
    (jpki.JPKI.aid, jpki.SIGNATURE_PASSWORD): specimen.PASSWORD,
    (text.TEXT.aid, text.PIN): specimen.PIN,
    (text.TEXT.aid, text.NUMBER_A): specimen.NUMBER.encode(),
    (text.TEXT.aid, text.NUMBER_B): specimen.NUMBER_B,
    (face.FACE.aid, face.BIRTH_DATE_PIN): specimen.BIRTH_DATE_PIN,
    (face.FACE.aid, face.NUMBER_A): specimen.NUMBER.encode(),
    (face.FACE.aid, face.NUMBER_B): specimen.NUMBER_B,
    (common.COMMON.aid, common.PIN): specimen.PIN,
    (resident.RESIDENT.aid, resident.PIN): specimen.PIN,
}


def read(card: Card, file: ElementaryFile) -> str:
    """The last four characters: the status word."""
    if file.structure is Structure.RECORD:
        return send(card, f"00B201{file.fid << 3 | 4:02X}00")[-4:]
    return send(card, f"00B0{0x80 | file.fid:02X}0000")[-4:]


def test_every_file_opens_by_its_own_secrets_and_no_others(card: Card) -> None:
    tried = 0
    for application in APPLICATIONS:
        for secret in (None, *(s for s in application.secrets if (application.aid, s.fid) in VALUES)):
            card.power_off()
            enter(card, application)
            if isinstance(secret, Secret):
                assert verify(card, secret.fid, VALUES[application.aid, secret.fid]) == "9000"
            for file in application.files:
                opened = file.read.free or (secret is not None and secret.fid in file.read.any_of)
                assert read(card, file) == ("9000" if opened else "6982"), (application.name, secret, file)
                tried += 1
    assert tried == 82


def test_a_wrong_try_takes_the_right_back(card: Card) -> None:
    enter(card, jpki.JPKI)
    assert verify(card, jpki.SIGNATURE_PASSWORD, specimen.PASSWORD) == "9000"
    assert verify(card, jpki.SIGNATURE_PASSWORD, b"ABC124") == "63C4"
    assert send(card, "00B0810000") == "6982"


def test_the_card_record(card: Card) -> None:
    for application, fid in ((common.COMMON, common.CARD_RECORD), (resident.RESIDENT, resident.CARD_RECORD)):
        enter(card, application)
        expected = b"\x01\x1c990000000000001" + b"1322120290217"
        assert ask(card, f"00B201{fid << 3 | 4:02X}00") == expected
        select_file(card, fid)
        assert ask(card, "00B2010400") == expected
        assert ask(card, "00B2010404") == expected[:4]
        assert send(card, "00B2020400") == "6A83"
        assert send(card, "00B2000400") == "6A83"
        assert send(card, "00B2010500") == "6A81"
        assert send(card, "00B2010000") == "6A81"
        assert send(card, "00B20104") == "6700"
        assert send(card, "00B0000000") == "6981"


def test_records_are_not_read_from_other_files(card: Card) -> None:
    enter(card, common.COMMON)
    assert send(card, "00B2010400") == "6986"
    assert send(card, f"00B201{common.KEY_REFERENCE << 3 | 4:02X}00") == "6981"
    assert send(card, f"00B201{common.PIN << 3 | 4:02X}00") == "6981"
    assert send(card, f"00B2{1:02X}{0x1E << 3 | 4:02X}00") == "6981"
    assert send(card, f"00B201{0x05 << 3 | 4:02X}00") == "6A82"
    select_file(card, 0x001E)
    assert send(card, "00B0000000") == "6981"


@pytest.mark.parametrize(
    ("command", "word"),
    [("00B00000", "6700"), ("00B0000001AA", "6700"), ("00B0000001AA00", "6700"), ("00B0C60000", "6A86")],
)
def test_wrong_forms_of_read_binary(card: Card, command: str, word: str) -> None:
    enter(card, jpki.JPKI)
    select_file(card, jpki.TOKEN_INFORMATION)
    assert send(card, command) == word


def test_nothing_is_read_beside_an_application(card: Card) -> None:
    assert send(card, "00A4040C07A0000001510000") == "9000"
    assert send(card, "00B0000000") == "6986"
    assert send(card, "00B0810000") == "6A82"
    assert send(card, "00B2010400") == "6986"
    assert send(card, "00200080") == "6986"
    assert send(card, "00200098") == "6A82"
    assert send(card, "802A00000101 00") == "6A88"
