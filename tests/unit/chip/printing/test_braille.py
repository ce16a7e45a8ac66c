"""Known words in Japanese braille, written in Unicode's braille patterns (U+2800 and a bit for each dot)."""

import pytest

from tegata.chip.printing.braille import NotBraille, cells

WORDS = {
    "アイウエオ": "⠁⠃⠉⠋⠊",
    "カキクケコ": "⠡⠣⠩⠫⠪",
    "サシスセソ": "⠱⠳⠹⠻⠺",
    "タチツテト": "⠕⠗⠝⠟⠞",
    "ナニヌネノ": "⠅⠇⠍⠏⠎",
    "ハヒフヘホ": "⠥⠧⠭⠯⠮",
    "マミムメモ": "⠵⠷⠽⠿⠾",
    "ヤユヨワヲン": "⠌⠬⠜⠄⠔⠴",
    "ラリルレロ": "⠑⠓⠙⠛⠚",
    "ハナコ": "⠥⠅⠪",
    "テガタ　ハナコ": "⠟⠐⠡⠕⠀⠥⠅⠪",
    "キョート": "⠈⠪⠒⠞",
    "ガッコー": "⠐⠡⠂⠪⠒",
    "シンブン": "⠳⠴⠐⠭⠴",
    "ジュンペイ": "⠘⠹⠴⠠⠯⠃",
    "リョーマ": "⠈⠚⠒⠵",
    "ピョン": "⠨⠮⠴",
}


@pytest.mark.parametrize(("kana", "braille"), WORDS.items())
def test_known_words(kana: str, braille: str) -> None:
    assert "".join(chr(0x2800 + sum(1 << dot - 1 for dot in cell)) for cell in cells(kana)) == braille


@pytest.mark.parametrize(
    ("kana", "named"), [("花子", "U\\+82B1"), ("はなこ", "U\\+306F"), ("ハナコA", "U\\+0041"), ("ャ", "U\\+30E3")]
)
def test_what_is_no_katakana_is_named(kana: str, named: str) -> None:
    with pytest.raises(NotBraille, match=named):
        cells(kana)


def test_nothing_is_nothing() -> None:
    assert cells("") == []
