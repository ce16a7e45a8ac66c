"""Notices about a household: who moves along, another head, a move-out that does not happen. All or nothing."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.browser import accessible, picture, valid_html
from tests.offices import START, act, clock
from tests.unit.services.residents.newcomers import ALL, CHIYODA, ELSEWHERE_IN_KIYOSE, SAME_DAY, registered
from tests.unit.services.residents.test_pages import ADDRESS, days

from tegata.services.residents import actions, api
from tegata.services.residents.rules.record import RecordState

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = 200  # the page again, with the reason
OUT = {"destination": "東京都千代田区"}


@pytest.fixture(autouse=True)
def at_start() -> None:
    clock.moment = START


@pytest.fixture
def family() -> tuple[UUID, UUID, UUID]:
    """A head, a husband and a child of one household."""
    head = registered()
    house = api.record(head).household_id
    spouse = registered("見本　太郎", "ミホン タロウ", household_id=house, relationship="夫")
    return head, spouse, registered("見本　愛", "ミホン アイ", household_id=house, relationship="子")


def key(who: UUID) -> str:
    return f"{who}:{api.record(who).version}"


def states(people: tuple[UUID, ...]) -> list[RecordState]:
    return [api.record(one).state for one in people]


def enter(desk: Client, who: UUID, word: str, **given: object) -> int:
    return desk.post(f"/residents/{who}/{word}", days(shown=api.record(who).version) | given).status_code


def test_one_notice_moves_those_who_are_ticked(desk: Client, family: tuple[UUID, UUID, UUID]) -> None:
    head, spouse, child = family
    assert "一緒に異動する世帯員" in desk.get(f"/residents/{head}/events/move-within").text
    assert enter(desk, head, "events/move-within", **ADDRESS, members=[key(child)]) == 302
    assert [api.record(one).place.town for one in family] == ["元町", "中里", "元町"]
    assert enter(desk, spouse, "events/move-out", **OUT, members=[key(head), key(child)]) == 302
    assert states(family) == [RecordState.LEAVING] * 3


def test_a_member_who_cannot_move_keeps_everybody_where_they_are(desk: Client, family: tuple[UUID, UUID, UUID]) -> None:
    head, spouse, child = family
    actions.move_within(act(*ALL), child, SAME_DAY, ELSEWHERE_IN_KIYOSE)
    chosen = [key(spouse), key(child)]
    before = [api.record(one).version for one in family]
    there = ADDRESS | {"block": "一丁目４番５号", "building": "清瀬荘１０１号"}
    assert enter(desk, head, "events/move-within", **there, members=chosen) == REFUSED, "the child lives there already"
    assert [api.record(one).version for one in family] == before


def test_a_version_that_is_older_is_told(desk: Client, family: tuple[UUID, UUID, UUID]) -> None:
    head, spouse, _ = family
    assert enter(desk, head, "events/move-out", **OUT, members=[f"{spouse}:9"]) == REFUSED, "not a choice of the page"
    assert states(family) == [RecordState.RESIDENT] * 3


def test_a_family_arrives_as_the_household_of_its_head(desk: Client) -> None:
    head = registered(place=CHIYODA)
    house = api.record(head).household_id
    child = registered("見本　愛", "ミホン アイ", place=CHIYODA, household_id=house, relationship="子")
    there = act(*ALL, town="131016")
    for one in (head, child):
        actions.move_out(there, one, SAME_DAY, "東京都清瀬市")
    assert 'name="members"' not in desk.get(f"/residents/{child}/events/move-in").text
    assert enter(desk, head, "events/move-in", **ADDRESS, members=[key(child)]) == 302
    one, other = api.record(head), api.record(child)
    assert (one.household_id, one.place) == (other.household_id, other.place)
    assert one.household_id != house
    assert (one.relationship, other.relationship) == ("世帯主", "子")


def test_another_head(desk: Client, family: tuple[UUID, UUID, UUID]) -> None:
    head, spouse, _ = family
    assert f"/residents/{spouse}/head" in desk.get(f"/residents/{spouse}").text
    assert f"/residents/{head}/head" not in desk.get(f"/residents/{head}").text
    assert enter(desk, spouse, "head") == REFUSED, "what the head so far is has to be said"
    assert enter(desk, spouse, "head", relationship="妻") == 302
    assert api.household(spouse).head == spouse
    assert api.record(head).relationship == "妻"
    assert enter(desk, spouse, "head", relationship="妻") == REFUSED, "head already"


def test_a_household_without_a_head_gets_one(desk: Client, family: tuple[UUID, UUID, UUID]) -> None:
    head, spouse, _ = family
    actions.death(act(*ALL), head, SAME_DAY)
    assert 'name="relationship"' not in desk.get(f"/residents/{spouse}/head").text
    assert enter(desk, spouse, "head") == 302
    assert api.household(spouse).head == spouse


def test_a_move_out_is_withdrawn(desk: Client, family: tuple[UUID, UUID, UUID]) -> None:
    head = family[0]
    assert enter(desk, head, "withdrawal") == REFUSED
    assert enter(desk, head, "events/move-out", **OUT) == 302
    assert f"/residents/{head}/withdrawal" in desk.get(f"/residents/{head}").text
    assert enter(desk, head, "withdrawal") == 302
    assert states((head,)) == [RecordState.RESIDENT]


def test_the_pages_can_be_used(
    desk: Client, family: tuple[UUID, UUID, UUID], live_server: LiveServer, visit: Callable[..., Page]
) -> None:
    head, spouse, child = family
    actions.move_out(act(*ALL), child, SAME_DAY, "東京都千代田区")
    page = visit(live_server.url, "/", language="ja")
    page.context.add_cookies([{"name": "sessionid", "value": desk.cookies["sessionid"].value, "url": live_server.url}])
    for path in (f"{head}/events/move-within", f"{spouse}/head", f"{child}/withdrawal", f"{child}"):
        page.goto(f"/residents/{path}")
        accessible(page)
        valid_html(page.content())
        picture(page, f"household-{path.removeprefix(str(child)).rpartition('/')[2]}")
