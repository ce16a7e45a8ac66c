"""Keys: sealed files that open only whole and by their passphrase, keys in memory, keys in a PKCS #11 token."""

import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.pki import authorities
from tests.unit.pki.authorities import NOW, Keys, request

from tegata.pki.authority import Authority, root_certificate
from tegata.pki.keys import SoftwareKey, sealed
from tegata.pki.keys.pkcs11 import TokenKey, generate, open_session
from tegata.pki.keys.port import KeyUnavailable
from tegata.pki.keys.sealed import Hardness, SealBroken, WrongPassphrase, seal, unseal
from tegata.pki.names import Kind, Naming
from tegata.pki.profiles import Issuer, Validity
from tegata.pki.signatures import BadSignature, verify, verify_signed
from tegata.server.ca_store import SqliteStore

CHEAP = Hardness(memory_kib=8, iterations=1, lanes=1)
SALT, NONCE = bytes(range(16)), bytes(range(12))
SECRET, PASSPHRASE = b"what nobody may read", "合言葉".encode()
SEALED = seal(SECRET, PASSPHRASE, SALT, NONCE, CHEAP)


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=300), st.binary(max_size=40))
def test_sealed_there_and_back(secret: bytes, passphrase: bytes) -> None:
    assert unseal(seal(secret, passphrase, SALT, NONCE, CHEAP), passphrase) == secret


def test_nothing_of_the_secret_shows() -> None:
    assert SECRET not in SEALED
    assert PASSPHRASE not in SEALED
    assert len(SEALED) == len(SECRET) + sealed.HEAD + sealed.TAG


@pytest.mark.parametrize("passphrase", [b"", PASSPHRASE + b" ", PASSPHRASE[:-1], b"x" * 200])
def test_another_passphrase_opens_nothing(passphrase: bytes) -> None:
    with pytest.raises(WrongPassphrase):
        unseal(SEALED, passphrase)


