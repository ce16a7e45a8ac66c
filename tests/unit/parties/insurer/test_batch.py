"""The nightly batch: who is found, who is left alone, and that a killed one goes on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.parties.insurer.world import CHIYODA, DAY, ENDS, FIRST, HOUR, KIYOSE, NIGHT, Firm, policy, revoked

from tegata.parties.insurer import batch
from tegata.parties.insurer.rules import Finding
from tegata.pki.names import Kind
from tegata.pki.revocation import Reason

SIGN, AUTH = Kind.SIGNATURE, Kind.AUTHENTICATION
DEAD, MOVED, LOST, WELL, GONE = (policy(n) for n in range(5))


@pytest.fixture
def filled(firm: Firm) -> Firm:
    firm.add(DEAD, MOVED._replace(consented=True), LOST, WELL, GONE._replace(sign_ends=int((NIGHT - DAY).timestamp())))
    rows = [
        revoked(FIRST, Reason.AFFILIATION_CHANGED),
        revoked(FIRST + 1, Reason.SUPERSEDED),
        revoked(FIRST + 2, Reason.CERTIFICATE_HOLD),
    ]
    firm.publish(SIGN, KIYOSE, rows)
    return firm


def test_each_is_found_and_the_living_are_left_alone(filled: Firm) -> None:
    assert batch.run(filled.store, filled.mirror, NIGHT) == (1, 5, 1, 4, 0)
    assert filled.listed() == {
        DEAD.number: Finding.DEATH_OR_ABROAD,
        MOVED.number: Finding.CHANGED,
        LOST.number: Finding.CARD_LOST,
        GONE.number: Finding.NO_LONGER_SEEN,
    }
    moved = filled.store.contact(MOVED.number)
    assert moved is not None
    assert (moved.step, moved.reason, moved.since) == (
        "ask_new_attributes",
        "superseded",
        int((NIGHT - HOUR).timestamp()),
    )
    assert batch.standing_of(filled.store, WELL.number) is Finding.ALIVE
    assert batch.standing_of(filled.store, DEAD.number) is Finding.DEATH_OR_ABROAD


def test_before_the_first_run_nothing_is_known(filled: Firm) -> None:
    assert batch.standing_of(filled.store, WELL.number) is Finding.UNKNOWN
    assert batch.standing_of(filled.store, "no such policy") is Finding.UNKNOWN


def test_the_next_night_lists_nobody_again_and_forgets_nobody(filled: Firm) -> None:
    batch.run(filled.store, filled.mirror, NIGHT)
    before = [filled.store.contact(one.number) for one in (DEAD, MOVED, LOST)]
    with filled.store.transaction():
        filled.store.settle([MOVED.number], int(NIGHT.timestamp()) + 60, "clerk")
    batch.run(filled.store, filled.mirror, NIGHT + DAY)
    after = [filled.store.contact(one.number) for one in (DEAD, MOVED, LOST)]
    assert (before[0], before[2]) == (after[0], after[2])
    assert MOVED.number not in filled.listed()


def test_who_was_held_and_is_good_again_leaves_the_list_and_a_new_reason_opens_it(filled: Firm) -> None:
    batch.run(filled.store, filled.mirror, NIGHT)
    filled.publish(SIGN, KIYOSE, [revoked(FIRST + 1, Reason.CESSATION_OF_OPERATION)], number=2, at=NIGHT + HOUR)
    batch.run(filled.store, filled.mirror, NIGHT + DAY)
    assert filled.listed() == {MOVED.number: Finding.CARD_LOST, GONE.number: Finding.NO_LONGER_SEEN}
    assert batch.standing_of(filled.store, LOST.number) is Finding.ALIVE


def test_without_a_list_that_counts_nothing_is_concluded_and_nothing_forgotten(filled: Firm) -> None:
    batch.run(filled.store, filled.mirror, NIGHT)
    listed = filled.listed()
    outcome = batch.run(filled.store, filled.mirror, NIGHT + 5 * DAY)
    assert (outcome.good, outcome.contacts, outcome.unusable) == (0, 0, 1)
    assert filled.listed() == listed
    assert batch.standing_of(filled.store, WELL.number) is Finding.UNKNOWN
    last = filled.store.last_run()
    assert last is not None
    assert [(code, state, count) for code, state, _, count in filled.store.unusable(last[0])] == [(KIYOSE, "stale", 5)]


def test_the_authentication_certificate_says_that_a_mover_lives(firm: Firm) -> None:
    both = {"annuity": True, "auth_code": CHIYODA, "auth_ends": ENDS}
    people = [policy(n, **both, auth_serial=FIRST + 100 + n) for n in range(3)]
    firm.add(*people, policy(3, annuity=True), policy(4, annuity=True))
    firm.publish(SIGN, KIYOSE, [revoked(FIRST + n, Reason.SUPERSEDED) for n in (0, 1, 3)])
    batch.run(firm.store, firm.mirror, NIGHT)
    assert firm.store.notices(1) == (5, 2)  # without a list for the other kind nobody is alive by it
    firm.publish(AUTH, CHIYODA, [revoked(FIRST + 101, Reason.SUPERSEDED)])
    batch.run(firm.store, firm.mirror, NIGHT + HOUR)
    assert [getattr(firm.store.contact(people[n].number), "alive", None) for n in (0, 1, 2)] == [1, None, None]
    assert firm.store.notices(2) == (5, 3)


def test_a_death_that_a_clerk_has_settled_needs_its_notice_all_the_same(firm: Firm) -> None:
    firm.add(policy(0, annuity=True))
    firm.publish(SIGN, KIYOSE, [revoked(FIRST, Reason.AFFILIATION_CHANGED)])
    batch.run(firm.store, firm.mirror, NIGHT)
    with firm.store.transaction():
        firm.store.settle(["P000000"], int(NIGHT.timestamp()), "clerk")
    assert firm.store.notices(1) == (1, 0)
    assert batch.standing_of(firm.store, "P000000") is Finding.DEATH_OR_ABROAD


class Killed(BaseException):
    """What kill -9 looks like from inside: nothing after it runs."""


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, 12), max_size=4), st.integers(1, 4))
def test_killed_at_any_list_it_goes_on_and_lists_everybody_once(
    tmp_path_factory: pytest.TempPathFactory, kills: list[int], at_once: int
) -> None:
    firm = Firm(tmp_path_factory.mktemp("killed"))
    codes = ["13101", "13102", "13103", "13104", "13105", "13106"]
    for place, code in enumerate(codes):
        firm.add(*(policy(10 * place + n, code) for n in range(10)))
        firm.publish(SIGN, code, [revoked(FIRST + 10 * place + n, Reason.AFFILIATION_CHANGED) for n in range(3)])
    opened: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "LISTS_A_TRANSACTION", at_once)
        load = firm.mirror.load

        def counted(kind: Kind, code: str, *rest: object) -> object:
            if kills and len(opened) >= kills[0]:
                kills.pop(0)
                raise Killed
            opened.append(code)
            return load(kind, code, *rest)  # type: ignore[arg-type]

        patch.setattr(firm.mirror, "load", counted)
        finished = False
        while not finished:
            try:
                batch.run(firm.store, firm.mirror, NIGHT)
                finished = True
            except Killed:
                continue
    assert sorted(firm.listed()) == [f"P{10 * place + n:06}" for place in range(6) for n in range(3)]
    assert firm.store.last_run() == (1, "2026-11-25", int(NIGHT.timestamp()))
    assert firm.store.counts(1) == [("ok", 6, 60, 42)]
    firm.store.close()


def test_what_is_left_of_yesterday_is_given_up(filled: Firm) -> None:
    with filled.store.transaction():
        run, _ = filled.store.open_run("2026-11-24", 0)
        filled.store.mark(run, KIYOSE, "ok", "", 5, 5)
    assert batch.run(filled.store, filled.mirror, NIGHT).policies == 5
