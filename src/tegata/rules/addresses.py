"""Addresses (住所) of the resident record, and the key under which two spellings of one address meet.

Basic Resident Register Act art. 7(7). Kept as given; only the key is folded. No table of streets stands behind it: what
is not folded here must agree letter by letter. The foldings are ours [guess]: each town has its own rules of writing.
"""

import re
import unicodedata
from dataclasses import dataclass

from tegata.rules.municipalities import Municipality, municipality

_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_HYPHENS = re.compile("[‐‑‒–—―−－~〜]")
_KANJI = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〇"
_KE = re.compile(f"(?<=[{_KANJI}0-9])[ヶケがガヵ](?=[{_KANJI}])")
_NO = re.compile(f"(?<=[{_KANJI}])[のノ之](?=[{_KANJI}])")
_SECTION = re.compile("(?<!文)大?字")
_ROOM = re.compile("(?<=号)室+")
_ZERO_TO_NINE = "〇一二三四五六七八九"
_NUMERAL = f"[{_ZERO_TO_NINE}十百千]+"
_COUNTED = re.compile(f"{_NUMERAL}(?=丁目|番地|番|号|条|線|地割)")
_BRANCH = re.compile(f"(番地|番|号)[のノ之-]*({_NUMERAL})(?![{_KANJI}])")
_GAP = re.compile(r"(?<=[0-9目番地号])\s+(?=[0-9])")
_DASH = re.compile(f"(?<=[0-9{_ZERO_TO_NINE}十百千目番地号])ー(?=[0-9{_ZERO_TO_NINE}十百千])")
_BETWEEN = re.compile(r"(?<=\d)(?:丁目|番地|番|号|[のノ之-])+(?=\d)")
_LAST = re.compile(r"(?<=\d)(?:丁目|番地|番|号)+(?![町\d])")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its parts, as given. `block` is 一丁目２番３号 or １２３番地４, empty where towns have none.

    `code6` is the municipality's or, in a designated city, the ward's; `town` (町名) and `town_kana` may be empty.
    """

    code6: str
    town: str
    town_kana: str
    block: str
    building: str = ""
    postcode: str = ""

    @property
    def municipality(self) -> Municipality:
        """The municipality or ward of the code. Raises InvalidNumber, UnknownMunicipality."""
        return municipality(self.code6)

    @property
    def line(self) -> str:
        """The address in one line, as resident records and cards have it; U+3000 before the building."""
        place = self.municipality
        line = f"{place.prefecture}{place.name}{self.town}{self.block}"
        return f"{line}\u3000{self.building}" if self.building else line


def address_key(text: str) -> str:
    """Return what an address is found under.

    ヶ, ケ and が between kanji are one, so are の, ノ and 之; 大字 and 字 are left out; kanji numerals before 丁目, 番, 号
    and the like are digits; 一丁目２番３号 is 1-2-3; widths, hyphens, spaces and variation selectors do not count.
    """
    plain = _HYPHENS.sub("-", unicodedata.normalize("NFKC", _SELECTORS.sub("", text)))
    plain = "".join(_GAP.sub("-", plain).split())
    plain = _NO.sub("ノ", _KE.sub("ケ", _DASH.sub("-", _ROOM.sub("", _SECTION.sub("", plain)))))
    counted = _COUNTED.sub(lambda found: str(number_of(found[0])), plain)
    counted = _BRANCH.sub(lambda found: f"{found[1]}-{number_of(found[2])}", counted)
    return _LAST.sub("", _BETWEEN.sub("-", counted))


def same_address(one: str, other: str) -> bool:
    """Whether two lines are one address but for the ways of writing that `address_key` folds."""
    return address_key(one) == address_key(other)


def number_of(numeral: str) -> int:
    """Read kanji numerals below ten thousand, by places (百二十三) or digit by digit (一二三)."""
    if not set(numeral) & set("十百千"):
        return int("".join(str(_ZERO_TO_NINE.index(sign)) for sign in numeral))
    total = digit = 0
    for sign in numeral:
        if sign in _ZERO_TO_NINE:
            digit = _ZERO_TO_NINE.index(sign)
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
    return total + digit
