"""Hepburn: sounds, long vowels, word boundaries, and readings that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.rules.romanisation import NotHiragana, hepburn


@pytest.mark.parametrize(
    ("reading", "roman"),
    [
        ("とうきょう", "tokyo"),
        ("おおさか", "osaka"),
        ("きょうと", "kyoto"),
        ("ほっかいどう", "hokkaido"),
        ("くっちゃん", "kutchan"),
        ("ゆうばり", "yubari"),
        ("にいがた", "niigata"),
        ("えいへいじ", "eiheiji"),
        ("きゅうしゅう", "kyushu"),
        ("じょうえつ", "joetsu"),
        ("おぢや", "ojiya"),
        ("ぬまづ", "numazu"),
        ("ぐんま", "gunma"),
        ("かつ・うら", "katsuura"),
        ("ひろ・お", "hiroo"),
        ("すおうおおしま", "suooshima"),
        ("しょうおう", "shoo"),
        ("しまんと", "shimanto"),
    ],
)
def test_readings(reading: str, roman: str) -> None:
    assert hepburn(reading) == roman


@pytest.mark.parametrize("reading", ["東京", "トウキョウ", "ゃま", "かゃ", "さっ", "とーきょー", "さ っぽろ", "っゃ"])
def test_what_is_no_reading(reading: str) -> None:
    with pytest.raises(NotHiragana):
        hepburn(reading)


@given(st.text("かきくけこさしすせそたちつてとなにぬねのまみむめもらりるれろわ"))
def test_plain_syllables_give_plain_letters(reading: str) -> None:
    roman = hepburn(reading)
    assert roman.isascii()
    assert (roman == "") == (reading == "")
    assert sum(roman.count(vowel) for vowel in "aiueo") == len(reading)
