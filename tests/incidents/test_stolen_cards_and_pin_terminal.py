"""78 cards that were not handed over yet, and the laptop that sets their PINs, stolen together. Yokohama Tsurumi, 2018-02-21.

Whoever has both has working cards of 78 people. The theft was noticed in the morning and reported to the police the day after.
Here two people stop the whole box in one act, at the hot line or the town hall; its certificates end, and the people of the
terminal lose their accounts.
"""

import pytest
from tests.offices import act, clock
from tests.unit.services.cards.living import KIYOSE, again, in_stock, town
from tests.unit.services.certificates.asking import Away, asked, right, settle, states
from tests.unit.services.certificates.conftest import authorities, founded, keys  # noqa: F401
from tests.unit.services.residents.newcomers import registered

from tegata.ground import staff, two_person
from tegata.ground.act import Act
from tegata.ground.offices import Office
from tegata.pki.names import Kind
from tegata.services.cards import api as cards
from tegata.services.cards.api import CardRefused, CardView, State
from tegata.services.hotline import actions, api, queries
from tegata.services.hotline.permissions import Permission
from tegata.services.hotline.rules import Shown
from tegata.services.residents import api as residents

pytestmark = pytest.mark.django_db
NAMES = ("一", "二", "三", "四")


@pytest.fixture
def box(authorities: Away, keys: list[bytes]) -> list[CardView]:  # noqa: F811
    """Cards in the town's stock; the first has its certificates."""
    people = [registered(f"見本　{name}") for name in NAMES]
    box = [cards.card(who, in_stock(who)) for who in people]
    for kind, key in zip(Kind, keys, strict=False):
        asked(box[0], kind, key)
    settle()
    return box


def clerk(who: str, office: Office = Office.TOWN_HALL, code: str | None = KIYOSE) -> Act:
    return act(Permission.STOP_LIST, who=who, office=office, town=code)


def stop(box: list[CardView], office: Office = Office.TOWN_HALL, code: str | None = KIYOSE) -> queries.ListView:
    text = "\n".join(card.serial for card in box)
    list_id = actions.propose_list(clerk("chief", office, code), text, "鶴見-2018-02-23")
    actions.stop_list(clerk("deputy", office, code), list_id)
    return queries.stop_list(list_id)


@pytest.mark.parametrize(("office", "code"), [(Office.TOWN_HALL, KIYOSE), (Office.HOTLINE, None)])
def test_the_whole_box_ends_in_one_act(box: list[CardView], office: Office, code: str | None) -> None:
    stopped = stop(box, office, code)
    assert {again(card).state for card in box} == {State.INVALID}
    assert {each.outcome for each in stopped.cards} == {"ended"}
    assert stopped.done_at == clock()
    settle()
    assert states(box[0]) == {"auth": ("revoked", "unspecified"), "sign": ("revoked", "unspecified")}
    assert right()


def test_nothing_makes_a_stolen_card_work_again(box: list[CardView]) -> None:
    stop(box)
    for card in box:
        for verb in (cards.handed_over, cards.delivered, cards.resume, cards.arrived):
            with pytest.raises(CardRefused):
                verb(town(), card.resident_id, card.card_id)
        assert api.is_stopped(card.serial, town().today)
        assert queries.standing(card.serial, town().today).shown is Shown.ENDED


def test_before_anybody_noticed_a_checker_is_warned_already(box: list[CardView]) -> None:
    """PINs or not: a card that was never handed over proves nothing."""
    assert queries.standing(box[0].serial, town().today).shown is Shown.NOT_HANDED_OVER
    assert api.is_stopped(box[0].serial, town().today)


def test_one_person_alone_cannot_end_a_towns_stock(box: list[CardView]) -> None:
    list_id = actions.propose_list(clerk("chief"), box[0].serial)
    with pytest.raises(two_person.TwoPersonRefused):
        actions.stop_list(clerk("chief"), list_id)
    assert again(box[0]).state is State.IN_STOCK


def test_the_people_of_the_terminal_are_out_at_once(box: list[CardView]) -> None:
    manager = act(staff.MANAGE_STAFF)
    account = staff.employ(
        manager,
        login="terminal",
        display_name="terminal",
        office=Office.TOWN_HALL,
        town=KIYOSE,
        password="long and unguessable",
        permissions=["counter:pin:set"],
    )
    staff.dismiss(manager, "terminal")
    account.refresh_from_db()
    assert staff.act_of(account, clock()).permissions == frozenset()


def test_each_of_the_people_is_told(box: list[CardView]) -> None:
    stop(box)
    for card in box:
        assert "card stolen before handover" in [letter.kind for letter in residents.letters(card.resident_id)]
