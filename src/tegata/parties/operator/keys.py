"""The operator's own keys, made at the first start: one that signs its questions to the centre, one for its time-stamps."""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from joserfc.jwk import ECKey

from tegata.pki.documents import KeySigner
from tegata.pki.documents.timestamp import TimeStampAuthority

TEN_YEARS = timedelta(days=3650)
CALLER, CALLER_PUBLIC = "caller.key", "caller.pub"
STAMPS, STAMPS_CERTIFICATE = "stamps.key", "stamps.cer"


class Keys(NamedTuple):
    """`caller` is P-256 and its public half is admitted by the centre; `stamps` is RSA, as time-stamp clients expect."""

    caller: ECKey
    stamps: TimeStampAuthority


def opened(folder: Path, now: datetime) -> Keys:
    """The keys of this folder; what is missing is made. Only the owner may read them."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / CALLER_PUBLIC).exists():
        _make_caller(folder)
    if not (folder / STAMPS_CERTIFICATE).exists():
        _make_stamps(folder, now)
    key = load_der_private_key((folder / STAMPS).read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the time-stamping key is no RSA key")
    signer = KeySigner(key, (folder / STAMPS_CERTIFICATE).read_bytes())
    caller = ECKey.import_key((folder / CALLER).read_bytes())
    return Keys(caller, TimeStampAuthority(signer, lambda: secrets.randbits(63)))


def _make_caller(folder: Path) -> None:
    key = ECKey.generate_key("P-256")
    _write(folder / CALLER, key.as_pem(private=True))
    _write(folder / CALLER_PUBLIC, key.public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _make_stamps(folder: Path, now: datetime) -> None:
    """RFC 3161 §2.3: extended key usage critical and alone. Signed by itself: it is trusted by being listed."""
    key = rsa.generate_private_key(65537, 3072)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "tegata operator"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Time-Stamping Authority"),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + TEN_YEARS)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    _write(folder / STAMPS, key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    _write(folder / STAMPS_CERTIFICATE, builder.sign(key, SHA256()).public_bytes(Encoding.DER))


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.rename(file)
