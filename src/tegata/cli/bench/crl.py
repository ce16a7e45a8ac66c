"""A revocation list of a million entries: built, and looked up. Then a nation's lists (crl_nation)."""

import hashlib
import resource
from collections.abc import Iterator
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key

from tegata.cli.bench import crl_nation
from tegata.cli.bench.harness import Bar, Row, cost_row, seconds_each
from tegata.cli.bench.issuing import NOW, authority
from tegata.pki import crl
from tegata.pki.ports import RevokedRow

ENTRIES, SAMPLE = 1_000_000, 20_000
MICROSECOND = 1e-6


def rows() -> Iterator[Row]:
    """Time beside one hash and one signature; memory beside the list's size; look-up beside 2 µs; pyca's builder beside it."""
    with authority() as (ca, key):
        listed = [
            RevokedRow(0x01000000 + n, 1_760_000_000 - n * 7 % 90_000_000, (3, 4, 5, 6)[n % 4]) for n in range(ENTRIES)
        ]
        window = crl.window(NOW, 2)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        def build() -> bytes:
            return crl.build(ca.issuer, key, crl.entries(listed), number=1, window=window, point=None)

        data = build()
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024

        def floor() -> None:
            key.sign(hashlib.sha256(data).digest())

        ours, limit = seconds_each(build, floor, rounds=5)
        pyca = _pyca_seconds(key.to_pkcs8(), listed[:SAMPLE]) * ENTRIES / SAMPLE
        name = "CRL of 1,000,000 entries / one hash over it and one signature (s; beside: pyca)"
        yield cost_row(name, ours, limit, Bar(at_most=25), pyca)
        yield cost_row("memory to build it / its size (bytes)", float(grown), float(len(data)), Bar(at_most=10))
        yield _look_up(data, ca.issuer.public_key, key.to_pkcs8(), listed)
    yield from crl_nation.rows()


def _look_up(data: bytes, public_key: bytes, pkcs8: bytes, listed: list[RevokedRow]) -> Row:
    loaded = crl.LoadedCrl.load(data, public_key)
    wanted = [row.serial for row in listed[::101]]
    ours, _ = seconds_each(lambda: [loaded.lookup(serial) for serial in wanted], lambda: None, rounds=9)
    peer = x509.load_der_x509_crl(_pyca(pkcs8, listed[:SAMPLE]))
    some = [row.serial for row in listed[:SAMPLE:101]]
    (beside,) = seconds_each(lambda: [peer.get_revoked_certificate_by_serial_number(n) for n in some], rounds=3)
    name = "look-up in a loaded CRL of 1,000,000 / 2 µs (s; beside: pyca, 20,000 entries)"
    return cost_row(name, ours / len(wanted), 2 * MICROSECOND, Bar(at_most=1.0), beside / len(some))


def _pyca_seconds(pkcs8: bytes, listed: list[RevokedRow]) -> float:
    return seconds_each(lambda: _pyca(pkcs8, listed), rounds=1)[0]


def _pyca(pkcs8: bytes, listed: list[RevokedRow]) -> bytes:
    """The same list by pyca's builder, as its documentation shows."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    key = load_der_private_key(pkcs8, password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("an RSA key")
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bench")])
    revoked = [
        x509.RevokedCertificateBuilder(row.serial, NOW - timedelta(seconds=row.serial % 1000)).build() for row in listed
    ]
    builder = x509.CertificateRevocationListBuilder(name, NOW, NOW + timedelta(days=2), revoked_certificates=revoked)
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)
