"""Between two nights: the centre's feed of changes, page by page, each signed, none left out. It says what the next list will say.

The nightly lists stay the ground: the feed only brings a hint earlier, and a page that is wrong in anything is not taken over.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from tegata.parties.insurer import batch, rules
from tegata.parties.insurer.rules import Standing, State
from tegata.parties.insurer.store import GOOD_AGAIN, Store
from tegata.pki.names import Kind
from tegata.pki.revocation import Reason
from tegata.pki.revocation import State as Status

TYPE = "changes+jwt"
PAGE = 1000
Ask = Callable[[str], bytes]
"""The body at a path of the centre, asked with our token."""


class FeedBroken(Exception):
    """A page is not the centre's, or a change is missing. Nothing of it was taken over; the lists go on."""


class Change(NamedTuple):
    """One certificate's new status."""

    number: int
    kind: Kind
    serial: int
    status: Status
    reason: Reason | None
    at: datetime


class Page(NamedTuple):
    """Changes in order, and whether there are more."""

    changes: tuple[Change, ...]
    more: bool


def follow(store: Store, ask: Ask, key: ECKey, now: datetime) -> int:
    """Take over all changes since the last time; how many. Raises FeedBroken; pages before the broken one stay."""
    taken, more = 0, True
    while more:
        after, _ = store.place()
        page = read(ask(f"/validation/v1/changes?after={after}&limit={PAGE}"), key, after)
        with store.transaction():
            for change in page.changes:
                _take_over(store, change, int(now.timestamp()))
            store.move_on(page.changes[-1].number if page.changes else after, int(now.timestamp()))
        taken, more = taken + len(page.changes), page.more and bool(page.changes)
    return taken


def read(text: bytes, key: ECKey, after: int) -> Page:
    """A page that the centre signed and that goes on exactly where we were. Raises FeedBroken."""
    try:
        token = jwt.decode(text.decode("ascii"), key, algorithms=["ES256"])
        claims: dict[str, Any] = token.claims
        changes = tuple(_change(one) for one in claims["changes"])
        if token.header.get("typ") != TYPE or claims["after"] != after:
            raise FeedBroken("the page answers another question; ask again")
        more = bool(claims["more"])
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise FeedBroken("the page is not the centre's; fetch its key again and look at the address") from error
    if [change.number for change in changes] != list(range(after + 1, after + 1 + len(changes))):
        raise FeedBroken("a change is missing; ask again from the last one")
    return Page(changes, more)


def _change(told: dict[str, Any]) -> Change:
    reason = Reason.named(told["reason"]) if told["reason"] else None
    at = datetime.strptime(told["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return Change(int(told["number"]), Kind(told["kind"]), int(told["serial"], 16), Status(told["state"]), reason, at)


def _take_over(store: Store, change: Change, now: int) -> None:
    """Only signature certificates say something by themselves."""
    if change.kind is not Kind.SIGNATURE:
        return
    for code, policy in store.signed_with(change.serial):
        if change.status is Status.GOOD:
            store.settle([policy.number], now, GOOD_AGAIN)
            continue
        found = rules.judge(Standing(State.REVOKED, change.reason, change.at))
        store.put([batch.contact(policy, code, found, now)])
