"""Hepburn romanisation of hiragana: places as certificates have them, people as passports do (Passport Act's ordinance).

Long vowels are dropped (とうきょう → Tokyo).

It knows sounds, not words: where う or お begins a new word, the reading has to say so with a middle dot (かつ・うら).
"""

import re

WORD_BOUNDARY = "・"

N_BEFORE_LABIALS = "n"
"""[guess] ん before b, m, p: "n" as prefectures write themselves (Gunma); passports would have "m" (Gumma)."""

WORDS = {
    "上": "うえ", "植": "うえ", "浦": "うら", "馬": "うま", "海": "うみ", "梅": "うめ", "岡": "おか", "丘": "おか",
    "沖": "おき", "奥": "おく", "音": "おと", "折": "おり", "尾": "お", "緒": "お",
}  # fmt: skip
"""[guess] Kanji whose reading begins a word with う or お: 井上 is Inoue, 本岡 Motooka. Ours, for surnames that are common."""

_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ",
    "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}  # fmt: skip
_IRREGULAR = {
    "し": "shi", "ち": "chi", "つ": "tsu", "ふ": "fu", "じ": "ji", "ぢ": "ji", "づ": "zu", "や": "ya", "ゆ": "yu",
    "よ": "yo", "わ": "wa", "を": "o", "ゔ": "vu",
}  # fmt: skip
_SYLLABLES = {
    kana: consonant + vowel for consonant, row in _ROWS.items() for kana, vowel in zip(row, "aiueo", strict=True)
} | _IRREGULAR
_GLIDES = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo"}
_BEFORE_LABIALS = re.compile("n(?=[bmp])")
_LONG = {("o", "う"), ("o", "お"), ("u", "う")}


class NotHiragana(ValueError):
    """The reading holds a sign that is not a hiragana syllable, or one that cannot stand where it stands."""


def hepburn(reading: str) -> str:
    """Romanise a hiragana `reading` in lower case. Long o and u are written short; ii, aa, ee and ei stay.

    Raises NotHiragana.
    """
    return "".join(_word(word) for word in reading.split(WORD_BOUNDARY))


def passport_hepburn(reading: str, written: str = "") -> str:
    """Romanise one part of a personal name in lower case: ん before b, m, p is m, and a last お after o stays (SENOO).

    `written` tells where a word begins inside. A long vowel sign (ー) is dropped; "OH" is a wish to be noted elsewhere.
    Raises NotHiragana.
    """
    plain = reading.replace("ー", "")
    for kanji, word in WORDS.items():
        if kanji in written[1:]:
            plain = plain[:1] + plain[1:].replace(word, WORD_BOUNDARY + word)
    if plain.endswith("お") and len(plain) > 1:
        plain = f"{plain[:-1]}{WORD_BOUNDARY}お"
    return _BEFORE_LABIALS.sub("m", hepburn(plain))


def _word(kana: str) -> str:
    written = ""
    lengthens = False
    for sign in kana:
        if lengthens and (written[-1:], sign) in _LONG:
            lengthens = False
            continue
        written = _append(written, sign)
        lengthens = True
    if written.endswith("っ"):
        raise NotHiragana("っ has no consonant to double")
    return written.replace("ん", "n")


def _append(written: str, sign: str) -> str:
    if sign in _GLIDES:
        return _glide(written, _GLIDES[sign])
    if sign in "んっ":
        return written + sign
    if sign not in _SYLLABLES:
        raise NotHiragana(f"U+{ord(sign):04X} is not a hiragana syllable")
    return _join(written, _SYLLABLES[sign])


def _join(written: str, syllable: str) -> str:
    if written.endswith("っ"):
        doubled = "t" if syllable.startswith("ch") else syllable[0]
        return written[:-1] + doubled + syllable
    if written.endswith("ん") and syllable[0] in "bmp":
        return written[:-1] + N_BEFORE_LABIALS + syllable
    return written + syllable


def _glide(written: str, glide: str) -> str:
    if not written.endswith("i") or len(written) == 1:
        raise NotHiragana("a small や, ゆ or よ follows no syllable in i")
    stem = written[:-1]
    return stem + (glide[1:] if stem.endswith(("sh", "ch", "j")) else glide)
