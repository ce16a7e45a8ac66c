"""What a revocation hints at, and what is done: the article's table of four reasons, and nothing beyond it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.parties.insurer.rules import (
    ENDED,
    FINDINGS,
    GOOD,
    UNKNOWN,
    Finding,
    Standing,
    State,
    Step,
    is_contact,
    judge,
    needs_status_notice,
    step,
)
from tegata.pki.revocation import Reason

AT = datetime(2026, 11, 24, tzinfo=UTC)
STANDINGS = st.one_of(
    st.sampled_from([GOOD, ENDED, UNKNOWN]),
    st.builds(Standing, st.just(State.REVOKED), st.sampled_from(Reason), st.just(AT)),
)


def ended_by(reason: Reason) -> Standing:
    return Standing(State.REVOKED, reason, AT)


def test_the_four_reasons_of_the_article() -> None:
    assert FINDINGS == {
        Reason.AFFILIATION_CHANGED: Finding.DEATH_OR_ABROAD,
        Reason.SUPERSEDED: Finding.CHANGED,
        Reason.CESSATION_OF_OPERATION: Finding.CARD_LOST,
        Reason.CERTIFICATE_HOLD: Finding.CARD_LOST,
    }


@pytest.mark.parametrize("reason", Reason)
def test_a_revocation_never_says_that_its_holder_lives(reason: Reason) -> None:
    found = judge(ended_by(reason))
    assert (found.alive, found.reason, found.since) == (None, reason, AT)
    assert found.finding is not Finding.ALIVE


def test_a_good_certificate_of_the_other_kind_says_that_a_mover_lives_but_hushes_no_death() -> None:
    assert judge(ended_by(Reason.SUPERSEDED), GOOD).alive is True
    assert judge(ended_by(Reason.AFFILIATION_CHANGED), GOOD).alive is None
    assert judge(ENDED, GOOD).alive is True
    assert judge(UNKNOWN, GOOD) == judge(UNKNOWN, GOOD)
    assert judge(UNKNOWN, GOOD).finding is Finding.UNKNOWN


@given(STANDINGS, st.one_of(st.none(), STANDINGS))
def test_nobody_is_alive_without_a_good_certificate_and_nobody_is_written_to_for_what_is_unknown(
    signature: Standing, other: Standing | None
) -> None:
    found = judge(signature, other)
    if found.alive:
        assert GOOD in (signature, other)
    if signature == UNKNOWN:
        assert not is_contact(found.finding)
    assert found.alive is not False  # no list proves a death
    assert (found.finding is Finding.DEATH_OR_ABROAD) == (signature.reason is Reason.AFFILIATION_CHANGED)


def test_what_to_do() -> None:
    assert step(Finding.CHANGED, consented=True) is Step.ASK_NEW_ATTRIBUTES
    assert step(Finding.CHANGED, consented=False) is Step.ASK_BY_LETTER
    assert step(Finding.DEATH_OR_ABROAD, consented=True) is Step.ASK_THE_FAMILY
    for finding in Finding:
        assert (step(finding, consented=True) in (Step.NOTHING, Step.LOOK_AGAIN)) is not is_contact(finding)


@pytest.mark.parametrize(
    ("annuity", "alive", "needed"),
    [(True, True, False), (True, None, True), (True, False, True), (False, None, False), (False, True, False)],
)
def test_the_status_notice_is_skipped_for_the_living_only(annuity: bool, alive: bool | None, needed: bool) -> None:
    assert needs_status_notice(annuity=annuity, alive=alive) is needed
