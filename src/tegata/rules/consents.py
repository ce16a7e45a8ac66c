"""The consent to have one's latest attributes given to a firm (最新の利用者情報提供の同意), and its withdrawal: texts and period.

The text is what the holder's signature certificate signs, so everybody who takes part builds and reads it here. It is
canonical JSON: the same words are the same bytes. Fifteen items, eleven of them required, are prescribed; which fifteen the
specification for verifiers says, which is not public: ITEMS is a [guess], in one place.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from tegata.rules.calendar import JST, add_months, end_of_day

YEARS = 10
CONSENT, WITHDRAWAL = "consent to the latest attributes", "withdrawal of the consent to the latest attributes"
LONGEST = 8_192
_LONGEST_TEXT = 500
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


class ConsentRefused(ValueError):
    """The text is no consent and no withdrawal. Says which item is wrong, never what it holds."""


class Attribute(StrEnum):
    """One of the four (基本4情報); the holder chooses which are given."""

    NAME = "name"
    ADDRESS = "address"
    BIRTH = "birth"
    SEX = "sex"


class Base(StrEnum):
    """From the day after which moment a consent counts: documents disagree."""

    REFLECTED = "reflected"  # the issuing centre has it
    RECEIVED = "received"  # the service provider received it


@dataclass(frozen=True, slots=True)
class Item:
    """One prescribed item: its word in the text, what the holder reads, whether it must be there."""

    word: str
    ja: str
    en: str
    required: bool = True


ITEMS: tuple[Item, ...] = (
    Item("what", "文書の種類", "Kind of document"),
    Item("reference", "整理番号", "Reference number"),
    Item("provider", "提供先事業者の番号", "Number of the firm that receives"),
    Item("provider_name", "提供先事業者の名称", "Firm that receives"),
    Item("operator", "プラットフォーム事業者の番号", "Number of the platform operator"),
    Item("operator_name", "プラットフォーム事業者の名称", "Platform operator"),
    Item("service", "対象サービス", "Service"),
    Item("purposes", "利用目的", "What it is used for"),
    Item("attributes", "提供される情報", "What is given"),
    Item("years", "同意の有効期間（年）", "Years it counts"),
    Item("withdrawal", "撤回の方法", "How it is withdrawn"),
    Item("retention", "保存期間", "How long it is kept", required=False),
    Item("third_parties", "第三者提供", "Given on to others", required=False),
    Item("reminder", "同意状況のお知らせ", "Reminder", required=False),
    Item("contact", "問い合わせ先", "Contact", required=False),
)
"""[guess] the prescribed items of a consent."""

_WITHDRAWAL_WORDS = ("what", "reference", "consent", "provider")


@dataclass(frozen=True, slots=True)
class Consent:
    """What a holder agrees to. `reference` is fresh for each consent, so that a withdrawn one cannot be sent in again."""

    reference: str
    provider: str
    provider_name: str
    operator: str
    operator_name: str
    service: str
    purposes: str
    attributes: tuple[Attribute, ...]
    withdrawal: str
    retention: str = ""
    third_parties: str = ""
    reminder: str = ""
    contact: str = ""

    def text(self) -> bytes:
        """The bytes that are signed. Raises ConsentRefused."""
        facts: dict[str, Any] = {"what": CONSENT, "years": YEARS}
        for item in ITEMS:
            value = facts.get(item.word) or getattr(self, item.word)
            if item.required or value:
                facts[item.word] = list(value) if item.word == "attributes" else value
        _require(facts)
        return _canonical(facts)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What a holder takes back: one consent, by its id."""

    reference: str
    consent: str
    provider: str

    def text(self) -> bytes:
        """The bytes that are signed."""
        return _canonical({"what": WITHDRAWAL, **{word: getattr(self, word) for word in _WITHDRAWAL_WORDS[1:]}})


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when a consent counts, both moments included."""

    begins: datetime
    ends: datetime

    def has(self, moment: datetime) -> bool:
        """Whether it counts at a moment: from the first second of its first day to the last of its last."""
        return self.begins <= moment < self.ends + timedelta(seconds=1)


def period(base: date) -> Period:
    """Ten years from the day after `base` (2023-05-18: 2023-05-19 to 2033-05-18). Civil Code art. 140, 143(2)."""
    first = base + timedelta(days=1)
    after = add_months(first, 12 * YEARS)
    last = after - timedelta(days=1) if after.day == first.day else after
    return Period(datetime.combine(first, time(), JST), end_of_day(last))


def read_consent(text: bytes) -> Consent:
    """The consent that a signed text is. Raises ConsentRefused for any other byte."""
    facts = _facts(text, CONSENT)
    known = {item.word for item in ITEMS}
    if unknown := sorted(set(facts) - known):
        raise ConsentRefused(f"there is no item {unknown[0][:40]!r} in a consent")
    _require(facts)
    values = {word: value for word, value in facts.items() if word not in ("what", "years")}
    values["attributes"] = tuple(Attribute(word) for word in values["attributes"])
    return Consent(**values)


def read_withdrawal(text: bytes) -> Withdrawal:
    """The withdrawal that a signed text is. Raises ConsentRefused for any other byte."""
    facts = _facts(text, WITHDRAWAL)
    if set(facts) != set(_WITHDRAWAL_WORDS) or not all(_is_text(facts[word]) for word in _WITHDRAWAL_WORDS):
        raise ConsentRefused(f"a withdrawal has the items {', '.join(_WITHDRAWAL_WORDS)}")
    _require_reference(facts["reference"])
    return Withdrawal(facts["reference"], facts["consent"], facts["provider"])


def _facts(text: bytes, what: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise ConsentRefused(f"the text is longer than {LONGEST} bytes")
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConsentRefused("the signed text is no JSON in UTF-8") from error
    if not isinstance(facts, dict) or facts.get("what") != what:
        raise ConsentRefused(f"the signed text is no {what}")
    if _canonical(facts) != text:
        raise ConsentRefused("the signed text is not canonical: keys sorted, no spaces, UTF-8, each item once")
    return facts


def _canonical(facts: Mapping[str, object]) -> bytes:
    try:
        return json.dumps(dict(facts), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ConsentRefused("a text has half a character in it") from error


def _require(facts: Mapping[str, Any]) -> None:
    for item in ITEMS:
        if item.word not in facts:
            if item.required:
                raise ConsentRefused(f"the item {item.word} is missing")
        elif item.word not in ("attributes", "years") and not _is_text(facts[item.word]):
            raise ConsentRefused(f"the item {item.word} is empty, too long, or no text that can be shown")
    if facts["years"] != YEARS or isinstance(facts["years"], bool):
        raise ConsentRefused(f"a consent counts {YEARS} years, no more and no less")
    _require_reference(facts["reference"])
    given = facts["attributes"]
    order = [attribute.value for attribute in Attribute]
    if not isinstance(given, list) or not given or [word for word in order if word in given] != given:
        raise ConsentRefused(f"attributes are one or more of {', '.join(order)}, in this order, each once")


def _require_reference(reference: str) -> None:
    if not _REFERENCE.fullmatch(reference):
        raise ConsentRefused("the reference is 16 to 64 letters, digits, - and _; make a fresh one by chance each time")


def _is_text(value: object) -> bool:
    """What can be shown to a holder as it is; nothing that turns or hides what stands beside it."""
    return isinstance(value, str) and 0 < len(value.strip()) <= _LONGEST_TEXT and value.isprintable()
