"""The feed between two nights: taken over once, in order, or not at all; the next list neither doubles nor undoes it."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from tests.unit.parties.insurer.world import DAY, FIRST, HOUR, KIYOSE, NIGHT, Firm, policy, revoked

from tegata.parties.insurer import batch, watching
from tegata.parties.insurer.rules import Finding
from tegata.parties.insurer.watching import FeedBroken
from tegata.pki.names import Kind
from tegata.pki.revocation import Reason

KEY = ECKey.generate_key("P-256")
NOON = NIGHT + 9 * HOUR


def change(
    number: int,
    serial: int,
    state: str = "revoked",
    reason: str = "affiliationChanged",
    kind: str = "sign",
    at: datetime = NOON,
) -> dict[str, object]:
    return {
        "number": number,
        "kind": kind,
        "serial": f"{serial:08X}",
        "state": state,
        "reason": reason,
        "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
    }


def signed(claims: dict[str, object], key: ECKey = KEY, typ: str = watching.TYPE) -> bytes:
    return jwt.encode({"alg": "ES256", "typ": typ}, claims, key).encode()


def centre(changes: list[dict[str, object]], size: int = 1000) -> Callable[[str], bytes]:
    def ask(path: str) -> bytes:
        after = int(parse_qs(urlsplit(path).query)["after"][0])
        page = changes[after : after + size]
        return signed({"after": after, "last": len(changes), "more": after + len(page) < len(changes), "changes": page})

    return ask


@pytest.fixture
def watched(firm: Firm) -> Firm:
    """Three living customers, seen in the night."""
    firm.add(*(policy(n) for n in range(3)))
    firm.publish(Kind.SIGNATURE, KIYOSE)
    batch.run(firm.store, firm.mirror, NIGHT)
    assert firm.listed() == {}
    return firm


def test_a_change_is_heard_before_the_next_list(watched: Firm) -> None:
    told = [
        change(1, 99, "good", ""),
        change(2, FIRST),
        change(3, FIRST + 1, reason="superseded"),
        change(4, FIRST + 2, kind="auth"),
        change(5, FIRST + 2, "held", "certificateHold"),
        change(6, FIRST + 2, "good", ""),
    ]
    assert watching.follow(watched.store, centre(told, size=2), KEY, NOON) == 6
    assert watched.listed() == {"P000000": Finding.DEATH_OR_ABROAD, "P000001": Finding.CHANGED}
    assert watched.store.place() == (6, int(NOON.timestamp()))
    assert watching.follow(watched.store, centre(told), KEY, NOON + HOUR) == 0


def test_the_next_list_neither_doubles_nor_undoes_what_the_feed_said(watched: Firm) -> None:
    watching.follow(watched.store, centre([change(1, FIRST)]), KEY, NOON)
    before = watched.store.contact("P000000")
    watched.publish(Kind.SIGNATURE, KIYOSE, number=2, at=NOON - HOUR)
    batch.run(watched.store, watched.mirror, NOON + HOUR)
    assert watched.store.contact("P000000") == before, "a list from before the death does not speak of it"
    watched.publish(
        Kind.SIGNATURE, KIYOSE, [revoked(FIRST, Reason.AFFILIATION_CHANGED, NOON)], number=3, at=NIGHT + DAY
    )
    batch.run(watched.store, watched.mirror, NIGHT + DAY)
    assert watched.store.contact("P000000") == before
    watched.publish(Kind.SIGNATURE, KIYOSE, number=4, at=NIGHT + DAY + HOUR)
    batch.run(watched.store, watched.mirror, NIGHT + DAY + 2 * HOUR)
    assert watched.listed() == {}


GOOD_CLAIMS: dict[str, object] = {
    "after": 0,
    "last": 2,
    "more": False,
    "changes": [change(1, FIRST), change(2, FIRST + 1)],
}


@pytest.mark.parametrize(
    "page",
    [
        signed(GOOD_CLAIMS, ECKey.generate_key("P-256")),
        signed(GOOD_CLAIMS, typ="JWT"),
        signed(GOOD_CLAIMS | {"after": 1}),
        signed(GOOD_CLAIMS | {"changes": [change(2, FIRST)]}),
        signed(GOOD_CLAIMS | {"changes": [change(1, FIRST), change(3, FIRST)]}),
        signed(GOOD_CLAIMS | {"changes": [change(2, FIRST), change(1, FIRST)]}),
        signed(GOOD_CLAIMS | {"changes": [change(1, FIRST, "dead")]}),
        signed(GOOD_CLAIMS | {"changes": [change(1, FIRST, reason="died")]}),
        signed(GOOD_CLAIMS | {"changes": "none"}),
        signed({"after": 0}),
        signed(GOOD_CLAIMS)[:-2],
        b"",
        b"<html>",
        "手形".encode(),
    ],
)
def test_a_page_that_is_wrong_in_anything_is_not_taken_over(watched: Firm, page: bytes) -> None:
    with pytest.raises(FeedBroken):
        watching.follow(watched.store, lambda _: page, KEY, NOON)
    assert watched.listed() == {}
    assert watched.store.place() == (0, 0)


def test_pages_before_a_broken_one_stay_and_it_goes_on_from_there(watched: Firm) -> None:
    told = [change(1, FIRST), change(2, FIRST + 1)]
    whole = centre(told, size=1)
    with pytest.raises(FeedBroken):
        watching.follow(watched.store, lambda path: whole(path) if "after=0" in path else b"?", KEY, NOON)
    assert watched.store.place()[0] == 1
    assert watching.follow(watched.store, whole, KEY, NOON) == 1
    assert set(watched.listed()) == {"P000000", "P000001"}
