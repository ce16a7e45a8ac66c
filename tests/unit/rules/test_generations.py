"""The switch from the present card to the next one: the published table, for every birthday."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tegata.rules.expiry import birthday_in, card_expiry
from tegata.rules.generations import Generation, generation_made_on

TABLE = Path(__file__).parents[2] / "vectors" / "seed" / "switching-date.tsv"
SWITCH = date(2026, 10, 1)
BIRTHS = st.dates(date(1930, 1, 1), date(1990, 12, 31))


def table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def birthday_between(birth: date, first: date, last: date) -> date:
    (found,) = {day for year in (first.year, last.year) if first <= (day := birthday_in(year, birth)) <= last}
    return found


@pytest.mark.parametrize("row", table(), ids=lambda row: row["交付日から"] + row["期間内の誕生日"])
@given(data=st.data())
def test_the_published_table(row: dict[str, str], data: st.DataObject) -> None:
    first = date.fromisoformat(row["交付日から"] or "2016-01-01")
    last = date.fromisoformat(row["交付日まで"] or "2021-12-31")
    birth, issued = data.draw(BIRTHS), data.draw(st.dates(first, last))
    if row["期間内の誕生日"]:
        before = issued < birthday_between(birth, first, last)
        assume(before == (row["期間内の誕生日"] == "到来前"))
    expires = card_expiry(birth=birth, issued=issued)
    assert ("2026年9月以前" if expires < SWITCH else "2026年10月以降") == row["有効期限"]
    renewed_as = generation_made_on(expires, starts=SWITCH)
    assert ("現行仕様" if renewed_as is Generation.PRESENT else "新仕様") == row["更新カードの仕様"]


def test_the_switch_can_be_set() -> None:
    assert generation_made_on(date(2026, 9, 30)) is Generation.PRESENT
    assert generation_made_on(SWITCH) is Generation.NEXT
    assert generation_made_on(SWITCH, starts=date(2028, 4, 1)) is Generation.PRESENT
