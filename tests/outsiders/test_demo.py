"""The story of `tegata demo`, told on a machine with PC/SC and on one without, in Japanese and in English."""

import json
import sys
from pathlib import Path

import pytest
from tests.outsiders.conftest import environment, run

WITH_PCSC = 'mkdir -p /run/pcscd; mount -t tmpfs tmpfs /run/pcscd; ip link set lo up; exec "$@"'
WITHOUT = 'mount --bind /dev/null /usr/sbin/pcscd; ip link set lo up; exec "$@"'


def tell(world: str, folder: Path, **settings: str) -> list[str]:
    """The story's steps, told in a machine of its own."""
    command = [
        sys.executable,
        "-m",
        "tegata",
        "demo",
        "--json",
        "--home",
        str(folder / "home"),
        "--out",
        str(folder / "out"),
    ]
    told = run(["unshare", "-m", "-n", "bash", "-c", world, "demo", *command], env=environment(**settings))
    steps: list[str] = json.loads(told.stdout)["steps"]
    assert (folder / "out" / "transcript.txt").read_text(encoding="utf8").splitlines() == steps
    return steps


def test_with_pcsc_everything_goes_through_the_reader(tmp_path: Path) -> None:
    steps = tell(WITH_PCSC, tmp_path)
    assert any(step.startswith("3. Plugged into PC/SC: Virtual PCD 00 00, Virtual PCD 00 01.") for step in steps)
    assert any("certificateHold" in step for step in steps if step.startswith("10."))
    left = {file.name for file in (tmp_path / "out").iterdir()}
    assert {
        "signed.pdf",
        "sign-all.crl",
        "auth-ca.cer",
        "card-a-front.png",
        "card-b-face.pdf",
        "transcript.txt",
    } <= left


def test_without_pcsc_it_lives_in_process_and_says_so(tmp_path: Path) -> None:
    steps = tell(WITHOUT, tmp_path, LC_ALL="ja_JP.UTF-8")
    assert any("プロセスの中で答えます" in step for step in steps)
    assert any("署名者" in step for step in steps)


@pytest.mark.parametrize("file", ["broken.pdf", "missing.pdf"])
def test_a_pdf_that_cannot_be_signed_is_told(tmp_path: Path, file: str) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    command = [sys.executable, "-m", "tegata", "demo", "--pdf", str(tmp_path / file), "--home", str(tmp_path / "home")]
    done = run(["unshare", "-m", "-n", "bash", "-c", WITHOUT, "demo", *command], ok=False)
    assert done.returncode == (1 if file == "broken.pdf" else 2)
    assert "Traceback" not in done.stderr
