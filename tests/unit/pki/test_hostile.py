"""Whatever bytes come, each reader accepts them or refuses them by its own error, soon, and remembers nothing of monsters."""

import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.pki import authorities, documents, hostile
from tests.unit.pki.authorities import MINUTE, NOW, Keys
from tests.unit.pki.hostile import MONSTERS, mutations

from tegata.pki import crl, der, ocsp, ocsp_request, oids
from tegata.pki.crl import LoadedCrl
from tegata.pki.documents import DocumentError, cms, timestamp
from tegata.pki.keys import SoftwareKey
from tegata.pki.names import Kind, Naming
from tegata.pki.ocsp import Responder
from tegata.pki.path import PathError, UnverifiedCertificate, ocsp_response
from tegata.pki.ports import RevokedRow
from tegata.pki.profiles import Issuer, certificate, extension
from tegata.pki.revocation import CertificateStatus, State
from tegata.server.ca_store import SqliteStore

MALFORMED = der.sequence(der.enumerated(1))
SOON = 2.0
"""Seconds of this process for one monster; they take a hundredth of it."""
ROOM = 16 << 20


@dataclass
class World:
    """One of each thing that somebody else may send, and who reads it."""

    samples: dict[str, bytes] = field(default_factory=dict)
    readers: dict[str, Callable[[bytes], object]] = field(default_factory=dict)
    refusals: dict[str, tuple[type[Exception], ...]] = field(default_factory=dict)

    def add(self, name: str, sample: bytes, read: Callable[[bytes], object], *refusals: type[Exception]) -> None:
        self.samples[name], self.readers[name], self.refusals[name] = sample, read, refusals


KINDS = ["certificate", "list", "request", "answer", "document", "time-stamp"]
WORLD = World()


@pytest.fixture(scope="module", autouse=True)
def _world(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> None:
    authority = authorities.found(Kind.SIGNATURE, keys.authority, tmp_path_factory.mktemp("hostile"))
    desk = documents.desk(authority, keys)
    responder = authorities.responder_of(authority, keys.responder)
    authority.hold(desk.serial, NOW + MINUTE)
    own, name = authority.issuer.public_key, authority.issuer.name
    wanted = ocsp_request.build([ocsp_request.cert_id(authority.issuer, desk.serial)])
    token = desk.stamps.token(cms.digest_of(b"signature"), NOW)
    WORLD.add("certificate", desk.signer.certificate, _read_certificate, PathError)
    WORLD.add(
        "list",
        authority.crl(None, NOW + 2 * MINUTE),
        lambda data: LoadedCrl.load(data, own),
        crl.MalformedCrl,
        crl.CrlSignatureInvalid,
    )
    WORLD.add("request", wanted, ocsp_request.parse, ocsp_request.MalformedRequest)
    WORLD.add(
        "answer",
        ocsp.respond([responder], wanted, NOW + 2 * MINUTE).response,
        lambda data: ocsp_response.verify(data, name, own, desk.serial, None),
        ocsp_response.NoAnswer,
        ocsp_response.NotTrusted,
    )
    WORLD.add("document", cms.sign(b"x", desk.signer, NOW), cms.open_signed, DocumentError)
    trusted = [desk.stamps.certificate]
    WORLD.add("time-stamp", token, lambda data: timestamp.read(data, b"signature", trusted), DocumentError, PathError)
    assert isinstance(authority.store, SqliteStore)
    authority.store.close()


def _read_certificate(data: bytes) -> object:
    found = UnverifiedCertificate.parse(data)
    return found.other_names, found.key_usage, found.policies, found.crl_point, found.path_length, repr(found)


def refused(kind: str, data: bytes) -> bool:
    """Whether a reader refused the bytes, as it may; any other error is the test's failure."""
    try:
        WORLD.readers[kind](data)
    except WORLD.refusals[kind]:
        return True
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_itself_is_read(kind: str) -> None:
    assert not refused(kind, WORLD.samples[kind])


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_changed_bytes_are_refused_by_our_own_error(kind: str, data: st.DataObject) -> None:
    changed = data.draw(mutations(WORLD.samples[kind]))
    if changed == WORLD.samples[kind]:
        return
    was_refused = refused(kind, changed)
    if kind in ("list", "document", "time-stamp"):  # what is signed as a whole is never accepted when altered …
        assert was_refused or _same_signed(kind, changed)


def _same_signed(kind: str, changed: bytes) -> bool:
    """… but for what stands beside the signature: certificates that came along with it."""
    return kind != "list" and cms.open_signed(changed).content == cms.open_signed(WORLD.samples[kind]).content


@pytest.mark.parametrize("monster", MONSTERS)
@pytest.mark.parametrize("kind", KINDS)
def test_monsters_are_refused_soon_and_leave_nothing(kind: str, monster: str) -> None:
    data = MONSTERS[monster]
    tracemalloc.start()
    began = process_time()
    try:
        assert refused(kind, data)
        took, (left, _) = process_time() - began, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert took < SOON
    assert left < 100_000


@pytest.mark.parametrize("monster", MONSTERS)
def test_the_responder_answers_any_bytes(monster: str) -> None:
    assert ocsp.respond([], MONSTERS[monster], NOW).response == MALFORMED


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(hostile.PIECES), st.integers(0, 8))
def test_a_list_of_broken_parts_that_its_authority_signed(piece: bytes, at: int) -> None:
    """A signature is no proof of form: the authority's own writer may be broken."""
    parts = [der.integer(1), _KEY.algorithm, der.sequence(), der.time(NOW), der.time(NOW), der.sequence()]
    parts.insert(at, piece)
    tbs = der.sequence(*parts)
    data = certificate(tbs, _KEY.algorithm, _KEY.sign(tbs))
    with pytest.raises(crl.MalformedCrl):
        LoadedCrl.load(data, _KEY.public_key)


