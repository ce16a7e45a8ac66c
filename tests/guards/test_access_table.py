"""The access table worked out from `cardspec` is the published one, word for word."""

import csv
from dataclasses import astuple
from pathlib import Path

from tegata.cardspec.table import access_table

PUBLISHED = Path(__file__).parents[1] / "vectors" / "seed" / "access-table.tsv"


def test_the_specification_says_what_the_article_says() -> None:
    with PUBLISHED.open(encoding="utf8") as file:
        _, *published = csv.reader(file, delimiter="\t")
    assert [list(astuple(row)) for row in access_table(japanese=True)] == published


def test_the_english_table_has_the_same_rows() -> None:
    japanese, english = access_table(japanese=True), access_table(japanese=False)
    assert len(japanese) == len(english)
    assert all(row.access.isascii() and row.information.isascii() for row in english)
