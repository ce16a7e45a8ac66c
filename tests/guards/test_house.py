"""What must hold in the whole house: sizes, docstrings, no sleep in tests, nothing of one machine."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def tracked_texts() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    endings = {".py", ".md", ".toml", ".tsv", ".txt", ".sh", ""}
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).suffix in endings and (ROOT / name).is_file()]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_a_module_opens_with_what_it_is_and_stays_readable(path: Path) -> None:
    text = path.read_text(encoding="utf8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a module opens with one to five lines: what it is"
    assert text.count("\n") <= LONGEST_FILE
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    too_long = {node.name for node in functions if (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION}
    assert not too_long


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT / "tests")))
def test_no_test_sleeps_or_asks_the_clock(path: Path) -> None:
    calls = {
        f"{node.func.value.id}.{node.func.attr}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
    }
    assert not calls & {"time.sleep", "datetime.now", "date.today", "time.time"}


def test_nothing_names_a_path_of_one_machine() -> None:
    foreign = re.compile("/" + "work/|/" + "farm/|/" + "root/")
    found = [path.name for path in tracked_texts() if foreign.search(path.read_text(encoding="utf8", errors="ignore"))]
    assert found == []


def test_every_folder_of_vectors_has_a_source() -> None:
    folders = [path for path in (ROOT / "tests" / "vectors").iterdir() if path.is_dir()]
    assert [folder.name for folder in folders if not (folder / "SOURCE.md").exists()] == []
