"""Hepburn romanisation of hiragana as place names in certificates have it: long vowels dropped (とうきょう → Tokyo).

It knows sounds, not words: where う or お begins a new word, the reading has to say so with a middle dot (かつ・うら).
"""

WORD_BOUNDARY = "・"

N_BEFORE_LABIALS = "n"
"""[guess] ん before b, m, p: "n" as prefectures write themselves (Gunma); passports would have "m" (Gumma)."""

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
_LONG = {("o", "う"), ("o", "お"), ("u", "う")}


class NotHiragana(ValueError):
    """The reading holds a sign that is not a hiragana syllable, or one that cannot stand where it stands."""


def hepburn(reading: str) -> str:
    """Romanise a hiragana `reading` in lower case. Long o and u are written short; ii, aa, ee and ei stay.

    Raises NotHiragana.
    """
    return "".join(_word(word) for word in reading.split(WORD_BOUNDARY))


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
