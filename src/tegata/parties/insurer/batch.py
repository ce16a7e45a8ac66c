"""The nightly batch, list by list. Killed at any moment it goes on where it stopped, and nobody is listed twice.

Policies lie in the order of their lists, so each list is opened once; some lists make a transaction.
"""

from collections import OrderedDict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from tegata.parties.insurer import lists, rules
from tegata.parties.insurer.lists import Mirror, Seen, Unusable
from tegata.parties.insurer.rules import Finding, Judgement, Standing
from tegata.parties.insurer.store import GOOD_AGAIN, Contact, Store, Watched
from tegata.pki.crl import LoadedCrl
from tegata.pki.names import Kind
from tegata.pki.profiles import JAPAN

LISTS_A_TRANSACTION = 50
KEPT_OPEN = 16


class Outcome(NamedTuple):
    """What a run did: lists and policies in it, policies in good standing, contacts found, lists that did not count."""

    lists: int
    policies: int
    good: int
    contacts: int
    unusable: int


def run(store: Store, mirror: Mirror, now: datetime) -> Outcome:
    """Work through all policies, or through those that are left of today's run."""
    seconds = int(now.timestamp())
    with store.transaction():
        number, done = store.open_run(f"{now.astimezone(JAPAN):%Y-%m-%d}", seconds)
    left = [code for code in store.codes() if code not in done]
    batch = _Batch(store, mirror, number, now)
    for start in range(0, len(left), LISTS_A_TRANSACTION):
        with store.transaction():
            for code in left[start : start + LISTS_A_TRANSACTION]:
                batch.work_through(code)
    with store.transaction():
        store.close_run(number, seconds)
    return batch.outcome()


class _Batch:
    """One process's part of a run."""

    def __init__(self, store: Store, mirror: Mirror, number: int, now: datetime) -> None:
        self._store = store
        self._mirror = mirror
        self._number = number
        self._now = now
        self._seconds = int(now.timestamp())
        self._counts = [0, 0, 0, 0, 0]
        self._others: OrderedDict[str, LoadedCrl | None] = OrderedDict()

    def outcome(self) -> Outcome:
        return Outcome(*self._counts)

    def work_through(self, code: str) -> None:
        """One list: who stands on it, what is to be done, and that it was done."""
        watched = self._store.watched(code)
        try:
            loaded = self._open(Kind.SIGNATURE, code)
        except Unusable as error:  # no conclusion: what was found before stays as it was
            self._store.mark(self._number, code, error.code, str(error), len(watched), 0)
            self._count(len(watched), 0, 0, unusable=1)
            return
        found = list(self._judged(loaded, watched))
        contacts = [
            contact(policy, code, judgement, self._seconds)
            for policy, judgement in found
            if rules.is_contact(judgement.finding)
        ]
        good = len(watched) - len(found)
        self._store.put(contacts)
        settled = self._store.open_on(code, int(loaded.this_update.timestamp())) - {
            contact.policy for contact in contacts
        }
        self._store.settle(settled, self._seconds, GOOD_AGAIN)
        self._store.mark(self._number, code, "ok", "", len(watched), good)
        self._count(len(watched), good, len(contacts), unusable=0)

    def _count(self, policies: int, good: int, contacts: int, *, unusable: int) -> None:
        self._counts = [a + b for a, b in zip(self._counts, (1, policies, good, contacts, unusable), strict=True)]

    def _judged(self, loaded: LoadedCrl, watched: list[Watched]) -> Iterator[tuple[Watched, Judgement]]:
        """Those who are not simply in good standing, as nearly all are: that is seen by one look-up and one comparison."""
        made, lookup = int(loaded.this_update.timestamp()), loaded.lookup
        for policy in watched:
            if lookup(policy.sign_serial) is None and made <= policy.sign_ends:
                continue
            own = lists.standing(loaded, policy.sign_serial, _moment(policy.sign_ends))
            yield policy, rules.judge(own, self._other(policy))

    def _other(self, policy: Watched) -> Standing | None:
        """The standing of the authentication certificate, where the insurer knows of one."""
        if policy.auth_serial is None or policy.auth_code is None or policy.auth_ends is None:
            return None
        code = policy.auth_code
        if code not in self._others:
            self._others[code] = self._open_other(code)
            if len(self._others) > KEPT_OPEN:
                self._others.popitem(last=False)
        loaded = self._others[code]
        return lists.standing(loaded, policy.auth_serial, _moment(policy.auth_ends)) if loaded else rules.UNKNOWN

    def _open_other(self, code: str) -> LoadedCrl | None:
        try:
            return self._open(Kind.AUTHENTICATION, code)
        except Unusable:
            return None

    def _open(self, kind: Kind, code: str) -> LoadedCrl:
        before = self._store.seen(kind.value, code)
        seen = None if before is None else Seen(before[0], _moment(before[1]))
        loaded = self._mirror.load(kind, code, self._now, seen)
        self._store.see(kind.value, code, loaded.number or 0, int(loaded.this_update.timestamp()))
        return loaded


def contact(policy: Watched, code: str, judgement: Judgement, now: int) -> Contact:
    """The entry in the contact list for a judgement."""
    return Contact(
        policy.number,
        code,
        judgement.finding.value,
        rules.step(judgement.finding, consented=bool(policy.consented)).value,
        judgement.reason.standard_name if judgement.reason is not None else None,
        int(judgement.since.timestamp()) if judgement.since is not None else None,
        None if judgement.alive is None else int(judgement.alive),
        now,
    )


def standing_of(store: Store, policy: str) -> Finding:
    """What is known of one policy after the last complete run: what was found, or alive, or unknown."""
    found, last = store.contact(policy), store.last_run()
    if found is not None and found.settled_by != GOOD_AGAIN:
        return Finding(found.finding)
    known = store.policy(policy)
    if last is None or known is None or store.state_of(last[0], known.sign_code) != "ok":
        return Finding.UNKNOWN
    return Finding.ALIVE


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
