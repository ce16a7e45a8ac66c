"""Issuing certificates: prepared, linted, recorded, redeemed, signed, kept; beside the bare signature."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tegata.cli.bench.harness import Bar, Row, cost_row, seconds_each
from tegata.pki.authority import Authority, root_certificate
from tegata.pki.holder import Holder
from tegata.pki.issuing import Request
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind, Naming
from tegata.pki.profiles import Issuer, Validity
from tegata.rules.calendar import end_of_day
from tegata.rules.municipalities import municipality
from tegata.rules.sex import Sex
from tegata.server.ca_store import SqliteStore

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
ENDS = end_of_day(date(2035, 12, 31))
BATCH = 200


@contextmanager
def authority(kind: Kind = Kind.SIGNATURE) -> Iterator[tuple[Authority, SoftwareKey]]:
    """An authority with its records in a file, for as long as the context lasts."""
    with TemporaryDirectory() as folder:
        key, store = SoftwareKey.generate(), SqliteStore(Path(folder) / "ca.sqlite3", 0x01000000)
        with store.draft() as numbers:
            serial = numbers.next_serial()
        issuer = Issuer(kind, Naming(), key.public_key, key.algorithm, serial)
        certificate = root_certificate(kind, Naming(), key, serial, Validity(NOW, ENDS))
        yield Authority(issuer, certificate, ENDS, key, store, lambda: secrets.token_hex(16)), key
        store.close()


def request(public_key: bytes) -> Request:
    """A certificate that a synthetic person asks for."""
    town = municipality("13101")
    holder = Holder(
        "手形　花子", f"{town.prefecture}{town.name}霞が関二丁目１番２号", date(1980, 2, 17), Sex.FEMALE, town
    )
    return Request(holder, public_key, end_of_day(date(2031, 2, 17)))


def rows() -> Iterator[Row]:
    """In batches, as cards are made, and one at a time, each with its own two writes to the disk."""
    with authority() as (ca, key):
        wanted = request(SoftwareKey.generate().public_key)
        batch = [wanted] * BATCH
        text = ca.prepare([wanted], NOW)[0].to_be_signed

        def bare() -> None:
            for _ in range(BATCH):
                key.sign(text)

        ours, limit = seconds_each(lambda: ca.certify_all(batch, NOW), bare, rounds=9)
        name = "issuing a certificate, in batches of 200, durable / bare signature (s)"
        yield cost_row(name, ours / BATCH, limit / BATCH, Bar(at_most=1.3))
        ours, limit = seconds_each(lambda: ca.certify(wanted, NOW), lambda: key.sign(text), rounds=9, repeat=20)
        yield cost_row("issuing one certificate alone, durable / bare signature (s)", ours, limit, Bar(at_most=1.3))
