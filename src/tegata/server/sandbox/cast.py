"""The people on the first page: each a role that somebody of the town takes, chosen from the stream by who fits it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tegata.ground.clock import day_in_japan
from tegata.rules.ages import age_on
from tegata.rules.names import Name, name
from tegata.rules.residence import Residence
from tegata.rules.sex import Sex
from tegata.server.sandbox.places import NEIGHBOUR, TOWN
from tegata.server.sandbox.town import resident_id
from tegata.synthetic.people import SyntheticResident

Fits = Callable[[SyntheticResident, int], bool]
CARD_YEARS = timedelta(days=4 * 365 + 150)
"""Longer ago than four birthdays and less than five: what ends on the fifth ends within months."""
SOON = timedelta(days=50)
MONTHS = timedelta(days=200)


class Stage(Enum):
    """How far somebody has come, in the order of the work."""

    HELD = 1  # identified at application, PINs chosen, card posted and delivered
    COLLECTED = 2  # handed over at the counter
    STOCK = 3  # waits on the shelf
    PARCEL = 4  # on its way, in a parcel nobody has opened
    ORDERED = 5  # accepted; the centre makes it
    APPLIED = 6  # waits for the reviewer


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody of the first page. `ago`: how long ago the card was made; `birthday_in`: their next
    birthday comes then; `login`: of the member of staff they are."""

    word: str
    label: Promise
    fits: Fits
    stage: Stage = Stage.HELD
    ago: timedelta = timedelta(0)
    town: str = TOWN
    face_only: bool = False
    birthday_in: timedelta | None = None
    looks_like: str = ""
    login: str = ""
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class Player:
    """Who takes a role."""

    role: Role
    who: SyntheticResident

    @property
    def resident_id(self) -> UUID:
        """The public id."""
        return resident_id(self.who)

    def made_at(self, now: datetime) -> datetime:
        """When the card is made."""
        return now - self.role.ago

    def age_at(self, moment: datetime) -> int:
        """How old they are then."""
        return age_on(self.who.birth, day_in_japan(moment))


def _adult(who: SyntheticResident, age: int) -> bool:
    return 20 <= age < 75 and not who.labels and who.stay.residence is Residence.NATIONAL


def _man(who: SyntheticResident, age: int) -> bool:
    return _adult(who, age) and who.sex is Sex.MALE


def _woman(who: SyntheticResident, age: int) -> bool:
    return _adult(who, age) and who.sex is Sex.FEMALE


def _child(who: SyntheticResident, age: int) -> bool:
    return 6 <= age < 13 and not who.labels and who.stay.residence is Residence.NATIONAL


def _with(label: str) -> Fits:
    return lambda who, _age: label in who.labels and bool(who.former_name or label != "former-name")


def _foreigner(who: SyntheticResident, age: int) -> bool:
    return age >= 20 and who.stay.ends is not None and who.alias is None


ROLES: tuple[Role, ...] = (
    Role("expiring", _("Card ends within two months: renew it"), _adult, ago=CARD_YEARS, birthday_in=SOON),
    Role(
        "certificates expiring",
        _("Certificates end within two months: renew them at the counter or the post office"),
        _adult,
        ago=CARD_YEARS,
        birthday_in=SOON,
    ),
    Role(
        "not carried on",
        _("Moved in 80 days ago, card not rewritten yet: it falls ten days from now"),
        _adult,
        ago=MONTHS,
        town=NEIGHBOUR,
    ),
    Role(
        "moving",
        _("Gave notice of moving out to here yesterday: enter the arrival"),
        _adult,
        ago=MONTHS,
        town=NEIGHBOUR,
    ),
    Role("holder", _("Has a card, ready for everything"), _adult),
    Role("another holder", _("Has a card: let it be lost, moved, renewed"), _adult),
    Role("child", _("Under 15: no signature certificate"), _child),
    Role("foreigner", _("Card ends with the stay"), _foreigner),
    Role("former name", _("Former surname on the face"), _with("former-name")),
    Role("PIN locked", _("Locked the PIN for authentication: unlock it"), _adult),
    Role("password locked", _("Locked the signature password: reset it"), _adult),
    Role("lost", _("Reported the card lost; certificates on hold: give it back or end it"), _adult),
    Role("face only", _("Face-only card, no PINs"), _adult, stage=Stage.COLLECTED, face_only=True),
    Role("clerk", _("Works at the counter"), _man, login="clerk-1", name=name("窓口　一郎", "マドグチ　イチロウ")),
    Role("chief", _("Works as a section chief"), _woman, login="chief-1", name=name("係長　八重", "カカリナガ　ヤエ")),
    Role("waiting", _("Card waits at the town hall: hand it over"), _adult, stage=Stage.STOCK),
    Role("child waiting", _("Child's card waits at the town hall, a parent comes along"), _child, stage=Stage.STOCK),
    Role("in a parcel", _("Card is in a parcel that arrives: scan it in"), _adult, stage=Stage.PARCEL),
    Role("being made", _("Card is being made: watch it at the issuing centre"), _adult, stage=Stage.ORDERED),
    Role("applied", _("Application waits for the reviewer"), _adult, stage=Stage.APPLIED),
    Role(
        "namesake",
        _("Application waits; a namesake applied on the same day"),
        _with("namesakes-same-day"),
        stage=Stage.APPLIED,
    ),
    Role(
        "other namesake", _("Application waits; the other namesake"), _with("namesakes-same-day"), stage=Stage.APPLIED
    ),
    Role(
        "face of another",
        _("Application waits, with the face of somebody who holds a card: two have to look"),
        _adult,
        stage=Stage.APPLIED,
        looks_like="holder",
    ),
)


def players(everybody: Iterable[SyntheticResident], code: str, today: date) -> list[Player]:
    """Who of a town's people takes which role. Roles that nobody fits are left out."""
    people, taken, found = list(everybody), set[int](), []
    alone = {house for house, many in Counter(one.household for one in people).items() if many == 1}
    for role in (role for role in ROLES if role.town == code):
        fitting = (one for one in people if _free(one, taken) and _takes(role, one, alone, today))
        who = next(fitting, None)
        if who is not None:
            taken |= {who.running, -who.household}
            found.append(Player(role, _dressed(role, who, today)))
    return found


def _free(who: SyntheticResident, taken: set[int]) -> bool:
    """Nobody of their household has a role; hard cases come in pairs."""
    return who.running not in taken and (-who.household not in taken or bool(who.labels))


def _takes(role: Role, who: SyntheticResident, alone: set[int], today: date) -> bool:
    """Whoever has a past of their own lives alone: they are registered before the others."""
    then = today - role.ago
    if who.since > then or who.abroad_since is not None or (role.ago and who.household not in alone):
        return False
    return role.fits(who, age_on(who.birth, then))


def _dressed(role: Role, who: SyntheticResident, today: date) -> SyntheticResident:
    """Name and birthday are put where the role needs them; a young card holder's card ends on the fifth birthday."""
    if role.name is not None:
        return replace(who, name=role.name, former_name=None)
    if role.birthday_in is None:
        return who
    day = today + role.birthday_in
    year = today.year - 19 if role.word == "expiring" else who.birth.year
    return replace(who, birth=date(year, day.month, min(day.day, 28)), since=max(who.since, date(year + 1, 1, 1)))
