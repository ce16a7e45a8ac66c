"""An insurer's nightly batch: 100,000 contracts by lists of the length that a nation has."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from tegata.cli.bench.harness import Bar, Row, seconds_each, speed_row
from tegata.cli.bench.issuing import NOW, authority
from tegata.parties.insurer import batch
from tegata.parties.insurer.lists import Mirror
from tegata.parties.insurer.store import Policy, Store
from tegata.pki import crl, names
from tegata.pki.crl import Window
from tegata.pki.names import Kind, Naming
from tegata.pki.path import UnverifiedCertificate
from tegata.pki.ports import RevokedRow
from tegata.rules import municipalities

CONTRACTS, LISTS, ENTRIES = 100_000, 100, 10_500
"""Twenty million live revoked certificates over 1,892 lists are 10,500 on each."""
LEAST_A_SECOND = 50_000
ENDS = int((NOW + timedelta(days=1500)).timestamp())
FIRST, APART = 1 << 24, 1 << 18


def rows() -> Iterator[Row]:
    """Contracts a second beside 50,000, and beside a set of all revoked serials, which knows no reason and no authority."""
    yield from measured(CONTRACTS, LISTS, ENTRIES)


def measured(contracts: int, lists: int, entries: int) -> Iterator[Row]:
    """The row for this many contracts and lists."""
    with TemporaryDirectory() as folder, firm(Path(folder), contracts, lists, entries) as (store, mirror):
        nights = (NOW + timedelta(days=n) for n in count(1))
        watched = [policy.sign_serial for code in store.codes() for policy in store.watched(code)]
        revoked = {FIRST + place * APART + 2 * n for place in range(lists) for n in range(entries)}
        ours, bare = seconds_each(
            lambda: batch.run(store, mirror, next(nights)),
            lambda: [serial in revoked for serial in watched],
            rounds=3,
        )
        name = f"insurer's batch of {contracts:,} contracts by local lists / 50,000 a second (s; beside: bare set)"
        yield speed_row(name, ours, contracts / LEAST_A_SECOND, Bar(at_least=1.0), bare)


@contextmanager
def firm(folder: Path, contracts: int, lists: int, entries: int) -> Iterator[tuple[Store, Mirror]]:
    """An insurer whose contracts are spread over lists; one in fifty stands on one."""
    towns = municipalities.crl_partitions()[:lists]
    with authority() as (ca, key):
        anchor = UnverifiedCertificate.parse(ca.certificate)
        mirror = Mirror(folder / "lists", {Kind.SIGNATURE: anchor}, Naming().organisation)
        for place, town in enumerate(towns):
            first = FIRST + place * APART
            listed = [RevokedRow(first + 2 * n, 1_760_000_000 - n, (3, 4, 5, 6)[n % 4]) for n in range(entries)]
            point = names.crl_point(Kind.SIGNATURE, Naming(), town.prefecture_roman, town.roman)
            window = Window(NOW, NOW + timedelta(days=400))
            data = crl.build(ca.issuer, key, crl.entries(listed), number=1, window=window, point=point)
            mirror.keep(Kind.SIGNATURE, town.code5, data)
    store = Store(folder / "insurer.sqlite3")
    try:
        with store.transaction():
            store.add(_policy(n, towns[n % lists].code5, n % lists, n // lists, entries) for n in range(contracts))
        yield store, mirror
    finally:
        store.close()


def _policy(n: int, code: str, place: int, nth: int, entries: int) -> Policy:
    listed = nth % 50 == 0
    serial = FIRST + place * APART + 2 * (nth % entries) + (0 if listed else 1)
    return Policy(f"{n:08}", "", "", "", False, False, code, serial, ENDS)
