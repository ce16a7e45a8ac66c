"""The note field: what is written into it, and that it never holds more than its lines."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.rules.expiry import NoteFieldFull
from tegata.rules.note_field import COLUMNS, NOTE_LINES, address_note, expiry_note, lines_of, name_note, with_note

DAY = date(2026, 11, 24)


def test_entries_begin_with_the_day() -> None:
    assert address_note(DAY, "東京都清瀬市見本町１") == "令和8年11月24日　住所　東京都清瀬市見本町１"
    assert name_note(DAY, "手形　花子") == "令和8年11月24日　氏名　手形　花子"
    assert expiry_note(DAY, date(2031, 3, 31)) == "令和8年11月24日　有効期限　2031年3月31日まで"


def test_a_full_field_is_an_error_and_keeps_what_it_has() -> None:
    notes: tuple[str, ...] = ()
    for number in range(NOTE_LINES):
        notes = with_note(notes, f"{number}")
    with pytest.raises(NoteFieldFull):
        with_note(notes, "x")
    assert lines_of(notes) == ["0", "1", "2", "3"]


def test_a_long_entry_takes_more_lines() -> None:
    assert lines_of(("字" * 31,)) == ["字" * 30, "字"]
    assert lines_of(("a" * 61,)) == ["a" * 60, "a"]
    with pytest.raises(NoteFieldFull):
        with_note(("字" * 31, "字" * 31), "x")


def test_a_variation_selector_stays_with_its_character() -> None:
    base = "邊\U000e0101"
    assert lines_of((base * 31,)) == [base * 30, base]


@given(st.lists(st.text("字a1　\U000e0101", max_size=150), max_size=5))
def test_nothing_is_cut(notes: list[str]) -> None:
    try:
        lines = lines_of(notes)
    except NoteFieldFull:
        assert sum(len(note) // 60 + 1 for note in notes) > 1
    else:
        assert "".join(lines) == "".join(notes)
        assert len(lines) <= NOTE_LINES
        assert all(len(line.replace("\U000e0101", "")) <= COLUMNS for line in lines)
