"""Lives of cards and certificates: the published table, the borders, and what holds for everybody."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tegata.rules.ages import age_on
from tegata.rules.calendar import add_months, end_of_day
from tegata.rules.expiry import (
    CardExpired,
    ImpossibleOrder,
    NoteFieldFull,
    StayEndMissing,
    StayOver,
    UnderFifteen,
    birthday_after,
    birthday_in,
    card_expiry,
    certificate_expiry,
    counts_as_adult,
    extended_card_expiry,
    longest_card_expiry,
    notice_window,
    renewal_opens,
    require_signature_age,
)
from tegata.rules.generations import Generation
from tegata.rules.residence import Residence

TABLE = Path(__file__).parents[2] / "vectors" / "seed" / "expiry.tsv"
AGES = {"18歳以上": (18, 90), "15歳以上18歳未満": (15, 17), "15歳未満": (0, 14)}
BIRTHS = st.dates(date(1920, 1, 1), date(2010, 12, 31))
ISSUES = st.dates(date(2022, 4, 1), date(2035, 12, 31))
WITH_STAY = sorted(status for status in Residence if status.has_period_of_stay)


def table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("row", table(), ids=lambda row: row["年齢"])
@given(data=st.data())
def test_the_published_table(row: dict[str, str], data: st.DataObject) -> None:
    youngest, oldest = AGES[row["年齢"]]
    issued = data.draw(ISSUES)
    age = data.draw(st.integers(youngest, oldest))
    birth = issued.replace(year=issued.year - age, day=min(issued.day, 28)) - timedelta(
        days=data.draw(st.integers(0, 300))
    )
    assume(youngest <= age_on(birth, issued) <= oldest)
    card = card_expiry(birth=birth, issued=issued)
    assert card == birthday_after(birth, issued, int(row["カードの有効期限"]))
    certificate = certificate_expiry(birth=birth, issued=issued, card_expires=card)
    assert certificate == end_of_day(birthday_after(birth, issued, int(row["利用者証明用"])))
    if row["署名用"] == "×":
        with pytest.raises(UnderFifteen):
            require_signature_age(birth, issued)
    else:
        require_signature_age(birth, issued)


@pytest.mark.parametrize(
    ("birth", "issued", "expected"),
    [
        (date(1980, 10, 10), date(2020, 5, 15), date(2029, 10, 10)),  # a government leaflet's own example
        (date(1980, 5, 15), date(2020, 5, 15), date(2030, 5, 15)),  # a birthday on the day of issue does not count
        (date(1980, 5, 16), date(2020, 5, 15), date(2029, 5, 16)),
        (date(1980, 2, 29), date(2023, 2, 27), date(2032, 2, 29)),
        (date(1980, 2, 29), date(2023, 2, 28), date(2033, 2, 28)),
        (date(1980, 2, 29), date(2023, 3, 1), date(2033, 2, 28)),
        (date(1980, 2, 29), date(2024, 2, 28), date(2033, 2, 28)),
        (date(1980, 2, 29), date(2024, 2, 29), date(2034, 2, 28)),
        (date(1980, 3, 1), date(2024, 2, 29), date(2033, 3, 1)),
        (date(2024, 1, 10), date(2024, 2, 1), date(2029, 1, 10)),  # a newborn
    ],
)
def test_days_of_expiry(birth: date, issued: date, expected: date) -> None:
    assert card_expiry(birth=birth, issued=issued) == expected


@pytest.mark.parametrize(
    ("birth", "received", "adult"),
    [
        (date(2003, 6, 1), date(2022, 3, 31), False),
        (date(2003, 6, 1), date(2022, 4, 1), True),
        (date(2002, 3, 31), date(2022, 3, 31), True),
        (date(2002, 4, 1), date(2022, 3, 31), False),
        (date(2006, 7, 2), date(2024, 7, 1), False),
        (date(2006, 7, 1), date(2024, 7, 1), True),
    ],
)
def test_the_border_between_long_and_short_cards(birth: date, received: date, *, adult: bool) -> None:
    assert counts_as_adult(birth, received) is adult


def test_the_age_is_that_of_the_day_of_receipt() -> None:
    birth, received, issued = date(2006, 7, 1), date(2024, 6, 20), date(2024, 7, 10)
    assert card_expiry(birth=birth, issued=issued, received=received) == date(2029, 7, 1)
    assert card_expiry(birth=birth, issued=issued) == date(2034, 7, 1)


@given(BIRTHS, ISSUES)
def test_a_card_ends_on_a_birthday_in_nine_to_ten_years_or_four_to_five(birth: date, issued: date) -> None:
    expires = card_expiry(birth=birth, issued=issued)
    assert expires == birthday_in(expires.year, birth)
    years = 10 if counts_as_adult(birth, issued) else 5
    assert add_months(issued, 12 * (years - 1)) < expires <= add_months(issued, 12 * years) + timedelta(days=1)


@given(BIRTHS, ISSUES)
def test_the_next_card_ends_a_month_after_the_birthday(birth: date, issued: date) -> None:
    present = card_expiry(birth=birth, issued=issued)
    assert card_expiry(birth=birth, issued=issued, generation=Generation.NEXT) == add_months(present, 1)


@given(BIRTHS, ISSUES, st.sampled_from(WITH_STAY), st.integers(0, 5000))
def test_a_card_never_outlives_the_stay(birth: date, issued: date, residence: Residence, days: int) -> None:
    stay_ends = issued + timedelta(days=days)
    expires = card_expiry(birth=birth, issued=issued, residence=residence, stay_ends=stay_ends)
    assert expires == min(stay_ends, longest_card_expiry(birth=birth, issued=issued))


@pytest.mark.parametrize("residence", [status for status in Residence if not status.has_period_of_stay])
def test_without_a_period_of_stay_as_nationals(residence: Residence) -> None:
    facts = {"birth": date(1980, 10, 10), "issued": date(2020, 5, 15)}
    assert card_expiry(**facts, residence=residence, stay_ends=date(2021, 1, 1)) == date(2029, 10, 10)


def test_facts_from_which_nothing_follows() -> None:
    birth, issued = date(1980, 10, 10), date(2024, 5, 15)
    with pytest.raises(StayEndMissing):
        card_expiry(birth=birth, issued=issued, residence=Residence.MID_TO_LONG_TERM)
    with pytest.raises(StayOver):
        card_expiry(birth=birth, issued=issued, residence=Residence.PROVISIONAL_STAY, stay_ends=date(2024, 5, 14))
    with pytest.raises(ImpossibleOrder):
        card_expiry(birth=birth, issued=issued, received=date(2024, 5, 16))
    with pytest.raises(ImpossibleOrder):
        card_expiry(birth=date(2024, 5, 16), issued=issued)


def test_an_extended_stay_is_followed_on_request_as_far_as_the_birthday() -> None:
    longest, expires = date(2033, 10, 10), date(2025, 6, 30)
    facts = {"expires": expires, "longest": longest, "note_field_has_room": True}
    assert extended_card_expiry(**facts, stay_ends=date(2028, 6, 30), asked=expires) == date(2028, 6, 30)
    assert extended_card_expiry(**facts, stay_ends=date(2040, 6, 30), asked=expires) == longest
    with pytest.raises(CardExpired):
        extended_card_expiry(**facts, stay_ends=date(2028, 6, 30), asked=expires + timedelta(days=1))
    with pytest.raises(StayOver):
        extended_card_expiry(**facts, stay_ends=expires, asked=expires)
    with pytest.raises(NoteFieldFull):
        extended_card_expiry(
            expires=expires, longest=longest, note_field_has_room=False, stay_ends=date(2028, 6, 30), asked=expires
        )


@given(BIRTHS, ISSUES, st.integers(0, 4000), st.sampled_from(Generation))
def test_a_certificate_never_outlives_the_card(birth: date, issued: date, days: int, generation: Generation) -> None:
    card = issued + timedelta(days=days)
    expires = certificate_expiry(birth=birth, issued=issued, card_expires=card, generation=generation)
    assert end_of_day(issued) <= expires <= end_of_day(card)
    assert (expires.hour, expires.minute, expires.second, expires.utcoffset()) == (23, 59, 59, timedelta(hours=9))


def test_a_certificate_renewed_in_time_lasts_to_the_sixth_birthday() -> None:
    birth, card, old = date(1980, 10, 10), date(2034, 10, 10), date(2029, 10, 10)
    opens = renewal_opens(old)
    facts = {"birth": birth, "card_expires": card, "renews": old}
    assert certificate_expiry(**facts, issued=opens).date() == date(2034, 10, 10)
    assert certificate_expiry(**facts, issued=opens - timedelta(days=1)).date() == date(2033, 10, 10)


def test_a_certificate_issued_after_the_old_one_ended_counts_from_its_own_day() -> None:
    expires = certificate_expiry(
        birth=date(1980, 10, 10), issued=date(2030, 11, 1), card_expires=date(2039, 10, 10), renews=date(2029, 10, 10)
    )
    assert expires == end_of_day(date(2035, 10, 10))


def test_a_signature_certificate_issued_anew_ends_with_the_other_one() -> None:
    birth, card, auth = date(1980, 10, 10), date(2034, 10, 10), date(2026, 10, 10)
    facts = {"birth": birth, "card_expires": card, "authentication_ends": auth}
    assert certificate_expiry(**facts, issued=date(2025, 11, 1)) == end_of_day(auth)
    with pytest.raises(CardExpired):
        certificate_expiry(**facts, issued=date(2026, 10, 11))
    with pytest.raises(ImpossibleOrder):
        certificate_expiry(**facts, issued=date(1980, 10, 9))


def test_fifteen_is_reached_on_the_birthday() -> None:
    with pytest.raises(UnderFifteen):
        require_signature_age(date(2010, 3, 5), date(2025, 3, 4))
    require_signature_age(date(2010, 3, 5), date(2025, 3, 5))


@pytest.mark.parametrize(
    ("expires", "generation", "opens"),
    [
        (date(2029, 10, 10), Generation.PRESENT, date(2029, 7, 11)),  # 3 months before, and the day after
        (date(2029, 5, 31), Generation.PRESENT, date(2029, 3, 1)),
        (date(2029, 11, 10), Generation.NEXT, date(2028, 11, 11)),
    ],
)
def test_the_first_day_of_renewal(expires: date, generation: Generation, opens: date) -> None:
    assert renewal_opens(expires, generation) == opens


def test_the_notice_goes_out_three_to_two_months_before_but_not_for_the_end_of_a_stay() -> None:
    expires = date(2029, 10, 10)
    assert notice_window(expires) == (date(2029, 7, 10), date(2029, 8, 10))
    assert notice_window(expires, stay_ends=date(2030, 1, 1)) is not None
    assert notice_window(expires, stay_ends=expires) is None


@pytest.mark.parametrize(
    ("year", "expected"), [(2023, date(2023, 2, 28)), (2024, date(2024, 2, 29)), (2100, date(2100, 2, 28))]
)
def test_the_birthday_of_the_29th_of_february(year: int, expected: date) -> None:
    assert birthday_in(year, date(1980, 2, 29)) == expected