@pytest.mark.parametrize("piece", [*hostile.PIECES, hostile.nested(depth=100)], ids=range(len(hostile.PIECES) + 1))
def test_a_certificate_with_a_broken_extension_of_every_kind(piece: bytes) -> None:
    for oid in (
        oids.KEY_USAGE,
        oids.BASIC_CONSTRAINTS,
        oids.CERTIFICATE_POLICIES,
        oids.EXTENDED_KEY_USAGE,
        oids.SUBJECT_ALT_NAME,
        oids.CRL_DISTRIBUTION_POINTS,
        oids.AUTHORITY_KEY_IDENTIFIER,
    ):
        refused("certificate", _with_extension(extension(oid, piece)))


def _with_extension(item: bytes) -> bytes:
    tbs = UnverifiedCertificate.parse(WORLD.samples["certificate"]).to_be_signed
    parts = [der.raw(tbs, part) for part in der.children(tbs, der.whole(tbs))]
    changed = der.sequence(*parts[:7], der.context(3, der.sequence(item)))
    return certificate(changed, _KEY.algorithm, _KEY.sign(changed))


_KEY = SoftwareKey.generate(elliptic=True)


def test_a_time_stamp_whose_trusted_authority_stamps_nonsense(keys: Keys) -> None:
    stamps = documents.stamps_of(keys.stamps)
    signer = stamps._signer
    for content in (b"", der.NULL, der.sequence(), der.sequence(*hostile.PIECES), hostile.nested(depth=2000)):
        token = cms.sign(content, signer, NOW, content_type=cms.TST_INFO)
        with pytest.raises(DocumentError):
            timestamp.read(token, b"signature", [stamps.certificate])


def test_questions_without_number_do_not_fill_the_memory(keys: Keys) -> None:
    """Whoever asks about serials that were never issued, or asks the same in many ways, is answered and forgotten."""
    key = SoftwareKey.generate(elliptic=True)
    issuer = Issuer(Kind.SIGNATURE, Naming(), key.public_key, key.algorithm, 1)
    good = CertificateStatus(State.GOOD, NOW)
    responder = Responder(issuer, key, b"\x30\x00", lambda serial, _: good if serial == 7 else None, lambda: 1)
    for serial in range(1 << 40, (1 << 40) + 200):
        ocsp.respond([responder], ocsp_request.build([ocsp_request.cert_id(issuer, serial)]), NOW)
    plain = ocsp_request.cert_id(issuer, 7)
    for tag in range(0x80, 0x9E):
        strange = plain.replace(der.NULL, bytes((tag, 0)), 1)
        assert ocsp.respond([responder], ocsp_request.build([strange]), NOW).response == MALFORMED
    assert len(responder._kept) == 0
    ocsp.respond([responder], ocsp_request.build([plain]), NOW)
    assert len(responder._kept) == 1


def test_large_questions_are_not_remembered() -> None:
    before = ocsp_request._remembered.cache_info().currsize
    item = ocsp_request.cert_id(Issuer(Kind.SIGNATURE, Naming(), _KEY.public_key, _KEY.algorithm, 1), 7)
    for count in range(4, 60):
        assert len(ocsp_request.parse(ocsp_request.build([item] * count)).cert_ids) == count
    assert ocsp_request._remembered.cache_info().currsize == before


def test_a_list_of_half_a_million_entries_is_loaded_within_bounds() -> None:
    issuer = Issuer(Kind.SIGNATURE, Naming(), _KEY.public_key, _KEY.algorithm, 1)
    listed = [RevokedRow((1 << 24) + n, 1_700_000_000, 4) for n in range(500_000)]
    data = crl.build(issuer, _KEY, crl.entries(listed), number=1, window=crl.window(NOW, 2), point=None)
    del listed
    tracemalloc.start()
    try:
        found = LoadedCrl.load(data, _KEY.public_key)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(found) == 500_000
    assert peak < 6 * len(data)
