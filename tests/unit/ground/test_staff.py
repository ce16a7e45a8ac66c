"""Staff: nothing is allowed that was not granted, and nothing reaches another town."""

import pytest
from tests.offices import act, clock

from tegata.ground import staff, two_person
from tegata.ground.act import Act, NotAllowed
from tegata.ground.offices import Office
from tegata.ground.permissions import all_permissions
from tegata.ground.two_person import TwoPersonRefused

pytestmark = pytest.mark.django_db
STOCK = "counter:stock:scan"


def employ(by: Act | None = None, **options: object) -> staff.Staff:
    facts = {
        "login": "sato",
        "display_name": "佐藤",
        "office": Office.TOWN_HALL,
        "password": "x" * 12,
        "town": "132217",
    }
    return staff.employ(by or act(staff.MANAGE_STAFF), **(facts | options))  # type: ignore[arg-type]


def test_what_was_granted_reaches_the_own_town_only() -> None:
    signed_in = staff.act_of(employ(permissions=[STOCK]), clock())
    signed_in.require(STOCK, "132217")
    with pytest.raises(NotAllowed, match="131016"):
        signed_in.require(STOCK, "131016")
    with pytest.raises(NotAllowed, match="counter:pin:set"):
        signed_in.require("counter:pin:set", "132217")


def test_an_office_of_the_whole_country_reaches_every_town() -> None:
    by_system = Act("system:seeding", Office.SYSTEM, clock(), "procedure", None, frozenset({staff.MANAGE_STAFF}))
    centre = employ(by_system, office=Office.ISSUING_CENTRE, town="", permissions=[STOCK])
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
    for elsewhere in ({"town": "131016"}, {"town": ""}, {"office": Office.ISSUING_CENTRE, "town": ""}):
        with pytest.raises(NotAllowed):
            employ(**elsewhere)


def test_a_password_is_kept_as_argon2_only() -> None:
    account = employ(password="correct horse")
    assert account.password.startswith("argon2")
    assert account.check_password("correct horse")
    assert not account.check_password("wrong horse")


def test_permissions_come_and_go() -> None:
    account, chief = employ(), act(staff.MANAGE_STAFF, who="chief")
    staff.grant(chief, "sato", STOCK)
    staff.grant(chief, "sato", STOCK)
    staff.act_of(account, clock()).require(STOCK, "132217")
    staff.revoke(chief, "sato", STOCK)
    assert not account.grants.exists()
    for verb in (staff.grant, staff.revoke):
        with pytest.raises(NotAllowed):
            verb(act(staff.MANAGE_STAFF, town="131016"), "sato", STOCK)


def test_nobody_changes_the_own_account() -> None:
    employ()
    myself = act(staff.MANAGE_STAFF, who="sato")
    for change in (
        lambda: staff.grant(myself, "sato", STOCK),
        lambda: staff.propose_management(myself, "sato"),
        lambda: staff.dismiss(myself, "sato"),
    ):
        with pytest.raises(staff.NotToOneself):
            change()


def test_that_somebody_manages_staff_takes_two() -> None:
    account, first, second = employ(), act(staff.MANAGE_STAFF, who="a"), act(staff.MANAGE_STAFF, who="b")
    with pytest.raises(TwoPersonRefused, match="takes two"):
        staff.grant(first, "sato", staff.MANAGE_STAFF)
    with pytest.raises(TwoPersonRefused, match="takes two"):
        employ(login="ito", permissions=[staff.MANAGE_STAFF])
    proposal = staff.propose_management(first, "sato")
    with pytest.raises(TwoPersonRefused, match="second"):
        staff.grant(first, "sato", staff.MANAGE_STAFF, proposal=proposal)
    two_person.approve(second, proposal)
    staff.grant(first, "sato", staff.MANAGE_STAFF, proposal=proposal)
    assert list(account.grants.values_list("permission", flat=True)) == [staff.MANAGE_STAFF]


def test_all_that_may_be_granted_is_known() -> None:
    assert {staff.MANAGE_STAFF, "residents:record:read"} <= set(all_permissions())
