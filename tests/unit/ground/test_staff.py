"""Staff: nothing is allowed that was not granted, and nothing reaches another town."""

import pytest
from tests.offices import act, clock

from tegata.ground import staff
from tegata.ground.act import NotAllowed
from tegata.ground.offices import Office

pytestmark = pytest.mark.django_db
STOCK = "counter:stock:scan"


def employ(**options: object) -> staff.Staff:
    facts = {
        "login": "sato",
        "display_name": "佐藤",
        "office": Office.TOWN_HALL,
        "password": "x" * 12,
        "town": "132217",
    }
    return staff.employ(act(staff.MANAGE_STAFF), **(facts | options))  # type: ignore[arg-type]


def test_what_was_granted_reaches_the_own_town_only() -> None:
    signed_in = staff.act_of(employ(permissions=[STOCK]), clock())
    signed_in.require(STOCK, "132217")
    with pytest.raises(NotAllowed, match="131016"):
        signed_in.require(STOCK, "131016")
    with pytest.raises(NotAllowed, match="counter:pin:set"):
        signed_in.require("counter:pin:set", "132217")


def test_an_office_of_the_whole_country_reaches_every_town() -> None:
    centre = employ(office=Office.ISSUING_CENTRE, town="", permissions=[STOCK])
    staff.act_of(centre, clock()).require(STOCK, "131016")


def test_whoever_is_dismissed_can_do_nothing() -> None:
    account = employ(permissions=[STOCK])
    staff.dismiss(act(staff.MANAGE_STAFF), "sato")
    account.refresh_from_db()
    with pytest.raises(NotAllowed):
        staff.act_of(account, clock()).require(STOCK, "132217")


def test_accounts_are_opened_by_those_who_may_and_in_their_town() -> None:
    with pytest.raises(NotAllowed):
        staff.employ(act(), login="a", display_name="a", office=Office.TOWN_HALL, password="x" * 12, town="132217")
    with pytest.raises(NotAllowed):
        employ(town="131016")


def test_a_password_is_kept_as_argon2_only() -> None:
    account = employ(password="correct horse")
    assert account.password.startswith("argon2")
    assert account.check_password("correct horse")
    assert not account.check_password("wrong horse")
