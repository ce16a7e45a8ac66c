"""OpenSC, unmodified: finds the card, dumps it, reads all certificates, signs with both keys, counts PINs down to blocked."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.outsiders.conftest import OPENSC_PKCS11, House, environment, run

MECHANISMS = {
    "MD5-RSA-PKCS": "md5",  # nobody should, and the card signs what it is given
    "RIPEMD160-RSA-PKCS": "ripemd160",
    "SHA1-RSA-PKCS": "sha1",
    "SHA224-RSA-PKCS": "sha224",
    "SHA256-RSA-PKCS": "sha256",
    "SHA384-RSA-PKCS": "sha384",
    "SHA512-RSA-PKCS": "sha512",
}
PERSONAS = {"a": (), "b": ("--contactless",)}


@pytest.fixture(scope="module", params=PERSONAS)
def house(request: pytest.FixtureRequest, open_house: Callable[..., House]) -> House:
    maker = request.param
    return open_house(hanako=["--maker", maker, "--record", "long" if maker == "b" else "short"], plug=PERSONAS[maker])


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "document"
    file.write_bytes(b"what is signed")
    return file


def test_the_card_driver_is_jpki(house: House) -> None:
    assert house.run(["opensc-tool", "-n"]).stdout.strip() == "jpki"


def test_the_dump_shows_pins_keys_and_certificates(house: House) -> None:
    dump = house.run(["pkcs15-tool", "--dump"]).stdout
    for title in (
        "User Authentication PIN",
        "Digital Signature PIN",
        "User Authentication Key",
        "Digital Signature Key",
    ):
        assert title in dump
    assert dump.count("X.509 Certificate [") == 4
    assert dump.count("Tries left") == 2


def test_all_four_certificates_are_read_and_belong_together(house: House, tmp_path: Path) -> None:
    for number, options in {
        "1": [],
        "2": ["--verify-pin", "--auth-id", "2", "--pin", "ABC123"],
        "3": [],
        "4": [],
    }.items():
        read = house.run(["pkcs15-tool", "--read-certificate", number, *options]).stdout
        (tmp_path / f"{number}.pem").write_text(read[read.index("-----BEGIN") :])
    for leaf, authority in (("1", "3"), ("2", "4")):
        checked = run(["openssl", "verify", "-CAfile", f"{authority}.pem", f"{leaf}.pem"], cwd=tmp_path)
        assert "OK" in checked.stdout


@pytest.mark.parametrize("mechanism", MECHANISMS)
@pytest.mark.parametrize(("slot", "pin", "key"), [("0", "1234", "01"), ("1", "ABC123", "02")], ids=["auth", "sign"])
def test_both_keys_sign_with_every_mechanism_and_openssl_verifies(
    house: House, document: Path, mechanism: str, slot: str, pin: str, key: str
) -> None:
    folder = document.parent
    sign = ["pkcs11-tool", "--slot-index", slot, "--login", "--pin", pin, "--sign", "-m", mechanism, "--id", key]
    house.run([*sign, "-i", str(document), "-o", str(folder / "signature")])
    public = house.run(
        ["pkcs15-tool", "--read-certificate", key.lstrip("0"), "--verify-pin", "--auth-id", key, "--pin", pin]
    )
    (folder / "certificate.pem").write_text(public.stdout[public.stdout.index("-----BEGIN") :])
    key_text = run(["openssl", "x509", "-in", str(folder / "certificate.pem"), "-pubkey", "-noout"]).stdout
    (folder / "key.pem").write_text(key_text)
    digest = f"-{MECHANISMS[mechanism]}"
    verified = run(["openssl", "dgst", digest, "-verify", "key.pem", "-signature", "signature", "document"], cwd=folder)
    assert verified.stdout.strip() == "Verified OK"


def test_raw_rsa_signs_a_ready_digest_info(house: House, tmp_path: Path) -> None:
    (tmp_path / "info").write_bytes(bytes.fromhex("3031300d060960864801650304020105000420") + bytes(32))
    sign = ["pkcs11-tool", "--login", "--pin", "1234", "--sign", "-m", "RSA-PKCS", "--id", "01"]
    house.run([*sign, "-i", str(tmp_path / "info"), "-o", str(tmp_path / "signature")])
    assert (tmp_path / "signature").stat().st_size == 256


def test_ssh_lists_the_key_and_signs_with_it(house: House, document: Path) -> None:
    folder = document.parent
    listed = house.run(["ssh-keygen", "-D", OPENSC_PKCS11]).stdout.splitlines()
    assert listed[0].startswith("ssh-rsa ")
    (folder / "card.pub").write_text(listed[0] + "\n")
    (folder / "signers").write_text(f"hanako {listed[0]}\n")
    (folder / "askpass").write_text("#!/bin/sh\necho 1234\n")
    (folder / "askpass").chmod(0o700)
    add, sign = f"ssh-add -s {OPENSC_PKCS11} </dev/null", "ssh-keygen -Y sign -f card.pub -n file document"
    asking = environment(SSH_ASKPASS=str(folder / "askpass"), SSH_ASKPASS_REQUIRE="force", DISPLAY=":0")
    house.run(["ssh-agent", "sh", "-c", f"{add} && {sign} && ssh-add -e {OPENSC_PKCS11}"], cwd=folder, env=asking)
    check = ["ssh-keygen", "-Y", "verify", "-f", "signers", "-I", "hanako", "-n", "file", "-s", "document.sig"]
    verified = run(check, cwd=folder, input=document.read_text())
    assert "Good" in verified.stdout


def test_z_a_wrong_pin_counts_down_to_blocked(house: House) -> None:
    """Last in the module: afterwards the authentication PIN is blocked, and the signature password is not."""
    for left in ("2", "1", "0"):
        wrong = ["pkcs15-tool", "--verify-pin", "--auth-id", "1", "--pin", "0000"]
        assert house.run(wrong, ok=False).returncode != 0
        dump = house.run(["pkcs15-tool", "--list-pins"]).stdout
        assert dump.split("Tries left     : ")[1][0] == left
    right = house.run(["pkcs15-tool", "--verify-pin", "--auth-id", "1", "--pin", "1234"], ok=False)
    assert right.returncode != 0
    assert house.run(["pkcs15-tool", "--list-pins"]).stdout.split("Tries left     : ")[2][0] == "5"
