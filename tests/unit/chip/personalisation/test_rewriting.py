"""What new facts change on a card, and nothing else; what was read at a counter is not signed because it was read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conversations import personalised
from tests.conversations.personalised import HANAKO, TARO

from tegata.cardspec import common, face, jpki, resident, text
from tegata.cardspec.applications import CARD_MANAGER_AID
from tegata.cardspec.codecs.card_manager import DataObject
from tegata.cardspec.codecs.face import CardFace
from tegata.cardspec.codecs.jpki import CertificatePresence
from tegata.cardspec.codecs.present import PresentCard
from tegata.cardspec.codecs.records import CardRecord
from tegata.cardspec.codecs.text import BasicAttributes, SignedDigests
from tegata.cardspec.issuer_commands import Target, transaction_digest
from tegata.chip.personalisation import (
    Certified,
    Changes,
    MissingGlyph,
    NotOrdered,
    NotThisCard,
    PersonalisedCard,
    rewritten,
)
from tegata.pki.names import Kind
from tegata.rules.municipalities import municipality
from tegata.wire.cvc import PublicKey
from tegata.wire.digestinfo import of_face_record

MOVED = replace(HANAKO.holder, address="北海道札幌市中央区北一条西二丁目", municipality=municipality("01101"))
ATTRIBUTES, DIGESTS = (text.TEXT.aid, text.BASIC_ATTRIBUTES), (text.TEXT.aid, text.DIGESTS)
FACE = (face.FACE.aid, face.FACE_RECORD)
RECORDS = {(common.COMMON.aid, common.CARD_RECORD), (resident.RESIDENT.aid, resident.CARD_RECORD)}
EXPIRY = (CARD_MANAGER_AID, DataObject.EXPIRY)
NEW = Certified(b"new certificate", b"its authority")


def present(made: PersonalisedCard) -> PresentCard:
    files = {aid: application.files for aid, application in made.image.applications.items()}
    return PresentCard(
        BasicAttributes.from_bytes(files[text.TEXT.aid][text.BASIC_ATTRIBUTES]),
        SignedDigests.from_bytes(files[text.TEXT.aid][text.DIGESTS]),
        CardFace.from_bytes(files[face.FACE.aid][face.FACE_RECORD]),
        CertificatePresence.from_bytes(files[jpki.JPKI.aid][jpki.CERTIFICATE_PRESENCE]),
    )


def rewrite(changes: Changes) -> Mapping[Target, bytes]:
    made = personalised.hanako()
    return rewritten(made.kept, present(made), changes, personalised.issuer())


def test_a_move_changes_text_face_and_the_town() -> None:
    files = rewrite(Changes(holder=MOVED))
    assert files.keys() == {ATTRIBUTES, DIGESTS, FACE, *RECORDS}
    before = present(personalised.hanako())
    assert BasicAttributes.from_bytes(files[ATTRIBUTES]).address == MOVED.address
    digests = SignedDigests.from_bytes(files[DIGESTS])
    assert digests.number_digest == before.digests.number_digest
    key = PublicKey.of(personalised.issuer().issuing)
    key.verify(digests.signature, digests.signed_part)
    changed = CardFace.from_bytes(files[FACE])
    key.verify_padded(changed.signature, of_face_record(*changed.signed_parts))
    assert changed.address_image != before.card_face.address_image
    same = replace(changed, address_image=before.card_face.address_image, signature=before.card_face.signature)
    assert same == before.card_face
    for record in RECORDS:
        assert CardRecord.from_bytes(files[record]).municipality == "01101"


def test_what_was_drawn_anew_is_as_personalising_draws_it() -> None:
    files = rewrite(Changes(holder=HANAKO.holder))
    image = personalised.hanako().image.applications
    assert files[FACE] == image[face.FACE.aid].files[face.FACE_RECORD]
    assert files[ATTRIBUTES] == image[text.TEXT.aid].files[text.BASIC_ATTRIBUTES]
    assert files[DIGESTS] == image[text.TEXT.aid].files[text.DIGESTS]
    assert files.keys() == {ATTRIBUTES, DIGESTS, FACE}


def test_a_former_name_is_drawn_and_not_in_the_text() -> None:
    plain, former = (rewrite(Changes(holder=HANAKO.holder, former_name=name)) for name in (None, "見本"))
    assert plain[ATTRIBUTES] == former[ATTRIBUTES]
    assert plain[FACE] != former[FACE]


def test_a_longer_life_changes_every_expiry() -> None:
    files = rewrite(Changes(expires=date(2037, 2, 17)))
    assert files.keys() == {FACE, EXPIRY, *RECORDS}
    assert files[EXPIRY] == b"20370217"
    assert CardFace.from_bytes(files[FACE]).expiry == date(2037, 2, 17)
    assert {CardRecord.from_bytes(files[record]).expiry for record in RECORDS} == {date(2037, 2, 17)}


@pytest.mark.parametrize(
    ("certificates", "fids", "presence"),
    [
        ({Kind.AUTHENTICATION: NEW}, {0x0A, 0x0B}, None),
        ({Kind.SIGNATURE: None}, {0x01, 0x02, 0x08}, (False, True)),
        ({Kind.SIGNATURE: NEW, Kind.AUTHENTICATION: None}, {0x01, 0x02, 0x0A, 0x0B, 0x08}, (True, False)),
    ],
)
def test_certificates_come_and_go(
    certificates: dict[Kind, Certified | None], fids: set[int], presence: tuple[bool, bool] | None
) -> None:
    files = rewrite(Changes(certificates=certificates))
    assert files.keys() == {(jpki.JPKI.aid, fid) for fid in fids}
    for kind, (certificate, authority) in {Kind.SIGNATURE: (1, 2), Kind.AUTHENTICATION: (0x0A, 0x0B)}.items():
        if kind in certificates:
            new = certificates[kind]
            assert files[jpki.JPKI.aid, certificate] == (new.certificate if new else b"")
            assert files[jpki.JPKI.aid, authority] == (new.authority if new else b"")
    if presence:
        assert files[jpki.JPKI.aid, jpki.CERTIFICATE_PRESENCE] == bytes(CertificatePresence(*presence))


def test_a_new_resident_code() -> None:
    assert rewrite(Changes(resident_code="99000000123")).keys() == {(resident.RESIDENT.aid, resident.RESIDENT_CODE)}


def test_nothing_new_changes_nothing() -> None:
    assert rewrite(Changes()) == {}


def test_what_is_not_this_cards_is_not_signed() -> None:
    hanako, taro, issuer = personalised.hanako(), personalised.taro(), personalised.issuer()
    genuine = present(hanako)
    for other in (
        present(taro),
        replace(genuine, card_face=present(taro).card_face),
        replace(genuine, attributes=present(taro).attributes),
        replace(genuine, attributes=present(taro).attributes, digests=present(taro).digests),
        replace(genuine, card_face=replace(genuine.card_face, name_image=present(taro).card_face.name_image)),
        replace(genuine, digests=replace(genuine.digests, number_digest=bytes(32))),
    ):
        with pytest.raises(NotThisCard):
            rewritten(hanako.kept, other, Changes(holder=MOVED), issuer)
    with pytest.raises(NotThisCard):
        rewritten(hanako.kept, genuine, Changes(holder=TARO.holder), issuer)
    with pytest.raises(NotThisCard):
        rewritten(hanako.kept, genuine, Changes(), personalised.other_issuer())


def test_a_missing_glyph_is_an_error() -> None:
    with pytest.raises(MissingGlyph):
        rewrite(Changes(holder=replace(HANAKO.holder, address="見本町😀")))


ORDERED = {EXPIRY: b"20370217"}


@settings(max_examples=50, deadline=None)
@given(
    context=st.binary(max_size=40) | st.just(transaction_digest(ORDERED)), whole=st.booleans(), ordered=st.booleans()
)
def test_the_centre_signs_what_it_ordered_and_nothing_else(context: bytes, whole: bool, ordered: bool) -> None:
    issuer, aid = personalised.issuer(), CARD_MANAGER_AID if whole else jpki.JPKI.aid
    right = context in {b"", transaction_digest(ORDERED)} if ordered else context == b""
    if right and whole is ordered:
        assert len(issuer.authorise("0126", bytes(16) + context, aid, ORDERED if ordered else None)) == 16
    else:
        with pytest.raises(NotOrdered):
            issuer.authorise("0126", bytes(16) + context, aid, ORDERED if ordered else None)


def test_a_challenge_has_its_size() -> None:
    with pytest.raises(NotOrdered):
        personalised.issuer().authorise("0126", bytes(15), jpki.JPKI.aid)
