"""Fees of verifiers: 20 and 2 yen, not taken since January 2023; latest attributes are."""

from datetime import date

from tegata.rules.verification_fees import Answer, yen


def test_status_is_free_since_2023() -> None:
    assert [yen(answer, date(2022, 12, 31)) for answer in Answer] == [20, 2, 20]
    assert [yen(answer, date(2023, 1, 1)) for answer in Answer] == [0, 0, 20]
    assert [yen(answer, date(2026, 11, 24)) for answer in Answer] == [0, 0, 20]
