"""Japanese braille (日本点字表記法) of a kana reading: each cell as its raised dots, 1–3 down the left, 4–6 down the right.

A syllable is its vowel's dots and its row's; voiced and contracted sounds take a cell before it.
"""

_VOWELS = {"ア": {1}, "イ": {1, 2}, "ウ": {1, 4}, "エ": {1, 2, 4}, "オ": {2, 4}}
_ROWS: dict[str, set[int]] = {"アイウエオ": set(), "カキクケコ": {6}, "サシスセソ": {5, 6}, "タチツテト": {3, 5}}
_ROWS |= {"ナニヌネノ": {3}, "ハヒフヘホ": {3, 6}, "マミムメモ": {3, 5, 6}, "ラリルレロ": {5}}
_OWN = {
    "ヤ": {3, 4},
    "ユ": {3, 4, 6},
    "ヨ": {3, 4, 5},
    "ワ": {3},
    "ヲ": {3, 5},
    "ン": {3, 5, 6},
    "ッ": {2},
    "ー": {2, 5},
    "　": set[int](),
}
_VOICED = dict(
    zip("ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ", "カキクケコサシスセソタチツテトハヒフヘホウ", strict=True)
)
_HALF_VOICED = dict(zip("パピプペポ", "ハヒフヘホ", strict=True))
_SMALL = {"ャ": "ア", "ュ": "ウ", "ョ": "オ"}
VOICED, HALF_VOICED, CONTRACTED = {5}, {6}, {4}


class NotBraille(ValueError):
    """The reading has a character that is no katakana. The text names its code point."""


def cells(kana: str) -> list[frozenset[int]]:
    """The cells of a reading in katakana. Raises NotBraille."""
    found: list[frozenset[int]] = []
    index = 0
    while index < len(kana):
        small = kana[index + 1 : index + 2]
        if small in _SMALL:
            found.extend(_contracted(kana[index], _SMALL[small]))
            index += 2
        else:
            found.extend(_plain(kana[index]))
            index += 1
    return found


def _plain(character: str) -> list[frozenset[int]]:
    if character in _VOICED:
        return [frozenset(VOICED), frozenset(_dots(_VOICED[character]))]
    if character in _HALF_VOICED:
        return [frozenset(HALF_VOICED), frozenset(_dots(_HALF_VOICED[character]))]
    return [frozenset(_dots(character))]


def _contracted(character: str, vowel: str) -> list[frozenset[int]]:
    """拗音: キャ is the contraction sign and カ; ギャ has the voiced sign in the same cell."""
    base = _VOICED.get(character, _HALF_VOICED.get(character, character))
    sign = CONTRACTED | (VOICED if character in _VOICED else HALF_VOICED if character in _HALF_VOICED else set())
    return [frozenset(sign), frozenset(_VOWELS[vowel] | _row(base))]


def _dots(character: str) -> set[int]:
    if character in _OWN:
        return _OWN[character]
    return _VOWELS["アイウエオ"[_column(character)]] | _row(character)


def _row(character: str) -> set[int]:
    for row, dots in _ROWS.items():
        if character in row:
            return dots
    raise NotBraille(f"no braille for U+{ord(character):04X}; write the reading in katakana")


def _column(character: str) -> int:
    for row in _ROWS:
        if character in row:
            return row.index(character)
    raise NotBraille(f"no braille for U+{ord(character):04X}; write the reading in katakana")
