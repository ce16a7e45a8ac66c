"""People for the tests of the register: synthetic, one call a person."""

from datetime import date
from uuid import UUID

from tests.offices import act

from tegata.rules.addresses import Address
from tegata.rules.names import name
from tegata.rules.sex import Sex
from tegata.services.residents import actions
from tegata.services.residents.permissions import Permission
from tegata.services.residents.rules.events import Days
from tegata.services.residents.rules.record import Newcomer

KIYOSE = Address("132217", "中里", "ナカザト", "五丁目８４２番地", "", "2040003")
ELSEWHERE_IN_KIYOSE = Address("132217", "元町", "モトマチ", "一丁目４番５号", "清瀬荘１０１号", "2040021")
CHIYODA = Address("131016", "一番町", "イチバンチョウ", "２５番地", "", "1020082")
TODAY = date(2026, 4, 1)
SAME_DAY = Days(TODAY, TODAY)
ALL = tuple(Permission)


def newcomer(written: str = "見本　花子", kana: str = "ミホン ハナコ", **other: object) -> Newcomer:
    """A national of Kiyose, with what differs."""
    plain = {"birth": date(1990, 5, 6), "sex": Sex.FEMALE, "place": KIYOSE, "since": date(2026, 3, 30)}
    return Newcomer(name=name(written, kana), synthetic=True, **plain | other)  # type: ignore[arg-type]


def registered(written: str = "見本　花子", kana: str = "ミホン ハナコ", **other: object) -> UUID:
    """Register somebody and return the id."""
    entered = actions.register_first_move_in(
        act(*ALL, town=None), newcomer(written, kana, **other), TODAY, another_person=True
    )
    return entered.resident_id
