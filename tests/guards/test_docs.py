"""The documents cannot fall behind: links lead somewhere, the help is the program's own, and what is shown is run."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tegata.cli.backstage import sample_pdf
from tegata.cli.reference import reference

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "README.ja.md", ROOT / "docs" / "integrate.md"]
ALL_PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
UNTIL_CTRL_C = ("tegata card plug", "tegata ca serve", "tegata demo --serve")
"""Run by the outsiders' tests, which end them."""


def blocks(page: Path, language: str) -> Iterator[str]:
    yield from re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf8"), re.DOTALL)


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf8"), flags=re.DOTALL)
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_command_line_s_page_is_the_program_s_own_help() -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf8")
    assert set(page.splitlines()) ^ set(reference().splitlines()) == set(), "run: make docs"


def test_both_readmes_show_the_same_commands() -> None:
    english, japanese = (
        [line.split("#")[0].strip() for block in blocks(page, "sh") for line in block.splitlines()]
        for page in PAGES[:2]
    )
    assert english == japanese


def test_the_readme_s_commands_are_those_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf8"), re.MULTILINE))
    text = "\n".join(page.read_text(encoding="utf8") for page in ALL_PAGES)
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE))
    assert {"run", "test", "setup", "check"} <= named
    assert named <= targets


@pytest.mark.parametrize("page", [PAGES[0], PAGES[2]], ids=lambda page: page.name)
def test_what_is_shown_is_run(page: Path, tmp_path: Path) -> None:
    """Every shell and Python block, top to bottom, in one folder with one sandbox."""
    (tmp_path / "contract.pdf").write_bytes(sample_pdf())
    environment = {**os.environ, "TEGATA_HOME": str(tmp_path / "sandbox"), "LC_ALL": "C.UTF-8"}
    for language, block in re.findall(r"```(sh|python)\n(.*?)```", page.read_text(encoding="utf8"), re.DOTALL):
        if language == "python":
            _run([sys.executable, "-c", block], tmp_path, environment)
            continue
        for line in (line.split("#")[0].strip() for line in block.splitlines()):
            if line.startswith("tegata ") and not line.startswith(UNTIL_CTRL_C):
                pin = "ABC123" if line.startswith("tegata sign") else "1234"
                _run([sys.executable, "-m", *line.split()], tmp_path, {**environment, "TEGATA_PIN": pin})


def _run(argv: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(argv, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{argv}\n{done.stdout}\n{done.stderr}"
