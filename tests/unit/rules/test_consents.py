"""Consents: fifteen items, one canonical text, ten years from the next day."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.rules import consents
from tegata.rules.calendar import JST
from tegata.rules.consents import Attribute, Consent, ConsentRefused, Withdrawal

CONSENT = Consent(
    "r" * 16,
    "bank-1",
    "みほん銀行",
    "operator-1",
    "手形PF",
    "口座",
    "住所の確認",
    tuple(Attribute),
    "いつでも撤回できます",
)


def changed(**facts: object) -> bytes:
    whole = json.loads(CONSENT.text()) | facts
    kept = {word: value for word, value in whole.items() if value is not None}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_fifteen_items_eleven_of_them_required() -> None:
    assert len(consents.ITEMS) == 15
    assert sum(item.required for item in consents.ITEMS) == 11


def test_what_is_written_is_read() -> None:
    assert consents.read_consent(CONSENT.text()) == CONSENT
    full = replace(CONSENT, retention="契約終了まで", third_parties="なし", reminder="年1回", contact="03-0000-0000")
    assert consents.read_consent(full.text()) == full
    withdrawal = Withdrawal("w" * 16, "0192", "bank-1")
    assert consents.read_withdrawal(withdrawal.text()) == withdrawal


@pytest.mark.parametrize("item", consents.ITEMS, ids=lambda item: item.word)
def test_what_is_required_cannot_be_left_out(item: consents.Item) -> None:
    if item.required:
        with pytest.raises(ConsentRefused):
            consents.read_consent(changed(**{item.word: None}))
    else:
        assert consents.read_consent(changed(**{item.word: "何か"})) != CONSENT


@pytest.mark.parametrize(
    "facts",
    [
        {"years": 11},
        {"years": True},
        {"attributes": []},
        {"attributes": ["address", "name"]},
        {"attributes": ["name", "name"]},
        {"attributes": ["number"]},
        {"attributes": "name"},
        {"reference": "short"},
        {"service": " "},
        {"service": "a\u202eb"},
        {"service": "a" * 501},
        {"service": 1},
        {"more": "than fifteen"},
        {"what": consents.WITHDRAWAL},
    ],
    ids=str,
)
def test_what_is_no_consent_is_refused(facts: dict[str, object]) -> None:
    with pytest.raises(ConsentRefused):
        consents.read_consent(changed(**facts))


@pytest.mark.parametrize("text", [b"", b"[]", b"\xff", b"{}", CONSENT.text() + b" ", b"[" * 100_000, b"1" * 9000])
def test_only_the_canonical_bytes_count(text: bytes) -> None:
    with pytest.raises(ConsentRefused):
        consents.read_consent(text)
    with pytest.raises(ConsentRefused):
        consents.read_withdrawal(text)


def test_an_item_twice_is_refused() -> None:
    twice = CONSENT.text().replace(b'"years":10', b'"years":10,"years":10')
    with pytest.raises(ConsentRefused, match="canonical"):
        consents.read_consent(twice)


def test_a_consent_is_no_withdrawal() -> None:
    with pytest.raises(ConsentRefused):
        consents.read_withdrawal(CONSENT.text())


def test_the_published_example() -> None:
    found = consents.period(date(2023, 5, 18))
    assert found.begins == datetime(2023, 5, 18, 15, tzinfo=UTC)
    assert found.ends == datetime(2033, 5, 18, 14, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("base", "last"),
    [
        (date(2024, 2, 28), date(2034, 2, 28)),
        (date(2024, 2, 29), date(2034, 2, 28)),
        (date(2023, 2, 28), date(2033, 2, 28)),
        (date(2023, 12, 31), date(2033, 12, 31)),
    ],
)
def test_leap_years_and_ends_of_years(base: date, last: date) -> None:
    assert consents.period(base).ends.date() == last


@given(st.dates(date(2020, 1, 1), date(2400, 12, 31)))
def test_ten_years_of_whole_days_that_follow_each_other(base: date) -> None:
    found, next_one = consents.period(base), consents.period(base + timedelta(days=1))
    assert found.begins.astimezone(JST).date() == base + timedelta(days=1)
    assert timedelta(days=3651) <= found.ends - found.begins + timedelta(seconds=1) <= timedelta(days=3653)
    assert found.ends <= next_one.ends
    assert not found.has(found.begins - timedelta(microseconds=1))
    assert found.has(found.begins)
    assert found.has(found.ends + timedelta(microseconds=999_999))
    assert not found.has(found.ends + timedelta(seconds=1))


ODD = st.none() | st.integers(-1, 11) | st.text("aZ-名\u202e\n ", max_size=18)


@given(st.dictionaries(st.sampled_from([item.word for item in consents.ITEMS]), ODD, max_size=4))
def test_whatever_is_sent_is_read_as_it_is_or_refused(facts: dict[str, object]) -> None:
    text = changed(**facts) if not any(isinstance(v, str) and not v.isprintable() for v in facts.values()) else b""
    try:
        found = consents.read_consent(text)
    except ConsentRefused:
        return
    assert found.text() == text
