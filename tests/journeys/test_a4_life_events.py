"""A4: each life event, entered in the register, reaches card and certificates as the article's 廃止・失効 and 失効情報の利用 say.

What a relying party then hears is asked by OCSP of the real authorities.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from tests.journeys.rounds import GOOD, NEIGHBOUR, TOWN, answered, browser, employed, in_use, register, settle
from tests.offices import START, act, clock
from tests.unit.services.residents.newcomers import CHIYODA, ELSEWHERE_IN_KIYOSE, newcomer, registered

from tegata.rules.invalidity import Ground
from tegata.rules.names import name
from tegata.server.duties import Duty
from tegata.server.home import Home
from tegata.services.cards import api as cards
from tegata.services.numbering import api as numbering
from tegata.services.residents import actions as events
from tegata.services.residents import api as residents
from tegata.services.residents.api import Days, EventRefused

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _clock() -> None:
    clock.moment = START


def now() -> Days:
    today = register().today
    return Days(today, today)


def move(who: UUID) -> None:
    events.move_out(register(), who, now(), "東京都千代田区")
    settle()
    events.move_in(register(NEIGHBOUR), who, now(), CHIYODA)


def renumber(who: UUID) -> None:
    numbering.change(act(numbering.Permission.CHANGE), who, numbering.ChangeReason.ON_REQUEST)


def recode(who: UUID) -> None:
    events.change_resident_code(register(), who, now())


def corrected(record: residents.ResidentRecord) -> residents.ResidentRecord:
    return replace(record, birth=date(1990, 5, 7))


MARRIED = name("見本　花", "ミホン ハナ")
MOVED = {"auth": "good", "sign": "superseded"}
GONE = dict.fromkeys(GOOD, "affiliationChanged")
STOPPED = dict.fromkeys(GOOD, "cessationOfOperation")
TABLE: list[tuple[str, Callable[[UUID], object], Ground | None, bool, dict[str, str]]] = [
    ("death", lambda who: events.death(register(), who, now()), Ground.DIED, False, GONE),
    ("move out", lambda who: events.move_out(register(), who, now(), "東京都千代田区"), None, False, GOOD),
    ("move in", move, None, True, MOVED),
    ("move within", lambda who: events.move_within(register(), who, now(), ELSEWHERE_IN_KIYOSE), None, True, MOVED),
    ("move abroad", lambda who: events.move_abroad(register(), who, now(), "フランス"), Ground.LEFT_JAPAN, False, GONE),
    ("name change", lambda who: events.change_name(register(), who, now(), MARRIED), None, True, MOVED),
    ("correction", lambda who: events.correct(register(), who, now(), corrected), None, True, MOVED),
    ("erasure", lambda who: events.erase(register(), who, now()), Ground.RECORD_ERASED, False, STOPPED),
    ("code change", recode, Ground.RESIDENT_CODE_CORRECTED, False, STOPPED),
    ("number change", renumber, Ground.NUMBER_CHANGED, False, STOPPED),
]


@pytest.mark.parametrize(
    ("event", "ground", "rewrite", "says"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_what_an_event_does(
    country: Home, event: Callable[[UUID], object], ground: Ground | None, *, rewrite: bool, says: dict[str, str]
) -> None:
    who = registered()
    settle()
    card = in_use(who)
    settle()
    assert answered(country, card) == GOOD
    clock.forward(hours=1)
    event(who)
    settle()
    after = cards.card(who, card.card_id)
    assert (after.ground, after.is_held) == (ground, ground is None)
    assert (after.rewrite_since is not None) is rewrite
    assert answered(country, card) == says


def test_a_child_is_born_and_has_no_card_and_a_number_follows() -> None:
    child = newcomer("見本　一", "ミホン ハジメ", birth=date(2026, 3, 28), since=date(2026, 3, 28))
    born = events.register_birth(register(), child, register().today).resident_id
    assert not numbering.has_number(born)
    settle()
    assert numbering.has_number(born)
    assert cards.cards_of(born) == ()
    told_late = newcomer("見本　二", "ミホン ジ", birth=date(2026, 3, 1), since=date(2026, 3, 1))
    assert events.register_birth(register(), told_late, register().today).late


def test_nothing_is_entered_after_a_death_and_nothing_is_lost(country: Home) -> None:
    who = registered()
    events.death(register(), who, now())
    before = residents.record(who)
    for refused in (
        lambda: events.move_within(register(), who, now(), ELSEWHERE_IN_KIYOSE),
        lambda: events.death(register(), who, now()),
        lambda: events.change_name(register(), who, now(), MARRIED),
    ):
        with pytest.raises(EventRefused, match="not entered for a record"):
            refused()
    settle()
    assert residents.record(who) == before


def test_days_that_cannot_be_are_told_at_the_page() -> None:
    who = registered()
    clerk = browser(employed(Duty.CLERK))
    page = f"/residents/{who}/events/death"
    assert clerk.get(page).status_code == 200
    tomorrow = register().today + timedelta(days=1)
    sent = {"event_day": tomorrow.isoformat(), "notice_day": tomorrow.isoformat(), "version": "1", "confirmed": "yes"}
    answer = clerk.post(page, sent).content.decode()
    assert "error-summary" in answer
    assert residents.record(who).state is residents.RecordState.RESIDENT


def test_another_towns_clerk_enters_nothing() -> None:
    who = registered()
    with pytest.raises(PermissionError, match=TOWN):
        events.move_within(register(NEIGHBOUR), who, now(), ELSEWHERE_IN_KIYOSE)
    assert residents.record(who).version == 1
