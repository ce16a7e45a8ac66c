"""Names of people (氏名) as the resident record keeps them, and the keys under which they are found again.

Basic Resident Register Act art. 7(1). Written in Unicode with ideographic variation sequences (Unicode §23.4), U+3000
between family and given name, never folded when stored. Keys are for finding only: two people may share one.
"""

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tegata.rules.romanisation import passport_hepburn

SPACE = "\u3000"
ITERATION_MARKS = "々〻"
_HIRAGANA = {code: chr(code + 0x60) for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_KATAKANA = {code + 0x60: chr(code) for code in _HIRAGANA}
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−ｰ"), "-")
_SELECTORS = frozenset((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))


class NotAName(ValueError):
    """The text cannot be a name. The message says why, without repeating it."""


@dataclass(frozen=True, slots=True)
class Name:
    """One name: as written, its reading in katakana, and in roman capitals. Family name first, then the given one."""

    written: str
    kana: str
    roman: str

    @property
    def family(self) -> str:
        """What stands before the space; the whole of a name that has none, or is in roman letters."""
        return self.written.split(SPACE)[0]

    @property
    def given(self) -> str:
        """What stands after the first space; empty for a name of one part."""
        return self.written.partition(SPACE)[2]


def name(written: str, kana: str) -> Name:
    """A Japanese name from its writing and reading, romanised as passports do. Raises NotAName, NotHiragana."""
    written, kana = parse_written(written), parse_kana(kana)
    return Name(written, kana, romanise(written, kana))


def romanise(written: str, kana: str) -> str:
    """Return roman capitals for a reading, part by part; the writing tells where う or お begins a word (井上)."""
    shown, heard = written.split(SPACE), kana.split(SPACE)
    pairs = zip(shown, heard, strict=True) if len(shown) == len(heard) else zip(heard, heard, strict=True)
    return " ".join(passport_hepburn(to_hiragana(reading), writing) for writing, reading in pairs).upper()


def parse_written(text: str) -> str:
    """Return a name as it is kept: one U+3000 between its parts (in roman letters one space), variation selectors untouched.

    Raises NotAName.
    """
    kept = (" " if text.isascii() else SPACE).join(text.split())
    if not kept:
        raise NotAName("a name has at least one character")
    for before, character in zip(" " + kept, kept, strict=False):
        if ord(character) in _SELECTORS:
            if unicodedata.category(before) != "Lo":
                raise NotAName("a variation selector follows no character; enter the character again")
        elif unicodedata.category(character)[0] not in "LMNPSZ":
            raise NotAName(f"U+{ord(character):04X} is not a character of a name; enter it again")
    return kept


def parse_kana(text: str) -> str:
    """Return a reading in full-width katakana with U+3000 between its parts. Raises NotAName."""
    plain = unicodedata.normalize("NFKC", text).translate(_HYPHENS).replace("-", "ー").translate(_HIRAGANA)
    kana = SPACE.join(plain.split())
    for character in kana:
        if character not in "ー・　ヽヾ" and not "ァ" <= character <= "ヺ":
            raise NotAName(f"U+{ord(character):04X} is not kana; the reading is written in katakana")
    if not kana:
        raise NotAName("the reading is missing; it is written in katakana")
    return kana


def to_hiragana(kana: str) -> str:
    """Return katakana as hiragana; what has none stays."""
    return kana.translate(_KATAKANA)


def search_key(text: str) -> str:
    """Return what a name is found under: variants, widths, kana, cases, selectors and spaces folded away.

    A key begins with the key of whatever the name begins with, so a prefix of a name is found by a prefix of keys.
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_HYPHENS)
    letters = [letter for letter in plain if ord(letter) not in _SELECTORS and not letter.isspace()]
    folded = "".join(letters).translate(_HIRAGANA).translate(_SMALL).translate(_variants())
    return unicodedata.normalize("NFKC", _written_out(folded))


def kana_key(text: str) -> str:
    """Return what a reading is found under: `search_key` without middle dots, and with one sign for a long vowel."""
    return search_key(text).replace("・", "").replace("-", "ー")


def _written_out(text: str) -> str:
    """佐々木 as 佐佐木: some write it so, and the variant tables know no 々."""
    written = ""
    for character in text:
        written += written[-1] if character in ITERATION_MARKS and written else character
    return written


@cache
def _variants() -> dict[int, str]:
    text = files("tegata.rules").joinpath("data", "kanji_variants.csv").read_text(encoding="utf8")
    return {ord(variant): row["kanji"] for row in csv.DictReader(text.splitlines()) for variant in row["variants"]}
