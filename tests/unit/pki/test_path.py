"""Every reason for which a certificate is not accepted, each by a certificate with just that fault."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.pki import authorities
from tests.unit.pki.authorities import ENDS, FIRST_SERIAL, MINUTE, NOT_AFTER, NOW, TOWN, Keys, request, rsa_of

from tegata.pki import crl, der, ocsp, ocsp_request, oids
from tegata.pki.authority import Authority, root_certificate
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind, Naming
from tegata.pki.ocsp import Responder
from tegata.pki.path import (
    AUTHENTICATION,
    SIGNATURE,
    Anchors,
    CrlSource,
    Evidence,
    FirstOf,
    OcspSource,
    OcspStaple,
    PathError,
    Purpose,
    UnverifiedCertificate,
    ValidatedPath,
    validate,
)
from tegata.pki.path import errors as path_errors
from tegata.pki.profiles import Validity, certificate, extension
from tegata.pki.revocation import Reason

SECOND = timedelta(seconds=1)
LATER = NOW + 10 * MINUTE


class Good:
    """A source that calls everything good, so that a test is about something else."""

    def __init__(self, until: datetime | None = ENDS) -> None:
        self._until = until

    def evidence(self, *_: object) -> Evidence:
        return Evidence("CRL", NOW, self._until, b"")


def serial_of(encoded: bytes) -> int:
    return UnverifiedCertificate.parse(encoded).serial


def lists(authority: Authority, now: datetime) -> CrlSource:
    data = authority.crl(None, now)
    return CrlSource([crl.LoadedCrl.load(data, authority.issuer.public_key)])


def transport(responder: Responder, now: datetime) -> Callable[[bytes], bytes]:
    return lambda asked: ocsp.respond([responder], asked, now).response


@pytest.fixture
def anchors(signing: Authority) -> Anchors:
    return Anchors([signing.certificate])


@dataclass
class Rewriter:
    """Signs a certificate anew after its to-be-signed fields were changed."""

    key: SoftwareKey

    def __call__(self, encoded: bytes, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
        tbs = UnverifiedCertificate.parse(encoded).to_be_signed
        parts = [der.raw(tbs, item) for item in der.children(tbs, der.whole(tbs))]
        changed = der.sequence(*change(parts))
        return certificate(changed, self.key.algorithm, self.key.sign(changed))

    def extended(self, encoded: bytes, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
        def within(parts: list[bytes]) -> list[bytes]:
            inner = der.content(parts[7], der.whole(parts[7], 0xA3))
            items = [der.raw(inner, item) for item in der.children(inner, der.whole(inner))]
            return [*parts[:7], der.context(3, der.sequence(*change(items)))]

        return self(encoded, within)


@pytest.fixture
def again(keys: Keys) -> Rewriter:
    return Rewriter(keys.authority)


def test_a_good_certificate_and_what_was_found(signing: Authority, issued: bytes, anchors: Anchors) -> None:
    found = validate(issued, anchors, SIGNATURE, lists(signing, NOW), NOW)
    assert isinstance(found, ValidatedPath)
    assert [item.encoded for item in found.certificates] == [issued, signing.certificate]
    assert found.certificate.other_name(oids.NAME) == "手形　花子"
    assert [item.source for item in found.evidence] == ["CRL"]
    assert (found.at, found.purpose) == (NOW, SIGNATURE)


def test_each_kind_for_its_own_purpose(authority: Authority, keys: Keys) -> None:
    made = authority.certify(request(keys.holder), NOW)
    own, other = (SIGNATURE, AUTHENTICATION) if authority.kind is Kind.SIGNATURE else (AUTHENTICATION, SIGNATURE)
    anchors = Anchors([authority.certificate])
    validate(made, anchors, own, Good(), NOW)
    with pytest.raises(path_errors.PolicyNotAccepted):
        validate(made, anchors, other, Good(), NOW)


@pytest.mark.parametrize("data", [b"", b"\x30\x00", bytes(100), b"not a certificate"])
def test_malformed(anchors: Anchors, data: bytes) -> None:
    with pytest.raises(path_errors.MalformedCertificate):
        validate(data, anchors, SIGNATURE, Good(), NOW)


def test_malformed_in_many_ways(issued: bytes, again: Rewriter) -> None:
    parse = UnverifiedCertificate.parse
    bad = [
        again(issued, lambda parts: parts[:4]),
        again(issued, lambda parts: [der.context(0, der.integer(0)), *parts[1:]]),
        again(issued, lambda parts: [*parts[:2], der.sequence(), *parts[3:]]),
        again(issued, lambda parts: [*parts[:4], der.sequence(), *parts[5:]]),
        again.extended(issued, lambda items: [*items, items[0]]),
        again.extended(issued, lambda items: [*items[:-1], der.sequence()]),
        issued + b"\0",
        issued[:-1],
        der.sequence(der.sequence(), der.sequence(), der.wrap(3, b"")),
        der.sequence(bytes(70_000)),
    ]
    for oid in (
        oids.KEY_USAGE,
        oids.CERTIFICATE_POLICIES,
        oids.AUTHORITY_KEY_IDENTIFIER,
        oids.SUBJECT_KEY_IDENTIFIER,
        oids.CRL_DISTRIBUTION_POINTS,
    ):
        broken = extension(oid, b"\x30\x05")
        bad.append(
            again.extended(
                issued,
                lambda items, broken=broken, oid=oid: [  # type: ignore[misc]
                    broken if der.oid(oid) in item[:16] else item for item in items
                ],
            )
        )
    for data in bad:
        with pytest.raises(path_errors.MalformedCertificate):
            parse(data)


@settings(deadline=None, max_examples=400)
@given(st.integers(0, 100_000), st.integers(0, 255))
def test_an_altered_certificate_raises_path_errors_only(at: int, value: int) -> None:
    issued, anchors = _MADE[0]
    text = bytearray(issued)
    if text[at % len(text)] == value:
        return
    text[at % len(text)] = value
    with pytest.raises(PathError):
        validate(bytes(text), anchors, SIGNATURE, Good(), NOW)


_MADE: list[tuple[bytes, Anchors]] = []


@pytest.fixture(scope="module", autouse=True)
def _made(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> None:
    authority = authorities.found(Kind.SIGNATURE, keys.authority, tmp_path_factory.mktemp("path"))
    _MADE.append((authority.certify(request(keys.holder), NOW), Anchors([authority.certificate])))


def test_unknown_issuer(issued: bytes, keys: Keys, tmp_path: Path) -> None:
    other = authorities.found(Kind.AUTHENTICATION, keys.other, tmp_path / "other")
    with pytest.raises(path_errors.UnknownIssuer):
        validate(issued, Anchors([other.certificate]), SIGNATURE, Good(), NOW)
    with pytest.raises(path_errors.UnknownIssuer):
        validate(issued, Anchors([]), SIGNATURE, Good(), NOW, [issued])


def test_bad_signature(issued: bytes, anchors: Anchors) -> None:
    with pytest.raises(path_errors.BadCertificateSignature):
        validate(issued[:-1] + bytes((issued[-1] ^ 1,)), anchors, SIGNATURE, Good(), NOW)


def test_a_certificate_by_an_impostor_of_the_same_name(issued: bytes, anchors: Anchors, keys: Keys) -> None:
    forged = Rewriter(keys.other)(issued, lambda parts: parts)
    with pytest.raises(path_errors.BadCertificateSignature):
        validate(forged, anchors, SIGNATURE, Good(), NOW)


def test_generations_of_one_name_are_told_apart_by_key(signing: Authority, issued: bytes, keys: Keys) -> None:
    name = Naming()
    second = root_certificate(Kind.SIGNATURE, name, keys.other, 77, Validity(NOW, ENDS))
    for order in ([second, signing.certificate], [signing.certificate, second]):
        found = validate(issued, Anchors(order), SIGNATURE, Good(), NOW)
        assert found.certificates[-1].encoded == signing.certificate
    with pytest.raises(path_errors.UnknownIssuer):
        validate(issued, Anchors([second]), SIGNATURE, Good(), NOW)


def test_generations_without_key_ids_are_told_apart_by_signature(
    signing: Authority, issued: bytes, keys: Keys, again: Rewriter
) -> None:
    bare = again.extended(issued, lambda items: [item for item in items if der.oid("2.5.29.35") not in item])
    second = root_certificate(Kind.SIGNATURE, Naming(), keys.other, 77, Validity(NOW, ENDS))
    found = validate(bare, Anchors([second, signing.certificate]), SIGNATURE, Good(), NOW)
    assert found.certificates[-1].encoded == signing.certificate


@pytest.mark.parametrize(
    ("at", "error"),
    [
        (NOW - SECOND, path_errors.NotYetValid),
        (NOW, None),
        (NOT_AFTER, None),
        (NOT_AFTER + SECOND, path_errors.Expired),
    ],
)
def test_in_its_time_to_the_second(
    issued: bytes, anchors: Anchors, at: datetime, error: type[PathError] | None
) -> None:
    if error is None:
        validate(issued, anchors, SIGNATURE, Good(), at)
    else:
        with pytest.raises(error):
            validate(issued, anchors, SIGNATURE, Good(), at)


def test_an_authority_out_of_its_time(signing: Authority, issued: bytes, keys: Keys) -> None:
    short = Validity(NOW, NOT_AFTER - timedelta(days=1))
    root = root_certificate(Kind.SIGNATURE, Naming(), keys.authority, FIRST_SERIAL, short)
    with pytest.raises(path_errors.Expired):
        validate(issued, Anchors([root]), SIGNATURE, Good(), NOT_AFTER)


def test_unknown_critical_extension(issued: bytes, anchors: Anchors, again: Rewriter) -> None:
    def strange(*, critical: bool) -> bytes:
        return again.extended(issued, lambda items: [*items, extension("1.2.3.4", b"", critical=critical)])

    validate(strange(critical=False), anchors, SIGNATURE, Good(), NOW)
    with pytest.raises(path_errors.UnknownCriticalExtension):
        validate(strange(critical=True), anchors, SIGNATURE, Good(), NOW)


def _without(oid: str) -> Callable[[list[bytes]], list[bytes]]:
    return lambda items: [item for item in items if der.oid(oid) not in item[:16]]


def test_policy_not_accepted(issued: bytes, anchors: Anchors, again: Rewriter) -> None:
    bare = again.extended(issued, _without(oids.CERTIFICATE_POLICIES))
    any_policy = extension(oids.CERTIFICATE_POLICIES, der.sequence(der.sequence(der.oid("2.5.29.32.0"))))
    anything = again.extended(issued, lambda items: [*_without(oids.CERTIFICATE_POLICIES)(items), any_policy])
    for data in (bare, anything):
        with pytest.raises(path_errors.PolicyNotAccepted):
            validate(data, anchors, SIGNATURE, Good(), NOW)


def test_key_usage_not_allowed(issued: bytes, anchors: Anchors, again: Rewriter) -> None:
    digital = extension(oids.KEY_USAGE, der.named_bits(0), critical=True)
    no_bits = extension(oids.KEY_USAGE, der.bit_string(b""), critical=True)
    for usage in (b"", digital, no_bits):
        data = again.extended(issued, lambda items, usage=usage: [usage, *_without(oids.KEY_USAGE)(items)])  # type: ignore[misc]
        with pytest.raises(path_errors.KeyUsageNotAllowed):
            validate(data, anchors, SIGNATURE, Good(), NOW)


@pytest.mark.parametrize("authority", [Kind.AUTHENTICATION], indirect=True)
def test_extended_key_usage_not_allowed(authority: Authority, keys: Keys, again: Rewriter) -> None:
    made = authority.certify(request(keys.holder), NOW)
    server = extension(oids.EXTENDED_KEY_USAGE, der.sequence(der.oid("1.3.6.1.5.5.7.3.1")))
    for usage in (b"", server):
        data = again.extended(made, lambda items, usage=usage: [*_without(oids.EXTENDED_KEY_USAGE)(items), usage])  # type: ignore[misc]
        with pytest.raises(path_errors.KeyUsageNotAllowed):
            validate(data, Anchors([authority.certificate]), AUTHENTICATION, Good(), NOW)


def test_revoked_only_from_its_moment_on(signing: Authority, issued: bytes, anchors: Anchors) -> None:
    signing.revoke(serial_of(issued), Reason.SUPERSEDED, LATER)
    source = lists(signing, LATER + MINUTE)
    validate(issued, anchors, SIGNATURE, source, LATER - SECOND)
    for at in (LATER, LATER + MINUTE):
        with pytest.raises(path_errors.Revoked) as caught:
            validate(issued, anchors, SIGNATURE, source, at)
        assert (caught.value.since, caught.value.reason, caught.value.code) == (LATER, Reason.SUPERSEDED, "revoked")


def test_held(signing: Authority, issued: bytes, anchors: Anchors, responder: Responder) -> None:
    signing.hold(serial_of(issued), LATER)
    asked = OcspSource(transport(responder, LATER + MINUTE), lambda: bytes(32))
    for source in (lists(signing, LATER + MINUTE), asked):
        with pytest.raises(path_errors.Held) as caught:
            validate(issued, anchors, SIGNATURE, source, LATER + MINUTE)
        assert (caught.value.since, caught.value.code) == (LATER, "held")
        validate(issued, anchors, SIGNATURE, source, LATER - SECOND)


def test_stale_lists_and_answers(signing: Authority, issued: bytes, anchors: Anchors, responder: Responder) -> None:
    end = crl.window(NOW, 2).next_update
    validate(issued, anchors, SIGNATURE, lists(signing, NOW), end)
    with pytest.raises(path_errors.StatusStale):
        validate(issued, anchors, SIGNATURE, lists(signing, NOW), end + SECOND)
    with pytest.raises(path_errors.StatusStale):
        validate(issued, anchors, SIGNATURE, OcspSource(transport(responder, NOW)), NOW + 20 * MINUTE)


def test_a_list_made_after_the_end_no_longer_speaks(signing: Authority, issued: bytes, anchors: Anchors) -> None:
    signing.revoke(serial_of(issued), Reason.SUPERSEDED, NOW + MINUTE)
    with pytest.raises(path_errors.StatusStale):
        validate(issued, anchors, SIGNATURE, lists(signing, NOT_AFTER + timedelta(days=1)), LATER)


def test_evidence_without_an_end_is_stale(issued: bytes, anchors: Anchors) -> None:
    with pytest.raises(path_errors.StatusStale):
        validate(issued, anchors, SIGNATURE, Good(None), NOW)


def test_status_unknown(signing: Authority, issued: bytes, anchors: Anchors, keys: Keys) -> None:
    elsewhere = CrlSource([])
    refusing = OcspSource(lambda _: ocsp.refusal(ocsp.ResponseStatus.UNAUTHORIZED).response)
    nonsense = OcspSource(lambda _: b"\x30\x03\x0a\x01\x00")
    for source in (elsewhere, refusing, nonsense, FirstOf(), FirstOf(elsewhere), OcspStaple([]), OcspStaple([b"x"])):
        with pytest.raises(path_errors.StatusUnknown):
            validate(issued, anchors, SIGNATURE, source, NOW)


def test_a_serial_that_the_authority_does_not_know_is_unknown(
    issued: bytes, anchors: Anchors, responder: Responder, again: Rewriter
) -> None:
    other = again(issued, lambda parts: [parts[0], der.integer(0x7FFFFFFF), *parts[2:]])
    with pytest.raises(path_errors.StatusUnknown):
        validate(other, anchors, SIGNATURE, OcspSource(transport(responder, NOW)), NOW)


def test_a_list_of_another_town_says_nothing(signing: Authority, issued: bytes, anchors: Anchors, keys: Keys) -> None:
    from tegata.rules.municipalities import municipality  # noqa: PLC0415

    def source(code: str) -> CrlSource:
        return CrlSource([crl.LoadedCrl.load(signing.crl(municipality(code), NOW), keys.authority.public_key)])

    validate(issued, anchors, SIGNATURE, source(TOWN.code5), NOW)
    with pytest.raises(path_errors.StatusUnknown):
        validate(issued, anchors, SIGNATURE, source("01101"), NOW)


def test_answers_of_somebody_else_are_not_trusted(
    signing: Authority, issued: bytes, anchors: Anchors, responder: Responder, keys: Keys
) -> None:
    asked = ocsp_request.build([ocsp_request.cert_id(signing.issuer, serial_of(issued))])
    good = ocsp.respond([responder], asked, NOW).response
    at = good.index(b"\x80\x00")
    altered = good[:at] + b"\x82\x00" + good[at + 2 :]
    own = Responder(
        signing.issuer, keys.holder, issued, signing.store.status, signing.store.version
    )  # the holder vouches for itself
    for answer in (altered, ocsp.respond([own], asked, NOW).response):
        with pytest.raises(path_errors.StatusNotTrusted):
            validate(issued, anchors, SIGNATURE, OcspSource(lambda _, answer=answer: answer), NOW)  # type: ignore[misc]
    with pytest.raises(path_errors.StatusNotTrusted):  # an older answer again: the nonce is not in it
        validate(issued, anchors, SIGNATURE, OcspSource(lambda _: good, lambda: bytes(32)), NOW)
    validate(issued, anchors, SIGNATURE, OcspStaple([b"?", good]), NOW)


def test_the_authority_itself_may_answer(signing: Authority, issued: bytes, anchors: Anchors, keys: Keys) -> None:
    own = Responder(signing.issuer, keys.authority, signing.certificate, signing.store.status, signing.store.version)
    validate(issued, anchors, SIGNATURE, OcspSource(transport(own, NOW)), NOW)


def test_a_responder_out_of_its_time_is_not_trusted(
    signing: Authority, issued: bytes, anchors: Anchors, keys: Keys
) -> None:
    ended = signing.certify_responder(keys.responder.public_key, NOW + MINUTE, NOW)
    late = Responder(signing.issuer, keys.responder, ended, signing.store.status, signing.store.version)
    with pytest.raises(path_errors.StatusNotTrusted):
        validate(issued, anchors, SIGNATURE, OcspSource(transport(late, LATER)), LATER)


def test_the_first_source_that_knows_decides(signing: Authority, issued: bytes, anchors: Anchors) -> None:
    signing.hold(serial_of(issued), NOW)
    with pytest.raises(path_errors.Held):
        validate(issued, anchors, SIGNATURE, FirstOf(OcspStaple([]), lists(signing, NOW), Good()), NOW)


# A longer chain, by another tool: root, intermediate, leaf.
ANY = Purpose("any", frozenset(), 0x80)


def built(
    subject: str,
    issuer: str,
    key: SoftwareKey,
    by: SoftwareKey,
    *,
    authority: bool,
    length: int | None = None,
    signs: bool = True,
) -> bytes:
    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    usage = x509.KeyUsage(not authority, False, False, False, False, authority and signs, authority, False, False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(rsa_of(key).public_key())
        .serial_number(1 + len(subject))
        .not_valid_before(NOW)
        .not_valid_after(NOT_AFTER)
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(authority, length), critical=True)
    )
    return builder.sign(rsa_of(by), SHA256()).public_bytes(Encoding.DER)


def test_intermediates(keys: Keys) -> None:
    root = Anchors([built("root", "root", keys.authority, keys.authority, authority=True)])
    middle = built("middle", "root", keys.other, keys.authority, authority=True)
    leaf = built("leaf", "middle", keys.holder, keys.other, authority=False)
    found = validate(leaf, root, ANY, Good(), NOW, [leaf, middle])
    assert [item.encoded for item in found.certificates][:2] == [leaf, middle]
    assert len(found.evidence) == 2
    with pytest.raises(path_errors.UnknownIssuer):
        validate(leaf, root, ANY, Good(), NOW)


@pytest.mark.parametrize(
    ("authority", "length", "signs"), [(False, None, True), (True, None, False)], ids=["no authority", "may not sign"]
)
def test_intermediates_that_may_not_issue(keys: Keys, authority: bool, length: int | None, signs: bool) -> None:
    root = Anchors([built("root", "root", keys.authority, keys.authority, authority=True)])
    middle = built("middle", "root", keys.other, keys.authority, authority=authority, length=length, signs=signs)
    leaf = built("leaf", "middle", keys.holder, keys.other, authority=False)
    with pytest.raises(path_errors.KeyUsageNotAllowed):
        validate(leaf, root, ANY, Good(), NOW, [middle])


def test_paths_longer_than_allowed(keys: Keys) -> None:
    root = Anchors([built("root", "root", keys.authority, keys.authority, authority=True, length=0)])
    middle = built("middle", "root", keys.other, keys.authority, authority=True)
    leaf = built("leaf", "middle", keys.holder, keys.other, authority=False)
    with pytest.raises(path_errors.KeyUsageNotAllowed):
        validate(leaf, root, ANY, Good(), NOW, [middle])


def test_a_ring_of_issuers_ends(keys: Keys) -> None:
    root = Anchors([built("root", "root", keys.authority, keys.authority, authority=True)])
    first = built("one", "two", keys.other, keys.holder, authority=True)
    second = built("two", "one", keys.holder, keys.other, authority=True)
    leaf = built("leaf", "one", keys.responder, keys.other, authority=False)
    with pytest.raises(PathError):
        validate(leaf, root, ANY, Good(), NOW, [first, second] * 20)


def test_nothing_of_the_holder_is_in_a_certificate_s_text(issued: bytes) -> None:
    assert repr(UnverifiedCertificate.parse(issued)) == f"UnverifiedCertificate(serial={serial_of(issued):08X})"


def test_every_error_has_a_word_of_its_own() -> None:
    found = [item for item in vars(path_errors).values() if isinstance(item, type) and issubclass(item, PathError)]
    assert len({item.code for item in found}) == len(found) == 14
