"""The register's pages: found, opened, entered, refused with the reason where it belongs; no name in an address."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries
from tests.browser import valid_html
from tests.offices import START, act, clock
from tests.unit.services.residents.newcomers import ALL, CHIYODA, SAME_DAY, registered

from tegata.ground.models import AuditEntry
from tegata.rules.life_events import LifeEvent
from tegata.rules.residence import Residence
from tegata.services.residents import actions, api
from tegata.services.residents.forms import ARRIVALS, EVENTS
from tegata.services.residents.rules.record import RecordState

pytestmark = pytest.mark.django_db
ADDRESS = {"code6": "132217", "town": "元町", "town_kana": "モトマチ", "block": "一丁目１番", "postcode": "2040021"}
NEW = ADDRESS | {"written": "見本 花子", "kana": "みほん はなこ", "birth": "1990-05-06", "sex": "2"}


@pytest.fixture(autouse=True)
def at_start() -> None:
    clock.moment = START


def days(**given: object) -> dict[str, object]:
    return {"event_day": "2026-04-01", "notice_day": "2026-04-01"} | given


def record_of(who: object) -> str:
    return reverse("residents:record", args=[who])


def event_of(who: object, event: LifeEvent) -> str:
    return reverse("residents:event", args=[who, event.value])


def test_search_answers_a_post_and_leads_on(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for sign in "愛藍相合会逢和" * 4:
        registered(f"見本　{sign}", "ミホン アイ")
    registered("見本　太郎", "ミホン タロウ", place=CHIYODA)
    valid_html(desk.get(reverse("residents:search")).content.decode())
    with django_assert_max_num_queries(12):
        first = desk.post(reverse("residents:search"), {"text": "みほん"}).content.decode()
    valid_html(first)
    assert first.count("見本") == 20
    after = first.split('name="after" value="')[-1].split('"')[0]
    second = desk.post(reverse("residents:search"), {"text": "みほん", "after": after}).content.decode()
    assert second.count("見本") == 8
    assert "太郎" not in first + second


def test_nobody_found_and_nothing_asked(desk: Client) -> None:
    assert "見つかりません" in desk.post(reverse("residents:search"), {"text": "山田"}).content.decode()
    assert "error-summary" in desk.post(reverse("residents:search"), {"text": ""}).content.decode()


def test_a_record_its_household_and_history(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    who = registered()
    house = api.record(who).household_id
    for sign in "愛藍相合会逢和" * 3:
        registered(f"見本　{sign}", "ミホン アイ", household_id=house, relationship="子")
    actions.set_former_name(act(*ALL), who, SAME_DAY, "山田", "ヤマダ")
    with django_assert_max_num_queries(12):
        page = desk.get(record_of(who)).content.decode()
    valid_html(page)
    assert "山田" in page
    history = desk.get(reverse("residents:history", args=[who])).content.decode()
    valid_html(history)
    assert "旧氏: – → <ins>山田</ins>" in history
    assert AuditEntry.objects.filter(verb="residents record read", subject=who).count() == 2


def test_another_town_s_record_and_none_at_all(desk: Client) -> None:
    stranger = registered(place=CHIYODA)
    assert desk.get(record_of(stranger)).status_code == 403
    code = api.record(stranger).resident_code
    assert "見本" not in desk.post(reverse("residents:search"), {"text": code}).content.decode()
    assert desk.get(event_of(stranger, LifeEvent.MOVE_IN)).status_code == 403
    assert desk.get(record_of(uuid4())).status_code == 404
    assert desk.get(event_of(registered(), LifeEvent.NUMBER_CHANGE)).status_code == 404
    assert desk.get(reverse("residents:arrive", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("event", EVENTS)
def test_each_event_has_a_page(desk: Client, event: LifeEvent) -> None:
    for language in ("ja", "en"):
        with translation.override(language):
            desk.cookies["django_language"] = language
            valid_html(desk.get(event_of(registered(), event)).content.decode())


@pytest.mark.parametrize("event", ARRIVALS)
def test_each_arrival_has_a_page(desk: Client, event: LifeEvent) -> None:
    valid_html(desk.get(reverse("residents:arrive", args=[event.value])).content.decode())


@pytest.mark.parametrize(
    ("event", "given"),
    [
        (LifeEvent.MOVE_WITHIN, ADDRESS),
        (LifeEvent.MOVE_OUT, {"destination": "千代田区"}),
        (LifeEvent.MOVE_ABROAD, {"country": "オーストリア"}),
        (LifeEvent.MOVE_ABROAD_KEEPING_CARD, {"country": "オーストリア"}),
        (LifeEvent.NAME_CHANGE, {"written": "山田 花子", "kana": "ヤマダ ハナコ"}),
        (LifeEvent.FORMER_NAME, {"written": "山田", "kana": "やまだ"}),
        (LifeEvent.CORRECTION, NEW | {"birth": "1990-05-16"}),
        (LifeEvent.NATIONALITY_LOST, {"nationality": "ブラジル", "stay_ends": "2026-05-30"}),
        (LifeEvent.HOUSEHOLD_CHANGE, {"relationship": "世帯主"}),
        (LifeEvent.ERASURE, {"confirmed": "yes"}),
        (LifeEvent.RESIDENT_CODE_CHANGE, {"confirmed": "yes"}),
        (LifeEvent.DEATH, {"confirmed": "yes"}),
    ],
)
def test_what_is_entered_is_in_the_record(desk: Client, event: LifeEvent, given: dict[str, object]) -> None:
    who = registered()
    answer = desk.post(event_of(who, event), days(shown=1, **given))
    assert answer.status_code == 302, answer.content.decode()
    assert (api.record(who).event, api.record(who).version) == (event, 2)


def test_events_of_foreign_residents(desk: Client) -> None:
    plain = {"residence": Residence.MID_TO_LONG_TERM, "nationality": "ブラジル", "stay_ends": date(2027, 1, 1)}
    who = registered("SAMPLE MARIA", "サンプル マリア", **plain)
    for version, (event, given) in enumerate(
        [
            (LifeEvent.ALIAS, {"written": "見本 マリア", "kana": "ミホン マリア"}),
            (LifeEvent.STAY_EXTENDED, {"residence": Residence.PERMANENT.value}),
            (LifeEvent.NATIONALITY_ACQUIRED, {"written": "見本 マリア", "kana": "ミホン マリア"}),
        ],
        start=1,
    ):
        assert desk.post(event_of(who, event), days(shown=version, **given)).status_code == 302
    assert api.record(who).residence is Residence.NATIONAL
    other = registered("SAMPLE JOHN", "サンプル ジョン", **plain)
    assert desk.post(event_of(other, LifeEvent.STAY_ENDED), days(shown=1, confirmed="yes")).status_code == 302


def test_moving_in_from_another_town(desk: Client) -> None:
    who = registered(place=CHIYODA)
    actions.move_out(act(*ALL, town="131016"), who, SAME_DAY, "清瀬市")
    page = event_of(who, LifeEvent.MOVE_IN)
    code = api.record(who).resident_code
    assert page in desk.post(reverse("residents:search"), {"text": f"{code[:4]} {code[4:]}"}).content.decode()
    assert desk.get(page).status_code == 200, "whoever moves in is not one's own yet"
    assert desk.get(event_of(who, LifeEvent.DEATH)).status_code == 403
    assert desk.post(page, days(shown=2, **ADDRESS)).status_code == 302
    assert api.record(who).town == "132217"


def test_what_ends_the_card_is_asked_twice(desk: Client) -> None:
    who = registered()
    page = desk.post(event_of(who, LifeEvent.DEATH), days(shown=1)).content.decode()
    valid_html(page)
    assert 'name="confirmed"' in page
    assert api.record(who).state is RecordState.RESIDENT


def test_refusals_stand_on_the_form_and_nothing_is_lost(desk: Client) -> None:
    who = registered()
    page = event_of(who, LifeEvent.MOVE_WITHIN)
    future = desk.post(page, days(shown=1, **ADDRESS) | {"notice_day": "2026-04-02"}).content.decode()
    assert "届出日が未来の日です" in future
    assert 'value="元町"' in future
    early = desk.post(page, days(shown=1, **ADDRESS) | {"notice_day": "2026-03-31"}).content.decode()
    assert "その日以後に" in early
    assert api.record(who).version == 1


def test_the_second_of_two_clerks_is_told(desk: Client) -> None:
    who = registered()
    actions.set_former_name(act(*ALL, who="other"), who, SAME_DAY, "山田", "ヤマダ")
    assert desk.post(event_of(who, LifeEvent.MOVE_WITHIN), days(shown=1, **ADDRESS)).status_code == 409
    assert api.record(who).version == 2


def test_a_missing_glyph_has_its_place_and_a_way_out(desk: Client) -> None:
    who, page = registered(), None
    wrong = {"written": "渡邊\U000e01ef 花子", "kana": "ワタナベ ハナコ"}
    page = desk.post(event_of(who, LifeEvent.NAME_CHANGE), days(shown=1, **wrong)).content.decode()
    assert "(2文字目)" in page
    assert desk.post(event_of(who, LifeEvent.NAME_CHANGE), days(shown=1, substitute="on", **wrong)).status_code == 302
    assert (api.record(who).name, api.record(who).substituted) == ("渡邊　花子", True)


def test_a_late_notice_is_taken_and_told(desk: Client) -> None:
    who = registered()
    late = days(shown=1, **ADDRESS) | {"event_day": "2026-03-17"}
    page = desk.post(event_of(who, LifeEvent.MOVE_WITHIN), late, follow=True).content.decode()
    assert "届出期間を過ぎています" in page


def test_somebody_new_and_the_same_again(desk: Client) -> None:
    page = reverse("residents:arrive", args=["move-in"])
    assert desk.post(page, days(**NEW)).status_code == 302
    again = desk.post(page, days(**NEW))
    valid_html(again.content.decode())
    assert "すでに登録されているかもしれない人" in again.content.decode()
    assert desk.post(page, days(**NEW, another_person="on")).status_code == 302


def test_a_newborn_joins_the_mother_s_household(desk: Client) -> None:
    mother = registered()
    child = NEW | {"birth": "2026-03-28", "member_code": api.record(mother).resident_code, "relationship": "子"}
    assert desk.post(reverse("residents:arrive", args=["birth"]), days(**child)).status_code == 302
    assert [one.relationship for one in api.household(mother).members] == ["世帯主", "子"]


def test_a_foreign_resident_arrives(desk: Client) -> None:
    page = reverse("residents:arrive", args=[LifeEvent.BECAME_FOREIGN_RESIDENT.value])
    someone = NEW | {"written": "SAMPLE MARIA", "nationality": "ブラジル", "residence": "mid to long-term resident"}
    assert "満了日を入力" in desk.post(page, days(**someone)).content.decode()
    assert desk.post(page, days(**someone, stay_ends="2028-03-31")).status_code == 302


def test_no_name_is_in_an_address(desk: Client) -> None:
    who = registered()
    answer = desk.post(event_of(who, LifeEvent.FORMER_NAME), days(shown=1, written="山田", kana="ヤマダ"))
    assert answer.headers["Location"] == f"{record_of(who)}?entered=1"
