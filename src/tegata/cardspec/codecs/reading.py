"""How codecs read: templates, objects, texts and dates, with one error that names the file and the fault."""

from datetime import date

from tegata.rules.sex import Sex
from tegata.wire import tlv


class MalformedFile(ValueError):
    """The content of a file is not what the card's specification says."""


def template(raw: bytes, tag: int, what: str) -> tlv.Tlv:
    """The outer object of a file."""
    try:
        return tlv.template(raw, tag)
    except tlv.MalformedTlv as error:
        raise MalformedFile(f"{what}: {error}") from error


def objects(raw: bytes, outer: tlv.Tlv, what: str, *tags: int) -> dict[int, tlv.Tlv]:
    """The objects inside a template by tag; their offsets count from the start of the file."""
    try:
        return tlv.children(raw[: outer.end], *tags, at=outer.value_start)
    except tlv.MalformedTlv as error:
        raise MalformedFile(f"{what}: {error}") from error


def text(raw: bytes, what: str) -> str:
    """UTF-8 text."""
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise MalformedFile(f"{what}: not UTF-8") from error


def digits(raw: bytes, count: int, what: str) -> str:
    """Exactly this many ASCII digits."""
    if len(raw) != count or not raw.isdigit():
        raise MalformedFile(f"{what}: not {count} digits")
    return raw.decode("ascii")


def day(raw: bytes, what: str) -> date:
    """A Gregorian date as eight ASCII digits."""
    found = digits(raw, 8, what)
    try:
        return date(int(found[:4]), int(found[4:6]), int(found[6:]))
    except ValueError as error:
        raise MalformedFile(f"{what}: no day of the calendar") from error


def written_day(value: date) -> bytes:
    """Eight ASCII digits, Gregorian: 19800217."""
    return value.isoformat().replace("-", "").encode("ascii")


def sex(raw: bytes, what: str) -> Sex:
    """One digit; 0 and 3, which some cards may carry, are read as other."""
    found = digits(raw, 1, what)
    if found in {"0", "3"}:
        return Sex.OTHER
    try:
        return Sex(found)
    except ValueError as error:
        raise MalformedFile(f"{what}: one of the digits 1, 2, 9") from error
