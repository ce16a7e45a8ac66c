"""Wycheproof: signatures that are almost right, at every door where somebody else's signature is checked (see SOURCE.md)."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tegata.pki import der, oids, signatures
from tegata.pki.documents import Altered, UnsupportedForm, cms
from tegata.pki.keys.software import ALGORITHM_P384, ALGORITHM_RSA

VECTORS = Path(__file__).parents[2] / "vectors" / "wycheproof"
CASES = {"rsa-2048-sha256": 259, "p256-sha256": 484, "p384-sha384": 504}
ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2"


class Case(NamedTuple):
    number: str
    expected: str
    key: bytes
    message: bytes
    signature: bytes


def cases(name: str) -> Iterator[Case]:
    key = b""
    for line in (VECTORS / f"{name}.tsv").read_text(encoding="ascii").splitlines():
        first, *rest = line.split("\t")
        if first == "key":
            key = bytes.fromhex(rest[0])
        else:
            expected, _, message, signature = rest
            yield Case(first, expected, key, bytes.fromhex(message), bytes.fromhex(signature))


def on_certificates_and_lists(case: Case, algorithm: bytes) -> bool:
    try:
        signatures.verify(case.key, algorithm, case.signature, case.message)
    except signatures.BadSignature:
        return False
    return True


def on_documents(case: Case, algorithm: str, digest: str) -> bool:
    try:
        cms._check_signature(case.key, der.oid(algorithm), digest, case.signature, case.message)
    except (Altered, UnsupportedForm):
        return False
    return True


@pytest.mark.parametrize("name", CASES)
def test_no_case_was_lost(name: str) -> None:
    assert len(list(cases(name))) == CASES[name]


@pytest.mark.parametrize(
    ("name", "algorithm"), [("rsa-2048-sha256", ALGORITHM_RSA), ("p384-sha384", ALGORITHM_P384)], ids=["RSA", "P-384"]
)
def test_signatures_on_certificates_lists_and_answers(name: str, algorithm: bytes) -> None:
    wrong = [c.number for c in cases(name) if on_certificates_and_lists(c, algorithm) != (c.expected == "valid")]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "algorithm", "digest"),
    [
        ("rsa-2048-sha256", oids.SHA256_WITH_RSA, "sha256"),
        ("rsa-2048-sha256", cms.RSA_ENCRYPTION, "sha256"),
        ("p256-sha256", ECDSA_WITH_SHA256, "sha256"),
        ("p384-sha384", oids.ECDSA_WITH_SHA384, "sha384"),
    ],
)
def test_signatures_on_documents_and_time_stamps(name: str, algorithm: str, digest: str) -> None:
    wrong = [c.number for c in cases(name) if on_documents(c, algorithm, digest) != (c.expected == "valid")]
    assert wrong == []


def test_a_key_is_not_used_with_another_algorithm() -> None:
    """A true signature under the other family's name, or under another digest, is refused before it is computed."""
    rsa = next(case for case in cases("rsa-2048-sha256") if case.expected == "valid")
    curve = next(case for case in cases("p384-sha384") if case.expected == "valid")
    assert not on_certificates_and_lists(rsa, ALGORITHM_P384)
    assert not on_certificates_and_lists(curve, ALGORITHM_RSA)
    assert not on_documents(rsa, oids.SHA256_WITH_RSA, "sha384")
    assert not on_documents(curve, ECDSA_WITH_SHA256, "sha384")
