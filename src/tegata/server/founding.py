"""Founding a sandbox: keys, certificates, sealed files. Made in a folder beside the place and renamed into it at the end."""

import os
import secrets
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_der_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tegata.chip.personalisation import CardIssuer
from tegata.pki import der
from tegata.pki.authority import ROOT_YEARS, root_certificate
from tegata.pki.keys import SoftwareKey, sealed
from tegata.pki.names import Kind, Naming
from tegata.pki.profiles import Validity
from tegata.rules.calendar import end_of_day
from tegata.server.ca_store import SqliteStore

JST = timezone(timedelta(hours=9), "JST")
MARK = "sandbox"
PASSPHRASE = "passphrase"  # noqa: S105 - the file's name
SEALED = "keys.sealed"
FIRST_SERIALS = {Kind.SIGNATURE: 0x01000000, Kind.AUTHENTICATION: 0x05000000}
"""Counters that start apart, so that a serial number tells the authority within one sandbox."""


def found(
    root: Path,
    now: datetime,
    passphrase: bytes | None,
    new_responder_key: Callable[[], SoftwareKey] = SoftwareKey.generate,
) -> None:
    """Make everything a sandbox starts with. Without a passphrase one is made and kept beside the sealed keys."""
    draft = draft_of(root)
    keys = {"issuer": CardIssuer.generate(secrets.token_bytes(32)).to_bytes()}
    (draft / "ca").mkdir(mode=0o700)
    for kind in Kind:
        authority = SoftwareKey.generate()
        _found_authority(draft / "ca" / kind.value, kind, authority, now)
        keys |= {f"ca-{kind}": authority.to_pkcs8(), f"ocsp-{kind}": new_responder_key().to_pkcs8()}
    stamps = SoftwareKey.generate()
    keys["tsa"] = stamps.to_pkcs8()
    write(draft / "tsa.cer", _time_stamp_certificate(rsa_key(keys["tsa"]), now))
    if passphrase is None:
        passphrase = secrets.token_urlsafe(24).encode()
        write(draft / PASSPHRASE, passphrase)
    write(draft / SEALED, sealed.seal(_packed(keys), passphrase, secrets.token_bytes(16), secrets.token_bytes(12)))
    (draft / "cards").mkdir(mode=0o700)
    write(draft / MARK, b"A test system. Nothing that trusts the real ones trusts this.\n")
    _move_in(draft, root)


def unseal(root: Path, passphrase: bytes) -> dict[str, bytes]:
    """All keys of a sandbox by name. Raises KeyUnavailable."""
    packed = sealed.unseal((root / SEALED).read_bytes(), passphrase)
    texts = [der.content(packed, item) for item in der.children(packed, der.whole(packed))]
    return {name.decode(): key for name, key in zip(texts[::2], texts[1::2], strict=True)}


def rsa_key(pkcs8: bytes) -> rsa.RSAPrivateKey:
    """An RSA key from PKCS #8."""
    key = load_der_private_key(pkcs8, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("not an RSA key")
    return key


def draft_of(place: Path) -> Path:
    """A fresh folder beside a place, to be renamed into it; leftovers of a crash are thrown away."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for leftover in place.parent.glob(f".{place.name}.draft-*"):
        if not Path(f"/proc/{leftover.name.rsplit('-', 1)[-1]}").exists():
            shutil.rmtree(leftover)
    draft = place.parent / f".{place.name}.draft-{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    return draft


def write(file: Path, content: bytes) -> None:
    """Write a file that only its owner may read; it is there whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.rename(file)


def _move_in(draft: Path, root: Path) -> None:
    """An empty folder may be in the place; anything else is not ours to replace. Who comes second keeps the first's."""
    if root.exists():
        if (root / MARK).exists():
            shutil.rmtree(draft)
            return
        root.rmdir()
    draft.rename(root)


def _found_authority(folder: Path, kind: Kind, key: SoftwareKey, now: datetime) -> None:
    folder.mkdir(mode=0o700)
    write(folder / "ca.sqlite3", b"")  # SQLite gives its other files the mode of this one
    store = SqliteStore(folder / "ca.sqlite3", FIRST_SERIALS[kind])
    with store.draft() as numbers:
        serial = numbers.next_serial()
    store.close()
    today = now.astimezone(JST).date()
    ends = end_of_day(date(today.year + ROOT_YEARS, today.month, min(today.day, 28)) - timedelta(days=1))
    validity = Validity(now.replace(microsecond=0), ends)
    write(folder / "ca.cer", root_certificate(kind, Naming(), key, serial, validity))


def _time_stamp_certificate(key: rsa.RSAPrivateKey, now: datetime) -> bytes:
    """RFC 3161 §2.3: extended key usage critical and alone. Signed by itself: it is trusted by being listed."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "tegata sandbox"),
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
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


def _packed(keys: dict[str, bytes]) -> bytes:
    return der.sequence(*(der.octet_string(name.encode()) + der.octet_string(key) for name, key in keys.items()))
