"""Lists that are old, of another place, of another authority, or handed out again: nobody is called dead or alive by them.

The article (失効情報の利用) lets an insurer conclude from a list that somebody may have died, and that somebody else lives. Both
are wrong by a list that does not count.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.parties.insurer.world import CHIYODA, DAY, FIRST, HOUR, KIYOSE, NIGHT, Firm, made_list, policy, revoked

from tegata.parties.insurer import batch
from tegata.parties.insurer.rules import Finding
from tegata.pki.names import Kind
from tegata.pki.revocation import Reason

SIGN, AUTH = Kind.SIGNATURE, Kind.AUTHENTICATION
SEEN_DEAD, LATER_DEAD, LIVING = (policy(n, annuity=True) for n in range(3))
MORNING = NIGHT + DAY
FIRST_DEATH = revoked(FIRST, Reason.AFFILIATION_CHANGED)
SECOND_DEATH = revoked(FIRST + 1, Reason.AFFILIATION_CHANGED)
LIES = {
    "out of date": made_list(SIGN, KIYOSE, [FIRST_DEATH], number=8, at=NIGHT, days=0),
    "from the future": made_list(SIGN, KIYOSE, number=8, at=MORNING + DAY),
    "of the next town": made_list(SIGN, CHIYODA, number=8, at=MORNING),
    "of the whole country": made_list(SIGN, None, number=8, at=MORNING),
    "of the other authority": made_list(AUTH, KIYOSE, number=8, at=MORNING),
    "signed by the other authority": made_list(SIGN, KIYOSE, number=8, at=MORNING, signed_by=AUTH),
    "an older one again": made_list(SIGN, KIYOSE, number=6, at=NIGHT - HOUR),
    "an older number with a new date": made_list(SIGN, KIYOSE, number=6, at=MORNING),
    "cut short": made_list(SIGN, KIYOSE, [FIRST_DEATH], number=8, at=MORNING)[:-40],
    "empty": b"",
    "a page of a web server": b"<!doctype html><title>503</title>",
}


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Firm]:
    """One death was seen by list number 7."""
    firm = Firm(tmp_path)
    firm.add(SEEN_DEAD, LATER_DEAD, LIVING)
    firm.publish(SIGN, KIYOSE, [FIRST_DEATH], number=7)
    batch.run(firm.store, firm.mirror, NIGHT)
    assert firm.listed() == {SEEN_DEAD.number: Finding.DEATH_OR_ABROAD}
    assert firm.store.notices(1) == (3, 2)
    yield firm
    firm.store.close()


@pytest.mark.parametrize("lie", LIES)
def test_nothing_is_concluded_from_it_and_the_true_list_mends_all(watching: Firm, lie: str) -> None:
    watching.mirror.keep(SIGN, KIYOSE, LIES[lie])
    outcome = batch.run(watching.store, watching.mirror, MORNING)
    assert (outcome.good, outcome.contacts, outcome.unusable) == (0, 0, 1)
    assert watching.listed() == {SEEN_DEAD.number: Finding.DEATH_OR_ABROAD}, "what was found stays found"
    assert batch.standing_of(watching.store, LIVING.number) is Finding.UNKNOWN
    assert watching.store.notices(2) == (3, 0), "everybody sends the status notice"
    watching.publish(SIGN, KIYOSE, [FIRST_DEATH, SECOND_DEATH], number=8, at=MORNING)
    batch.run(watching.store, watching.mirror, MORNING + HOUR)
    assert set(watching.listed()) == {SEEN_DEAD.number, LATER_DEAD.number}
    assert batch.standing_of(watching.store, LIVING.number) is Finding.ALIVE


def test_a_clock_that_was_set_back_calls_nobody_alive(watching: Firm) -> None:
    assert batch.run(watching.store, watching.mirror, NIGHT - DAY).unusable == 1
    assert batch.run(watching.store, watching.mirror, NIGHT + HOUR).good == 2
