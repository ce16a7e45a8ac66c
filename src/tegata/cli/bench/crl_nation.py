"""Revocation lists of a nation: twenty million entries in its 1,892 partitions, all published anew; one change published."""

import hashlib
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from tegata.cli.bench.harness import Bar, Row, cost_row, seconds_each
from tegata.cli.bench.issuing import NOW, authority, request
from tegata.pki.authority import Authority
from tegata.pki.keys import SoftwareKey
from tegata.pki.path import UnverifiedCertificate
from tegata.pki.revocation import Reason
from tegata.rules.municipalities import crl_partitions
from tegata.server import ca_pages
from tegata.server.ca_store import SqliteStore
from tegata.server.crl_folder import CrlFolder
from tegata.server.publication import Publisher

LISTED = int(os.environ.get("TEGATA_BENCH_CRL", "20000000"))
"""Live entries of all lists together."""
FIRST_SERIAL, ENDS = 0x01000000, 1_950_000_000


def rows() -> Iterator[Row]:
    """Time of a full rebuild beside one hash over all its bytes and one signature a list; of one change beside a second."""
    with authority() as (ca, key), TemporaryDirectory() as folder:
        _list_certificates(ca)
        publisher = Publisher(ca, CrlFolder(Path(folder)))

        def publish() -> None:
            publisher.renew()
            while publisher.publish(NOW):
                pass

        def floor() -> None:
            for file in Path(folder).glob("*.crl"):
                key.sign(hashlib.sha256(file.read_bytes()).digest())

        ours, limit = seconds_each(publish, floor, rounds=1)
        name = f"lists of {LISTED:,} entries in {len(crl_partitions()):,} partitions published anew / hash and signatures (s)"
        yield cost_row(name, ours, limit, Bar(at_most=10))
        yield cost_row(
            "one revocation among them until it is in its list (s) / 1 s", _change(ca, publisher), 1, Bar(at_most=1)
        )


def _list_certificates(ca: Authority) -> None:
    """Pages of every partition, as many changes leave them: serial numbers of a partition lie far apart."""
    towns = sorted(town.code5 for town in crl_partitions())
    each = -(-LISTED // len(towns))
    if not isinstance(ca.store, SqliteStore):
        raise TypeError("the records are in SQLite")
    with ca.store.filling() as db:
        ca_pages.fill(
            db,
            (
                (town, FIRST_SERIAL + n * len(towns) + place, 1_760_000_000 - n * 7 % 90_000_000, 3 + n % 4, ENDS)
                for place, town in enumerate(towns)
                for n in range(each)
            ),
        )


def _change(ca: Authority, publisher: Publisher) -> float:
    """Median seconds from the decision to the published list; certificates are certified beforehand."""
    public_key, numbers = SoftwareKey.generate().public_key, count()
    made = ca.certify_all([request(public_key)] * 9, NOW)
    serials = [UnverifiedCertificate.parse(certificate).serial for certificate in made]
    publisher.publish(NOW)

    def revoke() -> None:
        ca.revoke(serials[next(numbers)], Reason.SUPERSEDED, NOW)
        publisher.publish(NOW)

    return seconds_each(revoke, rounds=5)[0]
