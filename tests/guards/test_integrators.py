"""The integrators' page in both languages: its commands and its ten lines are run, as they stand there."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from tests.parties import free_port

from tegata.cli.backstage import sample_pdf
from tegata.client import Client, OperatorUnreachable

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / "integrators.md", ROOT / "docs" / "integrators.ja.md"]
PORTS = ("8000", "8100")


def blocks(page: Path, language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf8"), re.DOTALL)
    return str(found)


def test_both_pages_show_the_same_code() -> None:
    english, japanese = (re.sub(r" +#.*", "", blocks(page, "sh") + blocks(page, "python")) for page in PAGES)
    assert english == japanese


def test_it_is_ten_lines() -> None:
    assert len([line for line in blocks(PAGES[0], "python").splitlines() if line.strip()]) <= 10


def test_what_is_shown_is_run(tmp_path: Path) -> None:
    (tmp_path / "contract.pdf").write_bytes(sample_pdf())
    ports = {shown: str(free_port()) for shown in PORTS}
    environment = {**os.environ, "TEGATA_HOME": str(tmp_path / "home"), "LC_ALL": "C.UTF-8", "TEGATA_PIN": "ABC123"}
    with ExitStack() as stack:
        for line in blocks(PAGES[0], "sh").splitlines():
            command = re.sub("|".join(PORTS), lambda found: ports[found[0]], line.split("#")[0].strip())
            if command.endswith("&"):
                stack.enter_context(running(command.removesuffix("&").split(), tmp_path, environment))
            else:
                argv, _, out = command.partition(" > ")
                text = run(argv.split(), tmp_path, environment)
                if out:
                    (tmp_path / out).write_text(text)
        wait_for(ports["8100"], (tmp_path / "key.txt").read_text().strip())
        script = re.sub("8100", ports["8100"], blocks(PAGES[0], "python"))
        done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert re.search(r"\w.* 20\d\d-", done.stdout), done.stdout
    assert "holds" in run(["tegata", "evidence", "check", "evidence.asice"], tmp_path, environment)


def run(argv: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *argv], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{argv}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@contextmanager
def running(argv: list[str], folder: Path, environment: dict[str, str]) -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-m", *argv], cwd=folder, env=environment, stdout=subprocess.DEVNULL) as it:
        try:
            yield
        finally:
            it.terminate()
            it.wait(20)


def wait_for(port: str, key: str) -> None:
    """Until both servers answer: a client asks again by itself when nobody answers."""
    for _ in range(60):
        try:
            with Client(f"http://127.0.0.1:{port}", key) as client:
                client.new_challenge()
        except OperatorUnreachable:
            continue
        return
    pytest.fail("the operator does not start")
