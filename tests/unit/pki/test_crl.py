"""Lists built and looked up: the same rows come back by every path, and altered or random bytes never do."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.pki.authorities import DAY, HOLDER, MINUTE, NOW, TOWN, Keys, request

from tegata.pki import crl, der, names
from tegata.pki.authority import Authority
from tegata.pki.crl import CrlSignatureInvalid, LoadedCrl, MalformedCrl
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind, Naming
from tegata.pki.path import UnverifiedCertificate
from tegata.pki.ports import RevokedRow
from tegata.pki.profiles import Issuer, certificate, extension
from tegata.pki.revocation import Reason

STRIDED = st.integers(1 << 23, (1 << 31) - 1)
ANY = st.one_of(STRIDED, st.integers(1, 1 << 23), st.integers(1 << 31, 1 << 62))
MOMENTS = st.integers(0, 2_524_607_999)
LATE = st.integers(0, 4_000_000_000)
GIVEN = st.sampled_from([item.value for item in Reason if item])


def rows(serials: st.SearchStrategy[int], moments: st.SearchStrategy[int], reasons: st.SearchStrategy[int]):  # type: ignore[no-untyped-def]
    one = st.builds(RevokedRow, serials, moments, reasons)
    return st.lists(one, max_size=40, unique_by=lambda row: row.serial)


@lru_cache(maxsize=1)
def key() -> SoftwareKey:
    return SoftwareKey.generate(elliptic=True)


def issuer() -> Issuer:
    return Issuer(Kind.SIGNATURE, Naming(), key().public_key, key().algorithm, 1)


def built(listed: Sequence[RevokedRow], point: bytes | None = None) -> bytes:
    return crl.build(issuer(), key(), crl.entries(listed), number=7, window=crl.window(NOW, 2), point=point)


def loaded(data: bytes) -> LoadedCrl:
    return LoadedCrl.load(data, key().public_key)


def check(found: LoadedCrl, listed: Sequence[RevokedRow]) -> None:
    assert len(found) == len(listed)
    for row in listed:
        entry = found.lookup(row.serial)
        assert entry is not None
        assert (entry.serial, int(entry.at.timestamp()), entry.reason) == (row.serial, row.at, row.reason)
    taken = {row.serial for row in listed}
    for serial in {near for row in listed for near in (row.serial - 1, row.serial + 1)} - taken | {0, 1 << 70}:
        assert found.lookup(serial) is None


@settings(deadline=None)
@given(rows(STRIDED, MOMENTS, GIVEN))
def test_entries_of_one_size_there_and_back(listed: list[RevokedRow]) -> None:
    found = loaded(built(sorted(listed)))
    assert found._index._has_stride is bool(listed)
    check(found, listed)


@settings(deadline=None)
@given(rows(ANY, LATE, st.one_of(GIVEN, st.just(0))))
def test_entries_of_any_size_there_and_back(listed: list[RevokedRow]) -> None:
    check(loaded(built(sorted(listed))), listed)


@settings(deadline=None)
@given(st.one_of(rows(ANY, LATE, GIVEN), rows(STRIDED, MOMENTS, GIVEN)))
def test_entries_in_no_order_there_and_back(listed: list[RevokedRow]) -> None:
    check(loaded(built(listed)), listed)


@settings(deadline=None)
@given(rows(STRIDED, MOMENTS, GIVEN))
def test_the_fast_and_the_plain_writer_write_the_same(listed: list[RevokedRow]) -> None:
    plain = b"".join(map(crl.entry, sorted(listed)))
    assert b"".join(crl.entries(sorted(listed))) == plain


def test_chunks_meet_without_a_seam() -> None:
    listed = [RevokedRow(0x01000000 + n, 1_700_000_000 + n, 4) for n in range(3 * 8192 + 5)]
    listed[9000] = RevokedRow(listed[9000].serial, 1_700_000_000, 0)
    found = loaded(built(listed))
    assert len(found) == len(listed)
    for n in (0, 8191, 8192, 9000, 9001, 16_384, len(listed) - 1):
        entry = found.lookup(listed[n].serial)
        assert entry is not None
        assert (entry.at, entry.reason) == (datetime.fromtimestamp(listed[n].at, UTC), listed[n].reason)


def test_among_doubled_serials_the_first_stands() -> None:
    found = loaded(built([RevokedRow(1 << 24, 5, 4), RevokedRow(1 << 24, 9, 5)]))
    entry = found.lookup(1 << 24)
    assert entry is not None
    assert entry.reason is Reason.SUPERSEDED


def test_an_empty_list_has_no_entries_field() -> None:
    data = built([])
    assert len(loaded(data)) == 0
    assert loaded(data).lookup(1) is None
    assert len(x509.load_der_x509_crl(data)) == 0


def test_the_head_of_a_list() -> None:
    point = names.crl_point(Kind.SIGNATURE, Naming(), TOWN.prefecture_roman, TOWN.roman)
    found = loaded(built([], point))
    assert (found.number, found.distribution_point, found.issuer_name) == (7, point, issuer().name)
    assert loaded(built([])).distribution_point is None
    assert found.this_update == NOW
    assert found.next_update == datetime(2026, 1, 6, 15, 0, tzinfo=UTC)


def test_windows_end_at_a_midnight_in_japan() -> None:
    before = crl.window(datetime(2026, 1, 5, 14, 59, 59, tzinfo=UTC), 2)
    after = crl.window(datetime(2026, 1, 5, 15, 0, 0, tzinfo=UTC), 2)
    assert after.next_update - before.next_update == DAY
    assert after.next_update == datetime(2026, 1, 7, 15, tzinfo=UTC)


def test_another_parser_reads_it(authority: Authority, keys: Keys) -> None:
    first, second, third = (
        UnverifiedCertificate.parse(item).serial for item in authority.certify_all([request(keys.holder)] * 3, NOW)
    )
    authority.revoke(first, Reason.SUPERSEDED, NOW + MINUTE)
    authority.hold(second, NOW + 2 * MINUTE)
    read = x509.load_der_x509_crl(authority.crl(TOWN, NOW + 3 * MINUTE))
    root = x509.load_der_x509_certificate(authority.certificate)
    assert read.is_signature_valid(root.public_key())  # type: ignore[arg-type]
    assert read.issuer == root.subject
    entries = {item.serial_number: item for item in read}
    assert set(entries) == {first, second}
    assert third not in entries
    assert entries[first].revocation_date_utc == NOW + MINUTE
    reasons = [item.extensions.get_extension_for_class(x509.CRLReason).value.reason.value for item in read]
    assert reasons == ["superseded", "certificateHold"]
    assert [(item.oid._name, item.critical) for item in read.extensions] == [
        ("authorityKeyIdentifier", False),
        ("cRLNumber", False),
        ("issuingDistributionPoint", True),
    ]
    point = read.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    (certified,) = (
        x509.load_der_x509_certificate(authority.store.certificate(third) or b"")
        .extensions.get_extension_for_class(x509.CRLDistributionPoints)
        .value
    )
    assert point.full_name == certified.full_name


def test_a_list_is_of_one_municipality(signing: Authority, keys: Keys) -> None:
    from dataclasses import replace  # noqa: PLC0415

    from tegata.rules.municipalities import municipality  # noqa: PLC0415

    elsewhere = municipality("01101")
    here, there = (
        UnverifiedCertificate.parse(signing.certify(request(keys.holder, replace(HOLDER, municipality=town)), NOW))
        for town in (TOWN, elsewhere)
    )
    for item in (here, there):
        signing.revoke(item.serial, Reason.SUPERSEDED, NOW + MINUTE)
    for town, listed in ((TOWN, {here.serial}), (elsewhere, {there.serial}), (None, {here.serial, there.serial})):
        found = LoadedCrl.load(signing.crl(town, NOW + 2 * MINUTE), keys.authority.public_key)
        assert {n for n in (here.serial, there.serial) if found.lookup(n)} == listed
    assert here.crl_point == names.crl_point(Kind.SIGNATURE, Naming(), TOWN.prefecture_roman, TOWN.roman)


def test_numbers_only_grow_and_ended_certificates_leave(signing: Authority, keys: Keys, issued: bytes) -> None:
    certificate = UnverifiedCertificate.parse(issued)
    signing.revoke(certificate.serial, Reason.SUPERSEDED, NOW + MINUTE)
    at_end = LoadedCrl.load(signing.crl(None, certificate.not_after), keys.authority.public_key)
    after = LoadedCrl.load(signing.crl(None, certificate.not_after + timedelta(seconds=1)), keys.authority.public_key)
    assert at_end.number is not None
    assert after.number == at_end.number + 1
    assert at_end.lookup(certificate.serial) is not None
    assert after.lookup(certificate.serial) is None


LISTED = [RevokedRow((1 << 24) + n, 1_700_000_000 + n, 4) for n in range(5)]


def _altered(data: bytes, at: int, bit: int) -> bytes:
    text = bytearray(data)
    text[at % len(text)] ^= 1 << bit
    return bytes(text)


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 10_000), st.integers(0, 7))
def test_an_altered_list_is_refused(at: int, bit: int) -> None:
    with pytest.raises((CrlSignatureInvalid, MalformedCrl)):
        loaded(_altered(_listed(), at, bit))


@lru_cache(maxsize=1)
def _listed() -> bytes:
    return built(LISTED)


def test_an_altered_entry_is_an_invalid_signature() -> None:
    data = built(LISTED)
    at = data.index(b"\x01\x00\x00\x02")
    with pytest.raises(CrlSignatureInvalid):
        loaded(_altered(data, at + 3, 0))
    with pytest.raises(CrlSignatureInvalid):
        LoadedCrl.load(data, SoftwareKey.generate(elliptic=True).public_key)


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.binary(max_size=100), st.integers(0, len(LISTED) * 37 + 300).map(lambda cut: _listed()[:cut])))
def test_random_bytes_are_malformed_and_nothing_else(data: bytes) -> None:
    with pytest.raises((MalformedCrl, CrlSignatureInvalid)):
        loaded(data)


def _signed(*parts: bytes) -> bytes:
    tbs = der.sequence(*parts)
    return certificate(tbs, key().algorithm, key().sign(tbs))


HEAD = (der.integer(1), der.sequence(), der.sequence(), der.time(NOW))


@pytest.mark.parametrize(
    "parts",
    [
        (),
        HEAD[:3],
        (der.integer(0), *HEAD[1:]),
        (*HEAD, der.octet_string(b"?")),
        (*HEAD, der.sequence(der.sequence())),
        (*HEAD, der.sequence(der.integer(1))),
        (*HEAD, der.context(0, b"")),
        (*HEAD, der.context(0, der.sequence(der.sequence()))),
        (*HEAD, der.context(0, der.sequence(extension("2.5.29.27", der.integer(1), critical=True)))),
        (*HEAD, der.context(0, der.sequence(extension("2.5.29.20", b"")))),
        (*HEAD, der.context(0, der.sequence(extension("2.5.29.28", der.sequence(), critical=True)))),
        (
            *HEAD,
            der.context(0, der.sequence(extension("2.5.29.28", der.sequence(bytes.fromhex("8101ff")), critical=True))),
        ),
    ],
    ids=[
        "nothing",
        "no thisUpdate",
        "version 1",
        "a stray field",
        "an entry of nothing",
        "an entry that is none",
        "extensions of nothing",
        "an empty extension",
        "a delta list",
        "an empty number",
        "an empty point",
        "only some certificates",
    ],
)
def test_lists_of_another_form_are_malformed_although_signed(parts: tuple[bytes, ...]) -> None:
    with pytest.raises(MalformedCrl):
        loaded(_signed(*parts))
