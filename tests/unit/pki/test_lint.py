"""Each rule refuses a certificate that is broken in just that way."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.pki.authorities import ENDS, NOT_AFTER, NOW, Keys, request

from tegata.pki import der, lint
from tegata.pki.authority import Authority
from tegata.pki.keys import SoftwareKey
from tegata.pki.lint import LintError
from tegata.pki.names import Kind
from tegata.pki.ports import Prepared

Change = Callable[[list[bytes]], list[bytes]]
P256 = SoftwareKey(ec.generate_private_key(ec.SECP256R1())).public_key


@pytest.fixture
def tbs(authority: Authority, keys: Keys) -> bytes:
    (prepared,) = authority.prepare([request(keys.holder)], NOW)
    return prepared.to_be_signed


def fields(tbs: bytes) -> list[bytes]:
    return [der.raw(tbs, item) for item in der.children(tbs, der.whole(tbs))]


def with_field(number: int, value: bytes) -> Change:
    return lambda parts: [*parts[:number], value, *parts[number + 1 :]]


def with_extensions(change: Change) -> Change:
    def changed(parts: list[bytes]) -> list[bytes]:
        inner = der.content(parts[7], der.whole(parts[7], 0xA3))
        return [*parts[:7], der.context(3, der.sequence(*change(fields(inner))))]

    return changed


def life(start: datetime, end: datetime) -> bytes:
    return der.sequence(der.time(start), der.time(end))


DAY = timedelta(days=1)
BROKEN: dict[str, tuple[Change, str]] = {
    "version 1": (with_field(0, der.context(0, der.integer(0))), "version"),
    "serial of zero": (with_field(1, der.integer(0)), "serialNumber"),
    "negative serial": (with_field(1, der.integer(-5)), "serialNumber"),
    "serial of 21 octets": (with_field(1, der.integer(1 << 160)), "serialNumber"),
    "another algorithm": (with_field(2, der.sequence(der.oid("1.2.840.113549.1.1.5"), der.NULL)), "signature"),
    "another issuer": (with_field(3, der.sequence()), "issuer"),
    "end in the middle of a day": (with_field(4, life(NOW, NOT_AFTER - timedelta(seconds=1))), "notAfter"),
    "end before start": (with_field(4, life(NOT_AFTER + DAY, NOT_AFTER)), "validity"),
    "seven years": (with_field(4, life(NOT_AFTER - timedelta(days=2557), NOT_AFTER)), "validity"),
    "end after the authority": (with_field(4, life(ENDS - DAY, ENDS + DAY)), "authority's own certificate"),
    "another curve": (with_field(6, P256), "subjectPublicKeyInfo"),
    "unique identifier": (lambda parts: [*parts, der.context(1, b"", constructed=False)], "eight fields"),
    "a field missing": (lambda parts: parts[:7], "eight fields"),
    "an extension missing": (with_extensions(lambda parts: parts[:-1]), "each once"),
    "an extension twice": (with_extensions(lambda parts: [*parts, parts[-1]]), "each once"),
    "extensions in another order": (with_extensions(lambda parts: [parts[1], parts[0], *parts[2:]]), "order"),
    "key usage not critical": (
        with_extensions(lambda parts: [der.sequence(der.oid("2.5.29.15"), der.octet_string(b"x")), *parts[1:]]),
        "critical",
    ),
    "key usage without value": (
        with_extensions(lambda parts: [der.sequence(der.oid("2.5.29.15"), der.boolean(value=True)), *parts[1:]]),
        "extensions",
    ),
    "validity of one time": (with_field(4, der.sequence(der.time(NOW))), "validity"),
}


def test_what_is_prepared_passes(authority: Authority, tbs: bytes) -> None:
    lint.check(tbs, authority.issuer, ENDS)


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_certificate_is_refused(authority: Authority, tbs: bytes, what: str) -> None:
    change, text = BROKEN[what]
    with pytest.raises(LintError, match=text):
        lint.check(der.sequence(*change(fields(tbs))), authority.issuer, ENDS)


def test_what_is_no_der_is_refused(authority: Authority, tbs: bytes) -> None:
    for cut in range(0, len(tbs), 7):
        with pytest.raises(LintError):
            lint.check(tbs[:cut], authority.issuer, ENDS)


def test_the_other_kind_s_extensions_are_refused(authority: Authority, tbs: bytes) -> None:
    other = Kind.SIGNATURE if authority.kind is Kind.AUTHENTICATION else Kind.AUTHENTICATION
    parts = fields(der.content(fields(tbs)[7], der.whole(fields(tbs)[7], 0xA3)))
    second = der.sequence(lint._ENCODED[other][1], der.octet_string(b""))
    change = with_field(7, der.context(3, der.sequence(parts[0], second, *parts[2:])))
    with pytest.raises(LintError, match="extensions"):
        lint.check(der.sequence(*change(fields(tbs))), authority.issuer, ENDS)


def test_keys_of_other_kinds_and_sizes_are_refused(signing: Authority, keys: Keys) -> None:
    small = SoftwareKey(rsa.generate_private_key(65537, 1024)).public_key  # noqa: S505 - a short key is what is refused
    exponent = keys.holder.public_key[:-3] + bytes.fromhex("000003")
    for key in (small, exponent, P256, keys.authority.public_key, b"", keys.holder.public_key + b"\0"):
        with pytest.raises(LintError, match="subjectPublicKeyInfo"):
            lint.check_public_key(key, signing.issuer)
    lint.check_public_key(SoftwareKey.generate(elliptic=True).public_key, signing.issuer)


def test_nothing_is_recorded_of_what_is_refused(signing: Authority, keys: Keys) -> None:
    late = request(keys.holder, not_after=NOT_AFTER + timedelta(hours=1))
    with pytest.raises(LintError):
        signing.prepare([request(keys.holder), late], NOW)
    assert signing.store.unfinished() == []


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_random_changes_raise_lint_errors_only(data: st.DataObject) -> None:
    prepared, authority = _example()
    text = bytearray(prepared.to_be_signed)
    for _ in range(data.draw(st.integers(1, 3))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    try:
        lint.check(bytes(text), authority.issuer, ENDS)
    except LintError:
        return


_MADE: list[tuple[Prepared, Authority]] = []


def _example() -> tuple[Prepared, Authority]:
    return _MADE[0]


@pytest.fixture(scope="module", autouse=True)
def _made(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.unit.pki.authorities import found  # noqa: PLC0415

    authority = found(Kind.SIGNATURE, keys.authority, tmp_path_factory.mktemp("lint"))
    _MADE.append((authority.prepare([request(keys.holder)], NOW)[0], authority))
