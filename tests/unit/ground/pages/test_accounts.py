"""Accounts: of the own office and town, never one's own; what must not lie in one hand does not; management takes two."""

from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django import Settings
from tests.browser import valid_html
from tests.offices import act, clock

from tegata.ground import sign_in, two_person
from tegata.ground.act import Act
from tegata.ground.models import Proposal, Staff
from tegata.ground.offices import Office
from tegata.ground.permissions import Permission
from tegata.ground.staff import MANAGE_STAFF, employ

pytestmark = pytest.mark.django_db
TAKE, PASS = "town:application:take", "town:application:pass"


@dataclass(frozen=True)
class Post:
    label: str
    office: Office
    permissions: frozenset[str]


@pytest.fixture(autouse=True)
def duties(settings: Settings) -> None:
    settings.PLUGS = settings.PLUGS | {
        "duties": {
            "clerk": Post("窓口", Office.TOWN_HALL, frozenset({TAKE, MANAGE_STAFF})),
            "reviewer": Post("審査", Office.TOWN_HALL, frozenset({PASS})),
            "maker": Post("製造", Office.ISSUING_CENTRE, frozenset({"centre:card:make"})),
        },
        "apart": [frozenset({TAKE, PASS})],
    }


@pytest.fixture(autouse=True)
def manager(client: Client, clerk: Staff) -> Staff:
    seeder = Act("system:seeding", Office.SYSTEM, clock(), "procedure", None, frozenset({MANAGE_STAFF}))
    options = {"office": Office.TOWN_HALL, "town": "132217", "password": "x" * 12, "permissions": [MANAGE_STAFF]}
    chief = employ(seeder, login="chief", display_name="人事", **options)  # type: ignore[arg-type]
    client.force_login(chief)
    return chief


def send(client: Client, member: Staff, **words: str) -> int:
    return client.post(f"/staff/accounts/{member.pk}", words).status_code


def held(member: Staff) -> set[str]:
    return set(member.grants.values_list("permission", flat=True))


NEW = {"login": "ito", "display_name": "伊藤", "duty": "clerk", "password": "correct horse"}


def test_employed_with_a_duty_but_never_to_manage(client: Client) -> None:
    page = client.get("/staff/accounts/new").content.decode()
    valid_html(page)
    assert ("窓口" in page, "製造" in page) == (True, False)
    assert client.post("/staff/accounts/new", NEW).status_code == 302
    ito = Staff.objects.get(login="ito")
    assert (ito.town, ito.office, held(ito)) == ("132217", "town", {TAKE})
    assert "伊藤" in client.get("/staff/accounts/").content.decode()
    again = client.post("/staff/accounts/new", NEW)
    assert "すでに使われています" in again.content.decode()


@pytest.mark.parametrize("wrong", [{"duty": "maker"}, {"password": "short"}, {"login": "Ito さん"}])
def test_what_is_wrong_is_told(client: Client, wrong: dict[str, str]) -> None:
    answer = client.post("/staff/accounts/new", NEW | wrong)
    assert answer.status_code == 200
    assert not Staff.objects.filter(login="ito").exists()


def test_granted_taken_away_and_never_both(client: Client, clerk: Staff) -> None:
    assert send(client, clerk, grant="yes", permission=TAKE) == 302
    page = client.post(f"/staff/accounts/{clerk.pk}", {"grant": "yes", "permission": PASS}).content.decode()
    assert "town:application:take と同時には" in page
    valid_html(page)
    assert send(client, clerk, revoke=TAKE) == 302
    assert held(clerk) == {"town:card:read"}
    assert send(client, clerk, grant="yes", permission="centre:card:make") == 200


def test_management_takes_two(client: Client, clerk: Staff) -> None:
    assert send(client, clerk, grant="yes", permission=MANAGE_STAFF) == 200
    send(client, clerk, redeem="yes")
    assert MANAGE_STAFF not in held(clerk)
    send(client, clerk, propose="yes")
    assert send(client, clerk, redeem="yes") == 403
    two_person.approve(act(MANAGE_STAFF, who="other"), Proposal.objects.get().id)
    valid_html(client.get(f"/staff/accounts/{clerk.pk}").content.decode())
    send(client, clerk, redeem="yes")
    assert MANAGE_STAFF in held(clerk)


def test_never_one_s_own(client: Client, manager: Staff) -> None:
    for words in ({"grant": "yes", "permission": TAKE}, {"propose": "yes"}, {"revoke": MANAGE_STAFF}):
        assert send(client, manager, **words) == 403
    assert client.post(f"/staff/accounts/{manager.pk}/dismiss", {"confirmed": "yes"}).status_code == 403
    assert held(manager) == {Permission.MANAGE_STAFF}


def test_another_town_is_not_there(client: Client, clerk: Staff) -> None:
    Staff.objects.filter(pk=clerk.pk).update(town="131016")
    assert client.get(f"/staff/accounts/{clerk.pk}").status_code == 404
    assert "sato" not in client.get("/staff/accounts/").content.decode()


def test_dismissed_after_it_was_said_what_that_means(client: Client, clerk: Staff) -> None:
    valid_html(client.get(f"/staff/accounts/{clerk.pk}/dismiss").content.decode())
    client.post(f"/staff/accounts/{clerk.pk}/dismiss")
    assert Staff.objects.get(pk=clerk.pk).is_active
    client.post(f"/staff/accounts/{clerk.pk}/dismiss", {"confirmed": "yes"})
    assert not Staff.objects.get(pk=clerk.pk).is_active


def test_unlocked(client: Client, clerk: Staff) -> None:
    for _ in range(sign_in.WRONG_TRIES):
        sign_in.count_try("sato", clock())
    assert "unlock" in client.get(f"/staff/accounts/{clerk.pk}").content.decode()
    send(client, clerk, unlock="yes")
    assert not sign_in.locked("sato", clock())
