"""A character that the font does not have is named by its code point; nothing is ever printed as a box."""

from pathlib import Path

import pytest

from tegata.chip.personalisation import MissingGlyph, glyphs, images
from tegata.chip.personalisation.glyphs import Coverage, NoFont

SMALL = Coverage(frozenset(map(ord, "手形花子葛")), frozenset({(ord("葛"), 0xE0100)}))


@pytest.mark.parametrize("text", ["", "手形花子", "手形　花子", "葛\U000e0100", "手\u3000形"])
def test_what_can_be_printed(text: str) -> None:
    SMALL.check(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("手形Ａ", "U\\+FF21"),
        ("手😀形", "U\\+1F600"),
        ("葛\U000e0101", "U\\+845B U\\+E0101"),
        ("手\U000e0100", "U\\+624B U\\+E0100"),
        ("\U000e0100手", "U\\+E0100"),
        ("手\x00", "U\\+0000"),
        ("手\u200b形", "U\\+200B"),
    ],
)
def test_what_cannot_is_named_by_its_code_point(text: str, named: str) -> None:
    with pytest.raises(MissingGlyph, match=named) as caught:
        SMALL.check(text)
    assert text not in str(caught.value)


def test_the_installed_font_has_names_and_addresses() -> None:
    glyphs.coverage().check("髙橋 﨑 辻 東京都清瀬市見本町一丁目２番３号［］（）ー々〆ヶ")
    with pytest.raises(MissingGlyph, match=r"U\+1F600"):
        images.text_image("手形😀")


def test_without_a_font_the_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(glyphs, "CANDIDATES", ((tmp_path / "none.ttf", 0),))
    with pytest.raises(NoFont, match="fonts-ipamj-mincho"):
        glyphs.font_file()
