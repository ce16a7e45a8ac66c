"""Stock (在庫): where a card is, which scan leads from where to where, and what a count or a parcel shows to be wrong.

Every card goes in and out by a scan of the serial number on its face; no list position and no pile decides.
"""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tegata.rules.card_numbers import SERIAL_LENGTH, SerialNumber
from tegata.rules.numbers import InvalidNumber


class Where(StrEnum):
    """Where a card of the town's stock is."""

    SHELF = "shelf"
    DESK = "desk"  # out for a handover
    BIN = "bin"  # waits for the shredder, locked up
    POSTED = "posted"
    HANDED_OVER = "handed over"
    SHREDDED = "shredded"
    MISSING = "missing"
    GONE = "gone"  # its holder says that it is lost or destroyed


IN_HOUSE = frozenset({Where.SHELF, Where.DESK, Where.BIN})
"""What a count must find."""


class Scan(StrEnum):
    """Why a card is scanned."""

    UNPACK = "unpack"
    PUT = "put"
    TAKE_OUT = "take out"
    HAND_OVER = "hand over"
    POST = "post"
    DELIVERED = "delivered"
    COME_BACK = "come back"
    TAKE_BACK = "take back"
    TO_BIN = "to bin"
    SHRED = "shred"
    LOSE = "lose"
    FIND = "find"
    GIVE_UP = "give up"
    REPORT_GONE = "report gone"


_UNKNOWN: frozenset[Where | None] = frozenset({None})
STEPS: dict[Scan, tuple[frozenset[Where | None], Where]] = {
    Scan.UNPACK: (_UNKNOWN, Where.SHELF),
    Scan.PUT: (frozenset({Where.SHELF, Where.DESK}), Where.SHELF),
    Scan.TAKE_OUT: (frozenset({Where.SHELF, Where.DESK}), Where.DESK),
    Scan.HAND_OVER: (frozenset({Where.DESK}), Where.HANDED_OVER),
    Scan.POST: (frozenset({Where.SHELF, Where.DESK}), Where.POSTED),
    Scan.DELIVERED: (frozenset({Where.POSTED}), Where.HANDED_OVER),
    Scan.COME_BACK: (frozenset({Where.POSTED}), Where.SHELF),
    Scan.TAKE_BACK: (_UNKNOWN | {Where.HANDED_OVER, Where.POSTED, Where.GONE}, Where.BIN),
    Scan.REPORT_GONE: (_UNKNOWN | {Where.HANDED_OVER}, Where.GONE),
    Scan.TO_BIN: (frozenset({Where.SHELF, Where.DESK}), Where.BIN),
    Scan.SHRED: (frozenset({Where.BIN}), Where.SHREDDED),
    Scan.LOSE: (frozenset(IN_HOUSE), Where.MISSING),
    Scan.FIND: (frozenset({Where.MISSING}), Where.SHELF),
}


class StockRefused(ValueError):
    """The scan does not fit what the stock says. The text says where the card should be and what to do."""


class NotASerial(StockRefused):
    """What was scanned is no serial number of a card."""


class NotOnManifest(StockRefused):
    """The card is not one of this parcel. It is written down as a difference."""


_ADVICE = {
    None: "it was never scanned in here; scan it in with its parcel, or report it",
    Where.SHELF: "it lies on the shelf",
    Where.DESK: "it is out at a desk",
    Where.BIN: "it waits for the shredder",
    Where.POSTED: "it went by post; scan it in as returned mail first",
    Where.HANDED_OVER: "its holder has it",
    Where.SHREDDED: "it was shredded",
    Where.MISSING: "it was reported missing; scan it in as found first",
    Where.GONE: "its holder reported it lost or destroyed; take it back if it turned up",
}


def next_place(scan: Scan, now: Where | None) -> Where:
    """Return where the card is after the scan. Raises StockRefused."""
    frm, to = STEPS[scan]
    if now not in frm:
        raise StockRefused(f"{scan.value}: this does not fit, {_ADVICE[now]}")
    return to


def read_serial(typed: str) -> str:
    """The 16 digits of a scan or of typing: spaces, hyphens and wide digits go. Raises NotASerial."""
    plain = unicodedata.normalize("NFKC", typed).replace(" ", "").replace("-", "").strip()
    try:
        SerialNumber.parse(plain)
    except InvalidNumber as error:
        raise NotASerial(
            f"this is no serial number ({SERIAL_LENGTH} digits at the lower left of the photo); scan it again"
        ) from error
    return plain


@dataclass(frozen=True, slots=True)
class Seen:
    """A card of the stock and when it was last under a scanner."""

    card_id: UUID
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Differences:
    """Of a count or a parcel: what should be there and is not, and what is there and should not be."""

    missing: frozenset[UUID]
    extra: frozenset[UUID]

    @property
    def none(self) -> bool:
        """Whether all is as it should be."""
        return not self.missing and not self.extra


def of_count(stock: Iterable[Seen], scanned: Collection[UUID], opened_at: datetime) -> Differences:
    """Compare a count with the stock at its end. A card that a desk scanned meanwhile was seen, wherever it is now."""
    items = list(stock)
    missing = {one.card_id for one in items if one.card_id not in scanned and one.seen_at < opened_at}
    return Differences(frozenset(missing), frozenset(scanned) - {one.card_id for one in items})


def of_parcel(manifest: Iterable[UUID], unpacked: Collection[UUID]) -> frozenset[UUID]:
    """What the manifest lists and nobody scanned."""
    return frozenset(manifest) - frozenset(unpacked)


SATURDAY = 5


def is_counting_day(day: date) -> bool:
    """Whether the town counts on this day: Monday to Friday [guess: holidays are counted too, nobody is hurt by it]."""
    return day.weekday() < SATURDAY
