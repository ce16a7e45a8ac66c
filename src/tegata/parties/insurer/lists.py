"""The insurer's copy of the authorities' lists: one file a list, and five questions before a list counts.

A list that does not count is refused by an error of its own; whoever stands on it is then unknown, never alive and never dead.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from tegata.parties.insurer.rules import ENDED, GOOD, Standing, State
from tegata.pki import crl, names
from tegata.pki.names import Kind, Naming
from tegata.pki.path import UnverifiedCertificate
from tegata.rules import municipalities

CLOCKS_DIFFER = timedelta(minutes=5)
LARGEST = 256 << 20


class Unusable(Exception):
    """A list does not count. `code` is a stable word; the text says what to do."""

    code = "unusable"


class NoList(Unusable):
    """There is no such file."""

    code = "missing"


class Refused(Unusable):
    """The bytes are no list, or this authority did not sign them."""

    code = "refused"


class WrongPartition(Unusable):
    """It is the list of another municipality."""

    code = "wrong-partition"


class Stale(Unusable):
    """It is out of date, or from the future."""

    code = "stale"


class RolledBack(Unusable):
    """It is older than one that counted before."""

    code = "rolled-back"


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest list of a partition that ever counted here: number and thisUpdate."""

    number: int
    this_update: datetime


@cache
def codes(kind: Kind, organisation: str) -> dict[bytes, str]:
    """Code of the municipality or ward by distribution point (Name, DER) as certificates have it."""
    naming = Naming(organisation)
    return {
        names.crl_point(kind, naming, town.prefecture_roman, town.roman): town.code5
        for town in municipalities.crl_partitions()
    }


def check(
    data: bytes, anchor: UnverifiedCertificate, point: bytes | None, at: datetime, seen: Seen | None
) -> crl.LoadedCrl:
    """A list that counts at this moment for this distribution point. Raises Unusable."""
    # 1. The authority signed it, and it names that authority.
    try:
        loaded = crl.LoadedCrl.load(data, anchor.public_key)
    except (crl.MalformedCrl, crl.CrlSignatureInvalid) as error:
        raise Refused(f"{error}; fetch it again from the centre") from error
    if loaded.issuer_name != anchor.subject:
        raise Refused("the list names another authority; fetch it again from the centre")
    # 2. It is about these certificates.
    if loaded.distribution_point != point:
        raise WrongPartition("the list is of another municipality; fetch it again from the centre")
    # 3. It has a number, and no list that counted before was newer.
    if loaded.number is None:
        raise Refused("the list has no number; fetch it again from the centre")
    if seen is not None and (loaded.number < seen.number or loaded.this_update < seen.this_update):
        raise RolledBack(f"the list has number {loaded.number} after number {seen.number}; fetch the newest one")
    # 4. It is not from the future.
    if loaded.this_update > at + CLOCKS_DIFFER:
        raise Stale(f"the list is of {loaded.this_update:%Y-%m-%d %H:%M}Z, which is yet to come; check the clock")
    # 5. It is not out of date.
    if loaded.next_update is None or at > loaded.next_update:
        raise Stale("the list is out of date; fetch the newest one")
    return loaded


def standing(loaded: crl.LoadedCrl, serial: int, not_after: datetime) -> Standing:
    """What a list that counts says of a certificate. Lists drop certificates that have ended."""
    entry = loaded.lookup(serial)
    if entry is not None:
        return Standing(State.REVOKED, entry.reason, entry.at)
    return GOOD if loaded.this_update <= not_after else ENDED


class Mirror:
    """The folder of lists, as `{sign,auth}/{code}.crl`, and whose signatures count on them."""

    def __init__(self, folder: Path, anchors: Mapping[Kind, UnverifiedCertificate], organisation: str) -> None:
        self._folder = folder
        self._anchors = anchors
        self._codes = {kind: codes(kind, organisation) for kind in anchors}
        self._points = {kind: {code: point for point, code in codes(kind, organisation).items()} for kind in anchors}

    def code(self, kind: Kind, point: bytes | None) -> str:
        """The municipality whose list speaks of certificates with this distribution point; empty for an unknown one."""
        return self._codes[kind].get(point or b"", "")

    def path(self, kind: Kind, code: str) -> Path:
        """Where a list lies."""
        return self._folder / kind.value / f"{code}.crl"

    def load(self, kind: Kind, code: str, at: datetime, seen: Seen | None) -> crl.LoadedCrl:
        """The list of a partition, if it counts. Raises Unusable."""
        try:
            data = self.path(kind, code).read_bytes()
        except OSError as error:
            raise NoList("there is no list of this municipality here; fetch it from the centre") from error
        return self.checked(data, kind, code, at, seen)

    def checked(self, data: bytes, kind: Kind, code: str, at: datetime, seen: Seen | None) -> crl.LoadedCrl:
        """Bytes from anywhere as the list of a partition. Raises Unusable."""
        if kind not in self._anchors or code not in self._points[kind]:
            raise NoList("there is no such list: unknown authority or municipality")
        return check(data, self._anchors[kind], self._points[kind][code], at, seen)

    def keep(self, kind: Kind, code: str, data: bytes, tag: str = "") -> None:
        """Put a list in its place, whole or not at all, and beside it what the centre calls this version of it."""
        place = self.path(kind, code)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.with_suffix(".etag").unlink(missing_ok=True)
        draft = place.with_suffix(".new")
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
        if tag:
            place.with_suffix(".etag").write_text(tag, encoding="ascii")

    def tag(self, kind: Kind, code: str) -> str:
        """What the centre called the version that is here; empty where there is none."""
        place = self.path(kind, code)
        try:
            return place.with_suffix(".etag").read_text(encoding="ascii") if place.exists() else ""
        except (OSError, ValueError):
            return ""
