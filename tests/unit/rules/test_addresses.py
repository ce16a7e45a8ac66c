"""Addresses: one line, and when two lines are one address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.rules.addresses import Address, address_key, number_of, same_address

SIGNS = st.text("霞ヶケがのノ之大字文一二十百〇丁目番地号室条町1２3-－ー 　コーポ\U000e0100")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("東京都千代田区霞が関二丁目１番２号", "東京都千代田区霞ヶ関2-1-2"),
        ("千葉県鎌ケ谷市大字粟野百二十三番地の四", "千葉県鎌ヶ谷市粟野123番地4"),
        ("東京都千代田区丸の内一丁目2番", "東京都千代田区丸ノ内１－２"),
        ("東京都千代田区一番町５番地", "東京都千代田区１番町5"),
        ("北海道札幌市中央区北一条西二丁目", "北海道札幌市中央区北1条西2丁目"),
        ("甲府市丸の内１丁目６番１号　コーポ山　２０５号室", "甲府市丸の内1-6-1 コーポ山205"),
        ("原一番地　２０５", "原1-205"),
    ],
)
def test_ways_of_writing_one_address(one: str, other: str) -> None:
    assert same_address(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("港区三田三丁目", "港区3田3丁目"),
        ("原1番12号", "原11番2号"),
        ("原1 12", "原112"),
        ("東一丁目", "西一丁目"),
        ("十文字町", "十文町"),
        ("あけの町", "あケの町あ"),
    ],
)
def test_different_addresses(one: str, other: str) -> None:
    assert not same_address(one, other)


@given(SIGNS)
def test_a_key_is_its_own_key(text: str) -> None:
    assert address_key(address_key(text)) == address_key(text)


@given(st.integers(1, 9999))
def test_kanji_numerals(number: int) -> None:
    digit = "〇一二三四五六七八九"
    thousands, hundreds, tens, ones = (int(sign) for sign in f"{number:04}")
    by_place = "".join(
        (digit[count] if count > 1 else "") + unit
        for count, unit in ((thousands, "千"), (hundreds, "百"), (tens, "十"))
        if count
    )
    assert number_of(by_place + (digit[ones] if ones else "")) == number
    assert number_of("".join(digit[int(sign)] for sign in str(number))) == number


def test_one_line() -> None:
    address = Address("132217", "旭が丘", "アサヒガオカ", "一丁目２番３号", "コーポ清瀬２０５号")
    assert address.line == "東京都清瀬市旭が丘一丁目２番３号　コーポ清瀬２０５号"
    assert Address("011011", "", "", "北一条西二丁目").line == "北海道札幌市中央区北一条西二丁目"
