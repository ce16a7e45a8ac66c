"""Decisions of the room: states of firms, keys, what a consent gives."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from tegata.rules.calendar import JST
from tegata.rules.consents import Attribute, Base, period
from tegata.rules.sex import Sex
from tegata.services.verifiers import rules
from tegata.services.verifiers.rules import Answered, Fault, FirmState, Known, Refusal, Refused, Role, Said, Step

OLD = Said("見本　花子", "東京都清瀬市中里五丁目８４２番地", date(1990, 5, 6), Sex.FEMALE, "ミホン　ハナコ")
NEW = Said("見本　花子", "東京都清瀬市元町一丁目４番５号", date(1990, 5, 6), Sex.FEMALE, "ミホン　ハナコ")
DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 10, tzinfo=JST)


def given_to(asked: Known, newest: Known | None, *, died: bool = False) -> rules.Next:
    return rules.answer(died=died, asked=asked, newest=newest, attributes=tuple(Attribute), today=DAY)


def test_every_state_has_its_steps_and_no_way_back_from_the_end() -> None:
    assert {state: rules.steps(state) for state in FirmState} == {
        FirmState.APPLIED: (Step.ACCREDIT, Step.REFUSE),
        FirmState.ACCREDITED: (Step.SUSPEND, Step.END),
        FirmState.SUSPENDED: (Step.RESUME, Step.END),
        FirmState.REFUSED: (),
        FirmState.ENDED: (),
    }
    for state, step in product(FirmState, Step):
        if step not in rules.steps(state):
            with pytest.raises(rules.WrongFirm):
                rules.after(state, step)


def test_a_service_provider_may_ask_for_nothing() -> None:
    assert rules.may(Role.PROVIDER) == frozenset()
    assert not Role.PROVIDER.asks
    assert rules.may(Role.OPERATOR) == rules.may(Role.VERIFIER) != frozenset()


@pytest.mark.parametrize(
    "text", ["", "Bank", "1bank", "bank_1", "bank--1", "-bank", "bank-", "a" * 41, "bank\n", "銀行"]
)
def test_ids_that_no_address_should_have(text: str) -> None:
    with pytest.raises(rules.WrongFirm) as refused:
        rules.require_id(text)
    assert refused.value.fault is Fault.ID_FORM


def spki(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_keys_that_requests_may_be_signed_with() -> None:
    good = spki(ec.generate_private_key(ec.SECP256R1()))
    assert rules.require_key(good) == good
    for weak in (
        spki(ec.generate_private_key(ec.SECP384R1())),
        spki(ed25519.Ed25519PrivateKey.generate()),
        spki(rsa.generate_private_key(65537, 1024)),  # noqa: S505 (refused below)
    ):
        with pytest.raises(rules.WrongFirm) as refused:
            rules.require_key(weak)
        assert refused.value.fault is Fault.KEY_KIND
    with pytest.raises(rules.WrongFirm):
        rules.require_key(b"\x30\x00")


def test_what_is_answered() -> None:
    good, ended = Known(1, True, OLD), Known(1, False, OLD)
    assert given_to(good, good).answered is Answered.SAME
    assert given_to(ended, ended).answered is Answered.NOT_YET
    assert given_to(ended, None).answered is Answered.NOT_YET
    assert given_to(ended, Known(2, False, NEW)).answered is Answered.NOT_YET
    moved = given_to(ended, Known(2, True, NEW))
    assert (moved.answered, moved.serial, moved.hit) == (Answered.SUPERSEDED, 2, True)
    assert moved.given["address"] == NEW.address
    same = given_to(ended, Known(2, True, OLD))
    assert (same.answered, same.serial, same.hit) == (Answered.SUPERSEDED, 2, False), "a renewal is no hit"


@given(st.booleans(), st.booleans(), st.booleans(), st.sampled_from([None, 1, 2]))
def test_nothing_is_given_but_from_a_certificate_that_counts(
    died: bool, one: bool, two: bool, newest: int | None
) -> None:
    found = given_to(Known(1, one, OLD), Known(newest, two, NEW) if newest else None, died=died)
    if found.given or found.serial:
        assert not died
        assert not one
        assert two
        assert newest == found.serial == 2


@given(st.sets(st.sampled_from(Attribute), min_size=1))
def test_only_what_was_chosen(chosen: set[Attribute]) -> None:
    attributes = tuple(one for one in Attribute if one in chosen)
    whole = Said("名　前", "住所", date(2000, 1, 1), Sex.MALE, "ナ　マエ", "旧氏", date(2027, 1, 1))
    belongs = {"name_kana": Attribute.NAME, "former_name": Attribute.NAME, "planned_departure": Attribute.ADDRESS}
    found = whole.chosen(attributes, DAY)
    assert {belongs.get(word) or Attribute(word) for word in found} == chosen


def test_the_reading_comes_with_the_name_since_its_day() -> None:
    assert "name_kana" not in OLD.chosen((Attribute.NAME,), date(2026, 5, 25))
    assert OLD.chosen((Attribute.NAME,), date(2026, 5, 26))["name_kana"] == "ミホン　ハナコ"


def test_from_which_moment_a_consent_counts() -> None:
    received = AT - timedelta(days=2)
    assert rules.base_of(Base.REFLECTED, AT, received) == AT
    assert rules.base_of(Base.RECEIVED, AT, received) == received
    assert rules.base_of(Base.RECEIVED, AT, None) == AT
    for wrong in (AT + timedelta(seconds=1), AT - timedelta(days=7, seconds=1)):
        with pytest.raises(Refused):
            rules.base_of(Base.REFLECTED, AT, wrong)


@given(st.integers(-400, 4100), st.booleans())
def test_a_consent_counts_or_is_refused_with_its_reason(days: int, withdrawn: bool) -> None:
    counts, at = period(AT.date()), AT + timedelta(days=days)
    if counts.has(at) and not withdrawn:
        rules.require_counts(counts, at, withdrawn=withdrawn)
        return
    with pytest.raises(Refused) as refused:
        rules.require_counts(counts, at, withdrawn=withdrawn)
    early = Refusal.NOT_BEGUN if at < counts.begins else Refusal.LAPSED
    assert refused.value.refusal is (Refusal.WITHDRAWN if withdrawn else early)
