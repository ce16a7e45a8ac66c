"""Every file there and back, with the sizes, tags and offsets that were measured on real cards."""

from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.cardspec.codecs import face, jpki, records, text
from tegata.cardspec.codecs.reading import MalformedFile
from tegata.rules.sex import Sex
from tegata.wire.cvc import KeyId, MalformedCertificate, PublicKey

KEY = PublicKey((1 << 2047) + 12345)
SIGNATURE = bytes(range(256))
days = st.dates(date(1873, 1, 1), date(2100, 1, 1))
names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)
attributes = st.builds(text.BasicAttributes, names, names, days, st.sampled_from(Sex))


def test_the_number_stands_at_offsets_3_to_14_of_17_bytes() -> None:
    raw = bytes(text.IndividualNumber("123456789018"))
    assert raw.hex() == "ff100c313233343536373839303138ffff"
    assert raw[3:15] == b"123456789018"
    assert text.IndividualNumber.from_bytes(raw).number == "123456789018"


@given(attributes)
def test_attributes_survive_and_their_offsets_point_at_tags(value: text.BasicAttributes) -> None:
    raw = bytes(value)
    again = text.BasicAttributes.from_bytes(raw + b"\xff" * 3)
    assert (again.name, again.address, again.birth, again.sex) == (value.name, value.address, value.birth, value.sex)
    header = 3 if raw[2] < 0x80 else 5
    table = raw[header + 3 : header + 11]
    for index, tag in enumerate((0xDF22, 0xDF23, 0xDF24, 0xDF25)):
        at = int.from_bytes(table[2 * index : 2 * index + 2])
        assert int.from_bytes(raw[at : at + 2]) == tag
    assert raw.endswith(value.signed_part)


def test_a_long_header_moves_the_offsets() -> None:
    short = text.BasicAttributes("山田　花子", "東京都", date(1980, 2, 17), Sex.FEMALE)
    long = text.BasicAttributes("山田　花子", "東京都", date(1980, 2, 17), Sex.FEMALE, long=True)
    assert bytes(short)[:10].hex() == f"ff20{len(bytes(short)) - 3:02x}df2108000e0020"
    assert bytes(long)[:12].hex() == f"ff208200{len(bytes(long)) - 5:02x}df210800100022"
    assert short.signed_part == long.signed_part
    assert text.BasicAttributes.from_bytes(bytes(long)) == long


def test_digests_cover_the_filler_of_the_number_and_not_the_offsets_of_the_attributes() -> None:
    number = bytes(text.IndividualNumber("123456789018"))
    value = text.BasicAttributes("山", "東", date(1980, 2, 17), Sex.MALE)
    record = text.SignedDigests(*text.SignedDigests.digests_of(number, value), SIGNATURE)
    assert len(bytes(record)) == 336
    assert len(record.signed_part) == 70
    assert record.number_digest == sha256(number).digest()
    assert record.attributes_digest == sha256(bytes(value)[14:]).digest()
    assert text.SignedDigests.from_bytes(bytes(record)) == record


def test_sizes_of_the_text_application() -> None:
    information = text.ApInformation(KeyId("9000034"), bytes(32) + b"\xff" * 96)
    assert len(bytes(information)) == 256
    assert bytes(information)[:12].hex() == "ff4082009fdf4104" + "01030e01"
    assert text.ApInformation.from_bytes(bytes(information)) == information
    session = text.SessionPublicKey(KEY)
    assert len(bytes(session)) == 269
    assert text.SessionPublicKey.from_bytes(bytes(session)) == session
    card_key = text.CardKey(KEY, SIGNATURE)
    assert len(bytes(card_key)) == 536
    assert bytes(card_key)[:5].hex() == "ff50820213"
    assert text.CardKey.from_bytes(bytes(card_key)) == card_key


@given(days, st.sampled_from(Sex), st.binary(max_size=300), st.binary(max_size=300), st.binary(max_size=6000), days)
def test_the_card_face_survives(
    birth: date, sex: Sex, name: bytes, address: bytes, portrait: bytes, expiry: date
) -> None:
    value = face.CardFace(birth, sex, KEY, name, address, portrait, SIGNATURE, expiry, b"code")
    raw = bytes(value)
    assert face.CardFace.from_bytes(raw) == value
    assert raw[:8].hex().startswith("ff2082")
    assert raw[5:8].hex() == "df2112"
    signed = b"".join(value.signed_parts)
    assert signed in raw
    assert raw[26 : 26 + len(signed)] == signed


def test_other_files_of_the_face_application() -> None:
    birth = face.BirthDateFile(date(1980, 2, 17), KEY, SIGNATURE)
    assert len(bytes(birth)) == 547
    assert bytes(birth)[:5].hex() == "ff1082021e"
    assert face.BirthDateFile.from_bytes(bytes(birth)) == birth
    number = face.NumberImage(b"png", KEY, SIGNATURE)
    assert face.NumberImage.from_bytes(bytes(number)) == number
    information = face.ApInformation(KeyId("9000024"), "13101", bytes(272))
    assert face.ApInformation.from_bytes(bytes(information)) == information
    assert information.versions.hex() == "06030e01"


def test_token_information_is_what_clients_look_for() -> None:
    raw = bytes(jpki.TokenInformation("0000000020500003"))
    assert len(raw) == 160
    assert raw[:32] == b"JPKIAPICCTOKEN2" + b" " * 17
    assert raw[96:124].hex() == "0000040d" + "00000001" + "00000000" + "00000001" + "00000000" + "00000010" + "00000006"
    assert raw[124:140] == b"\xff" * 16
    assert raw[144:] == b"9" * 16
    assert jpki.TokenInformation.from_bytes(raw) == jpki.TokenInformation("0000000020500003")


@pytest.mark.parametrize(("signature", "authentication", "raw"), [(True, True, "8f8f00"), (False, True, "008f00")])
def test_presence(signature: bool, authentication: bool, raw: str) -> None:
    presence = jpki.CertificatePresence(signature, authentication)
    assert bytes(presence).hex() == raw
    assert jpki.CertificatePresence.from_bytes(bytes.fromhex(raw)) == presence


def test_the_card_record() -> None:
    record = records.CardRecord("011600000000123", "13101", date(2035, 2, 17))
    assert bytes(record) == b"\x01\x1c" + b"011600000000123" + b"13101" + b"20350217"
    assert records.CardRecord.from_bytes(bytes(record)) == record
    code = records.ResidentCode("12345678901")
    assert records.ResidentCode.from_bytes(bytes(code)) == code


@given(st.binary(max_size=80))
@pytest.mark.parametrize(
    "codec",
    [
        text.IndividualNumber,
        text.BasicAttributes,
        text.SignedDigests,
        text.ApInformation,
        text.CardKey,
        face.BirthDateFile,
        face.CardFace,
        face.ApInformation,
        face.NumberImage,
        jpki.TokenInformation,
        jpki.CertificatePresence,
        records.CardRecord,
        records.ResidentCode,
    ],
)
def test_foreign_bytes_are_malformed_and_nothing_else(codec: type, raw: bytes) -> None:
    try:
        codec.from_bytes(raw)  # type: ignore[attr-defined]
    except (MalformedFile, MalformedCertificate):
        return
    assert codec is jpki.CertificatePresence
    assert len(raw) == 3


def test_the_length_of_a_certificate_stands_in_its_head() -> None:
    assert jpki.certificate_length(bytes.fromhex("30820517")) == 1307
    with pytest.raises(MalformedFile):
        jpki.certificate_length(bytes.fromhex("3081FF00"))
