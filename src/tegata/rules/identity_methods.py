"""How a firm may identify a customer who is not there (非対面の本人確認): which method, for whom, on which day, with what.

犯罪収益移転防止法施行規則 6条1項1号 (banks) and 携帯電話不正利用防止法施行規則 3条1項1号 (phone shops). Letters are those of
April 2024; an amendment of 2025 moves them. The days when methods end are switches, each with its grade.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from types import MappingProxyType

from tegata.rules.ages import age_on

SIGNATURE_CERTIFICATE_FROM = 15
"""Age from which a signature certificate is issued (公的個人認証法: not under 15 as a rule)."""
PHOTO_FROM = 1
"""A card of somebody under one year shows no photo (rule of 2024-12)."""


class Business(Enum):
    """Who has to identify customers, and by which law."""

    BANK = "犯罪収益移転防止法施行規則第6条第1項第1号"
    PHONE_SHOP = "携帯電話不正利用防止法施行規則第3条第1項第1号"


class Proof(StrEnum):
    """What a method rests on."""

    SIGNATURE = "signature"  # 署名用電子証明書
    CHIP_AND_FACE = "chip and face"  # ICチップの写真等と容貌
    IMAGE_AND_FACE = "image and face"  # 本人確認書類の画像と容貌
    IMAGE_AND_ACCOUNT = "image and account"  # 本人確認書類の画像と他の事業者への照会
    COPY_BY_POST = "copy by post"  # 本人確認書類の写しの送付


class Need(StrEnum):
    """What a customer has to have at hand, in the order in which it is asked for."""

    CARD = "card"
    SIGNATURE_PASSWORD = "signature password"  # noqa: S105 - the name of a secret
    VERIFICATION_NUMBER_B = "verification number B"
    FACE_NOW = "face taken now"
    DOCUMENT_IMAGE = "image of the document"
    PAPER_COPY = "copy on paper"


@dataclass(frozen=True, slots=True)
class Method:
    """One method of one law. `letter` is its name in the trade: ワ, ヘ …"""

    business: Business
    proof: Proof
    letter: str
    since: date
    needs: tuple[Need, ...]

    @property
    def clause(self) -> str:
        """The clause as it is cited."""
        return f"{self.business.value}{self.letter}"


class MethodRefused(ValueError):
    """This method may not be used. The text says which may. `code` is a stable word for machines."""

    code = "method-refused"


class NotYetAllowed(MethodRefused):
    """The law did not know the method on that day."""

    code = "method-not-yet"


class Withdrawn(MethodRefused):
    """The law has withdrawn the method."""

    code = "method-withdrawn"


class NoSuchMethod(MethodRefused):
    """The law of this business has no such method."""

    code = "no-such-method"


BY_CARD = (Need.CARD, Need.SIGNATURE_PASSWORD)
BY_CHIP = (Need.CARD, Need.VERIFICATION_NUMBER_B, Need.FACE_NOW)
BY_IMAGE = (Need.DOCUMENT_IMAGE, Need.FACE_NOW)
CARDS_EXIST = date(2016, 1, 1)
"""From when there are certificates in these cards; both laws knew the method before."""
EKYC, PHONE_EKYC = date(2018, 11, 30), date(2020, 4, 1)
"""Amendments that let in methods without paper (article: ICチップ情報の利用)."""

METHODS = (
    Method(Business.BANK, Proof.SIGNATURE, "ワ", CARDS_EXIST, BY_CARD),
    Method(Business.BANK, Proof.CHIP_AND_FACE, "ヘ", EKYC, BY_CHIP),
    Method(Business.BANK, Proof.IMAGE_AND_FACE, "ホ", EKYC, BY_IMAGE),
    Method(Business.BANK, Proof.IMAGE_AND_ACCOUNT, "ト", EKYC, (Need.DOCUMENT_IMAGE,)),
    Method(Business.PHONE_SHOP, Proof.SIGNATURE, "チ", CARDS_EXIST, BY_CARD),
    Method(Business.PHONE_SHOP, Proof.CHIP_AND_FACE, "ニ", PHONE_EKYC, BY_CHIP),
    Method(Business.PHONE_SHOP, Proof.IMAGE_AND_FACE, "ハ", PHONE_EKYC, BY_IMAGE),
    Method(Business.PHONE_SHOP, Proof.COPY_BY_POST, "ヘ", CARDS_EXIST, (Need.PAPER_COPY,)),
)

WITHDRAWN_FROM: Mapping[Business, date] = MappingProxyType(
    {
        Business.BANK: date(2027, 4, 1),  # the date that the trade was told; [guess] until the amended text is at hand
        Business.PHONE_SHOP: date(2026, 4, 1),  # [guess] general knowledge; article: ハ and ヘ are to be withdrawn
    }
)
"""From this day on whatever rests on a picture or a copy of a document is refused. The switch: pass another mapping."""
RESTS_ON_A_PICTURE = frozenset({Proof.IMAGE_AND_FACE, Proof.IMAGE_AND_ACCOUNT, Proof.COPY_BY_POST})


def require_allowed(
    business: Business, proof: Proof, day: date, *, withdrawn: Mapping[Business, date] = WITHDRAWN_FROM
) -> Method:
    """The method, if a firm of this business may use it on `day`. Raises a MethodRefused, one class a reason."""
    method = next((one for one in METHODS if (one.business, one.proof) == (business, proof)), None)
    if method is None:
        raise NoSuchMethod(f"{business.value} has no method by {proof.value}; use the signature certificate")
    if day < method.since:
        raise NotYetAllowed(f"{method.clause} is allowed from {method.since} on; use the signature certificate")
    if proof in RESTS_ON_A_PICTURE and day >= withdrawn[business]:
        raise Withdrawn(
            f"{method.clause} was withdrawn on {withdrawn[business]}: a picture of a card proves nothing; "
            "use the signature certificate, or the chip and the face"
        )
    return method


def allowed_on(
    business: Business, day: date, *, withdrawn: Mapping[Business, date] = WITHDRAWN_FROM
) -> tuple[Method, ...]:
    """Every method of a business on `day`, the strongest first."""
    found = []
    for method in METHODS:
        if method.business is business:
            try:
                found.append(require_allowed(business, method.proof, day, withdrawn=withdrawn))
            except MethodRefused:
                continue
    return tuple(found)


class Instead(StrEnum):
    """Why a card cannot sign, which decides what remains."""

    NOTHING = "the card can sign"
    FACE_ONLY = "face-only card"  # 顔認証マイナンバーカード: no PINs, no signature certificate
    UNDER_FIFTEEN = "under fifteen"
    NOT_WANTED = "no signature certificate"


@dataclass(frozen=True, slots=True)
class WhatRemains:
    """The methods a card is good for. Without any the customer has to come in person.

    `representative`: a parent or guardian applies, and is identified by their own card beside the child's (4条 of the Act).
    """

    why: Instead
    methods: tuple[Method, ...]
    representative: bool


def what_remains(
    business: Business,
    day: date,
    *,
    age: int,
    has_signature_certificate: bool,
    face_only: bool = False,
    withdrawn: Mapping[Business, date] = WITHDRAWN_FROM,
) -> WhatRemains:
    """What a card of somebody of this age can still be used for: the chip needs no PIN, only a photo in it."""
    why = _why_not(age, has_signature_certificate=has_signature_certificate, face_only=face_only)
    good = {Proof.SIGNATURE} if why is Instead.NOTHING else set()
    if age >= PHOTO_FROM:
        good.add(Proof.CHIP_AND_FACE)
    methods = tuple(one for one in allowed_on(business, day, withdrawn=withdrawn) if one.proof in good)
    return WhatRemains(why, methods, representative=age < SIGNATURE_CERTIFICATE_FROM)


def _why_not(age: int, *, has_signature_certificate: bool, face_only: bool) -> Instead:
    if has_signature_certificate:
        return Instead.NOTHING
    if age < SIGNATURE_CERTIFICATE_FROM:
        return Instead.UNDER_FIFTEEN
    return Instead.FACE_ONLY if face_only else Instead.NOT_WANTED


@dataclass(frozen=True, slots=True)
class AgeAnswer:
    """What may be kept where only the age is needed: no birth date can be had from it."""

    at_least: int
    attained: bool
    asked_on: date


def answer_age(birth: date, at_least: int, day: date) -> AgeAnswer:
    """Whether somebody born on `birth` is `at_least` years old during `day`. The birth date ends here."""
    return AgeAnswer(at_least, age_on(birth, day) >= at_least, day)
