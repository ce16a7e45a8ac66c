"""Identity proofing (本人確認) as a checklist with a version. What is written down is kinds of documents, never their numbers.

Act art. 16-2, Ordinance 85 of 2014 art. 1 and 2, in short; which documents stand on the lists is [guess], in one place.
Level: NIST SP 800-63A-3 IAL3: in person, photo ID, compared with an authoritative record, not somebody who is there already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from types import MappingProxyType


class DocumentKind(StrEnum):
    """What may be shown."""

    CARD = "number card"  # 個人番号カード
    LICENCE = "driving licence"  # 運転免許証
    PASSPORT = "passport"  # 旅券
    RESIDENCE_CARD = "residence card"  # 在留カード・特別永住者証明書
    DISABILITY = "disability certificate"  # 身体障害者手帳
    DRIVING_CAREER = "driving career certificate"  # 運転経歴証明書
    INSURANCE = "health insurance certificate"  # 資格確認書
    PENSION = "pension book"  # 年金手帳
    STUDENT = "student card"  # 学生証
    CHILD_BOOK = "mother and child book"  # 母子健康手帳
    ENQUIRY = "answer to the enquiry letter"  # 照会書兼回答書


WITH_PHOTO = frozenset(
    {
        DocumentKind.CARD,
        DocumentKind.LICENCE,
        DocumentKind.PASSPORT,
        DocumentKind.RESIDENCE_CARD,
        DocumentKind.DISABILITY,
        DocumentKind.DRIVING_CAREER,
    }
)
NEVER_EXPIRE = frozenset({DocumentKind.PENSION, DocumentKind.CHILD_BOOK, DocumentKind.ENQUIRY, DocumentKind.DISABILITY})


class Item(StrEnum):
    """A point of the checklist that the officer answers."""

    IN_PERSON = "in person"
    MASK_OFF = "mask off"  # Morioka 2023: cards went to others behind masks
    REGISTER_MATCH = "register match"  # name, address, birth and sex of the documents are those of the record
    LIKENESS = "likeness"  # the face is that of the documents' photo
    NOT_A_DUPLICATE = "not a duplicate"  # no other person of the town holds a card with this face


class Method(StrEnum):
    """How the person was identified."""

    PHOTO_ID = "photo ID"
    TWO_DOCUMENTS = "enquiry letter and two documents"  # without photo ID: a second officer agrees
    CARD_AND_PIN = "card and PIN"


class Level(IntEnum):
    """Identity assurance level that was reached."""

    TWO = 2
    THREE = 3


@dataclass(frozen=True, slots=True)
class Checklist:
    """One version. A version that was used is never changed; a new one is added."""

    version: int
    since: date
    items: tuple[Item, ...]
    by_legal_representative_under: int = 15  # Order art. 13: the legal representative acts and is identified too


CHECKLISTS: Mapping[int, Checklist] = MappingProxyType({1: Checklist(1, date(2016, 1, 1), tuple(Item))})


def checklist_on(day: date) -> Checklist:
    """The version in force on a day."""
    return max((one for one in CHECKLISTS.values() if one.since <= day), key=lambda one: one.version)


@dataclass(frozen=True, slots=True)
class Shown:
    """A document that was looked at: kind and last day. Never its number, never a copy."""

    kind: DocumentKind
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What an officer says of one person: version of the checklist, points that hold, documents, the representative's.

    `alike` is filled in by the room: how many other holders of the town have a face like this one.
    """

    version: int
    items: frozenset[Item]
    documents: tuple[Shown, ...]
    representative: tuple[Shown, ...] = ()
    is_ward: bool = False
    alike: int = 0


@dataclass(frozen=True, slots=True)
class Proved:
    """The outcome that is kept: method, version and level; and whether a second officer has to agree."""

    method: Method
    version: int
    level: Level
    needs_second: bool
    because: tuple[str, ...] = field(default=())


class NotProved(ValueError):
    """The person is not identified. The text says what is missing and what to do."""


def prove(proof: Proof, *, age: int, today: date) -> Proved:
    """Return how the person was identified. Raises NotProved for the first thing that is missing."""
    checklist = CHECKLISTS.get(proof.version)
    if checklist is None or checklist != checklist_on(today):
        raise NotProved("this is not the checklist in force; open the page anew")
    asked = [item for item in checklist.items if item is not Item.NOT_A_DUPLICATE]
    for item in asked:
        if item not in proof.items:
            raise NotProved(f"the point “{item.value}” is not confirmed; without it nothing may be handed over")
    method = _method(proof.documents, today, whose="the holder")
    if age < checklist.by_legal_representative_under or proof.is_ward:
        _method(proof.representative, today, whose="the legal representative")
    return _outcome(proof, method)


def _outcome(proof: Proof, method: Method) -> Proved:
    because = []
    if method is Method.TWO_DOCUMENTS:
        because.append("there is no photo ID")
    if proof.alike:
        because.append("another holder of the town has a face like this one")
        if Item.NOT_A_DUPLICATE not in proof.items:
            raise NotProved("another holder of the town has a face like this one; compare both, and confirm the point")
    level = Level.THREE if method is Method.PHOTO_ID else Level.TWO
    return Proved(method, proof.version, level, bool(because), tuple(because))


def _method(documents: Sequence[Shown], today: date, *, whose: str) -> Method:
    valid = {one.kind for one in documents if one.kind in NEVER_EXPIRE or (one.expires and one.expires >= today)}
    if valid & WITH_PHOTO:
        return Method.PHOTO_ID
    others = valid - {DocumentKind.ENQUIRY}
    if DocumentKind.ENQUIRY in valid and len(others) > 1:
        return Method.TWO_DOCUMENTS
    raise NotProved(
        f"{whose} needs one valid document with photo, or the answer to the enquiry letter and two other valid documents"
    )
