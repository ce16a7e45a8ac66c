"""Registering the town's residents, with their hard cases, and their numbers. Ids follow from the running number."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from random import Random
from uuid import UUID, uuid5

from tegata.chip.personalisation.glyphs import coverage
from tegata.ground.act import Act
from tegata.ground.clock import day_in_japan, now
from tegata.rules.addresses import Address
from tegata.rules.names import Name
from tegata.rules.residence import Residence
from tegata.server.sandbox.places import NEIGHBOUR, TOWN
from tegata.services.numbering import api as numbering
from tegata.services.residents import api as residents
from tegata.services.residents.rules.glyphs import require_printable
from tegata.synthetic import people
from tegata.synthetic.people import SyntheticResident
from tegata.synthetic.people_households import Relation
from tegata.synthetic.places import Places

SEED = 20260401
FIRST = {TOWN: 1, NEIGHBOUR: 100_001}
_NAMES = UUID("5b0e7a0c-6d9d-4f0e-9a40-0b7f0d3a8c11")


def inhabitants(code: str, count: int) -> Iterator[SyntheticResident]:
    """The people of a town who have a resident record, the same every time for the same day."""
    stream = people.town(code, count, SEED, day_in_japan(now()), first=FIRST[code])
    return (who for who in stream if who.registered)


def resident_id(who: SyntheticResident) -> UUID:
    """The public id of somebody: it follows from the running number, so that seeding again finds the same person."""
    return uuid5(_NAMES, f"resident {who.running}")


def register(act: Act, code: str, people: Iterable[SyntheticResident]) -> None:
    """Register people of a town, those who are not registered yet, and give them numbers."""
    everybody = list(people)
    there = residents.records([resident_id(who) for who in everybody])
    fresh = [newcomer(who) for who in everybody if resident_id(who) not in there]
    if fresh:
        residents.bulk_register(act, fresh)
    numbering.assign_many(act, [(resident_id(who), code, who.since) for who in everybody])


def new_address(who: SyntheticResident) -> Address:
    """Where somebody lives after moving to the town."""
    return Places(TOWN).address(Random(who.running))  # noqa: S311 - an invented address, the same every time


def newcomer(who: SyntheticResident) -> residents.Newcomer:
    """Somebody as the register takes them in. A form of a character that no font here has is replaced, and it is noted."""
    written = _printable(who)
    foreign = who.stay.residence is not Residence.NATIONAL
    return residents.Newcomer(
        name=written,
        birth=who.birth,
        sex=who.sex,
        place=who.address,
        since=who.since,
        household_id=uuid5(_NAMES, f"household {who.household}"),
        is_head=who.relation is Relation.HEAD,
        relationship=who.relation.value,
        former_name=who.former_name.family if who.former_name else "",
        former_name_kana=who.former_name.kana.split("\u3000")[0] if who.former_name else "",
        alias=who.alias.written if who.alias else "",
        alias_kana=who.alias.kana if who.alias else "",
        residence=who.stay.residence,
        nationality=who.stay.nationality if foreign else "",
        stay_ends=who.stay.ends,
        substituted=written != who.name,
        synthetic=True,
        resident_id=resident_id(who),
        resident_code=who.resident_code,
    )


def _printable(who: SyntheticResident) -> Name:
    try:
        require_printable("name", who.name.written, coverage())
    except residents.Unprintable as missing:
        if missing.substitute is None:
            raise
        return replace(who.name, written=missing.substitute)
    return who.name
