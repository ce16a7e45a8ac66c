"""Names: what is kept, how it is romanised, and what one search finds."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.chip.personalisation.glyphs import MissingGlyph, coverage
from tegata.rules.names import Name, NotAName, kana_key, name, parse_kana, parse_written, search_key, to_hiragana

KANA = "".join(map(chr, range(0x30A1, 0x30FB))) + "ー"
LETTERS = st.text(st.characters(categories=["L", "Nd", "Zs", "Mn", "Pd"]) | st.sampled_from("々髙﨑邉齋ｶﾞ\U000e0100ヶ"))


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("高橋", "髙橋"),
        ("斉藤", "齋藤"),
        ("斎藤", "齊藤"),
        ("渡辺", "渡邊"),
        ("渡邊", "渡邉"),
        ("山崎", "山﨑"),
        ("吉野", "𠮷野"),
        ("葛城", "葛\U000e0100城"),
        ("塚本", "塚本"),
        ("佐々木", "佐佐木"),
        ("浜田　しょう", "濵田ｼﾖｳ"),
        ("o'neil", "Ｏ'ＮＥＩＬ"),
    ],
)
def test_one_spelling_finds_the_other(asked: str, kept: str) -> None:
    assert search_key(kept).startswith(search_key(asked))


@pytest.mark.parametrize(("one", "other"), [("太田", "大田"), ("藤", "籐"), ("坂", "阪"), ("島", "鳥"), ("土", "士")])
def test_other_characters_stay_apart(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)


@given(LETTERS)
def test_a_key_is_its_own_key(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)
    assert kana_key(kana_key(text)) == kana_key(text)


@given(st.text("高髙橋邉辺﨑齋　あゃガ々A\U000e0100"), st.text("高髙橋邉辺﨑齋　あゃガA"))
def test_a_prefix_of_a_name_is_found_by_a_prefix_of_keys(start: str, rest: str) -> None:
    assert search_key(start + rest).startswith(search_key(start))


@given(st.text(KANA, min_size=1))
def test_hiragana_katakana_and_half_width_are_one(kana: str) -> None:
    assert kana_key(to_hiragana(kana)) == kana_key(kana) == kana_key(unicodedata.normalize("NFKD", kana))


def test_kana_key() -> None:
    assert kana_key("ｼﾞｮﾝ・ﾏｰｸ") == kana_key("じよん　まーく") == "ジヨンマーク"


@pytest.mark.parametrize(
    ("written", "kana", "roman"),
    [  # the Ministry of Foreign Affairs' examples for passports: no long vowels, m before b m p, tch, a last お kept
        ("大野　優", "オオノ　ユウ", "ONO YU"),
        ("妹尾　一平", "セノオ　イッペイ", "SENOO IPPEI"),
        ("難波　八町", "ナンバ　ハッチョウ", "NAMBA HATCHO"),
        ("本間　進一", "ホンマ　シンイチ", "HOMMA SHINICHI"),
        ("発地　京子", "ホッチ　キョウコ", "HOTCHI KYOKO"),
        ("新居　飯田", "ニイ　イイダ", "NII IIDA"),
        ("井上　桂", "イノウエ　ケイ", "INOUE KEI"),
        ("松浦　りー", "マツウラ　リー", "MATSUURA RI"),
    ],
)
def test_passport_romanisation(written: str, kana: str, roman: str) -> None:
    assert name(written, kana) == Name(written, kana, roman)


def test_parts() -> None:
    assert name("手形 花子", "てがた はなこ") == Name("手形　花子", "テガタ　ハナコ", "TEGATA HANAKO")
    assert (name("手形 花子", "てがた はなこ").family, Name("王", "ワン", "WANG").given) == ("手形", "")


def test_roman_names_keep_the_space_of_their_script() -> None:
    assert parse_written(" NGUYEN  VAN HUNG") == "NGUYEN VAN HUNG"


@pytest.mark.parametrize("bad", ["", "　", "山\x07田", "\U000e0100山", "田\ufffe", "a\u202eb"])
def test_what_is_no_name_is_refused(bad: str) -> None:
    with pytest.raises(NotAName):
        parse_written(bad)


@pytest.mark.parametrize("bad", ["", "山田", "yamada", "ヤマダ1"])
def test_what_is_no_reading_is_refused(bad: str) -> None:
    with pytest.raises(NotAName):
        parse_kana(bad)


def test_selectors_are_kept_and_the_card_font_knows_which_it_can_draw() -> None:
    kept = parse_written("渡邊\U000e0108 葛\U000e0102")
    assert kept == "渡邊\U000e0108　葛\U000e0102"
    coverage().check(kept)
    with pytest.raises(MissingGlyph, match="U\\+9089 U\\+E01EF"):
        coverage().check("邉\U000e01ef")
