"""Everything the command line says is there in both languages, with the same facts in it, and is said somewhere."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from tegata.cli.texts import TEXTS

CLI = Path(__file__).parents[2] / "src" / "tegata" / "cli"
SOURCES = [path for path in sorted(CLI.rglob("*.py")) if path.name != "texts.py"]
COMPUTED = ("heading.", "certificate.", "pin.")
"""Heads of keys whose ends the program works out."""


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_is_in_both_languages_with_the_same_facts(key: str) -> None:
    assert set(TEXTS[key]) == {"en", "ja"}
    english, japanese = TEXTS[key]["en"], TEXTS[key]["ja"]
    assert english
    assert japanese
    assert placeholders(english) == placeholders(japanese)
    assert all(name.isidentifier() for name in placeholders(english))
    assert re.findall(r"\[/?[a-z]*\]", english) == re.findall(r"\[/?[a-z]*\]", japanese)


def test_the_japanese_is_japanese() -> None:
    same = {key for key, text in TEXTS.items() if text["en"] == text["ja"]}
    assert same == {"plain", "files.written", "reader.attributes"}


def literals() -> set[str]:
    return {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_no_text_is_never_said() -> None:
    said = literals()
    assert [key for key in TEXTS if key not in said and not key.startswith(COMPUTED)] == []


def test_what_is_said_is_a_text() -> None:
    heads = {key.split(".", maxsplit=1)[0] for key in TEXTS if "." in key}
    looks_like_one = re.compile(rf"({'|'.join(sorted(heads))})\.[a-z-]+")
    unknown = {text for text in literals() if looks_like_one.fullmatch(text)} - set(TEXTS)
    assert {text for text in unknown if not text.endswith((".sqlite3", ".json", ".pdf", ".pem", ".cer"))} == set()


def test_every_heading_of_a_table_is_a_text() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "table":
                for item in node.args[1].elts if isinstance(node.args[1], ast.Tuple) else []:
                    assert isinstance(item, ast.Constant)
                    assert isinstance(item.value, str)
                    assert f"heading.{item.value}" in TEXTS
