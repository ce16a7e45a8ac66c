"""NIST PKITS: what must fail never passes, and what must pass does wherever its features are supported (see SOURCE.md)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import cryptography_vectors
import pytest

from tegata.pki import crl
from tegata.pki.crl import LoadedCrl
from tegata.pki.path import Anchors, CrlSource, PathError, Purpose, UnverifiedCertificate, validate

DATA = Path(cryptography_vectors.__file__).parent / "x509" / "PKITS_data"
SOURCE = Path(__file__).parents[2] / "vectors" / "pkits" / "SOURCE.md"
CRL_SIGN = 0x02
AT = datetime(2020, 1, 1, tzinfo=UTC)
ANY = Purpose("any", frozenset(), 0)
POLICY = Purpose("test policy 1", frozenset({"2.16.840.1.101.3.2.1.48.1"}), 0)
LEAVES = sorted(file.stem for file in (DATA / "certs").glob("*EE.crt"))
INVALID = [name for name in LEAVES if name.startswith("Invalid")]
VALID = [name for name in LEAVES if name.startswith("Valid")]


def listed(heading: str) -> frozenset[str]:
    """Names of tests under a heading of SOURCE.md: the first word of each item."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", SOURCE.read_text(), re.MULTILINE | re.DOTALL)
    return frozenset(re.findall(r"^\* `(\w+)`", section, re.MULTILINE))


REFUSED, OUT_OF_SCOPE = listed("Refused although valid"), listed("Not run")


def certificate(name: str) -> bytes:
    return (DATA / "certs" / f"{name}.crt").read_bytes()


@lru_cache(maxsize=1)
def authorities() -> tuple[UnverifiedCertificate, ...]:
    found = []
    for file in sorted((DATA / "certs").glob("*.crt")):
        if not file.stem.endswith("EE"):
            try:
                found.append(UnverifiedCertificate.parse(file.read_bytes()))
            except PathError:
                continue
    return tuple(found)


@lru_cache(maxsize=1)
def lists() -> CrlSource:
    """Every list that the key of an authority of its name signed. Lists of an unknown form are not read."""
    return CrlSource([found for file in sorted((DATA / "crls").glob("*.crl")) for found in loaded(file.read_bytes())])


def loaded(data: bytes) -> Iterator[LoadedCrl]:
    for authority in authorities():
        if authority.key_usage is not None and not authority.key_usage & CRL_SIGN:
            continue  # RFC 5280 §6.3.3 (f): whoever loads a list vouches for the key that is to have signed it
        try:
            found = LoadedCrl.load(data, authority.public_key)
        except (crl.MalformedCrl, crl.CrlSignatureInvalid):
            continue
        if found.issuer_name == authority.subject:
            yield found
            return


def came_along(leaf: bytes) -> list[bytes]:
    """The authorities from the leaf up, by name."""
    try:
        wanted = [UnverifiedCertificate.parse(leaf).issuer]
    except PathError:
        return []
    path: list[bytes] = []
    for name in wanted:
        for item in authorities():
            if item.subject == name and item.encoded not in path and item.subject != anchor().subject:
                path.append(item.encoded)
                wanted.append(item.issuer)
    return path


@lru_cache(maxsize=1)
def anchor() -> UnverifiedCertificate:
    return UnverifiedCertificate.parse(certificate("TrustAnchorRootCertificate"))


def run(name: str, purpose: Purpose) -> None:
    leaf = certificate(name)
    validate(leaf, Anchors([anchor().encoded]), purpose, lists(), AT, came_along(leaf))


@pytest.mark.parametrize("name", [name for name in INVALID if name not in OUT_OF_SCOPE])
def test_what_must_fail_never_passes(name: str) -> None:
    with pytest.raises(PathError):
        run(name, POLICY if "olic" in name else ANY)


@pytest.mark.parametrize("name", [name for name in VALID if name not in OUT_OF_SCOPE | REFUSED])
def test_what_must_pass_does(name: str) -> None:
    run(name, ANY)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_listed_as_refused_is_refused(name: str) -> None:
    with pytest.raises(PathError):
        run(name, ANY)
