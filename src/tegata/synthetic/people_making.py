"""Making households of people who do not exist: composition, names, address, stay, and how far they are with the card."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from random import Random

from tegata.rules.addresses import Address
from tegata.rules.ages import age_on
from tegata.rules.names import Name
from tegata.rules.numbers import synthetic_resident_code
from tegata.rules.sex import Sex
from tegata.synthetic import people_foreign
from tegata.synthetic.chance import Weighted
from tegata.synthetic.people_foreign import Stay
from tegata.synthetic.people_households import Member, Relation, members, take_up
from tegata.synthetic.people_names import Part, families, given_name, joined
from tegata.synthetic.people_record import Story, SyntheticResident
from tegata.synthetic.places import Places

FOREIGN = 0.025
FORMER_NAME = 0.25
"""[guess] Married people recorded under the other's surname who have the former one entered: one resident in twenty."""
ALIAS = 1 / 3
MEAN_YEARS_HERE = 12

_HOLDERS = Weighted(
    (
        (Story.HOLDS, 84.0),
        (Story.EXPIRING, 4),
        (Story.CERTIFICATES_EXPIRING, 6),
        (Story.RENEWED, 2),
        (Story.FACE_ONLY, 0.5),
        (Story.PIN_LOCKED, 0.5),
        (Story.SIGNATURE_LOCKED, 1),
        (Story.NOT_CARRIED_ON, 1),
        (Story.LOST, 0.5),
        (Story.RETURNED, 0.5),
    )
)
"""[guess] What has become of cards that were issued, per hundred."""
_OTHERS = Weighted(((Story.NO_CARD, 94), (Story.APPLIED, 4), (Story.AWAITING_HANDOVER, 2)))
"""[guess] Those to whom none was issued."""


class Maker:
    """Makes households one after another; everything random comes from `chance`, in one order."""

    def __init__(self, chance: Random, today: date, places: Places, first: int) -> None:
        self.chance = chance
        self.today = today
        self.places = places
        self._running = count(first)
        self._households = count(first)

    def household(self) -> list[SyntheticResident]:
        """A household as they are in the country."""
        together = members(self.chance)
        return self.foreigners(together) if self.chance.random() < FOREIGN else self.nationals(together)

    def nationals(
        self,
        together: Sequence[Member],
        *,
        family: Part | None = None,
        given: Sequence[Part] = (),
        births: Sequence[date] = (),
        address: Address | None = None,
    ) -> list[SyntheticResident]:
        """A household of nationals under one surname; what is given is taken in the order of the members."""
        surname = family or families().draw(self.chance)
        home, since = address or self.places.address(self.chance), self._since()
        household, made, used = next(self._households), [], set[str]()
        for index, member in enumerate(together):
            birth = births[index] if index < len(births) else self.birth(member.age)
            own = given[index] if index < len(given) else self._given(member.sex, birth.year, used)
            used.add(own.kana)
            former = self._former(surname, own) if member.relation in {Relation.WIFE, Relation.HUSBAND} else None
            name = joined(surname, own)
            made.append(self._resident(household, member, name, birth, home, max(since, birth), Stay(), former=former))
        return made

    def foreigners(self, together: Sequence[Member]) -> list[SyntheticResident]:
        """A household of one nationality; a third have an alias (通称), entered with a Japanese surname."""
        stay = people_foreign.stay(self.chance, self.today)
        family = people_foreign.family_name(self.chance, stay.nationality)
        surname = families().draw(self.chance) if self.chance.random() < ALIAS else None
        home, since, household, made = self.places.address(self.chance), self._since(), next(self._households), []
        for member in together:
            birth = self.birth(member.age)
            name = people_foreign.joined(family, people_foreign.given_name(self.chance, stay.nationality, member.sex))
            alias = joined(surname, given_name(self.chance, member.sex, birth.year)) if surname else None
            made.append(self._resident(household, member, name, birth, home, max(since, birth), stay, alias=alias))
        return made

    def birth(self, age: int) -> date:
        """A birthday of somebody who is `age` years old today."""
        day = self.today - timedelta(days=self.chance.randrange(365))
        try:
            return day.replace(year=day.year - age)
        except ValueError:
            return date(day.year - age, 3, 1)

    def _given(self, sex: Sex, year: int, used: set[str]) -> Part:
        own = given_name(self.chance, sex, year)
        return own if own.kana not in used else given_name(self.chance, sex, year)

    def _former(self, surname: Part, own: Part) -> Name | None:
        if self.chance.random() >= FORMER_NAME:
            return None
        former = families().draw(self.chance)
        return joined(former, own) if former.kana != surname.kana else None

    def _since(self) -> date:
        return self.today - timedelta(days=int(self.chance.expovariate(1 / (365 * MEAN_YEARS_HERE))))

    def _resident(  # noqa: PLR0913 (one argument an item of the record)
        self,
        household: int,
        member: Member,
        name: Name,
        birth: date,
        address: Address,
        since: date,
        stay: Stay,
        *,
        former: Name | None = None,
        alias: Name | None = None,
    ) -> SyntheticResident:
        running = next(self._running)
        held = self.chance.random() < take_up(member.sex, age_on(birth, self.today))
        return SyntheticResident(
            running,
            household,
            member.relation,
            name,
            birth,
            member.sex,
            address,
            synthetic_resident_code(running),
            since,
            stay,
            (_HOLDERS if held else _OTHERS).draw(self.chance),
            former,
            alias,
        )
