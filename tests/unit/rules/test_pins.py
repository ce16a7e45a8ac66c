"""The form of the four secrets, and that no error repeats one."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tegata.rules.pins import PinAlphabet, PinFormatError, PinKind, PinLength, PinMix, check_pin, normalise

FOUR_DIGITS = [PinKind.TEXT, PinKind.AUTHENTICATION, PinKind.REGISTER]


def test_tries() -> None:
    assert [kind.form.tries for kind in PinKind] == [3, 3, 3, 5]


def test_names_on_paper_differ() -> None:
    assert len({kind.ja for kind in PinKind}) == 4


@pytest.mark.parametrize("kind", FOUR_DIGITS)
@given(st.text(string.digits, min_size=4, max_size=4))
def test_four_digits(kind: PinKind, text: str) -> None:
    check_pin(kind, text)


@pytest.mark.parametrize("kind", FOUR_DIGITS)
@pytest.mark.parametrize(
    ("text", "error"), [("123", PinLength), ("12345", PinLength), ("12a4", PinAlphabet), ("１２３４", PinAlphabet)]
)
def test_not_four_digits(kind: PinKind, text: str, error: type[PinFormatError]) -> None:
    with pytest.raises(error):
        check_pin(kind, text)


@pytest.mark.parametrize("text", ["ABC123", "A00000", "0ZZZZZ", "ABCDEFGH12345678"])
def test_signature_passwords(text: str) -> None:
    check_pin(PinKind.SIGNATURE, text)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("ABC12", PinLength),
        ("ABCDEFGH123456789", PinLength),
        ("", PinLength),
        ("ABCDEF", PinMix),
        ("123456", PinMix),
        ("abc123", PinAlphabet),
        ("ABC-123", PinAlphabet),
        ("ＡＢＣ123", PinAlphabet),
    ],
)
def test_what_is_no_signature_password(text: str, error: type[PinFormatError]) -> None:
    with pytest.raises(error):
        check_pin(PinKind.SIGNATURE, text)


def test_only_the_signature_password_is_put_in_capitals() -> None:
    assert normalise(PinKind.SIGNATURE, "abc123") == "ABC123"
    assert normalise(PinKind.SIGNATURE, "straße1") == "STRAßE1"
    assert normalise(PinKind.TEXT, "12a4") == "12a4"


@given(st.sampled_from(PinKind), st.text(string.ascii_lowercase, min_size=5, max_size=20))
def test_no_error_repeats_a_secret(kind: PinKind, text: str) -> None:
    secret = f"{text}7"
    with pytest.raises(PinFormatError) as caught:
        check_pin(kind, secret)
    assert secret not in repr(caught.value)
