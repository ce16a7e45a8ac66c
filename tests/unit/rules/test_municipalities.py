"""The table of municipalities: complete, its codes right, its names in roman letters one-to-one where it matters."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tegata.rules import municipalities
from tegata.rules.municipalities import UnknownMunicipality, crl_partitions, municipality, municipality_named, romanised
from tegata.rules.numbers import InvalidNumber, parse_municipality_code

SOURCE = str(Path(municipalities.__file__).parents[2])


def test_there_are_as_many_as_there_are() -> None:
    entries = municipalities.all()
    assert len(municipalities.prefectures()) == 47
    assert len([entry for entry in entries if not entry.is_ward]) == 1741
    assert len([entry for entry in entries if entry.is_ward]) == 171
    assert len({entry.parent.code6 for entry in entries if entry.parent}) == 20


def test_every_code_has_its_check_digit_and_prefecture() -> None:
    for entry in municipalities.all():
        assert parse_municipality_code(entry.code6) == entry.code6
        assert entry.code6[:2] == entry.prefecture_entry.code6[:2]


def test_every_name_romanises() -> None:
    shape = re.compile(r"([A-Z][a-z]+-(shi|gun)-)?[A-Z][a-z]+-(shi|ku|cho|machi|mura|son)")
    assert [entry.name for entry in municipalities.all() if not shape.fullmatch(entry.roman)] == []


@pytest.mark.parametrize(
    ("code", "prefecture", "name", "prefecture_roman", "roman"),
    [
        ("13221", "東京都", "清瀬市", "Tokyo-to", "Kiyose-shi"),
        ("131016", "東京都", "千代田区", "Tokyo-to", "Chiyoda-ku"),
        ("11100", "埼玉県", "さいたま市", "Saitama-ken", "Saitama-shi"),
        ("01101", "北海道", "札幌市中央区", "Hokkaido", "Sapporo-shi-Chuo-ku"),
        ("27127", "大阪府", "大阪市北区", "Osaka-fu", "Osaka-shi-Kita-ku"),
        ("01345", "北海道", "森町", "Hokkaido", "Mori-machi"),
        ("13308", "東京都", "奥多摩町", "Tokyo-to", "Okutama-machi"),
        ("13307", "東京都", "檜原村", "Tokyo-to", "Hinohara-mura"),
        ("47302", "沖縄県", "大宜味村", "Okinawa-ken", "Ogimi-son"),
        ("20212", "長野県", "大町市", "Nagano-ken", "Omachi-shi"),
        ("41424", "佐賀県", "江北町", "Saga-ken", "Kohoku-machi"),
        ("12218", "千葉県", "勝浦市", "Chiba-ken", "Katsuura-shi"),
        ("11206", "埼玉県", "行田市", "Saitama-ken", "Gyoda-shi"),
        ("01361", "北海道", "江差町", "Hokkaido", "Hiyama-gun-Esashi-cho"),
        ("01514", "北海道", "枝幸町", "Hokkaido", "Esashi-gun-Esashi-cho"),
    ],
)
def test_names(code: str, prefecture: str, name: str, prefecture_roman: str, roman: str) -> None:
    found = municipality(code)
    assert (found.prefecture, found.name, found.prefecture_roman, found.roman) == (
        prefecture,
        name,
        prefecture_roman,
        roman,
    )
    assert municipality_named(prefecture, name) is found
    assert municipality(found.code6) is found is municipality(found.code5)


def test_a_reading_has_no_boundary_marks() -> None:
    assert municipality_named("千葉県", "勝浦市").kana == "かつうらし"
    assert municipality_named("北海道", "札幌市中央区").kana == "さっぽろしちゅうおうく"


def test_a_ward_that_is_no_more_is_found_by_code_only() -> None:
    former, present = municipality("22137"), municipality_named("静岡県", "浜松市天竜区")
    assert former.until == date(2023, 12, 31)
    assert (present.code5, present.since, present.until) == ("22140", date(2024, 1, 1), None)
    assert former.roman == present.roman
    assert former not in municipalities.all()
    with pytest.raises(UnknownMunicipality):
        municipality_named("静岡県", "浜松市浜北区")


def test_revocation_lists_are_cut_into_parts_told_apart_by_name() -> None:
    parts = crl_partitions()
    assert len(parts) == 1892
    assert len({(part.prefecture_roman, part.roman) for part in parts}) == 1892
    assert municipality_named("神奈川県", "横浜市中区") in parts
    assert municipality_named("神奈川県", "横浜市") not in parts


@pytest.mark.parametrize("code", ["01695", "99999", "01000"])
def test_a_code_nobody_has(code: str) -> None:
    with pytest.raises(UnknownMunicipality):
        municipality(code)


@pytest.mark.parametrize("code", ["131017", "1310", "1310166", "tokyo", ""])
def test_what_is_no_code(code: str) -> None:
    with pytest.raises(InvalidNumber):
        municipality(code)


def test_a_name_and_a_reading_that_do_not_belong_together() -> None:
    with pytest.raises(ValueError, match="is not read"):
        romanised("清瀬市", "きよせまち")


def test_import_reads_no_table_and_needs_only_the_standard_library() -> None:
    program = (
        "import sys, pkgutil, importlib, tegata.rules as rules\n"
        "for found in pkgutil.iter_modules(rules.__path__): importlib.import_module(f'tegata.rules.{found.name}')\n"
        "from tegata.rules import municipalities\n"
        "assert municipalities._table.cache_info().currsize == 0\n"
        "foreign = {name.split('.')[0] for name in sys.modules} - sys.stdlib_module_names - {'tegata', '__main__'}\n"
        "print(*sorted(name for name in foreign if not name.startswith('_')))"
    )
    bare = [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {SOURCE!r})\n{program}"]
    assert subprocess.run(bare, capture_output=True, text=True, check=True).stdout.strip() == ""
