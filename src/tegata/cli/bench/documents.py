"""Verifying a detached CMS signature: chain and CRL in memory, beside the bare checks and beside peers."""

import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext

from tegata.cli.bench.harness import Bar, Row, seconds_each, speed_row
from tegata.cli.bench.issuing import NOW, authority, request
from tegata.pki import crl
from tegata.pki.documents import KeySigner, Trust, cms, verify
from tegata.pki.keys import SoftwareKey
from tegata.pki.path import Anchors, CrlSource

CONTENT = b"a contract\n" * 100


def rows() -> Iterator[Row]:
    """Beside the two RSA checks and the hash alone; pyhanko-certvalidator; `openssl cms -verify` as a process."""
    with authority() as (ca, _):
        key = rsa.generate_private_key(65537, 2048)
        public = SoftwareKey(key).public_key
        certificate = ca.certify(request(public), NOW)
        detached = cms.sign(CONTENT, KeySigner(key, certificate, [ca.certificate]), NOW, detached=True)
        listed = ca.crl(None, NOW)
        trust = Trust(Anchors([ca.certificate]), CrlSource([crl.LoadedCrl.load(listed, ca.issuer.public_key)]))

        def ours() -> None:
            verify(detached, trust, NOW, content=CONTENT)

        mine, bare = seconds_each(ours, _bare(detached, certificate, ca.certificate), rounds=15, repeat=50)
        (peer,) = seconds_each(_certvalidator(certificate, ca.certificate, listed), rounds=5)
        yield speed_row(
            "verify a detached CMS / two RSA checks and the hash (s; beside: certvalidator, path only)",
            mine,
            bare,
            Bar(at_least=0.4),
            peer,
        )
        with TemporaryDirectory() as folder:
            (process,) = seconds_each(_openssl(Path(folder), detached, ca.certificate, listed), rounds=5)
        yield speed_row(
            "verify a detached CMS / `openssl cms -verify` as a process (s)", mine, process, Bar(at_least=20), process
        )


def _bare(detached: bytes, certificate: bytes, issuer: bytes) -> Any:
    """The irreducible: two RSA checks with keys at hand, one hash over the content."""
    leaf, ca = x509.load_der_x509_certificate(certificate), x509.load_der_x509_certificate(issuer)
    leaf_key, ca_key = leaf.public_key(), ca.public_key()
    if not isinstance(leaf_key, rsa.RSAPublicKey) or not isinstance(ca_key, rsa.RSAPublicKey):
        raise TypeError("RSA keys")
    signature = cms.open_signed(detached, CONTENT).signatures[0].signature
    signed_digest = leaf_key.recover_data_from_signature(signature, padding.PKCS1v15(), SHA256())
    tbs, ca_signature = leaf.tbs_certificate_bytes, leaf.signature

    def check() -> None:
        sha256(CONTENT).digest()
        leaf_key.verify(signature, signed_digest, padding.PKCS1v15(), Prehashed(SHA256()))
        ca_key.verify(ca_signature, tbs, padding.PKCS1v15(), SHA256())

    return check


def _certvalidator(certificate: bytes, issuer: bytes, listed: bytes) -> Any:
    import asyncio  # noqa: PLC0415

    leaf, root = asn1_x509.Certificate.load(certificate), asn1_x509.Certificate.load(issuer)
    loaded = asn1_crl.CertificateList.load(listed)

    def check() -> None:
        context = ValidationContext(trust_roots=[root], crls=[loaded], moment=NOW, revocation_mode="soft-fail")
        asyncio.run(CertificateValidator(leaf, validation_context=context).async_validate_usage({"non_repudiation"}))  # type: ignore[no-untyped-call]

    return check


def _openssl(folder: Path, detached: bytes, issuer: bytes, listed: bytes) -> Any:
    (folder / "signature").write_bytes(detached)
    (folder / "content").write_bytes(CONTENT)
    root = x509.load_der_x509_certificate(issuer).public_bytes(Encoding.PEM)
    (folder / "trust.pem").write_bytes(root + x509.load_der_x509_crl(listed).public_bytes(Encoding.PEM))
    names = ["-in", "signature", "-inform", "DER", "-content", "content", "-binary", "-CAfile", "trust.pem"]
    at = str(int(NOW.timestamp()) + 1)
    arguments = [
        "openssl",
        "cms",
        "-verify",
        *names,
        "-purpose",
        "any",
        "-crl_check",
        "-attime",
        at,
        "-out",
        "/dev/null",
    ]

    def check() -> None:
        subprocess.run(arguments, cwd=folder, check=True, capture_output=True)

    return check
