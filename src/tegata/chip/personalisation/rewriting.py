"""The issuer's side of a card in use: the exact files that new facts of its holder make, under the issuer's signature.

Pure: what the card says now is read at the counter, checked here, and never believed. The Individual Number is not needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from tegata.cardspec import common, face, jpki, resident, text
from tegata.cardspec.applications import CARD_MANAGER_AID
from tegata.cardspec.codecs.card_manager import DataObject
from tegata.cardspec.codecs.jpki import CertificatePresence
from tegata.cardspec.codecs.present import PresentCard
from tegata.cardspec.codecs.reading import written_day
from tegata.cardspec.codecs.records import CardRecord, ResidentCode
from tegata.cardspec.codecs.text import BasicAttributes
from tegata.cardspec.issuer_commands import Target
from tegata.chip.personalisation import images
from tegata.chip.personalisation.issuer import CardIssuer
from tegata.chip.personalisation.person import shown_name
from tegata.chip.personalisation.personalise import Certified, KeptCard
from tegata.pki.holder import Holder
from tegata.pki.names import Kind
from tegata.wire.cvc import BadCardSignature, PublicKey
from tegata.wire.digestinfo import of_face_record


class NotThisCard(ValueError):
    """What was read is not as the issuer signed it for this card, or is about somebody else. Nothing is signed."""


@dataclass(frozen=True, slots=True, repr=False)
class Changes:
    """What is new; None: it stays. `holder` as the register has it now, with former name (旧氏) and alias (通称).

    `certificates`: a new one with its authority's; None: it is taken off the card.
    """

    holder: Holder | None = None
    former_name: str | None = None
    alias: str | None = None
    expires: date | None = None
    resident_code: str | None = None
    certificates: Mapping[Kind, Certified | None] = field(default_factory=dict)


_CERTIFICATES = {
    Kind.SIGNATURE: (jpki.SIGNATURE_CERTIFICATE, jpki.SIGNATURE_CA),
    Kind.AUTHENTICATION: (jpki.AUTHENTICATION_CERTIFICATE, jpki.AUTHENTICATION_CA),
}


def rewritten(kept: KeptCard, present: PresentCard, changes: Changes, issuer: CardIssuer) -> Mapping[Target, bytes]:
    """The files to write, by application and EF id or by tag. Raises NotThisCard, MissingGlyph."""
    _check(kept, present, issuer)
    if changes.holder and changes.holder.birth != present.card_face.birth:
        raise NotThisCard("the birth date does not change on a card; is this its holder's?")
    return {
        **_text(present, changes, issuer),
        **_face(present, changes, issuer),
        **_records(kept, changes),
        **_jpki(present, changes),
    }


def _check(kept: KeptCard, present: PresentCard, issuer: CardIssuer) -> None:
    """The records are the issuer's, the face is this card's, and the text is about the same person."""
    key, card_face, attributes = PublicKey.of(issuer.issuing), present.card_face, present.attributes
    try:
        key.verify(present.digests.signature, present.digests.signed_part)
        key.verify_padded(card_face.signature, of_face_record(*card_face.signed_parts))
    except BadCardSignature as error:
        raise NotThisCard("a record is not as the issuer signed it; keep the card and call the centre") from error
    if card_face.public_key != kept.face_key:
        raise NotThisCard("the face record is that of another card; read this one again")
    signed = present.digests.of(attributes).attributes_digest == present.digests.attributes_digest
    if not signed or (attributes.birth, attributes.sex) != (card_face.birth, card_face.sex):
        raise NotThisCard("text and face are not about the same person; read this card again")


def _text(present: PresentCard, changes: Changes, issuer: CardIssuer) -> dict[Target, bytes]:
    holder = changes.holder
    if holder is None:
        return {}
    attributes = BasicAttributes(holder.name, holder.address, holder.birth, holder.sex, long=present.attributes.long)
    digests = present.digests.of(attributes)
    signed = replace(digests, signature=issuer.sign(digests.signed_part))
    aid = text.TEXT.aid
    return {(aid, text.BASIC_ATTRIBUTES): bytes(attributes), (aid, text.DIGESTS): bytes(signed)}


def _face(present: PresentCard, changes: Changes, issuer: CardIssuer) -> dict[Target, bytes]:
    changed = present.card_face
    if changes.holder is None and changes.expires is None:
        return {}
    if holder := changes.holder:
        name = images.text_image(shown_name(holder.name, changes.former_name, changes.alias))
        changed = replace(changed, sex=holder.sex, name_image=name, address_image=images.text_image(holder.address))
    changed = replace(changed, expiry=changes.expires or changed.expiry)
    signature = issuer.sign_digest_info(of_face_record(*changed.signed_parts))
    return {(face.FACE.aid, face.FACE_RECORD): bytes(replace(changed, signature=signature))}


def _records(kept: KeptCard, changes: Changes) -> dict[Target, bytes]:
    """The town in the card record is the one that looks after the card now [guess]; who issued it stays."""
    municipality = changes.holder.municipality.code5 if changes.holder else kept.municipality
    expires = changes.expires or kept.expires
    files: dict[Target, bytes] = {}
    if (municipality, expires) != (kept.municipality, kept.expires):
        record = bytes(CardRecord(kept.serial[:15], municipality, expires))
        files[common.COMMON.aid, common.CARD_RECORD] = record
        files[resident.RESIDENT.aid, resident.CARD_RECORD] = record
    if expires != kept.expires:
        files[CARD_MANAGER_AID, DataObject.EXPIRY] = written_day(expires)
    if changes.resident_code:
        files[resident.RESIDENT.aid, resident.RESIDENT_CODE] = bytes(ResidentCode(changes.resident_code))
    return files


def _jpki(present: PresentCard, changes: Changes) -> dict[Target, bytes]:
    files: dict[Target, bytes] = {}
    for kind, new in changes.certificates.items():
        certificate, authority = _CERTIFICATES[kind]
        files[jpki.JPKI.aid, certificate] = new.certificate if new else b""
        files[jpki.JPKI.aid, authority] = new.authority if new else b""
    found = {kind: new is not None for kind, new in changes.certificates.items()}
    presence = CertificatePresence(
        found.get(Kind.SIGNATURE, present.presence.signature),
        found.get(Kind.AUTHENTICATION, present.presence.authentication),
    )
    if presence != present.presence:
        files[jpki.JPKI.aid, jpki.CERTIFICATE_PRESENCE] = bytes(presence)
    return files
