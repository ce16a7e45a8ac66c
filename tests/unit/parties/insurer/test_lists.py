"""Five questions before a list counts, each with a list that has just that fault."""

import pytest
from tests.unit.parties.insurer.world import (
    CHIYODA,
    DAY,
    FIRST,
    HOUR,
    KIYOSE,
    NIGHT,
    Firm,
    anchor_of,
    made_list,
    point_of,
    revoked,
)

from tegata.parties.insurer import lists
from tegata.parties.insurer.lists import NoList, Refused, RolledBack, Seen, Stale, Unusable, WrongPartition
from tegata.parties.insurer.rules import ENDED, GOOD, State
from tegata.pki.names import Kind
from tegata.pki.revocation import Reason

SIGN, AUTH = Kind.SIGNATURE, Kind.AUTHENTICATION


def test_a_list_that_counts(firm: Firm) -> None:
    firm.publish(SIGN, KIYOSE, [revoked(FIRST, Reason.SUPERSEDED)], number=7)
    loaded = firm.mirror.load(SIGN, KIYOSE, NIGHT + DAY, Seen(7, NIGHT))
    found = lists.standing(loaded, FIRST, NIGHT + 9 * DAY)
    assert (found.state, found.reason, found.since) == (State.REVOKED, Reason.SUPERSEDED, NIGHT - HOUR)
    assert lists.standing(loaded, FIRST + 1, NIGHT + DAY) == GOOD
    assert lists.standing(loaded, FIRST + 1, NIGHT - DAY) == ENDED


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (made_list(SIGN, CHIYODA), WrongPartition),
        (made_list(SIGN, None), WrongPartition),
        (made_list(SIGN, KIYOSE, signed_by=AUTH), Refused),
        (made_list(AUTH, KIYOSE), Refused),
        (made_list(AUTH, KIYOSE, signed_by=SIGN), Refused),
        (made_list(SIGN, KIYOSE)[:-1], Refused),
        (b"", Refused),
        (made_list(SIGN, KIYOSE, number=9, at=NIGHT - 3 * DAY), RolledBack),
        (made_list(SIGN, KIYOSE, number=9, at=NIGHT + HOUR), Stale),
        (made_list(SIGN, KIYOSE, number=6), RolledBack),
        (made_list(SIGN, KIYOSE, number=8, at=NIGHT - DAY), RolledBack),
    ],
)
def test_a_list_that_does_not_count(data: bytes, error: type[Unusable]) -> None:
    with pytest.raises(error):
        lists.check(data, anchor_of(SIGN), point_of(SIGN, KIYOSE), NIGHT, Seen(7, NIGHT - HOUR))


def test_what_is_not_there_or_no_place_at_all(firm: Firm) -> None:
    for code in (KIYOSE, "99999", "../13221", "all"):
        with pytest.raises(NoList):
            firm.mirror.load(SIGN, code, NIGHT, None)
    with pytest.raises(NoList):
        firm.mirror.checked(made_list(SIGN, KIYOSE), SIGN, "../../x", NIGHT, None)


def test_every_partition_has_a_code_of_its_own() -> None:
    assert len(lists.codes(SIGN, "JPKI-TEST")) == len(set(lists.codes(SIGN, "JPKI-TEST").values())) == 1892