def test_a_file_cut_anywhere_opens_nothing() -> None:
    for cut in range(len(SEALED)):
        with pytest.raises(SealBroken if cut < sealed.HEAD + sealed.TAG else WrongPassphrase):
            unseal(SEALED[:cut], PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        unseal(SEALED + b"\0", PASSPHRASE)


WORK = range(len(sealed.MAGIC), len(sealed.MAGIC) + 12)


def test_a_flipped_bit_anywhere_opens_nothing() -> None:
    """Bits of the work factors are the next test's: some of them only ask for more work."""
    for at in set(range(len(SEALED))) - set(WORK):
        altered = bytearray(SEALED)
        altered[at] ^= 1 << at % 8
        with pytest.raises(SealBroken if at < len(sealed.MAGIC) else WrongPassphrase):
            unseal(bytes(altered), PASSPHRASE)


@pytest.mark.parametrize(
    "work",
    [
        (1 << 31, 1, 1),
        ((1 << 20) + 1, 1, 1),
        (8, 65, 1),
        (8, (1 << 32) - 1, 1),
        (64, 1, 17),
        (0, 1, 1),
        (8, 0, 1),
        (8, 1, 0),
        (7, 1, 1),
        (8, 1, 2),
    ],
)
def test_absurd_work_is_not_begun(work: tuple[int, int, int]) -> None:
    start = len(sealed.MAGIC)
    with pytest.raises(SealBroken):
        unseal(SEALED[:start] + struct.pack(">III", *work) + SEALED[start + 12 :], PASSPHRASE)


def test_other_work_is_another_key() -> None:
    start = len(sealed.MAGIC)
    with pytest.raises(WrongPassphrase):
        unseal(SEALED[:start] + struct.pack(">III", 8, 2, 1) + SEALED[start + 12 :], PASSPHRASE)


@pytest.mark.parametrize(("salt", "nonce"), [(b"", NONCE), (SALT, b""), (SALT + b"x", NONCE)])
def test_salt_and_nonce_have_their_sizes(salt: bytes, nonce: bytes) -> None:
    with pytest.raises(ValueError, match="salt"):
        seal(SECRET, PASSPHRASE, salt, nonce, CHEAP)


def test_the_default_is_as_hard_as_the_standard_recommends() -> None:
    assert Hardness() == Hardness(memory_kib=65_536, iterations=3, lanes=4)


@pytest.mark.parametrize("elliptic", [False, True])
def test_software_keys_there_and_back(keys: Keys, elliptic: bool) -> None:
    key = SoftwareKey.generate(elliptic=True) if elliptic else keys.holder
    again = SoftwareKey.from_pkcs8(key.to_pkcs8())
    assert (again.public_key, again.algorithm) == (key.public_key, key.algorithm)
    verify(key.public_key, key.algorithm, again.sign(b"text"), b"text")
    with pytest.raises(BadSignature):
        verify(key.public_key, key.algorithm, again.sign(b"text"), b"test")
    with pytest.raises(BadSignature):
        verify(keys.other.public_key, key.algorithm, again.sign(b"text"), b"text")


def test_an_algorithm_that_does_not_fit_the_key_is_refused(keys: Keys) -> None:
    elliptic = SoftwareKey.generate(elliptic=True)
    with pytest.raises(BadSignature):
        verify(keys.holder.public_key, elliptic.algorithm, keys.holder.sign(b""), b"")
    with pytest.raises(BadSignature):
        verify(b"no key", keys.holder.algorithm, b"", b"")


def test_keys_of_other_kinds_are_refused() -> None:
    form = (Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    others = (ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP521R1()))
    for encoded in (*(key.private_bytes(*form) for key in others), b"", b"no key", SEALED):
        with pytest.raises(KeyUnavailable):
            SoftwareKey.from_pkcs8(encoded)


MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
PIN, TOKEN = "123456", "tegata"


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SoftHSM with a token in a folder of its own; one for all, because a module is initialised once in a process."""
    found = next((path for path in MODULES if Path(path).exists()), None)
    if found is None or shutil.which("softhsm2-util") is None:
        assert not os.environ.get("CI"), "CI has SoftHSM"
        pytest.skip("softhsm2 is not installed")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        make = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", "12345678"]
        subprocess.run(make, check=True, capture_output=True)
        yield found


@pytest.fixture(scope="module")
def session(module: str) -> Iterator[Any]:
    opened = open_session(module, TOKEN, PIN)
    yield opened
    opened.close()


def test_a_certificate_by_a_token_verifies(session: Any, keys: Keys, tmp_path: Path) -> None:
    generate(session, "ca")
    key = TokenKey(session, "ca")
    store = SqliteStore(tmp_path / "ca.sqlite3", 5)
    issuer = Issuer(Kind.SIGNATURE, Naming(), key.public_key, key.algorithm, 4)
    root = root_certificate(Kind.SIGNATURE, Naming(), key, 4, Validity(NOW, authorities.ENDS))
    verify_signed(root, key.public_key)
    authority = Authority(issuer, root, authorities.ENDS, key, store, authorities.tokens())
    verify_signed(authority.certify(request(keys.holder), NOW), key.public_key)
    verify_signed(authority.crl(None, NOW), key.public_key)
    store.close()


def test_a_token_s_elliptic_key_signs(session: Any) -> None:
    import pkcs11  # noqa: PLC0415
    from pkcs11.util.ec import encode_named_curve_parameters  # noqa: PLC0415

    parameters = session.create_domain_parameters(
        pkcs11.KeyType.EC, {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp384r1")}, local=True
    )
    parameters.generate_keypair(label="curve", store=True)
    key = TokenKey(session, "curve")
    verify(key.public_key, key.algorithm, key.sign(b"text"), b"text")


def test_the_private_half_does_not_leave(session: Any) -> None:
    import pkcs11  # noqa: PLC0415

    generate(session, "kept")
    private = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label="kept")
    with pytest.raises(pkcs11.PKCS11Error):
        _ = private[pkcs11.Attribute.PRIVATE_EXPONENT]


def test_what_is_not_there_is_unavailable(module: str, session: Any) -> None:
    with pytest.raises(KeyUnavailable, match="nobody"):
        TokenKey(session, "nobody")
    with pytest.raises(KeyUnavailable):
        open_session(module, "another", PIN)
    with pytest.raises(KeyUnavailable):
        open_session("/nowhere/module.so", TOKEN, PIN)
